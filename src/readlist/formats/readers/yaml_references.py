"""Read YAML files of references; their members show which format they are in.

    papis_id: …   title: …   author_list: […]         papis: one ``info.yaml`` per document
    lind2019: {ENTRYTYPE: article, …}                 coBib: one YAML document per entry
    references: [{id: …, type: article-journal, …}]   CSL-YAML of Pandoc, also as a bare list
    lind2019: {type: article, parent: {…}, …}         Hayagriva, of Typst
    cff-version: 1.2.0   preferred-citation: {…}      CITATION.cff: a software, what to cite for it, what it refers to

The fields of papis and coBib are those of BibTeX, and are read as such. Sources: https://papis.readthedocs.io (info file),
https://cobib.gitlab.io/cobib/ (cobib.parsers.yaml), https://pandoc.org/MANUAL.html (bibliographies),
https://github.com/typst/hayagriva (docs/file-format.md), https://github.com/citation-file-format (schema guide 1.2.0).

A document that cannot be read is read piece by piece; only what is not readable alone is lost, and reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError
from readlist.formats.readers import reference as ref
from readlist.formats.readers.cff_reference import is_cff, read_cff
from readlist.formats.readers.csl_item import read_csl, read_made
from readlist.formats.readers.field_dict import read_fields
from readlist.formats.readers.hayagriva_item import is_hayagriva, to_csl
from readlist.formats.readers.line_spans import Claim, Found, Lines, cover, lay_out, normalize_lines
from readlist.formats.readers.reference import clean, storable
from readlist.formats.readers.yaml_values import NOTE_MARK, Member, YamlDocument
from readlist.model.parsed_document import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.formats.readers.reference import Reference
    from readlist.model.parsed_document import ParsedDocument

_MARK = re.compile(r"^(?:---|\.\.\.)(?=[ \t]|$).*$", re.MULTILINE)
"""A line between two YAML documents."""
_MARKED_UP = frozenset(
    "title title-short container-title container-title-short collection-title volume-title original-title event-title "
    "publisher abstract note annote".split()
)
"""Members that Pandoc reads as markdown (https://pandoc.org/MANUAL.html, "Specifying bibliographic data")."""
_MARKUP = tuple(
    re.compile(pattern)
    for pattern in (
        r"\[([^\[\]]*)\]\{[.\w][^{}]*\}",  # [text]{.nocase}
        r"\*\*(\S(?:[^*]*\S)?)\*\*",
        r"(?<![\w*])\*(\S(?:[^*]*\S)?)\*(?![\w*])",
        r"(?<![\w_])_(\S(?:[^_]*\S)?)_(?![\w_])",
        r"\^([^\s^]+)\^",
        r"(?<!~)~([^\s~]+)~(?!~)",
        r"\\([*_^~$\[\]\"'@<>#\\])",
    )
)
"""Spans, emphasis, superscript, subscript and escaped signs of Pandoc's markdown, with the text as group 1."""
_KEY_LINE = re.compile(r"^(?=[^\s#\-][^\n]*:)", re.MULTILINE)
_DASH_LINE = re.compile(r"^(?=\s*-\s+\w+\s*:)", re.MULTILINE)
_PAPIS = ("papis_id", "author_list", "ref", "author", "doi", "doc_url")
"""Members of a document of papis besides its title; one is enough."""


def read(text: str, name: str) -> ParsedDocument:
    """Read a YAML file: one item per reference. Raises InputError if it has none."""
    text = normalize_lines(text)
    body, mark, note = text.partition("\n" + NOTE_MARK)
    lines = Lines(text)
    found: list[Found] = []
    problems: list[Diagnostic] = []
    unread: list[tuple[int, int]] = []
    for start, document in _documents(body):
        for member, reference in _read(document, start, lines, problems, unread):
            record = ref.make_record(reference)
            line = lines.at(member.start)
            if record is None:
                problems.append(Diagnostic(line, "this item has neither a title nor a link"))
                unread.append((member.start, member.end))
                continue
            problems += [Diagnostic(line, message) for message in ref.find_problems(reference)]
            found.append(Found(member.start, member.end, (Claim(record),)))
    if not found and body.strip():
        raise InputError(
            f"contains no references ({problems[0].message})" if problems else "contains no references",
            file=name,
            hint="readlist reads YAML of papis, coBib, Pandoc (CSL), Hayagriva and CITATION.cff.",
        )
    found = cover(text, found, unread)
    if mark and note.strip():
        own = found[-1].claims[0]
        claims = (own._replace(text=body.strip("\n")), own._replace(text=storable(note.strip("\n"))))
        found[-1] = Found(found[-1].start, len(text.rstrip()), claims)
    return lay_out(text, name, found, problems)


def _documents(text: str) -> Iterator[tuple[int, str]]:
    """Yield each YAML document that is not blank, with its offset."""
    start = 0
    for match in (*_MARK.finditer(text), None):
        document = text[start : match.start() if match else len(text)]
        if document.strip():
            yield start, document
        start = match.end() if match else start


def _read(
    text: str, start: int, lines: Lines, problems: list[Diagnostic], unread: list[tuple[int, int]]
) -> list[tuple[Member, Reference]]:
    """Return the references of a document at an offset, with their places in the file.

    A document that is not readable is read in pieces; what is not readable even so is added to ``problems``.
    """
    try:
        found = _references(YamlDocument(text), len(text.rstrip()))
        return [(one._replace(start=start + one.start, end=start + one.end), made) for one, made in found]
    except ValueError as error:
        pieces = list(_pieces(text))
        if len(pieces) > 1:
            return [
                read
                for offset, piece in pieces
                for read in _read(piece, start + offset, lines, problems, unread)
            ]
        first = start + len(text) - len(text.lstrip())
        problems.append(Diagnostic(lines.at(first), f"not readable as YAML: {clean(str(error))}"))
        unread.append((first, start + len(text.rstrip())))
        return []


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a document that is not readable before each key at the margin, else before each dash with a member."""
    for pattern in (_KEY_LINE, _DASH_LINE):
        cuts = sorted({0, *(match.start() for match in pattern.finditer(text))})
        pieces = [(a, text[a:b]) for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
        pieces = [(a, piece) for a, piece in pieces if piece.strip()]
        if len(pieces) > 1:
            yield from pieces
            return
    yield 0, text


def _references(document: YamlDocument, size: int) -> Iterator[tuple[Member, Reference]]:
    """Yield the references of a document in whichever format it is, each with its place."""
    value = document.value
    if isinstance(value, dict) and is_cff(value):
        yield from _cff(document, size)
    elif isinstance(value, dict) and _is_papis(value):
        yield Member("", 0, size, value), read_fields(value)
    else:
        name = "references" if isinstance(value, dict) and isinstance(value.get("references"), list) else ""
        for member in document.members(name):
            if isinstance(member.value, dict) and (reference := _one(member)):
                yield member, reference


def _cff(document: YamlDocument, size: int) -> Iterator[tuple[Member, Reference]]:
    """Yield the work of a CITATION.cff, what to cite for it, and what it refers to."""
    members = document.members()
    others = [member for member in members if member.key == "preferred-citation"]
    start = next((m.start for m in members if m.key not in ("preferred-citation", "references")), 0)
    later = [m.start for m in members if m.key in ("preferred-citation", "references") and m.start > start]
    yield Member("", start, min([size, *later]), document.value), read_cff(document.value)
    for member in (*others, *document.members("references")):
        if isinstance(member.value, dict):
            yield member, read_cff(member.value)


def _one(member: Member) -> Reference | None:
    value = member.value
    if member.key and isinstance(value.get("ENTRYTYPE"), str):
        return read_fields({**value, "ref": member.key})
    if member.key and is_hayagriva(value):
        return read_made(to_csl(member.key, value))
    if not member.key and ("id" in value or "title" in value):
        return read_csl({"type": "document", **{name: _plain(name, text) for name, text in value.items()}})
    return None


def _plain(name: str, value: Any) -> Any:
    """Return the value of a member without Pandoc's markup, which texts have, but neither IDs nor addresses."""
    if name not in _MARKED_UP or not isinstance(value, str):
        return value
    for pattern in _MARKUP:
        value = pattern.sub(r"\1", value)
    return value


def _is_papis(value: dict[str, Any]) -> bool:
    return isinstance(value.get("title"), str) and any(value.get(name) for name in _PAPIS)
