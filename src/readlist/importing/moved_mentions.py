"""Mentions that are gone from their source: moved to another file, or gone for good.

lose ──> waiting ──┬── take: another file has the work now, and its entry with it
                   └── stand_in: kept as a claim, where the person's tags, notes or merges hang on it
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.linkage.blocking import all_keys
from readlist.linkage.comparison import compare_features
from readlist.model.provenance import FORMER
from readlist.storage.claims import put_claim
from readlist.storage.evidence import find_prized

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from readlist.importing.mention_diff import StoredMention
    from readlist.linkage.features import Features
    from readlist.model.record import Record
    from readlist.storage.transaction import Transaction


@dataclass(slots=True)
class MovedMention:
    """What a mention said that is gone from its source, and the entry it was of."""

    entry_id: int
    record: Record
    features: Features | None
    is_pinned: bool
    is_taken: bool = False


class MovedMentions:
    """All that the files of one import have lost so far."""

    def __init__(self) -> None:
        self._all: list[MovedMention] = []
        self._by_key: dict[str, list[MovedMention]] = defaultdict(list)

    def lose(self, mentions: Iterable[StoredMention]) -> None:
        """Note mentions that nothing in their own source follows."""
        for mention in mentions:
            one = MovedMention(mention.entry_id, mention.record, mention.features, mention.is_pinned)
            self._all.append(one)
            for key in all_keys(one.features):
                self._by_key[key].append(one)

    def take(self, features: Features | None) -> MovedMention | None:
        """Take what was lost of the same work; each is taken once."""
        if not self._by_key:
            return None
        waiting = (one for key in sorted(all_keys(features)) for one in self._by_key.get(key, ()))
        found = next((one for one in waiting if not one.is_taken and _is_same(one.features, features)), None)
        if found:
            found.is_taken = True
        return found

    def stand_in(self, tx: Transaction, bare: Collection[int], *, at: str) -> set[int]:
        """Keep what was lost for good as claims, where the person would miss it; return the entries that have one.

        That is: the last mention of an entry among the ``bare`` (without mentions) that bears something of the person's,
        and what was pinned to an entry that stays.
        """
        lost = [one for one in self._all if not one.is_taken]
        prized = find_prized(tx, {one.entry_id for one in lost} & set(bare))
        staying = [one for one in lost if one.entry_id in prized or one.entry_id not in bare]
        last = {one.entry_id: one for one in staying if one.entry_id in prized}
        kept = [one for one in staying if one.is_pinned or last.get(one.entry_id) is one]
        for one in kept:
            put_claim(tx, one.entry_id, FORMER, one.record, at)
        return {one.entry_id for one in kept}


def _is_same(first: Features | None, second: Features | None) -> bool:
    return first is not None and second is not None and compare_features(first, second).same
