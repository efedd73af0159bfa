"""The writes of one command, recorded with the inverse of each.

    insert, update, delete, restore ─┬─> rows
                                     ├─> journal: operation ──< change       (written at the end)
                                     ├─> touched tags ──> their spelling     (written at the end)
                                     └─> touched entries ──> search index    (written at the end)

The journal holds what is said (sources, mentions, claims, …) and which entries there are. What follows from it, the columns
of entries and the tables of ``table.DERIVED``, is worked out again after an undo. Facts are their own journal: they
have the stamp of their operation. Ids are allocated here, so that one row of the journal can stand for a range of new
rows; no id that the journal knows is given again.
"""

from __future__ import annotations

import base64
import getpass
import json
import zlib
from datetime import UTC, datetime
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol

from readlist.config import KEY_PATTERN
from readlist.model.facts import NAMING
from readlist.model.stamps import time_of
from readlist.storage import columns
from readlist.storage.device import is_shared, next_operation_stamp, read_person
from readlist.storage.removed import forget_removed, note_birth, note_housed, note_removed
from readlist.storage.table import DERIVED
from readlist.storage.tag_spelling import delete_unused, find_spellings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from readlist.storage.table import Table

_BATCH = 5_000
"""Rows read per statement."""
_UNJOURNALED = {*DERIVED, "tag", "topic", "fact"}
_WRITTEN_BY = {
    "source": ("op",),
    "mention": ("said", "lined", "placed"),
    "claim": ("born", "op"),
    "decision": ("op",),
    "entry": ("born",),
}
"""Columns that say by which operation a row was written, by table."""
_PLACE = {"entry_id", "pinned"}
_ANSWERS = {"claim", "decision"}
_ANSWERED = {"entry_id", "origin", "subject"}
"""Columns by which other libraries know an answer: one that gets other values is gone under those that it had."""
_WORKS = {"mention": {*_PLACE, "record"}, "claim": {"entry_id", "record"}}
"""Columns that say which works there are, by table."""
_LINES = {"line", "end_line"}
_BOOKKEEPING = {"home", "said", "lined", "placed", "op"}
"""Columns that a write sets besides what it is asked to; the journal leaves them out."""
_UNSEARCHED = {
    "line", "end_line", "pinned", "record", "origins", "added", "updated", "born", "wanted", *_BOOKKEEPING
}  # fmt: skip
"""Columns that are not indexed: a line added at the top of a note changes the line numbers of all mentions below."""


