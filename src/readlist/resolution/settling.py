"""Settle: place the mentions of several libraries as each of these does, whatever arrived first.

    entries ── with all that share a key, a home or a merge ──> records ── cluster ──> groups ── place ──> entry of each
                                                                                         mention, derived merges

An operation gives a mention to an entry, its home. Where operations of several libraries differ, ``placing`` decides, from
the records and their homes alone. What it decides is not said by anyone, and is worked out again when more is known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from readlist.linkage.blocking import blocking_keys
from readlist.linkage.clustering import cluster
from readlist.linkage.features import features_of
from readlist.linkage.fusion import draft_entry
from readlist.model.by_hand import record_by_hand
from readlist.model.provenance import HAND, Origin
from readlist.model.record import Record
from readlist.resolution.apply import insert_named_entries, transfer_answers
from readlist.resolution.assignment import affinity, join_prose, read_neighbours
from readlist.resolution.keys import find_keys, settle_keys
from readlist.resolution.member import Member
from readlist.resolution.placing import Placeable, place
from readlist.resolution.refreshing import refresh_now
from readlist.resolution.revival import find_described, revive
from readlist.storage.claims import find_derived_claims, place_claims, read_placed_claims
from readlist.storage.facts import read_facts_of_uids, read_uids
from readlist.storage.homes import (
    Merges,
    clear_derived,
    find_derived,
    find_entry_ids,
    find_related,
    find_with_home,
    read_housed,
    read_placed,
    write_derived,
)
from readlist.storage.mentions import place_mentions
from readlist.storage.times import write_times

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from readlist.storage.homes import PlacedMention
    from readlist.storage.transaction import Transaction


class _Record(NamedTuple):
    """A record to place: its member, what ``place`` needs to know, and its home as it was written."""

    member: Member
    piece: Placeable
    home: str


def settle(tx: Transaction, entry_ids: Collection[int], *, uids: Collection[str] = ()) -> None:
    """Place the mentions of these entries and of all that are related to them; refresh what changes.

    ``uids``: entries that were written about, present or not.
    """
    if not entry_ids and not uids:
        return
    merges = Merges(tx.connection)
    named = {*uids, *map(merges.root, uids)}
    known = {
        *entry_ids,
        *find_entry_ids(tx.connection, named).values(),
        *find_with_home(tx.connection, named),
    }
    known, members = _read_component(tx, known, merges)
    revived = find_derived_claims(tx.connection, known)
    members = [one for one in members if not (one.is_claim and one.row_id in revived)]
    records = _read_records(tx, known, members, merges, named)
    placed = _place(records)
    names = read_uids(tx.connection, known)
    keys = find_keys(tx, known)
    wanted = {placed[one.piece.uid] for one in records if one.member.row_id}
    entries = _find_or_insert(tx, wanted, records, placed)
    changed = _move(tx, records, placed, entries) | _place_claims(tx, known, merges)
    touched = {*known, *entries.values(), *changed}
    touched |= _join_merged(tx, names, merges, entries)
    parted = _derive_merges(tx, {*uids, *names.values()}, records, placed, merges)
    concerned = {*uids, *names.values(), *placed.values(), *parted}
    kept = revive(tx, concerned, merges, insert_named_entries, revived)
    touched |= {*kept, *find_entry_ids(tx.connection, parted).values()}
    refresh_now(tx, touched)
    settle_keys(tx, touched, keys)
    write_times(tx, touched)
    if unseen := kept - known - {*entries.values()}:
        settle(tx, unseen)  # they may be called what others are


def _read_component(
    tx: Transaction, entry_ids: Collection[int], merges: Merges
) -> tuple[set[int], list[Member]]:
    """Return these entries with all that share a key, a home or a merge with them, and the records of all."""
    known = set(entry_ids)
    while True:
        members = read_neighbours(tx, (), known)
        found = known | {one.entry_id for one in members if one.entry_id is not None}
        found |= find_related(tx.connection, found)
        uids = set(read_uids(tx.connection, found).values())
        found |= find_with_home(tx.connection, uids)
        placed = read_placed(tx.connection, found).values()
        homes = {one.home for one in placed}
        homes |= {home for _, home in read_housed(tx.connection, [one.uid for one in placed])}
        found |= set(find_entry_ids(tx.connection, map(merges.root, uids | homes)).values())
        if found == known:
            return known, members
        known = found


def _read_records(
    tx: Transaction,
    entry_ids: Collection[int],
    members: Iterable[Member],
    merges: Merges,
    uids: Collection[str],
) -> list[_Record]:
    """Return what is to be placed, in an order that does not depend on the library.

    ``uids``: entries that were written about, of which the person may say something although they are not present.
    """
    names = read_uids(tx.connection, entry_ids)
    placed = read_placed(tx.connection, entry_ids)
    homes = {one.home for one in placed.values()}
    homes |= {home for _, home in read_housed(tx.connection, [one.uid for one in placed.values()])}
    roots = {merges.root(uid) for uid in {*uids, *names.values(), *homes}}
    claims = {one.row_id: one.home for one in read_placed_claims(tx.connection, entry_ids)}
    by_hand = _read_by_hand(tx, roots, merges)
    records = [*by_hand]
    named = {one.home for one in by_hand}
    for one in members:
        if one.origin.name == HAND or one.row_id is None or one.entry_id is None:
            continue
        if one.is_claim:
            entry = claims[one.row_id]
            text = f"{one.origin.name} {one.record.to_json()}"
            records.append(_Record(one, _piece(one, text, merges.root(entry), is_pinned=True), entry))
        else:
            known = placed[one.row_id]
            home = merges.root(known.home)
            one.is_held = home in named
            piece = _piece(one, known.uid, home, is_pinned=one.is_pinned or one.is_held, at=known)
            records.append(_Record(one, piece, known.home))
    return sorted(records, key=lambda one: (one.member.is_mention, *one.member.order[1:3], one.piece))


def _piece(
    one: Member, uid: str, home: str, *, is_pinned: bool, at: PlacedMention | None = None
) -> Placeable:
    names = tuple(f"{i.scheme}:{i.value}" for i in one.record.ids)
    return Placeable(uid, at.placed if at else "", names, home, is_pinned, one.is_mention)


def _read_by_hand(tx: Transaction, uids: Collection[str], merges: Merges) -> list[_Record]:
    """Return what the person says of entries, as far as it names their works."""
    out = []
    for uid, facts in read_facts_of_uids(tx.connection, sorted(uids), merges.children()).items():
        record = record_by_hand(facts)
        if blocking_keys(record):
            member = Member(record, features_of(record), Origin(HAND), (0, "", 0, 0), is_claim=True)
            out.append(_Record(member, _piece(member, f"{HAND} {uid}", uid, is_pinned=True), uid))
    return out


def _place(records: Sequence[_Record]) -> dict[str, str]:
    """Return the uid of the entry of each record, by the uid of the record."""
    members = [one.member for one in records]
    features = {one.piece.uid: one.member.features for one in records}
    groups = join_prose(members, cluster([one.features for one in members]).groups)

    def nearest(one: Placeable, pinned: Sequence[Placeable]) -> Placeable:
        ours = features[one.uid]
        return max(
            pinned, key=lambda other: (affinity(ours, features[other.uid]), other.home == one.home, other)
        )

    return place([[records[position].piece for position in group] for group in groups], nearest=nearest)


def _find_or_insert(
    tx: Transaction, uids: Collection[str], records: Sequence[_Record], placed: Mapping[str, str]
) -> dict[str, int]:
    """Return the ids of the entries with these uids; those that are missing are inserted."""
    entries = find_entry_ids(tx.connection, uids)
    own: dict[str, list[tuple[Origin, Record]]] = {uid: [] for uid in sorted(uids - entries.keys())}
    for one in records:
        if (uid := placed[one.piece.uid]) in own:
            own[uid].append((one.member.origin, one.member.record))
    drafts = {uid: draft_entry(found) for uid, found in own.items()}
    return entries | insert_named_entries(tx, drafts)


def _move(
    tx: Transaction, records: Sequence[_Record], placed: Mapping[str, str], entries: Mapping[str, int]
) -> set[int]:
    """Give the mentions to their entries; return the entries that lost or got one."""
    changes: dict[int, tuple[int, str | None]] = {}
    touched = set()
    for member, piece, home in records:
        if member.is_mention and member.row_id is not None and member.entry_id is not None:
            uid = placed[piece.uid]
            changes[member.row_id] = entries[uid], None if uid == home else home
            if entries[uid] != member.entry_id:
                touched |= {entries[uid], member.entry_id}
    place_mentions(tx, changes)
    return touched


def _place_claims(tx: Transaction, entry_ids: Collection[int], merges: Merges) -> set[int]:
    """Give the claims about these entries to those that they were said of, or that these were merged into; return the latter."""
    claims = read_placed_claims(tx.connection, entry_ids)
    roots = {merges.root(one.home): one for one in claims}
    entries = find_entry_ids(tx.connection, roots)
    drafts = {
        uid: draft_entry([(Origin(one.origin), Record.from_json(one.record))])
        for uid, one in sorted(roots.items())
        if uid not in entries
    }
    entries |= insert_named_entries(tx, drafts)
    places = {}
    for one in claims:
        root = merges.root(one.home)
        places[one.row_id] = entries[root], None if root == one.home else one.home
    place_claims(tx, places)
    return set(entries.values())


def _join_merged(
    tx: Transaction, names: Mapping[int, str], merges: Merges, entries: Mapping[str, int]
) -> set[int]:
    """Give the decisions about entries that were merged into another one, and their files, to that one; return these."""
    touched = set()
    for entry_id, uid in sorted(names.items(), key=lambda pair: pair[1]):
        root = merges.root(uid)
        if root == uid:
            continue
        target = entries.get(root) or find_entry_ids(tx.connection, [root]).get(root)
        if target is not None:
            transfer_answers(tx, entry_id, target)
            touched |= {entry_id, target}
    return touched


def _derive_merges(
    tx: Transaction,
    uids: Collection[str],
    records: Sequence[_Record],
    placed: Mapping[str, str],
    merges: Merges,
) -> set[str]:
    """Merge entries that have lost all records at home into those that have most of them.

    Returns those that were merged so before, into whichever, and are no more.
    """
    live = {placed[one.piece.uid] for one in records if one.member.is_mention}
    by_hand = {one.home for one in records if one.member.origin.name == HAND}
    claims = [one for one in records if one.member.is_claim and one.member.origin.name != HAND]
    live |= {one.piece.home for one in claims if one.piece.home}
    live |= find_described(tx, by_hand - live, merges)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for one in records:
        if one.member.is_mention and one.piece.home:
            votes[one.piece.home][placed[one.piece.uid]] += 1
    for mention, home in read_housed(tx.connection, placed):
        if merges.root(home) == home:
            votes[home][placed[mention]] += 1
    targets: dict[str, str | None] = {
        uid: min(counts, key=lambda target, counts=counts: (-counts[target], target))  # type: ignore[misc]
        for uid, counts in votes.items()
        if uid not in live
    }
    concerned = {*uids, *votes, *live}
    before = find_derived(tx.connection, concerned)
    concerned |= before
    clear_derived(tx.connection, concerned)
    write_derived(tx.connection, {**dict.fromkeys(merges.circles & concerned), **targets})
    return before - targets.keys()
