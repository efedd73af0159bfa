"""A cache of provider records on disk, so that a second command within some days sends no request.

    put {requested: ProviderRecord} ──> findings.sqlite: provider, requested, time, record ──> get [requested]

It has one row per provider and request (an ID, a URL). It caches records, not HTTP responses, because a hundred IDs
share one request and the next command may group them differently. Failures are not cached: the work may exist
tomorrow. Losing the file costs only time, so an unusable cache is not an error.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from readlist.errors import NetworkError
from readlist.model.provider_record import ProviderRecord
from readlist.providers.base import UNREADABLE
from readlist.providers.cache_file import open_cache_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from readlist.providers.settings import Settings

_TABLE = (
    "CREATE TABLE IF NOT EXISTS finding_1 (provider TEXT, asked TEXT, at REAL NOT NULL, found TEXT NOT NULL,"
    " PRIMARY KEY (provider, asked)) WITHOUT ROWID"
)
_DAY = 86_400.0
_BATCH = 500


class FindingsCache:
    """The cached records of one provider."""

    def __init__(self, settings: Settings, provider: str) -> None:
        self._path = settings.cache_dir / "findings.sqlite"
        # another server may answer differently
        self._provider = f"{provider} {settings.urls.get(provider, '')}".strip()
        self._seconds = settings.cache_days * _DAY
        self._clock = settings.clock

    def get(self, asked: Iterable[str]) -> dict[str, ProviderRecord]:
        """Return the cached records that have not expired, by request."""
        wanted = list(asked)
        out: dict[str, ProviderRecord] = {}
        with (
            contextlib.suppress(sqlite3.Error, NetworkError),
            open_cache_file(self._path, _TABLE) as connection,
        ):
            for start in range(0, len(wanted), _BATCH):
                out.update(self._get(connection, wanted[start : start + _BATCH]))
        return out

    def _get(self, connection: sqlite3.Connection, asked: Sequence[str]) -> dict[str, ProviderRecord]:
        rows = connection.execute(
            f"SELECT asked, found FROM finding_1 WHERE provider = ? AND at > ? AND asked IN ({','.join('?' * len(asked))})",  # noqa: S608  (placeholders)
            (self._provider, self._clock() - self._seconds, *asked),
        )
        out = {}
        for name, text in rows:
            with contextlib.suppress(*UNREADABLE):  # asked again
                out[name] = ProviderRecord.from_json(text)
        return out

    def put(self, found: Mapping[str, ProviderRecord]) -> None:
        """Store these records."""
        if not found:
            return
        with (
            contextlib.suppress(sqlite3.Error, NetworkError),
            open_cache_file(self._path, _TABLE) as connection,
        ):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "REPLACE INTO finding_1 VALUES (?, ?, ?, ?)",
                [(self._provider, asked, self._clock(), value.to_json()) for asked, value in found.items()],
            )
            connection.execute("COMMIT")
