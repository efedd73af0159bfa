"""Counts of topics, tags and sources, and of what the library holds in all.

    topic ── parent_id ──> topic        a work counts once for a topic, however many mentions it has in and below it

Each is read with one statement.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.storage.database import Store


_TOPICS = """
WITH RECURSIVE above (topic_id, ancestor_id) AS (
    SELECT id, id FROM topic
    UNION ALL
    SELECT topic_id, parent_id FROM above JOIN topic ON topic.id = ancestor_id WHERE parent_id IS NOT NULL),
placed (topic_id, entry_id, place) AS (
    SELECT topic_id, entry_id, id FROM mention WHERE topic_id IS NOT NULL
    UNION ALL SELECT topic_id, entry_id, NULL FROM entry_topic)
SELECT topic.id, topic.parent_id, topic.path, topic.folded,
    count(DISTINCT CASE WHEN entry.kind <> 'note' THEN entry.id END), min(placed.place)
FROM above JOIN topic ON topic.id = ancestor_id JOIN placed ON placed.topic_id = above.topic_id
JOIN entry ON entry.id = placed.entry_id AND entry.kind <> 'gone'
GROUP BY topic.id ORDER BY min(placed.place) IS NULL, min(placed.place), topic.id"""


@dataclass(frozen=True, slots=True)
class TopicCount:
    """A topic and the number of works in it or below it, each counted once."""

    path: tuple[str, ...]
    entries: int


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

    inner: dict[int | None, list[tuple[int, TopicCount]]] = {}
    for topic_id, parent_id, path, _, count, _ in store.query(_TOPICS):
        inner.setdefault(parent_id, []).append((topic_id, TopicCount(tuple(json.loads(path)), count)))
    wanted = fold(words).split()
    outline = _walk(inner, None)
    return tuple(topic for topic in outline if all(word in fold(" ".join(topic.path)) for word in wanted))


def _walk(inner: dict[int | None, list[tuple[int, TopicCount]]], root: int | None) -> Iterator[TopicCount]:
    """Yield outer topics before inner ones, without recursion: headings may be nested to any depth."""
    waiting = list(reversed(inner.get(root, [])))
    while waiting:
        topic_id, topic = waiting.pop()
        yield topic
        waiting += reversed(inner.get(topic_id, []))


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
    import difflib  # noqa: PLC0415

    names: list[str] = [name for (name,) in store.query("SELECT name FROM source ORDER BY name")]
    matching = [name for name in names if part and part in name]
    if len(matching) == 1:
        return matching[0]
    near = matching or difflib.get_close_matches(part, names)
    what = f"'{part}' fits {len(matching)} sources" if matching else f"no source is called '{part}'"
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
