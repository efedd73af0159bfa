"""Counts of topics, tags and sources, and of what the library holds in all.

    topic ── shown as ──> A / B        a work counts once for A, however many mentions it has in and below it

Each is read with one statement.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.errors import NotFoundError
from readlist.index.topic_names import read_topic_names
from readlist.storage.shown_topics import read_shown_topics
from readlist.text.nearest import find_nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.storage.database import Store


_TOPICS = """
WITH above (topic_id, path) AS (SELECT value ->> 0, value ->> 1 FROM json_each(?)),
placed (topic_id, entry_id, place) AS (
    SELECT topic_id, entry_id, id FROM mention WHERE topic_id IS NOT NULL
    UNION ALL SELECT topic_id, entry_id, NULL FROM entry_topic)
SELECT above.path, count(DISTINCT CASE WHEN entry.kind <> 'note' THEN entry.id END)
FROM above JOIN placed ON placed.topic_id = above.topic_id
JOIN entry ON entry.id = placed.entry_id AND entry.kind <> 'gone'
GROUP BY above.path ORDER BY min(placed.place) IS NULL, min(placed.place), min(above.topic_id), length(above.path)"""


@dataclass(frozen=True, slots=True)
class TopicCount:
    """A topic, the number of works in it or below it, each counted once, and the further names that it is found by."""

    path: tuple[str, ...]
    entries: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag and the number of entries that have it."""

    name: str
    entries: int


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """An imported file; ``size`` in bytes, ``imported`` in ISO 8601, UTC."""

    name: str
    path: str
    title: str | None
    encoding: str
    size: int
    mentions: int
    entries: int
    imported: str


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """The library file: its path, its size in bytes, its schema version, and how much it holds."""

    path: str
    size: int
    version: int
    entries: dict[str, int]
    sources: int
    mentions: int
    tags: int
    notes: int


def read_topics(store: Store, words: str = "") -> tuple[TopicCount, ...]:
    """Return the topics as an outline, in the order of the notes; with ``words``, those with the words in their path.

    Topics that only the person uses come last. Topics without entries are left out.
    """
    from readlist.text.folding import fold  # noqa: PLC0415

    names = read_topic_names(store.connection)
    above = [
        (topic_id, json.dumps(path[:depth], ensure_ascii=False))
        for topic_id, path in read_shown_topics(store.connection, names)
        for depth in range(1, len(path) + 1)
    ]
    aliases: dict[tuple[str, ...], tuple[str, ...]] = {}
    for alias in names.aliases.values():
        aliases[alias.path] = (*aliases.get(alias.path, ()), alias.name)
    inner: dict[tuple[str, ...], list[TopicCount]] = {}
    for text, count in store.query(_TOPICS, (json.dumps(above),)):
        path = tuple(json.loads(text))
        inner.setdefault(path[:-1], []).append(TopicCount(path, count, aliases.get(path, ())))
    wanted = fold(words).split()
    return tuple(one for one in _walk(inner) if all(word in _folded_names(one) for word in wanted))


def _folded_names(topic: TopicCount) -> str:
    from readlist.text.folding import fold  # noqa: PLC0415

    return fold(" ".join((*topic.path, *topic.aliases)))


def _walk(inner: dict[tuple[str, ...], list[TopicCount]]) -> Iterator[TopicCount]:
    """Yield outer topics before inner ones, without recursion: headings may be nested to any depth."""
    waiting = list(reversed(inner.get((), [])))
    while waiting:
        topic = waiting.pop()
        yield topic
        waiting += reversed(inner.get(topic.path, []))


def read_tags(store: Store) -> tuple[TagCount, ...]:
    """Return all tags in use, the most frequent first."""
    sql = """SELECT name, count(DISTINCT entry_id) AS entries FROM tag JOIN entry_tag ON tag_id = tag.id
             GROUP BY tag.id ORDER BY entries DESC, name"""
    return tuple(TagCount(*row) for row in store.query(sql))


def read_sources(store: Store) -> tuple[SourceInfo, ...]:
    """Return the imported files, sorted by name."""
    sql = """SELECT name, path, title, encoding, length(content),
             (SELECT count(*) FROM mention WHERE source_id = source.id),
             (SELECT count(DISTINCT entry_id) FROM mention JOIN entry ON entry.id = entry_id
              WHERE source_id = source.id AND kind <> 'gone'), imported
             FROM source ORDER BY name"""
    return tuple(SourceInfo(*row) for row in store.query(sql))


def read_source_text(store: Store, name: str) -> bytes:
    """Return the content of the source with this name, or of the only one whose name contains it; else NotFoundError."""
    rows = store.query("SELECT content FROM source WHERE name = ?", (find_source_name(store, name),))
    content: bytes = rows[0][0]
    return content


def find_source_name(store: Store, name: str) -> str:
    """Return the name of the source called so, or of the only one whose name contains it; else raise NotFoundError."""
    return name if store.query("SELECT 1 FROM source WHERE name = ?", (name,)) else _full_name(store, name)


def _full_name(store: Store, part: str) -> str:
    names: list[str] = [name for (name,) in store.query("SELECT name FROM source ORDER BY name")]
    matching = [name for name in names if part and part in name]
    if len(matching) == 1:
        return matching[0]
    near = matching or find_nearest(part, names)
    what = f"'{part}' matches {len(matching)} sources" if matching else f"no source is called '{part}'"
    raise NotFoundError(
        what, hint=f"Did you mean: {', '.join(near[:9])}?" if near else "List them with: readlist source list"
    )


def read_info(store: Store) -> LibraryInfo:
    """Return the facts about the library file and the counts of what it holds."""
    counts = store.query(
        "SELECT (SELECT count(*) FROM source), (SELECT count(*) FROM mention),"
        " (SELECT count(DISTINCT tag_id) FROM entry_tag), (SELECT count(*) FROM note)"
    )[0]
    kinds = dict(
        store.query("SELECT kind, count(*) FROM entry WHERE kind <> 'gone' GROUP BY kind ORDER BY kind")
    )
    version = store.query("PRAGMA user_version")[0][0]
    return LibraryInfo(str(store.path), store.path.stat().st_size, version, kinds, *counts)
