"""Which library this is, and which device writes to it: the rows of ``about``.

    library   the uid of the library; copies have it too
    device    the id in the stamps of this file's operations
    file      the file that the device is: a copy is another file, and so gets a device of its own
    shared    the library exchanges operations with others, since the operation with this stamp
    person    whose status, rating and priority this library shows and sets, in a group

Two files that write with one device could give two operations the same stamp.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from readlist.model.stamps import EARLIEST, new_device, next_stamp

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_SET = "INSERT INTO about (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


def next_operation_stamp(connection: sqlite3.Connection, path: Path) -> str:
    """Return the stamp of a new operation: later than all others, and as late as the clock."""
    (latest,) = connection.execute("SELECT max(stamp) FROM operation").fetchone()
    return next_stamp(latest or EARLIEST, _device(connection, path), time.time_ns() // 1_000_000)


def read_device(connection: sqlite3.Connection) -> str:
    """Return the device that wrote to this file last."""
    (device,) = connection.execute("SELECT value FROM about WHERE name = 'device'").fetchone()
    return str(device)


def is_shared(connection: sqlite3.Connection) -> bool:
    """Return whether the library exchanges operations with others."""
    return connection.execute("SELECT 1 FROM about WHERE name = 'shared'").fetchone() is not None


def set_shared(connection: sqlite3.Connection, stamp: str) -> None:
    """Note that the library exchanges operations from now on; ``stamp`` is that of the operation."""
    connection.execute(_SET, ("shared", stamp))


def read_person(connection: sqlite3.Connection) -> str:
    """Return whose status, rating and priority the library shows; empty if all who share it are one person."""
    row = connection.execute("SELECT value FROM about WHERE name = 'person'").fetchone()
    return str(row[0]) if row else ""


def set_person(connection: sqlite3.Connection, person: str) -> None:
    """Let the library show the status, rating and priority of a person; the caller refreshes the entries."""
    connection.execute(_SET, ("person", person))


def _device(connection: sqlite3.Connection, path: Path) -> str:
    """Return the device of this file; a file that is a copy gets a new one."""
    known = dict(connection.execute("SELECT name, value FROM about"))
    file = _identity(path)
    device: str = known["device"]
    if file is None or known.get("file") == file:
        return device
    if "file" in known:
        device = new_device()
    connection.executemany(_SET, [("device", device), ("file", file)])
    return device


def _identity(path: Path) -> str | None:
    """Return what tells this file from its copies: its file system and its number there; None for a library in memory."""
    try:
        found = path.stat()
    except OSError:
        return None
    return f"{found.st_dev}:{found.st_ino}"


def read_library(connection: sqlite3.Connection) -> str:
    """Return the uid of the library, which all its copies have."""
    (library,) = connection.execute("SELECT value FROM about WHERE name = 'library'").fetchone()
    return str(library)


def set_library(connection: sqlite3.Connection, library: str) -> None:
    """Let a library that is empty be a copy of another one."""
    connection.execute(_SET, ("library", library))


def renew_device(connection: sqlite3.Connection) -> None:
    """Give the library a new device, as another file writes with the one it has."""
    connection.execute(_SET, ("device", new_device()))
