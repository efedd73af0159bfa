"""Read BibTeX and biblatex files: by JabRef, Zotero, Mendeley, DBLP, publishers, or written by hand.

    file  ── bibtexparser ──> blocks: entry, @string, @preamble, @comment, text between, unreadable block
    entry ── fields: strings expanded, parts joined at #, crossref resolved ── Reference ── Record

Only entries become works. All other blocks are kept as prose, unreadable ones with a diagnostic. An entry with a
duplicate key or field is read. Entry types and fields are those of the BibTeX manual and of biblatex
(https://ctan.org/pkg/biblatex, chapter 2), with additions of programs: arXiv's eprint, JabRef's readstatus.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readlist.formats.readers import reference as ref
from readlist.formats.readers.latex_decoder import decode_latex, decode_verbatim
from readlist.formats.readers.line_spans import Claim, Found, Lines, lay_out, normalize_lines
from readlist.formats.readers.reference import Reference, clean
from readlist.model.dates import MONTHS, find_date
from readlist.model.parsed_document import Diagnostic
from readlist.model.person_name import is_others, parse_name_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from readlist.model.parsed_document import ParsedDocument

# The parser logs what it cannot read; without a handler, Python would print it.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_SORTS = {
    "software": "software", "softwareversion": "software", "softwaremodule": "software", "codefragment": "software",
    "computerprogram": "software", "dataset": "dataset", "data": "dataset",
    "online": "web", "electronic": "web", "www": "web", "webpage": "web", "video": "post", "movie": "post", "audio": "post",
    "misc": "misc", "unpublished": "misc", "other": "misc",
}  # fmt: skip
"""Entry types that are not papers, or not always."""
_NO_WORKS = frozenset(("set", "xdata", "control", "ieeetranbstctl", "acmcontrol", "revtexcontrol", "comment"))
"""Entry types that configure a style or group entries, and are not works."""
_REPORTS = ("techreport", "report", "phdthesis", "mastersthesis", "thesis")
_INHERITED = ("booktitle", "year", "date", "month", "publisher", "series", "eventtitle", "venue")
"""Fields inherited from the volume named by ``crossref``; the volume's title is inherited as booktitle."""
_VENUES = ("journaltitle", "journal", "booktitle", "eventtitle", "maintitle")
_NOTES = ("note", "annote", "annotation", "addendum", "comment", "howpublished")
_READ = frozenset((*_VENUES, *_NOTES)) | frozenset(
    "title shorttitle author editor abstract year date month school institution organization publisher doi eprint url file keywords "
    "archiveprefix eprinttype primaryclass eprintclass crossref readstatus biburl bibsource timestamp key".split()
)
"""Fields that are read by name, or are about the database; from all others only web addresses are read."""
_STATUS = {"read": "read", "skimmed": "read", "reading": "reading", "toread": "todo", "unread": "todo"}
_STATED = re.compile(r"report|thesis|dissertation|preprint|学位论文|学位論文", re.IGNORECASE)


def read(text: str, name: str) -> ParsedDocument:
    """Read a BibTeX file: one item per entry, its line that of its ``@``; the rest is prose."""
    text = normalize_lines(text)
    blocks, problems = _split(text, Lines(text))
    strings: dict[str, str] = dict(zip(MONTHS, MONTHS, strict=True))
    for block in blocks:
        if block.string is not None:
            strings.setdefault(block.key.lower(), _evaluate(block.string, strings))
    entries = {block.key.lower(): block for block in reversed(blocks) if block.fields is not None}
    found = []
    for block in blocks:
        if block.fields is None or block.type in _NO_WORKS:
            continue
        fields = _Fields(block, entries, strings)
        reference = _reference(block, fields)
        record = ref.make_record(reference)
        if record is None:
            problems.append(
                Diagnostic(block.line, f"entry '{clean(block.key)}' has neither a title nor a link")
            )
            continue
        problems += [Diagnostic(block.line, message) for message in ref.find_problems(reference)]
        found.append(Found(block.start, block.end, (Claim(record),)))
    return lay_out(text, name, found, problems)


# -- blocks ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Block:
    """An entry (``fields``) or a ``@string`` (``string``) with its position; values as written."""

    type: str
    key: str
    start: int
    end: int
    line: int
    fields: Mapping[str, str] | None = None
    string: str | None = None


