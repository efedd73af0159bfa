"""A rate limit shared by all processes: two terminals, or an import during a fetch, take turns.

    turn ──> [due?] ──no──> sleep until it is due, or until the other process ends its turn ──┐
      ^        └─yes─> take the turn: due = now + lease ──> request ──> due = end + interval  │
      └───────────────────────────────────────────────────────────────────────────────────────┘

The state is one row per provider in a small SQLite file. The interval is counted from the *end* of a request, so that
requests never arrive closer together than the interval. During a request the turn is taken, so there is one connection
at a time. If a process is killed during its turn, the others wait only until the lease expires.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from readlist.errors import NetworkError
from readlist.providers.cache_file import open_cache_file
from readlist.providers.display_names import display_name, duration

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Self

    from readlist.providers.settings import Settings

ARXIV_INTERVAL = 3.0
"""Seconds between requests that arXiv's terms require; a lower value is accepted only for other servers."""
MAX_WAIT = 120.0
"""Maximum seconds to wait when a provider asks for it (``Retry-After``); above that, raise an error."""
_POLL = 0.25
"""Seconds between checks of a turn that another process has taken: it usually ends before its lease."""
_TABLE = "CREATE TABLE IF NOT EXISTS turn (name TEXT PRIMARY KEY, due REAL NOT NULL, holder TEXT NOT NULL)"


def is_arxiv(url: str) -> bool:
    """Return whether a URL is on one of arXiv's own servers, which share one limit."""
    host = urlsplit(url).hostname or ""
    return host == "arxiv.org" or host.endswith(".arxiv.org")


class RateLimiter:
    """The turns of one provider, at least ``interval`` seconds apart; processes with the same ``folder`` share them.

    ``lease``: seconds after which a turn that was not ended is free again.
    """

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
        self._held = ""

    @classmethod
    def at(cls, name: str, interval: float, settings: Settings) -> Self:
        """Return the limiter of one provider; its lease is longer than two requests that use their full timeout."""
        lease = 2 * settings.timeout + interval
        return cls(
            settings.cache_dir, name, interval, lease=lease, clock=settings.clock, sleep=settings.sleep
        )

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, hold it during the block, then start the interval.

        Raises NetworkError if the provider asked for a wait of more than ``MAX_WAIT``.
        """
        token = secrets.token_hex(8)
        while wait := self._take(token):
            self._sleep(wait)
        self._held = token
        try:
            yield
        finally:
            self.release()

    def release(self) -> None:
        """End the turn, if it is held: also in place of a thread that will not come back to do so."""
        if self._held:
            self._set(self._held, self._clock() + self._interval)
            self._held = ""

    def postpone(self, seconds: float) -> None:
        """Let no process send a request for this long, as the provider asked."""
        self._set(None, self._clock() + seconds)

    def _take(self, token: str) -> float:
        """Take the turn and return 0, or return the seconds to wait before trying again."""
        now = self._clock()
        with self._state() as state:
            due, holder = state.execute(
                "SELECT due, holder FROM turn WHERE name = ?", (self._name,)
            ).fetchone() or (0.0, "")
            if due <= now or due - now > self._max_delay(
                holder
            ):  # a due time that far off is a clock set back
                state.execute("REPLACE INTO turn VALUES (?, ?, ?)", (self._name, now + self._lease, token))
                return 0.0
        if holder:
            return min(due - now, _POLL)
        if due - now > MAX_WAIT:
            raise NetworkError(
                f"{display_name(self._name)} asked us to wait another {duration(due - now)}",
                hint="Try again later.",
            )
        return due - now

    def _max_delay(self, holder: str) -> float:
        return self._lease + 1 if holder else 86_400.0

    def _set(self, token: str | None, due: float) -> None:
        """End the turn ``token`` and set the next due time; None ends any turn. An earlier ``postpone`` stays valid."""
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
