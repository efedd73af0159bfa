"""Open the library file, and start the transactions through which everything is written.

    Store ─── reading: plain SQL on ``store.connection`` (standard library, quick to start)
      └── write("command") ── Transaction: insert, update, delete ── journal (operation, change)
                                                                  └─ search index of the touched entries

Reading and writing share one sqlite3 connection, so that rows, index and schema commit or roll back together.
Transactions and the index are loaded by the first write, never by a reading command; SQLModel by no command.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING, Any, Self

from readlist.errors import LibraryError
from readlist.storage import migrations
from readlist.storage.entry_loader import load_entries
from readlist.util.gc_tuning import rare_collections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from readlist.model.entry import Entry
    from readlist.storage.transaction import Transaction

APPLICATION_ID = 0x726C7374
"""Identifies a SQLite file as a library (``rlst``); https://www.sqlite.org/pragma.html#pragma_application_id."""
BUSY_SECONDS = 10.0
"""How long a write waits for another process to finish writing."""
_CACHE = -65_536
"""Page cache of a write, a negative number of KiB (https://www.sqlite.org/pragma.html#pragma_cache_size): at most 64 MiB.
Pages that do not fit go to the write-ahead log, which keeps every version of a page that changes often."""
_LARGE_CACHE = -262_144
"""The same for a first import, whose index pages may not fit otherwise."""


class Store:
    """An open library file."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self._wait: float | None = None

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open the library at ``path``; create or upgrade it if needed (an upgrade leaves a backup beside it).

        Raises LibraryError if the file is not a library, is too new, is locked, or cannot be read.
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
        self.connection.close()

    def wait_at_most(self, seconds: float) -> None:
        """Set how long reads and writes wait for another process to finish writing."""
        self._wait = seconds
        self._set_timeout()

    def _set_timeout(self) -> None:
        seconds = BUSY_SECONDS if self._wait is None else self._wait
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # -- writing ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def write(
        self, command: str, *, undoes: int | None = None, dry_run: bool = False, large: bool = False
    ) -> Iterator[Transaction]:
        """Run a block as one transaction and one operation called ``command``; an exception rolls it back.

        ``undoes`` is the id of the operation that this one undoes. A dry run is rolled back at the end. ``large`` allows
        a first import to lock other processes out of the still empty library, which makes it faster. Raises LibraryError
        if the file cannot be written.
        """
        from readlist.index.updater import IndexUpdate  # noqa: PLC0415
        from readlist.storage.transaction import Transaction  # noqa: PLC0415

        try:
            with rare_collections(), self._journal(large=large) as begin:
                self.connection.execute(f"PRAGMA cache_size = {_LARGE_CACHE if large else _CACHE}")
                self.connection.execute(begin)
                transaction = Transaction(self.connection, IndexUpdate(self.connection), command, undoes)
                try:
                    yield transaction
                    if not dry_run:
                        transaction.finish()
                    self.connection.execute("ROLLBACK" if dry_run else "COMMIT")
                except BaseException:
                    with contextlib.suppress(sqlite3.Error):
                        self.connection.execute("ROLLBACK")
                    raise
        except sqlite3.Error as error:
            raise _cannot_write(self.path, error) from error

    @contextlib.contextmanager
    def _journal(self, *, large: bool) -> Iterator[str]:
        """Choose SQLite's journal mode for a write; yield the statement that begins it.

        With a write-ahead log others can read, but every new page is written twice: to the log first, to the library
        later (https://www.sqlite.org/wal.html). A library without entries has nothing to read, so a large write to it
        uses a rollback journal: pages are written once, and others wait. The log is restored at the end, or by the next
        write.
        """
        begin = "BEGIN IMMEDIATE"
        if large and not self.query("SELECT 1 FROM entry LIMIT 1") and self._set_journal("DELETE"):
            begin = "BEGIN EXCLUSIVE"  # otherwise a reader could prevent the commit
        try:
            yield begin
        finally:
            self._set_journal("WAL")

    def _set_journal(self, mode: str) -> bool:
        """Set the journal mode, without waiting; return False if others have the library open."""
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            found = self.connection.execute(f"PRAGMA journal_mode = {mode}").fetchone()[0]
        except sqlite3.OperationalError:
            return False
        finally:
            self._set_timeout()
        return bool(found == mode.lower())

    # -- reading ------------------------------------------------------------------------------------------------

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Run one reading statement and return its rows."""
        return self.connection.execute(sql, parameters).fetchall()

    def load_entries(self, ids: Iterable[int]) -> Iterator[Entry]:
        """Yield the entries with these ids, in this order, read in batches; unknown ids are skipped."""
        return load_entries(self.connection, ids)


def _connect(path: Path) -> sqlite3.Connection:
    """Connect; a file or folder without write permission is opened for reading, without the side files of WAL."""
    if path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Check that the file is a library, and create or upgrade it."""
    version, application, tables = connection.execute(
        "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)"
        " FROM pragma_user_version, pragma_application_id"
    ).fetchone()
    if tables and application != APPLICATION_ID:
        raise LibraryError(
            f"{path} is a SQLite database, but not a readlist library", hint="Choose another file with --db."
        )
    if version > migrations.VERSION:
        raise LibraryError(
            f"{path} was made by a newer readlist (schema version {version}, this one knows {migrations.VERSION})",
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
        # another process may have upgraded it while this one waited
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        migrations.migrate(connection, version)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        undo.pop_all()
    connection.execute("COMMIT")


def _backup(connection: sqlite3.Connection, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as copy:
        connection.backup(copy)


def _cannot_open(path: Path, error: Exception) -> LibraryError:
    code = _primary_code(error)
    if code == sqlite3.SQLITE_NOTADB:
        return LibraryError(f"{path} is not a SQLite database", hint="Choose another file with --db.")
    if code in _LOCKED:
        return _cannot_write(path, error)
    return LibraryError(
        f"cannot open the library {path}: {error}", hint="Check that the folder exists and is writable."
    )


def _cannot_write(path: Path, error: Exception) -> LibraryError:
    code = _primary_code(error)
    if code in _LOCKED:
        return LibraryError(
            f"the library {path} is locked by another process",
            hint="Wait until it has finished, then try again.",
        )
    if code == sqlite3.SQLITE_READONLY:
        return LibraryError(
            f"the library {path} is read-only", hint="Check the permissions of the file and folder."
        )
    return LibraryError(f"cannot write to the library {path}: {error}", hint="Nothing was changed.")


_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
"""Another connection has locked the file, or a table."""
_PRIMARY = 0xFF
"""Bits of the primary code in an extended one, such as SQLITE_BUSY_SNAPSHOT; https://www.sqlite.org/rescode.html#pve."""


def _primary_code(error: Exception) -> int | None:
    """Return SQLite's primary result code; None if the error is not from SQLite itself."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY
