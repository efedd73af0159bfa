"""Works that a note lists as entries of BibTeX in blocks of code, rewritten as list items with fields, line for line.

    ```bibtex
    @article{lee2024,                      - A title
      title = {A title},                     - Authors: Ann Lee
      author = {Lee, Ann},                   - Year: 2024
      year = {2024}
    }
    ```

Entries count only where they are what the note lists: at least two, more than it has links, with titles that its text does
not have. Otherwise they say how to cite a work that is listed, or the list itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from readlist.formats.markdown.note_bibtex import FENCE

if TYPE_CHECKING:
    from readlist.model.record import Record

MIN_ENTRIES = 2
"""Minimum number of entries."""
MAX_ENTRY = 80
"""Maximum number of lines of an entry."""
_ENTRY = re.compile(r"\s*@[A-Za-z]{4,20}\s*\{")
_LINK = re.compile(r"\]\(https?:")
_NO_LETTERS = re.compile(r"[\W_]")


class _Entry(NamedTuple):
    """The first line of an entry, the line after it, and the work."""

    start: int
    end: int
    record: Record


def may_hold_entries(text: str) -> bool:
    """Return whether a text has at a glance several entries of BibTeX in blocks of code. Cheap."""
    return "```" in text and text.count("@") >= MIN_ENTRIES and text.count("title") >= MIN_ENTRIES


def rewrite(lines: list[str]) -> None:
    """Rewrite the lines of a note in place, one for one."""
    entries = [entry for block in _find_blocks(lines) for entry in _read_entries(lines, *block)]
    held = {number for entry in entries for number in range(entry.start, entry.end)}
    rest = [line for number, line in enumerate(lines) if number not in held]
    if len(entries) < MIN_ENTRIES or len(entries) <= sum(len(_LINK.findall(line)) for line in rest):
        return
    text = _fold("".join(rest))
    if any(_fold(entry.record.title or "") in text for entry in entries):
        return
    for number, line in enumerate(lines):
        if FENCE.match(line) and {number - 1, number + 1} & held:
            lines[number] = ""
    for entry in entries:
        written = _write(entry.record)
        size = entry.end - entry.start
        lines[entry.start : entry.end] = [*written, *[""] * size][:size]


def _find_blocks(lines: list[str]) -> list[tuple[int, int]]:
    """Return the first line and the line after the last of each block of code that begins with an entry."""
    fences = [number for number, line in enumerate(lines) if FENCE.match(line)]
    pairs = zip(fences[::2], fences[1::2], strict=False)
    return [(start + 1, end) for start, end in pairs if start + 1 < end and _ENTRY.match(lines[start + 1])]


def _read_entries(lines: list[str], start: int, end: int) -> list[_Entry]:
    """Return the entries of a block of code that are works."""
    from readlist.formats.readers.bibtex import read  # noqa: PLC0415

    starts = [number for number in range(start, end) if _ENTRY.match(lines[number])]
    out = []
    for first, following in zip(starts, [*starts[1:], end], strict=True):
        if following - first > MAX_ENTRY:
            continue
        found = read("\n".join(lines[first:following]), "").items
        records = [item.record for item in found if item.record.kind != "note" and item.record.title]
        if len(records) == 1:
            out.append(_Entry(first, following, records[0]))
    return out


def _write(record: Record) -> list[str]:
    """Return the lines of a list item for a work."""
    fields = {
        "Authors": "; ".join(record.authors),
        "Venue": record.venue,
        "Year": str(record.year or ""),
        "Paper": record.url or next((known.url for known in record.ids), ""),
    }
    return [f"- {record.title}", *(f"  - {name}: {value}" for name, value in fields.items() if value)]


def _fold(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()
