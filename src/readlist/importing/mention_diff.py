"""What a source says now against what it said before, with nothing of the database.

parts ──┬── equal to a mention: kept, perhaps on other lines
        ├── changed: same record, title, id or link as a mention, else like one near it
        └── new
mentions that no part is equal to: gone, with or without one that follows them
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from readlist.linkage.blocking import all_keys
from readlist.linkage.comparison import compare_features, title_likeness
from readlist.linkage.features import features_of
from readlist.model.record import Record
from readlist.storage.mentions import MentionRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Sequence

    from readlist.importing.precompute import PreparedItem
    from readlist.linkage.features import Features

NEAR = 12
"""How many mentions before and after a line are compared with a part that nothing else ties to one."""
_LIKE_TEXT = 80
_LIKE_PROSE = 50
_LIKE_TITLE = 0.7
_LONGEST = 2000
"""Letters of a text that are compared."""


class StoredMention(MentionRow):
    """A mention of the library; its record is read, and its features computed, when they are first needed."""

    @cached_property
    def record(self) -> Record:
        """The record that it claims."""
        return Record.from_json(self.record_json)

    @cached_property
    def features(self) -> Features | None:
        """The features by which its record is compared with others."""
        return features_of(self.record)


class _New:
    """A prepared item, in the shape of a mention."""

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
    """What became of a source's mentions; of a changed part, the mention it follows, if any."""

    kept: list[tuple[PreparedItem, StoredMention]]
    changed: list[tuple[PreparedItem, StoredMention | None]]
    gone: list[StoredMention]

    @property
    def lost(self) -> list[StoredMention]:
        """The mentions that are gone and that nothing follows."""
        followed = {id(before) for _, before in self.changed}
        return [mention for mention in self.gone if id(mention) not in followed]


def diff_mentions(old: Sequence[StoredMention], parts: Sequence[PreparedItem]) -> MentionDiff:
    """Find what each part was before; each mention is taken once, the surest first."""
    if not old:
        return MentionDiff([], [(part, None) for part in parts], [])
    matching = _Matching(list(old), [_New(part) for part in parts])
    kept = matching.take(lambda said: [(said.text, said.record_json, said.topics)])
    same = matching.take(lambda said: [said.record_json])
    same += matching.take(_title_keys, follows)
    same += matching.take(lambda said: all_keys(said.features), follows)
    same += matching.take_near()
    before = {id(part): mention for part, mention in same}
    stays = {id(part) for part, _ in kept}
    held = {id(mention) for _, mention in kept}
    return MentionDiff(
        kept,
        [(part, before.get(id(part))) for part in parts if id(part) not in stays],
        [mention for mention in old if id(mention) not in held],
    )


class _Matching:
    """Parts and mentions that have not found each other yet."""

    def __init__(self, old: list[StoredMention], new: list[_New]) -> None:
        self.old = old
        self.new = new

    def take(
        self,
        keys_of: Callable[[StoredMention | _New], Iterable[Hashable]],
        fits: Callable[[StoredMention, _New], bool] = lambda *_: True,
    ) -> list[tuple[PreparedItem, StoredMention]]:
        """Pair what shares a key and fits, in the order of lines, and take it out."""
        waiting: dict[Hashable, deque[StoredMention]] = defaultdict(deque)
        for mention in self.old:
            for key in keys_of(mention):
                waiting[key].append(mention)
        taken: dict[int, PreparedItem] = {}
        pairs = []
        for said in self.new if waiting else ():
            found = (_first(waiting[key], taken) for key in keys_of(said) if key in waiting)
            before = next((m for m in found if m and fits(m, said)), None)
            if before:
                taken[id(before)] = said.prepared
                pairs.append((said.prepared, before))
        self._leave({id(part) for part in taken.values()}, taken.keys())
        return pairs

    def take_near(self) -> list[tuple[PreparedItem, StoredMention]]:
        """Pair what is left by likeness with what stood near."""
        lines = [mention.line for mention in self.old]
        taken: set[int] = set()
        pairs = []
        for said in self.new if self.old else ():
            middle = bisect_left(lines, said.line)
            near = [m for m in self.old[max(0, middle - NEAR) : middle + NEAR] if id(m) not in taken]
            best = max(near, key=lambda m: (_likeness(m, said), -abs(m.line - said.line)), default=None)
            if best and _likeness(best, said):
                taken.add(id(best))
                pairs.append((said.prepared, best))
        return pairs

    def _leave(self, parts: Collection[int], mentions: Collection[int]) -> None:
        self.new = [said for said in self.new if id(said.prepared) not in parts]
        self.old = [mention for mention in self.old if id(mention) not in mentions]


def _first(queue: deque[StoredMention], taken: Collection[int]) -> StoredMention | None:
    while queue and id(queue[0]) in taken:
        queue.popleft()
    return queue[0] if queue else None


def _title_keys(said: StoredMention | _New) -> list[str]:
    """Return the key of the title; for prose, its heading."""
    if said.record.kind == "note":
        return [f"prose {said.record.title}"]
    return [said.features.key] if said.features and said.features.key else []


def follows(before: StoredMention | _New, after: StoredMention | _New) -> bool:
    """Whether one may be the other after an edit: title, id and link never change all at once."""
    if before.features is None or after.features is None:
        return before.record.kind == after.record.kind
    if not compare_features(before.features, after.features).apart:
        return True
    ours, theirs = ({*_title_keys(one), *all_keys(one.features)} for one in (before, after))
    return bool(ours & theirs)


def _likeness(mention: StoredMention, said: _New) -> float:
    """How alike a mention and a part are, 0 where one cannot be the other edited."""
    if not follows(mention, said):
        return 0.0
    text = fuzz.ratio(mention.text[:_LONGEST], said.text[:_LONGEST])
    if said.record.kind == "note":
        return text if text >= _LIKE_PROSE else 0.0
    ours, theirs = mention.features, said.features
    titles = title_likeness(ours, theirs) if ours and theirs and ours.key and theirs.key else 0.0
    return text + 100 * titles if text >= _LIKE_TEXT or titles >= _LIKE_TITLE else 0.0
