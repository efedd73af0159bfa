"""Check whether the library file is intact."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from readlist.storage.table import DERIVED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction

_MAX_PROBLEMS = 100


def check_file(store: Store) -> tuple[str, ...]:
    """Return the damage of the library file, one line each; none if it is intact."""
    problems = [text for (text,) in store.query(f"PRAGMA integrity_check({_MAX_PROBLEMS})") if text != "ok"]
    for table, row, parent, _ in store.query("PRAGMA foreign_key_check")[:_MAX_PROBLEMS]:
        if table not in DERIVED:
            problems.append(f"row {row} of table {table} refers to a missing row of {parent}")
    for name, digest, content in store.connection.execute(
        "SELECT name, hash, content FROM source ORDER BY name"
    ):
        if hashlib.sha256(content).hexdigest() != digest:
            problems.append(f"the text of source {name} differs from what was imported")
    return tuple(problems)


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
