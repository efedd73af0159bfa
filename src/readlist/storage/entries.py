"""Columns of entries, without the tables that depend on them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection


class EntrySummary(NamedTuple):
    """The columns of an entry that identify it to a person."""

    entry_id: int
    key: str
    title: str
    authors: tuple[str, ...]
    year: int | None


def read_entry_summaries(connection: sqlite3.Connection, entry_ids: Collection[int]) -> list[EntrySummary]:
    """Return the summaries of these entries, by id."""
    sql = """SELECT id, key, title, authors, year FROM entry
             WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""
    rows = connection.execute(sql, (json.dumps(list(entry_ids)),))
    return [
        EntrySummary(entry_id, key, title, tuple(json.loads(authors)), year)
        for entry_id, key, title, authors, year in rows
    ]


def read_paper_titles(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the titles of all papers by entry id."""
    return dict(connection.execute("SELECT id, title FROM entry WHERE kind = 'paper'"))
