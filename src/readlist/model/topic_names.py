"""How the library shows the topics of notes: renamed, merged or moved by the person, and found by further names.

    heading of a note    RAG 系列篇 / RAG Trick篇
    renamed              RAG 系列篇 ──> RAG
    shown                RAG / RAG Trick篇

Headings stay as the notes have them, so that importing a file again finds nothing changed; only what is shown differs. The
longest beginning of a path that is renamed decides, and what it is renamed to is not renamed again: there are no circles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readlist.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Path = tuple[str, ...]
SEPARATOR = " / "


def topic_element(path: Iterable[str]) -> str:
    """Return the element of a topic in facts: case, width and script do not distinguish topics."""
    return SEPARATOR.join(map(fold, path))


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name by which a topic is found; ``path``: the topic as it is shown."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class TopicNames:
    """What the person says of topics.

    ``renamed``: a heading path, folded (``topic_element``), to the path that is shown in its place, also for the topics below
    it. ``aliases``: by their folded names.
    """

    renamed: Mapping[str, Path] = field(default_factory=dict)
    aliases: Mapping[str, Alias] = field(default_factory=dict)
    _shown: dict[Path, Path] = field(default_factory=dict, compare=False)

    def __bool__(self) -> bool:
        """Whether anything is said of topics."""
        return bool(self.renamed or self.aliases)

    def show(self, path: Path) -> Path:
        """Return the path that is shown for a heading path."""
        if not self.renamed or not path:
            return path
        if path not in self._shown:
            self._shown[path] = self._rename(path)
        return self._shown[path]

    def _rename(self, path: Path) -> Path:
        for depth in range(len(path), 0, -1):
            if (new := self.renamed.get(topic_element(path[:depth]))) is not None:
                return (*new, *path[depth:])
        return path

    def aliases_of(self, shown: Path) -> list[str]:
        """Return the further names by which a topic that is shown so is found, or one of those around it."""
        return [
            one.name
            for one in self.aliases.values()
            if is_within(topic_element(shown), topic_element(one.path))
        ]


NO_NAMES = TopicNames()
"""Topics are shown as the notes have them."""


def is_within(element: str, outer: str) -> bool:
    """Return whether a topic is another one or below it; both are folded."""
    return element == outer or element.startswith(outer + SEPARATOR)


def rename(names: TopicNames, old: Path, new: Path) -> dict[str, Path]:
    """Return what is to be said so that the topic shown as ``old``, with those below it, is shown as ``new``.

    A heading path, folded, to what it is to be shown as.
    """
    said: dict[str, Path] = {}
    element = topic_element(old)
    if topic_element(names.show(old)) == element:
        said[element] = new
    for heading, shown in names.renamed.items():
        if is_within(topic_element(shown), element):
            said[heading] = (*new, *shown[len(old) :])
        elif is_within(element, topic_element(shown)):
            said.setdefault(SEPARATOR.join((heading, topic_element(old[len(shown) :]))), new)
    return said
