"""A table as the write path sees it: its name, its columns and their defaults.

tables (SQLModel: the description) ── scripts/make_columns.py ──> columns (generated) ──> Transaction ── SQL
"""

from __future__ import annotations

from itertools import repeat
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence


DERIVED = ("identifier", "link", "entry_tag", "entry_topic", "note", "match_key")
"""Tables whose rows are worked out from what is said of their entries."""


class Table(NamedTuple):
    """A table of the library: ``defaults`` are the values of the columns that a new row may leave out, except its id."""

    name: str
    columns: tuple[str, ...]
    defaults: Mapping[str, Any]

    def insert(
        self,
        connection: sqlite3.Connection,
        rows: Sequence[Mapping[str, Any]],
        ids: Iterable[int],
        same: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """Insert rows, column to value, that all have the same columns, under these ids; ``same``: what all have besides."""
        given = {name: map(itemgetter(name), rows) for name in rows[0]}
        defaults = {name: repeat(value) for name, value in {**self.defaults, **same}.items()}
        columns: dict[str, Iterable[Any]] = {**defaults, **given, "id": ids}
        sql = f"INSERT INTO {self.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        connection.executemany(sql, zip(*columns.values(), strict=False))

    def update(
        self, connection: sqlite3.Connection, names: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Set these columns of rows: their values, then the id of the row."""
        sql = f"UPDATE {self.name} SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?"
        connection.executemany(sql, rows)
