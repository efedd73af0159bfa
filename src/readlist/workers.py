"""Other processors put to work: a function applied to many things by processes of their own, results in order.

    items ── drawn a few ahead, by the caller ── processes, one for each processor ── results, in the order of items

Of ``loky`` and not of ``multiprocessing``, which starts the caller's main module again in each process and so breaks
every script that has no guard around its last lines. Where processes cannot be started, or die, the work is done
here: a worker is only ever quicker.
"""

from __future__ import annotations

import signal
from collections import deque
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 1
"""Items given out beyond one for each worker, so that none waits."""
_CANNOT = (BrokenExecutor, OSError)
"""How it shows that processes died, or that the system gives none, or no semaphores."""


@contextmanager
def map_ahead(
    function: Callable[[Item], Result], items: Iterable[Item], *, workers: int | None = None
) -> Iterator[Iterator[Result]]:
    """Apply a function to items in at most ``workers`` other processes (None: as many as there are processors).

    Gives the results in the order of the items, which are drawn in the calling thread, as results are taken. The
    function must be one of a module, and pure: an item may be tried twice. What it raises is raised here.
    """
    import loky  # type: ignore[import-untyped]  # noqa: PLC0415

    if loky.cpu_count() < 2:
        yield map(function, items)
        return
    count = min(loky.cpu_count(), workers or loky.cpu_count())
    pool = loky.ProcessPoolExecutor(count, initializer=_leave_interrupts_to_the_caller)
    try:
        yield _results(pool, function, items, count + _AHEAD)
    finally:
        pool.shutdown(kill_workers=True)


def _leave_interrupts_to_the_caller() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _results(
    pool: Any, function: Callable[[Item], Result], items: Iterable[Item], ahead: int
) -> Iterator[Result]:
    waiting: deque[tuple[Item, Any]] = deque()
    for item in items:
        waiting.append((item, _submit(pool, function, item)))
        if len(waiting) > ahead:
            yield _result(function, *waiting.popleft())
    while waiting:
        yield _result(function, *waiting.popleft())


def _submit(pool: Any, function: Callable[[Item], Result], item: Item) -> Any:
    try:
        return pool.submit(function, item)
    except _CANNOT:
        return None


def _result(function: Callable[[Item], Result], item: Item, future: Any) -> Result:
    try:
        return future.result() if future else function(item)
    except _CANNOT:
        return function(item)
