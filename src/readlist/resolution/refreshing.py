"""Fuse the records of entries, and write the result to the tables for reading and searching.

    mentions, claims, facts ── fuse ──> columns, identifiers, links, tags, topics, blocking keys ── refresh ──> tables

Only this package sets the columns of ``entry`` and fills the tables derived from records.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from readlist.linkage.fusion import fuse, generate_key
from readlist.model.by_hand import is_gone, notes_by_hand
from readlist.model.citation_keys import unique_keys
from readlist.model.facts import GONE
from readlist.model.number_keys import is_number_key, number_key
from readlist.model.provenance import FORMER, HAND, REMOVED
from readlist.storage.claims import find_stated_claims
from readlist.storage.entries import delete_entries, find_taken_keys, read_named, update_columns, write_keys
from readlist.storage.entry_children import replace_children
from readlist.storage.evidence import find_curated, load_records
from readlist.storage.facts import read_facts, read_stated_keys, says_keys
from readlist.storage.notes import replace_notes

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
    """The IDs of entries that changed, apart from the lines of their mentions; that were deleted; that no command shows."""

    changed: frozenset[int]
    removed: frozenset[int]
    hidden: frozenset[int]


def refresh_now(tx: Transaction, entry_ids: Collection[int], *, at: str | None = None) -> Refreshed:
    """Update entries from their records; delete those without a record. ``materialize.refresh`` calls it.

    An entry stays as long as it has a mention, a claim, or data that the person added. One that the person has removed
    stays as a row of kind ``gone`` that no command shows; in a library that exchanges operations also one of which only a
    former mention is known: other libraries may have said something of it. ``at``: the time of change.
    """
    at = at or tx.at
    changed = _write_keys(tx, entry_ids)
    removed: set[int] = set()
    hidden: set[int] = set()
    for batch in _batches(sorted(set(entry_ids))):
        facts = read_facts(tx.connection, batch)
        records = load_records(tx.connection, batch, facts)
        gone = {i for i, of_entry in facts.items() if is_gone(of_entry)}
        deleted, kept = _delete_unsupported(tx, records, gone)
        removed |= deleted
        unseen = gone | kept
        fused = {
            i: _hidden(one) if i in unseen else one
            for i, found in records.items()
            if found and i not in deleted
            for one in (fuse(found),)
        }
        hidden |= unseen.intersection(fused)
        changed |= _write(tx, fused, at) | _match_keys(tx, fused, records)
        notes = {i: [] if i in unseen else list(notes_by_hand(facts.get(i, ()))) for i in fused}
        changed |= replace_notes(tx, notes)
    return Refreshed(frozenset(changed), frozenset(removed), frozenset(hidden))


def _hidden(entry: FusedEntry) -> FusedEntry:
    """Return what is left of an entry that is not shown: its blocking keys, by which its records find it."""
    columns = entry.columns | {"kind": GONE, "status": None}
    return entry._replace(columns=columns, identifiers=[], links=[], tags=[], topics=[])


def _write_keys(tx: Transaction, entry_ids: Collection[int]) -> set[int]:
    """Give entries the citation keys that are said of them; one that another entry has got meanwhile gets a letter."""
    if not says_keys(tx.connection):
        return set()
    present = read_named(tx.connection, entry_ids)
    said = read_stated_keys(tx.connection, [uid for uid, _, _ in present.values()])
    wanted = {i: said[uid] for i, (uid, key, _) in present.items() if uid in said and said[uid] != key}
    own = {present[i][0] for i in wanted}
    free = unique_keys(wanted.values(), partial(find_taken_keys, tx.connection, but_for=own))
    keys = {i: key for i, key in zip(wanted, free, strict=True) if key != present[i][1]}
    write_keys(tx, keys)
    return set(keys)


def _match_keys(
    tx: Transaction, fused: dict[int, FusedEntry], records: dict[int, list[tuple[Origin, Record]]]
) -> set[int]:
    """Give a citation key to the works that were prose until now, and return them; take it from prose, which shows none.

    A work that the person calls prose keeps its key, unseen, for the time when it is a work again.
    """
    named = read_named(tx.connection, fused)
    works = [i for i, one in fused.items() if one.columns["kind"] not in ("note", GONE)]
    unnamed = {i: fused[i] for i in works if is_number_key(named[i][1])}
    stated = {i: next((one.key for _, one in records[i] if one.key), None) for i in unnamed}
    wanted = [stated[i] or generate_key(one, tx.key_pattern) for i, one in unnamed.items()]
    free = unique_keys(wanted, partial(find_taken_keys, tx.connection)) if wanted else []
    prose = [
        i for i, one in fused.items() if one.columns["kind"] == "note" and one.origins.get("kind") != HAND
    ]
    keys = dict(zip(unnamed, free, strict=True))
    keys |= {i: number_key(i) for i in prose if not is_number_key(named[i][1])}
    write_keys(tx, keys)
    return set(unnamed)


def _delete_unsupported(
    tx: Transaction, records: dict[int, list[tuple[Origin, Record]]], gone: Collection[int]
) -> tuple[set[int], set[int]]:
    """Delete the entries without a current record to which the person has added nothing; return their IDs.

    Also returned are the IDs of those that are kept, to be hidden: an operation says what a former mention of them said.
    ``gone``: entries that the person has removed; of these, nothing is left to hide if there is no record at all.
    """
    bare = {i for i, found in records.items() if all(o.name in (FORMER, REMOVED) for o, _ in found)}
    unsupported = bare - find_curated(tx.connection, bare)
    kept = find_stated_claims(tx.connection, unsupported, FORMER) if tx.is_shared else set()
    deleted = unsupported - kept
    deleted |= {i for i in bare.intersection(gone) if not records[i]}
    delete_entries(tx, sorted(deleted))
    return deleted, kept


def _write(tx: Transaction, entries: dict[int, FusedEntry], at: str) -> set[int]:
    """Write the differences between entries and the library; return the IDs of the entries that changed."""
    changed = update_columns(tx, {entry_id: entry.row() for entry_id, entry in entries.items()}, at=at)
    return changed | replace_children(tx, entries)


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    wanted = list(ids)
    for start in range(0, len(wanted), _BATCH):
        yield wanted[start : start + _BATCH]
