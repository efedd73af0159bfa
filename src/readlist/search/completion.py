"""Completing what a person has begun to type: keys, tags, topics, authors, venues, … that start with a prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.index.topic_names import read_topic_names
from readlist.model.topic_names import SEPARATOR
from readlist.storage.shown_topics import read_all_names, read_shown_topics

if TYPE_CHECKING:
    from readlist.storage.database import Store

_MOST = 50


def complete_keys(store: Store, prefix: str) -> list[tuple[str, str]]:
    """Return the citation keys of works that start with ``prefix``, each with the title of its entry."""
    sql = "SELECT key, title FROM entry WHERE key >= ? AND key < ? AND kind NOT IN ('note', 'gone') ORDER BY key LIMIT ?"
    return [(key, title) for key, title in store.query(sql, _range(prefix))]


def complete_tags(store: Store, prefix: str) -> list[str]:
    """Return the tags in use that start with ``prefix``."""
    sql = """SELECT name FROM tag WHERE name >= ? AND name < ?
        AND EXISTS (SELECT 1 FROM entry_tag WHERE tag_id = tag.id) ORDER BY name LIMIT ?"""
    return [name for (name,) in store.query(sql, _range(prefix))]


def complete_topics(store: Store, prefix: str) -> list[str]:
    """Return the names of topics, without those around them, and the aliases, that start with ``prefix``."""
    found = read_all_names(store.connection)
    return sorted(name for name in found if name.startswith(prefix))[:_MOST]


def complete_topic_paths(store: Store, prefix: str) -> list[str]:
    """Return the topics, as paths (``RAG / Tricks``), that start with ``prefix``."""
    shown = read_shown_topics(store.connection, read_topic_names(store.connection))
    paths = {SEPARATOR.join(path[:depth]) for _, path in shown for depth in range(1, len(path) + 1)}
    return sorted(path for path in paths if path.startswith(prefix))[:_MOST]


def complete_sources(store: Store, prefix: str) -> list[str]:
    """Return the names of sources that start with ``prefix``."""
    sql = "SELECT name FROM source WHERE name >= ? AND name < ? ORDER BY name LIMIT ?"
    return [name for (name,) in store.query(sql, _range(prefix))]


_VALUES = {
    "author": """SELECT DISTINCT value FROM entry, json_each(entry.authors)
        WHERE kind <> 'gone' AND (value LIKE :start ESCAPE '!' OR value LIKE '% ' || :start ESCAPE '!')""",
    "venue": "SELECT DISTINCT venue FROM entry WHERE kind <> 'gone' AND venue LIKE :start ESCAPE '!'",
    "year": "SELECT DISTINCT CAST(year AS TEXT) FROM entry WHERE kind <> 'gone' AND year LIKE :start ESCAPE '!'",
}


def complete_values(store: Store, field: str, prefix: str) -> list[str]:
    """Return the authors, venues or years in use that start with ``prefix``; of authors also the family names."""
    escaped = prefix.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    rows = store.query(f"{_VALUES[field]} ORDER BY 1 LIMIT {_MOST}", {"start": f"{escaped}%"})
    found = [str(value) for (value,) in rows]
    if field == "author":
        found = [name if _starts(name, prefix) else name.rsplit(None, 1)[-1] for name in found]
    return sorted({name for name in found if _starts(name, prefix)})


def _starts(name: str, prefix: str) -> bool:
    return name.casefold().startswith(prefix.casefold())


def _range(prefix: str) -> tuple[str, str, int]:
    """The parameters of a range scan over an index, which LIKE would not use."""
    return prefix, prefix + "\U0010ffff", _MOST