def now() -> str:
    """Return the current time as the library stores it: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class EntryIndex(Protocol):
    """The part of the search index (``index.updater``) that a transaction uses to keep it up to date."""

    def add(self, docs: dict[int, tuple[str, str]], /) -> bool:
        """Index new entries from tokens that were computed before, by entry id; False if they are not taken."""
        ...

    def finish(self, entry_ids: Collection[int], /) -> None:
        """Bring the index rows of these entries up to date."""
        ...


class Transaction:
    """The writes of one command; ``Store.write`` creates it, commits it, or rolls all of it back."""

    def __init__(self, connection: sqlite3.Connection, index: EntryIndex, command: str, path: Path) -> None:
        self.connection = connection
        self.key_pattern = KEY_PATTERN
        """The pattern of the citation keys of new entries (``model.key_pattern``)."""
        self._command = command
        self._path = path
        self._undoes: int | None = None
        self._journal: list[tuple[str, str, int, int, str | None]] = []
        self._gone: dict[str, int] = {}
        """The highest id of the rows that were deleted from each table."""
        self._has_stated = False
        self.names_works = False
        """Whether it has written anything that says which works there are, so that others may be the same."""
        self._paths: dict[int | None, str | None] = {None: None}
        """The path of each topic by id; none of the ids is given to another topic while mentions are deleted."""
        self._deferred: dict[Callable[[Transaction, Collection[int]], None], set[int]] = {}
        self._is_recorded = False
        self._touched: set[int] = set()
        self._tags: set[int] = set()
        self._index = index

    @cached_property
    def stamp(self) -> str:
        """The stamp of the operation (``model.stamps``)."""
        return next_operation_stamp(self.connection, self._path)

    @cached_property
    def number(self) -> int:
        """The id that the operation gets; the rows that it writes refer to it."""
        (highest,) = self.connection.execute("SELECT max(id) FROM operation").fetchone()
        return (highest or 0) + 1

    @property
    def at(self) -> str:
        """The time of the operation: ISO 8601, UTC, whole seconds."""
        return time_of(self.stamp)

    @cached_property
    def is_shared(self) -> bool:
        """Whether the library exchanges operations with others; then it keeps what these need to know of deleted rows."""
        return is_shared(self.connection)

    def name(self, command: str, *, undoes: int | None = None) -> None:
        """Name the operation by what was found in the transaction; ``undoes``: the id of the operation that it takes back."""
        self._command, self._undoes = command, undoes

    def insert(self, table: Table, rows: Sequence[dict[str, Any]], *, settled: bool = False) -> range:
        """Insert ``rows`` (column to value; defaults are filled in) and return their ids, in order.

        ``settled``: as for ``update``.
        """
        first = self.next_id(table.name)
        ids = range(first, first + len(rows))
        if rows:
            by = {name: self.number for name in _WRITTEN_BY.get(table.name, ()) if name not in rows[0]}
            if self.is_shared and table.name in _WRITTEN_BY:
                forget_removed(self.connection, table.name, rows)
            table.insert(self.connection, rows, ids, by)
            if table is columns.ENTRY:
                self._touched.update(ids)
            else:
                self._touch_all(table, rows)
            self._has_stated |= table is columns.FACT
            self.names_works |= (table.name in _WORKS and not settled) or (
                table is columns.FACT and any(row["field"] in NAMING for row in rows)
            )
            if table.name not in _UNJOURNALED and not settled:
                self._journal.append(("insert", table.name, ids[0], ids[-1], None))
        return ids

    def next_id(self, table_name: str) -> int:
        """Return the id that the next row inserted into a table gets; ids are never chosen anywhere else."""
        highest = f"SELECT max(id) FROM {table_name}"
        present = self.connection.execute(highest).fetchone()[0] or 0
        if table_name in _UNJOURNALED:
            return int(present) + 1
        before = self.connection.execute("SELECT max(row_id) FROM change WHERE target = ?", (table_name,))
        return max(present, before.fetchone()[0] or 0, self._gone.get(table_name, 0)) + 1

    def restore(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert whole rows under the ids that they had."""
        if rows:
            if table.name in _WRITTEN_BY and table is not columns.ENTRY:
                by = dict.fromkeys(_WRITTEN_BY[table.name], self.number)
                born = {"born"} if table is columns.CLAIM else set()
                rows = [by | {n: v for n, v in row.items() if n not in by.keys() - born} for row in rows]
                if self.is_shared:
                    forget_removed(self.connection, table.name, rows)
            table.insert(self.connection, rows, [row["id"] for row in rows])
            if table is columns.ENTRY and self.is_shared:
                for row in rows:
                    note_birth(self.connection, row, self.stamp)
            self._touch_all(table, rows)
            self._journal += [("insert", table.name, row["id"], row["id"], None) for row in rows]
            self.names_works |= table.name in _WORKS or table is columns.ENTRY

    def defer(self, task: Callable[[Transaction, Collection[int]], None], entry_ids: Iterable[int]) -> None:
        """Call ``task`` at the end of the transaction, once, with all entries that it was deferred for."""
        self._deferred.setdefault(task, set()).update(entry_ids)

    def update(
        self,
        table: Table,
        changes: Mapping[int, dict[str, Any]],
        *,
        derived: bool = False,
        settled: bool = False,
    ) -> int:
        """Set columns of rows (id to column to value) and return the number of rows that changed.

        ``derived``: another library says so. ``settled``: nobody does; it follows from what several libraries say, and is
        worked out again after an undo.
        """
        derived |= settled
        by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        is_journaled = table is not columns.ENTRY and table.name not in _UNJOURNALED and not settled
        for row_id, old in self._rows(table, changes):
            new = {name: value for name, value in changes[row_id].items() if old[name] != value}
            if new:
                if self.is_shared and not derived and table.name in _ANSWERS and new.keys() & _ANSWERED:
                    note_removed(self.connection, table.name, old, self.stamp)
                    forget_removed(self.connection, table.name, [old | new])
                if self.is_shared and not derived and table is columns.MENTION and new.keys() & _PLACE:
                    note_housed(self.connection, old["uid"].hex(), self._home(old), old["placed"])
                self.names_works |= not settled and not new.keys().isdisjoint(_WORKS.get(table.name, ()))
                new = new if derived else self._written(table, new, changes[row_id].get("home"))
                if is_journaled and not new.keys() <= _BOOKKEEPING:
                    kept = {name: old[name] for name in new if name not in _BOOKKEEPING}
                    if table is columns.MENTION and new.keys() & _PLACE and old["home"]:
                        kept["home"] = old["home"]
                    before = pack(kept)
                    self._journal.append(("update", table.name, row_id, row_id, before))
                if not new.keys() <= _UNSEARCHED:
                    self._touch_all(table, [old, old | new])
                by_columns.setdefault(tuple(new), []).append((*new.values(), row_id))
        for names, rows in by_columns.items():
            table.update(self.connection, names, rows)
        return sum(map(len, by_columns.values()))

    def _home(self, mention: Mapping[str, Any]) -> str:
        """Return the uid of the entry that a mention was given to."""
        if mention["home"]:
            return str(mention["home"])
        sql = "SELECT uid FROM entry WHERE id = ?"
        return str(self.connection.execute(sql, (mention["entry_id"],)).fetchone()[0])

    def _written(self, table: Table, new: dict[str, Any], home: str | None) -> dict[str, Any]:
        """Return changed columns of a row with those that say by which operation they were written, and the home it has then."""
        if table is columns.MENTION:
            if new.keys() - _PLACE - _LINES - _BOOKKEEPING and "said" not in new:
                new["said"] = self.number
            if new.keys() & _LINES and "lined" not in new:
                new["lined"] = self.number
            if new.keys() & _PLACE and "placed" not in new:
                new |= {"placed": self.number, "home": home}
        elif table.name in _WRITTEN_BY and table is not columns.ENTRY and "op" not in new:
            new["op"] = self.number
        return new

    def delete(
        self, table: Table, ids: Collection[int], *, derived: bool = False, settled: bool = False
    ) -> int:
        """Delete the rows with these ids and return the number of rows deleted; the flags are as for ``update``."""
        derived |= settled
        deleted = []
        is_journaled = table.name not in _UNJOURNALED and not settled
        self.names_works |= table.name in _WORKS and not settled and bool(ids)
        for row_id, old in self._rows(table, ids):
            deleted.append((row_id,))
            if is_journaled:
                image = self._with_path(old) if table is columns.MENTION else old
                self._journal.append(("delete", table.name, row_id, row_id, pack(image)))
            self._touch_all(table, [old])
            if table.name in _WRITTEN_BY and self.is_shared and not derived:
                note_removed(self.connection, table.name, old, self.stamp)
        self.connection.executemany(f"DELETE FROM {table.name} WHERE id = ?", deleted)
        self._gone[table.name] = max(self._gone.get(table.name, 0), *(i for (i,) in deleted), 0)
        return len(deleted)

    def _with_path(self, mention: dict[str, Any]) -> dict[str, Any]:
        """Return a mention with the path of its topic in place of the topic's id: topics come and go."""
        image = dict(mention)
        topic_id = image.pop("topic_id")
        if topic_id not in self._paths:
            self._paths = {None: None, **dict(self.connection.execute("SELECT id, path FROM topic"))}
        return image | {"topic": self._paths[topic_id]}

    def continue_as(self, number: int) -> None:
        """Write as a part of an operation that is recorded already, that of another library."""
        self.number, self._is_recorded = number, True

    def put_docs(self, docs: dict[int, tuple[str, str]]) -> None:
        """Index new entries from tokens that were computed from the same values as their rows.

        Entries that change later in the transaction are indexed again.
        """
        if self._index.add(docs):
            self._touched.difference_update(docs)

    def next_operation(self, command: str, *, undoes: int | None = None) -> None:
        """End the operation, and begin another in the same transaction.

        One that takes back another is recorded even if nothing was left to change.
        """
        self._record()
        self._journal, self._has_stated, self._is_recorded = [], undoes is not None, False
        for name in ("stamp", "number"):
            self.__dict__.pop(name, None)
        self.name(command, undoes=undoes)

    def finish(self) -> None:
        """Spell the tags, write the journal and the index; without changes, no operation is recorded."""
        if self._deferred:
            self._record()
            for task, entry_ids in self._deferred.items():
                task(self, entry_ids)
        delete_unused(self.connection, self._tags)
        spelt = find_spellings(self.connection, self._tags)
        self.update(columns.TAG, {tag_id: {"name": name} for tag_id, name in spelt.items()})
        self._record()
        self._index.finish(self._touched)

    def _record(self) -> None:
        """Write the operation and its journal so far, if there is anything in it."""
        if not self._journal and not self._has_stated:
            return
        if not self._is_recorded:
            self.connection.execute(
                """INSERT INTO operation (id, at, command, undoes, stamp, by, is_final, is_remote)
                    VALUES (?, ?, ?, ?, ?, ?, 0, 0)""",
                (
                    self.number,
                    time_of(self.stamp),
                    self._command,
                    self._undoes,
                    self.stamp,
                    read_person(self.connection) or _who(),
                ),
            )
        self.connection.executemany(
            "INSERT INTO change (operation_id, action, target, row_id, last_id, before) VALUES (?, ?, ?, ?, ?, ?)",
            ((self.number, *step) for step in self._journal),
        )
        self._is_recorded = True
        self._journal, self._has_stated = [], False

    def _rows(self, table: Table, ids: Collection[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Read whole rows before they change, in the order of ``ids``: a row that refers to another is deleted first."""
        wanted = list(ids)
        sql = f"SELECT * FROM {table.name} WHERE id IN (SELECT value FROM json_each(?))"
        for start in range(0, len(wanted), _BATCH):
            part = wanted[start : start + _BATCH]
            cursor = self.connection.execute(sql, (json.dumps(part),))
            names = [column[0] for column in cursor.description]
            rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
            found = {row["id"]: row for row in rows}
            yield from ((row_id, found[row_id]) for row_id in part if row_id in found)

    def _touch_all(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Mark the entries and tags that these rows belong to; all rows have the same columns."""
        column = "id" if table is columns.ENTRY else "entry_id"
        if column in rows[0]:
            self._touched.update(map(itemgetter(column), rows))
        if table is columns.ENTRY_TAG:
            self._tags.update(map(itemgetter("tag_id"), rows))


def _who() -> str:
    """Return the name under which the person is logged in; empty if the system does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def pack(row: dict[str, Any]) -> str:
    """Serialise a row as JSON; bytes are compressed and encoded in base 64, as ``{"zlib": …}``."""
    return json.dumps(
        row,
        ensure_ascii=False,
        default=lambda value: {"zlib": base64.b64encode(zlib.compress(value)).decode()},
    )


def unpack(text: str) -> dict[str, Any]:
    """Parse what ``pack`` wrote."""
    return {
        name: zlib.decompress(base64.b64decode(value["zlib"])) if isinstance(value, dict) else value
        for name, value in json.loads(text).items()
    }
