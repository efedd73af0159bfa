"""A provider that has failed is left alone: for the rest of the run, and for some minutes by all other processes.

    check ──> tripped in this run, or by another process within the pause? ──> PausedError, and no request
    trip  <── a failure of the provider itself; ``pause`` seconds are shared by all processes

In 2026 a service that is full stays full for hours, whoever asks and however slowly; each further request costs its
whole deadline and helps nobody. A provider that this machine cannot even reach is left alone in this run only: the
connection may be back a moment later. Losing the shared file costs only time.
"""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from readlist.errors import NetworkError
from readlist.providers.cache_file import open_cache_file
from readlist.providers.display_names import display_name

if TYPE_CHECKING:
    from pathlib import Path

    from readlist.providers.settings import Settings

BUSY_PAUSE = 300.0
"""Seconds that a provider is left alone by all processes after it said that it is full."""
LOST_PAUSE = 60.0
"""The same after it did not answer in time, broke off, or sent something else."""
_MAX_PAUSE = 86_400.0
_TABLE = "CREATE TABLE IF NOT EXISTS pause (name TEXT PRIMARY KEY, until REAL NOT NULL, reason TEXT NOT NULL)"


class DownError(NetworkError):
    """The provider itself has failed, not only for one work; ``pause``: seconds that all processes leave it alone."""

    def __init__(self, message: str, *, hint: str = "", pause: float = 0.0) -> None:
        super().__init__(message, hint=hint)
        self.pause = pause


class PausedError(NetworkError):
    """No request was sent, because the provider failed a moment ago."""


class CircuitBreaker:
    """The breaker of one provider, or of one ``service`` of it."""

    def __init__(self, settings: Settings, provider: str, service: str = "") -> None:
        self._settings = settings
        self._provider = provider
        self._key = " ".join(filter(None, (provider, service, settings.urls.get(provider, ""))))

    def check(self) -> None:
        """Raise PausedError if the provider has failed in this run, or elsewhere within its pause."""
        name = display_name(self._provider)
        if earlier := self._settings.tripped.get(self._key):
            raise PausedError(earlier.message, hint=earlier.hint) from earlier
        until, reason = self._shared()
        if until > self._settings.clock():
            at = datetime.fromtimestamp(until, UTC).astimezone().strftime("%H:%M:%S")
            raise PausedError(f"{name} is left alone until {at}: {reason}", hint="Try again after that time.")

    def trip(self, error: DownError) -> None:
        """Leave the provider alone from now on."""
        self._settings.tripped[self._key] = error
        if error.pause:
            until = self._settings.clock() + min(error.pause, _MAX_PAUSE)
            with (
                contextlib.suppress(sqlite3.Error, NetworkError),
                open_cache_file(self._path, _TABLE) as file,
            ):
                file.execute("REPLACE INTO pause VALUES (?, ?, ?)", (self._key, until, error.message))

    def _shared(self) -> tuple[float, str]:
        """Return until when another process leaves the provider alone, and why; a time too far off is a clock set back."""
        with contextlib.suppress(sqlite3.Error, NetworkError), open_cache_file(self._path, _TABLE) as file:
            row = file.execute("SELECT until, reason FROM pause WHERE name = ?", (self._key,)).fetchone()
            if row and row[0] - self._settings.clock() <= _MAX_PAUSE:
                return row[0], row[1]
        return 0.0, ""

    @property
    def _path(self) -> Path:
        return self._settings.cache_dir / "pauses.sqlite"
