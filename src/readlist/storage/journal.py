"""The journal (``change``) as undo reads it: the steps of an operation, and what later ones changed.

read_steps ── group ──> runs of steps of one kind on different rows, last first
Later ──> whether an operation since has deleted a row, or changed the same columns of it
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.storage.facts import read_uids
from readlist.storage.transaction import unpack

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from readlist.model.operation import Operation

    Row = dict[str, Any]


class Step(NamedTuple):
    """A change of the journal: ``before`` is the row, or its changed columns, as they were."""

    action: str
    target: str
    first: int
    last: int
    before: Row

    @property
    def rows(self) -> range:
        """The ids of the rows."""
        return range(self.first, self.last + 1)


def read_steps(connection: sqlite3.Connection, operation_id: int) -> list[Step]:
    """Read the steps of an operation, last first."""
    sql = "SELECT action, target, row_id, last_id, before FROM change WHERE operation_id = ? ORDER BY id DESC"
    return [
        Step(action, target, first, last, unpack(before) if before else {})
        for action, target, first, last, before in connection.execute(sql, (operation_id,))
    ]


def group(steps: Iterable[Step]) -> Iterator[tuple[str, str, list[Step]]]:
    """Group successive steps of one kind on different rows of a table; yield action, table and steps."""
    run: list[Step] = []
    kind = ("", "")
    seen: set[int] = set()
    for step in steps:
        if (step.action, step.target) != kind or step.first in seen:
            if run:
                yield *kind, run
            run, kind, seen = [], (step.action, step.target), set()
        run.append(step)
        seen.update(step.rows)
    if run:
        yield *kind, run


class Later:
    """The operations in effect after one that is to be taken back, and what they changed."""

    def __init__(self, connection: sqlite3.Connection, operations: Iterable[Operation]) -> None:
        self.by_id = {one.id: one for one in operations}
        self.by_stamp = {one.stamp: one for one in self.by_id.values()}
        self._rows: dict[tuple[str, int], list[tuple[int, frozenset[str] | None]]] = {}
        if not self.by_id:
            return
        sql = """SELECT target, row_id, operation_id, action, before FROM change WHERE action <> 'insert'
            AND operation_id IN (SELECT value FROM json_each(?)) ORDER BY id DESC"""
        for target, row_id, operation_id, action, before in connection.execute(
            sql, (json.dumps(list(self.by_id)),)
        ):
            names = frozenset(unpack(before)) if action == "update" else None
            self._rows.setdefault((target, row_id), []).append((operation_id, names))

    def changed(self, target: str, row_id: int, names: Collection[str] = ()) -> Operation | None:
        """Return the last operation that deleted a row or changed these columns of it (all, if none is named)."""
        for operation_id, changed in self._rows.get((target, row_id), ()):
            if changed is None or not names or changed.intersection(names):
                return self.by_id[operation_id]
        return None


# -- rows of the tables ------------------------------------------------------------------------------------------------

_PLACES = {
    "claim": ("entry_id", "origin", "subject", "home"),
    "decision": ("entry_id", "origin", "subject"),
    "finding": ("entry_id",),
    "attachment": ("entry_id",),
}
"""Columns of which no two rows of a table have the same values."""


def is_replaced(connection: sqlite3.Connection, target: str, row: Row) -> bool:
    """Return whether there is another row in the place of one that is to be restored; ``row`` may be a part of a stored row."""
    if target not in _PLACES:
        return False
    names = _PLACES[target]
    columns = ", ".join(names)
    sql = f"SELECT {columns} FROM {target} WHERE id = ?"
    stored = dict(zip(names, connection.execute(sql, (row["id"],)).fetchone() or (), strict=False))
    place = [row.get(name, stored.get(name)) for name in names]
    where = " AND ".join(f"{name} IS ?" for name in names)
    sql = f"SELECT 1 FROM {target} WHERE {where} AND id <> ?"
    return connection.execute(sql, [*place, row["id"]]).fetchone() is not None


def find_entries_of_rows(connection: sqlite3.Connection, target: str, row_ids: Sequence[int]) -> set[int]:
    """Return the entries that rows of a table belong to."""
    sql = f"SELECT DISTINCT entry_id FROM {target} WHERE id IN (SELECT value FROM json_each(?))"
    return {entry_id for (entry_id,) in connection.execute(sql, (json.dumps(list(row_ids)),))}


def find_uid_of_deleted(connection: sqlite3.Connection, entry_id: int) -> str | None:
    """Return the uid of an entry that was deleted, by its number; None if the journal does not know it."""
    sql = "SELECT before FROM change WHERE target = 'entry' AND row_id = ? AND action = 'delete' ORDER BY id DESC"
    row = connection.execute(sql, (entry_id,)).fetchone()
    return str(unpack(row[0])["uid"]) if row else None


def at_entry(connection: sqlite3.Connection, target: str, row: Row, entry_id: int) -> Row:
    """Return a row as it was before, with the entry that stands for its own now; a mention stays at home where it was."""
    if target != "mention":
        return row | {"entry_id": entry_id}
    names = read_uids(connection, [entry_id, row["entry_id"]])
    home = row.get("home") or names.get(row["entry_id"]) or find_uid_of_deleted(connection, row["entry_id"])
    return row | {"entry_id": entry_id, "home": None if home == names[entry_id] else home}
