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
from readlist.storage.births import read_births
from readlist.storage.facts import find_promised_keys, read_stated_keys_with_stamps

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


class Claimants(NamedTuple):
    """Who wants a key, the oldest first, those that are gone included, and who has it and wants another one."""

    wanting: list[WantedKey]
    holding: list[WantedKey]


def find_claimants(connection: sqlite3.Connection, keys: Collection[str]) -> dict[str, Claimants]:
    """Return who wants, and who has, each of these keys."""
    found = {key: Claimants([], []) for key in keys}
    wanted = json.dumps(list(found))
    sql = """SELECT id FROM entry WHERE key IN (SELECT value FROM json_each(?1))
        UNION SELECT id FROM entry WHERE wanted IN (SELECT value FROM json_each(?1)) AND wanted IS NOT NULL"""
    ids = {i for (i,) in connection.execute(sql, (wanted,))} | _find_stated(connection, found)
    for one in read_wanted(connection, ids):
        if one.wanted in found:
            found[one.wanted].wanting.append(one)
        if one.key in found and one.wanted != one.key:
            found[one.key].holding.append(one)
    sql = """SELECT stamp, uid, value FROM removed WHERE kind = 'entry' AND value IN (SELECT value FROM json_each(?))
        AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.uid = removed.uid)"""
    for stamp, uid, key in connection.execute(sql, (wanted,)):
        found[key].wanting.append(WantedKey(stamp, uid, key, 0, ""))
    for claimants in found.values():
        claimants.wanting.sort()
    return found


def _find_stated(connection: sqlite3.Connection, keys: Collection[str]) -> set[int]:
    uids = {uid for found in find_promised_keys(connection, keys).values() for uid in found}
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
