"""What an operation wrote, as other libraries read it: a list of statements (``sync.operations`` describes their form).

The rows themselves are read, with the operation that wrote each last; nothing is kept twice. What a later operation has
written since is left out: it is in that one. Private notes and tags are left out, and so are the words of commands about such
tags; notes that are private no longer are in the operation that made them so.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.number_keys import is_number_key
from readlist.model.source_names import plain_name
from readlist.model.stamps import EARLIEST
from readlist.storage.homes import DERIVED
from readlist.storage.operation_numbers import EXPECTED
from readlist.storage.private_facts import PRIVATE_FACT
from readlist.storage.private_tags import PUBLIC_COMMAND

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    Item = list[Any]

_OPERATIONS = f"""SELECT operation.id, operation.stamp, operation.by, {PUBLIC_COMMAND}, undone.stamp, operation.is_final
    FROM operation LEFT JOIN operation AS undone ON undone.id = operation.undoes"""
_EXPECTED = EXPECTED.replace("command", "operation.command").replace("stamp", "operation.stamp")
_MENTIONS = """SELECT mention.uid, source.uid, line, end_line, topic.path, label, text, record, coalesce(home, entry.uid),
    pinned, said, lined, placed, coalesce(lined_by.stamp, ''), coalesce(placed_by.stamp, '') FROM mention JOIN source ON source.id = source_id JOIN entry ON entry.id = entry_id
    LEFT JOIN topic ON topic.id = topic_id LEFT JOIN operation AS lined_by ON lined_by.id = lined
    LEFT JOIN operation AS placed_by ON placed_by.id = placed
    WHERE ({rows}) AND (said = :op OR lined = :op OR placed = :op) ORDER BY mention.id"""
_SOURCES = """SELECT uid, name, hash, encoding, content, title, imported FROM source
    WHERE ({rows}) AND op = :op ORDER BY id"""
_CLAIMS = """SELECT coalesce(home, entry.uid), origin, subject, record, claim.at, coalesce(stamp, ''), claim.op FROM claim
    JOIN entry ON entry.id = entry_id LEFT JOIN operation ON operation.id = claim.born
    WHERE ({rows}) AND claim.op = :op ORDER BY claim.id"""
_DECISIONS = """SELECT entry.uid, origin, subject, asked, accepted, decision.at FROM decision
    JOIN entry ON entry.id = entry_id WHERE ({rows}) AND op = :op ORDER BY decision.id"""
_BIRTHS = "SELECT uid, coalesce(wanted, key) FROM entry WHERE ({rows}) AND born = :op ORDER BY id"
_FACTS = f"""SELECT entity, field, element, value, seen, said, stamp FROM fact
    WHERE stamp = ? AND NOT ({PRIVATE_FACT}) ORDER BY id"""
_OLD_FACTS = f"""SELECT entity, field, element, value, seen, said, stamp FROM fact
    WHERE stamp NOT IN (SELECT stamp FROM operation) AND stamp <> '{DERIVED}' AND NOT ({PRIVATE_FACT}) ORDER BY id"""
_PUBLISHED = f"""SELECT fact.entity, fact.field, fact.element, fact.value, fact.seen, fact.said, fact.stamp FROM fact
    JOIN fact AS made ON made.entity = fact.entity AND made.element = fact.element AND made.stamp = ?
    WHERE made.field = 'private' AND made.value IS NULL AND fact.field = 'note' AND fact.stamp < made.stamp
    AND NOT ({PRIVATE_FACT}) ORDER BY fact.id"""
_OLD_BIRTHS = """SELECT uid, value, stamp FROM removed
    WHERE kind = 'entry' AND stamp NOT IN (SELECT stamp FROM operation) ORDER BY id"""
_REMOVED = "SELECT kind, uid, entry, value FROM removed WHERE stamp = ? ORDER BY id"
_RESTORED = {
    "mention": "SELECT 1 FROM mention WHERE uid = ?",
    "source": "SELECT 1 FROM source WHERE uid = ?",
}
_TARGETS = ("source", "mention", "entry", "claim", "decision")


class OutgoingOperation(NamedTuple):
    """An operation of this library, or of another one it knows."""

    number: int
    stamp: str
    by: str
    command: str
    undoes: str | None
    is_final: bool


def read_operations_after(
    connection: sqlite3.Connection, stamp: str, *, with_remote: bool = False
) -> list[OutgoingOperation]:
    """Return the operations of this library later than a stamp, in order; ``with_remote``: also those of others."""
    whose = f"AND NOT ({_EXPECTED})" if with_remote else "AND NOT operation.is_remote"
    sql = f"{_OPERATIONS} WHERE operation.stamp > ? {whose} ORDER BY operation.stamp"
    return [OutgoingOperation(*row) for row in connection.execute(sql, (stamp,))]


def has_received(connection: sqlite3.Connection) -> bool:
    """Return whether the library has operations of others."""
    return connection.execute("SELECT 1 FROM operation WHERE is_remote LIMIT 1").fetchone() is not None


def iter_items(connection: sqlite3.Connection, operation: OutgoingOperation) -> Iterator[Item]:
    """Yield what an operation says that no later one of this library has said otherwise."""
    yield from _iter_rows(connection, operation)
    for row in connection.execute(_FACTS, (operation.stamp,)):
        yield _fact(*row)
    for row in connection.execute(_PUBLISHED, (operation.stamp,)):
        yield _fact(*row, has_stamp=True)
    for kind, uid, entry, value in connection.execute(_REMOVED, (operation.stamp,)):
        yield from _gone(connection, kind, uid, entry, value)


def iter_items_without_operation(connection: sqlite3.Connection) -> Iterator[Item]:
    """Yield what was said before all operations that the library knows."""
    yield from _iter_rows(connection, OutgoingOperation(0, EARLIEST, "", "", None, is_final=True))
    for row in connection.execute(_OLD_FACTS):
        yield _fact(*row, has_stamp=True)
    for uid, key, stamp in connection.execute(_OLD_BIRTHS):
        yield [uid, "born", "", key, [], {"stamp": stamp}]


def _iter_rows(connection: sqlite3.Connection, operation: OutgoingOperation) -> Iterator[Item]:
    rows = _Written(connection, operation)
    for row in rows.read("source", _SOURCES):
        yield _source(*row)
    births = dict(rows.read("entry", _BIRTHS))
    for item in _mentions(operation, rows.read("mention", _MENTIONS)):
        yield item
        if item[1] == "home" and (uid := item[3][0]) in births:
            yield _birth(uid, births.pop(uid))
    yield from (_birth(uid, key) for uid, key in births.items())
    for entry, origin, subject, record, at, born, _ in rows.read("claim", _CLAIMS):
        value = {"record": json.loads(record), "at": at, "born": born}
        yield [entry, "claim", f"{origin} {subject}", value, []]
    for entry, origin, subject, asked, accepted, at in rows.read("decision", _DECISIONS):
        value = {"asked": asked, "accepted": bool(accepted), "at": at}
        yield [entry, "decision", f"{origin} {subject}", value, []]


class _Written:
    """The rows that an operation wrote, found by the journal; in the whole tables, if the journal does not go back so far."""

    def __init__(self, connection: sqlite3.Connection, operation: OutgoingOperation) -> None:
        self._connection = connection
        self._operation = operation
        self._ranges: dict[str, list[tuple[int, int]]] = {target: [] for target in _TARGETS}
        sql = "SELECT target, row_id, last_id FROM change WHERE operation_id = ? AND action <> 'delete' ORDER BY row_id"
        for target, first, last in connection.execute(sql, (operation.number,)):
            known = self._ranges.get(target)
            if known and first <= known[-1][1] + 1:
                known[-1] = known[-1][0], max(last, known[-1][1])
            elif known is not None:
                known.append((first, last))

    def read(self, target: str, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table by a statement that takes a condition for them."""
        op = {"op": self._operation.number}
        if self._operation.is_final:
            yield from self._connection.execute(sql.format(rows="1"), op)
            return
        for first, last in self._ranges[target]:
            rows = f"{target}.id BETWEEN {first} AND {last}"
            yield from self._connection.execute(sql.format(rows=rows), op).fetchall()


