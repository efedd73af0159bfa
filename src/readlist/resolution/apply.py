"""Write an assignment: new entries, mentions that change their entry, and entries that are absorbed by another.

Assignment ── apply_assignment ─┬── fresh ──> insert_entries: rows, citation keys, children
                                ├── moved ──> mentions with their new entry
                                ├── absorbed ──> transfer_data: facts, claims, … to the other entry
                                └── restored ──> claims that a mention replaces again: deleted
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from readlist.linkage.fusion import draft_entry
from readlist.linkage.verification import ACCEPTED, CONFLICT, DOUBTFUL, DUPLICATE, REJECTED, UNKNOWN
from readlist.model.by_hand import is_gone
from readlist.model.citation_keys import unique_keys
from readlist.model.facts import GONE, WHOLE, Statement
from readlist.model.number_keys import number_key
from readlist.model.record import Record
from readlist.model.stamps import time_of
from readlist.model.uids import entry_name, entry_uid, iter_uids
from readlist.resolution.keys import settle_keys
from readlist.storage.attachments import transfer_attachments
from readlist.storage.claims import delete_claims, transfer_claims
from readlist.storage.contested import find_spoken_of
from readlist.storage.decisions import transfer_decisions
from readlist.storage.entries import find_taken_keys, find_taken_uids, insert_entry_rows, read_named
from readlist.storage.entry_children import insert_children
from readlist.storage.facts import (
    find_merged_uids,
    merge_into,
    part_from,
    read_facts,
    read_merged_keys,
    read_stated_keys,
    read_uids,
    state,
)
from readlist.storage.findings import delete_findings, read_finding_states, reassign_finding
from readlist.storage.identifiers import read_identifiers
from readlist.storage.mentions import pin_mentions, reassign_mentions
from readlist.storage.removed import read_first_births

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from readlist.linkage.fusion import EntryDraft, FusedEntry
    from readlist.model.identifiers import Identifier
    from readlist.resolution.member import Assignment, Member
    from readlist.storage.findings import FindingState
    from readlist.storage.transaction import Transaction

    _Names = set[tuple[str, str]]
    """Scheme and value of identifiers, without their versions."""


def apply_assignment(tx: Transaction, assignment: Assignment, *, at: str) -> dict[int, str]:
    """Write an assignment to the entries, mentions and claims of the library; return the citation keys of new entries.

    The caller then inserts the newcomers and refreshes ``assignment.touched``.
    """
    drafts = {i: _draft(members) for i, members in assignment.fresh.items()}
    unnamed = {i: uid for i, members in assignment.fresh.items() if (uid := _naming_mention(members))}
    parted = _find_parted(tx, assignment.fresh)
    keys = insert_entries(tx, drafts, at=at, mentions=unnamed, parted=parted)
    assignment.touched |= parted.keys()
    assignment.touched |= find_spoken_of(tx.connection, assignment.fresh)
    _move(tx, assignment)
    for entry_id, into in sorted(assignment.absorbed.items()):
        transfer_data(tx, entry_id, into)
    _restore(tx, assignment.restored)
    return keys


def _find_parted(tx: Transaction, fresh: Mapping[int, Sequence[Member]]) -> dict[int, str]:
    """Return the uids of the new entries that were joined with others by an import, and have parted from them again.

    What the person says of such an entry is said of its work. A mention that a person merged is pinned, and never parts.
    """
    homes = {
        i: Counter(one.home for one in members if one.home)
        for i, members in fresh.items()
        if any(one.home for one in members)
    }
    if not homes:
        return {}
    merged = find_merged_uids(tx.connection, {uid for counts in homes.values() for uid in counts})
    free = merged - find_taken_uids(tx.connection, merged)
    found: dict[int, str] = {}
    for i, counts in homes.items():
        if uid := next((uid for uid, _ in counts.most_common() if uid in free), None):
            found[i] = uid
            free.discard(uid)
    return found


def _move(tx: Transaction, assignment: Assignment) -> None:
    """Give mentions to their entries; those of an entry that is absorbed keep it as their home."""
    assignment.uids = read_uids(tx.connection, assignment.absorbed)
    moved = {row_id: one for one in assignment.moved if one.is_mention and (row_id := one.row_id)}
    homes = {row_id: home for row_id, one in moved.items() if (home := assignment.home_of(one))}
    reassign_mentions(tx, {row_id: one.target for row_id, one in moved.items()}, homes)


def _naming_mention(members: Sequence[Member]) -> bytes | None:
    """Return the uid of the mention that names a new entry if its identifiers do not: prose, or only a common title."""
    first = members[0]
    return None if first.features and first.features.keys else first.uid


def _draft(members: Sequence[Member]) -> EntryDraft:
    """Return the draft of the entry of these records; for a single item it may already be computed."""
    if len(members) == 1 and members[0].draft:
        return members[0].draft.with_origin(members[0].origin)
    keys = [key for one in members if one.features for key in one.features.keys]
    return draft_entry([(one.origin, one.record) for one in members], keys=keys)


def _restore(tx: Transaction, restored: Iterable[Member]) -> None:
    """Delete the claims of former mentions that have reappeared, and pin the mentions, as the claims were."""
    rows = [(one.row_id, one.is_claim) for one in restored if one.row_id]
    delete_claims(tx, [row_id for row_id, is_claim in rows if is_claim])
    pin_mentions(tx, [row_id for row_id, is_claim in rows if not is_claim])


def insert_entries(
    tx: Transaction,
    fresh: dict[int, EntryDraft],
    *,
    at: str,
    mentions: Mapping[int, bytes] = MappingProxyType({}),
    parted: Mapping[int, str] = MappingProxyType({}),
) -> dict[int, str]:
    """Insert entries with their assigned IDs, and their identifiers, links, tags, topics and blocking keys.

    ``mentions``: the uids of the mentions that name entries without identifiers; ``parted``: those of entries that were
    merged into others. Returns their citation keys by ID.
    """
    if not fresh:
        return {}
    drafts = dict(sorted(fresh.items()))
    named = iter(
        _free_uids(tx, [_name(one.entry, mentions.get(i)) for i, one in drafts.items() if i not in parted])
    )
    uids = [parted.get(i) or next(named) for i in drafts]
    births = read_first_births(tx.connection, uids) if tx.is_shared else {}
    former = {uid: key for uid, (_, key, _) in births.items() if key}
    keys = _keys(tx, drafts, uids, former | read_merged_keys(tx.connection, list(parted.values())))
    for uid in parted.values():
        part_from(tx, uid)
    rows = [
        one.entry.row(key=key, uid=uid, added=at, updated=at)
        for one, key, uid in zip(drafts.values(), keys, uids, strict=True)
    ]
    if births:
        rows = [
            row | {"born": born, "added": time_of(stamp), "wanted": wanted if wanted != row["key"] else None}
            for row in rows
            for born, wanted, stamp in [births.get(row["uid"], (tx.number, None, tx.stamp))]
        ]
    ids = insert_entry_rows(tx, rows)
    assert list(ids) == list(drafts), "the assignment counted on from the last id"
    insert_children(tx, {entry_id: one.entry for entry_id, one in drafts.items()})
    if any(row.get("wanted") for row in rows):
        settle_keys(tx, ids)
        keys = [key for _, key, _ in read_named(tx.connection, ids).values()]
    return dict(zip(ids, keys, strict=True))


def insert_known_entry(
    tx: Transaction, draft: EntryDraft, *, uid: str, key: str | None, added: str, updated: str
) -> int:
    """Insert an entry that another library had, with its uid and, if it is free, its key; return its id.

    The caller then inserts what it is made of, and refreshes it.
    """
    entry_id = tx.next_id("entry")
    wanted = key or draft.key_of(tx.key_pattern)
    is_prose = draft.entry.columns["kind"] == "note"
    name = (
        number_key(entry_id)
        if is_prose
        else next(iter(unique_keys([wanted], partial(find_taken_keys, tx.connection, but_for={uid}))))
    )
    insert_entry_rows(tx, [draft.entry.row(key=name, uid=uid, added=added, updated=updated)])
    insert_children(tx, {entry_id: draft.entry})
    return entry_id


def insert_named_entries(tx: Transaction, drafts: Mapping[str, EntryDraft]) -> dict[str, int]:
    """Insert entries with these uids and return their ids; ``resolution.keys`` gives keys to those that did not get theirs."""
    if not drafts:
        return {}
    births = read_first_births(tx.connection, list(drafts))
    wanted = {
        uid: births.get(uid, (None, None, ""))[1] or one.key_of(tx.key_pattern) for uid, one in drafts.items()
    }
    counts = Counter(wanted.values())
    taken = find_taken_keys(tx.connection, list(counts), but_for=drafts.keys())
    rows = []
    for entry_id, (uid, one) in enumerate(drafts.items(), tx.next_id("entry")):
        is_free = counts[wanted[uid]] == 1 and wanted[uid] not in taken
        key, other = (wanted[uid], None) if is_free else (f"~{uid}", wanted[uid])
        if one.entry.columns["kind"] == "note":
            key, other = number_key(entry_id), None
        row = one.entry.row(key=key, uid=uid, added=tx.at, updated=tx.at)
        rows.append(row | {"born": births.get(uid, (None, None, ""))[0], "wanted": other})
    ids = insert_entry_rows(tx, rows, settled=True)
    insert_children(tx, {i: one.entry for i, one in zip(ids, drafts.values(), strict=True)})
    return dict(zip(drafts, ids, strict=True))


def _keys(
    tx: Transaction, drafts: dict[int, EntryDraft], uids: Sequence[str], former: Mapping[str, str]
) -> list[str]:
    """Return the keys of new entries: what was said of an entry with the uid before, else what the draft proposes.

    An entry that comes back has its key before those that are new, whose place in a list could take it.
    ``former``: the keys that entries with these uids had.
    """
    said = {**former, **read_stated_keys(tx.connection, uids)}
    find_taken = partial(find_taken_keys, tx.connection, but_for=set(uids))
    works = {
        uid: said.get(uid) or one.key_of(tx.key_pattern)
        for one, uid in zip(drafts.values(), uids, strict=True)
        if one.entry.columns["kind"] != "note"
    }
    known_first = sorted(works, key=lambda uid: uid not in said)
    given = dict(zip(known_first, unique_keys([works[uid] for uid in known_first], find_taken), strict=True))
    return [given.get(uid) or number_key(i) for i, uid in zip(drafts, uids, strict=True)]


def _name(entry: FusedEntry, mention: bytes | None) -> str:
    return entry_name(entry.identifiers, entry.columns["kind"], entry.columns["title"], mention)


def _free_uids(tx: Transaction, names: Sequence[str]) -> list[str]:
    """Return a uid for each of these names that no other entry has, also none that was merged into another."""
    first = list(map(entry_uid, names))
    taken = _find_taken(tx, first)
    out = []
    numbered: dict[str, Iterator[str]] = {}  # each name's uids that were not tried yet
    for name, uid in zip(names, first, strict=True):
        if uid in taken:
            untried = numbered.setdefault(name, iter_uids(name))
            uid = next(one for one in untried if one not in taken and not _find_taken(tx, {one}))  # noqa: PLW2901
        taken.add(uid)
        out.append(uid)
    return out


def _find_taken(tx: Transaction, uids: Collection[str]) -> set[str]:
    return find_taken_uids(tx.connection, uids) | find_merged_uids(tx.connection, uids)


# -- other data of an entry ---------------------------------------------------------------------------------------


def transfer_data(tx: Transaction, entry_id: int, into: int) -> None:
    """Transfer everything that belongs to an entry, except its mentions, to another entry.

    If both have a value, the other entry keeps its own. One that the person has removed is shown again, unless both were.
    """
    facts = read_facts(tx.connection, [entry_id, into])
    if is_gone(facts.get(into, ())) and not is_gone(facts.get(entry_id, ())):
        state(tx, [Statement(into, GONE, WHOLE, None)])
    merge_into(tx, entry_id, into)
    transfer_claims(tx, entry_id, into)
    _transfer_rest(tx, entry_id, into)


def transfer_answers(tx: Transaction, entry_id: int, into: int) -> None:
    """Transfer the decisions about an entry, and its files, to the one that it was merged into in another library."""
    _transfer_rest(tx, entry_id, into)


def _transfer_rest(tx: Transaction, entry_id: int, into: int) -> None:
    transfer_attachments(tx, entry_id, into)
    transfer_decisions(tx, entry_id, into)
    _transfer_finding(tx, entry_id, into)


_STATES = (REJECTED, CONFLICT, DOUBTFUL, ACCEPTED, UNKNOWN, DUPLICATE)
"""States of findings by priority when one is kept: rejections, findings that wait for a decision, the rest."""


def _transfer_finding(tx: Transaction, entry_id: int, into: int) -> None:
    """Keep at most one finding of two entries that are merged; a finding that the merge settles is deleted."""
    findings = read_finding_states(tx.connection, [entry_id, into])
    findings.sort(key=lambda one: one.entry_id != into)
    ids = {i: _names(read_identifiers(tx.connection, i)) for i in (entry_id, into)}
    other = {entry_id: into, into: entry_id}
    waiting = [one for one in findings if not _is_settled(one, ids[one.entry_id], ids[other[one.entry_id]])]
    kept = min(waiting, key=lambda one: _STATES.index(one.state), default=None)
    delete_findings(tx, [one.id for one in findings if one is not kept])
    if kept and kept.entry_id != into:
        reassign_finding(tx, kept.id, into)


def _is_settled(finding: FindingState, ours: _Names, theirs: _Names) -> bool:
    """Return whether a merge settles a finding: it says that one of the entries is, or is not, the other work."""
    found = _names(Record.from_json(finding.record_json).ids) if finding.record_json else set()
    if finding.state == DUPLICATE:
        return bool(found & (ours | theirs))
    return finding.state == REJECTED and bool(found & theirs)


def _names(identifiers: Iterable[Identifier]) -> _Names:
    return {(one.scheme, one.value) for one in identifiers}
