"""Exchange operations for as long as it is wanted, whenever there is something to send or to receive."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from readlist.errors import NetworkError
from readlist.storage.peers import data_version
from readlist.sync.exchange import exchange
from readlist.sync.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.storage.database import Store
    from readlist.sync.carriers.base import Carrier
    from readlist.sync.exchange import Exchanged

_LOOK = 0.02
"""Seconds between two looks at whether another process wrote to the library, which cost some microseconds each."""
_POLL = 30.0
"""Seconds after which the carrier is asked even if it gave no sign."""
_PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds to wait after a failure, and after each further one."""


def follow(store: Store, carrier: Carrier) -> Iterator[Exchanged | NetworkError]:
    """Exchange without end; return each exchange that did something, and the first failure of several in a row."""
    woken = threading.Event()
    failures = 0
    waiting: set[str] = set()
    place = Place(store.path)
    with carrier.watch(woken.set):
        while True:
            woken.clear()
            version = data_version(store.connection)
            try:
                with place.alone():
                    done = exchange(store, carrier)
            except NetworkError as error:
                failures += 1
                if failures == 1:
                    yield error
                woken.wait(_PAUSES[min(failures, len(_PAUSES)) - 1])
                continue
            if done.has_news or (done.waiting.keys() - waiting) or failures:
                yield done
            waiting |= done.waiting.keys()
            failures = 0
            _wait(store, version, woken)


def _wait(store: Store, version: int, woken: threading.Event) -> None:
    """Wait until there may be something to send or to receive."""
    end = time.monotonic() + _POLL
    while not woken.wait(_LOOK) and data_version(store.connection) == version and time.monotonic() < end:
        pass
