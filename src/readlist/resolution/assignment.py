"""Putting records to entries.

Which works there are is a matter of the records (``clusters``); which entry stands for each is a matter of history, so
that keys, tags and notes stay where they were.

    newcomers ──┐                                                  ┌── pinned by the person: stays with its entry
    neighbours ─┴── groups ── assign: each group to an entry ──────┼── claimed by a provider: goes to that entry
    (all that shares a key, over any number of steps)              ├── else: to the entry most of it came from
                                                                   └── else: to a new one
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readlist.linkage.blocking import blocking_keys, hash_key, lookup_keys
from readlist.linkage.clustering import cluster
from readlist.linkage.comparison import compare_features
from readlist.linkage.features import features_of
from readlist.model.provenance import FORMER, HAND, REMOVED
from readlist.storage.evidence import read_sourced_records
from readlist.storage.match_keys import find_entries_by_keys

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from readlist.linkage.features import Features
    from readlist.linkage.fusion import EntryDraft
    from readlist.model.provenance import Origin
    from readlist.model.record import Record
    from readlist.storage.transaction import Transaction

STANDS, FOLLOWS, RETURNS = 4, 3, 1
"""What it counts for an entry that a mention stands there, takes the place of one, or comes back from elsewhere."""


@dataclass(slots=True, eq=False)
class Member:
    """A record and where it belongs.

    ``order`` is its place among all records, as the library sorts them. ``entry_id`` is its entry, or that of what it
    replaces, and ``weight`` how much this counts. ``row_id`` is its mention or, with ``is_claim``, its claim; a
    newcomer has none. ``prose`` names what prose belongs together, which no key tells. ``is_held``: the person says
    which work its entry is, whatever the notes call it. ``draft``: the entry that a newcomer makes alone, if that is known already.
    ``target`` is its entry to be.
    """

    record: Record
    features: Features | None
    origin: Origin
    order: tuple[int, str, int, int]
    entry_id: int | None = None
    weight: int = 0
    row_id: int | None = None
    is_claim: bool = False
    is_pinned: bool = False
    prose: tuple[object, ...] | None = None
    is_held: bool = False
    draft: EntryDraft | None = None
    target: int = 0

    @property
    def is_newcomer(self) -> bool:
        """Whether it has no row yet."""
        return self.row_id is None

    @property
    def is_fixed(self) -> bool:
        """Whether it stays with its entry, whatever the others do."""
        return (self.is_pinned or self.is_held or self.is_claim) and self.entry_id is not None

    @property
    def is_mention(self) -> bool:
        """Whether it is no claim."""
        return not self.is_claim


@dataclass(slots=True)
class Assignment:
    """What follows for the entries; the entry of each newcomer is its ``target``."""

    fresh: dict[int, list[Member]] = field(default_factory=dict)
    """New entries, by the id they are to have, with their records."""
    moved: list[Member] = field(default_factory=list)
    """Mentions that go to another entry."""
    touched: set[int] = field(default_factory=set)
    """Entries that were there and have other records now."""
    absorbed: dict[int, int] = field(default_factory=dict)
    """Entries all of whose mentions, or what follows these, went to another one."""
    answered: list[Member] = field(default_factory=list)
    """Claims that stood in for mentions which are back, and these mentions."""
    conflicts: list[tuple[Member, Member]] = field(default_factory=list)
    """Newcomers, each with another that shares an id with it and is of another work; a pair of newcomers once."""


def assign(
    tx: Transaction,
    newcomers: Sequence[Member],
    *,
    beside: Collection[int] = (),
    gone: Iterable[Record] = (),
) -> Assignment:
    """Find the entry of each newcomer, and anew that of the records around it and around those that are ``gone``.

    ``beside`` are entries that are to be looked at as well. Nothing is written.
    """
    keys = {
        key
        for traits in (*map(features_of, gone), *(one.features for one in newcomers))
        for key in lookup_keys(traits)
    }
    before = {one.entry_id for one in newcomers if one.entry_id is not None}
    members = [*_load_around(tx, keys, {*before, *beside}), *newcomers]
    members.sort(key=lambda one: one.order)
    named = {one.entry_id for one in members if one.origin.name == HAND}
    for one in members:
        one.is_held = one.entry_id in named and one.weight >= FOLLOWS
    return _Assigner(members, tx.next_id("entry")).run()


def _load_around(tx: Transaction, keys: Collection[str], entry_ids: Collection[int]) -> list[Member]:
    """Read the records of all entries that share a key with these, or with one of those that do, and so on."""
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
    """The records of entries; what the person says of one counts only where it names the work."""
    return [
        Member(
            s.record,
            features_of(s.record),
            s.origin,
            s.order,
            s.entry_id,
            STANDS,
            s.row_id,
            s.is_claim,
            s.is_pinned,
            s.prose,
        )
        for s in read_sourced_records(tx, entry_ids)
        if s.origin.name != REMOVED and (s.origin.name != HAND or blocking_keys(s.record))
    ]


class _Assigner:
    """Groups of members to entries."""

    def __init__(self, members: list[Member], first_new: int) -> None:
        self.members = members
        self.features = [one.features for one in members]
        partition = cluster(self.features)
        self.conflicts = partition.conflicts
        self.groups = _join_prose(members, partition.groups)
        self.first_new = self.next_new = first_new
        self.taken: set[int] = set()

    def run(self) -> Assignment:
        free = [group for group in self.groups if not self._hold(group)]
        chosen = self._elect(free)
        for place_, group in enumerate(free):
            if place_ not in chosen:
                chosen[place_] = self.next_new
                self.next_new += 1
            for number in group:
                self.members[number].target = chosen[place_]
        return self._describe()

    def _hold(self, group: list[int]) -> bool:
        """Give a group that has fixed members to their entries; with several, each other one to the most alike.

        An entry that has a mention by this is open to no other group.
        """
        fixed = [number for number in group if self.members[number].is_fixed]
        if not fixed:
            return False
        for number in group:
            holder = number if number in fixed else self._nearest(number, fixed)
            self.members[number].target = self.members[holder].entry_id or 0
            if self.members[number].is_mention:
                self.taken.add(self.members[number].target)
        return True

    def _nearest(self, number: int, fixed: list[int]) -> int:
        if len({self.members[n].entry_id for n in fixed}) == 1:
            return fixed[0]
        return max(
            fixed,
            key=lambda n: (
                _affinity(self.features[number], self.features[n]),
                -(self.members[n].entry_id or 0),
            ),
        )

    def _elect(self, groups: list[list[int]]) -> dict[int, int]:
        """Choose for each group the entry most of it came from, where no other group has more of that."""
        counts: Counter[tuple[int, int]] = Counter()
        for place_, group in enumerate(groups):
            for number in group:
                if (entry_id := self.members[number].entry_id) is not None:
                    counts[place_, entry_id] += self.members[number].weight
        votes = [(-count, entry_id, place_) for (place_, entry_id), count in counts.items()]
        chosen: dict[int, int] = {}
        for _, entry_id, place_ in sorted(votes):
            if place_ not in chosen and entry_id not in self.taken:
                chosen[place_] = entry_id
                self.taken.add(entry_id)
        return chosen

    def _describe(self) -> Assignment:
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
        out.answered = self._find_answered()
        out.conflicts = list(self._find_conflicts())
        return out

    def _find_conflicts(self) -> Iterator[tuple[Member, Member]]:
        for number, others in sorted(self.conflicts.items()):
            one = self.members[number]
            known = [other for n in others if (other := self.members[n]).target != one.target]
            first = min(known, key=lambda other: (other.is_newcomer, other.order), default=None)
            if one.is_newcomer and first and (not first.is_newcomer or first.order < one.order):
                yield one, first

    def _find_answered(self) -> list[Member]:
        """Find the claims that stood in for a mention, where their group has one; it is the person's from now on."""
        out: list[Member] = []
        for group in self.groups:
            members = [self.members[number] for number in group]
            for claim in [one for one in members if one.origin.name == FORMER]:
                back = [one for one in members if one.is_mention and one.target == claim.target]
                for one in back:
                    one.is_pinned = True
                out += [claim, *back] if back else []
        return out


def _join_prose(members: list[Member], groups: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """Join the groups of prose that stands under one heading; the groups in the order of their first member."""
    out: dict[object, list[int]] = defaultdict(list)
    for group in groups:
        prose = members[group[0]].prose
        out[group[0] if prose is None else prose].extend(group)
    return sorted(out.values())


def _affinity(ours: Features | None, theirs: Features | None) -> float:
    """How near two records of one group are."""
    if ours is None or theirs is None:
        return 0.0
    judgement = compare_features(ours, theirs)
    equal = sum(
        (
            ours.title == theirs.title,
            ours.ids == theirs.ids,
            ours.page == theirs.page,
            ours.names == theirs.names,
        )
    )
    return (0 if judgement.apart else judgement.strength) + equal / 8


def _find_absorbed(members: list[Member]) -> dict[int, int]:
    """Find the entries that lose all members, or what follows them, to others; and where most of them went."""
    kept = {one.target for one in members}
    went: dict[int, Counter[int]] = defaultdict(Counter)
    for one in members:
        if one.entry_id is not None and one.entry_id not in kept:
            went[one.entry_id][one.target] += 1
    return {entry_id: min(counts, key=lambda i: (-counts[i], i)) for entry_id, counts in went.items()}
