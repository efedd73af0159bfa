"""What the person said of entries as versions of the schema up to 8 kept it, and its upgrade to facts.

Tags, topics and status were a claim of origin ``hand``, tags taken off one of origin ``hand:removed``; notes were rows,
priority and rating columns of the entry. ``find_facts`` works out which operation said what, by going back through the
journal as undoing everything would.
"""

from __future__ import annotations

import json
from itertools import chain, groupby, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.facts import NOTE, PRIORITY, RATING, STATUS, TAG, TOPIC, WHOLE, tag_element
from readlist.model.identifiers import Identifier
from readlist.model.provenance import HAND, REMOVED
from readlist.model.record import Record
from readlist.model.stamps import EARLIEST, milliseconds_of, new_device, next_stamp, number_of, stamp
from readlist.model.topic_names import topic_element
from readlist.model.uids import entry_name, free_uid
from readlist.storage.transaction import pack, unpack

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

    Row = dict[str, Any]
    State = dict[tuple[str, str], "_Said"]
    """What is said of an entry: field and element to value."""
    Given = dict[str, tuple[str, int]]
    """For each folded tag, its spelling and the number of the operation that added it."""

_FIELDS = tuple(
    name for name in Record._fields if name not in ("kind", "tags", "stamps", "topics", "rating", "priority")
)


def read_given(record: Record) -> Given:
    """Return the tags of a record by hand; those without a number count as added before all operations."""
    pairs = zip(record.tags, chain(record.stamps, repeat(0)), strict=False)
    return {tag.casefold(): (tag, number) for tag, number in pairs}


def unite_tags(first: Record, second: Record) -> Record:
    """Return the first record with the tags of both; a tag in both has the spelling that was added last."""
    given = read_given(first)
    for folded, (tag, number) in read_given(second).items():
        if folded not in given or number > given[folded][1]:
            given[folded] = (tag, number)
    return with_given(first, given)


def with_given(record: Record, given: Given) -> Record:
    """Return the record with these tags instead of its own."""
    numbers = tuple(number for _, number in given.values())
    return record._replace(
        tags=tuple(tag for tag, _ in given.values()), stamps=numbers if any(numbers) else ()
    )


def unite(first: Record, second: Record) -> Record:
    """Merge two records: values of the first, else of the second; tags and topics of both."""
    filled = second._replace(**{name: value for name in _FIELDS if (value := getattr(first, name))})
    tagged = unite_tags(first, second)
    topics = tuple(dict.fromkeys((*first.topics, *second.topics)))
    return filled._replace(kind=first.kind, tags=tagged.tags, stamps=tagged.stamps, topics=topics)


# -- names -----------------------------------------------------------------------------------------------------------


def name_library(connection: sqlite3.Connection) -> str:
    """Give the library a uid and a device, and each operation a stamp, in their order; return the device."""
    device = new_device()
    rows = [("library", new_device() + new_device()), ("device", device)]
    connection.executemany("INSERT INTO about (name, value) VALUES (?, ?)", rows)
    latest = EARLIEST
    for operation_id, at in connection.execute("SELECT id, at FROM operation ORDER BY id").fetchall():
        latest = next_stamp(latest, device, milliseconds_of(at))
        connection.execute("UPDATE operation SET stamp = ? WHERE id = ?", (latest, operation_id))
    return device


def name_entries(connection: sqlite3.Connection) -> None:
    """Give each entry a uid, also those that an undo would restore."""
    sql = "SELECT entry_id, scheme, value FROM identifier ORDER BY id DESC"
    first = {entry_id: [Identifier(scheme, value)] for entry_id, scheme, value in connection.execute(sql)}
    uids: dict[int, str] = {}
    taken: set[str] = set()

    def name(entry_id: int, kind: str, title: str) -> str:
        if entry_id not in uids:
            uids[entry_id] = free_uid(entry_name(first.get(entry_id, []), kind, title), taken)
            taken.add(uids[entry_id])
        return uids[entry_id]

    sql = "SELECT id, kind, title FROM entry ORDER BY id"
    present = [(name(*row), row[0]) for row in connection.execute(sql)]
    connection.executemany("UPDATE entry SET uid = ? WHERE id = ?", present)
    sql = "SELECT id, before FROM change WHERE target = 'entry' AND action = 'delete' ORDER BY id"
    for change_id, before in connection.execute(sql).fetchall():
        row = unpack(before)
        image = pack(row | {"uid": name(row["id"], row["kind"], row["title"])})
        connection.execute("UPDATE change SET before = ? WHERE id = ?", (image, change_id))


