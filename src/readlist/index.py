"""The search index: interim, being replaced."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection


def create(connection: sqlite3.Connection) -> None:
    return None


def refresh(connection: sqlite3.Connection, entry_ids: Collection[int]) -> None:
    return None
