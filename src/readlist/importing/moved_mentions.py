"""Mentions that were removed from their source: moved to another file of the import, or deleted.

add_removed ──> waiting ──┬── take: another file mentions the same work; its mention keeps the entry
                          └── keep_as_claims: no file does, but the entry has tags, notes or merges by hand
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.linkage.blocking import all_keys
from readlist.linkage.comparison import compare_features
from readlist.model.provenance import FORMER
from readlist.storage.claims import put_claim
from readlist.storage.evidence import find_curated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from readlist.importing.stored_mention import StoredMention
    from readlist.linkage.features import Features
    from readlist.model.record import Record
    from readlist.storage.transaction import Transaction


@dataclass(slots=True)
class MovedMention:
    """The record and entry of a mention removed from its source; ``is_taken``: another file has it now."""

    entry_id: int
    record: Record
    features: Features | None
    is_pinned: bool
    is_taken: bool = False


class MovedMentions:
    """All mentions removed from the files of one import so far, indexed by blocking key."""

    def __init__(self) -> None:
        self._all: list[MovedMention] = []
        self._by_key: dict[str, list[MovedMention]] = defaultdict(list)

    def add_removed(self, mentions: Iterable[StoredMention]) -> None:
        """Add removed mentions that no item of their own source replaces."""
        for mention in mentions:
            one = MovedMention(mention.entry_id, mention.record, mention.features, mention.is_pinned)
            self._all.append(one)
            for key in all_keys(one.features):
                self._by_key[key].append(one)

    def take(self, features: Features | None) -> MovedMention | None:
        """Return a removed mention of the work with these features, or None; each can be taken once."""
        if not self._by_key:
            return None
        waiting = (one for key in sorted(all_keys(features)) for one in self._by_key.get(key, ()))
        found = next((one for one in waiting if not one.is_taken and _is_same(one.features, features)), None)
        if found:
            found.is_taken = True
        return found

    def keep_as_claims(self, tx: Transaction, unmentioned: Collection[int], *, at: str) -> set[int]:
        """Write a claim for each deleted mention that must be kept; return the entries that got one.

        These are the pinned mentions of entries that stay, and the last mention of an entry that stays only because
        the person added something to it. ``unmentioned``: the entries without any mention.
        """
        removed = [one for one in self._all if not one.is_taken]
        without = {one.entry_id for one in removed}.intersection(unmentioned)
        curated = find_curated(tx.connection, without)
        staying = [one for one in removed if one.entry_id not in without or one.entry_id in curated]
        kept = list(_choose(staying, curated))
        for one in kept:
            put_claim(tx, one.entry_id, FORMER, one.record, at)
        return {one.entry_id for one in kept}


def _choose(removed: Iterable[MovedMention], curated: Collection[int]) -> Iterator[MovedMention]:
    """Yield the mentions that are pinned, and the last of each of the ``curated`` entries."""
    mentions = list(removed)
    last = {one.entry_id: one for one in mentions if one.entry_id in curated}
    for one in mentions:
        if one.is_pinned or last.get(one.entry_id) is one:
            yield one


def _is_same(first: Features | None, second: Features | None) -> bool:
    return first is not None and second is not None and compare_features(first, second).same
