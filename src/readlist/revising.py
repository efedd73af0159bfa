"""A source brought to what it says now: its mentions, their entries, and what becomes of entries that lose theirs.

parts ── revision ──┬── kept: only lines move
                    ├── changed, new ── placing ──> entries
                    └── gone; what nothing follows is looked for in the other files of the import
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist import assemble
from readlist.composing import FORMER, HAND, REMOVED, Origin
from readlist.entries import carry_out
from readlist.lost import LostMentions
from readlist.matching import compare
from readlist.placing import FOLLOWS, RETURNS, STANDS, Member, place
from readlist.revision import compare_parts, read_old_mentions
from readlist.standing import prose_key
from readlist.topics import Topics

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from readlist.document import Part
    from readlist.revision import OldMention, Revision
    from readlist.sources import Source
    from readlist.store import Transaction

_HELD = """SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?)) AND (
    EXISTS (SELECT 1 FROM mention WHERE entry_id = entry.id)
    OR EXISTS (SELECT 1 FROM claim WHERE entry_id = entry.id AND origin NOT IN (?, ?, ?)))"""
"""Those of these entries of which somebody else than the person says something."""
_LAST = 1 << 62
"""In the place of the id of a mention that has none yet."""


class Reviser:
    """Revises one source after the other, within one transaction; knows which entries came, changed and went."""

    def __init__(self, tx: Transaction, at: str) -> None:
        self.tx = tx
        self.at = at
        self.topics = Topics(tx)
        self.lost = LostMentions()
        self.added: set[int] = set()
        self.changed: set[int] = set()
        self.removed: set[int] = set()
        self.mentioned: set[int] = set()
        self._seen: set[int] = set()

    def revise(self, source: Source, parts: Sequence[Part]) -> tuple[dict[int, str], list[tuple[int, str]]]:
        """Bring the mentions of a source to its parts.

        Returns the kind of each entry it mentions, and the conflicts that were found, as lines with sentences.
        """
        from readlist import models  # noqa: PLC0415

        old = read_old_mentions(self.tx, source.id)
        revision = compare_parts(old, parts)
        touched = self._move_lines(revision) | {mention.entry_id for mention in revision.gone}
        if source.former_name not in (None, source.name):
            touched |= {mention.entry_id for mention in old}
        newcomers = [self._newcomer(source, part, before) for part, before in revision.changed]
        self.tx.delete(models.Mention, [mention.id for mention in revision.gone])
        self.lost.lose(revision.lost)
        beside = _prose_beside(source, revision) if any(one.prose for one in newcomers) else []
        placement = place(self.tx, newcomers, beside=beside, gone=[m.record for m in revision.gone])
        carry_out(self.tx, placement, at=self.at)
        self._insert(source, revision, newcomers)
        self.added |= placement.fresh.keys()
        self._refresh(touched | placement.touched)
        kinds = {one.target: one.record.kind for one in newcomers}
        kinds |= {mention.entry_id: part.record.kind for part, mention in revision.kept}
        self.mentioned |= kinds.keys()
        return kinds, [_tell_conflict(*pair) for pair in placement.conflicts]

    def _move_lines(self, revision: Revision) -> set[int]:
        """Write the new lines of mentions that only moved; return their entries."""
        from readlist import models  # noqa: PLC0415

        moved = [(p, m) for p, m in revision.kept if (m.line, m.end_line) != (p.line, p.end_line)]
        self.tx.update(models.Mention, {m.id: {"line": p.line, "end_line": p.end_line} for p, m in moved})
        return {mention.entry_id for _, mention in moved}

    def _newcomer(self, source: Source, part: Part, before: OldMention | None) -> Member:
        """A part that is to be placed, with the entry it comes from."""
        member = Member(
            part.record,
            Origin(f"{source.name}:{part.line}", is_note=True),
            (1, source.name, part.line, _LAST),
            prose=prose_key(source.id, part.topics, part.record),
        )
        if before:
            member.entry_id, member.weight, member.is_pinned = before.entry_id, FOLLOWS, before.is_pinned
        elif found := self.lost.take(part.record):
            member.entry_id, member.weight, member.is_pinned = found.entry_id, RETURNS, found.is_pinned
        return member

    def _insert(self, source: Source, revision: Revision, newcomers: Sequence[Member]) -> None:
        from readlist import models  # noqa: PLC0415

        rows = [
            {
                "entry_id": member.target,
                "source_id": source.id,
                "topic_id": self.topics.id_of(part.topics),
                "line": part.line,
                "end_line": part.end_line,
                "label": part.record.label,
                "text": part.text,
                "record": part.record_text,
                "pinned": member.is_pinned,
            }
            for (part, _), member in zip(revision.changed, newcomers, strict=True)
        ]
        self.tx.insert(models.Mention, rows)

    def _refresh(self, touched: Collection[int]) -> None:
        """Work out the entries that were touched; one without a record waits, for a later file may mention it."""
        wanted = (json.dumps(sorted(touched)), HAND, REMOVED, FORMER)
        held = {row[0] for row in self.tx.connection.execute(_HELD, wanted)}
        self._seen |= set(touched)
        self._note(assemble.refresh(self.tx, held, at=self.at))

    def _note(self, refreshed: assemble.Refreshed) -> None:
        self.changed |= refreshed.changed
        self.removed |= refreshed.removed

    def finish(self) -> None:
        """Let entries go that nothing mentions any more, and topics; keep what the person's word hangs on."""
        bare = self._find_bare()
        kept = self.lost.stand_in(self.tx, bare, at=self.at)
        self._note(assemble.refresh(self.tx, bare | kept, at=self.at))
        self.topics.drop_unused()

    def _find_bare(self) -> set[int]:
        sql = """SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?))
                 AND NOT EXISTS (SELECT 1 FROM mention WHERE entry_id = entry.id)"""
        return {row[0] for row in self.tx.connection.execute(sql, (json.dumps(sorted(self._seen)),))}


def _prose_beside(source: Source, revision: Revision) -> list[Member]:
    """The prose of a source that stays as it was: new prose under the same headings belongs to it."""
    return [
        Member(
            part.record,
            Origin(f"{source.name}:{part.line}", is_note=True),
            (1, source.name, part.line, mention.id),
            mention.entry_id,
            STANDS,
            mention.id,
            is_pinned=mention.is_pinned,
            prose=prose_key(source.id, part.topics, part.record),
        )
        for part, mention in revision.kept
        if part.record.kind == "note"
    ]


def _tell_conflict(one: Member, other: Member) -> tuple[int, str]:
    shared = compare(one.record, other.record).evidence[0].removeprefix("same ")
    line = int(one.origin.name.rpartition(":")[2])
    return line, f"{shared} also stands for '{other.record.title}' ({other.origin.name}); kept as two works"
