"""Completing what a person has begun to type: citation keys, tags and topics that start with a prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    """Return the headings that start with ``prefix``, without those around them."""
    sql = "SELECT DISTINCT name FROM topic WHERE name >= ? AND name < ? ORDER BY name LIMIT ?"
    return [name for (name,) in store.query(sql, _range(prefix))]


def complete_sources(store: Store, prefix: str) -> list[str]:
    """Return the names of sources that start with ``prefix``."""
    sql = "SELECT name FROM source WHERE name >= ? AND name < ? ORDER BY name LIMIT ?"
    return [name for (name,) in store.query(sql, _range(prefix))]


def _range(prefix: str) -> tuple[str, str, int]:
    """The parameters of a range scan over an index, which LIKE would not use."""
    return prefix, prefix + "\U0010ffff", _MOST