def _mentions(operation: OutgoingOperation, rows: Iterable[tuple[Any, ...]]) -> Iterator[Item]:
    """Yield what mentions say, each with the entry that it was given to, then where they moved, by source.

    What belongs together stands together: a long operation is cut, and each part is then about entries of its own.
    """
    moved: dict[str, list[list[Any]]] = {}
    for uid, source, *values, record, home, pinned, said, lined, placed, lined_at, placed_at in rows:
        if operation.number == 0 != said:
            continue  # its home or lines have not come yet: nobody says what they are until then
        if said == operation.number:
            values[2] = json.loads(values[2] or "[]")
            item: Item = [uid.hex(), "said", source.hex(), [*values, json.loads(record)], []]
            yield item if lined == said else [*item, {"lined": lined_at}]
        elif lined == operation.number:
            moved.setdefault(source.hex(), []).append([uid.hex(), *values[:2]])
        if operation.number in (said, placed):
            item = [uid.hex(), "home", "", [home, bool(pinned)], []]
            yield item if placed == operation.number else [*item, {"stamp": placed_at}]
    yield from ([source, "lines", "", lines, []] for source, lines in moved.items())


def _birth(uid: str, key: str) -> Item:
    return [uid, "born", "", None if is_number_key(key) else key, []]


def _source(
    uid: bytes, name: str, digest: str, encoding: str, content: bytes, title: str | None, imported: str
) -> Item:
    value = {
        "name": plain_name(name, uid),
        "hash": digest,
        "encoding": encoding,
        "title": title,
        "imported": imported,
        "text": base64.b64encode(zlib.compress(content, 9)).decode(),
    }
    return [uid.hex(), "source", "", value, []]


def _fact(
    entity: str,
    field: str,
    element: str,
    value: str | None,
    seen: str,
    said: str,
    stamp: str,
    *,
    has_stamp: bool = False,
) -> Item:
    item: Item = [entity, field, element, None if value is None else json.loads(value), seen.split()]
    more = ({"said": said} if said != stamp else {}) | ({"stamp": stamp} if has_stamp else {})
    return [*item, more] if more else item


def _gone(
    connection: sqlite3.Connection, kind: str, uid: str, entry: str, value: str | None
) -> Iterator[Item]:
    if kind == "entry":
        yield [uid, "born", "", value, []]
    elif kind == "born":
        key, stamp = json.loads(value or "null")
        yield [uid, "born", "", key, [], {"stamp": stamp}]
    elif kind in _RESTORED and connection.execute(_RESTORED[kind], (bytes.fromhex(uid),)).fetchone():
        return
    elif kind == "mention":
        yield [uid, "said", "", None, [], {"home": entry, "record": json.loads(value or "{}")}]
    elif kind == "former":
        yield [entry, "claim", uid.removeprefix(f"{entry} "), json.loads(value or "null"), []]
    elif kind == "housed":
        yield [uid.partition(" ")[0], "housed", entry, True, []]
    elif kind == "source":
        yield [uid, "source", "", None, [], {"name": value}]
    elif kind in ("claim", "decision"):
        gone: Item = [entry, kind, uid.removeprefix(f"{entry} "), None, []]
        yield [*gone, {"record": json.loads(value)}] if value else gone
