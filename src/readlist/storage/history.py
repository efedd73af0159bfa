"""The history of the library, undo and redo.

    operation ──< change      every write of a command, with its inverse (``transaction.Transaction``)
    undo      ──> a new operation that applies the inverses, last first, and refers to the one that it takes back
    redo      ──> the same for the newest undo

Operations are undone from the newest backwards, and done again in the opposite order, so that each row is in the state
that the inverse expects. An operation is in effect unless one that is in effect takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readlist.errors import NotFoundError
from readlist.storage import columns
from readlist.storage.transaction import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


_HISTORY = """SELECT id, at, command, (SELECT count(*) FROM change WHERE operation_id = operation.id), undoes
    FROM operation ORDER BY id DESC LIMIT ?"""


def history(store: Store, *, limit: int = -1) -> tuple[Operation, ...]:
    """Return the operations, newest first, at most ``limit`` (-1: all)."""
    undone: set[int] = set()
    out = []
    for i, at, command, changes, undoes in store.query(_HISTORY, (limit,)):
        out.append(Operation(i, at, command, changes, i in undone, undoes))
        if undoes and i not in undone:
            undone.add(undoes)
    return tuple(out)


def find_undoable(store: Store) -> Operation:
    """Return the operation that ``undo`` would take back; NotFoundError if there is none."""
    found = next((one for one in history(store) if not one.is_undone and one.undoes is None), None)
    if found is None:
        raise NotFoundError("there is nothing to undo")
    return found


def undo(store: Store, *, expected: int | None = None) -> Operation:
    """Undo the newest operation in effect, as an operation of its own, and return the one undone.

    ``expected``: the id that it must have. Raises NotFoundError if there is none, or if it is another one by now.
    """
    with store.write("undo") as tx:
        operation = find_undoable(store)
        if expected not in (None, operation.id):
            raise NotFoundError(
                f"the library has changed meanwhile, by: {operation.command}", hint="Nothing was undone."
            )
        _take_back(tx, operation.id, f"undo {operation.command}")
    return operation


def redo(store: Store) -> Operation:
    """Do again what the newest undo took back, as an operation of its own, and return the operation that is done again.

    Raises NotFoundError if there is none, or if the library has changed since.
    """
    with store.write("redo") as tx:
        operations = history(store)
        newest = next(
            (one for one in operations if not one.is_undone and not _is_redo(one, operations)), None
        )
        if newest is None or newest.undoes is None:
            raise NotFoundError(
                "there is nothing to redo", hint="Only what was undone last can be done again."
            )
        operation = next(one for one in operations if one.id == newest.undoes)
        _take_back(tx, newest.id, f"redo {operation.command}")
    return operation


def _is_redo(operation: Operation, operations: Sequence[Operation]) -> bool:
    """Return whether an operation takes back an undo."""
    return any(one.id == operation.undoes and one.undoes is not None for one in operations)


def _take_back(tx: Transaction, operation_id: int, command: str) -> None:
    tx.name(command, undoes=operation_id)
    for action, table, steps in _group_steps(tx, operation_id):
        _revert(tx, action, table, steps)


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