def name_topics(connection: sqlite3.Connection) -> None:
    """Write the path of its topic, instead of the topic's id, into each mention that an undo would restore."""
    sql = "SELECT before FROM change WHERE target = 'topic' AND action = 'delete' ORDER BY id DESC"
    gone = {row["id"]: row["path"] for (before,) in connection.execute(sql) if (row := unpack(before))}
    paths = {None: None} | gone | dict(connection.execute("SELECT id, path FROM topic"))
    sql = "SELECT id, before FROM change WHERE target = 'mention' AND action = 'delete'"
    for change_id, before in connection.execute(sql).fetchall():
        row = unpack(before)
        image = pack(row | {"topic": paths.get(row.pop("topic_id"))})
        connection.execute("UPDATE change SET before = ? WHERE id = ?", (image, change_id))


# -- facts -----------------------------------------------------------------------------------------------------------

_TRACKED = {
    "claim": "SELECT id, entry_id, origin, record FROM claim WHERE origin IN ('hand', 'hand:removed')",
    "note": "SELECT id, entry_id, body, created FROM note",
    "entry": "SELECT id, id, priority, rating FROM entry WHERE priority IS NOT NULL OR rating IS NOT NULL",
}
_COLUMNS = {
    "claim": ("id", "entry_id", "origin", "record"),
    "note": ("id", "entry_id", "body", "created"),
    "entry": ("id", "entry_id", "priority", "rating"),
}
_STEPS = """SELECT operation.stamp, change.id, action, target, row_id, last_id, before FROM change
    JOIN operation ON operation.id = operation_id WHERE target IN ('claim', 'note', 'entry')
    ORDER BY operation_id DESC, change.id DESC"""


def find_facts(connection: sqlite3.Connection, device: str) -> None:
    """Write what the person says of entries as facts, each with the stamp of the operation that said so."""
    past = _Past(connection, device)
    facts: list[list[tuple[_Statement, str]]] = []
    for at, steps in groupby(connection.execute(_STEPS).fetchall(), key=itemgetter(0)):
        facts.append([(one, at) for one in past.go_back([_Step(*step[1:]) for step in steps])])
    latest, rest = EARLIEST, []
    for statement in past.rest():
        latest = next_stamp(latest, device, 0)
        rest.append((statement, latest))
    stamps = dict(connection.execute("SELECT id, stamp FROM operation"))
    found = [(one, at, one.said(stamps, at)) for one, at in (*rest, *chain.from_iterable(reversed(facts)))]
    uids = _read_uids(connection)
    connection.executemany(
        "INSERT INTO fact (entity, field, element, value, stamp, said) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (uids[one.entry_id], one.field, one.element, _json(one.value), at, said)
            for one, at, said in found
            if one.entry_id in uids
        ),
    )
    given = (
        (number_of(said), one.entry_id, one.value) for one, _, said in found if one.field == TAG and one.value
    )
    connection.executemany("UPDATE entry_tag SET given = ? WHERE entry_id = ? AND spelling = ?", given)
    connection.executemany("DELETE FROM change WHERE id = ?", past.replaced)
    elements = ((past.element(row), row_id) for (_, row_id), row in past.notes.items())
    connection.executemany("UPDATE note SET uid = ? WHERE id = ?", elements)


