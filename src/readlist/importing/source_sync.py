"""Synchronise the mentions of a source, and their entries, with its file.

    items ── diff_mentions ──┬── kept: at most their lines change
               │             ├── changed ──┐
               │             └── new ──────┴── assign ──> entries
               └── removed: if no item replaces them, another file of the import may have them (``MovedMentions``)

Items of a new source are all new. Their entries are indexed here if the reader computed the tokens.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from readlist.importing.mention_diff import diff_mentions
from readlist.importing.moved_mentions import MovedMentions
from readlist.importing.stored_mention import StoredMention
from readlist.linkage.comparison import compare
from readlist.model.provenance import Origin
from readlist.resolution import materialize
from readlist.resolution.apply import apply_assignment
from readlist.resolution.assignment import MOVED, SUCCESSOR, assign
from readlist.resolution.member import Member
from readlist.storage.entries import find_sourced, find_unmentioned
from readlist.storage.evidence import prose_key
from readlist.storage.mentions import (
    NewMention,
    delete_mentions,
    insert_mentions,
    move_lines,
    name_mentions,
    read_mention_rows,
)
from readlist.storage.sources import delete_source
from readlist.storage.topic_rows import Topics

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from readlist.importing.mention_diff import MentionDiff
    from readlist.importing.precompute import PreparedItem
    from readlist.importing.source_files import AnySource
    from readlist.index.document import Packed
    from readlist.model.record import Record
    from readlist.resolution.member import Assignment
    from readlist.storage.sources import SourceRow
    from readlist.storage.transaction import Transaction

    Newcomers = Sequence[tuple[PreparedItem, Member]]

_NO_ROW_YET = 1 << 62
"""Sort key of a mention without a row ID yet: after all mentions that have one."""


class SyncResult(NamedTuple):
    """The kinds of the items' entries, by entry ID, and the conflicts found, as line and message."""

    kinds: dict[int, str]
    conflicts: list[tuple[int, str]]


class _Stored(NamedTuple):
    """A source as it is in the library."""

    id: int
    name: str
    former_name: str


