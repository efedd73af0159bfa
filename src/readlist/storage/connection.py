"""Connect to the library file, and say why that fails.

    may write ──────────────────────> read and write
    may only read ──┬── others write ──> read, with their log
                    ├── no log ────────> read the file alone
                    └── a log that only a writer may use ──> read a copy of file and log

The write-ahead log (``-wal``) holds what was committed since the last checkpoint; to read the file without it would show
old data, or half of a change (https://www.sqlite.org/wal.html#read_only_databases).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

from readlist.errors import LibraryError
from readlist.util.private_files import make_private_file, make_private_folder

if TYPE_CHECKING:
    from pathlib import Path

READ_SECONDS = 10.0
"""How long a read waits, which happens only while another process repairs the log after a crash, or upgrades the file."""
RESTORE = "Replace it by a backup, or import the notes into a new library."
"""What to do about a library that is damaged."""
LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
"""Another connection has locked the file, or a table."""
_PRIMARY = 0xFF
"""Bits of the primary code in an extended one, such as SQLITE_BUSY_SNAPSHOT; https://www.sqlite.org/rescode.html#pve."""
_LOG_HEADER = 32
"""Bytes of the header of a log; a shorter log holds nothing (https://www.sqlite.org/fileformat.html#walformat)."""


def connect(path: Path) -> sqlite3.Connection:
    """Connect to a library, for reading only if the file or its folder may not be written to.

    Raises OSError and sqlite3.Error.
    """
    if not may_write(path):
        return _connect_to_read(path)
    make_private_folder(path.parent)
    make_private_file(path)  # SQLite gives its log the permissions of the file
    return sqlite3.connect(path, timeout=READ_SECONDS, isolation_level=None)


def may_write(path: Path) -> bool:
    """Return whether the library at ``path``, and its log beside it, may be written to or made."""
    return not path.exists() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _connect_to_read(path: Path) -> sqlite3.Connection:
    with contextlib.suppress(sqlite3.OperationalError):
        return _open(path, "mode=ro")
    if not _has_log(path):
        return _open(path, "mode=ro&immutable=1")
    return _read_copy(path)


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > _LOG_HEADER


def _open(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _read_copy(path: Path) -> sqlite3.Connection:
    """Read a copy of a library and its log; the copy is deleted at once, and lasts as long as the connection.

    A process that stopped in the middle of a write left the log, and only one that may write can apply it.
    """
    import shutil  # noqa: PLC0415
    import tempfile  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="readlist-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(path.with_name(f"{path.name}-wal"), copy.with_name(f"{copy.name}-wal"))
        with contextlib.closing(sqlite3.connect(copy)) as recovered:
            recovered.execute("PRAGMA journal_mode = DELETE")
        return _open(copy, "mode=ro&immutable=1")


def cannot_open(path: Path, error: Exception) -> LibraryError:
    """Return the error for a file that cannot be opened."""
    code = primary_code(error)
    if code == sqlite3.SQLITE_NOTADB:
        return LibraryError(f"{path} is not a SQLite database", hint="Choose another file with --db.")
    if code in LOCKED:
        return cannot_write(path, error)
    if code == sqlite3.SQLITE_CORRUPT:
        return damaged(path, error)
    return LibraryError(
        f"cannot open the library {path}: {error}", hint="Check that the folder exists and is writable."
    )


def cannot_write(path: Path, error: Exception) -> LibraryError:
    """Return the error for a file that cannot be written to."""
    code = primary_code(error)
    if code in LOCKED:
        return LibraryError(
            f"the library {path} is locked by another process",
            hint="Wait until it has finished, then try again.",
        )
    if code == sqlite3.SQLITE_CORRUPT:
        return damaged(path, error)
    if code == sqlite3.SQLITE_FULL:
        return LibraryError(
            f"the disk is full: the library {path} was not changed",
            hint="Reading commands still work. Free some space.",
        )
    if code == sqlite3.SQLITE_READONLY:
        return LibraryError(
            f"the library {path} is read-only", hint="Check the permissions of the file and folder."
        )
    return LibraryError(f"cannot write to the library {path}: {error}", hint="Nothing was changed.")


def damaged(path: Path, error: object) -> LibraryError:
    """Return the error for a file whose content is not what was written."""
    return LibraryError(f"the library {path} is damaged: {error}", hint=RESTORE)


def primary_code(error: Exception) -> int | None:
    """Return SQLite's primary result code; None if the error is not from SQLite itself."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY
