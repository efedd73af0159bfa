"""A rate limit that holds across processes: two terminals, or an import beside a fetch, share one turn.

    turn ──> [due yet?] ──no──> sleep until due, or until the other's turn ends ──┐
                 └─yes─> take the turn: due = now + lease ──> request ──> due = end + interval

The state is one row for each provider in a small SQLite file, changed in transactions of their own. The wait is
counted from the *end* of a request, so that requests can never arrive closer together than the interval. While a
request is under way the turn is taken, so there is one connection at a time; a process that is killed in its turn
blocks the others only until the lease runs out.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from readlist.errors import NetworkError
from readlist.providers.cache_file import open_cache_file

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Self

    from readlist.providers.settings import Settings

ARXIV_INTERVAL = 3.0
"""Seconds between requests that arXiv's terms demand; only a server of one's own may be asked more often."""
LONGEST_WAIT = 120.0
"""Seconds that a provider may ask us to wait (``Retry-After``) before we give up instead."""
_POLL = 0.25
"""Seconds between looks at a turn that another process has taken: it may end before its lease does."""
_TABLE = "CREATE TABLE IF NOT EXISTS turn (name TEXT PRIMARY KEY, due REAL NOT NULL, holder TEXT NOT NULL)"


def is_arxiv(url: str) -> bool:
    """Whether a URL leads to one of arXiv's own servers, which share one limit."""
    host = urlsplit(url).hostname or ""
    return host == "arxiv.org" or host.endswith(".arxiv.org")


class RateLimiter:
    """Turns at one provider, at least ``interval`` seconds apart, shared through ``folder``."""

    def __init__(
        self,
        folder: Path,
        name: str,
        interval: float,
        *,
        lease: float = 60.0,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._path = folder / "limits.sqlite"
        self._name = name
        self._interval = interval
        self._lease = lease
        self._clock = clock
        self._sleep = sleep

    @classmethod
    def at(cls, name: str, interval: float, settings: Settings) -> Self:
        """Make the limiter for one provider; its lease outlasts a request that takes as long as it may, and another."""
        lease = 2 * settings.timeout + interval
        return cls(
            settings.cache_dir, name, interval, lease=lease, clock=settings.clock, sleep=settings.sleep
        )

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, hold it for the length of the block, then start the interval."""
        token = secrets.token_hex(8)
        while wait := self._take(token):
            self._sleep(wait)
        try:
            yield
        finally:
            self._set(token, self._clock() + self._interval)

    def postpone(self, seconds: float) -> None:
        """Keep every process from asking for this long, as the provider demanded."""
        self._set(None, self._clock() + seconds)

    def _take(self, token: str) -> float:
        """Take the turn and return 0, or return the seconds to wait before trying again."""
        now = self._clock()
        with self._state() as state:
            due, holder = state.execute(
                "SELECT due, holder FROM turn WHERE name = ?", (self._name,)
            ).fetchone() or (0.0, "")
            if due <= now or due - now > self._furthest(
                holder
            ):  # a due time that far off is a clock set back
                state.execute("REPLACE INTO turn VALUES (?, ?, ?)", (self._name, now + self._lease, token))
                return 0.0
        if holder:
            return min(due - now, _POLL)
        if due - now > LONGEST_WAIT:
            raise NetworkError(
                f"{self._name} asked to be left alone for another {due - now:.0f} seconds",
                hint="Try again later.",
            )
        return due - now

    def _furthest(self, holder: str) -> float:
        return self._lease + 1 if holder else 86_400.0

    def _set(self, token: str | None, due: float) -> None:
        """End the turn ``token`` (None: whoever holds it), never bringing forward what was postponed."""
        with self._state() as state:
            if token is None:
                state.execute("REPLACE INTO turn VALUES (?, ?, '')", (self._name, due))
            else:
                state.execute(
                    "UPDATE turn SET due = ?, holder = '' WHERE name = ? AND holder = ?",
                    (due, self._name, token),
                )

    @contextlib.contextmanager
    def _state(self) -> Iterator[sqlite3.Connection]:
        with open_cache_file(self._path, _TABLE) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
