"""How far the exchange with a peer has come: what was sent to it, and where receiving goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from readlist.storage.operation_numbers import EXPECTED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_SAVE = """INSERT INTO peer (name, pushed, cursor) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET pushed = excluded.pushed, cursor = excluded.cursor"""


class Progress(NamedTuple):
    """The id of the last operation that was sent, and the carrier's cursor; both empty at the start."""

    pushed: str = ""
    cursor: str = ""


def read_progress(connection: sqlite3.Connection, peer: str) -> Progress | None:
    """Return how far the exchange with a peer has come; None if there was none."""
    row = connection.execute("SELECT pushed, cursor FROM peer WHERE name = ?", (peer,)).fetchone()
    return Progress(*row) if row else None


def save_progress(connection: sqlite3.Connection, peer: str, progress: Progress) -> None:
    """Note how far the exchange with a peer has come."""
    connection.execute(_SAVE, (peer, *progress))


def forget_peers(connection: sqlite3.Connection) -> None:
    """Forget how far the exchange with all peers has come."""
    connection.execute("DELETE FROM peer")


def find_known_stamps(connection: sqlite3.Connection, stamps: Iterable[str]) -> set[str]:
    """Return those stamps that are of operations in the library."""
    sql = f"SELECT 1 FROM operation WHERE stamp = ? AND NOT ({EXPECTED})"
    return {stamp for stamp in set(stamps) if connection.execute(sql, (stamp,)).fetchone()}


def has_operations(connection: sqlite3.Connection) -> bool:
    """Return whether anything was ever done in the library."""
    (found,) = connection.execute("SELECT EXISTS (SELECT 1 FROM operation)").fetchone()
    return bool(found)


def data_version(connection: sqlite3.Connection) -> int:
    """Return a number that is another one when another process has written to the library.

    https://www.sqlite.org/pragma.html#pragma_data_version
    """
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return int(version)


def count_operations_after(connection: sqlite3.Connection, sent: str) -> int:
    """Return how many operations of this library are later than the one that was sent last."""
    sql = "SELECT count(*) FROM operation WHERE stamp > ? AND NOT is_remote"
    (count,) = connection.execute(sql, (sent[:32],)).fetchone()
    return int(count)


def read_device_users(connection: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """Return who used each device whose operations are here, and when for the last time, in UTC."""
    rows = connection.execute(_DEVICE_USERS)
    return {device: (by, at) for device, by, at in rows}


_DEVICE_USERS = """SELECT substr(stamp, 17), "by", at FROM operation
    WHERE stamp IN (SELECT max(stamp) FROM operation GROUP BY substr(stamp, 17))"""
