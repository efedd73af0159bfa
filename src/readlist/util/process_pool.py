"""A process pool with an ordered, streaming ``map``.

    items ── the caller draws a few ahead ── worker processes ── results, in the order of the items

The pool is ``loky``'s, because ``multiprocessing`` runs the caller's main module again in each worker, which breaks
every script without an ``if __name__ == "__main__"`` guard. On Linux, workers are forked, which takes no time to start,
unless other threads run here, whose locks a fork would copy. Where workers cannot be started, or die, the work is done
in this process: workers only make it faster.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from readlist.util.gc_tuning import RARE_THRESHOLDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")

_LOOKAHEAD = range(4, 17)
"""Items that are submitted at a time, at least and at most: enough to keep workers busy while the caller is."""
_MAX_WAITING_BYTES = 64_000_000
"""Bytes of waiting results above which fewer items are submitted at a time."""
_NICENESS = 10
"""Niceness of the workers, so that the caller, for whom all of them wait, runs first."""
_WATCH_SECONDS = 1.0
_current_map: ContextVar[Map | None] = ContextVar("_current_map", default=None)
"""The ``Map`` of the enclosing ``many_processes`` block, if any."""
_POOL_FAILURES = (BrokenExecutor, OSError)
"""Errors that mean that workers died, or that the system gives no processes or no semaphores."""


class Map(Protocol):
    """Same contract as the builtin ``map`` with one iterable: results in the order of the items."""

    def __call__(self, function: Callable[[Item], Result], items: Iterable[Item], /) -> Iterator[Result]:
        """Yield ``function(item)`` for each item."""


@contextmanager
def many_processes(most: int) -> Iterator[Map]:
    """Start up to ``most`` worker processes, at most one per processor, and yield a ``Map`` that uses them.

    Items are drawn in the calling thread, a few ahead of the results that are taken. The function must be importable
    from a module, and pure, because an item may be tried twice. Its exceptions are raised here. A nested block shares
    the workers of the outer one.
    """
    if outer := _current_map.get():
        yield outer
        return
    pool = _start(most)
    map_: Map = partial(_map_ahead, pool) if pool else map
    token = _current_map.set(map_)
    is_done = False
    try:
        yield map_
        is_done = True
    finally:
        _current_map.reset(token)
        if pool:
            pool.shutdown(kill_workers=not is_done)


def _start(most: int) -> Any:
    """Start the pool; return None where there is only one processor, or the system has no semaphores."""
    try:
        import loky  # type: ignore[import-untyped]  # noqa: PLC0415

        count = min(loky.cpu_count(), most)
        if loky.cpu_count() < 2:
            return None
        can_fork = sys.platform == "linux" and threading.active_count() == 1
        context = multiprocessing.get_context("fork") if can_fork else None
        with _ignoring_interrupts():
            pool = loky.ProcessPoolExecutor(
                count, context=context, initializer=_init_worker, initargs=(os.getpid(),)
            )
            pool.submit(os.getpid)  # the first task starts the workers
    except (*_POOL_FAILURES, ImportError):
        return None
    return pool


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """Ignore Ctrl-C, so that workers started within the block ignore it from the start."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _init_worker(caller: int) -> None:
    """Initialize a worker: ignore interrupts, yield to the caller, exit with it, collect garbage less often."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    gc.set_threshold(*RARE_THRESHOLDS)
    threading.Thread(target=_exit_with_parent, args=(caller,), daemon=True).start()


def _exit_with_parent(parent: int) -> None:
    """Exit this worker when its parent was killed, and so could not shut it down."""
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os._exit(1)


def _map_ahead(pool: Any, function: Callable[[Item], Result], items: Iterable[Item], /) -> Iterator[Result]:
    """Map in the pool; the first items are submitted at once, before any result is asked for."""
    source = iter(items)
    waiting: deque[tuple[Item, Any]] = deque()

    def submit_up_to(most: int) -> None:
        for item in islice(source, max(most - len(waiting), 0)):
            waiting.append((item, _submit(pool, function, item)))

    def results() -> Iterator[Result]:
        most = _LOOKAHEAD[0]
        largest = 1
        while waiting:
            result, size = _result(function, *waiting.popleft())
            largest = max(size, largest)
            most = min(max(_MAX_WAITING_BYTES // largest, _LOOKAHEAD[0]), _LOOKAHEAD[-1])
            yield result
            submit_up_to(most)

    submit_up_to(_LOOKAHEAD[0])
    return results()


def _apply(function: Callable[[Any], Any], item: bytes) -> bytes:
    """Apply a function to a pickled item and pickle the result: loky's own pickler calls Python for each object."""
    result = pickle.dumps(function(pickle.loads(item)), pickle.HIGHEST_PROTOCOL)  # noqa: S301
    gc.freeze()  # loky collects garbage every second; objects that are kept between tasks are not garbage
    return result


def _submit(pool: Any, function: Callable[[Item], Result], item: Item) -> Any:
    try:
        return pool.submit(_apply, function, pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
    except _POOL_FAILURES:
        return None


def _result(function: Callable[[Item], Result], item: Item, future: Any) -> tuple[Result, int]:
    """Wait for a result; return it with its pickled size in bytes."""
    try:
        if future:
            pickled = future.result()
            return pickle.loads(pickled), len(pickled)  # noqa: S301  (made by our own worker)
    except _POOL_FAILURES:
        pass
    return function(item), 0
