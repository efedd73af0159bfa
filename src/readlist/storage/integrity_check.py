"""Check whether the library file is intact."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from typing import TYPE_CHECKING

from readlist.storage.connection import connect, damaged
from readlist.storage.table import DERIVED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from readlist.errors import LibraryError
    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction

_MAX_PROBLEMS = 100
_DAMAGE = (sqlite3.Error, UnicodeDecodeError)
"""What damaged bytes raise: SQLite's messages may quote them, and Python cannot decode such a message."""
_JSON = (
    ("mention", "record"), ("claim", "record"), ("finding", "record"), ("fact", "value"), ("entry", "authors"),
    ("entry", "aliases"), ("entry", "categories"), ("entry", "origins"), ("entry", "details"), ("topic", "path"),
)  # fmt: skip
"""Columns that hold JSON."""


def explain(path: Path, error: Exception) -> LibraryError | None:
    """Return the damage of the library file that may have led to an error; None if the file is not the reason."""
    if isinstance(error, sqlite3.Error):
        return damaged(path, error)
    try:
        with contextlib.closing(connect(path)) as connection:
            found = [text for (text,) in connection.execute("PRAGMA quick_check(1)") if text != "ok"]
            found = found or list(_find_unreadable(connection))
    except (OSError, *_DAMAGE) as cause:
        return damaged(path, cause)
    return damaged(path, found[0]) if found else None


def _find_unreadable(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the rows whose JSON is none: SQLite cannot know that their bytes have changed."""
    for table, column in _JSON:
        sql = f"SELECT id FROM {table} WHERE {column} IS NOT NULL AND NOT json_valid({column})"
        for (row_id,) in connection.execute(sql):
            yield f"row {row_id} of table {table} cannot be read"


def check_file(store: Store) -> tuple[str, ...]:
    """Return the damage of the library file, one line each; none if it is intact."""
    try:
        return tuple(_check_file(store))
    except _DAMAGE as error:
        return (str(error),)


def _check_file(store: Store) -> list[str]:
    problems = [text for (text,) in store.query(f"PRAGMA integrity_check({_MAX_PROBLEMS})") if text != "ok"]
    problems += _find_unreadable(store.connection)
    for table, row, parent, _ in store.query("PRAGMA foreign_key_check")[:_MAX_PROBLEMS]:
        if table not in DERIVED:
            problems.append(f"row {row} of table {table} refers to a missing row of {parent}")
    for name, digest, content in store.connection.execute(
        "SELECT name, hash, content FROM source ORDER BY name"
    ):
        if hashlib.sha256(content).hexdigest() != digest:
            problems.append(f"the text of source {name} differs from what was imported")
    return problems


def delete_orphans(tx: Transaction) -> None:
    """Delete the rows that ``find_orphans`` counts."""
    for table in DERIVED:
        tx.connection.execute(f"DELETE FROM {table} WHERE entry_id NOT IN (SELECT id FROM entry)")


def find_orphans(store: Store) -> Iterator[tuple[str, int]]:
    """Yield the tables that have rows of entries that do not exist, each with their number."""
    for table in DERIVED:
        sql = f"SELECT count(*) FROM {table} WHERE entry_id NOT IN (SELECT id FROM entry)"
        if count := store.query(sql)[0][0]:
            yield table, count