def _read_uids(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the uid of each entry, also of those that an undo would restore."""
    sql = "SELECT before FROM change WHERE target = 'entry' AND action = 'delete'"
    gone = [unpack(before) for (before,) in connection.execute(sql)]
    return {row["id"]: row["uid"] for row in gone} | dict(connection.execute("SELECT id, uid FROM entry"))


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Statement(NamedTuple):
    """What an operation said of an entry; ``number``: of a tag, the number of the operation that gave it first."""

    entry_id: int
    field: str
    element: str
    value: Any
    number: int

    def said(self, stamps: Mapping[int, str], at: str) -> str:
        """Return the stamp of the operation that said so first; ``at`` is that of the operation that wrote it."""
        if self.field == NOTE:
            return self.element.partition(".")[0]
        return stamps.get(self.number, at) if self.value else at


class _Step(NamedTuple):
    """A change of the journal."""

    id: int
    action: str
    target: str
    first: int
    last: int
    before: str | None


class _Said(NamedTuple):
    """A value, and for a tag the number of the operation that gave it."""

    value: Any
    number: int = 0


class _Past:
    """The rows that hold what the person says, as they were at a point in the past."""

    def __init__(self, connection: sqlite3.Connection, device: str) -> None:
        self._device = device
        self._rows: dict[tuple[str, int], Row] = {}
        self._of_entry: dict[int, set[tuple[str, int]]] = {}
        self.replaced: set[tuple[int]] = set()
        """Changes of claims by hand, by their ids."""
        for target, sql in _TRACKED.items():
            for values in connection.execute(sql):
                self._put(target, dict(zip(_COLUMNS[target], values, strict=True)))
        self.notes = {key: row for key, row in self._rows.items() if key[0] == "note"}

    def go_back(self, steps: Sequence[_Step]) -> Iterator[_Statement]:
        """Go to the time before an operation, given its steps, last first; yield what it said of which entry."""
        entry_ids = {entry_id for step in steps for entry_id in self._entries_of(step)}
        after = {entry_id: self._said(entry_id) for entry_id in entry_ids}
        for step in steps:
            for row_id in range(step.first, step.last + 1):
                self._revert(step, row_id)
        for entry_id, then in after.items():
            before = self._said(entry_id)
            for key in then | before:
                if before.get(key) != then.get(key):
                    yield _state(entry_id, key, then.get(key))

    def rest(self) -> Iterator[_Statement]:
        """Yield what was said before all operations of the journal, tags in the order in which they were given."""
        said = [(i, key, value) for i in sorted(self._of_entry) for key, value in self._said(i).items()]
        for entry_id, key, value in sorted(said, key=lambda one: one[2].number):
            yield _state(entry_id, key, value)

    def element(self, note: Row) -> str:
        """Return the element of a note: it begins with a stamp of the time when it was written."""
        return f"{stamp(milliseconds_of(note['created']), 0, self._device)}.{note['id']}"

    def _entries_of(self, step: _Step) -> Iterator[int]:
        before = unpack(step.before) if step.before else {}
        if step.target == "entry":
            yield from (i for i in range(step.first, step.last + 1) if i in self._of_entry or before)
        elif "entry_id" in before:
            yield before["entry_id"]
        for row_id in range(step.first, step.last + 1):
            if row := self._rows.get((step.target, row_id)):
                yield row["entry_id"]

    def _revert(self, step: _Step, row_id: int) -> None:
        row = self._take(step.target, row_id)
        if step.target == "claim" and row:
            self.replaced.add((step.id,))
        if step.action == "insert":
            return
        before = unpack(step.before or "{}")
        if step.target == "entry":
            row = {"id": row_id, "entry_id": row_id, "priority": None, "rating": None} | (row or {})
        if step.action == "delete" and step.target == "claim" and before["origin"] in (HAND, REMOVED):
            self.replaced.add((step.id,))
        if step.action == "delete" or row:
            self._put(step.target, (row or {}) | before)

    def _put(self, target: str, row: Row) -> None:
        if target == "claim" and row["origin"] not in (HAND, REMOVED):
            return
        self._rows[target, row["id"]] = row
        self._of_entry.setdefault(row["entry_id"], set()).add((target, row["id"]))

    def _take(self, target: str, row_id: int) -> Row | None:
        row = self._rows.pop((target, row_id), None)
        if row:
            self._of_entry[row["entry_id"]].discard((target, row_id))
        return row

    def _said(self, entry_id: int) -> State:
        """Return what the person says of an entry."""
        out: State = {}
        for target, row_id in sorted(self._of_entry.get(entry_id, ())):
            row = self._rows[target, row_id]
            if target == "note":
                out[NOTE, self.element(row)] = _Said(row["body"])
            elif target == "entry":
                numbers = ((field, row[field]) for field in (PRIORITY, RATING))
                out |= {(field, WHOLE): _Said(number) for field, number in numbers if number is not None}
            else:
                out = dict(_said_in(row["origin"], Record.from_json(row["record"]))) | out
        return out


def _said_in(origin: str, record: Record) -> Iterator[tuple[tuple[str, str], _Said]]:
    """Yield what a claim by hand says."""
    if origin == REMOVED:
        yield from (((TAG, tag_element(tag)), _Said(value=False)) for tag in record.tags)
        return
    for tag, number in read_given(record).values():
        yield (TAG, tag_element(tag)), _Said(tag, number)
    for path in record.topics:
        yield (TOPIC, topic_element(path)), _Said(list(path))
    if record.status:
        yield (STATUS, WHOLE), _Said(record.status)


def _state(entry_id: int, key: tuple[str, str], said: _Said | None) -> _Statement:
    return _Statement(entry_id, *key, said.value if said else None, said.number if said else 0)