def _split(text: str, lines: Lines) -> tuple[list[_Block], list[Diagnostic]]:
    """Split a file into blocks; return the readable ones in order, and diagnostics about the others."""
    from bibtexparser.entrypoint import parse_string  # noqa: PLC0415

    out: list[_Block] = []
    problems: list[Diagnostic] = []
    end = 0
    for block in parse_string(text, parse_stack=[]).blocks:
        inner = getattr(block, "ignore_error_block", None) or block
        raw = str(inner.raw or "")
        start = text.find(raw, end)
        if not raw or start < 0:  # a block that extends past the end of the file
            start, raw = end, ""
        line = lines.at(start) if raw else int(block.start_line or 0) + 1
        # An unreadable block may overlap the block after it.
        end = start + (len(raw) if type(inner).__name__ != "ParsingFailedBlock" else 1)
        problems += _problems(block, line)
        if (read := _block(inner, start, end, line)) is not None:
            out.append(read)
    return out, problems


def _block(block: Any, start: int, end: int, line: int) -> _Block | None:
    kind = type(block).__name__
    if kind == "Entry":
        fields: dict[str, str] = {}
        for field in block.fields:
            if not fields.get(field.key.lower()):
                fields[field.key.lower()] = str(field.value)
        return _Block(block.entry_type.lower(), block.key, start, end, line, fields=fields)
    if kind == "String":
        return _Block("string", block.key, start, end, line, string=str(block.value))
    return None


_START = re.compile(r"^[ \t]*@(?!comment)[a-z]+", re.IGNORECASE | re.MULTILINE)


def _problems(block: Any, line: int) -> Iterator[Diagnostic]:
    if problem := _problem(block):
        yield Diagnostic(line, problem)
    if type(block).__name__ == "ImplicitComment":
        for start in _START.finditer(block.comment):
            place = line + block.comment.count("\n", 0, start.start())
            yield Diagnostic(place, f"'{start[0].strip()}' without a brace is not an entry; kept as prose")


def _problem(block: Any) -> str | None:
    kind = type(block).__name__
    if kind == "DuplicateFieldKeyBlock":
        return f"duplicate field '{clean(', '.join(sorted(block.duplicate_keys)))}'; the first is used"
    if kind == "DuplicateBlockKeyBlock":
        return f"duplicate key '{clean(block.key)}'"
    if kind.endswith(("FailedBlock", "ErrorBlock")):
        reason = clean(str(getattr(block.error, "abort_reason", block.error)))
        return f"this entry cannot be read and is kept as prose: {reason[:200]}"
    return None


# -- fields ------------------------------------------------------------------------------------------------------


class _Fields:
    """The fields of an entry: its own, then those inherited from the volume that it is part of."""

    def __init__(self, block: _Block, entries: Mapping[str, _Block], strings: Mapping[str, str]) -> None:
        self._own = block.fields or {}
        self._strings = strings
        named = self.raw("crossref").strip().lower()
        volume = entries.get(named) if named else None
        self._volume = (volume.fields or {}) if volume else {}

    def raw(self, *names: str) -> str:
        """Return the first of these fields that is not empty, with strings expanded and LaTeX unchanged."""
        for name in names:
            if value := self._value(name):
                return value
        return ""

    def text(self, *names: str) -> str:
        """Return the first of these fields that is not empty, as plain text on one line."""
        return decode_latex(self.raw(*names))

    def verbatim(self, *names: str) -> str:
        """Return the first of these fields that is not empty, decoded as a URL, an ID or a file name."""
        return decode_verbatim(self.raw(*names))

    def others(self) -> Iterator[tuple[str, str]]:
        """Return the names and values of the fields that are not read by name."""
        return ((name, self.verbatim(name)) for name in self._own if name not in _READ)

    def _value(self, name: str) -> str:
        if name in self._own:
            return _evaluate(self._own[name], self._strings)
        if name in _INHERITED and self._volume:
            inherited = self._volume.get(name) or (
                self._volume.get("title", "") if name == "booktitle" else ""
            )
            return _evaluate(inherited, self._strings)
        return ""


def _evaluate(raw: str, strings: Mapping[str, str]) -> str:
    """Evaluate a value as written: ``{…}``, ``"…"``, a number, the name of a string, or several joined by ``#``."""
    raw = raw.strip()
    if "#" not in raw:
        return _piece(raw, strings)
    return "".join(_piece(piece.strip(), strings) for piece in _split_outside(raw, "#"))


def _is_braced(raw: str) -> bool:
    """Whether a text is enclosed in one pair of braces."""
    depth = 0
    for match in re.finditer(r"(?<!\\)[{}]", raw):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return raw.startswith("{") and match.end() == len(raw)
    return False


