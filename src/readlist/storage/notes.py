"""Notes that the person wrote about entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.storage import columns
from readlist.storage.child_rows import child_ids

if TYPE_CHECKING:
    from readlist.storage.transaction import Transaction


def insert_note(tx: Transaction, entry_id: int, body: str, at: str) -> int:
    """Add a note, in Markdown, to an entry and return the note's id."""
    return tx.insert(columns.NOTE, [{"entry_id": entry_id, "body": body, "created": at, "updated": at}])[0]


def transfer_notes(tx: Transaction, entry_id: int, into: int) -> None:
    """Give the notes of one entry to another."""
    tx.update(
        columns.NOTE, {i: {"entry_id": into} for i in child_ids(tx.connection, columns.NOTE, [entry_id])}
    )
