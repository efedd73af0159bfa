"""Rows of ``topic``: inserted when a mention or the person needs them, deleted when they are unused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist.storage import columns
from readlist.text.folding import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from readlist.storage.transaction import Transaction


class Topics:
    """The topics of the library by path."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        rows = tx.connection.execute("SELECT id, path FROM topic")
        self.ids: dict[tuple[str, ...], int] = {tuple(json.loads(path)): topic_id for topic_id, path in rows}

    def id_of(self, path: tuple[str, ...]) -> int | None:
        """Return the id of a topic, inserting it and its ancestors if needed; None for the empty path."""
        if (known := self.ids.get(path)) is not None:
            return known
        parent: int | None = None
        for depth in range(1, len(path) + 1):
            if path[:depth] not in self.ids:
                self.ids[path[:depth]] = self._insert(path[:depth], parent)
            parent = self.ids[path[:depth]]
        return parent

    def spell(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """Spell a path as the topics of the library do, as far as they match, ignoring case, width and script."""
        known = {tuple(map(fold, other)): other for other in sorted(self.ids, reverse=True)}
        folded = tuple(map(fold, path))
        depths = (depth for depth in range(len(path), 0, -1) if folded[:depth] in known)
        depth = next(depths, 0)
        return (*known[folded[:depth]], *path[depth:]) if depth else path

    def _insert(self, path: tuple[str, ...], parent: int | None) -> int:
        row = {
            "parent_id": parent,
            "name": path[-1],
            "path": json.dumps(path, ensure_ascii=False),
            "folded": fold(" / ".join(path)),
        }
        return self.tx.insert(columns.TOPIC, [row])[0]

    def drop_unused(self) -> None:
        """Delete the topics without entries and without topics below, from the innermost outwards."""
        while rows := self.tx.connection.execute(_UNUSED).fetchall():
            self.tx.delete(columns.TOPIC, [row[0] for row in rows])


def topic_ids(tx: Transaction, paths: Collection[tuple[str, ...]]) -> dict[tuple[str, ...], int | None]:
    """Return the ids of topics by path; missing ones are inserted."""
    if not paths:
        return {}
    topics = Topics(tx)
    return {path: topics.id_of(path) for path in sorted(paths)}


def find_noted_under(
    connection: sqlite3.Connection, entry_ids: Collection[int], topic_ids: Collection[int]
) -> str | None:
    """Return the name of a source that has one of these entries under one of these topics."""
    sql = """SELECT source.name FROM mention JOIN source ON source.id = source_id
        WHERE entry_id IN (SELECT value FROM json_each(?)) AND topic_id IN (SELECT value FROM json_each(?)) LIMIT 1"""
    row = connection.execute(sql, (json.dumps(list(entry_ids)), json.dumps(list(topic_ids)))).fetchone()
    return row[0] if row else None


_UNUSED = """SELECT id FROM topic WHERE NOT EXISTS (SELECT 1 FROM mention WHERE topic_id = topic.id)
    AND NOT EXISTS (SELECT 1 FROM entry_topic WHERE topic_id = topic.id)
    AND NOT EXISTS (SELECT 1 FROM topic AS below WHERE below.parent_id = topic.id)"""
