"""Read BibTeX and biblatex files: by JabRef, Zotero, Mendeley, DBLP, publishers, or written by hand.

    file  ── BlockScanner ──> blocks: entries, @string; not @preamble, @comment, text between, what is unreadable
    entry ── fields: strings expanded, parts joined at #, crossref resolved ── Reference ── Record

Only entries become works. All other blocks are kept as prose, unreadable ones with a diagnostic. An entry with a
duplicate key or field is read. Entry types and fields are those of the BibTeX manual and of biblatex
(https://ctan.org/pkg/biblatex, chapter 2), with additions of programs: arXiv's eprint, JabRef's readstatus.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.readers import reference as ref
from readlist.formats.readers.bibtex_blocks import BlockScanner
from readlist.formats.readers.bibtex_fields import Fields, Strings
from readlist.formats.readers.bibtex_groups import Groups
from readlist.formats.readers.bibtex_reference import read_reference
from readlist.formats.readers.line_spans import Found, Lines, claims_under, lay_out, normalize_lines
from readlist.formats.readers.reference import clean
from readlist.model.dates import MONTHS
from readlist.model.parsed_document import Diagnostic

if TYPE_CHECKING:
    from readlist.model.parsed_document import ParsedDocument

_NO_WORKS = frozenset(("set", "xdata", "control", "ieeetranbstctl", "acmcontrol", "revtexcontrol", "comment"))
"""Entry types that configure a style or group entries, and are not works."""
_APART = re.compile(r"@\s*(?:string|comment)\b")
"""What tells, in small letters, that values or groups are stated apart from the entries."""
_REFERS = re.compile(r"\b(?:crossref|xdata)\s*=")
"""What tells, in small letters, that entries need others."""
_START = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]\s*(?P<key>[^\s,]*)", re.MULTILINE)
"""The start of an entry, at which the entry before it ends, whether it is closed or not."""
_MOST_BLANKS = 200
"""Characters between two entries at which a file is cut."""


def read(text: str, name: str) -> ParsedDocument:
    """Read a BibTeX file: one item per entry, its line that of its ``@``; the rest is prose.

    Raises InputError if a text is not BibTeX at all: neither an entry nor a comment.
    """
    text = normalize_lines(text)
    scanner = BlockScanner(text, Lines(text))
    blocks, problems = list(scanner.blocks()), scanner.problems
    strings = Strings(MONTHS, len(text))
    for block in blocks:
        if block.string is not None:
            strings.define(block.key, block.string)
    if "@" not in text and any(
        line.strip() and not line.lstrip().startswith("%") for line in text.split("\n")
    ):
        raise InputError(
            "contains no BibTeX entry", file=name, hint="An entry starts with '@article{key,' or similar."
        )
    entries = {block.key.lower(): block for block in reversed(blocks) if block.fields is not None}
    groups = Groups(text)
    found = []
    for block in blocks:
        if block.fields is None or block.type in _NO_WORKS:
            continue
        fields = Fields(block, entries, strings)
        problems += [
            Diagnostic(block.line, f"the field '{field}' has {size:,} characters; only its start is read")
            for field, size in fields.too_long.items()
        ]
        reference = read_reference(block, fields)
        record = ref.make_record(reference)
        if record is None:
            problems.append(
                Diagnostic(block.line, f"entry '{clean(block.key)}' has neither a title nor a link")
            )
            continue
        problems += [Diagnostic(block.line, message) for message in ref.find_problems(reference)]
        paths = groups.paths_of(block.key, fields)
        found.append(Found(block.start, block.end, claims_under(record, paths)))
    return lay_out(text, name, found, problems)


def cut(text: str, size: int) -> list[str]:
    """Cut a file into pieces of about ``size`` characters, each of whole entries; into one if entries need each other."""
    text = normalize_lines(text)
    starts = list(_START.finditer(text)) if len(text) > size and not _is_shared(text) else []
    if len({start["key"] for start in starts}) < len(starts):  # reported of the whole file
        return [text]
    pieces = []
    done = 0
    for place in map(re.Match.start, starts):
        if place >= done + size and _follows_entry(text, place):
            pieces.append(text[done:place])
            done = place
    return [*pieces, text[done:]]


def _is_shared(text: str) -> bool:
    """Whether entries need others, or what is stated apart from them."""
    text = text.lower()  # much quicker to search than with a pattern for letters of either case
    refers = ("crossref" in text or "xdata" in text) and _REFERS.search(text)
    return bool(refers or _APART.search(text))


def _follows_entry(text: str, place: int) -> bool:
    """Whether there is nothing between an entry and the place where the next one starts."""
    return text[max(0, place - _MOST_BLANKS) : place].rstrip().endswith(("}", ")"))
