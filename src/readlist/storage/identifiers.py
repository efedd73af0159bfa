"""Rows of ``identifier``: the identifiers of entries. Two entries with the same one are a conflict."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.identifiers import Identifier

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence


def iter_identifiers(
    connection: sqlite3.Connection, schemes: Collection[str]
) -> Iterator[tuple[int, Identifier]]:
    """Yield the identifiers of all entries that are of these schemes, each with its entry's id, without versions."""
    sql = """SELECT entry_id, scheme, value FROM identifier
             WHERE scheme IN (SELECT value FROM json_each(?)) ORDER BY id"""
    for entry_id, scheme, value in connection.execute(sql, (json.dumps(list(schemes)),)):
        yield entry_id, Identifier(scheme, value)


def find_other_holders(
    connection: sqlite3.Connection, identifiers: Sequence[Identifier], entry_id: int
) -> list[tuple[Identifier, str]]:
    """Find the keys of other entries with one of these identifiers, in the order of the identifiers, then by key."""
    # The order of the tables is fixed: SQLite would read all of `identifier` for each one that is wanted.
    sql = """SELECT wanted.key, entry.key FROM json_each(?) AS wanted
             CROSS JOIN identifier ON identifier.value = json_extract(wanted.value, '$[1]')
             AND scheme = json_extract(wanted.value, '$[0]')
             JOIN entry ON entry.id = entry_id WHERE entry_id <> ? ORDER BY wanted.key, entry.key"""
    wanted = json.dumps([(one.scheme, one.value) for one in identifiers])
    rows = connection.execute(sql, (wanted, entry_id))
    return [(identifiers[number], key) for number, key in rows]


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
