from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import loky
import pytest

from readlist.util import process_pool
from readlist.util.process_pool import many_processes


def _die_in_worker(number):
    """Return the number in the test's process; kill a worker."""
    if os.getpid() != IN_TEST_PROCESS.get("pid"):
        os.kill(os.getpid(), signal.SIGKILL)
    return number


IN_TEST_PROCESS: dict[str, int] = {}
"""Filled by a test: a spawned worker finds it empty, and a forked one finds a process id that is not its own."""


@pytest.fixture(params=["forked", "spawned"])
def two_processors(request, monkeypatch):
    """Two processors; another thread runs, so that workers are not forked, or none.

    Workers are as urgent as the test, which waits for them, where they are forked.
    """
    monkeypatch.setattr(loky, "cpu_count", lambda: 2)
    monkeypatch.setattr(process_pool, "_NICENESS", 0)
    if request.param == "forked":
        monkeypatch.setattr(threading, "active_count", lambda: 1)
        yield request.param
        return
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    yield request.param
    end.set()
    thread.join()


@pytest.mark.usefixtures("two_processors")
def test_workers_return_results_in_item_order():
    with many_processes(2) as map_:
        results = map_(math.factorial, range(20))
        assert list(results) == [math.factorial(number) for number in range(20)]
    with many_processes(1) as map_:
        results = map_(_pid, range(4))
        (other,) = set(results)
    assert other != os.getpid()


def _is_fork(_):
    return bool(IN_TEST_PROCESS)


def _pid(_):
    return os.getpid()


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_workers_are_forked_unless_other_threads_run(two_processors, monkeypatch):
    monkeypatch.setitem(IN_TEST_PROCESS, "pid", os.getpid())
    with many_processes(1) as map_:
        (is_fork,) = map_(_is_fork, [None])
    assert is_fork == (two_processors == "forked")


@pytest.mark.usefixtures("two_processors")
def test_work_starts_before_results_are_taken(tmp_path):
    with many_processes(1) as map_:
        results = map_(Path.touch, [tmp_path / "one", tmp_path / "two"])
        patience = time.monotonic() + 30
        while not (tmp_path / "two").exists():
            assert time.monotonic() < patience
            time.sleep(0.01)
        assert list(results) == [None, None]


@pytest.mark.usefixtures("two_processors")
def test_only_a_few_items_are_drawn_ahead():
    drawn = []
    with many_processes(2) as map_:
        results = map_(abs, (drawn.append(n) or n for n in range(100)))
        assert next(results) == 0
        assert len(drawn) < 10


@pytest.mark.usefixtures("two_processors")
@pytest.mark.parametrize(("size", "ahead"), [(10, 16), (20_000, 4), (100, 8)])
def test_fewer_items_are_submitted_when_results_are_large(monkeypatch, size, ahead):
    monkeypatch.setattr(process_pool, "_MAX_WAITING_BYTES", 1_000)
    drawn = []
    with many_processes(2) as map_:
        results = map_(bytes, (drawn.append(n) or size for n in range(40)))
        next(results)
        assert len(drawn) == 4
        next(results)
        assert len(drawn) == 1 + ahead
        assert list(results) == [bytes(size)] * 38


@pytest.mark.usefixtures("two_processors")
def test_nested_blocks_share_workers():
    with many_processes(1) as outer, many_processes(1) as inner:
        assert set(inner(_pid, range(3))) == set(outer(_pid, range(3)))


@pytest.mark.usefixtures("two_processors")
def test_exceptions_of_the_function_are_raised_in_the_caller():
    with many_processes(2) as map_:
        results = map_(math.sqrt, [4, -1])
        assert next(results) == 2
        with pytest.raises(ValueError, match=r"domain|nonnegative"):
            next(results)


@pytest.mark.usefixtures("two_processors")
def test_items_of_dead_workers_are_processed_by_the_caller(monkeypatch):
    monkeypatch.setitem(IN_TEST_PROCESS, "pid", os.getpid())
    with many_processes(2) as map_:
        results = map_(_die_in_worker, range(5))
        assert list(results) == list(range(5))


def test_one_processor_starts_no_workers(monkeypatch):
    monkeypatch.setattr(loky, "cpu_count", lambda: 1)
    with many_processes(2) as map_:
        results = map_(_pid, range(3))
        assert set(results) == {os.getpid()}


@pytest.mark.usefixtures("two_processors")
@pytest.mark.parametrize("error", [OSError("no /dev/shm"), ImportError("no sem_open")])
def test_a_system_without_semaphores_starts_no_workers(monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(loky, "ProcessPoolExecutor", fail)
    with many_processes(2) as map_:
        assert set(map_(_pid, range(3))) == {os.getpid()}


def test_scripts_without_a_main_guard_work(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import loky\nloky.cpu_count = lambda: 2\nfrom readlist.util.process_pool import many_processes\nprint('started')\n"
        "with many_processes(2) as map_:\n    print(*map_(abs, [-1, 2]))\n"
    )
    done = subprocess.run([sys.executable, script], check=False, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("started\n1 2\n", "")


_WAITING = """
import loky, os, time
loky.cpu_count = lambda: 2
from readlist.util import process_pool
from readlist.util.process_pool import many_processes
def main():
    with many_processes(2) as map_:
        print(*map_.args[0]._processes, flush=True)
        list(map_(time.sleep, [0.1, 60, 60]))
try:
    main()
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.fixture
def waiting(tmp_path):
    """A running script with sleeping workers, as the leader of a process group."""
    with subprocess.Popen(
        [sys.executable, "-c", _WAITING],
        stdout=-1,
        stderr=-1,
        text=True,
        start_new_session=True,
    ) as script:
        processes = [int(number) for number in script.stdout.readline().split()]
        yield script, processes
        script.kill()


def _have_ended(processes):
    """Whether these processes end within ten seconds."""
    for _ in range(100):
        if not any(map(_is_alive, processes)):
            return True
        time.sleep(0.1)
    return False


def _is_alive(process):
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # no such files on this system
        return True
    return state != "Z"  # a zombie: ended, but not waited for


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_workers_ignore_interrupts(waiting):
    script, processes = waiting
    assert len(processes) == 2
    os.killpg(script.pid, signal.SIGINT)
    assert script.communicate(timeout=20) == ("interrupted\n", "")
    assert _have_ended(processes)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_workers_exit_when_the_caller_is_killed(waiting):
    script, processes = waiting
    assert all(map(_is_alive, processes))
    script.kill()
    script.wait()
    assert _have_ended(processes)
