"""Mentions that are gone, kept as claims where something that the person did depends on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from readlist.model.provenance import FORMER
from readlist.storage.claims import put_claim
from readlist.storage.evidence import find_curated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from readlist.model.record import Record
    from readlist.storage.transaction import Transaction


class Removed(Protocol):
    """A mention that is gone, and the entry that it had."""

    @property
    def entry_id(self) -> int: ...
    @property
    def record(self) -> Record: ...
    @property
    def is_pinned(self) -> bool: ...


def keep_former(
    tx: Transaction, removed: Sequence[Removed], unmentioned: Collection[int], *, at: str
) -> set[int]:
    """Write a claim for each removed mention that must be kept; return the entries that got one.

    These are the pinned mentions of entries that stay, and the last mention of an entry that stays only because the person
    said something of it. ``unmentioned``: the entries without any mention.
    """
    without = {one.entry_id for one in removed}.intersection(unmentioned)
    curated = find_curated(tx.connection, without)
    staying = [one for one in removed if one.entry_id not in without or one.entry_id in curated]
    kept = list(_choose(staying, curated))
    for one in kept:
        put_claim(tx, one.entry_id, FORMER, one.record, at)
    return {one.entry_id for one in kept}


def _choose(removed: Iterable[Removed], curated: Collection[int]) -> Iterator[Removed]:
    """Yield the mentions that are pinned, and the last of each of the ``curated`` entries."""
    mentions = list(removed)
    last = {one.entry_id: one for one in mentions if one.entry_id in curated}
    for one in mentions:
        if one.is_pinned or last.get(one.entry_id) is one:
            yield one
