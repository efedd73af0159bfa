"""Notes that the person wrote about entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.storage.child_rows import child_ids

if TYPE_CHECKING:
    from readlist.storage.transaction import Transaction


def insert_note(tx: Transaction, entry_id: int, body: str, at: str) -> int:
    """Add a note, in Markdown, to an entry and return the note's id."""
    from readlist.storage import tables  # noqa: PLC0415

    return tx.insert(tables.Note, [{"entry_id": entry_id, "body": body, "created": at, "updated": at}])[0]


def transfer_notes(tx: Transaction, entry_id: int, into: int) -> None:
    """Give the notes of one entry to another."""
    from readlist.storage import tables  # noqa: PLC0415

    tx.update(tables.Note, {i: {"entry_id": into} for i in child_ids(tx.connection, tables.Note, [entry_id])})
