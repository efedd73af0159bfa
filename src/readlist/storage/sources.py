"""Rows of imported files.

    importing ── find by path, or by content if the file was renamed ──> row ── save_source ──> the row as it is now

``statistics`` counts what they hold.
"""

from __future__ import annotations

import json
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.source_names import LONG_NAME, long_name, plain_name
from readlist.model.uids import source_uid
from readlist.storage import columns

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from readlist.storage.transaction import Transaction


class SourceRow(NamedTuple):
    """A source, and the file it was imported from; an empty path if that is on another device."""

    id: int
    name: str
    path: str
    uid: bytes

    @property
    def is_elsewhere(self) -> bool:
        """Whether its file is on another device; once, copies had the name as path."""
        return self.path in ("", self.name)

    @property
    def plain_name(self) -> str:
        """The name that it was imported under."""
        return plain_name(self.name, self.uid)


class SourceValues(NamedTuple):
    """The values of a source. ``hash`` is that of ``content``; ``imported`` is the time of the last change."""

    name: str
    path: str
    hash: str
    encoding: str
    content: bytes
    title: str | None
    imported: str


def read_content(connection: sqlite3.Connection, source_id: int) -> bytes:
    """Return the content of a source."""
    content: bytes = connection.execute("SELECT content FROM source WHERE id = ?", (source_id,)).fetchone()[0]
    return content


def read_source_uid(connection: sqlite3.Connection, source_id: int) -> bytes:
    """Return the uid of a source."""
    uid: bytes = connection.execute("SELECT uid FROM source WHERE id = ?", (source_id,)).fetchone()[0]
    return uid


def read_hashes(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the hash of every source, by path."""
    return dict(connection.execute("SELECT path, hash FROM source"))


def find_source_by_path(connection: sqlite3.Connection, path: str) -> SourceRow | None:
    """Find the source that was imported from a path."""
    row = connection.execute("SELECT id, name, path, uid FROM source WHERE path = ?", (path,)).fetchone()
    return SourceRow(*row) if row else None


def find_sources_by_hash(connection: sqlite3.Connection, digest: str) -> list[SourceRow]:
    """Find the sources whose content has this hash, oldest first."""
    sql = "SELECT id, name, path, uid FROM source WHERE hash = ? ORDER BY id"
    return [SourceRow(*row) for row in connection.execute(sql, (digest,))]


def find_source_by_name(connection: sqlite3.Connection, name: str) -> SourceRow | None:
    """Find the source that is called exactly ``name``."""
    row = connection.execute("SELECT id, name, path, uid FROM source WHERE name = ?", (name,)).fetchone()
    return SourceRow(*row) if row else None


def is_imported_again(
    connection: sqlite3.Connection, path: str, uid: bytes, but_for: Collection[int] = ()
) -> bool:
    """Return whether a source that was deleted is there again, or another one of its file, apart from some."""
    sql = "SELECT id FROM source WHERE uid = ? OR (path = ? AND path <> '')"
    return any(i not in but_for for (i,) in connection.execute(sql, (uid, path)))


def find_free_name(connection: sqlite3.Connection, name: str, uid: bytes) -> str:
    """Return the name that a source can have for now: ``source_names.settle_names`` says which has it for good."""
    other = find_source_by_name(connection, name)
    return name if other is None or other.uid == uid else long_name(name, uid)


def find_sources_called(connection: sqlite3.Connection, name: str) -> list[SourceRow]:
    """Find the sources that were imported under a name, here or on another device."""
    sql = f"SELECT id, name, path, uid FROM source WHERE name = ?1 OR name GLOB '{LONG_NAME}' AND name > ?1 ORDER BY name"
    rows = map(SourceRow._make, connection.execute(sql, (name,)))
    return [row for row in rows if row.plain_name == name]


def save_source(tx: Transaction, source_id: int | None, values: SourceValues) -> int:
    """Write a source, a new one if it has no id yet, and return its id."""
    row = values._asdict()
    if source_id is None:
        return tx.insert(columns.SOURCE, [row | {"uid": _free_uid(tx.connection, values)}])[0]
    tx.update(columns.SOURCE, {source_id: row})
    return source_id


def _free_uid(connection: sqlite3.Connection, values: SourceValues) -> bytes:
    """Return the uid of a new source; one that was renamed or has changed keeps its first one."""
    sql = "SELECT 1 FROM source WHERE uid = ?"
    names = chain([values.name], (f"{values.name} {number}" for number in count(2)))
    uids = (source_uid(name, values.hash) for name in names)
    return next(uid for uid in uids if not connection.execute(sql, (uid,)).fetchone())


def delete_source(tx: Transaction, source_id: int) -> None:
    """Delete a source, which has no mentions any more."""
    tx.delete(columns.SOURCE, [source_id])


def rename_source(tx: Transaction, source_id: int, name: str, path: str) -> None:
    """Give a source another name and path."""
    tx.update(columns.SOURCE, {source_id: {"name": name, "path": path}})


def find_entries_of_sources(connection: sqlite3.Connection, source_ids: Collection[int]) -> set[int]:
    """Find the entries that sources mention."""
    sql = "SELECT DISTINCT entry_id FROM mention WHERE source_id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(sql, (json.dumps(sorted(source_ids)),)) if source_ids else ()
    return {entry_id for (entry_id,) in rows}


def read_source_names(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return the id and name of each source, by name."""
    return connection.execute("SELECT id, name FROM source ORDER BY name").fetchall()


def read_source_paths(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the path that each source was read from, by name; it starts with ``-`` for standard input."""
    return dict(connection.execute("SELECT name, path FROM source"))


def decode_source(connection: sqlite3.Connection, source_id: int) -> str:
    """Return the text of a source, in the encoding found at import; bytes that do not fit it are replaced."""
    sql = "SELECT content, encoding FROM source WHERE id = ?"
    content, encoding = connection.execute(sql, (source_id,)).fetchone()
    text: str = content.decode(encoding, errors="replace")
    return text
