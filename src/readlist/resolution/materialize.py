"""Materialise entries: bring those that were written to the state that follows from what is said of them.

refresh ── refreshing ──> tables
        └─ in a library that exchanges operations, at the end ──> names of sources, settling, times
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.resolution.refreshing import Refreshed, refresh_now
from readlist.storage.contested import find_contested
from readlist.storage.removed import house_mentions
from readlist.storage.source_names import settle_names
from readlist.storage.sources import find_entries_of_sources
from readlist.storage.times import write_times

if TYPE_CHECKING:
    from collections.abc import Collection

    from readlist.storage.transaction import Transaction

__all__ = ["Refreshed", "refresh"]


def refresh(tx: Transaction, entry_ids: Collection[int], *, at: str | None = None) -> Refreshed:
    """Update entries from their records; delete those without a record, unless the person has said something of them.

    One that the person has removed stays as a row of kind ``gone`` that no command shows. ``at``: the time of change.
    """
    if tx.is_shared:
        tx.defer(_keep_settled, entry_ids)
    return refresh_now(tx, entry_ids, at=at)


def _keep_settled(tx: Transaction, entry_ids: Collection[int]) -> None:
    """Bring entries that were written to the state that they have in every library which knows the same."""
    renamed = find_entries_of_sources(tx.connection, settle_names(tx))
    refresh_now(tx, renamed)
    written = {*entry_ids, *renamed}
    contested = find_contested(tx.connection, written)
    house_mentions(tx.connection, contested, tx.stamp)
    concerned = written if tx.names_works else contested
    write_times(tx, written - concerned)
    if not concerned:
        return
    from readlist.resolution.settling import settle  # noqa: PLC0415  (most commands have nothing to settle)

    settle(tx, concerned)
