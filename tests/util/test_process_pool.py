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


def _die_elsewhere(number):
    """Give a number, but end any process that another one started for this."""
    if os.getpid() != HERE_IN_TEST.get("pid"):
        os.kill(os.getpid(), signal.SIGKILL)
    return number


HERE_IN_TEST: dict[str, int] = {}
"""Filled in the test's process: another one finds it empty, or not its own number in it."""


@pytest.fixture(params=["copies", "started"])
def two_processors(request, monkeypatch):
    """Two processors, and a thread that keeps processes from being copies of this one, or none."""
    monkeypatch.setattr(loky, "cpu_count", lambda: 2)
    if request.param == "copies":
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
def test_results_come_in_the_order_of_the_items_from_other_processes():
    with many_processes(2) as map_:
        results = map_(math.factorial, range(20))
        assert list(results) == [math.factorial(number) for number in range(20)]
    with many_processes(1) as map_:
        results = map_(_pid, range(4))
        (other,) = set(results)
    assert other != os.getpid()


def _is_copy(_):
    return bool(HERE_IN_TEST)


def _pid(_):
    return os.getpid()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, no process is copied")
def test_processes_are_copies_unless_threads_run(two_processors, monkeypatch):
    monkeypatch.setitem(HERE_IN_TEST, "pid", os.getpid())
    with many_processes(1) as map_:
        (is_copy,) = map_(_is_copy, [None])
    assert is_copy == (two_processors == "copies")


@pytest.mark.usefixtures("two_processors")
def test_processes_begin_before_results_are_asked_for(tmp_path):
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
def test_fewer_items_are_given_out_where_results_are_large(monkeypatch, size, ahead):
    monkeypatch.setattr(process_pool, "_MOST_BYTES", 1_000)
    drawn = []
    with many_processes(2) as map_:
        results = map_(bytes, (drawn.append(n) or size for n in range(40)))
        next(results)
        assert len(drawn) == 4
        next(results)
        assert len(drawn) == 1 + ahead
        assert list(results) == [bytes(size)] * 38


@pytest.mark.usefixtures("two_processors")
def test_a_block_within_a_block_has_its_processes():
    with many_processes(1) as outer, many_processes(1) as inner:
        assert set(inner(_pid, range(3))) == set(outer(_pid, range(3)))


@pytest.mark.usefixtures("two_processors")
def test_what_the_function_raises_is_raised_here():
    with many_processes(2) as map_:
        results = map_(math.sqrt, [4, -1])
        assert next(results) == 2
        with pytest.raises(ValueError, match=r"domain|nonnegative"):
            next(results)


@pytest.mark.usefixtures("two_processors")
def test_what_a_dead_process_leaves_undone_is_done_here(monkeypatch):
    monkeypatch.setitem(HERE_IN_TEST, "pid", os.getpid())
    with many_processes(2) as map_:
        results = map_(_die_elsewhere, range(5))
        assert list(results) == list(range(5))


def test_one_processor_needs_no_other_process(monkeypatch):
    monkeypatch.setattr(loky, "cpu_count", lambda: 1)
    with many_processes(2) as map_:
        results = map_(_pid, range(3))
        assert set(results) == {os.getpid()}


@pytest.mark.usefixtures("two_processors")
@pytest.mark.parametrize("error", [OSError("no /dev/shm"), ImportError("no sem_open")])
def test_a_system_without_semaphores_needs_no_other_process(monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(loky, "ProcessPoolExecutor", fail)
    with many_processes(2) as map_:
        assert set(map_(_pid, range(3))) == {os.getpid()}


def test_a_script_without_a_guard_may_use_it(tmp_path):
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
    """A script whose processes are all asleep, the leader of a group of processes."""
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
    """Whether these processes end within some seconds."""
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
    return state != "Z"  # ended, and nobody has asked how


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_is_the_callers(waiting):
    script, processes = waiting
    assert len(processes) == 2
    os.killpg(script.pid, signal.SIGINT)
    assert script.communicate(timeout=20) == ("interrupted\n", "")
    assert _have_ended(processes)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_processes_end_with_one_that_is_killed(waiting):
    script, processes = waiting
    assert all(map(_is_alive, processes))
    script.kill()
    script.wait()
    assert _have_ended(processes)
