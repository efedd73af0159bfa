"""Fixtures for all tests: a fixed environment, no network beyond this machine, an empty library, a notebook."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from depth import examples
from notebook import Notebook
from readlist.storage.database import Store

_HERE = ("127.0.0.1", "::1", "localhost")
_KEPT = ("PATH", "PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")
_KEPT_PREFIXES = ("PYTEST_", "COV_", "COVERAGE_")
_SET = {"LANG": "C.UTF-8", "TERM": "xterm-256color", "TZ": "UTC"}


@pytest.fixture(autouse=True, scope="session")
def _environment(tmp_path_factory):
    """Give the tests and their subprocesses the same environment on every machine.

    All other variables (colours, proxies, a time zone, the user's own library) are removed. ``PYTHONPATH`` makes
    processes import this source tree, whether the package is installed or not.
    """
    source = str(Path(__file__).parents[1] / "src")
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() - set(_KEPT):
            if not name.startswith(_KEPT_PREFIXES):
                patch.delenv(name)
        for name, value in _SET.items():
            patch.setenv(name, value)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("PYTHONPATH", source, prepend=os.pathsep)
        _apply_time_zone()
        yield
    _apply_time_zone()


def _apply_time_zone():
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture(autouse=True)
def _stay_on_this_machine(monkeypatch):
    """Allow sockets to connect to this machine only."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in _HERE:
            raise AssertionError(f"a test tried to connect to {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


# No deadlines: a test must not fail because the machine is slow or busy.
settings.register_profile(
    "untimed", deadline=None, max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")


def pytest_xdist_auto_num_workers():
    """Return the number of processes for ``-n auto``: two more than processors, for many tests wait for servers."""
    return (os.cpu_count() or 1) + 2


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "library.db") as opened:
        yield opened


@pytest.fixture
def book(tmp_path):
    notebook = Notebook(tmp_path)
    yield notebook
    notebook.store.close()
