"""The library file: opening it, the one place through which all writes pass, and the queries that read it.

    Store ─── reading lane: plain SQL on ``store.connection`` (standard library, quick to start)
      └── write("command") ── Transaction: insert, update, delete ── journal (operation, change)
                                                                  └─ search index of the touched entries

Both lanes share one sqlite3 connection, so that rows, index and schema commit or roll back together.
SQLModel is loaded by the first write, never by a reading command.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from readlist import index, migrations
from readlist.errors import LibraryError
from readlist.records import ID_FIELDS, Entry, Link, Mention, Note

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from sqlmodel import SQLModel

APPLICATION_ID = 0x726C7374
"""Marks a SQLite file as a library (``rlst``); https://www.sqlite.org/pragma.html#pragma_application_id."""
BUSY_SECONDS = 10.0
"""How long a write waits for another process's write to end."""
_BATCH = 500
"""Entries read at a time, and ids in one ``IN (…)``: memory stays flat, however large the library."""


def now() -> str:
    """The present moment as the library writes it: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Store:
    """One open library file."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self._engine: Any = None

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open the library at ``path``, making or upgrading it where needed (an upgrade leaves a backup beside it).

        Raises LibraryError when the file is no library, is too new, is locked, or cannot be read.
        """
        try:
            connection = _connect(path)
        except (OSError, sqlite3.Error) as error:
            raise _cannot_open(path, error) from error
        try:
            _prepare(connection, path)
        except sqlite3.Error as error:
            connection.close()
            raise _cannot_open(path, error) from error
        except LibraryError:
            connection.close()
            raise
        return cls(connection, path)

    def close(self) -> None:
        """Close the file."""
        if self._engine is not None:
            self._engine.dispose()
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # -- writing ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def write(self, command: str) -> Iterator[Transaction]:
        """Run a block as one transaction and one operation called ``command``; an exception undoes all of it."""
        try:
            # SQLAlchemy rolls back when it first connects and when it lets go: both must lie outside BEGIN … COMMIT.
            with self._attach() as attached:
                self.connection.execute("BEGIN IMMEDIATE")
                transaction = Transaction(self.connection, attached, command)
                try:
                    yield transaction
                    transaction.finish()
                    self.connection.execute("COMMIT")
                except BaseException:
                    with contextlib.suppress(sqlite3.Error):
                        self.connection.execute("ROLLBACK")
                    raise
        except sqlite3.Error as error:
            raise _cannot_write(self.path, error) from error
        except Exception as error:
            if isinstance(original := getattr(error, "orig", None), sqlite3.Error):  # wrapped by SQLAlchemy
                raise _cannot_write(self.path, original) from error
            raise

    def _attach(self) -> contextlib.AbstractContextManager[Any]:
        """SQLAlchemy on this very connection."""
        from sqlalchemy import StaticPool, create_engine  # noqa: PLC0415

        if self._engine is None:
            self._engine = create_engine("sqlite://", creator=lambda: self.connection, poolclass=StaticPool)
        return contextlib.closing(self._engine.connect())

    # -- reading ------------------------------------------------------------------------------------------------

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Run one reading statement and return its rows."""
        return self.connection.execute(sql, parameters).fetchall()

    def load_entries(self, ids: Iterable[int]) -> Iterator[Entry]:
        """Yield the entries with these ids, in this order, read in batches; an id that is not there is left out."""
        batch: list[int] = []
        for entry_id in ids:
            batch.append(entry_id)
            if len(batch) == _BATCH:
                yield from self._load(batch)
                batch = []
        if batch:
            yield from self._load(batch)

    def _load(self, ids: list[int]) -> Iterator[Entry]:
        marks = ",".join("?" * len(ids))
        tags = self._grouped(
            f"SELECT entry_id, name FROM entry_tag JOIN tag ON tag.id = tag_id WHERE entry_id IN ({marks}) ORDER BY name",
            ids,
        )
        links = self._grouped(f"SELECT entry_id, url, role FROM link WHERE entry_id IN ({marks}) ORDER BY id", ids)
        known = self._grouped(
            f"SELECT entry_id, scheme, value, version FROM identifier WHERE entry_id IN ({marks}) ORDER BY id DESC", ids
        )
        notes = self._grouped(
            f"SELECT entry_id, body, created, updated FROM note WHERE entry_id IN ({marks}) ORDER BY id", ids
        )
        mentions = self._grouped(
            f"""SELECT entry_id, source.name, line, end_line, topic.path, label, text FROM mention
                JOIN source ON source.id = source_id LEFT JOIN topic ON topic.id = topic_id
                WHERE entry_id IN ({marks}) ORDER BY source.name, line, mention.id""",
            ids,
        )
        rows = {
            row[0]: row
            for row in self.query(
                f"""SELECT id, key, kind, title, aliases, authors, org, abstract, year, month, venue, categories, url,
                    status, priority, rating, added, updated, origins FROM entry WHERE id IN ({marks})""",
                ids,
            )
        }
        for entry_id in ids:
            if entry_id not in rows:
                continue
            row = rows[entry_id]
            placed = tuple(
                Mention(source, line, end, tuple(json.loads(path or "[]")), label, text)
                for source, line, end, path, label, text in mentions.get(entry_id, ())
            )
            given = {ID_FIELDS[s]: value for s, value, _ in known.get(entry_id, ()) if s in ID_FIELDS}
            version = next((v for s, value, v in known.get(entry_id, ()) if value == given.get("arxiv_id")), None)
            yield Entry(
                *row[:4],
                aliases=tuple(json.loads(row[4])),
                authors=tuple(json.loads(row[5])),
                org=row[6],
                abstract=row[7],
                year=row[8],
                month=row[9],
                venue=row[10],
                arxiv_version=version,
                **given,
                categories=tuple(json.loads(row[11])),
                url=row[12],
                links=tuple(Link(*link) for link in links.get(entry_id, ())),
                topics=tuple(dict.fromkeys(m.topics for m in placed if m.topics)),
                tags=tuple(name for (name,) in tags.get(entry_id, ())),
                status=row[13],
                priority=row[14],
                rating=row[15],
                mentions=placed,
                notes=tuple(Note(*note) for note in notes.get(entry_id, ())),
                added=row[16],
                updated=row[17],
                origins=json.loads(row[18]),
            )

    def _grouped(self, sql: str, ids: list[int]) -> dict[int, list[tuple[Any, ...]]]:
        """Rows by their first column, without it."""
        out: dict[int, list[tuple[Any, ...]]] = {}
        for row in self.connection.execute(sql, ids):
            out.setdefault(row[0], []).append(row[1:])
        return out


