"""Placing: which entry each group of records is, as a function of the records and their homes alone.

Clustering says which records are one work. Placing gives each work an entry, so that keys, tags and notes stay with it.
A record's *home* is the entry that it was born into: written once, it changes only by hand (merge, split), and it travels
with the record. So two libraries that hold the same records and homes agree, whatever happened in which order.

    groups ──┬── with pinned records ──> the homes of these; each other record that of the pinned one nearest to it
             ├── with homes ───────────> the home with most votes; of equal ones, that of the record unchanged for longest
             └── of newcomers only ────> an entry named by the first id, else by the first record

An entry is a work's only once: the group with most votes for it gets it, and the others get the next of theirs, or an
entry named by one of its records. To place some records without the others, place with them all that share a blocking key or a
home, transitively: the others cannot change the result.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.uids import entry_uid

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence


class Placeable(NamedTuple):
    """A record to place.

    ``uid``: its own id. ``changed``: the stamp of its last change. ``home``: the entry that it was born into, None for a
    newcomer. ``names``: its identifiers, as ``scheme:value``, the main one first. ``is_mention``: it is no claim; an entry may
    have claims besides the mentions of a group that does not share a key with them.
    """

    uid: str
    changed: str
    names: tuple[str, ...] = ()
    home: str | None = None
    is_pinned: bool = False
    is_mention: bool = True


def place(
    groups: Iterable[Sequence[Placeable]],
    *,
    nearest: Callable[[Placeable, Sequence[Placeable]], Placeable] = lambda _, pinned: pinned[0],
    is_taken: Callable[[str], bool] = lambda _: False,
) -> dict[str, str]:
    """Return the entry of each record, by the record's uid.

    ``nearest`` chooses, for a record of a group with several pinned ones, the one that it resembles most. ``is_taken``
    says whether an entry that would be new exists among the records that are not placed.
    """
    placed: dict[str, str] = {}
    taken: set[str] = set()
    free = []
    for group in groups:
        if any(one.is_pinned for one in group):
            found = dict(_place_pinned(group, nearest))
            placed |= found
            taken.update(found[one.uid] for one in group if one.is_mention)
        else:
            free.append(sorted(group))
    chosen = _vote(free, taken)
    homes = {one.home for group in free for one in group if one.home}
    for number in sorted(set(range(len(free))) - chosen.keys(), key=lambda i: free[i]):
        candidates = (
            uid for uid in _candidates(free[number]) if uid not in taken | homes and not is_taken(uid)
        )
        chosen[number] = next(candidates)
        taken.add(chosen[number])
    for number, group in enumerate(free):
        placed |= dict.fromkeys((one.uid for one in group), chosen[number])
    return placed


def _place_pinned(
    group: Sequence[Placeable], nearest: Callable[[Placeable, Sequence[Placeable]], Placeable]
) -> Iterator[tuple[str, str]]:
    pinned = sorted(one for one in group if one.is_pinned)
    for one in group:
        home = (one if one.is_pinned else nearest(one, pinned)).home
        assert home is not None, "a pinned record has a home"
        yield one.uid, home


def _vote(groups: Sequence[Sequence[Placeable]], taken: set[str]) -> dict[int, str]:
    """Match groups and homes greedily, most votes first; return the entry of each group that gets one by its number."""
    ballots: dict[tuple[int, str], list[str]] = defaultdict(list)
    for number, group in enumerate(groups):
        for one in group:
            if one.home:
                ballots[number, one.home].append(one.changed)
    order = sorted(
        (-len(stamps), min(stamps), groups[i][0].uid, home, i) for (i, home), stamps in ballots.items()
    )
    chosen: dict[int, str] = {}
    for *_, home, number in order:
        if number not in chosen and home not in taken:
            chosen[number] = home
            taken.add(home)
    return chosen


def _candidates(group: Collection[Placeable]) -> Iterator[str]:
    """Yield entries that a group without one may get.

    A new work is named by its identifiers, then by its records. A work whose home went to another one is named by the
    records that lost it, whatever joins it later.
    """
    displaced = [one for one in group if one.home]
    if not displaced:
        for one in group:
            yield from map(entry_uid, one.names)
    named = [one.uid for one in displaced or group]
    yield from map(entry_uid, named)
    yield from (entry_uid(f"{named[0]} {number}") for number in count(1))
