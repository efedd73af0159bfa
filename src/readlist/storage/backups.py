"""Copies of a library: made whole while others use it, listed, and put in its place again.

    library.db ── back_up ──> library.backups/2026-11-29T120000Z.db      before imports, the oldest removed: ``keep``
               <── restore ── a copy, after the library itself was backed up

SQLite's own backup copies and replaces pages under its locks (https://www.sqlite.org/backup.html): a copy holds what was
committed, and a reader never sees half of a library.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from readlist.errors import InputError, LibraryError, NotFoundError
from readlist.storage import migrations
from readlist.storage.connection import LOCKED, cannot_write
from readlist.storage.database import APPLICATION_ID, WRITE_SECONDS
from readlist.util.private_files import make_private_file, make_private_folder

if TYPE_CHECKING:
    from pathlib import Path

    from readlist.storage.database import Store

_PATTERN = "????-??-??T??????Z*.db"
"""Names of the copies in the folder, which sort by their time."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy in the folder of backups: its path, its size in bytes, and when it was made (ISO 8601, UTC)."""

    path: str
    size: int
    made: str


def backup_folder(library: Path) -> Path:
    """Return the folder for the copies of a library."""
    return library.with_name(f"{library.stem}.backups")


def list_backups(library: Path) -> list[Backup]:
    """Return the copies in the folder, the newest first."""
    found = sorted(backup_folder(library).glob(_PATTERN), key=lambda path: path.stem, reverse=True)
    return [Backup(str(path), path.stat().st_size, _time_of(path)) for path in found]


def _time_of(path: Path) -> str:
    name = path.name
    return f"{name[:13]}:{name[13:15]}:{name[15:18]}"


def back_up(store: Store, path: Path | None = None, *, keep: int | None = None) -> Path:
    """Copy a library, by default to its folder of backups, and return the path of the copy.

    ``keep``: how many copies stay in the folder, the newest; None keeps all. Raises InputError when the file exists or
    cannot be written.
    """
    target = path or _free_path(store.path)
    if target.exists():
        raise InputError("exists already", file=str(target), hint="Name a new file.")
    part = target.with_name(f".{target.name}.part")
    try:
        make_private_folder(target.parent)
        part.unlink(missing_ok=True)
        make_private_file(part)
        with contextlib.closing(sqlite3.connect(part)) as copy:
            store.connection.backup(copy, progress=_Patience())
            copy.execute("PRAGMA journal_mode = DELETE")
        part.rename(target)
    except (OSError, sqlite3.Error, LibraryError) as error:
        for name in (part.name, f"{part.name}-wal", f"{part.name}-shm", f"{part.name}-journal"):
            _unlink(part.with_name(name))
        if isinstance(error, LibraryError):
            raise
        raise InputError(f"cannot be written: {error}", file=str(target)) from error
    if keep is not None:
        for old in [one.path for one in list_backups(store.path)[max(keep, 1) :]]:
            _unlink(old)
        for left in target.parent.glob(".*.part*"):  # of a run that was killed
            _unlink(left)
    return target


_MOST_COPIED = 100_000_000
"""Bytes of a library that is not copied before each import any more: it would take seconds, and much of the disk."""


def back_up_before_import(store: Store, keep: int) -> Path | None:
    """Copy a library that holds anything, and keep this number of copies; a large library is not copied, nor if it is 0."""
    if keep < 1 or not store.path.exists() or store.path.stat().st_size > _MOST_COPIED:
        return None
    if not store.query("SELECT EXISTS (SELECT 1 FROM operation)")[0][0]:
        return None
    return back_up(store, keep=keep)


def _unlink(path: str | Path) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)  # noqa: PTH108 - also a text


def _free_path(library: Path) -> Path:
    folder = backup_folder(library)
    name = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    paths = (folder / f"{name}{f'-{number:03}' if number else ''}.db" for number in range(1000))
    return next(path for path in paths if not path.exists())


def find_backup(library: Path, wanted: str) -> Path:
    """Return a copy by its path, or by its number in the list, the newest being 1; NotFoundError if there is none."""
    from pathlib import Path  # noqa: PLC0415

    found = list_backups(library)
    if wanted.isdigit() and 1 <= int(wanted) <= len(found):
        return Path(found[int(wanted) - 1].path)
    if Path(wanted).is_file():
        return Path(wanted)
    raise NotFoundError(f"there is no backup '{wanted}'", hint="See them with: readlist db backup --list")


def restore(store: Store, path: Path, *, keep: int | None = None) -> Path:
    """Put a copy in the place of the library, and return the path of the copy that was made of the library before.

    Raises LibraryError when the copy is not a whole library, or is newer than this program, and when the library is in use.
    """
    with contextlib.closing(_open_copy(path)) as copy:
        before = back_up(store)
        try:
            copy.backup(store.connection, progress=_Patience())
        except sqlite3.Error as error:
            raise cannot_write(store.path, error) from error
    if keep is not None:
        for old in list_backups(store.path)[max(keep, 2) :]:
            _unlink(old.path)
    return before


class _Patience:
    """Ends a backup that waits too long for another process, which ``Connection.backup`` would do for ever."""

    def __init__(self) -> None:
        self._end = time.monotonic() + WRITE_SECONDS

    def __call__(self, status: int, remaining: int, total: int) -> None:  # noqa: ARG002 - the interface
        if status in LOCKED and time.monotonic() > self._end:
            raise LibraryError(
                "the library is locked by another process", hint="Wait until it has finished, then try again."
            )


def _open_copy(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        application, version = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        whole = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        connection.close()
        raise LibraryError(
            f"{path} cannot be restored: {error}", hint="The library was not changed."
        ) from error
    problem = (
        "it is not a readlist library"
        if application != APPLICATION_ID
        else f"it was made by a newer readlist (schema version {version})"
        if version > migrations.VERSION
        else f"it is damaged: {whole}"
        if whole != "ok"
        else ""
    )
    if problem:
        connection.close()
        raise LibraryError(f"{path} cannot be restored: {problem}", hint="The library was not changed.")
    return connection


def vacuum(store: Store) -> tuple[int, int]:
    """Rewrite the file without the space that deleted rows left; return its size in bytes before and after."""
    before = store.path.stat().st_size
    try:
        store.connection.execute("VACUUM")
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as error:
        raise cannot_write(store.path, error) from error
    return before, store.path.stat().st_size
