"""Two hosts, each in a network of its own, and a link between them that is cut while one sends (Linux, as root)."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import readlist
from devices import Device
from hubs import PostgresHub
from servers.postgres import PostgresServer, find_programs

HOST, GUEST, SERVER = f"rl{os.getpid()}", "rl-guest", "198.51.100.1"
NETWORK = "198.51.100.0/24"
"""For documentation (RFC 5737): nobody's."""
_CUT_AFTER = 25_000


def noise():
    """Lines that cannot be compressed."""
    return "\n".join(os.urandom(40).hex() for _ in range(500))


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, timeout=60, **options)


@pytest.fixture
def namespace():
    """The network of the other host, linked to this one by a line of 512 kbit/s."""
    name = f"readlist-{os.getpid()}"
    if sys.platform != "linux" or os.geteuid() or not shutil.which("ip") or not shutil.which("tc"):
        pytest.skip("needs root, ip and tc")
    if NETWORK.partition("/")[0][:-1] in run("ip", "-4", "addr").stdout.decode():
        pytest.skip("this machine is in that network itself")
    try:
        run("ip", "netns", "add", name)
    except subprocess.CalledProcessError:
        pytest.skip("networks cannot be made here")
    try:
        run("ip", "link", "add", HOST, "type", "veth", "peer", "name", GUEST, "netns", name)
        run("ip", "addr", "add", f"{SERVER}/24", "dev", HOST)
        run("ip", "link", "set", HOST, "up")
        run("ip", "-n", name, "addr", "add", "198.51.100.2/24", "dev", GUEST)
        run("ip", "-n", name, "link", "set", GUEST, "up")
        rate = ("rate", "512kbit", "burst", "8kb", "latency", "400ms")
        run("tc", "-n", name, "qdisc", "add", "dev", GUEST, "root", "tbf", *rate)
        yield name
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            run("ip", "link", "delete", HOST)
        run("ip", "netns", "delete", name)


@pytest.fixture
def hub(namespace):
    if find_programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with PostgresServer(f"listen_addresses = '127.0.0.1,{SERVER}'") as server:
        server.let_in(NETWORK)
        found = PostgresHub(server)
        yield found
        found.close()


def test_a_link_that_is_cut_in_mid_push_costs_nothing(namespace, hub, tmp_path):
    ada, bob = Device(hub, tmp_path, "ada"), Device(hub, tmp_path, "bob")
    ada.bring("# A\n\n- [LoRA: Low-Rank Adaptation](https://arxiv.org/abs/2106.09685)\n")
    ada.do("begin_sync", ada.address)
    bob.address = f"{bob.address.replace('127.0.0.1', SERVER)}?tcp_user_timeout=1500&connect_timeout=2"

    def on_the_other_host(*command):
        line = [
            "ip",
            "netns",
            "exec",
            namespace,
            sys.executable,
            "-m",
            "readlist",
            "--db",
            bob.path,
            *command,
        ]
        environment = os.environ | {"PYTHONPATH": str(Path(readlist.__file__).parents[1])}
        return subprocess.Popen(line, env=environment, stderr=subprocess.PIPE, text=True)

    _, said = on_the_other_host("sync", "join", bob.address).communicate(timeout=60)
    assert bob.path.exists(), said
    bob.bring(f"# B\n\n- [A Work](https://example.org/x)\n\n{noise()}\n", "long.md")

    received = Path(f"/sys/class/net/{HOST}/statistics/rx_bytes")
    before = int(received.read_text())
    sending = on_the_other_host("sync")
    while int(received.read_text()) - before < _CUT_AFTER and sending.poll() is None:
        time.sleep(0.005)
    assert sending.poll() is None
    run("ip", "link", "set", HOST, "down")
    _, said = sending.communicate(timeout=60)
    assert sending.returncode == 4, said
    assert "Traceback" not in said
    assert ada.do("sync").is_nothing

    run("ip", "link", "set", HOST, "up")
    again = on_the_other_host("sync")
    _, said = again.communicate(timeout=60)
    assert again.returncode == 0, said
    assert ada.do("sync").received.total() == 1
    assert ada.exported() == bob.exported()
