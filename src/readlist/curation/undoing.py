"""Take operations back, and do them again; ``taking_back`` says what becomes of each thing that an operation wrote.

Taking back is an operation like any other, so that it can be taken back, too: that is how it is done again.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.curation.taking_back import TakingBack
from readlist.errors import NotFoundError, UsageError
from readlist.storage.history import (
    find_later,
    find_operation,
    find_redoable,
    find_undoable,
)
from readlist.storage.journal import (
    Later,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.model.operation import Operation
    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Undone:
    """An operation that was taken back, and what was left as it is because it has changed since, a line each."""

    operation: Operation
    left: tuple[str, ...]


def undo(
    store: Store,
    *,
    count: int = 1,
    operation_id: int | None = None,
    expected: int | None = None,
    dry_run: bool = False,
) -> tuple[Undone, ...]:
    """Take back the last ``count`` operations in effect, or the one with a number; return what was done.

    ``expected``: the number that the last one must have. Raises NotFoundError if there is none, or if it is another one by
    now; UsageError if it cannot be taken back as a whole and must be.
    """
    with store.write("undo", dry_run=dry_run) as tx:
        if operation_id is None:
            chosen: Sequence[Operation] = find_undoable(tx.connection, count)
        else:
            chosen = [find_operation(tx.connection, operation_id)]
        if expected not in (None, chosen[0].id):
            raise NotFoundError(
                f"the library has changed meanwhile, by: {chosen[0].command}", hint="Nothing was undone."
            )
        done = []
        for operation in chosen:
            tx.next_operation(f"undo {operation.command}", undoes=operation.id)
            done.append(_take_back(tx, operation))
    return tuple(done)


def redo(store: Store, *, count: int = 1) -> tuple[Operation, ...]:
    """Do again what the last ``count`` undos took back, each as an operation of its own; return what is done again, in order.

    Raises NotFoundError if there are fewer, or if the library has changed since, and UsageError if ``count`` is not at
    least 1; then nothing is redone.
    """
    if not 0 < count < sys.maxsize:
        raise UsageError(f"{count} changes cannot be redone")
    with store.write("redo") as tx:
        found = find_redoable(tx.connection, count)
        if len(found) < count:
            raise NotFoundError(
                f"only {len(found)} of {count} changes can be redone"
                if found
                else "there is nothing to redo",
                hint="Only what was undone last can be redone.",
            )
        for newest, operation in found:
            tx.next_operation(f"redo {operation.command}", undoes=newest.id)
            _take_back(tx, newest)
    return tuple(operation for _, operation in found)


def _take_back(tx: Transaction, operation: Operation) -> Undone:
    later = Later(tx.connection, find_later(tx.connection, operation))
    return Undone(operation, TakingBack(tx, operation, later).run())
