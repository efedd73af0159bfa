"""The upgrade to schema version 10: uids of sources and mentions, and the operation that wrote each row last.

The journal says which operation inserted or changed a row. If it does not go back so far, the time when the entry was
added does.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from readlist.model.uids import mention_uid, source_uid
from readlist.storage.transaction import pack, unpack

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

_WRITES = {
    "source": ("op",),
    "mention": ("said", "lined", "placed"),
    "claim": ("op",),
    "decision": ("op",),
}
"""Columns that say which operation wrote a row last, by table."""
_TIMES = {"source": "imported", "claim": "at", "decision": "at"}


def name_all(connection: sqlite3.Connection) -> None:
    """Name the sources and mentions of a library, and number their writes."""
    _name_mentions(connection, _name_sources(connection))
    _number_by_time(connection)
    _number_by_journal(connection)


def _name_sources(connection: sqlite3.Connection) -> dict[int, bytes]:
    """Name the sources, also those that an undo would restore, and return their uids."""
    present = connection.execute("SELECT id, name, hash FROM source").fetchall()
    uids = {i: source_uid(name, digest) for i, name, digest in present}
    connection.executemany("UPDATE source SET uid = ? WHERE id = ?", ((uid, i) for i, uid in uids.items()))
    for change_id, row in _read_deleted(connection, "source"):
        uid = uids.setdefault(row["id"], source_uid(row["name"], row["hash"]))
        _rewrite(connection, change_id, row | {"uid": uid})
    return uids


def _name_mentions(connection: sqlite3.Connection, sources: Mapping[int, bytes]) -> None:
    counts: Counter[bytes] = Counter()

    def name(source_id: int, record: str, path: str | None) -> bytes:
        topics = json.loads(path or "[]")
        first = mention_uid(sources.get(source_id, b""), record, topics)
        counts[first] += 1
        number = counts[first]
        return first if number == 1 else mention_uid(sources.get(source_id, b""), record, topics, number)

    sql = """SELECT mention.id, source_id, record, topic.path FROM mention LEFT JOIN topic ON topic.id = topic_id
        ORDER BY source_id, line, mention.id"""
    uids = [(name(*said), row_id) for row_id, *said in connection.execute(sql)]
    connection.executemany("UPDATE mention SET uid = ? WHERE id = ?", uids)
    for change_id, row in _read_deleted(connection, "mention"):
        uid = name(row["source_id"], row["record"], row.get("topic"))
        _rewrite(connection, change_id, row | {"uid": uid})


def _read_deleted(connection: sqlite3.Connection, target: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a table that an undo would restore, each with the id of its change."""
    sql = "SELECT id, before FROM change WHERE target = ? AND action = 'delete' ORDER BY id"
    for change_id, before in connection.execute(sql, (target,)).fetchall():
        yield change_id, unpack(before)


def _rewrite(connection: sqlite3.Connection, change_id: int, row: dict[str, Any]) -> None:
    connection.execute("UPDATE change SET before = ? WHERE id = ?", (pack(row), change_id))


def _number_by_time(connection: sqlite3.Connection) -> None:
    """Number the writes by their times: the last operation up to then, or the first one of all."""
    operations = connection.execute("SELECT at, id FROM operation ORDER BY at, id").fetchall()
    times = [at for at, _ in operations]

    def number_at(time: str) -> int:
        return int(operations[max(bisect_right(times, time) - 1, 0)][1])

    connection.create_function("number_at", 1, number_at, deterministic=True)
    connection.execute("UPDATE entry SET born = number_at(added)")
    for table, column in _TIMES.items():
        connection.execute(f"UPDATE {table} SET op = number_at({column})")
    connection.execute("UPDATE claim SET born = op")
    connection.execute("UPDATE mention SET said = (SELECT born FROM entry WHERE entry.id = entry_id)")
    connection.execute("UPDATE mention SET lined = said, placed = said")


def _number_by_journal(connection: sqlite3.Connection) -> None:
    sql = "SELECT operation_id, action, target, row_id, last_id FROM change WHERE action <> 'delete' ORDER BY id"
    later: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for operation_id, action, target, first, last in connection.execute(sql):
        later[target].append((operation_id, first, last))
        if action == "insert":
            later[f"{target} born"].append((operation_id, first, last))
    columns = {**_WRITES, "entry born": ("born",), "claim born": ("born",)}
    for name, rows in later.items():
        if name in columns:
            set_to = ", ".join(f"{column} = ?1" for column in columns[name])
            sql = f"UPDATE {name.split()[0]} SET {set_to} WHERE id BETWEEN ?2 AND ?3"
            connection.executemany(sql, rows)
