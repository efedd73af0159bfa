"""Rows of ``note``: the notes that the person wrote about entries, as the facts have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.storage import columns
from readlist.storage.entry_children import replace_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from readlist.model.by_hand import WrittenNote
    from readlist.storage.transaction import Transaction


def replace_notes(tx: Transaction, notes: Mapping[int, Iterable[WrittenNote]]) -> set[int]:
    """Write the notes of entries where they differ from the stored ones; return the entries that changed."""
    rows = [{"entry_id": entry_id, **note._asdict()} for entry_id, found in notes.items() for note in found]
    return replace_rows(tx, columns.NOTE, notes.keys(), rows)
