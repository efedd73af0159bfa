"""Assign each record to an entry.

Which records form one work depends only on the records (``linkage.clustering``). Which entry a work gets depends on the
entries that its records had before, so that citation keys, tags and notes stay with it.

    newcomers ──┐                                  ┌── a member is fixed (pinned, a claim): the entry of that member
    neighbours ─┴── cluster ──> groups ── assign ──┼── else the entry that most of the group came from
    (records that share a key, transitively)       └── else a new entry
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from readlist.linkage.blocking import blocking_keys, lookup_keys
from readlist.linkage.clustering import cluster
from readlist.linkage.comparison import compare_features
from readlist.linkage.features import features_of, hash_key
from readlist.model.provenance import FORMER, HAND, REMOVED
from readlist.resolution.member import Assignment, Member
from readlist.storage.evidence import read_sourced_records
from readlist.storage.match_keys import find_entries_by_keys

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from readlist.linkage.features import Features
    from readlist.model.record import Record
    from readlist.storage.transaction import Transaction

CURRENT, SUCCESSOR, MOVED = 4, 3, 1
"""Votes of a mention for an entry: it belongs to the entry, replaces such a mention, or was moved from another file."""


def assign(
    tx: Transaction,
    newcomers: Sequence[Member],
    *,
    reconsider: Collection[int] = (),
    removed: Iterable[Record] = (),
) -> Assignment:
    """Find the entry of each newcomer, and reassign all records that share keys with it; write nothing.

    ``reconsider``: entries whose records are reassigned, too. ``removed``: deleted records, whose neighbours are.
    """
    features = (*map(features_of, removed), *(one.features for one in newcomers))
    keys = {key for one in features for key in lookup_keys(one)}
    before = {one.entry_id for one in newcomers if one.entry_id is not None}
    members = [*read_neighbours(tx, keys, {*before, *reconsider}), *newcomers]
    members.sort(key=lambda one: one.order)
    _hold_named(members)
    return _Assigner(members, tx.next_id("entry")).run()


def _hold_named(members: Iterable[Member]) -> None:
    """Hold the mentions of entries whose work the person named, and the mentions that replace them."""
    named = {one.entry_id for one in members if one.origin.name == HAND}
    for one in members:
        one.is_held = one.entry_id in named and one.weight >= SUCCESSOR


def read_neighbours(tx: Transaction, keys: Collection[str], entry_ids: Collection[int]) -> list[Member]:
    """Read the records of these entries and of all that share a key, with ``keys`` or transitively with each other."""
    asked: set[str] = set()
    seen: set[int] = set()
    members: list[Member] = []
    while keys or entry_ids:
        asked |= set(keys)
        sharing = find_entries_by_keys(tx.connection, map(hash_key, keys)) if keys else set()
        wanted = (set(entry_ids) | sharing) - seen
        seen |= wanted
        fresh = _read_members(tx, wanted)
        members += fresh
        keys = {key for one in fresh for key in lookup_keys(one.features)} - asked
        entry_ids = ()
    return members


def _read_members(tx: Transaction, entry_ids: Collection[int]) -> list[Member]:
    """Read the records of entries; a claim by hand counts only if it names the work."""
    return [
        Member(
            s.record,
            features_of(s.record),
            s.origin,
            s.order,
            s.entry_id,
            CURRENT,
            s.row_id,
            s.is_claim,
            s.is_pinned,
            s.prose,
            home=s.home,
        )
        for s in read_sourced_records(tx.connection, entry_ids)
        if s.origin.name != REMOVED and (s.origin.name != HAND or blocking_keys(s.record))
    ]


class _Assigner:
    """Assigns groups of members to entries; groups contain positions in ``members``."""

    def __init__(self, members: list[Member], first_new: int) -> None:
        self.members = members
        self.features = [one.features for one in members]
        clustering = cluster(self.features)
        self.conflicts = clustering.conflicts
        self.groups = join_prose(members, clustering.groups)
        self.first_new = self.next_new = first_new
        self.taken: set[int] = set()
        """Entries that a group has been assigned to."""

    def run(self) -> Assignment:
        """Set the target of each member and return the changes."""
        free = [group for group in self.groups if not self._assign_fixed(group)]
        chosen = self._vote(free)
        for number, group in enumerate(free):
            if number not in chosen:
                chosen[number] = self.next_new
                self.next_new += 1
            for position in group:
                self.members[position].target = chosen[number]
        return self._result()

    def _assign_fixed(self, group: list[int]) -> bool:
        """Assign a group that has fixed members to their entries, each other member to the most similar fixed one.

        Returns False and assigns nothing if it has none. A claim about an entry that another one absorbed goes where the mentions
        of that go. An entry that gets a mention here is closed to other groups.
        """
        own = {one.home for one in (self.members[i] for i in group) if one.is_mention and not one.is_fixed}
        fixed = [
            position
            for position in group
            if (one := self.members[position]).is_fixed
            and not (one.is_claim and one.home and one.home in own)
        ]
        if not fixed:
            return False
        for position in group:
            one = self.members[position]
            nearest = position if position in fixed else self._nearest(position, fixed)
            one.target = self.members[nearest].entry_id or 0
            if one.is_mention:
                self.taken.add(one.target)
        return True

    def _nearest(self, position: int, fixed: list[int]) -> int:
        """Return the fixed member most similar to a member; of equally similar ones, that of the oldest entry."""
        if len({self.members[other].entry_id for other in fixed}) == 1:
            return fixed[0]
        ours = self.features[position]
        return max(
            fixed,
            key=lambda other: (affinity(ours, self.features[other]), -(self.members[other].entry_id or 0)),
        )

    def _vote(self, groups: list[list[int]]) -> dict[int, int]:
        """Match groups and entries greedily, most votes first; return the entry of each group, by group number.

        Of an entry that has absorbed others, the votes of its own records count before those of the others.
        """
        counts: Counter[tuple[int, int]] = Counter()
        at_home: Counter[tuple[int, int]] = Counter()
        for number, group in enumerate(groups):
            for one in (self.members[position] for position in group):
                if one.entry_id is not None:
                    counts[number, one.entry_id] += one.weight
                    at_home[number, one.entry_id] += 0 if one.home else one.weight
        votes = [(-at_home[pair], -count, *pair[::-1]) for pair, count in counts.items()]
        chosen: dict[int, int] = {}
        for _, _, entry_id, number in sorted(votes):
            if number not in chosen and entry_id not in self.taken:
                chosen[number] = entry_id
                self.taken.add(entry_id)
        return chosen

    def _result(self) -> Assignment:
        out = Assignment()
        for one in self.members:
            if one.target >= self.first_new:
                out.fresh.setdefault(one.target, []).append(one)
            elif one.is_newcomer:
                out.touched.add(one.target)
            if not one.is_newcomer and one.target != one.entry_id and one.entry_id is not None:
                out.moved.append(one)
                out.touched.update(i for i in (one.entry_id, one.target) if i not in out.fresh)
        out.absorbed = _find_absorbed(self.members)
        out.restored = self._find_restored()
        out.conflicts = list(self._find_conflicts())
        return out

    def _find_conflicts(self) -> Iterator[tuple[Member, Member]]:
        for position, others in sorted(self.conflicts.items()):
            one = self.members[position]
            apart = [other for o in others if (other := self.members[o]).target != one.target]
            first = min(apart, key=lambda other: (other.is_newcomer, other.order), default=None)
            if one.is_newcomer and first and (not first.is_newcomer or first.order < one.order):
                yield one, first

    def _find_restored(self) -> list[Member]:
        """Return the claims of former mentions whose group has a mention of their entry, and pin these mentions."""
        out: list[Member] = []
        for group in self.groups:
            members = [self.members[position] for position in group]
            for claim in members:
                back = _mentions_of(claim.target, members) if claim.origin.name == FORMER else []
                for one in back:
                    one.is_pinned = True
                out += [claim, *back] if back else []
        return out


def _mentions_of(entry_id: int, members: Iterable[Member]) -> list[Member]:
    return [one for one in members if one.is_mention and one.target == entry_id]


def join_prose(members: list[Member], groups: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """Join the groups of prose under one heading; return all groups in the order of their first member."""
    out: dict[object, list[int]] = defaultdict(list)
    for group in groups:
        prose = members[group[0]].prose
        out[group[0] if prose is None else prose].extend(group)
    return sorted(out.values())


def affinity(ours: Features | None, theirs: Features | None) -> float:
    """Return a similarity of two records of one group, for comparison with other such values only."""
    if ours is None or theirs is None:
        return 0.0
    decision = compare_features(ours, theirs)
    equal = sum(
        (
            ours.title == theirs.title,
            ours.ids == theirs.ids,
            ours.page == theirs.page,
            ours.names == theirs.names,
        )
    )
    return (0 if decision.apart else decision.strength) + equal / 8


def _find_absorbed(members: list[Member]) -> dict[int, int]:
    """Map each entry that loses all its members (or their replacements) to the entry that gets most of them."""
    kept = {one.target for one in members}
    targets: dict[int, Counter[int]] = defaultdict(Counter)
    for one in members:
        if one.entry_id is not None and one.entry_id not in kept:
            targets[one.entry_id][one.target] += 1
    return {entry_id: min(counts, key=lambda i: (-counts[i], i)) for entry_id, counts in targets.items()}
