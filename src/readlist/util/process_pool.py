"""Other processors put to work: a ``map`` of which processes of their own do the work.

    items ── drawn a few ahead, by the caller ── processes of their own ── results, in the order of the items

Of ``loky`` and not of ``multiprocessing``, which starts the caller's main module again in each process and so breaks
every script that has no guard around its last lines. On Linux a process is a copy of this one, which is there at once,
unless threads run here whose locks it would copy. Where processes cannot be started, or die, the work is done here: a
worker is only ever quicker.
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

from readlist.util.gc_tuning import RARELY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = range(4, 17)
"""Items given out at a time: the most, so that no process waits while the caller is busy with a result."""
_MOST_BYTES = 64_000_000
"""Bytes that results which wait may take, before fewer items are given out."""
_NICE = 10
"""How far processes stand back behind the caller, whom all wait for."""
_WATCH_SECONDS = 1.0
_given: ContextVar[Map | None] = ContextVar("_given", default=None)
"""What the block around was given."""
_CANNOT = (BrokenExecutor, OSError)
"""How it shows that processes died, or that the system gives none, or no semaphores."""


class Map(Protocol):
    """Applies a function to items, in order, as the builtin ``map`` does, which is one."""

    def __call__(self, function: Callable[[Item], Result], items: Iterable[Item], /) -> Iterator[Result]:
        """Give the results as they are asked for."""


@contextmanager
def many_processes(most: int) -> Iterator[Map]:
    """Start up to ``most`` other processes, no more than there are processors, and give the ``Map`` they do.

    Items are drawn in the calling thread, as results are taken, and a few ahead of these. A function must be one of a
    module, and pure: an item may be tried twice. What it raises is raised here. Within such a block, another one is
    given the same processes.
    """
    if outer := _given.get():
        yield outer
        return
    pool = _start(most)
    map_: Map = partial(_map_ahead, pool) if pool else map
    token = _given.set(map_)
    is_done = False
    try:
        yield map_
        is_done = True
    finally:
        _given.reset(token)
        if pool:
            pool.shutdown(kill_workers=not is_done)


def _start(most: int) -> Any:
    """Start the processes; none where there is one processor, or the system has no semaphores."""
    try:
        import loky  # type: ignore[import-untyped]  # noqa: PLC0415

        count = min(loky.cpu_count(), most)
        if loky.cpu_count() < 2:
            return None
        can_copy = sys.platform == "linux" and threading.active_count() == 1
        context = multiprocessing.get_context("fork") if can_copy else None
        with _interrupts_ignored():
            pool = loky.ProcessPoolExecutor(
                count, context=context, initializer=_prepare, initargs=(os.getpid(),)
            )
            pool.submit(os.getpid)  # the first task is what starts them
    except (*_CANNOT, ImportError):
        return None
    return pool


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ignore Ctrl-C, and have processes that are started meanwhile ignore it from their first moment on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _prepare(caller: int) -> None:
    """Leave interrupts to the caller, who also goes first and does not go alone; look for garbage less often."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    gc.set_threshold(*RARELY)
    threading.Thread(target=_end_with, args=(caller,), daemon=True).start()


def _end_with(caller: int) -> None:
    """End this process when the one that started it was killed, and so could not end it."""
    while os.getppid() == caller:
        time.sleep(_WATCH_SECONDS)
    os._exit(1)


def _map_ahead(pool: Any, function: Callable[[Item], Result], items: Iterable[Item], /) -> Iterator[Result]:
    """Give the first items out at once, whenever it is that the results are asked for."""
    source = iter(items)
    waiting: deque[tuple[Item, Any]] = deque()

    def give_out(most: int) -> None:
        for item in islice(source, max(most - len(waiting), 0)):
            waiting.append((item, _submit(pool, function, item)))

    def results() -> Iterator[Result]:
        most = _AHEAD[0]
        largest = 1
        while waiting:
            result, size = _result(function, *waiting.popleft())
            largest = max(size, largest)
            most = min(max(_MOST_BYTES // largest, _AHEAD[0]), _AHEAD[-1])
            yield result
            give_out(most)

    give_out(_AHEAD[0])
    return results()


def _apply(function: Callable[[Any], Any], item: bytes) -> bytes:
    """Apply a function to an item, both ways pickled here: loky's own way asks in Python about each object in it."""
    result = pickle.dumps(function(pickle.loads(item)), pickle.HIGHEST_PROTOCOL)  # noqa: S301
    gc.freeze()  # loky looks for garbage every second; what is remembered from task to task is none
    return result


def _submit(pool: Any, function: Callable[[Item], Result], item: Item) -> Any:
    try:
        return pool.submit(_apply, function, pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
    except _CANNOT:
        return None


def _result(function: Callable[[Item], Result], item: Item, future: Any) -> tuple[Result, int]:
    """Wait for a result; give it with the bytes that it took to get here."""
    try:
        if future:
            found = future.result()
            return pickle.loads(found), len(found)  # noqa: S301  (of our own process)
    except _CANNOT:
        pass
    return function(item), 0
