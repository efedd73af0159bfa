from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
from pathlib import Path

import loky
import pytest

from readlist.workers import map_ahead


def _die_elsewhere(number):
    """Give a number, but end any process that another one started for this."""
    if os.getpid() != HERE_IN_TEST.get("pid"):
        os.kill(os.getpid(), signal.SIGKILL)
    return number


HERE_IN_TEST: dict[str, int] = {}
"""Filled in the test's process only: one that imports this module anew finds it empty."""


@pytest.fixture
def two_processors(monkeypatch):
    monkeypatch.setattr(loky, "cpu_count", lambda: 2)


@pytest.mark.usefixtures("two_processors")
def test_results_come_in_the_order_of_the_items_from_other_processes():
    with map_ahead(math.factorial, range(20)) as results:
        assert list(results) == [math.factorial(number) for number in range(20)]
    with map_ahead(_pid, range(4), workers=1) as results:
        (other,) = set(results)
    assert other != os.getpid()


def _pid(_):
    return os.getpid()


@pytest.mark.usefixtures("two_processors")
def test_only_a_few_items_are_drawn_ahead():
    drawn = []
    with map_ahead(abs, (drawn.append(n) or n for n in range(100)), workers=2) as results:
        assert next(results) == 0
        assert len(drawn) < 10


@pytest.mark.usefixtures("two_processors")
def test_what_the_function_raises_is_raised_here():
    with map_ahead(math.sqrt, [4, -1]) as results:
        assert next(results) == 2
        with pytest.raises(ValueError, match=r"domain|nonnegative"):
            next(results)


@pytest.mark.usefixtures("two_processors")
def test_what_a_dead_process_leaves_undone_is_done_here(monkeypatch):
    monkeypatch.setitem(HERE_IN_TEST, "pid", os.getpid())
    with map_ahead(_die_elsewhere, range(5)) as results:
        assert list(results) == list(range(5))


def test_one_processor_needs_no_other_process(monkeypatch):
    monkeypatch.setattr(loky, "cpu_count", lambda: 1)
    with map_ahead(_pid, range(3)) as results:
        assert set(results) == {os.getpid()}


def test_a_script_without_a_guard_may_use_it(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import loky\nloky.cpu_count = lambda: 2\nfrom readlist.workers import map_ahead\nprint('started')\n"
        "with map_ahead(abs, [-1, 2]) as results:\n    print(*results)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}
    done = subprocess.run(
        [sys.executable, script], env=environment, check=False, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("started\n1 2\n", "")
