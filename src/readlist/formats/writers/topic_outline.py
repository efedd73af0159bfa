"""Group texts by topic, for the formats that are lists: markdown and HTML.

    Item(spots, text, brief) ── arrange ── Section(path) with its texts, in the order of an outline
               ()               items without a topic come first
               ("RAG",)         topics and items in the order of the sources
               ("RAG", "Trick") inner topics come after the items of the outer topic

An item with several topics is written in full under the first and in brief under the others; prose comes before the
items of its topic. The texts are kept in a temporary file until the outline is known; only their offsets are in memory.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry

Spot = tuple[str, int]
"""A position in the sources: name and line."""
NOWHERE: Spot = ("\U0010ffff", 0)
"""The position of an item that is in no source: after all others."""
_IN_MEMORY = 8_000_000
"""Size of the texts, in bytes, up to which they are kept in memory instead of a file."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text to write under one or several topics, with its position for each; ``prose`` comes before other items."""

    spots: dict[tuple[str, ...], Spot]
    text: str
    brief: str = ""
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A topic with the prose and items directly under it; both must be read before the next section, and only once."""

    path: tuple[str, ...]
    prose: Iterator[str]
    items: Iterator[str]


_Place = tuple[Spot, int, int, int]


@dataclass(slots=True)
class _Topic:
    """A topic while the outline is built: its first position, the offsets of its texts, and its inner topics.

    ``prose`` and ``items`` have position, offset, length, and number of the item.
    """

    spot: Spot = NOWHERE
    prose: list[_Place] = field(default_factory=list)
    items: list[_Place] = field(default_factory=list)
    inner: dict[str, _Topic] = field(default_factory=dict)

    def at(self, path: tuple[str, ...], spot: Spot) -> _Topic:
        topic = self
        for name in path:
            topic = topic.inner.setdefault(name, _Topic())
            topic.spot = min(topic.spot, spot)
        return topic


def find_spots(entry: Entry) -> dict[tuple[str, ...], Spot]:
    """Return the topics of an entry (the empty path if it has none), each with its first position."""
    spots = dict.fromkeys(entry.topics or ((),), NOWHERE)
    for mention in entry.mentions:
        path = mention.topics if entry.topics else ()
        if path in spots:
            spots[path] = min(spots[path], (mention.source, mention.line))
    return spots


class Outline:
    """The topics of items, once all items are read: first their names and numbers of items, then their sections."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._root = _Topic()
        self._spool = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (closed by ``close``)
        with ExitStack() as on_error:
            on_error.callback(self.close)
            self._read(items)
            on_error.pop_all()

    def _read(self, items: Iterable[Item]) -> None:
        for number, item in enumerate(items):
            text = item.text
            for path, spot in item.spots.items():
                topic = self._root.at(path, spot)
                start = self._spool.tell()
                self._spool.write(data := text.encode("utf-8", "surrogatepass"))
                (topic.prose if item.prose else topic.items).append((spot, start, len(data), number))
                text = item.brief

    def close(self) -> None:
        """Remove the temporary file."""
        self._spool.close()

    def topics(self) -> list[tuple[tuple[str, ...], int]]:
        """Return the path of each topic, outer before inner, with the number of items in it and its inner topics."""
        found: list[tuple[tuple[str, ...], int]] = []
        _count(self._root, (), found)
        return [(path, count) for path, count in found if path]

    def sections(self) -> Iterator[Section]:
        """Yield the sections, outer before inner."""
        return _sections(self._spool, self._root, ())


def arrange(items: Iterable[Item]) -> Iterator[Section]:
    """Yield the sections of the outline of the items' topics."""
    with closing(Outline(items)) as outline:
        yield from outline.sections()


def _count(topic: _Topic, path: tuple[str, ...], found: list[tuple[tuple[str, ...], int]]) -> set[int]:
    """Add a topic and its inner topics to ``found``, with the numbers of their items; return the items."""
    place = len(found)
    found.append((path, 0))
    items = {item for _, _, _, item in topic.items}
    for name, inner in _inner(topic):
        items |= _count(inner, (*path, name), found)
    found[place] = (path, len(items))
    return items


def _inner(topic: _Topic) -> list[tuple[str, _Topic]]:
    return sorted(topic.inner.items(), key=lambda pair: pair[1].spot)


def _sections(spool: IO[bytes], topic: _Topic, path: tuple[str, ...]) -> Iterator[Section]:
    if path or topic.prose or topic.items:
        yield Section(path, _texts(spool, topic.prose), _texts(spool, topic.items))
    for name, inner in _inner(topic):
        yield from _sections(spool, inner, (*path, name))


def _texts(spool: IO[bytes], places: list[_Place]) -> Iterator[str]:
    for _, start, length, _ in sorted(places):
        spool.seek(start)
        yield spool.read(length).decode("utf-8", "surrogatepass")
