"""The writes of one command, recorded with the inverse of each.

    insert, update, delete, restore ─┬─> rows
                                     ├─> journal: operation ──< change    (written at the end)
                                     ├─> touched tags ──> their spelling     (written at the end)
                                     └─> touched entries ──> search index    (written at the end)

Ids are allocated here, so that one row of the journal can stand for a range of new rows.
"""

from __future__ import annotations

import base64
import json
import zlib
from datetime import UTC, datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol

from readlist.storage import columns
from readlist.storage.tag_spelling import find_spellings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from readlist.storage.table import Table

_BATCH = 5_000
"""Rows read per statement."""
_UNSEARCHED = {"line", "end_line", "pinned", "record", "origins", "added", "updated"}
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

    def __init__(
        self,
        connection: sqlite3.Connection,
        index: EntryIndex,
        command: str,
    ) -> None:
        self.connection = connection
        self._command = command
        self._undoes: int | None = None
        self._journal: list[tuple[str, str, int, int, str | None]] = []
        self._touched: set[int] = set()
        self._tags: set[int] = set()
        self._index = index

    @property
    def number(self) -> int:
        """The id that the operation will have."""
        return self.next_id("operation")

    def name(self, command: str, *, undoes: int | None = None) -> None:
        """Name the operation by what was found in the transaction; ``undoes``: the id of the operation that it undoes."""
        self._command, self._undoes = command, undoes

    def insert(self, table: Table, rows: Sequence[dict[str, Any]]) -> range:
        """Insert ``rows`` (column to value; defaults are filled in) and return their ids, in order."""
        first = self.next_id(table.name)
        ids = range(first, first + len(rows))
        if rows:
            table.insert(self.connection, rows, ids)
            if table is columns.ENTRY:
                self._touched.update(ids)
            else:
                self._touch_all(table, rows)
            self._journal.append(("insert", table.name, ids[0], ids[-1], None))
        return ids

    def next_id(self, table_name: str) -> int:
        """Return the id that the next row inserted into a table gets; ids are never chosen anywhere else."""
        highest = f"SELECT max(id) FROM {table_name}"
        return int(self.connection.execute(highest).fetchone()[0] or 0) + 1

    def restore(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert whole rows under the ids that they had."""
        if rows:
            table.insert(self.connection, rows, [row["id"] for row in rows])
            self._touch_all(table, rows)
            self._journal += [("insert", table.name, row["id"], row["id"], None) for row in rows]

    def update(self, table: Table, changes: Mapping[int, dict[str, Any]]) -> int:
        """Set columns of rows (id to column to value) and return the number of rows that changed."""
        by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for row_id, old in self._rows(table, changes):
            new = {name: value for name, value in changes[row_id].items() if old[name] != value}
            if new:
                before = pack({name: old[name] for name in new})
                self._journal.append(("update", table.name, row_id, row_id, before))
                if not new.keys() <= _UNSEARCHED:
                    self._touch_all(table, [old, old | new])
                by_columns.setdefault(tuple(new), []).append((*new.values(), row_id))
        for names, rows in by_columns.items():
            table.update(self.connection, names, rows)
        return sum(map(len, by_columns.values()))

    def delete(self, table: Table, ids: Collection[int]) -> int:
        """Delete the rows with these ids and return the number of rows deleted."""
        deleted = []
        for row_id, old in self._rows(table, ids):
            deleted.append((row_id,))
            self._journal.append(("delete", table.name, row_id, row_id, pack(old)))
            self._touch_all(table, [old])
        self.connection.executemany(f"DELETE FROM {table.name} WHERE id = ?", deleted)
        return len(deleted)

    def put_docs(self, docs: dict[int, tuple[str, str]]) -> None:
        """Index new entries from tokens that were computed from the same values as their rows.

        Entries that change later in the transaction are indexed again.
        """
        if self._index.add(docs):
            self._touched.difference_update(docs)

    def finish(self) -> None:
        """Spell the tags, write the journal and the index; without changes, no operation is recorded."""
        spelt = find_spellings(self.connection, self._tags)
        self.update(columns.TAG, {tag_id: {"name": name} for tag_id, name in spelt.items()})
        if self._journal:
            cursor = self.connection.execute(
                "INSERT INTO operation (at, command, undoes) VALUES (?, ?, ?)",
                (now(), self._command, self._undoes),
            )
            self.connection.executemany(
                "INSERT INTO change (operation_id, action, target, row_id, last_id, before) VALUES (?, ?, ?, ?, ?, ?)",
                ((cursor.lastrowid, *step) for step in self._journal),
            )
        self._index.finish(self._touched)

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
