"""Operations of other libraries that cannot be applied yet, as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection


def read_pending(connection: sqlite3.Connection, hopeless: Collection[str]) -> list[tuple[str, bytes, str]]:
    """Return the operations that wait, each with its id and who sent it; not those whose reason cannot have gone away."""
    rows = connection.execute("SELECT name, body, reason FROM pending ORDER BY name")
    found = ((name, body, *_split(reason)) for name, body, reason in rows)
    return [(name, body, person) for name, body, reason, person in found if reason not in hopeless]


def has_pending(connection: sqlite3.Connection, hopeless: Collection[str]) -> bool:
    """Return whether operations wait, those left out that wait for one of these reasons."""
    return any(reason not in hopeless for reason in read_reasons(connection).values())


def read_reasons(connection: sqlite3.Connection) -> dict[str, str]:
    """Return why operations wait, by their ids."""
    rows = connection.execute("SELECT name, reason FROM pending ORDER BY name")
    return {name: _split(reason)[0] for name, reason in rows}


def _split(reason: str) -> tuple[str, str]:
    """Return the reason in a row, and who sent the operation."""
    found, _, person = reason.partition("\n")
    return found, person


def keep_pending(
    connection: sqlite3.Connection, name: str, body: bytes, reason: str, person: str = ""
) -> None:
    """Keep an operation until it can be applied; ``person``: who sent it, if that is certain."""
    reason = f"{reason}\n{person}" if person else reason
    sql = """INSERT INTO pending (name, body, reason) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET reason = excluded.reason WHERE reason <> excluded.reason"""
    connection.execute(sql, (name, body, reason))


def forget_pending(connection: sqlite3.Connection, name: str) -> None:
    """Forget an operation that was applied."""
    connection.execute("DELETE FROM pending WHERE name = ?", (name,))
