"""Texts put under their topics, for the formats that read as a list: markdown and HTML.

    Item(paths, text, brief) ── arrange ── Section(path) with its texts, in the order of an outline
               "RAG"            what has no topic comes first, under the empty path
               "RAG / Trick"    inner topics after the outer one's own items; first met, first listed

An item with several topics stands in full under the first and in brief under the others; prose stands before the
items of its topic. The texts wait in a temporary file, not in memory, until the outline is known; only their places
are kept.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_IN_MEMORY = 8_000_000
"""Bytes of text above which the temporary file really is a file."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is to stand under one or several topics; ``prose`` goes before the items of its topic."""

    paths: tuple[tuple[str, ...], ...]
    text: str
    brief: str = ""
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A topic, the prose and the items right under it; they can be read once, before the next section."""

    path: tuple[str, ...]
    prose: Iterator[str]
    items: Iterator[str]


@dataclass(slots=True)
class _Topic:
    """A topic while the outline grows: where its prose and its items lie, and its inner topics."""

    prose: list[tuple[int, int]] = field(default_factory=list)
    items: list[tuple[int, int]] = field(default_factory=list)
    inner: dict[str, _Topic] = field(default_factory=dict)

    def at(self, path: tuple[str, ...]) -> _Topic:
        topic = self
        for name in path:
            topic = topic.inner.setdefault(name, _Topic())
        return topic


def arrange(items: Iterable[Item]) -> Iterator[Section]:
    """Yield the sections of the outline that the items' paths make up."""
    root = _Topic()
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
        for item in items:
            first, *others = item.paths or ((),)
            _put(spool, root.at(first), item.text, prose=item.prose)
            for path in others:
                _put(spool, root.at(path), item.brief, prose=item.prose)
        yield from _sections(spool, root, ())


def _put(spool: IO[bytes], topic: _Topic, text: str, *, prose: bool) -> None:
    data = text.encode("utf-8", "surrogatepass")
    (topic.prose if prose else topic.items).append((spool.tell(), len(data)))
    spool.write(data)


def _sections(spool: IO[bytes], topic: _Topic, path: tuple[str, ...]) -> Iterator[Section]:
    if path or topic.prose or topic.items:
        yield Section(path, _texts(spool, topic.prose), _texts(spool, topic.items))
    for name, inner in topic.inner.items():
        yield from _sections(spool, inner, (*path, name))


def _texts(spool: IO[bytes], places: list[tuple[int, int]]) -> Iterator[str]:
    for start, length in places:
        spool.seek(start)
        yield spool.read(length).decode("utf-8", "surrogatepass")
