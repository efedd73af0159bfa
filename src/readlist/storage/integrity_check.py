"""Whether the library file is intact."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.storage.database import Store

_MOST_PROBLEMS = 100


def check_file(store: Store) -> tuple[str, ...]:
    """Return what is wrong with the library file, one line a problem; nothing, when all is well."""
    problems = [text for (text,) in store.query(f"PRAGMA integrity_check({_MOST_PROBLEMS})") if text != "ok"]
    for table, row, parent, _ in store.query("PRAGMA foreign_key_check")[:_MOST_PROBLEMS]:
        problems.append(f"row {row} of table {table} points to a row of {parent} that is not there")
    for name, digest, content in store.connection.execute(
        "SELECT name, hash, content FROM source ORDER BY name"
    ):
        if hashlib.sha256(content).hexdigest() != digest:
            problems.append(f"the text of source {name} is not what was imported")
    return tuple(problems)
