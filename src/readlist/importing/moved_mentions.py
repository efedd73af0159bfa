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
from readlist.resolution.former import keep_former

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

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
    uid: bytes
    is_taken: bool = False


class MovedMentions:
    """All mentions removed from the files of one import so far, indexed by blocking key."""

    def __init__(self) -> None:
        self._all: list[MovedMention] = []
        self._by_key: dict[str, list[MovedMention]] = defaultdict(list)

    def add_removed(self, mentions: Iterable[StoredMention]) -> None:
        """Add removed mentions that no item of their own source replaces."""
        for mention in mentions:
            one = MovedMention(
                mention.entry_id, mention.record, mention.features, mention.is_pinned, mention.uid
            )
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
        """Write a claim for each deleted mention that must be kept (``keep_former``); return the entries that got one."""
        return keep_former(tx, [one for one in self._all if not one.is_taken], unmentioned, at=at)


def _is_same(first: Features | None, second: Features | None) -> bool:
    return first is not None and second is not None and compare_features(first, second).same
