"""Operations of other libraries that cannot be applied yet, as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def read_pending(connection: sqlite3.Connection, hopeless: str) -> list[tuple[str, bytes]]:
    """Return the operations that wait, each with its id, but those that wait for a reason which cannot have gone away."""
    sql = "SELECT name, body FROM pending WHERE reason <> ? ORDER BY name"
    return connection.execute(sql, (hopeless,)).fetchall()


def has_pending(connection: sqlite3.Connection, hopeless: str) -> bool:
    """Return whether operations wait, those left out that wait for this reason."""
    return (
        connection.execute("SELECT 1 FROM pending WHERE reason <> ? LIMIT 1", (hopeless,)).fetchone()
        is not None
    )


def keep_pending(connection: sqlite3.Connection, name: str, body: bytes, reason: str) -> None:
    """Keep an operation until it can be applied."""
    sql = """INSERT INTO pending (name, body, reason) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET reason = excluded.reason WHERE reason <> excluded.reason"""
    connection.execute(sql, (name, body, reason))


def forget_pending(connection: sqlite3.Connection, name: str) -> None:
    """Forget an operation that was applied."""
    connection.execute("DELETE FROM pending WHERE name = ?", (name,))
