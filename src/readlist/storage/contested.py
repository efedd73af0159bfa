"""Entries that follow from what several libraries did, and not from what is said of them alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist.model.facts import INTO, NAMING
from readlist.storage.claims import DERIVED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection


def find_contested(connection: sqlite3.Connection, entry_ids: Collection[int]) -> set[int]:
    """Return those of these entries that depend on what operations of several libraries say of their mentions."""
    sql = f"""WITH entries(id, uid) AS (SELECT id, uid FROM entry WHERE id IN (SELECT value FROM json_each(?)))
        SELECT entries.id FROM entries JOIN mention ON entry_id = entries.id AND home IS NOT NULL
        UNION SELECT entries.id FROM entries JOIN mention ON home = entries.uid AND home IS NOT NULL
        UNION SELECT entries.id FROM entries JOIN fact ON entity = entries.uid AND field = '{INTO}'
        UNION SELECT entries.id FROM entries JOIN claim ON entry_id = entries.id AND op = {DERIVED}"""
    return {i for (i,) in connection.execute(sql, (json.dumps(sorted(entry_ids)),))}


def find_spoken_of(connection: sqlite3.Connection, entry_ids: Collection[int]) -> set[int]:
    """Return those of these new entries of which a person has said something: in another library, or before they were deleted.

    A work that was removed stays removed when a note that had dropped it lists it again.
    """
    sql = """SELECT entry.id FROM entry WHERE id IN (SELECT value FROM json_each(?))
        AND EXISTS (SELECT 1 FROM fact WHERE entity = entry.uid)"""
    return {i for (i,) in connection.execute(sql, (json.dumps(sorted(entry_ids)),))}


def find_decided(connection: sqlite3.Connection) -> set[int]:
    """Return the entries of which a person or a provider says which works they are; only notes speak of the others."""
    sql = """SELECT entry_id FROM claim UNION SELECT entry_id FROM mention WHERE pinned
        UNION SELECT entry.id FROM entry JOIN fact ON entity = entry.uid
        WHERE field IN (SELECT value FROM json_each(?))"""
    return {i for (i,) in connection.execute(sql, (json.dumps(sorted(NAMING)),))}
