"""Diff the items of a file against the mentions of its source in the library, without database access.

items ──┬── kept: equal to a mention, perhaps on other lines
        ├── changed: same record, title, ID or link as a mention, else similar to one nearby
        └── changed, without a mention: new
mentions ── removed: not equal to any item, whether an item replaces them or not
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from readlist.linkage.blocking import all_keys
from readlist.linkage.comparison import compare_features, title_likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence

    from readlist.importing.precompute import PreparedItem
    from readlist.importing.stored_mention import StoredMention
    from readlist.linkage.features import Features

    Pair = tuple[PreparedItem, "StoredMention"]

_NEAR = 12
"""Mentions before and after its line that an item is compared with if it shares no key with any mention."""
_SIMILAR_TEXT = 80
_SIMILAR_PROSE = 50
"""Minimum similarity of the texts of two versions of a work, and of prose, in per cent."""
_SIMILAR_TITLE = 0.7
"""Minimum similarity of the titles of two versions of a work, 0 to 1."""
_LONGEST = 2000
"""Characters of a text that are compared, from its start."""


class _NewItem:
    """A prepared item, with the attributes of a mention."""

    def __init__(self, prepared: PreparedItem) -> None:
        self.prepared = prepared
        self.line = prepared.item.line
        self.text = prepared.item.text
        self.topics = prepared.item.topics
        self.record = prepared.item.record
        self.record_json = prepared.record_json
        self.features = prepared.features


@dataclass(frozen=True, slots=True)
class MentionDiff:
    """The difference between a source and its file; ``changed``: items with the mention that each replaces, if any."""

    kept: list[Pair]
    changed: list[tuple[PreparedItem, StoredMention | None]]
    removed: list[StoredMention]

    @property
    def without_successor(self) -> list[StoredMention]:
        """The removed mentions that no item replaces."""
        replaced = {id(before) for _, before in self.changed}
        return [mention for mention in self.removed if id(mention) not in replaced]


def diff_mentions(stored: Sequence[StoredMention], items: Sequence[PreparedItem]) -> MentionDiff:
    """Match each item with its previous mention; each mention is matched once, the most certain pairs first."""
    if not stored:
        return MentionDiff([], [(item, None) for item in items], [])
    matcher = _Matcher(stored, items)
    kept = matcher.match(lambda one: [(one.text, one.record_json, one.topics)])
    edited = [
        *matcher.match(lambda one: [one.record_json]),
        *matcher.match(_title_keys, _may_follow),
        *matcher.match(lambda one: all_keys(one.features), _may_follow),
        *matcher.match_nearby(),
    ]
    return _diff(stored, items, kept, edited)


def _diff(
    stored: Sequence[StoredMention], items: Sequence[PreparedItem], kept: list[Pair], edited: list[Pair]
) -> MentionDiff:
    before = {id(item): mention for item, mention in edited}
    kept_items = {id(item) for item, _ in kept}
    kept_mentions = {id(mention) for _, mention in kept}
    return MentionDiff(
        kept,
        [(item, before.get(id(item))) for item in items if id(item) not in kept_items],
        [mention for mention in stored if id(mention) not in kept_mentions],
    )


class _Matcher:
    """Matches items with mentions in several rounds; what one round matches is left out of the next ones."""

    def __init__(self, stored: Iterable[StoredMention], items: Iterable[PreparedItem]) -> None:
        self.stored = list(stored)
        self.new = [_NewItem(item) for item in items]

    def match(
        self,
        keys_of: Callable[[StoredMention | _NewItem], Iterable[Hashable]],
        fits: Callable[[StoredMention, _NewItem], bool] = lambda *_: True,
    ) -> list[Pair]:
        """Pair items with mentions that share a key and fit, both in the order of lines."""
        waiting = _by_key(self.stored, keys_of)
        taken: set[int] = set()
        pairs = []
        for new in self.new if waiting else ():
            queues = [waiting[key] for key in keys_of(new) if key in waiting]
            before = next((m for m in _first_of_each(queues, taken) if fits(m, new)), None)
            if before is not None:
                taken.add(id(before))
                pairs.append((new.prepared, before))
        self._remove(pairs)
        return pairs

    def match_nearby(self) -> list[Pair]:
        """Pair each remaining item with the most similar of the mentions near its line; the last round."""
        lines = [mention.line for mention in self.stored]
        taken: set[int] = set()
        pairs = []
        for new in self.new if self.stored else ():
            middle = bisect_left(lines, new.line)
            near = [m for m in self.stored[max(0, middle - _NEAR) : middle + _NEAR] if id(m) not in taken]
            best = max(near, key=lambda m: (_likeness(m, new), -abs(m.line - new.line)), default=None)
            if best is not None and _likeness(best, new):
                taken.add(id(best))
                pairs.append((new.prepared, best))
        return pairs

    def _remove(self, pairs: Collection[Pair]) -> None:
        items = {id(item) for item, _ in pairs}
        mentions = {id(mention) for _, mention in pairs}
        self.new = [new for new in self.new if id(new.prepared) not in items]
        self.stored = [mention for mention in self.stored if id(mention) not in mentions]


def _by_key(
    mentions: Iterable[StoredMention], keys_of: Callable[[StoredMention], Iterable[Hashable]]
) -> dict[Hashable, deque[StoredMention]]:
    """Queue mentions by each of their keys, in the order given."""
    queues: dict[Hashable, deque[StoredMention]] = defaultdict(deque)
    for mention in mentions:
        for key in keys_of(mention):
            queues[key].append(mention)
    return queues


def _first_of_each(queues: Iterable[deque[StoredMention]], taken: Collection[int]) -> Iterator[StoredMention]:
    """Yield the first mention of each queue that is not taken; taken ones at its start are dropped."""
    for queue in queues:
        while queue and id(queue[0]) in taken:
            queue.popleft()
        if queue:
            yield queue[0]


def _title_keys(one: StoredMention | _NewItem) -> list[str]:
    """Return the key of the title; for prose, its heading."""
    if one.record.kind == "note":
        return [f"prose {one.record.title}"]
    return [one.features.key] if one.features and one.features.key else []


def _may_follow(before: StoredMention | _NewItem, after: StoredMention | _NewItem) -> bool:
    """Return whether ``after`` may be an edited version of ``before``: title, ID and link do not all change at once."""
    if before.features is None or after.features is None:
        return before.record.kind == after.record.kind
    if not compare_features(before.features, after.features).apart:
        return True
    ours, theirs = ({*_title_keys(one), *all_keys(one.features)} for one in (before, after))
    return bool(ours & theirs)


def _likeness(mention: StoredMention, new: _NewItem) -> float:
    """Return how similar an item is to a mention, from 0 (it cannot be an edited version) to 200."""
    if not _may_follow(mention, new):
        return 0.0
    text = fuzz.ratio(mention.text[:_LONGEST], new.text[:_LONGEST])
    if new.record.kind == "note":
        return text if text >= _SIMILAR_PROSE else 0.0
    titles = _title_likeness(mention.features, new.features)
    return text + 100 * titles if text >= _SIMILAR_TEXT or titles >= _SIMILAR_TITLE else 0.0


def _title_likeness(ours: Features | None, theirs: Features | None) -> float:
    """Return how similar two titles are, from 0 to 1; 0 if one is missing."""
    return title_likeness(ours, theirs) if ours and theirs and ours.key and theirs.key else 0.0
