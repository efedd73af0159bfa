"""Rows of ``removed``: what was deleted in a library that exchanges operations with others.

Without them, an operation of another library that is older than the deletion would bring the row back. The key that an
entry had is kept for ever: other libraries may have cited it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.number_keys import is_number_key
from readlist.model.source_names import plain_name
from readlist.model.stamps import EARLIEST

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping

_PUT = """INSERT INTO removed (kind, uid, entry, value, stamp) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (kind, uid) DO UPDATE SET entry = excluded.entry, value = excluded.value, stamp = excluded.stamp
    WHERE excluded.stamp > stamp"""
_IS_OWN_AND_LATER = """SELECT 1 FROM about WHERE name = 'shared' AND value < ?
    AND NOT EXISTS (SELECT 1 FROM operation WHERE stamp = ? AND is_remote)"""
_FIRST = _PUT.replace("excluded.stamp > stamp", "excluded.stamp < stamp")


class RemovedRow(NamedTuple):
    """A row of the table."""

    kind: str
    uid: str
    entry: str
    value: str | None
    stamp: str


def note_removed(connection: sqlite3.Connection, kind: str, row: Mapping[str, Any], stamp: str) -> None:
    """Note that a row of a table is deleted by the operation with this stamp.

    If it is one of this library, and not that which prepares it for the exchange, it also says when an entry was made: an undo
    may have brought the entry back since the operation that made it was sent.
    """
    if kind == "source":
        name = plain_name(row["name"], row["uid"])
        put_removed(connection, RemovedRow(kind, row["uid"].hex(), "", name, stamp))
    elif kind == "entry":
        if row["born"] is None:
            return
        born = read_stamp(connection, row["born"], stamp)
        key = row["wanted"] or row["key"]
        known = None if is_number_key(key) else key
        put_removed(connection, RemovedRow(kind, row["uid"], row["uid"], known, born))
        if connection.execute(_IS_OWN_AND_LATER, (stamp, stamp)).fetchone():
            note_birth(connection, row, stamp)
    elif row.get("op", 0) >= 0:
        sql = "SELECT uid FROM entry WHERE id = ?"
        (entry,) = connection.execute(sql, (row["entry_id"],)).fetchone()
        if kind == "mention":
            home = row["home"] or entry
            note_housed(connection, row["uid"].hex(), home, row["placed"])
            put_removed(connection, RemovedRow(kind, row["uid"].hex(), home, row["record"], stamp))
        else:
            of = row.get("home") or entry
            uid = answer_uid(of, row["origin"], row["subject"])
            put_removed(connection, RemovedRow(kind, uid, of, row.get("record"), stamp))


def note_birth(connection: sqlite3.Connection, row: Mapping[str, Any], stamp: str) -> None:
    """Let the operation with this stamp say when an entry was made that it deletes or brings back, if an earlier one made it."""
    if row["born"] is None or (born := read_stamp(connection, row["born"], stamp)) == stamp:
        return
    key = row["wanted"] or row["key"]
    value = json.dumps([None if is_number_key(key) else key, born])
    put_removed(connection, RemovedRow("born", row["uid"], row["uid"], value, stamp))


def house_mentions(connection: sqlite3.Connection, entry_ids: Collection[int], stamp: str) -> None:
    """Note that the mentions of these entries are at home there too, where none was given to the entry that it has.

    Something is said of the entry, which other libraries may not have: it follows from what they know only as long as they know
    no more.
    """
    sql = """SELECT lower(hex(mention.uid)), entry.uid FROM mention JOIN entry ON entry.id = entry_id
        WHERE entry_id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM mention AS other
        WHERE other.entry_id = entry.id AND (other.home IS NULL OR other.home = entry.uid))"""
    for mention, home in connection.execute(sql, (json.dumps(sorted(entry_ids)),)).fetchall():
        note_housed(connection, mention, home, stamp)


def note_housed(connection: sqlite3.Connection, mention: str, home: str, placed: int | str) -> None:
    """Note a home that a mention is losing, and who gave it to that: an operation, by its number or stamp.

    What was said of that entry may have no other mention to be shown with (``storage.homes``).
    """
    stamp = placed if isinstance(placed, str) else read_stamp(connection, placed)
    if stamp != EARLIEST:
        sql = "INSERT OR IGNORE INTO removed (kind, uid, entry, stamp) VALUES ('housed', ?, ?, ?)"
        connection.execute(sql, (f"{mention} {home}", home, stamp))


def forget_removed(connection: sqlite3.Connection, kind: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Forget that rows were deleted which are inserted again."""
    if kind in ("mention", "source"):
        uids = [row["uid"].hex() for row in rows]
    elif kind in ("claim", "decision"):
        sql = "SELECT uid FROM entry WHERE id = ?"
        uids = [
            answer_uid(row.get("home") or entry, row["origin"], row["subject"])
            for row in rows
            for (entry,) in connection.execute(sql, (row["entry_id"],))
        ]
    else:
        return
    connection.executemany("DELETE FROM removed WHERE kind = ? AND uid = ?", ((kind, uid) for uid in uids))


