"""Sort orders other than relevance, shared by lists, searches and the finder.

    key      by citation key; prose, which has none, follows by source and line
    year     newest first; entries without a year last
    added    most recently added first
    title    alphabetically, ignoring case; Chinese after Latin, by code point

Ties are sorted by key, so that the same question always has the same answer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist.errors import UsageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_PLACE = """iif(entry.kind = 'note', (SELECT source.name || printf('%09d', mention.line) FROM mention
    JOIN source ON source.id = mention.source_id WHERE mention.entry_id = entry.id ORDER BY 1 LIMIT 1), '')"""
"""Where prose stands: its source and line, which are the same on every device."""
ORDERS = {
    "key": f"entry.kind = 'note', iif(entry.kind = 'note', '', entry.key), {_PLACE}, entry.uid",
    "year": "entry.year DESC NULLS LAST, entry.month DESC NULLS LAST, entry.key",
    "added": "entry.added DESC, entry.key",
    "title": "entry.title COLLATE NOCASE, entry.key",
}
"""The SQL after ``ORDER BY``, over the table ``entry``, by the name of the order."""


def order_sql(name: str, *, prose: bool = True) -> str:
    """Return the SQL of the order called ``name``; UsageError if there is none.

    Without ``prose`` there is none among what is sorted; keys are then in the order of their index.
    """
    if name == "key" and not prose:
        return "entry.key"
    if name in ORDERS:
        return ORDERS[name]
    raise UsageError(f"'{name}' is not a sort order", hint=f"Choose one of: {', '.join(ORDERS)}.")


def sort_ids(connection: sqlite3.Connection, ids: Sequence[int], name: str, limit: int) -> list[int]:
    """Return the first ``limit`` (negative: all) of the ids in the order called ``name``; UsageError if unknown."""
    chosen = "SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?))"
    sql = f"{chosen} ORDER BY {order_sql(name)} LIMIT ?"
    return [row[0] for row in connection.execute(sql, (json.dumps(ids), limit))]
