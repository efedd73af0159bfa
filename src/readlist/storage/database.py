"""Open the library file, and start the transactions through which everything is written.

    Store ─── reading: plain SQL on ``store.connection`` (standard library, quick to start)
      └── write("command") ── Transaction: insert, update, delete ── journal (operation, change)
                                                                  └─ search index of the touched entries

Reading and writing share one sqlite3 connection, so that rows, index and schema commit or roll back together.
Transactions and the index are loaded by the first write, never by a reading command; SQLModel by no command.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from typing import TYPE_CHECKING, Any, Self

from readlist.errors import LibraryError
from readlist.storage import migrations, writer_file
from readlist.storage.connection import (
    LOCKED,
    READ_SECONDS,
    cannot_open,
    cannot_write,
    connect,
    may_write,
    primary_code,
)
from readlist.storage.entry_loader import load_entries
from readlist.util.gc_tuning import rare_collections
from readlist.util.private_files import make_private_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from readlist.model.entry import Entry
    from readlist.storage.transaction import Transaction

APPLICATION_ID = 0x726C7374
"""Identifies a SQLite file as a library (``rlst``); https://www.sqlite.org/pragma.html#pragma_application_id."""
WRITE_SECONDS = 60.0
"""How long a write waits for another process to finish writing."""
_SLICE = 1.0
"""Seconds per attempt to get the write lock: after the first, people are told; between two, Ctrl-C is noticed."""
_LOG_BYTES = 16 * 1024 * 1024
"""Size that the write-ahead log is cut to after a large write (https://www.sqlite.org/pragma.html#pragma_journal_size_limit)."""
_CACHE = -65_536
"""Page cache of a write, a negative number of KiB (https://www.sqlite.org/pragma.html#pragma_cache_size): at most 64 MiB.
Pages that do not fit go to the write-ahead log, which keeps every version of a page that changes often."""
_LARGEST_CACHE = -262_144
_CACHE_SHARE = 3
"""The same for a large import, whose index pages may not fit otherwise: this many times its size, at most 256 MiB."""


class Store:
    """An open library file."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self.on_wait: Callable[[str, float], None] | None = None
        """Called once when a write has waited a second: who has the lock, and the seconds that it waits at most."""
        self.via = ""
        """How the commands that write were given; the names of their operations begin with it."""
        self.key_pattern: str | None = None
        """The pattern of the citation keys of new entries, if it is not the default (``model.key_pattern``)."""
        self._wait: float | None = None
        self._file = _identity(path)

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open the library at ``path``; create or upgrade it if needed (an upgrade leaves a backup beside it).

        Raises LibraryError if the file is not a library, is too new, is locked, or cannot be read.
        """
        try:
            connection = connect(path)
        except (OSError, sqlite3.Error) as error:
            raise cannot_open(path, error) from error
        try:
            _prepare(connection, path)
        except sqlite3.Error as error:
            connection.close()
            raise cannot_open(path, error) from error
        except LibraryError:
            connection.close()
            raise
        return cls(connection, path)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @property
    def is_read_only(self) -> bool:
        """Whether the library may only be read."""
        return not may_write(self.path)

    def wait_at_most(self, seconds: float) -> None:
        """Set how long reads and writes wait for another process to finish writing."""
        self._wait = seconds
        self._set_timeout()

    def _set_timeout(self) -> None:
        seconds = READ_SECONDS if self._wait is None else self._wait
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # -- writing ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def write(self, command: str, *, dry_run: bool = False, size: int = 0) -> Iterator[Transaction]:
        """Run a block as one transaction and one operation called ``command``; an exception rolls it back.

        No other process writes while the block runs, so what the block reads stays true. A dry run is rolled back at the end.
        ``size``: the bytes to import, of which many need more memory. Raises LibraryError if the file cannot be written.
        """
        from readlist.index.updater import IndexUpdate  # noqa: PLC0415
        from readlist.storage.transaction import Transaction  # noqa: PLC0415

        command = f"{self.via}{command}"
        try:
            with rare_collections(), self._locked(command):
                cache = max(min(_CACHE, -_CACHE_SHARE * size // 1024), _LARGEST_CACHE)
                self.connection.execute(f"PRAGMA cache_size = {cache}")
                transaction = Transaction(self.connection, IndexUpdate(self.connection), command, self.path)
                transaction.key_pattern = self.key_pattern or transaction.key_pattern
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
            raise cannot_write(self.path, error) from error

    @contextlib.contextmanager
    def _locked(self, command: str) -> Iterator[None]:
        """Begin a transaction that holds the write lock, and leave word for those who wait for it."""
        self._begin()
        if _identity(self.path) != self._file:
            self.connection.execute("ROLLBACK")
            raise LibraryError(
                f"the library {self.path} was deleted or replaced while it was in use",
                hint="Nothing was changed. Run the command again.",
            )
        with writer_file.announced(self.path, command):
            yield

    def _begin(self) -> None:
        """Take the write lock; wait for another process that has it, and say so after a second."""
        seconds = WRITE_SECONDS if self._wait is None else self._wait
        end = time.monotonic() + seconds
        waited = 0
        try:
            while True:
                self.connection.execute(f"PRAGMA busy_timeout = {int(min(_SLICE, seconds) * 1000)}")
                try:
                    self.connection.execute(
                        "PRAGMA journal_mode = WAL"
                    )  # an older version may have left another
                    self.connection.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    if primary_code(error) not in LOCKED or time.monotonic() >= end:
                        raise
                else:
                    return
                waited += 1
                if waited == 1 and self.on_wait:
                    self.on_wait(writer_file.describe(self.path), seconds)
        finally:
            self._set_timeout()

    # -- reading ------------------------------------------------------------------------------------------------

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Run one reading statement and return its rows."""
        return self.connection.execute(sql, parameters).fetchall()

    def load_entries(self, ids: Iterable[int]) -> Iterator[Entry]:
        """Yield the entries with these ids, in this order, read in batches; unknown ids are skipped."""
        return load_entries(self.connection, ids)


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of the same name; None if there is no file."""
    with contextlib.suppress(OSError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return None


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
    connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
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
    make_private_file(path)
    with contextlib.closing(sqlite3.connect(path)) as copy:
        connection.backup(copy)