def _piece(raw: str, strings: Mapping[str, str]) -> str:
    if len(raw) > 1 and raw[0] + raw[-1] in ("{}", '""'):
        return raw[1:-1]
    return strings.get(raw.lower(), raw)


def _split_outside(text: str, separator: str) -> list[str]:
    """Split at the matches of a pattern outside braces and quotes."""
    out, start, depth, quoted = [], 0, 0, False
    for match in re.finditer(rf"(?<!\\)[{{}}\"]|{separator}", text):
        sign = match[0]
        if sign in "{}":
            depth += 1 if sign == "{" else -1
        elif sign == '"':
            quoted = quoted != (depth == 0)
        elif depth == 0 and not quoted:
            out.append(text[start : match.start()])
            start = match.end()
    return [*out, text[start:]]


# -- entries -----------------------------------------------------------------------------------------------------


def _reference(block: _Block, fields: _Fields) -> Reference:
    org, venue = _places(block.type, fields)
    return Reference(
        sort=_SORTS.get(block.type, "paper"),
        key=block.key,
        title=fields.text("title"),
        label=fields.text("shorttitle"),
        authors=read_names(fields.raw("author") or fields.raw("editor")),
        org=org,
        abstract=fields.text("abstract"),
        date=find_date(fields.raw("date"), fields.raw("year"), fields.raw("month")),
        venue=venue,
        eprints=_eprints(fields),
        url=fields.verbatim("url"),
        urls=tuple(_urls(fields)),
        notes=tuple(decode_verbatim(fields.raw(name)) for name in _NOTES if fields.raw(name)),
        tags=ref.split_keywords(fields.text("keywords")),
        categories=tuple(fields.raw("primaryclass", "eprintclass").split()),
        status=_STATUS.get(fields.raw("readstatus").strip().lower()),
    )


def _places(kind: str, fields: _Fields) -> tuple[str, str]:
    """Return the organisation and the venue.

    For a report or thesis, an institution such as "PhD thesis, MIT" is the venue.
    """
    venue = fields.text(*_VENUES)
    placed = fields.text("institution", "school") or (
        fields.text("organization") if kind not in ("inproceedings", "conference") else ""
    )
    if not venue and kind in _REPORTS and _STATED.search(placed):
        return "", placed
    if not venue and not ref.find_web_urls(decode_verbatim(fields.raw("howpublished"))):
        venue = fields.text("howpublished")
    return placed, venue


def _eprints(fields: _Fields) -> tuple[str, ...]:
    out = [fields.verbatim("doi")]
    archive = fields.verbatim("archiveprefix", "eprinttype").lower()
    if archive in ("", "arxiv"):
        out += [fields.verbatim("eprint")]
    elif archive in ("openreview", "acl"):
        out += [f"{archive}:{fields.verbatim('eprint')}"]
    out += [fields.verbatim("arxivid"), fields.verbatim("arxiv")]
    volume = fields.verbatim("volume")
    if volume.startswith("abs/"):  # the notation of DBLP and Semantic Scholar for a preprint
        out += [volume.removeprefix("abs/")]
    return tuple(text for text in out if text)


def _urls(fields: _Fields) -> Iterator[tuple[str, str]]:
    """Yield the web addresses besides the main one, each with the name of its field, which suggests its role."""
    for entry in re.split(r"(?<!\\);", fields.raw("file")):
        for part in re.split(r"(?<!\\):(?!//)", entry):
            if (url := part.replace("\\:", ":")).startswith(("http://", "https://")):
                yield url, "pdf"
    for name, value in fields.others():
        if value.startswith(("http://", "https://")):
            yield value, re.sub(r"[-_]?(?:url|link)$", "", name) or name


_GROUP = re.compile(r"\{[^{}]*\}")
_SEPARATOR = re.compile(r",|\sand\s", re.IGNORECASE)


def read_names(raw: str) -> tuple[str, ...]:
    """Read a BibTeX list of names, as ``Given Family``; a name enclosed in ``{…}`` is kept unchanged."""
    raw = " ".join(raw.split())
    if any(_SEPARATOR.search(group) for group in _GROUP.findall(raw)):
        names = [_guarded_name(name) for name in _split_outside(raw, " (?:and|AND) ")]
    else:
        names = [ref.read_name(name) for name in re.split(r"\s+and\s+", decode_latex(raw))]
    return tuple(name for name in names if name and not is_others(name))


def _guarded_name(raw: str) -> str:
    if _is_braced(raw):
        return decode_latex(raw)
    return clean(str(parse_name_parts([decode_latex(part) for part in _split_outside(raw, ",")])))
