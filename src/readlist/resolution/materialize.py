"""Materialise entries: fuse their records and write the result to the tables for reading and searching.

    mentions, claims, facts ── fuse ──> columns, identifiers, links, tags, topics, blocking keys ── refresh ──> tables

Only this package sets the columns of ``entry`` and fills the tables derived from records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.linkage.fusion import fuse
from readlist.model.by_hand import is_gone, notes_by_hand
from readlist.model.facts import GONE
from readlist.model.provenance import FORMER, REMOVED
from readlist.storage.entries import delete_entries, update_columns
from readlist.storage.entry_children import replace_children
from readlist.storage.evidence import find_curated, load_records
from readlist.storage.facts import read_facts
from readlist.storage.notes import replace_notes
from readlist.storage.transaction import now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from readlist.linkage.fusion import FusedEntry
    from readlist.model.provenance import Origin
    from readlist.model.record import Record
    from readlist.storage.transaction import Transaction

_BATCH = 500
"""Entries refreshed at a time, to limit memory use."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The IDs of entries that changed, apart from the line numbers of their mentions, and of those deleted."""

    changed: frozenset[int]
    removed: frozenset[int]


def refresh(tx: Transaction, entry_ids: Collection[int], *, at: str | None = None) -> Refreshed:
    """Update entries from their records; delete those without a record.

    An entry stays as long as it has a mention, a claim, or data that the person added. One that the person has removed
    stays as a row of kind ``gone`` that no command shows. ``at``: the time of change.
    """
    at = at or now()
    changed: set[int] = set()
    removed: set[int] = set()
    for batch in _batches(sorted(set(entry_ids))):
        facts = read_facts(tx.connection, batch)
        records = load_records(tx.connection, batch, facts)
        deleted = _delete_unsupported(tx, records)
        removed |= deleted
        gone = {i for i, of_entry in facts.items() if is_gone(of_entry)}
        fused = {
            i: _hidden(one) if i in gone else one
            for i, found in records.items()
            if found and i not in deleted
            for one in (fuse(found),)
        }
        changed |= _write(tx, fused, at)
        notes = {i: [] if i in gone else list(notes_by_hand(facts.get(i, ()))) for i in fused}
        changed |= replace_notes(tx, notes)
    return Refreshed(frozenset(changed), frozenset(removed))


def _hidden(entry: FusedEntry) -> FusedEntry:
    """Return what is left of an entry that the person has removed: its blocking keys, by which its records find it."""
    columns = entry.columns | {"kind": GONE, "status": None}
    return entry._replace(columns=columns, identifiers=[], links=[], tags=[], topics=[])


def _delete_unsupported(tx: Transaction, records: dict[int, list[tuple[Origin, Record]]]) -> set[int]:
    """Delete the entries without a current record to which the person has added nothing; return their IDs."""
    bare = {i for i, found in records.items() if all(o.name in (FORMER, REMOVED) for o, _ in found)}
    deleted = bare - find_curated(tx.connection, bare)
    delete_entries(tx, sorted(deleted))
    return deleted


def _write(tx: Transaction, entries: dict[int, FusedEntry], at: str) -> set[int]:
    """Write the differences between entries and the library; return the IDs of the entries that changed."""
    changed = update_columns(tx, {entry_id: entry.row() for entry_id, entry in entries.items()}, at=at)
    return changed | replace_children(tx, entries)


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    wanted = list(ids)
    for start in range(0, len(wanted), _BATCH):
        yield wanted[start : start + _BATCH]
