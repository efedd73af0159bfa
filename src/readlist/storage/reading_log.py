"""What was read when: the statuses that the person gave, by the facts about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.model.stamps import time_of
from readlist.storage.facts import find_entry_of, find_merged_uids
from readlist.storage.history import iter_history
from readlist.storage.persons import Persons

if TYPE_CHECKING:
    import sqlite3

_STATUSES = """SELECT fact.stamp, entity, value, entry.id, entry.key, entry.title FROM fact LEFT JOIN entry ON uid = entity
    WHERE field = 'status' AND element = ? AND value IS NOT NULL ORDER BY fact.stamp DESC, fact.id"""
_NAMED = "SELECT id, key, title FROM entry WHERE id = ?"


@dataclass(frozen=True, slots=True)
class LogLine:
    """That an entry was given a status: when (ISO 8601, UTC), and which."""

    at: str
    status: str
    key: str
    title: str
    entry_id: int


def read_log(connection: sqlite3.Connection) -> list[LogLine]:
    """Return the statuses that this library's person gave entries, the newest first, without what was undone.

    An entry that was merged into another counts as that one.
    """
    rows = connection.execute(_STATUSES, (Persons.of(connection).element,)).fetchall()
    if not rows:
        return []
    merged = find_merged_uids(connection, {uid for _, uid, *_ in rows})
    taken_back = {one.stamp for one in iter_history(connection) if one.is_undone or one.undoes is not None}
    found = []
    for stamp, uid, value, *own in rows:
        if stamp in taken_back:
            continue
        named = (
            connection.execute(_NAMED, (find_entry_of(connection, uid),)).fetchone() if uid in merged else own
        )
        if named and named[0] is not None:
            entry_id, key, title = named
            found.append(LogLine(time_of(stamp), json.loads(value), key, title, entry_id))
    return found
