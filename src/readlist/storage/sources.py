"""The imported files: names, paths, text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def read_source_names(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return the id and name of each source, by name."""
    return connection.execute("SELECT id, name FROM source ORDER BY name").fetchall()


def read_source_paths(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the path that each source was read from, by name; ``-`` for standard input."""
    return dict(connection.execute("SELECT name, path FROM source"))


def decode_source(connection: sqlite3.Connection, source_id: int) -> str:
    """Return the text of a source, in the encoding found at import; bytes that do not fit it are replaced."""
    sql = "SELECT content, encoding FROM source WHERE id = ?"
    content, encoding = connection.execute(sql, (source_id,)).fetchone()
    text: str = content.decode(encoding, errors="replace")
    return text
