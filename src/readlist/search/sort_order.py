"""The orders in which entries come, other than by relevance: one place for lists, searches and the finder.

    key      of the citation keys
    year     the newest first, those without a year last
    added    what came into the library last comes first
    title    of the alphabet, whatever the case; Chinese after Latin, by code point

Each is whole: entries that tie come in the order of their keys, so that the same question has the same answer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist.errors import UsageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

ORDERS = {
    "key": "entry.key",
    "year": "entry.year DESC NULLS LAST, entry.month DESC NULLS LAST, entry.key",
    "added": "entry.added DESC, entry.key",
    "title": "entry.title COLLATE NOCASE, entry.key",
}
"""Name of an order to the SQL that comes behind ``ORDER BY``, over the table ``entry``."""


def order_sql(name: str) -> str:
    """Return the SQL of the order called ``name``; UsageError when there is none."""
    if name in ORDERS:
        return ORDERS[name]
    raise UsageError(f"'{name}' is no order", hint=f"Choose one of: {', '.join(ORDERS)}.")


def sort_ids(connection: sqlite3.Connection, ids: Sequence[int], name: str, limit: int) -> list[int]:
    """Return the first ``limit`` (negative: all) of ``ids`` in the order called ``name``; UsageError when there is none."""
    chosen = "SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?))"
    sql = f"{chosen} ORDER BY {order_sql(name)} LIMIT ?"
    return [row[0] for row in connection.execute(sql, (json.dumps(ids), limit))]
