"""Two libraries side by side, and hubs that are real: git's own program and server, and PostgreSQL."""

from __future__ import annotations

import shutil

import pytest

from devices import NOTES, Device
from hubs import GitHub, PostgresHub
from replicas import Hub, Replica
from servers.postgres import PostgresServer, find_programs


@pytest.fixture
def pair(tmp_path):
    """Two libraries, and what travels between them."""
    replicas = [Replica(tmp_path, name) for name in "ab"]
    return *replicas, Hub(replicas)


@pytest.fixture(scope="session")
def postgres():
    if find_programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with PostgresServer() as server:
        yield server


@pytest.fixture
def git_hub(tmp_path):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    return GitHub(tmp_path)


@pytest.fixture
def postgres_hub(postgres):
    hub = PostgresHub(postgres)
    yield hub
    hub.close()


@pytest.fixture(params=["git", "postgres"])
def hub(request):
    return request.getfixturevalue(f"{request.param}_hub")


@pytest.fixture
def two(hub, tmp_path):
    """Two devices that share a library."""
    ada, bob = Device(hub, tmp_path, "ada"), Device(hub, tmp_path, "bob")
    ada.bring(NOTES[0])
    ada.do("begin_sync", ada.address)
    bob.join()
    return ada, bob
