"""Operations of other libraries that cannot be applied yet, as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def read_pending(connection: sqlite3.Connection) -> list[tuple[str, bytes]]:
    """Return the operations that wait, each with its id."""
    return connection.execute("SELECT name, body FROM pending ORDER BY name").fetchall()


def keep_pending(connection: sqlite3.Connection, name: str, body: bytes, reason: str) -> None:
    """Keep an operation until it can be applied."""
    sql = """INSERT INTO pending (name, body, reason) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET reason = excluded.reason"""
    connection.execute(sql, (name, body, reason))


def forget_pending(connection: sqlite3.Connection, name: str) -> None:
    """Forget an operation that was applied."""
    connection.execute("DELETE FROM pending WHERE name = ?", (name,))
