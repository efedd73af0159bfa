"""Identifiers that the records of an entry claim."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.identifiers import Identifier

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence


def read_identifiers(connection: sqlite3.Connection, entry_id: int) -> tuple[Identifier, ...]:
    """Return the identifiers of an entry, without versions."""
    sql = "SELECT scheme, value FROM identifier WHERE entry_id = ? ORDER BY id"
    return tuple(Identifier(*row) for row in connection.execute(sql, (entry_id,)))


_SHARED = """
SELECT scheme, value, entry_id, key, title FROM identifier JOIN entry ON entry.id = entry_id
WHERE kind = 'paper' AND (value, scheme) IN (
    SELECT value, scheme FROM identifier WHERE scheme IN (SELECT value FROM json_each(?))
    GROUP BY value, scheme HAVING count(DISTINCT entry_id) > 1)
ORDER BY scheme, value, entry_id"""
_OLD_AND_FUTURE = """
SELECT value, entry_id FROM identifier WHERE scheme = 'arxiv'
AND ((value GLOB '[0-9]*' AND substr(value, 1, 4) > ?) OR value LIKE '%/%') ORDER BY value, entry_id"""


class SharedIdentifier(NamedTuple):
    """An identifier and one of the papers that claim it."""

    identifier: Identifier
    entry_id: int
    key: str
    title: str


def iter_shared_identifiers(
    connection: sqlite3.Connection, schemes: Sequence[str]
) -> Iterator[SharedIdentifier]:
    """Yield the identifiers of these schemes that several entries claim, with each paper; by scheme and value."""
    rows = connection.execute(_SHARED, (json.dumps(list(schemes)),))
    return (SharedIdentifier(Identifier(scheme, value), *entry) for scheme, value, *entry in rows)


def iter_old_and_future_arxiv_ids(
    connection: sqlite3.Connection, this_month: str
) -> Iterator[tuple[str, int]]:
    """Yield the arXiv ids later than ``this_month`` (YYMM), and those of the form before 2007, each with its entry."""
    return iter(connection.execute(_OLD_AND_FUTURE, (this_month,)))


def find_other_keys(
    connection: sqlite3.Connection, identifiers: Sequence[Identifier], entry_id: int
) -> list[str]:
    """Return the citation keys of the entries, other than this one, that claim one of these identifiers."""
    sql = """SELECT key FROM identifier JOIN entry ON entry.id = entry_id
             WHERE scheme = ? AND value = ? AND entry_id <> ? ORDER BY key"""
    return [key for i in identifiers for (key,) in connection.execute(sql, (i.scheme, i.value, entry_id))]
