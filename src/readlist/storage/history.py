"""The history of the library: who did what, when, and what can be taken back.

    operation ──< change    what a command wrote to sources, mentions, claims, …, with the inverse
              ──· fact      what it stated, by its stamp

An operation is in effect unless one that is in effect takes it back. ``curation.undoing`` takes operations back.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from readlist.errors import NotFoundError, UsageError
from readlist.model.facts import PERSONAL, PRIVATE_TAG
from readlist.model.operation import Operation
from readlist.storage.facts import read_merged
from readlist.storage.private_tags import forget_private_commands

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Iterable, Mapping
    from typing import Any

    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction


_HISTORY = """SELECT id, at, command, (SELECT count(*) FROM change WHERE operation_id = operation.id)
    + (SELECT count(*) FROM fact WHERE fact.stamp = operation.stamp), undoes, by, stamp, is_final, is_remote
    FROM operation WHERE {where} ORDER BY id DESC LIMIT ?"""


def history(store: Store, *, limit: int = -1) -> tuple[Operation, ...]:
    """Return the operations, newest first, at most ``limit`` (-1: all)."""
    return tuple(iter_history(store.connection, limit=limit))


def iter_history(connection: sqlite3.Connection, *, limit: int = -1) -> Generator[Operation]:
    """Yield the operations, newest first, at most ``limit`` (-1: all); those that nobody asks for are not read."""
    undone: set[int] = set()
    rows = connection.execute(_HISTORY.format(where="command <> ''"), (limit,))
    for i, at, command, changes, undoes, by, stamp, is_final, is_remote in rows:
        yield Operation(
            i, at, command, changes, i in undone, undoes, by, stamp, bool(is_final), bool(is_remote)
        )
        if undoes and i not in undone:
            undone.add(undoes)


def find_redoable(connection: sqlite3.Connection, count: int = 1) -> tuple[tuple[Operation, Operation], ...]:
    """Return the last ``count`` undos in effect, the newest first, each with what it took back; fewer if there are not so many.

    Those before the last other command are left out: the library has changed since.
    """
    with closing(iter_history(connection)) as operations:
        own = (one for one in operations if not one.is_undone and not one.is_remote)
        latest = (one for one in own if not _is_redo(connection, one))
        undos = list(islice(takewhile(lambda one: one.undoes is not None, latest), count))
    check_not_final(undos)
    wanted = {one.undoes for one in undos}
    with closing(iter_history(connection)) as operations:
        found = {one.id: one for one in islice((one for one in operations if one.id in wanted), len(wanted))}
    return tuple((one, found[one.undoes]) for one in undos if one.undoes is not None)


def _is_redo(connection: sqlite3.Connection, operation: Operation) -> bool:
    """Return whether an operation takes back an undo."""
    row = connection.execute("SELECT undoes FROM operation WHERE id = ?", (operation.undoes,)).fetchone()
    return row is not None and row[0] is not None


def find_undoable(connection: sqlite3.Connection, count: int = 1) -> tuple[Operation, ...]:
    """Return the last ``count`` operations of this device in effect that undo would take back; NotFoundError if there are fewer.

    Raises UsageError if ``count`` is not at least 1.
    """
    if not 0 < count < sys.maxsize:
        raise UsageError(f"{count} changes cannot be undone")
    with closing(iter_history(connection)) as operations:
        own = (one for one in operations if not one.is_undone and one.undoes is None and not one.is_remote)
        found = list(islice(own, count))
    if not found:
        raise NotFoundError("there is nothing to undo")
    if len(found) < count:
        raise NotFoundError(
            f"only {len(found)} of {count} changes can be undone", hint="See them with: readlist history"
        )
    check_not_final(found)
    return tuple(found)


def check_not_final(operations: Iterable[Operation]) -> None:
    """Raise NotFoundError if what one of these operations changed is no longer kept."""
    if final := next((one for one in operations if one.is_final), None):
        raise NotFoundError(
            f"what '{final.command}' changed is no longer kept", hint="history --prune removed it."
        )


def find_operation(connection: sqlite3.Connection, operation_id: int) -> Operation:
    """Return the operation with this number, if it can be taken back; else raise NotFoundError."""
    row = connection.execute(_HISTORY.format(where=f"id = {operation_id:d}"), (1,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no change @{operation_id}", hint="See them with: readlist history")
    i, at, command, changes, undoes, by, stamp, is_final, is_remote = row
    found = Operation(i, at, command, changes, False, undoes, by, stamp, bool(is_final), bool(is_remote))
    if is_remote:
        raise UsageError(
            f"'{command}' was run on another device", hint="Undo it there, or change its entries here."
        )
    if i in _find_undone(connection, i):
        raise NotFoundError(f"'{found.command}' is undone already", hint="To do it again: readlist redo")
    check_not_final([found])
    return found


_BARE = "SELECT id, stamp, undoes, command FROM operation ORDER BY id DESC"
_NEWER = "SELECT id, stamp, undoes, command FROM operation WHERE id > ? ORDER BY id DESC"


def _find_undone(connection: sqlite3.Connection, after: int) -> set[int]:
    """Return the operations that those in effect after one took back."""
    undone: set[int] = set()
    for operation_id, _, undoes, _ in connection.execute(_NEWER, (after,)):
        if undoes and operation_id not in undone:
            undone.add(undoes)
    return undone


def find_undone_stamps(connection: sqlite3.Connection, taken_back: int) -> set[str]:
    """Return the stamps of the operations that are not in effect once this one is taken back."""
    undone = {taken_back}
    stamps = set()
    for operation_id, stamp, undoes, _ in connection.execute(_BARE):
        if operation_id in undone:
            stamps.add(stamp)
        elif undoes:
            undone.add(undoes)
    return stamps


def find_later(connection: sqlite3.Connection, operation: Operation) -> list[Operation]:
    """Return the operations after this one whose changes are in effect, newest first.

    Those that take back an operation after this one are left out: the two cancel each other.
    """
    undone: set[int] = set()
    later = []
    for operation_id, stamp, undoes, command in connection.execute(_NEWER, (operation.id,)):
        if operation_id in undone:
            continue
        if undoes:
            undone.add(undoes)
        if not undoes or undoes < operation.id:
            later.append(Operation(operation_id, "", command, 0, undoes=undoes, stamp=stamp))
    return later


# -- of one entry ----------------------------------------------------------------------------------------------------

_ROWS = ("mention", "claim", "finding", "decision", "attachment")
_TOUCHING = f"""
SELECT operation_id FROM change WHERE target = 'entry' AND :id BETWEEN row_id AND last_id
{
    "".join(
        f'''UNION SELECT operation_id FROM {table} JOIN change ON target = '{table}' AND row_id <= {table}.id
    AND last_id >= {table}.id WHERE entry_id = :id '''
        for table in _ROWS
    )
}
UNION SELECT operation_id FROM change WHERE target <> 'entry' AND before LIKE :image
    AND json_extract(before, '$.entry_id') = :id"""
_STATED = """SELECT operation.id, field, element, value FROM fact JOIN operation ON operation.stamp = fact.stamp
    WHERE entity IN (SELECT value FROM json_each(?)) ORDER BY fact.id"""
_DELETED = """SELECT row_id FROM change WHERE target = 'entry' AND action = 'delete'
    AND json_extract(before, '$.uid') IN (SELECT value FROM json_each(?))"""


def history_of(store: Store, entry_id: int) -> tuple[tuple[Operation, tuple[str, ...]], ...]:
    """Return the operations that changed an entry, or one merged into it, newest first, each with what it stated, a line each."""
    uids = json.dumps(sorted(read_merged(store.connection, [entry_id]).get(entry_id, ())))
    numbers = {entry_id, *(i for (i,) in store.query(_DELETED, (uids,)))}
    wanted: set[int] = set()
    for number in numbers:
        known_as = {"id": number, "image": f'%"entry_id": {number}%'}
        wanted.update(i for (i,) in store.query(_TOUCHING, known_as))
    stated: dict[int, list[str]] = {}
    for operation_id, field, element, value in store.query(_STATED, (uids,)):
        stated.setdefault(operation_id, []).append(describe_fact(field, element, value))
    wanted |= stated.keys()
    return tuple((one, tuple(stated.get(one.id, ()))) for one in history(store) if one.id in wanted)


_PHRASES = {
    "into": ("merged into another entry", "no longer merged"),
    "search": ("saved search {}", "no saved search {}"),
    "heading": ("topic '{}' renamed", "topic '{}' no longer renamed"),
    "alias": ("alias '{}' of a topic", "no alias '{}'"),
    "gone": ("removed", "no longer removed"),
    "private": ("a private note", "a note no longer private"),
    "note": ("a note", "a note taken away"),
}
"""How statements of these fields read: when something is said, and when it is taken back."""


def describe_fact(field: str, element: str, value: str | None) -> str:
    """Describe a statement in a few words; ``value`` is JSON."""
    said = None if value is None else json.loads(value)
    field = "private tag" if field == PRIVATE_TAG else field
    if field in _PHRASES:
        return _PHRASES[field][said is None or said is False].format(element)
    if field == "key" and element:
        return f"former key {element}{'' if said else ' taken away'}"
    if field in PERSONAL:
        element = ""  # the person, whom the operation names
    if said == "":
        return f"no {field}"
    if isinstance(said, list):
        said = (" / " if field == "topic" else "; ").join(map(str, said))
    if said is None or said is False:
        return f"{field} {element} taken away".replace("  ", " ")
    return f"{field} {said}"


# -- pruning ---------------------------------------------------------------------------------------------------------

_REPLACED = """{what} WHERE EXISTS (SELECT 1 FROM fact AS later WHERE later.entity = fact.entity
    AND later.field = fact.field AND later.element = fact.element AND {replaced} AND later.stamp <= ?)"""
"""Facts that another one replaced before a time."""


def prune(tx: Transaction, *, keep: int, before: str) -> int:
    """Forget how to take back operations up to a time, except the last ``keep``; return how many became final.

    What they did stays, and they stay listed. Values that were replaced before that time go, too, except those that several
    devices gave without knowing of each other.
    """
    sql = """SELECT id, stamp FROM operation WHERE NOT is_final AND at <= ?
        AND id NOT IN (SELECT id FROM operation ORDER BY id DESC LIMIT ?) ORDER BY id"""
    rows: list[tuple[Any, ...]] = tx.connection.execute(sql, (before, keep)).fetchall()
    if not rows:
        return 0
    ids = json.dumps([row[0] for row in rows])
    tx.connection.execute("DELETE FROM change WHERE operation_id IN (SELECT value FROM json_each(?))", (ids,))
    tx.connection.execute(
        "UPDATE operation SET is_final = 1 WHERE id IN (SELECT value FROM json_each(?))", (ids,)
    )
    if tx.is_shared:
        _keep_seen(tx.connection, rows[-1][1])
    forget_private_commands(tx.connection, rows[-1][1])
    replaced = "instr(later.seen, fact.stamp)" if tx.is_shared else "later.stamp > fact.stamp"
    tx.connection.execute(_REPLACED.format(replaced=replaced, what="DELETE FROM fact"), (rows[-1][1],))
    return len(rows)


def _keep_seen(connection: sqlite3.Connection, last: str) -> None:
    """Note in the facts that stay what those which go had seen, or a fact that comes again would seem to be unseen by all."""
    replaced = _REPLACED.format(
        replaced="instr(later.seen, fact.stamp)", what="SELECT entity, field, element, stamp, seen FROM fact"
    )
    going: dict[tuple[str, str, str], dict[str, str]] = {}
    for *statement, stamp, seen in connection.execute(replaced, (last,)):
        going.setdefault((*statement,), {})[stamp] = seen
    for statement, found in going.items():
        staying = "SELECT id, stamp, seen FROM fact WHERE entity = ? AND field = ? AND element = ?"
        for fact_id, stamp, seen in connection.execute(staying, statement).fetchall():
            if stamp not in found and (whole := _with_earlier(seen, found)) != seen:
                connection.execute("UPDATE fact SET seen = ? WHERE id = ?", (whole, fact_id))


def _with_earlier(seen: str, going: Mapping[str, str]) -> str:
    """Return stamps with those that the facts with these stamps had seen, and so on."""
    known: set[str] = set()
    waiting = seen.split()
    while waiting:
        if (stamp := waiting.pop()) not in known:
            known.add(stamp)
            waiting += going.get(stamp, "").split()
    return " ".join(sorted(known))
