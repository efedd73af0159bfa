"""Records to works: which of them are of one work, as a function of the records and of nothing else.

    traits ── equal ones as one ── keys ──> pairs worth judging ── judge ──> same: joined, the surest first,
                                                                   apart: never in one group, whatever joins them

The order in which records come, and what was in the library at that time, make no difference. So notes that are
imported in any order, or edited in any number of steps, give the same works.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain, combinations, pairwise
from typing import TYPE_CHECKING

from readlist.linkage.comparison import compare_features
from readlist.linkage.features import REST_PREFIX, TITLE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from readlist.linkage.comparison import MatchDecision
    from readlist.linkage.features import Features

MAX_BLOCK_SIZE = 60
"""Different traits that may share one key before it is taken for meaningless by itself: no list has so many spellings
of one title, but some have one id copied to all their items."""


@dataclass(frozen=True, slots=True)
class Clustering:
    """Groups of positions, each one work; and for a position others with its id that are yet other works."""

    groups: tuple[tuple[int, ...], ...]
    conflicts: dict[int, tuple[int, ...]]


def cluster(traits: Sequence[Features | None]) -> Clustering:
    """Part records into works. What shares no key (prose, a common title alone, most works) is a work by itself."""
    places: dict[Features, list[int]] = defaultdict(list)
    alone: list[tuple[int, ...]] = []
    shared = _find_shared(traits)
    for position, one in enumerate(traits):
        if one is None or shared.isdisjoint(one.keys):
            alone.append((position,))
        else:
            places[one].append(position)
    kinds = sorted(places, key=lambda one: (-len(one.ids), one))
    joining = _Joining(kinds)
    joining.run()
    groups = [tuple(sorted(p for k in group for p in places[kinds[k]])) for group in joining.groups()]
    conflicts = {
        position: tuple(places[kinds[other]][0] for other in others)
        for number, others in joining.conflicts.items()
        for position in places[kinds[number]]
    }
    return Clustering(tuple(sorted([*groups, *alone])), conflicts)


def _find_shared(traits: Sequence[Features | None]) -> set[str]:
    """Find the keys that two of them share, as they are or as a rest and the title that it meets."""
    counts = Counter(chain.from_iterable([one.keys for one in traits if one]))
    shared = {key for key, count in counts.items() if count > 1}
    met = [(key, title) for key in counts if (title := _title_met(key)) and title in counts]
    return shared.union(*met)


def _title_met(key: str) -> str | None:
    """The key of the whole title that a rest meets; None for other keys, which meet only their like."""
    return TITLE_PREFIX + key.removeprefix(REST_PREFIX) if key.startswith(REST_PREFIX) else None


class _Joining:
    """Joins kinds of traits to groups, by their number."""

    def __init__(self, kinds: list[Features]) -> None:
        self.kinds = kinds
        self.members = {number: [number] for number in range(len(kinds))}
        self.group_of = list(range(len(kinds)))
        self.conflicts: dict[int, list[int]] = defaultdict(list)
        self._judged: dict[tuple[int, int], MatchDecision] = {}

    def run(self) -> None:
        """Join what is of one work, the surest first; note the conflicts."""
        pairs = sorted(_pairs([one.keys for one in self.kinds]))
        same = [(-j.strength, a, b) for a, b in pairs if (j := self._judge(a, b)).same]
        for _, a, b in sorted(same):
            self._join(self.group_of[a], self.group_of[b])
        for a, b in pairs:
            if self._judge(a, b).conflict:
                self.conflicts[a].append(b)
                self.conflicts[b].append(a)

    def groups(self) -> list[list[int]]:
        return [self.members[number] for number in sorted(set(self.group_of))]

    def _join(self, first: int, second: int) -> None:
        if first == second:
            return
        if any(self._judge(a, b).apart for a in self.members[first] for b in self.members[second]):
            return
        if len(self.members[first]) < len(self.members[second]):
            first, second = second, first
        for number in self.members.pop(second):
            self.group_of[number] = first
            self.members[first].append(number)

    def _judge(self, a: int, b: int) -> MatchDecision:
        pair = (a, b) if a < b else (b, a)
        if pair not in self._judged:
            self._judged[pair] = compare_features(self.kinds[pair[0]], self.kinds[pair[1]])
        return self._judged[pair]


def _pairs(keys: list[tuple[str, ...]]) -> set[tuple[int, int]]:
    """The pairs of numbers that share a key; of a crowded key, only neighbours and those that share another besides."""
    buckets: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(keys):
        for key in own:
            buckets[key].append(number)
    return {pair for key in buckets for pair in _pairs_of(key, buckets, keys)}


def _pairs_of(
    key: str, buckets: dict[str, list[int]], keys: list[tuple[str, ...]]
) -> Iterator[tuple[int, int]]:
    bucket = buckets[key]
    if title := _title_met(key):
        whole = buckets.get(title, [])[:MAX_BLOCK_SIZE]
        yield from ((min(a, b), max(a, b)) for a in bucket for b in whole if a != b)
        return
    if len(bucket) <= MAX_BLOCK_SIZE:
        yield from combinations(bucket, 2)
        return
    finer: dict[str, list[int]] = defaultdict(list)
    for number in bucket:
        for other in keys[number]:
            if other != key:
                finer[other].append(number)
    for numbers in (bucket, *finer.values()):
        yield from combinations(numbers, 2) if len(numbers) <= MAX_BLOCK_SIZE else pairwise(numbers)
