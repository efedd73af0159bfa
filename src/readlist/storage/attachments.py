"""Files that were downloaded for entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.storage.evidence import child_ids

if TYPE_CHECKING:
    from readlist.storage.transaction import Transaction


def hand_over_attachments(tx: Transaction, entry_id: int, into: int) -> None:
    """Give the files of one entry to another."""
    from readlist.storage import tables  # noqa: PLC0415

    tx.update(
        tables.Attachment, {i: {"entry_id": into} for i in child_ids(tx, tables.Attachment, [entry_id])}
    )
