"""A copy of a library for another device: all that is shared, nothing that is of one machine.

    library.db ── write_copy ──> bytes ── travel ──> bytes ── install_copy ──> library.db of another device

Left out: private notes and tags, how to undo what was done here, paths and downloaded files, and which device this is. What was
done here counts there as done by another.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from readlist.errors import InputError, LibraryError
from readlist.model.stamps import new_device
from readlist.storage import migrations
from readlist.storage.database import APPLICATION_ID
from readlist.storage.private_facts import remove_private_facts
from readlist.util.private_files import make_private_file, make_private_folder
from readlist.util.zstandard import PackedError, pack_stream, unpack_chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from readlist.storage.database import Store

_OF_ONE_MACHINE = """
    DELETE FROM change;
    DELETE FROM attachment;
    DELETE FROM peer;
    DELETE FROM about WHERE name IN ('device', 'file');
    UPDATE operation SET is_remote = 1, is_final = 1;
    UPDATE source SET path = '';
"""


def write_copy(store: Store) -> Iterator[bytes]:
    """Return a copy of a library, compressed, in chunks. Raises LibraryError if there is no room for it."""
    part = store.path.with_name(f".{store.path.name}.copy")
    try:
        part.unlink(missing_ok=True)
        make_private_file(part)
        with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as copy:
            store.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = OFF")  # the copy is thrown away if this fails
            copy.execute("PRAGMA synchronous = OFF")
            copy.executescript(_OF_ONE_MACHINE)
            remove_private_facts(copy)
            copy.execute("VACUUM")
        with part.open("rb") as stream:
            yield from pack_stream(stream)
    except (OSError, sqlite3.Error) as error:
        raise LibraryError(f"the library {store.path} cannot be copied: {error}") from error
    finally:
        for name in (part.name, f"{part.name}-wal", f"{part.name}-shm", f"{part.name}-journal"):
            part.with_name(name).unlink(missing_ok=True)


def install_copy(path: Path, chunks: Iterable[bytes]) -> None:
    """Make a library at ``path`` of a copy, as a new device. Raises InputError if the copy is not whole or too new.

    There must be no library at ``path``; it is there when it is complete.
    """
    part = path.with_name(f".{path.name}.joining")
    try:
        make_private_folder(path.parent)
        part.unlink(missing_ok=True)
        make_private_file(part)
        with part.open("wb") as stream:
            stream.writelines(unpack_chunks(chunks))
        with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as copy:
            _check(copy)
            copy.execute("INSERT INTO about (name, value) VALUES ('device', ?)", (new_device(),))
        part.rename(path)
    except (PackedError, sqlite3.Error) as error:
        raise InputError(f"the snapshot is not a library: {error}") from error
    except OSError as error:
        raise LibraryError(f"the library {path} cannot be made: {error}") from error
    finally:
        part.unlink(missing_ok=True)
        part.with_name(f"{part.name}-journal").unlink(missing_ok=True)


def _check(copy: sqlite3.Connection) -> None:
    """Raise InputError for a file that is not a library of a version that this program knows."""
    (application,) = copy.execute("PRAGMA application_id").fetchone()
    (version,) = copy.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID or copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise InputError("the snapshot is not a library")
    if version > migrations.VERSION:
        raise InputError(
            "the snapshot was made by a newer readlist",
            hint="Upgrade readlist: pip install --upgrade readlist",
        )
    schema = "SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger', 'view')"
    if copy.execute(schema).fetchone() != (0,):
        raise InputError("the snapshot has what no library has: a trigger or a view")
