"""Notes that the person wrote about entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.storage.evidence import child_ids

if TYPE_CHECKING:
    from readlist.storage.transaction import Transaction


def hand_over_notes(tx: Transaction, entry_id: int, into: int) -> None:
    """Give the notes of one entry to another."""
    from readlist.storage import tables  # noqa: PLC0415

    tx.update(tables.Note, {i: {"entry_id": into} for i in child_ids(tx, tables.Note, [entry_id])})
