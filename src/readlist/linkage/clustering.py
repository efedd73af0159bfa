"""Clustering: partition records into works.

    features ── deduplicate ── shared keys ──> candidate pairs ── compare ──> same:  merged, strongest evidence first
                                                                              apart: never in one group, whatever
                                                                                     links them

The result depends only on the records, not on their order or on what the library held before. So notes give the same
works in whatever order they are imported, and in however many steps they are edited.
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
"""Distinct features that may share a key; above this the key says nothing by itself. No list spells one title in so
many ways, but some lists have one ID copied to all their items."""


_PAGE_PREFIXES = ("page:", "url:")


@dataclass(frozen=True, slots=True)
class Clustering:
    """A partition of input positions into works.

    ``groups`` has each position exactly once. ``conflicts`` maps a position to positions that share an ID with it and
    yet are other works.
    """

    groups: tuple[tuple[int, ...], ...]
    conflicts: dict[int, tuple[int, ...]]


def cluster(features: Sequence[Features | None]) -> Clustering:
    """Partition records into works. A record that shares no key (prose, only a common title, most works) is alone."""
    positions: dict[Features, list[int]] = defaultdict(list)
    alone: list[tuple[int, ...]] = []
    shared = _shared_keys(features)
    for position, one in enumerate(features):
        if one is None or shared.isdisjoint(one.keys):
            alone.append((position,))
        else:
            positions[one].append(position)
    distinct = sorted(positions, key=lambda one: (-len(one.ids), one))
    merger = _Merger(distinct)
    merger.run()
    groups = [tuple(sorted(p for k in group for p in positions[distinct[k]])) for group in merger.groups()]
    conflicts = {
        position: tuple(positions[distinct[other]][0] for other in others)
        for number, others in merger.conflicts.items()
        for position in positions[distinct[number]]
    }
    return Clustering(tuple(sorted([*groups, *alone])), conflicts)


def _shared_keys(features: Sequence[Features | None]) -> set[str]:
    """Return the keys that occur twice, and the pairs of a rest and the whole title that it matches."""
    counts = Counter(chain.from_iterable([one.keys for one in features if one]))
    shared = {key for key, count in counts.items() if count > 1}
    matching = [(key, title) for key in counts if (title := _counterpart(key)) and title in counts]
    return shared.union(*matching)


def _counterpart(key: str) -> str | None:
    """Return the whole-title key that a rest key matches; None for other keys, which match only themselves."""
    return TITLE_PREFIX + key.removeprefix(REST_PREFIX) if key.startswith(REST_PREFIX) else None


class _Merger:
    """Agglomerative clustering of distinct features, each identified by its index."""

    def __init__(self, distinct: list[Features]) -> None:
        self.distinct = distinct
        self.members = {number: [number] for number in range(len(distinct))}
        self.group_of = list(range(len(distinct)))
        self.conflicts: dict[int, list[int]] = defaultdict(list)
        self._decisions: dict[tuple[int, int], MatchDecision] = {}

    def run(self) -> None:
        """Merge the groups of matching pairs, strongest evidence first, and record the conflicts."""
        pairs = sorted(_pairs([one.keys for one in self.distinct]))
        same = [(-found.strength, a, b) for a, b in pairs if (found := self._compare(a, b)).same]
        for _, a, b in sorted(same):
            self._merge(self.group_of[a], self.group_of[b])
        for a, b in pairs:
            if self._compare(a, b).conflict:
                self.conflicts[a].append(b)
                self.conflicts[b].append(a)

    def groups(self) -> list[list[int]]:
        """Return the groups of indices, in the order of their group number."""
        return [self.members[number] for number in sorted(set(self.group_of))]

    def _merge(self, first: int, second: int) -> None:
        """Merge two groups unless they contain a pair that is surely apart."""
        if first == second:
            return
        if any(self._compare(a, b).apart for a in self.members[first] for b in self.members[second]):
            return
        if len(self.members[first]) < len(self.members[second]):
            first, second = second, first
        for number in self.members.pop(second):
            self.group_of[number] = first
            self.members[first].append(number)

    def _compare(self, a: int, b: int) -> MatchDecision:
        pair = (a, b) if a < b else (b, a)
        if pair not in self._decisions:
            self._decisions[pair] = compare_features(self.distinct[pair[0]], self.distinct[pair[1]])
        return self._decisions[pair]


def _pairs(keys: list[tuple[str, ...]]) -> set[tuple[int, int]]:
    """Return the pairs of indices that share a key.

    For a key shared by more than ``MAX_BLOCK_SIZE``, only neighbours and pairs that also share another key. A page that
    so many items link to under different titles says nothing about any two of them.
    """
    buckets: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(keys):
        for key in own:
            buckets[key].append(number)
    return {pair for key in buckets for pair in _pairs_of(key, buckets, keys)}


def _pairs_of(
    key: str, buckets: dict[str, list[int]], keys: list[tuple[str, ...]]
) -> Iterator[tuple[int, int]]:
    bucket = buckets[key]
    if title := _counterpart(key):
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
    near = [] if key.startswith(_PAGE_PREFIXES) else bucket
    for numbers in (near, *finer.values()):
        yield from combinations(numbers, 2) if len(numbers) <= MAX_BLOCK_SIZE else pairwise(numbers)
