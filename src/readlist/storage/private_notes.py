"""Private notes stay in the library where they were written: neither its operations nor its copies carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.index.schema import optimize
from readlist.index.updater import refresh

if TYPE_CHECKING:
    import sqlite3

_IS_PRIVATE = """(SELECT value = 'true' FROM fact AS mark WHERE mark.entity = fact.entity AND mark.field = 'private'
    AND mark.element = fact.element ORDER BY stamp DESC LIMIT 1)"""
PRIVATE_FACT = f"fact.field IN ('note', 'private') AND coalesce({_IS_PRIVATE}, 0)"
"""SQL: whether a row of ``fact`` is about a note that is private now."""


def remove_private_notes(connection: sqlite3.Connection) -> None:
    """Remove the private notes of a copy, within the caller's transaction: what is said, what follows, and the index."""
    sql = f"SELECT DISTINCT element FROM fact WHERE {PRIVATE_FACT}"
    notes = [(element,) for (element,) in connection.execute(sql)]
    if not notes:
        return
    entries: set[int] = set()
    for note in notes:
        entries.update(i for (i,) in connection.execute("SELECT entry_id FROM note WHERE uid = ?", note))
    connection.executemany("DELETE FROM note WHERE uid = ?", notes)
    connection.executemany("DELETE FROM fact WHERE field IN ('note', 'private') AND element = ?", notes)
    refresh(connection, entries)
    optimize(connection)