class Transaction:
    """All that one command writes. Ids are handed out here, so that a journal line can name a whole run of rows."""

    def __init__(self, connection: sqlite3.Connection, attached: Any, command: str) -> None:
        self.connection = connection
        self._attached = attached
        self._command = command
        self._journal: list[dict[str, Any]] = []
        self._touched: set[int] = set()

    def insert(self, model: type[SQLModel], rows: Collection[dict[str, Any]]) -> range:
        """Insert ``rows`` (column to value; defaults are filled in) and return their ids, in order."""
        from sqlalchemy import insert  # noqa: PLC0415

        table = _table(model)
        first = (self.connection.execute(f"SELECT max(id) FROM {table.name}").fetchone()[0] or 0) + 1
        ids = range(first, first + len(rows))
        if not rows:
            return ids
        defaults = {
            name: spec.default
            for name, spec in model.model_fields.items()
            if name != "id" and not spec.is_required()
        }
        self._attached.execute(
            insert(table), [defaults | row | {"id": row_id} for row_id, row in zip(ids, rows, strict=True)]
        )
        self._journal.append({"action": "insert", "target": table.name, "row_id": ids[0], "last_id": ids[-1]})
        self._touched.update(ids if table.name == "entry" else [row["entry_id"] for row in rows if "entry_id" in row])
        return ids

    def update(self, model: type[SQLModel], changes: dict[int, dict[str, Any]]) -> int:
        """Set columns of rows (id to column to value) and return how many rows really changed."""
        from sqlalchemy import bindparam, update  # noqa: PLC0415

        table = _table(model)
        by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        changed = 0
        for row_id, old in self._rows(table.name, changes):
            new = {name: value for name, value in changes[row_id].items() if old[name] != value}
            if not new:
                continue
            changed += 1
            self._note("update", table.name, row_id, {name: old[name] for name in new})
            self._touch(table.name, old)
            self._touch(table.name, old | new)
            by_columns.setdefault(tuple(new), []).append(new | {"b_id": row_id})
        for rows in by_columns.values():
            self._attached.execute(update(table).where(table.c.id == bindparam("b_id")), rows)
        return changed

    def delete(self, model: type[SQLModel], ids: Collection[int]) -> int:
        """Delete the rows with these ids and return how many there were."""
        table = _table(model)
        gone = []
        for row_id, old in self._rows(table.name, ids):
            gone.append((row_id,))
            self._note("delete", table.name, row_id, old)
            self._touch(table.name, old)
        self.connection.executemany(f"DELETE FROM {table.name} WHERE id = ?", gone)
        return len(gone)

    def touch(self, entry_ids: Iterable[int]) -> None:
        """Have the index rows of these entries made anew, for a change in what they only refer to."""
        self._touched.update(entry_ids)

    def finish(self) -> None:
        """Write the journal and the index; a transaction that changed nothing leaves no trace."""
        if self._journal:
            cursor = self.connection.execute(
                "INSERT INTO operation (at, command) VALUES (?, ?)", (now(), self._command)
            )
            self.connection.executemany(
                "INSERT INTO change (operation_id, action, target, row_id, last_id, before) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (cursor.lastrowid, c["action"], c["target"], c["row_id"], c["last_id"], c.get("before"))
                    for c in self._journal
                ],
            )
        index.refresh(self.connection, self._touched)

    def _rows(self, table: str, ids: Collection[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        wanted = list(ids)
        for start in range(0, len(wanted), _BATCH):
            part = wanted[start : start + _BATCH]
            cursor = self.connection.execute(f"SELECT * FROM {table} WHERE id IN ({','.join('?' * len(part))})", part)
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                values = dict(zip(names, row, strict=True))
                yield values["id"], values

    def _note(self, action: str, table: str, row_id: int, before: dict[str, Any]) -> None:
        text = json.dumps(before, ensure_ascii=False, default=lambda value: {"hex": value.hex()})
        self._journal.append(
            {"action": action, "target": table, "row_id": row_id, "last_id": row_id, "before": text}
        )

    def _touch(self, table: str, row: dict[str, Any]) -> None:
        if table == "entry":
            self._touched.add(row["id"])
        elif "entry_id" in row:
            self._touched.add(row["entry_id"])


def _table(model: type[SQLModel]) -> Any:
    return model.__table__  # type: ignore[attr-defined]


def _connect(path: Path) -> sqlite3.Connection:
    """Connect; a file or folder that cannot be written is opened for reading, without the side files of WAL."""
    if path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    path.parent.mkdir(parents=True, exist_ok=True)
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Check what the file is, and make or upgrade it."""
    version, application, tables = connection.execute(
        "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)"
        " FROM pragma_user_version, pragma_application_id"
    ).fetchone()
    if tables and application != APPLICATION_ID:
        raise LibraryError(
            f"{path} is a SQLite database, but no readlist library", hint="Name another file with --db."
        )
    if version > migrations.VERSION:
        raise LibraryError(
            f"{path} was made by a newer readlist (shape {version}, this one knows {migrations.VERSION})",
            hint="Upgrade readlist: pip install --upgrade readlist",
        )
    connection.execute("PRAGMA foreign_keys = ON")
    if version == migrations.VERSION:
        return
    if version:
        _backup(connection, path.with_name(f"{path.name}.v{version}.bak"))
    else:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    with contextlib.ExitStack() as undo:
        undo.callback(connection.execute, "ROLLBACK")
        # another process may have done the work while this one waited
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        migrations.migrate(connection, version)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        undo.pop_all()
    connection.execute("COMMIT")


def _backup(connection: sqlite3.Connection, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as copy:
        connection.backup(copy)


def _cannot_open(path: Path, error: Exception) -> LibraryError:
    if isinstance(error, sqlite3.DatabaseError) and "not a database" in str(error):
        return LibraryError(f"{path} is no SQLite database", hint="Name another file with --db.")
    if "locked" in str(error):
        return _cannot_write(path, error)
    return LibraryError(
        f"cannot open the library {path}: {error}", hint="Check that the folder exists and can be written."
    )


def _cannot_write(path: Path, error: Exception) -> LibraryError:
    if "locked" in str(error):
        return LibraryError(
            f"the library {path} is locked by another process", hint="Wait until it has finished, then try again."
        )
    if "readonly" in str(error):
        return LibraryError(f"the library {path} is read-only", hint="Check the permissions of the file and folder.")
    return LibraryError(f"cannot write to the library {path}: {error}", hint="Nothing was changed.")
