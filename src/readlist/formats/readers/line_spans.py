"""Where the entries of a file stand, to parts that have every line of it.

    ┌ a line before any entry ─────────────── prose: a note part
    │ @article{a, …      ─┐
    │ }  % of its line   ─┴ entry ──────────── a part; what shares its lines is its own
    │ [ ] , between entries ──────────────── glue: goes with the entry that follows, or the last
    └ @comment{…}, a broken entry ────────── prose: a note part

Offsets count characters of the text with its line ends made ``\\n``, lines count from 1.
"""

from __future__ import annotations

from bisect import bisect_right
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from readlist.model import url_finder, urls
from readlist.model.parsed_document import Diagnostic, Item, ParsedDocument
from readlist.model.record import Link, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Claim(NamedTuple):
    """One part to be made of an entry: its record, its topic, and its text where that is not the entry's own."""

    record: Record
    topics: tuple[str, ...] = ()
    text: str | None = None


class Found(NamedTuple):
    """An entry found in a file: from ``start`` up to before ``end``, and what it claims."""

    start: int
    end: int
    claims: tuple[Claim, ...]


def normalize_lines(text: str) -> str:
    """The text without byte-order mark, its lines ended by ``\\n``, as all readers count them."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Lines:
    """The line on which an offset into a text stands."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        end = text.find("\n")
        while end >= 0:
            self._starts.append(end + 1)
            end = text.find("\n", end + 1)

    def at(self, offset: int) -> int:
        """The line of a character, counted from 1."""
        return bisect_right(self._starts, offset)


def lay_out(
    text: str, name: str, found: Sequence[Found], problems: Iterable[Diagnostic] = (), *, glue: str = ""
) -> ParsedDocument:
    """Make the parts of a file of which ``found`` tells the entries, in their order and apart from each other.

    ``glue``: the characters that alone between entries mean nothing, such as JSON's commas. The stem of ``name`` titles
    what is prose.
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


def _start(text: str, taken: int, start: int, glue: str) -> int:
    """Where the text of an entry starts: with its line, or before, where only glue stands before that."""
    if _is_glue(text, taken, start, glue):
        return taken
    line = text.rfind("\n", taken, start)
    return line + 1 if line >= 0 else taken


def _end(text: str, end: int, following: int, glue: str, *, is_last: bool) -> int:
    """Where the text of an entry ends: with its line, unless the next entry starts on it."""
    line = text.find("\n", end, following)
    if is_last and _is_glue(text, end, len(text), glue):
        return len(text)
    return line + 1 if line >= 0 else following


def _is_glue(text: str, start: int, end: int, glue: str) -> bool:
    # A long gap is prose; looking at all of it would be in vain.
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
