"""A folder of notes and the library that imports them, for the import tests."""

from __future__ import annotations

import functools
import json
import secrets
import sqlite3
import tempfile
from pathlib import Path

from readlist.curation.add_claims import add_records
from readlist.importing.importer import import_paths
from readlist.storage import migrations
from readlist.storage.database import Store
from readlist.storage.table import DERIVED

JOURNAL = ("operation", "change", "fact", "about", "removed", "peer", "pending")
_WRITTEN = {"said", "lined", "placed", "home", "op"}
"""Columns that say which operation wrote a row: an undo writes it again."""
_NAMES = {
    "tag_id": "SELECT id, name FROM tag",
    "topic_id": "SELECT id, path FROM topic",
    "parent_id": "SELECT id, path FROM topic",
}


@functools.cache
def _empty_library():
    """The bytes of an empty library, which take twenty times as long to make as to copy."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrations.migrate(connection, 0)
    return connection.serialize()


def memory_store():
    """Make an in-memory library, for tests that need many: a device of its own, in a library of its own."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(_empty_library())
    connection.execute("PRAGMA foreign_keys = ON")
    for name, size in (("device", 8), ("library", 16)):
        connection.execute("UPDATE about SET value = ? WHERE name = ?", (secrets.token_hex(size), name))
    return Store(connection, Path(tempfile.gettempdir(), "readlist-in-memory"))


class Notebook:
    """A folder of notes and a library."""

    def __init__(self, folder, store=None):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.store = store or Store.open(folder / "library.db")

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.store.close()

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def bring(self, **notes):
        """Write notes (``a_md`` names the file a.md) and import them all in one operation."""
        return import_paths(
            self.store, [self.write(name.replace("_", "."), text) for name, text in notes.items()]
        )

    def entries(self):
        """Return all works, by key; prose is left out."""
        ids = [
            i
            for (i,) in self.store.query(
                "SELECT id FROM entry WHERE kind NOT IN ('note', 'gone') ORDER BY key"
            )
        ]
        return list(self.store.load_entries(ids))

    def titles(self):
        return sorted(entry.title for entry in self.entries())

    def entry(self, part):
        """Return the one work with this text in its title."""
        (found,) = [entry for entry in self.entries() if part in entry.title]
        return found

    def works(self):
        """Return all entries without IDs, keys and times, to compare libraries with different histories."""
        every = self.store.load_entries(i for (i,) in self.store.query("SELECT id FROM entry"))
        return sorted(json.dumps(_plain(entry), ensure_ascii=False, sort_keys=True) for entry in every)


def add_record(store, record, origin, **more):
    """Add a single record as ``add_records`` does."""
    (result,) = add_records(store, [(record, origin)], **more)
    return result


def _plain(entry):
    return {k: v for k, v in entry.to_dict().items() if k not in ("key", "former_keys", "added", "updated")}


def dump(store, *, journal=True):
    """Return all rows of all tables.

    Without ``journal``, leave out the history, and of the search index all but the documents and document frequencies;
    of what is worked out, the ids of rows, and when an entry changed last.
    """
    names = [
        name for (name,) in store.query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    ]
    inner = (*JOURNAL, *(name for name in names if name.startswith("search_")))
    read = (lambda name: store.query(f"SELECT * FROM {name}")) if journal else lambda name: _said(store, name)
    rows = {name: read(name) for name in names if journal or name not in inner}
    rows["docs"] = store.query("SELECT * FROM search_doc")
    rows["words"] = store.query("SELECT word, docs FROM search_term")
    return {name: sorted(map(repr, found)) for name, found in rows.items()}


def _said(store, table):
    """Return the rows of a table without what depends on the order of events; derived ones in their order by entry."""
    cursor = store.connection.execute(f"SELECT * FROM {table} ORDER BY 1")
    columns = [column[0] for column in cursor.description]
    left_out = {"id"} if table in (*DERIVED, "tag", "topic") else {"updated"} if table == "entry" else set()
    left_out |= _WRITTEN | ({"born"} if table == "claim" else set())
    known = {column: dict(store.query(sql)) for column, sql in _NAMES.items() if column in columns}
    rows = [
        {
            name: known[name].get(value) if name in known else value
            for name, value in zip(columns, row, strict=True)
        }
        for row in cursor
    ]
    kept = [{name: value for name, value in row.items() if name not in left_out} for row in rows]
    if table not in DERIVED:
        return kept
    by_entry = {}
    for row in kept:
        by_entry.setdefault(row["entry_id"], []).append(row)
    return list(by_entry.items())
