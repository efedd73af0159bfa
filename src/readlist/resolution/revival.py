"""Bring an entry back that one library removed while another said something of it.

It has no mention any more, and nothing that was said is lost: the last of its mentions counts as a former one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.linkage.fusion import draft_entry
from readlist.model.by_hand import is_curated
from readlist.model.provenance import FORMER, Origin
from readlist.model.record import Record
from readlist.storage.claims import write_derived_claims
from readlist.storage.entries import find_sourced
from readlist.storage.facts import find_merged_uids, read_facts_of_uids
from readlist.storage.homes import find_entry_ids
from readlist.storage.removed import read_last_records

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from readlist.linkage.fusion import EntryDraft
    from readlist.storage.homes import Merges
    from readlist.storage.transaction import Transaction

    InsertEntries = Callable[[Transaction, Mapping[str, EntryDraft]], dict[str, int]]


def revive(
    tx: Transaction, uids: Collection[str], merges: Merges, insert: InsertEntries, present: Collection[int]
) -> set[int]:
    """Keep those of these entries that the person says something of and nothing else knows; return them.

    ``insert`` inserts entries from their drafts, by uid, and returns their ids. ``present``: the claims (rows) that kept
    entries until now; those that do so no more are deleted.
    """
    candidates = set(uids) - find_merged_uids(tx.connection, uids)
    facts = read_facts_of_uids(tx.connection, sorted(candidates), merges.children())
    curated = {uid for uid, of_entry in facts.items() if is_curated(of_entry)}
    entries = find_entry_ids(tx.connection, curated)
    sourced = find_sourced(tx.connection, entries.values())
    bare = sorted(uid for uid in curated if entries.get(uid) not in sourced)
    children = merges.children()
    records: dict[int, list[Record]] = {}
    for uid in bare:
        found = _read_last(tx, uid, children)
        if not found:
            continue
        entry_id = entries.get(uid)
        if entry_id is None:
            draft = draft_entry([(Origin(FORMER), record) for record in found])
            entry_id = insert(tx, {uid: draft})[uid]
        records[entry_id] = found
    write_derived_claims(tx, FORMER, records, present)
    return set(records)


def find_described(tx: Transaction, uids: Collection[str], merges: Merges) -> set[str]:
    """Return those of these entries of which a mention that is gone says what they are, so that they can be kept."""
    children = merges.children() if uids else {}
    return {uid for uid in uids if _read_last(tx, uid, children)}


def _read_last(tx: Transaction, uid: str, children: dict[str, list[tuple[str, str]]]) -> list[Record]:
    family = [uid, *_descendants(uid, children)]
    return list(map(Record.from_json, read_last_records(tx.connection, family)))


def _descendants(uid: str, children: dict[str, list[tuple[str, str]]]) -> list[str]:
    out = []
    for child, _ in children.get(uid, ()):
        out += [child, *_descendants(child, children)]
    return out