def answer_uid(entry: str, origin: str, subject: str) -> str:
    """Return the name of a claim or decision about an entry."""
    return f"{entry} {origin} {subject}"


def put_removed(connection: sqlite3.Connection, row: RemovedRow) -> None:
    """Note a row that is gone, unless a later deletion is noted; of an entry, unless an earlier birth is."""
    connection.execute(_FIRST if row.kind == "entry" else _PUT, row)


def read_stamp(connection: sqlite3.Connection, number: int | None, default: str = EARLIEST) -> str:
    """Return the stamp of the operation with a number; ``default`` if there is none."""
    row = connection.execute("SELECT stamp FROM operation WHERE id = ?", (number,)).fetchone()
    return row[0] if row else default


def forget_former(connection: sqlite3.Connection, name: str) -> None:
    """Forget the claim of a former mention that went with an entry: somebody says that it is gone."""
    connection.execute("DELETE FROM removed WHERE kind = 'former' AND uid = ?", (name,))


def read_last_records(connection: sqlite3.Connection, entries: Collection[str]) -> list[str]:
    """Return what is known (JSON) of entries that no mention is left of, by uid.

    That are the claims of former mentions that went with them in earlier versions, and what the mention said that was the last
    to be deleted, or the last that had its home there for a time; if there was none, the claim that was the last.
    """
    wanted = (json.dumps(list(entries)),)
    sql = """SELECT json_extract(value, '$.record') FROM removed WHERE kind = 'former'
        AND entry IN (SELECT value FROM json_each(?)) ORDER BY stamp, uid"""
    found = [record for (record,) in connection.execute(sql, wanted)]
    sql = """SELECT value FROM removed WHERE kind = '{}' AND value IS NOT NULL
        AND entry IN (SELECT value FROM json_each(?)) ORDER BY stamp DESC, uid LIMIT 1"""
    last = connection.execute(sql.format("mention"), wanted).fetchall()
    if not last:
        housed = """SELECT value FROM removed WHERE kind = 'mention' AND uid IN (SELECT substr(uid, 1, instr(uid, ' ') - 1)
            FROM removed WHERE kind = 'housed' AND entry IN (SELECT value FROM json_each(?)))
            ORDER BY stamp DESC, uid LIMIT 1"""
        last = connection.execute(housed, wanted).fetchall()
    found += [record for (record,) in last]
    if not found:
        found = [record for (record,) in connection.execute(sql.format("claim"), wanted)]
    return list(dict.fromkeys(found))


def read_first_births(
    connection: sqlite3.Connection, uids: Collection[str]
) -> dict[str, tuple[int | None, str | None, str]]:
    """Return the operation that first made each of these entries, the key that each had then, and the stamp."""
    wanted = json.dumps(list(uids))
    sql = """SELECT uid, operation.id, value, removed.stamp FROM removed LEFT JOIN operation ON operation.stamp = removed.stamp
        WHERE kind = 'entry' AND uid IN (SELECT value FROM json_each(?))"""
    return {row[0]: row[1:] for row in connection.execute(sql, (wanted,))}


def read_removed(connection: sqlite3.Connection, kind: str, uids: Collection[str]) -> dict[str, RemovedRow]:
    """Return the rows about these things of one kind that are gone, or were for a time."""
    sql = """SELECT kind, uid, entry, value, stamp FROM removed
        WHERE kind = ? AND uid IN (SELECT value FROM json_each(?))"""
    return {row[1]: RemovedRow(*row) for row in connection.execute(sql, (kind, json.dumps(list(uids))))}
