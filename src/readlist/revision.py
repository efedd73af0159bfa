"""What a source says now against what it said before, with nothing of the database.

parts ──┬── equal to a mention: kept, perhaps on other lines
        ├── changed: same record, title, id or link as a mention, else like one near it
        └── new
mentions that no part is equal to: gone, with or without one that follows them
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict, deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from readlist.matching import compare, match_keys, read_traits, title_likeness
from readlist.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from readlist.markdown.document import Part
    from readlist.store import Transaction

NEAR = 12
"""How many mentions before and after a line are compared with a part that nothing else ties to one."""
_LIKE_TEXT = 80
_LIKE_PROSE = 50
_LIKE_TITLE = 0.7
_LONGEST = 2000
"""Letters of a text that are compared."""


@dataclass(eq=False)
class OldMention:
    """A mention as it stands in the library."""

    id: int
    entry_id: int
    line: int
    end_line: int
    text: str
    record_text: str
    topics: tuple[str, ...]
    is_pinned: bool

    @cached_property
    def record(self) -> Record:
        """What it claims."""
        return Record.from_json(self.record_text)


@dataclass(frozen=True, slots=True)
class Revision:
    """What became of a source's mentions; of a changed part, the mention it follows, if any."""

    kept: list[tuple[Part, OldMention]]
    changed: list[tuple[Part, OldMention | None]]
    gone: list[OldMention]

    @property
    def lost(self) -> list[OldMention]:
        """The mentions that are gone and that nothing follows."""
        followed = {id(before) for _, before in self.changed}
        return [mention for mention in self.gone if id(mention) not in followed]


def read_old_mentions(tx: Transaction, source_id: int) -> list[OldMention]:
    """Read the mentions of a source, by line."""
    rows = tx.connection.execute(
        """SELECT mention.id, entry_id, line, end_line, text, record, topic.path, pinned
           FROM mention LEFT JOIN topic ON topic.id = topic_id WHERE source_id = ? ORDER BY line, mention.id""",
        (source_id,),
    )
    return [OldMention(*row[:6], tuple(json.loads(row[6] or "[]")), bool(row[7])) for row in rows]


def compare_parts(old: Sequence[OldMention], parts: Sequence[Part]) -> Revision:
    """Find what each part was before; each mention is taken once, the surest first."""
    matching = _Matching(old, [(part, part.record.to_json()) for part in parts])
    kept = matching.take(lambda m: [(m.text, m.record_text, m.topics)], lambda p, r: [(p.text, r, p.topics)])
    same = matching.take(lambda m: [m.record_text], lambda _, r: [r])
    for keys_of in (_title_keys, _any_keys):
        same += matching.take(lambda m, k=keys_of: k(m.record), lambda p, _, k=keys_of: k(p.record), follows)
    same += matching.take_near()
    before = {id(part): mention for part, mention in same}
    stays = {id(part) for part, _ in kept}
    held = {id(mention) for _, mention in kept}
    return Revision(
        kept,
        [(part, before.get(id(part))) for part in parts if id(part) not in stays],
        [mention for mention in old if id(mention) not in held],
    )


class _Matching:
    """Parts and mentions that have not found each other yet."""

    def __init__(self, old: Iterable[OldMention], parts: list[tuple[Part, str]]) -> None:
        self.old = list(old)
        self.parts = parts

    def take(
        self,
        old_keys: Callable[[OldMention], Collection[object]],
        part_keys: Callable[[Part, str], Collection[object]],
        fits: Callable[[Record, Record], bool] | None = None,
    ) -> list[tuple[Part, OldMention]]:
        """Pair what shares a key, in the order of lines, and take it out."""
        if not self.old or not self.parts:
            return []
        waiting: dict[object, deque[OldMention]] = defaultdict(deque)
        for mention in self.old:
            for key in old_keys(mention):
                waiting[key].append(mention)
        taken: set[int] = set()
        pairs = []
        left = []
        for part, text in self.parts:
            queues = [waiting[key] for key in part_keys(part, text) if key in waiting]
            mention = next((m for queue in queues if (m := _next(queue, taken))), None)
            if mention and (fits is None or fits(mention.record, part.record)):
                taken.add(id(mention))
                pairs.append((part, mention))
            else:
                left.append((part, text))
        self.parts = left
        self.old = [mention for mention in self.old if id(mention) not in taken]
        return pairs

    def take_near(self) -> list[tuple[Part, OldMention]]:
        """Pair what is left by likeness with what stood near."""
        lines = [mention.line for mention in self.old]
        taken: set[int] = set()
        pairs = []
        for part, _ in self.parts if self.old else ():
            middle = bisect_left(lines, part.line)
            near = [m for m in self.old[max(0, middle - NEAR) : middle + NEAR] if id(m) not in taken]
            scored = [(_likeness(m, part), -abs(m.line - part.line), -m.id, m) for m in near]
            best = max(scored, default=(0.0, 0, 0, None))
            if best[3] is not None and best[0] > 0:
                taken.add(id(best[3]))
                pairs.append((part, best[3]))
        return pairs


def _next(queue: deque[OldMention], taken: set[int]) -> OldMention | None:
    while queue and id(queue[0]) in taken:
        queue.popleft()
    return queue[0] if queue else None


def _title_keys(record: Record) -> list[str]:
    """The title; of prose, its heading."""
    if record.kind == "note":
        return [f"prose {record.title}"]
    traits = read_traits(record)
    return [traits.key] if traits and traits.key else []


def _any_keys(record: Record) -> tuple[str, ...]:
    return match_keys(read_traits(record))


def follows(before: Record, after: Record) -> bool:
    """Whether one record may be the other after an edit: title, id and link never change all at once."""
    if "note" in (before.kind, after.kind):
        return before.kind == after.kind
    if not compare(before, after).apart:
        return True
    ours, theirs = (set(_title_keys(record)) | set(_any_keys(record)) for record in (before, after))
    return bool(ours & theirs)


def _likeness(mention: OldMention, part: Part) -> float:
    """How alike a mention and a part are, 0 where one cannot be the other edited."""
    before, after = mention.record, part.record
    if not follows(before, after):
        return 0.0
    text = fuzz.ratio(mention.text[:_LONGEST], part.text[:_LONGEST])
    if after.kind == "note":
        return text if text >= _LIKE_PROSE else 0.0
    ours, theirs = read_traits(before), read_traits(after)
    titles = title_likeness(ours, theirs) if ours and theirs and ours.key and theirs.key else 0.0
    return text + 100 * titles if text >= _LIKE_TEXT or titles >= _LIKE_TITLE else 0.0
