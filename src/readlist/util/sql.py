"""Helpers for SQL: bulk inserts, grouped rows, composed conditions.

For one narrow row, Python takes longer to run the statement than SQLite takes to insert it; hence many rows per INSERT.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    Rows = dict[int, list[tuple[Any, ...]]]

Condition = tuple[str, list[Any]]
"""An SQL condition and its parameters."""

_ROWS = 200
"""Rows per statement; more gain little."""


def insert_values(
    connection: sqlite3.Connection, insert: str, values: list[Any], *, row: str = "(?)", ending: str = ""
) -> None:
    """Insert rows with as few statements as possible.

    ``values`` has the values of all rows in one flat list. ``insert`` is the statement up to ``VALUES``, ``row`` the
    placeholders of one row, ``ending`` the rest of the statement (``ON CONFLICT …``).
    """
    width = row.count("?")
    most = connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // width
    step = min(_ROWS, most) * width
    for start in range(0, len(values), step):
        some = values[start : start + step]
        connection.execute(f"{insert} VALUES {', '.join([row] * (len(some) // width))} {ending}", some)


def join_conditions(conditions: Iterable[Condition], operator: str) -> Condition:
    """Join conditions with ``AND`` or ``OR``: the SQL, each condition in parentheses, and the parameters of all."""
    parts = list(conditions)
    sql = f" {operator} ".join(f"({sql})" for sql, _ in parts)
    return sql, [parameter for _, parameters in parts for parameter in parameters]


def group_rows(found: Iterable[tuple[Any, ...]]) -> Rows:
    """Group rows by their first column, which is removed from them."""
    out: Rows = {}
    for row in found:
        out.setdefault(row[0], []).append(row[1:])
    return out
