"""Take one operation back: what it stated, the rows that it wrote, and what follows for the entries.

    facts      the value before is stated again
    sources    a source and its mentions are as they were before, if no later operation changed the source
    rows       claims, findings, decisions, files, and the entry of mentions: each row as it was before
    entries    follow from these: refreshed, deleted, or restored

What a later operation has changed since stays as it is, and is reported; an operation that moved mentions between entries
is taken back as a whole or not at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from readlist.curation.taking_back_sources import PLACE, find_imported_again, free_name, sources_of
from readlist.errors import UsageError
from readlist.linkage.features import features_of
from readlist.model.citation_keys import unique_keys
from readlist.model.facts import INTO
from readlist.model.library_facts import LIBRARY
from readlist.model.provenance import FORMER, Origin
from readlist.model.record import Record
from readlist.resolution import materialize
from readlist.resolution.apply import apply_assignment
from readlist.resolution.assignment import assign
from readlist.resolution.former import keep_former
from readlist.resolution.member import Member
from readlist.storage import columns
from readlist.storage.claims import read_claims_by_id
from readlist.storage.entries import (
    find_existing,
    find_recorded,
    find_sourced,
    find_taken_keys,
    read_entry_summaries,
)
from readlist.storage.evidence import find_curated, prose_key
from readlist.storage.fact_history import find_later_stamps, read_fact_before, read_facts_of_operation
from readlist.storage.facts import find_entry_of, merge_into, read_uids, write_facts
from readlist.storage.history import describe_fact, find_undone_stamps
from readlist.storage.journal import (
    Later,
    at_entry,
    find_entries_of_rows,
    find_uid_of_deleted,
    group,
    is_replaced,
    read_steps,
)
from readlist.storage.mentions import read_mention_records
from readlist.storage.sources import (
    find_entries_of_sources,
    find_free_name,
    read_source_names,
)
from readlist.storage.topic_rows import Topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.model.operation import Operation
    from readlist.storage.facts import FactRow
    from readlist.storage.journal import Row, Step
    from readlist.storage.transaction import Transaction

_CALLED = {
    "claim": "what a provider says",
    "finding": "an answer",
    "decision": "a decision",
    "attachment": "a file",
    "mention": "a mention",
}


@dataclass(slots=True)
class _Removed:
    """A mention or a claim that is deleted because what it says is taken back."""

    entry_id: int
    record: Record
    is_pinned: bool


@dataclass(slots=True)
class TakingBack:
    """Takes one operation back. ``later``: the operations since; ``touched``: the entries to refresh."""

    tx: Transaction
    operation: Operation
    later: Later
    left: dict[str, None] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    removed: list[_Removed] = field(default_factory=list)
    new: set[int] = field(default_factory=set)
    """Sources that the operation imported for the first time."""
    heirs: dict[int, int] = field(default_factory=dict)
    """Entries that a mention was taken from, and the entry that it went back to."""
    known_again: set[int] = field(default_factory=set)
    """Entries that got the claims of former mentions back, which these had replaced."""
    moved: dict[int, int] = field(default_factory=dict)
    """Entries that another one stands for now, by the number that the journal knows them by."""

    def run(self) -> tuple[str, ...]:
        """Take the operation back; return what was left, a line each."""
        at = self.tx.at
        steps = read_steps(self.tx.connection, self.operation.id)
        self._check_whole(steps)
        closed = self._closed_sources(steps)
        self.new = {
            i for step in steps if (step.action, step.target) == ("insert", "source") for i in step.rows
        }
        topics = Topics(self.tx)
        for action, target, run in group(step for step in steps if not self._is_closed(step, closed)):
            self._revert(action, target, run, topics, at)
        self._restate()
        self._settle(topics, at)
        return tuple(self.left)

    def _leave(self, what: str, since: Operation) -> None:
        self.left[f"{what}, changed since by: {since.command}"] = None

    # -- sources ------------------------------------------------------------------------------------------------

    def _check_whole(self, steps: Iterable[Step]) -> None:
        """Raise UsageError if the operation moved mentions or claims by hand that a later one has changed."""
        steps = list(steps)
        if any(step.target == "source" for step in steps):
            return
        for target, what in (("mention", "its mentions were"), ("claim", "what providers say was")):
            moved = {i for step in steps if step.target == target for i in self._moved_rows(step)}
            since = next((one for i in sorted(moved) if (one := self.later.changed(target, i, PLACE))), None)
            if since:
                self._refuse(what, since)

    def _moved_rows(self, step: Step) -> Iterable[int]:
        """Return the rows that a step gave to another entry: a claim may be written there anew."""
        if step.action == "update" and step.before.keys() & PLACE:
            return step.rows
        return step.rows if (step.action, step.target) == ("insert", "claim") and self._has_merged() else ()

    def _has_merged(self) -> bool:
        facts = read_facts_of_operation(self.tx.connection, self.operation.stamp)
        return any(one.field == INTO and one.value for one in facts)

    def _refuse(self, what: str, since: Operation) -> NoReturn:
        raise UsageError(
            f"'{self.operation.command}' cannot be undone: {what} changed since by: {since.command}",
            hint=f"Undo that first: readlist undo @{since.id}",
        )

    def _closed_sources(self, steps: Sequence[Step]) -> set[int]:
        """Return the sources that the operation and a later one changed; UsageError if these are all of its sources."""
        concerned = {i for step in steps for i in sources_of(self.tx.connection, step)}
        closed = {i: since for i in sorted(concerned) if (since := self.later.changed("source", i))}
        if closed and len(closed) == len(concerned):
            self._refuse("its files were", next(iter(closed.values())))
        for source_id, since in closed.items():
            self._leave(self._name_of_source(source_id), since)
        replaced = find_imported_again(self.tx.connection, steps, concerned)
        self.left |= {f"{name}, which was imported again since": None for name in replaced.values()}
        return {*closed, *replaced}

    def _is_closed(self, step: Step, closed: set[int]) -> bool:
        return bool(closed) and not closed.isdisjoint(sources_of(self.tx.connection, step))

    def _name_of_source(self, source_id: int) -> str:
        return dict(read_source_names(self.tx.connection)).get(source_id, "a source")

    # -- rows ---------------------------------------------------------------------------------------------------

    def _revert(self, action: str, target: str, steps: Sequence[Step], topics: Topics, at: str) -> None:
        """Take back steps of one kind on different rows of a table."""
        table = columns.TABLES[target]
        if action == "insert":
            rows = [row_id for step in steps for row_id in reversed(step.rows)]
            self._delete(target, rows)
        elif action == "update":
            self._update(target, steps)
        elif table is columns.ENTRY:
            self._restore_entries([step.before for step in steps])
        elif table is columns.MENTION:
            self._restore_mentions([step.before for step in steps], topics, at)
        else:
            self._restore_rows(target, [step.before for step in steps])

    def _delete(self, target: str, row_ids: Sequence[int]) -> None:
        if target == "entry":
            self.touched.update(row_ids)  # it goes if nothing is left that is said of it
            return
        table = columns.TABLES[target]
        if target == "mention":
            self._remember(row_ids)
        elif target != "source":
            changed = {i: since for i in row_ids if (since := self.later.changed(target, i))}
            for row_id, since in changed.items():
                self._leave(self._call(target, row_id), since)
            row_ids = [i for i in row_ids if i not in changed]
            if target == "claim":
                self._remember_claims(row_ids)
        self._touch(target, row_ids)
        self.tx.delete(table, row_ids)

    def _remember_claims(self, claim_ids: Sequence[int]) -> None:
        """Note the claims that are about to be deleted, as far as an entry may have nothing else to be known by."""
        found = read_claims_by_id(self.tx.connection, claim_ids)
        curated = find_curated(self.tx.connection, {one.entry_id for one in found})
        self.removed += [
            _Removed(one.entry_id, one.record, is_pinned=False) for one in found if one.entry_id in curated
        ]

    def _remember(self, mention_ids: Sequence[int]) -> None:
        """Note the mentions that are about to be deleted, as far as an entry may have to keep them."""
        rows = read_mention_records(self.tx.connection, mention_ids, self.new)
        curated = find_curated(self.tx.connection, {row[0] for row in rows})
        self.removed += [
            _Removed(entry_id, Record.from_json(record), is_pinned)
            for entry_id, record, is_pinned in rows
            if is_pinned or entry_id in curated
        ]

    def _update(self, target: str, steps: Sequence[Step]) -> None:
        table = columns.TABLES[target]
        changes: dict[int, Row] = {}
        for step in steps:
            if since := self.later.changed(target, step.first, step.before.keys()):
                self._leave(self._call(target, step.first), since)
                continue
            before = dict(step.before)
            if "entry_id" in before:
                known = self._entry(before["entry_id"])
                if known is None:
                    continue
                before = at_entry(self.tx.connection, target, before, known)
                self.touched.add(known)
                if is_replaced(self.tx.connection, target, before | {"id": step.first}):
                    self.left[f"{self._name(known)}: {_CALLED[target]}, which has been replaced since"] = None
                    continue
                if target == "mention":
                    for entry_id in find_entries_of_rows(self.tx.connection, target, [step.first]):
                        self.heirs[entry_id] = known
            if target == "source" and (other := free_name(self.tx.connection, step.first, before)):
                name = self._name_of_source(step.first)
                self.left[f"{name}: another file is called {other} now"] = None
                continue
            changes[step.first] = before
        self._touch(target, list(changes))
        self.tx.update(table, changes)
        if target == "source":  # entries say which source their fields are from
            renamed = [i for i, before in changes.items() if "name" in before]
            self.touched |= find_entries_of_sources(self.tx.connection, renamed)

    def _restore_entries(self, rows: Iterable[Row]) -> None:
        """Insert entries again, each unless there is one of its uid by now; a key that is taken gets a letter."""
        for row in rows:
            self.touched.add(row["id"])
            found = find_entry_of(self.tx.connection, row["uid"])
            if found is not None:
                self.touched.add(found)
                if read_uids(self.tx.connection, [found])[found] == row["uid"]:
                    self.moved[row["id"]] = found
                    continue
            find_taken = partial(find_taken_keys, self.tx.connection, but_for={row["uid"]})
            (key,) = unique_keys([row["key"]], find_taken)
            self.tx.restore(columns.ENTRY, [row | {"key": key}])

    def _restore_mentions(self, rows: Sequence[Row], topics: Topics, at: str) -> None:
        sources = {source_id for source_id, _ in read_source_names(self.tx.connection)}
        placed: list[Row] = []
        homeless: list[Row] = []
        for image in rows:
            if image["source_id"] not in sources:
                self.left[
                    f"{self._name(self._entry(image['entry_id']))}: a mention, whose source is gone"
                ] = None
                continue
            row = dict(image)
            path = row.pop("topic", None)
            row["topic_id"] = topics.id_of(tuple(json.loads(path))) if path else None
            entry_id = self._entry(row["entry_id"])
            if entry_id is None:
                homeless.append(row | {"entry_id": None})
            else:
                placed.append(at_entry(self.tx.connection, "mention", row, entry_id))
        self.touched.update(row["entry_id"] for row in placed)
        self.tx.restore(columns.MENTION, [*placed, *self._place(homeless, topics, at)])

    def _place(self, rows: Sequence[Row], topics: Topics, at: str) -> list[Row]:
        """Give mentions whose entries are gone an entry, as an import would."""
        if not rows:
            return []
        paths = {topic_id: path for path, topic_id in topics.ids.items()}
        names = dict(read_source_names(self.tx.connection))
        members = []
        for row in rows:
            record = Record.from_json(row["record"])
            name = names[row["source_id"]]
            prose = prose_key(row["source_id"], paths.get(row["topic_id"], ()), record)
            order = (1, name, row["line"], row["id"])
            origin = Origin(f"{name}:{row['line']}", is_note=True)
            members.append(Member(record, features_of(record), origin, order, prose=prose))
        assignment = assign(self.tx, members)
        apply_assignment(self.tx, assignment, at=at)
        self.touched |= assignment.touched
        return [row | {"entry_id": one.target} for row, one in zip(rows, members, strict=True)]

    def _restore_rows(self, target: str, rows: Sequence[Row]) -> None:
        """Insert rows of sources, claims, findings, decisions or files again, unless there is a newer one."""
        wanted = []
        for row in rows:
            entry_id = self._entry(row["entry_id"]) if "entry_id" in row else None
            if "entry_id" in row and entry_id is None:
                continue
            image = row if entry_id is None else row | {"entry_id": entry_id}
            if is_replaced(self.tx.connection, target, image):
                continue
            if target == "source":
                image |= {"name": find_free_name(self.tx.connection, image["name"], image["uid"])}
            wanted.append(image)
            if entry_id is not None and image.get("origin") == FORMER:
                self.known_again.add(entry_id)
        self.touched.update(row["entry_id"] for row in wanted if "entry_id" in row)
        self.tx.restore(columns.TABLES[target], wanted)

    def _entry(self, entry_id: int) -> int | None:
        """Return the entry that the journal knows by a number, or the one that it was merged into; None if it is gone."""
        entry_id = self.moved.get(entry_id, entry_id)
        if find_existing(self.tx.connection, [entry_id]):
            return entry_id
        uid = find_uid_of_deleted(self.tx.connection, entry_id)
        return find_entry_of(self.tx.connection, uid) if uid else None

    def _touch(self, target: str, row_ids: Sequence[int]) -> None:
        if target != "source":
            self.touched |= find_entries_of_rows(self.tx.connection, target, row_ids)

    # -- facts and entries --------------------------------------------------------------------------------------

    def _restate(self) -> None:
        """State again what the facts of the operation replaced."""
        again = []
        undone = find_undone_stamps(self.tx.connection, self.operation.id)
        for fact in read_facts_of_operation(self.tx.connection, self.operation.stamp):
            entry_id = find_entry_of(self.tx.connection, fact.entity)
            stamps = find_later_stamps(self.tx.connection, fact)
            since = next((one for stamp in reversed(stamps) if (one := self.later.by_stamp.get(stamp))), None)
            if since:
                self._leave(self._describe(entry_id, fact), since)
                continue
            again.append(read_fact_before(self.tx.connection, fact, undone))
            self.touched.update(() if entry_id is None else (entry_id,))
        write_facts(self.tx, again)
        self.touched.update(i for one in again if (i := find_entry_of(self.tx.connection, one[0])))

    def _describe(self, entry_id: int | None, fact: FactRow) -> str:
        whose = "the library" if fact.entity == LIBRARY else self._name(entry_id)
        return f"{whose}: {describe_fact(fact.field, fact.element, fact.value)}"

    def _call(self, target: str, row_id: int) -> str:
        """Name a row for a message: whose it is, and what."""
        if target == "source":
            return self._name_of_source(row_id)
        entries = find_entries_of_rows(self.tx.connection, target, [row_id])
        return f"{self._name(next(iter(entries), None))}: {_CALLED[target]}"

    def _name(self, entry_id: int | None) -> str:
        known = read_entry_summaries(self.tx.connection, [] if entry_id is None else [entry_id])
        return known[0].key if known else "an entry that is gone"

    def _settle(self, topics: Topics, at: str) -> None:
        """Refresh the entries; work out anew which mentions are one work if operations since may have changed that."""
        present = find_existing(self.tx.connection, self.touched)
        if self.later.by_id:
            records = [one.record for one in self.removed]
            assignment = assign(self.tx, [], reconsider=present, removed=records)
            apply_assignment(self.tx, assignment, at=at)
            present = find_existing(self.tx.connection, self.touched | assignment.touched)
        present |= self._bequeath(present)
        unknown = present - find_recorded(self.tx.connection, present)
        removed = [one for one in self.removed if one.entry_id not in self.known_again]
        kept = keep_former(self.tx, removed, unknown, at=at)
        for one in read_entry_summaries(self.tx.connection, kept - find_sourced(self.tx.connection, kept)):
            self.left[f"{one.key}, of which you have said something"] = None
        materialize.refresh(self.tx, present, at=at)
        topics.drop_unused()

    def _bequeath(self, entry_ids: set[int]) -> set[int]:
        """Give what was said of entries of which no record is left to those that have their mentions; return the latter.

        One that was known by a mention that is gone before the operation is a work of its own again.
        """
        bare = entry_ids - find_recorded(self.tx.connection, entry_ids)
        given = {
            i: into
            for i in sorted(bare & find_curated(self.tx.connection, bare))
            if (into := self.heirs.get(i))
        }
        for entry_id, into in given.items():
            merge_into(self.tx, entry_id, into)
        return set(given.values())
