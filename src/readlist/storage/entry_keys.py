"""The citation keys that entries have, want and had first.

key      what it has
wanted   what it would have if no older entry wanted the same
stated   a fact: what the person gave it (``storage.facts``)
removed  what an entry had that is gone: nobody else gets that in a library that exchanges operations
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from readlist.storage import columns
from readlist.storage.facts import find_promised_keys, read_stated_keys_with_stamps
from readlist.storage.times import read_births

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping

    from readlist.storage.transaction import Transaction


class WantedKey(NamedTuple):
    """The key that an entry wants, since the operation with a stamp, and the key that it has. ``entry_id`` 0: it is gone."""

    since: str
    uid: str
    wanted: str
    entry_id: int
    key: str


def read_wanted(connection: sqlite3.Connection, entry_ids: Collection[int]) -> list[WantedKey]:
    """Return the keys that these entries want."""
    sql = "SELECT id, uid, key, coalesce(wanted, key) FROM entry WHERE id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(sql, (json.dumps(sorted(entry_ids)),)).fetchall()
    births = read_births(connection, entry_ids)
    stated = read_stated_keys_with_stamps(connection, [row[1] for row in rows])
    out = []
    for entry_id, uid, key, wanted in rows:
        text, since = stated.get(uid, (wanted, births[entry_id]))
        out.append(WantedKey(since, uid, text, entry_id, key))
    return out


def find_claimants(connection: sqlite3.Connection, key: str) -> tuple[list[WantedKey], list[WantedKey]]:
    """Return who wants a key, the oldest first, those that are gone included, and who has it and wants another one."""
    sql = "SELECT id FROM entry WHERE key = ? UNION SELECT id FROM entry WHERE wanted = ?"
    ids = {i for (i,) in connection.execute(sql, (key, key))}
    ids |= _find_stated(connection, key)
    found = read_wanted(connection, ids)
    sql = """SELECT stamp, uid FROM removed WHERE kind = 'entry' AND value = ?
        AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.uid = removed.uid)"""
    gone = [WantedKey(stamp, uid, key, 0, "") for stamp, uid in connection.execute(sql, (key,))]
    wanting = sorted([*(one for one in found if one.wanted == key), *gone])
    return wanting, [one for one in found if one.wanted != key and one.key == key]


def _find_stated(connection: sqlite3.Connection, key: str) -> set[int]:
    uids = find_promised_keys(connection, [key]).get(key, set())
    sql = "SELECT id FROM entry WHERE uid IN (SELECT value FROM json_each(?))"
    return {i for (i,) in connection.execute(sql, (json.dumps(sorted(uids)),))}


def write_given(tx: Transaction, given: Mapping[WantedKey, str]) -> None:
    """Give entries these keys; two may exchange theirs."""
    changed = {one: key for one, key in given.items() if one.entry_id and one.key != key}
    tx.update(columns.ENTRY, {one.entry_id: {"key": f"~{one.uid}"} for one in changed})
    rows = {
        one.entry_id: {"key": key, "wanted": None if one.wanted == key else one.wanted}
        for one, key in given.items()
        if one.entry_id
    }
    tx.update(columns.ENTRY, rows)
