"""A source brought to what it says now: its mentions, their entries, and what becomes of entries that lose theirs.

parts ── revision ──┬── kept: only lines move
     │              ├── changed ──┐
     └─ of a new source ──────────┴── placing ──> entries; indexed here where that was prepared with the reading
                    └── gone; what nothing follows is looked for in the other files of the import
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from readlist.importing.mention_diff import StoredMention, diff_mentions
from readlist.importing.moved_mentions import MovedMentions
from readlist.linkage.comparison import compare
from readlist.model.provenance import Origin
from readlist.resolution import materialize
from readlist.resolution.apply import apply_assignment
from readlist.resolution.assignment import MOVED, SUCCESSOR, Member, assign
from readlist.storage.entries import find_sourced, find_unmentioned
from readlist.storage.evidence import prose_key
from readlist.storage.mentions import (
    NewMention,
    delete_mentions,
    insert_mentions,
    move_lines,
    read_mentions_of_source,
)
from readlist.storage.topic_rows import Topics

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from readlist.importing.mention_diff import MentionDiff
    from readlist.importing.precompute import PreparedItem
    from readlist.importing.source_files import Source
    from readlist.index.document import Packed
    from readlist.model.record import Record
    from readlist.resolution.assignment import Assignment
    from readlist.storage.transaction import Transaction

_LAST = 1 << 62
"""In the place of the id of a mention that has none yet."""


class SourceSync:
    """Revises one source after the other, within one transaction; knows which entries came, changed and went."""

    def __init__(self, tx: Transaction, at: str) -> None:
        self.tx = tx
        self.at = at
        self.topics = Topics(tx)
        self.lost = MovedMentions()
        self.added: set[int] = set()
        self.changed: set[int] = set()
        self.removed: set[int] = set()
        self.mentioned: set[int] = set()
        self._seen: set[int] = set()
        self._open_id = 0
        self._prose: dict[object, set[int]] = {}
        """The entries of prose, of the source of which parts were last taken in."""

    def take_in(
        self, source: Source, parts: Sequence[PreparedItem]
    ) -> tuple[dict[int, str], list[tuple[int, str]]]:
        """Take in parts of a source that the library had nothing of: all at once, or some after the other.

        Returns what ``revise`` does.
        """
        if source.id != self._open_id:
            self._open_id, self._prose = source.id, {}
        newcomers = [(part, self._newcomer(source, part, None)) for part in parts]
        placement, keys = self._place(source, newcomers, self._prose)
        self._prose |= {member.prose: {member.target} for _, member in newcomers if member.prose}
        self._index(newcomers, placement, keys)
        self._refresh(placement.touched)
        return self._tell(newcomers, [], placement)

    def revise(
        self, source: Source, parts: Sequence[PreparedItem]
    ) -> tuple[dict[int, str], list[tuple[int, str]]]:
        """Bring the mentions of a source to its parts.

        Returns the kind of each entry it mentions, and the conflicts that were found, as lines with sentences.
        """
        old = [StoredMention(*row) for row in read_mentions_of_source(self.tx.connection, source.id)]
        revision = diff_mentions(old, parts)
        touched = self._move_lines(revision) | {mention.entry_id for mention in revision.gone}
        if source.former_name not in (None, source.name):
            touched |= {mention.entry_id for mention in old}
        newcomers = [(part, self._newcomer(source, part, before)) for part, before in revision.changed]
        delete_mentions(self.tx, [mention.id for mention in revision.gone])
        self.lost.lose(revision.lost)
        prose: dict[object, set[int]] = defaultdict(set)
        for one, mention in revision.kept:
            prose[prose_key(source.id, one.item.topics, one.item.record)].add(mention.entry_id)
        placement, _ = self._place(source, newcomers, prose, gone=[m.record for m in revision.gone])
        self._refresh(touched | placement.touched)
        return self._tell(newcomers, revision.kept, placement)

    def _place(
        self,
        source: Source,
        newcomers: Sequence[tuple[PreparedItem, Member]],
        prose: Mapping[object, Collection[int]],
        gone: Sequence[Record] = (),
    ) -> tuple[Assignment, dict[int, str]]:
        """Give newcomers their entries, with the keys of new ones; ``prose``: the entries of the source's own."""
        members = [member for _, member in newcomers]
        beside = {i for one in members if one.prose for i in prose.get(one.prose, ())}
        placement = assign(self.tx, members, beside=beside, gone=gone)
        keys = apply_assignment(self.tx, placement, at=self.at)
        self._insert(source, newcomers)
        self.added.update(placement.fresh)  # |= with the keys would copy all that are there
        return placement, keys

    def _index(
        self, newcomers: Sequence[tuple[PreparedItem, Member]], placement: Assignment, keys: dict[int, str]
    ) -> None:
        """Index the entries that became what their drafts foresaw, with the tokens computed by the reader."""
        if not any(one.index_row for one, _ in newcomers):
            return
        heirs = set(placement.absorbed.values())
        docs: dict[int, Packed] = {}
        for one, member in newcomers:
            if one.draft is None or one.index_row is None:
                continue
            is_lone = len(placement.fresh.get(member.target, ())) == 1 and member.target not in heirs
            if is_lone and keys[member.target] == one.draft.key:
                docs[member.target] = one.index_row
        self.tx.put_docs(docs)

    def _tell(
        self,
        newcomers: Sequence[tuple[PreparedItem, Member]],
        kept: Sequence[tuple[PreparedItem, StoredMention]],
        placement: Assignment,
    ) -> tuple[dict[int, str], list[tuple[int, str]]]:
        kinds = {member.target: member.record.kind for _, member in newcomers}
        kinds |= {mention.entry_id: one.item.record.kind for one, mention in kept}
        self.mentioned.update(kinds)
        return kinds, [_tell_conflict(*pair) for pair in placement.conflicts]

    def _move_lines(self, revision: MentionDiff) -> set[int]:
        """Write the new lines of mentions that only moved; return their entries."""
        kept = [(one.item, mention) for one, mention in revision.kept]
        moved = [(p, m) for p, m in kept if (m.line, m.end_line) != (p.line, p.end_line)]
        move_lines(self.tx, {m.id: (p.line, p.end_line) for p, m in moved})
        return {mention.entry_id for _, mention in moved}

    def _newcomer(self, source: Source, prepared: PreparedItem, before: StoredMention | None) -> Member:
        """A part that is to be placed, with the entry it comes from."""
        item = prepared.item
        member = Member(
            item.record,
            prepared.features,
            Origin(f"{source.name}:{item.line}", is_note=True),
            (1, source.name, item.line, _LAST),
            prose=prose_key(source.id, item.topics, item.record),
            draft=prepared.draft,
        )
        if before:
            member.entry_id, member.weight, member.is_pinned = before.entry_id, SUCCESSOR, before.is_pinned
        elif found := self.lost.take(prepared.features):
            member.entry_id, member.weight, member.is_pinned = found.entry_id, MOVED, found.is_pinned
        return member

    def _insert(self, source: Source, newcomers: Sequence[tuple[PreparedItem, Member]]) -> None:
        insert_mentions(
            self.tx,
            [
                NewMention(
                    entry_id=member.target,
                    source_id=source.id,
                    topic_id=self.topics.id_of(one.item.topics),
                    line=one.item.line,
                    end_line=one.item.end_line,
                    label=one.item.record.label,
                    text=one.item.text,
                    record=one.record_json,
                    pinned=member.is_pinned,
                )
                for one, member in newcomers
            ],
        )

    def _refresh(self, touched: Collection[int]) -> None:
        """Work out the entries that were touched; one without a record waits, for a later file may mention it."""
        held = find_sourced(self.tx.connection, touched)
        self._seen |= set(touched)
        self._note(materialize.refresh(self.tx, held, at=self.at))

    def _note(self, refreshed: materialize.Refreshed) -> None:
        self.changed |= refreshed.changed
        self.removed |= refreshed.removed

    def finish(self) -> None:
        """Let entries go that nothing mentions any more, and topics; keep what the person's word hangs on."""
        bare = find_unmentioned(self.tx.connection, self._seen)
        kept = self.lost.stand_in(self.tx, bare, at=self.at)
        self._note(materialize.refresh(self.tx, bare | kept, at=self.at))
        self.topics.drop_unused()


def _tell_conflict(one: Member, other: Member) -> tuple[int, str]:
    shared = compare(one.record, other.record).evidence[0].removeprefix("same ")
    line = int(one.origin.name.rpartition(":")[2])
    return line, f"{shared} also stands for '{other.record.title}' ({other.origin.name}); kept as two works"
