"""SQLite files in the cache folder."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from readlist.errors import NetworkError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def open_cache_file(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """Open a SQLite file of the cache folder, making it where needed; one that is damaged is made anew.

    Raises NetworkError when the folder cannot be written: without it no rate limit can be kept.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _opened(path, schema)
    except (OSError, sqlite3.Error) as error:
        raise NetworkError(
            f"cannot write to the cache folder {path.parent}: {error}",
            hint="Requests are counted there, so that providers are not asked too often. Check its permissions.",
        ) from error
    with contextlib.closing(connection):
        yield connection


def _opened(path: Path, schema: str) -> sqlite3.Connection:
    for attempt in (1, 2):
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        try:
            connection.execute(schema)
        except sqlite3.OperationalError:
            connection.close()
            raise
        except sqlite3.DatabaseError:
            connection.close()
            if attempt == 2:
                raise
            path.unlink()
        else:
            return connection
    raise AssertionError
