"""The history of the library, and undo.

    operation ──< change      every write of a command, with its inverse (``transaction.Transaction``)
    undo      ──> a new operation that applies the inverses, last first, and refers to the one that it undoes

Operations are undone from the newest backwards, so that each row is in the state that the inverse expects.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readlist.errors import NotFoundError
from readlist.storage import columns
from readlist.storage.transaction import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Operation:
    """A command that wrote to the library: when (ISO 8601, UTC), its text, and its number of changes."""

    id: int
    at: str
    command: str
    changes: int
    is_undone: bool = False
    undoes: int | None = None


_HISTORY = """SELECT id, at, command, (SELECT count(*) FROM change WHERE operation_id = operation.id),
    EXISTS (SELECT 1 FROM operation AS later WHERE later.undoes = operation.id), undoes
    FROM operation ORDER BY id DESC LIMIT ?"""
_LAST = """SELECT id FROM operation WHERE undoes IS NULL
    AND NOT EXISTS (SELECT 1 FROM operation AS later WHERE later.undoes = operation.id) ORDER BY id DESC LIMIT 1"""


def history(store: Store, *, limit: int = -1) -> tuple[Operation, ...]:
    """Return the operations, newest first, at most ``limit`` (-1: all)."""
    rows = store.query(_HISTORY, (limit,))
    return tuple(
        Operation(i, at, command, changes, bool(is_undone), undoes)
        for i, at, command, changes, is_undone, undoes in rows
    )


def undo(store: Store) -> Operation:
    """Undo the newest operation that is not undone yet, as an operation of its own, and return the one undone.

    Raises NotFoundError if there is none.
    """
    with store.write("undo") as tx:
        operation = _last(store)
        tx.name(f"undo {operation.command}", undoes=operation.id)
        for action, table, steps in _group_steps(tx, operation.id):
            _revert(tx, action, table, steps)
    return operation


def _last(store: Store) -> Operation:
    row = next(iter(store.query(_LAST)), None)
    if row is None:
        raise NotFoundError("there is nothing to undo")
    return next(one for one in history(store) if one.id == row[0])


@dataclass(frozen=True, slots=True)
class _Step:
    first: int
    last: int
    before: dict[str, Any]


def _group_steps(tx: Transaction, operation_id: int) -> Iterator[tuple[str, str, list[_Step]]]:
    """Yield the steps, last first; successive steps of one kind on different rows of a table are grouped."""
    rows = tx.connection.execute(
        "SELECT action, target, row_id, last_id, before FROM change WHERE operation_id = ? ORDER BY id DESC",
        (operation_id,),
    ).fetchall()
    run: list[_Step] = []
    kind = ("", "")
    seen: set[int] = set()
    for action, target, first, last, before in rows:
        if (action, target) != kind or first in seen:
            if run:
                yield *kind, run
            run, kind, seen = [], (action, target), set()
        run.append(_Step(first, last, unpack(before) if before else {}))
        seen.update(range(first, last + 1))
    if run:
        yield *kind, run


def _revert(tx: Transaction, action: str, name: str, steps: list[_Step]) -> None:
    table = columns.TABLES[name]
    if action == "insert":
        tx.delete(table, [row_id for step in steps for row_id in reversed(range(step.first, step.last + 1))])
    elif action == "update":
        tx.update(table, {step.first: step.before for step in steps})
    else:
        tx.restore(table, [step.before for step in steps])