class SourceSync:
    """Synchronises one source after another in one transaction; collects the entries added, changed and removed.

    ``at`` is the time of all changes. Call ``finish`` at the end.
    """

    def __init__(self, tx: Transaction, at: str) -> None:
        self.tx = tx
        self.at = at
        self.topics = Topics(tx)
        self.moved = MovedMentions()
        self._before: dict[bytes, StoredMention] = {}
        """The mentions that newcomers replace, by uid."""
        self.added: set[int] = set()
        self.changed: set[int] = set()
        self.removed: set[int] = set()
        self.mentioned: set[int] = set()
        self._touched: set[int] = set()
        self._adding_to = 0
        """The id of the source to which items were last added."""
        self._prose: dict[object, set[int]] = {}
        """The prose entries of that source, by ``prose_key``."""

    def add_items(self, source: AnySource, items: Sequence[PreparedItem]) -> SyncResult:
        """Add items to a new source; a long file may be added in several calls."""
        if source.id != self._adding_to:
            self._adding_to, self._prose = source.id, {}
        newcomers = [(item, self._newcomer(source, item, None)) for item in items]
        assignment, keys = self._assign(source, newcomers, self._prose)
        self._prose |= {member.prose: {member.target} for _, member in newcomers if member.prose}
        self._index(newcomers, assignment, keys)
        self._refresh(assignment.touched)
        return self._result(newcomers, [], assignment)

    def update_items(self, source: AnySource, items: Sequence[PreparedItem]) -> SyncResult:
        """Update the mentions of a source to ``items``, the items of its whole file."""
        stored = [StoredMention(*row) for row in read_mention_rows(self.tx.connection, source.id)]
        diff = diff_mentions(stored, items)
        touched = self._move_lines(diff) | {mention.entry_id for mention in diff.removed}
        if source.former_name not in (None, source.name):
            touched |= {mention.entry_id for mention in stored}
        newcomers = [(item, self._newcomer(source, item, before)) for item, before in diff.changed]
        delete_mentions(self.tx, [mention.id for mention in diff.removed])
        self.moved.add_removed(diff.without_successor)
        prose: dict[object, set[int]] = defaultdict(set)
        for one, mention in diff.kept:
            prose[prose_key(source.id, one.item.topics, one.item.record)].add(mention.entry_id)
        assignment, _ = self._assign(source, newcomers, prose, removed=[m.record for m in diff.removed])
        self._refresh(touched | assignment.touched)
        return self._result(newcomers, diff.kept, assignment)

    def remove_source(self, row: SourceRow) -> None:
        """Delete a source; its mentions move to the sources that are synchronised next, as far as these have them."""
        self.update_items(_Stored(row.id, row.name, row.name), [])
        delete_source(self.tx, row.id)

    def finish(self) -> None:
        """Delete topics that are no longer used, and entries that no longer have a mention or claim.

        An entry to which the person has added something keeps its last mention as a claim.
        """
        unmentioned = find_unmentioned(self.tx.connection, self._touched)
        kept = self.moved.keep_as_claims(self.tx, unmentioned, at=self.at)
        self._refresh_now(unmentioned | kept)
        self.topics.drop_unused()

    def refresh_entries(self, entry_ids: Collection[int]) -> None:
        """Refresh entries that were changed by other means than a source."""
        self._refresh_now(entry_ids)

    # -- steps --------------------------------------------------------------------------------------------------

    def _newcomer(self, source: AnySource, prepared: PreparedItem, before: StoredMention | None) -> Member:
        """Return an item as a member, with the entry of the mention it replaces: ``before``, or one of another file."""
        item = prepared.item
        member = Member(
            item.record,
            prepared.features,
            Origin(f"{source.name}:{item.line}", is_note=True),
            (1, source.name, item.line, _NO_ROW_YET),
            prose=prose_key(source.id, item.topics, item.record),
            draft=prepared.draft,
        )
        if before:
            member.entry_id, member.weight, member.is_pinned = before.entry_id, SUCCESSOR, before.is_pinned
            member.uid, member.home = before.uid, before.home
            self._before[before.uid] = before
        elif found := self.moved.take(prepared.features):
            member.entry_id, member.weight, member.is_pinned = found.entry_id, MOVED, found.is_pinned
            member.uid = found.uid
        return member

    def _assign(
        self,
        source: AnySource,
        newcomers: Newcomers,
        prose: Mapping[object, Collection[int]],
        removed: Sequence[Record] = (),
    ) -> tuple[Assignment, dict[int, str]]:
        """Assign newcomers to entries and write that; return the assignment and the citation keys of new entries.

        ``prose``: the source's prose entries; ``removed``: the records of its removed mentions.
        """
        members = [member for _, member in newcomers]
        self._name(source, newcomers)
        reconsider = {i for one in members if one.prose for i in prose.get(one.prose, ())}
        assignment = assign(self.tx, members, reconsider=reconsider, removed=removed)
        keys = apply_assignment(self.tx, assignment, at=self.at)
        self._insert(source, newcomers, assignment)
        self.added.update(assignment.fresh)  # |= with the keys would copy the whole set
        return assignment, keys

    def _name(self, source: AnySource, newcomers: Newcomers) -> None:
        """Give newcomers that replace no mention a uid."""
        new = [(one, member) for one, member in newcomers if member.uid is None]
        if not new:
            return
        said = [(one.record_json, one.item.topics) for one, _ in new]
        taken = {member.uid for _, member in newcomers if member.uid}
        for (_, member), uid in zip(
            new, name_mentions(self.tx.connection, source.id, said, taken), strict=True
        ):
            member.uid = uid

    def _insert(self, source: AnySource, newcomers: Newcomers, assignment: Assignment) -> None:
        """Insert the mentions of newcomers."""
        mentions = (self._mention(source, *pair, assignment.home_of(pair[1])) for pair in newcomers)
        insert_mentions(self.tx, list(mentions))

    def _mention(self, source: AnySource, one: PreparedItem, member: Member, home: str | None) -> NewMention:
        assert member.uid is not None, "_name has named it"
        before = self._before.get(member.uid)
        stays = before is not None and (before.entry_id, before.is_pinned) == (
            member.target,
            member.is_pinned,
        )
        return NewMention(
            entry_id=member.target,
            source_id=source.id,
            topic_id=self.topics.id_of(one.item.topics),
            line=one.item.line,
            end_line=one.item.end_line,
            label=one.item.record.label,
            text=one.item.text,
            record=one.record_json,
            pinned=member.is_pinned,
            uid=member.uid,
            home=before.home if before and stays else home,
            placed=before.placed if before and stays else None,
        )

    def _move_lines(self, diff: MentionDiff) -> set[int]:
        """Update the lines of mentions that only moved; return their entries."""
        kept = [(one.item, mention) for one, mention in diff.kept]
        moved = [(item, m) for item, m in kept if (m.line, m.end_line) != (item.line, item.end_line)]
        move_lines(self.tx, {m.id: (item.line, item.end_line) for item, m in moved})
        return {mention.entry_id for _, mention in moved}

    def _index(self, newcomers: Newcomers, assignment: Assignment, keys: Mapping[int, str]) -> None:
        """Index the new entries that are equal to their drafts, with the tokens that the reader computed."""
        if not any(one.index_row for one, _ in newcomers):
            return
        heirs = set(assignment.absorbed.values())
        rows: dict[int, Packed] = {}
        for one, member in newcomers:
            entry_id = member.target
            is_alone = len(assignment.fresh.get(entry_id, ())) == 1 and entry_id not in heirs
            if one.index_row and is_alone and _is_as_drafted(one, keys[entry_id]):
                rows[entry_id] = one.index_row
        self.tx.put_docs(rows)

    def _refresh(self, touched: Collection[int]) -> None:
        """Refresh entries, except those without a record: a later file of the import may mention them."""
        self._touched |= set(touched)
        self._refresh_now(find_sourced(self.tx.connection, touched))

    def _refresh_now(self, entry_ids: Collection[int]) -> None:
        refreshed = materialize.refresh(self.tx, entry_ids, at=self.at)
        unseen = self.added & refreshed.hidden
        self.added -= unseen
        self.changed |= refreshed.changed - unseen
        self.removed |= refreshed.removed

    def _result(
        self,
        newcomers: Newcomers,
        kept: Sequence[tuple[PreparedItem, StoredMention]],
        assignment: Assignment,
    ) -> SyncResult:
        kinds = {member.target: member.record.kind for _, member in newcomers}
        kinds |= {mention.entry_id: one.item.record.kind for one, mention in kept}
        self.mentioned.update(kinds)
        return SyncResult(kinds, [_describe_conflict(*pair) for pair in assignment.conflicts])


def _is_as_drafted(prepared: PreparedItem, key: str) -> bool:
    """Return whether an entry got the citation key of its draft."""
    return prepared.draft is not None and key == prepared.draft.key


def _describe_conflict(one: Member, other: Member) -> tuple[int, str]:
    """Return the line of a newcomer, and a message about the other work that has the same ID."""
    shared = compare(one.record, other.record).evidence[0].removeprefix("same ")
    line = int(one.origin.name.rpartition(":")[2])
    return line, f"{shared} is also given for '{other.record.title}' ({other.origin.name}); kept as two works"
