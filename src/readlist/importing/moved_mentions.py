"""Mentions that are gone from their source: moved to another file of the import, or deleted.

note_gone ──> waiting ──┬── take: another file mentions the same work; its mention keeps the entry
                        └── keep_as_claims: no file does, and the entry has tags, notes or merges of the person's
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
    """What a mention claimed that is gone from its source, and its entry; ``is_taken``: another file has it now."""

    entry_id: int
    record: Record
    features: Features | None
    is_pinned: bool
    is_taken: bool = False


class MovedMentions:
    """All mentions that are gone from the files of one import so far, by the keys of their works."""

    def __init__(self) -> None:
        self._all: list[MovedMention] = []
        self._by_key: dict[str, list[MovedMention]] = defaultdict(list)

    def note_gone(self, mentions: Iterable[StoredMention]) -> None:
        """Add mentions that are gone and that no item of their own source follows."""
        for mention in mentions:
            one = MovedMention(mention.entry_id, mention.record, mention.features, mention.is_pinned)
            self._all.append(one)
            for key in all_keys(one.features):
                self._by_key[key].append(one)

    def take(self, features: Features | None) -> MovedMention | None:
        """Take a mention of the work that has these features; each can be taken once."""
        if not self._by_key:
            return None
        waiting = (one for key in sorted(all_keys(features)) for one in self._by_key.get(key, ()))
        found = next((one for one in waiting if not one.is_taken and _is_same(one.features, features)), None)
        if found:
            found.is_taken = True
        return found

    def keep_as_claims(self, tx: Transaction, unmentioned: Collection[int], *, at: str) -> set[int]:
        """Write a claim for each mention that is gone for good but must be kept; return the entries that got one.

        Kept are pinned mentions of entries that stay, and the last mention of an entry that stays only because the
        person added something to it. ``unmentioned``: the entries that no source mentions any more.
        """
        gone = [one for one in self._all if not one.is_taken]
        without = {one.entry_id for one in gone}.intersection(unmentioned)
        prized = find_curated(tx.connection, without)
        staying = [one for one in gone if one.entry_id not in without or one.entry_id in prized]
        kept = list(_choose(staying, prized))
        for one in kept:
            put_claim(tx, one.entry_id, FORMER, one.record, at)
        return {one.entry_id for one in kept}


def _choose(gone: Iterable[MovedMention], prized: Collection[int]) -> Iterator[MovedMention]:
    """Yield the mentions that are pinned, and the last of each of the ``prized`` entries."""
    mentions = list(gone)
    last = {one.entry_id: one for one in mentions if one.entry_id in prized}
    for one in mentions:
        if one.is_pinned or last.get(one.entry_id) is one:
            yield one


def _is_same(first: Features | None, second: Features | None) -> bool:
    return first is not None and second is not None and compare_features(first, second).same
