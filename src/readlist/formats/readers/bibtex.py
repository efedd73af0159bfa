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
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError
from readlist.formats.readers import reference as ref
from readlist.formats.readers.bibtex_fields import Block, Fields, evaluate
from readlist.formats.readers.bibtex_reference import read_reference
from readlist.formats.readers.line_spans import Claim, Found, Lines, lay_out, normalize_lines
from readlist.formats.readers.reference import clean
from readlist.model.dates import MONTHS
from readlist.model.parsed_document import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.parsed_document import ParsedDocument

# The parser logs what it cannot read; without a handler, Python would print it.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_NO_WORKS = frozenset(("set", "xdata", "control", "ieeetranbstctl", "acmcontrol", "revtexcontrol", "comment"))
"""Entry types that configure a style or group entries, and are not works."""


def read(text: str, name: str) -> ParsedDocument:
    """Read a BibTeX file: one item per entry, its line that of its ``@``; the rest is prose.

    Raises InputError if a text is not BibTeX at all: neither an entry nor a comment.
    """
    text = normalize_lines(text)
    blocks, problems = _split(text, Lines(text))
    strings: dict[str, str] = dict(zip(MONTHS, MONTHS, strict=True))
    for block in blocks:
        if block.string is not None:
            strings.setdefault(block.key.lower(), evaluate(block.string, strings))
    if "@" not in text and any(
        line.strip() and not line.lstrip().startswith("%") for line in text.split("\n")
    ):
        raise InputError(
            "contains no BibTeX entry", file=name, hint="An entry starts with '@article{key,' or similar."
        )
    entries = {block.key.lower(): block for block in reversed(blocks) if block.fields is not None}
    found = []
    for block in blocks:
        if block.fields is None or block.type in _NO_WORKS:
            continue
        reference = read_reference(block, Fields(block, entries, strings))
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


def _split(text: str, lines: Lines) -> tuple[list[Block], list[Diagnostic]]:
    """Split a file into blocks; return the readable ones in order, and diagnostics about the others."""
    from bibtexparser.entrypoint import parse_string  # noqa: PLC0415

    out: list[Block] = []
    problems: list[Diagnostic] = []
    end = 0
    text = _blank_comments(text)
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


_ENTRY = re.compile(r"@\s*(?!comment|preamble|string)[A-Za-z]+\s*[{(]", re.IGNORECASE)
_SIGN = re.compile(r"\\.|[{}\"%]|^[ \t]*@", re.MULTILINE)


def _blank_comments(text: str) -> str:
    """Replace remarks between the fields of entries by blanks: from ``%`` to the end of the line, as biber reads them.

    All offsets stay the same. In braces or quotes a ``%`` is text.
    """
    if "%" not in text:
        return text
    out: list[str] = []
    kept = 0
    for entry in _ENTRY.finditer(text):
        if entry.start() < kept:
            continue
        for start, end in _comments_in(text, entry.end()):
            out += [text[kept:start], " " * (end - start)]
            kept = end
    return "".join([*out, text[kept:]])


def _comments_in(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each remark in the entry whose fields start at an offset."""
    depth, quoted = 1, False
    while depth and (match := _SIGN.search(text, start)):
        sign, start = match[0], match.end()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == '"':
            quoted = quoted != (depth == 1)
        elif sign == "%" and depth == 1 and not quoted:
            end = text.find("\n", start)
            start = end if end >= 0 else len(text)
            yield match.start(), start
        elif sign.endswith("@") and depth == 1 and not quoted:
            return  # the next entry: this one is not closed


def _block(block: Any, start: int, end: int, line: int) -> Block | None:
    kind = type(block).__name__
    if kind == "Entry":
        fields: dict[str, str] = {}
        for field in block.fields:
            if not fields.get(field.key.lower()):
                fields[field.key.lower()] = str(field.value)
        return Block(block.entry_type.lower(), block.key, start, end, line, fields=fields)
    if kind == "String":
        return Block("string", block.key, start, end, line, string=str(block.value))
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
