"""Turn the entries found in a file into items that together contain every line of it.

    ┌ a line before any entry ─────────────── prose: an item of kind note
    │ @article{a, …      ─┐
    │ }  % same line     ─┴ entry ──────────── an item, with any other text on its lines
    │ [ ] , between entries ──────────────── glue: part of the next entry, or of the last
    └ @comment{…}, an unreadable entry ────── prose: an item of kind note

Offsets count characters of the text with line ends normalised to ``\\n``; lines count from 1.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from readlist.model import url_finder, urls
from readlist.model.parsed_document import Diagnostic, Item, ParsedDocument
from readlist.model.record import Link, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Claim(NamedTuple):
    """One item to build from an entry: its record, its topic path, and its text if it is not that of the entry."""

    record: Record
    topics: tuple[str, ...] = ()
    text: str | None = None


class Found(NamedTuple):
    """An entry found in a file, at offsets from ``start`` to ``end`` (exclusive), and its claims."""

    start: int
    end: int
    claims: tuple[Claim, ...]


def claims_under(record: Record, paths: Sequence[tuple[str, ...]]) -> tuple[Claim, ...]:
    """Return the claims of an entry under each of its topic paths; the first one has the text of the entry."""
    first, *others = paths or [()]
    return (Claim(record, first), *(Claim(record, path, record.title) for path in others))


def normalize_lines(text: str) -> str:
    """Remove the byte order mark, and normalise line ends to ``\\n``; all readers count lines and offsets so."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Lines:
    """Line numbers of offsets into a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *map(re.Match.end, re.finditer("\n", text))]

    def at(self, offset: int) -> int:
        """Return the line of the character at an offset, counted from 1."""
        return bisect_right(self._starts, offset)


def lay_out(
    text: str, name: str, found: Sequence[Found], problems: Iterable[Diagnostic] = (), *, glue: str = ""
) -> ParsedDocument:
    """Build the document of a file from the entries in it, which are in order and do not overlap.

    ``glue``: characters without meaning of their own between entries, such as JSON's commas. The stem of ``name`` is
    the title of prose.
    """
    lines = Lines(text)
    title = PurePath(name).stem or name
    parts: list[Item] = []
    taken = 0
    for number, entry in enumerate(found, 1):
        start = _start(text, taken, entry.start, glue)
        parts += _prose(text, taken, start, lines, title)
        following = found[number].start if number < len(found) else len(text)
        taken = _end(text, entry.end, following, glue, is_last=number == len(found))
        parts += _parts(text, entry, start, taken, lines)
    parts += _prose(text, taken, len(text), lines, title)
    return ParsedDocument(None, tuple(parts), tuple(sorted(problems, key=lambda problem: problem.line)))


def cover(text: str, found: Iterable[Found], unread: Iterable[tuple[int, int]] = ()) -> list[Found]:
    """Return entries, in order, widened so that what is around them belongs to them: markup of a file of data.

    ``unread``: what could not be read, which stays prose. Each entry ends where the next one, or such a stretch, starts.
    """
    ordered = sorted(found, key=lambda entry: entry.start)
    holes = sorted(unread)
    out: list[Found] = []
    hole_starts = [start for start, _ in holes]
    for number, entry in enumerate(ordered):
        start = entry.start if out else max((end for _, end in holes if end <= entry.start), default=0)
        following = ordered[number + 1].start if number + 1 < len(ordered) else len(text)
        if (place := bisect_left(hole_starts, entry.end)) < len(holes):
            following = min(following, hole_starts[place])
        out.append(entry._replace(start=start, end=_without_blanks(text, start, max(entry.end, following))))
    return out


def _without_blanks(text: str, start: int, end: int) -> int:
    """Return where a stretch ends without the white space at its end."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _start(text: str, taken: int, start: int, glue: str) -> int:
    """Return where the text of an entry starts: with its line, or earlier if only glue precedes it."""
    if _is_glue(text, taken, start, glue):
        return taken
    line = text.rfind("\n", taken, start)
    return line + 1 if line >= 0 else taken


def _end(text: str, end: int, following: int, glue: str, *, is_last: bool) -> int:
    """Return where the text of an entry ends: with its line, unless the next entry starts on that line."""
    line = text.find("\n", end, following)
    if is_last and _is_glue(text, end, len(text), glue):
        return len(text)
    return line + 1 if line >= 0 else following


def _is_glue(text: str, start: int, end: int, glue: str) -> bool:
    # A long gap is prose; checking all of it would only take time.
    return end - start < 1000 and not text[start:end].strip(glue + " \t\n")


def _parts(text: str, entry: Found, start: int, end: int, lines: Lines) -> Iterator[Item]:
    written = text[start:end].strip("\n")
    first, last = lines.at(entry.start), lines.at(max(entry.start, entry.end - 1))
    for claim in entry.claims:
        body = written if claim.text is None else claim.text
        yield Item(claim.record, first, last, claim.topics, body)


def _prose(text: str, start: int, end: int, lines: Lines, title: str) -> Iterator[Item]:
    written = text[start:end]
    if not written.strip():
        return
    first = start + len(written) - len(written.lstrip())
    last = start + len(written.rstrip()) - 1
    head = max(start, text.rfind("\n", start, first) + 1)
    found = (Link(url.url, urls.link_role(url.url)) for url in url_finder.find_urls(written))
    record = Record(kind="note", title=title, links=tuple(dict.fromkeys(found)))
    yield Item(record, lines.at(first), lines.at(last), (), text[head : last + 1])
