"""Entries brought to what their records say.

    mentions, claims ── composing.build ──> columns, identifiers, links, tags, match keys ── refresh ──> tables

Nothing but this module sets a column of ``entry`` or fills the tables that are worked out of records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.linkage.fusion import fuse
from readlist.model.provenance import FORMER, REMOVED
from readlist.storage.entries import delete_entries, update_columns
from readlist.storage.entry_children import replace_children
from readlist.storage.evidence import find_prized, load_records
from readlist.storage.transaction import now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from readlist.linkage.fusion import FusedEntry
    from readlist.storage.transaction import Transaction

_BATCH = 500
"""Entries worked out at a time: memory stays flat."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Ids of the entries that changed in more than the lines where they are mentioned, and of those that went."""

    changed: frozenset[int]
    removed: frozenset[int]


def refresh(tx: Transaction, entry_ids: Collection[int], *, at: str | None = None) -> Refreshed:
    """Work the entries out anew from their records; one that nothing speaks of any more is deleted.

    An entry stays while it has a mention, a claim, or something of the person's. ``at`` is the time of the change.
    """
    at = at or now()
    changed: set[int] = set()
    removed: set[int] = set()
    for batch in _batches(sorted(set(entry_ids))):
        records = load_records(tx, batch)
        kept = {i for i, found in records.items() if any(o.name not in (FORMER, REMOVED) for o, _ in found)}
        gone = sorted(records.keys() - kept - find_prized(tx, records.keys() - kept))
        delete_entries(tx, gone)
        removed.update(gone)
        changed |= _write(tx, {i: fuse(found) for i, found in records.items() if found and i not in gone}, at)
    return Refreshed(frozenset(changed), frozenset(removed))


def _write(tx: Transaction, built: dict[int, FusedEntry], at: str) -> set[int]:
    """Write what entries are now; return those that changed."""
    changed = update_columns(tx, {entry_id: found.row() for entry_id, found in built.items()}, at=at)
    return changed | replace_children(tx, built)


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    wanted = list(ids)
    for start in range(0, len(wanted), _BATCH):
        yield wanted[start : start + _BATCH]
