"""Rows of other tables that belong to entries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection


def child_ids(connection: sqlite3.Connection, model: Any, entry_ids: Collection[int]) -> list[int]:
    """Return the ids of the rows in a table that belong to these entries."""
    table = model.name
    sql = f"SELECT id FROM {table} WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY id"
    return [row[0] for row in connection.execute(sql, (json.dumps(sorted(entry_ids)),))]
