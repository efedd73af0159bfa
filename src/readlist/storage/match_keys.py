"""Blocking keys by which entries are found that a record may belong to, stored as hashes (``linkage.blocking``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


def find_entries_by_keys(connection: sqlite3.Connection, hashes: Iterable[int]) -> set[int]:
    """Find the entries that have one of these hashed keys."""
    sql = "SELECT DISTINCT entry_id FROM match_key WHERE key IN (SELECT value FROM json_each(?))"
    return {entry_id for (entry_id,) in connection.execute(sql, (json.dumps(sorted(hashes)),))}
