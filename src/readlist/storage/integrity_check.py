"""Check whether the library file is intact."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.storage.database import Store

_MAX_PROBLEMS = 100


def check_file(store: Store) -> tuple[str, ...]:
    """Return the problems of the library file, one line each; none if it is intact."""
    problems = [text for (text,) in store.query(f"PRAGMA integrity_check({_MAX_PROBLEMS})") if text != "ok"]
    for table, row, parent, _ in store.query("PRAGMA foreign_key_check")[:_MAX_PROBLEMS]:
        problems.append(f"row {row} of table {table} refers to a missing row of {parent}")
    for name, digest, content in store.connection.execute(
        "SELECT name, hash, content FROM source ORDER BY name"
    ):
        if hashlib.sha256(content).hexdigest() != digest:
            problems.append(f"the text of source {name} differs from what was imported")
    return tuple(problems)
