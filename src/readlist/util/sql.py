"""Many rows at once: Python takes longer to run a statement for one narrow row than SQLite to insert it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    Rows = dict[int, list[tuple[Any, ...]]]

import sqlite3
from typing import Any

_ROWS = 200
"""Rows a statement; with more of them little is won."""


def insert_values(
    connection: sqlite3.Connection, insert: str, values: list[Any], *, row: str = "(?)", ending: str = ""
) -> None:
    """Insert rows whose values stand one after the other in ``values``.

    ``insert`` is the statement up to before ``VALUES``, ``row`` how one of them is written, ``ending`` what follows
    them (``ON CONFLICT …``).
    """
    width = row.count("?")
    most = connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // width
    step = min(_ROWS, most) * width
    for start in range(0, len(values), step):
        some = values[start : start + step]
        connection.execute(f"{insert} VALUES {', '.join([row] * (len(some) // width))} {ending}", some)


def group_rows(found: Iterable[tuple[Any, ...]]) -> Rows:
    """Rows by their first column, without it."""
    out: Rows = {}
    for row in found:
        out.setdefault(row[0], []).append(row[1:])
    return out
