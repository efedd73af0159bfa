"""SQLite files in the cache folder: state that may be lost, shared by all processes.

    rate_limiter ────> limits.sqlite    ──┐
    findings_cache ──> findings.sqlite  ──┴── open_cache_file: created, or recreated if damaged

Opened and closed for each use, so that no process holds a lock while it waits for the network. Nothing waits for the disk:
what a power failure takes is asked again, and a file that it damaged is recreated.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from readlist.errors import NetworkError
from readlist.util.private_files import make_private_file, make_private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def open_cache_file(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """Open a SQLite file in the cache folder; create it if it does not exist, recreate it if it is damaged.

    Raises NetworkError if the folder is not writable: without it the rate limits cannot be kept.
    """
    try:
        make_private_folder(path.parent)
        make_private_file(path)
        connection = _opened(path, schema)
    except (OSError, sqlite3.Error) as error:
        raise NetworkError(
            f"cannot write to the cache folder {path.parent}: {error}",
            hint="The rate limits of the providers are stored there. Check its permissions.",
        ) from error
    with contextlib.closing(connection):
        yield connection


def _opened(path: Path, schema: str) -> sqlite3.Connection:
    for attempt in (1, 2):
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = OFF")
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
