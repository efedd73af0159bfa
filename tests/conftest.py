"""For all tests: no test reaches beyond this machine; an empty library, alone or with notes to import beside it."""

from __future__ import annotations

import socket

import pytest
from hypothesis import HealthCheck, settings

from notebook import Notebook
from readlist.store import Store

_HERE = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def _stay_on_this_machine(monkeypatch):
    """Let a socket connect to this machine only."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in _HERE:
            raise AssertionError(f"a test wanted to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


# A slow or busy machine is no fault of the code: no test fails for the time that it takes.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "library.db") as opened:
        yield opened


@pytest.fixture
def book(tmp_path):
    notebook = Notebook(tmp_path)
    yield notebook
    notebook.store.close()
