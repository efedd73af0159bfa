"""The PostgreSQL carrier with links and servers that break, and many who write at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import psycopg
import pytest

from hubs import LIBRARY, PostgresHub, device, nameless, operation, pull
from readlist.errors import NetworkError
from readlist.sync.carriers.base import START
from readlist.sync.carriers.postgres_link import Link
from servers.cutting_proxy import CuttingProxy
from servers.postgres import PostgresServer, find_programs


@pytest.fixture
def hub(postgres_hub):
    return postgres_hub


def member(hub, number):
    """A connection as a member, who writes SQL by hand."""
    return psycopg.connect(
        hub.server.address(hub.database, hub.server.member(f"member{number}")), autocommit=True
    )


def numbers(hub):
    return hub.server.run("SELECT seq, id FROM readlist.op ORDER BY seq", hub.database)


# -- links and servers that break ------------------------------------------------------------------------------------


def test_a_link_that_is_cut_anywhere_loses_nothing(hub):
    everything = [operation(1, count, "x" * 300) for count in range(120)]
    reached = set()
    with CuttingProxy(hub.server.port) as proxy:
        for cut in (*range(0, 9000, 450), None):
            proxy.cut_after = cut
            ada = hub.open(1, port=proxy.port)
            try:
                ada.push(everything[: 10 + len(reached)])
                pull(ada)
            except NetworkError:
                pass
            reached.add(cut)
            ada.close()
        assert proxy.cuts > 10
        ada = hub.open(1, port=proxy.port)
        ada.push(everything)
        _, operations, notices = pull(ada)
    assert sorted(operations) == everything
    assert notices == []
    assert [seq for seq, _ in numbers(hub)] == list(range(1, 121))


def test_a_reader_goes_on_where_the_link_was_cut(hub):
    everything = [operation(1, count, "x" * 3000) for count in range(6000)]
    hub.open(1).push(everything)
    cursor, got = START, []
    with CuttingProxy(hub.server.port) as proxy:
        proxy.cut_after = 8 * 2**20
        while True:
            reader = hub.open(2, port=proxy.port)
            try:
                for batch in reader.pull(cursor):
                    cursor = batch.cursor
                    got += nameless(batch)
                break
            except NetworkError:
                pass
            finally:
                reader.close()
        assert proxy.cuts > 1
    assert got == everything


def test_a_server_that_hangs_is_given_up(hub):
    with CuttingProxy(hub.server.port) as proxy:
        link = Link(
            hub.server.address(hub.database, hub.server.member("member1"), proxy.port), answer_seconds=1.0
        )
        assert link.run("SELECT 1") == [(1,)]
        proxy.frozen.set()
        with pytest.raises(NetworkError):
            link.run("SELECT 2")
        proxy.frozen.clear()
        assert link.run("SELECT 3") == [(3,)]
        link.close()


def test_a_connection_that_idled_and_was_closed_is_opened_again(hub):
    ada = hub.open(1)
    ada.push([operation(1, 1)])
    hub.server.run(
        f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{hub.database}'"
    )
    assert ada.push([operation(1, 2)]).stored == 1
    assert len(pull(ada)[1]) == 2


@pytest.fixture
def own_server():
    if find_programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with PostgresServer() as server:
        yield server


def test_a_server_killed_in_mid_push_loses_nothing(own_server):
    hub = PostgresHub(own_server)
    acknowledged, stopping = [], threading.Event()

    def write():
        carrier, count = hub.open(1), 0
        while not stopping.is_set():
            own = [operation(1, number, "x" * 200) for number in range(count, count + 50)]
            try:
                carrier.push(own)
            except NetworkError:
                time.sleep(0.02)
                continue
            acknowledged.extend(own)
            count += 50

    thread = threading.Thread(target=write)
    thread.start()
    for _ in range(2):
        reached = len(acknowledged) + 150
        while len(acknowledged) < reached and thread.is_alive():
            time.sleep(0.01)
        own_server.crash()
        own_server.start()
    stopping.set()
    thread.join()
    _, operations, notices = pull(hub.open(2))
    assert set(acknowledged) <= set(operations)
    assert len(operations) == len(set(operations))
    assert notices == []
    assert hub.open(1).push(acknowledged).stored == 0
    hub.close()


PUSH = """
import os, signal, sys, threading
sys.path[:0] = {path!r}
import psycopg
from hubs import LIBRARY, operation, pull
from readlist.sync.carriers.postgres import PostgresCarrier
step, when, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
execute, calls = psycopg.Connection.execute, 0
def deadly(self, *args, **options):
    global calls
    calls += 1
    if calls == step and when == "during":
        threading.Timer(0.001, os.kill, (os.getpid(), signal.SIGKILL)).start()
    answer = execute(self, *args, **options)
    if calls == step:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
psycopg.Connection.execute = deadly
carrier = PostgresCarrier(sys.argv[4], library=LIBRARY)
pull(carrier)
carrier.push([operation(1, number) for number in range(count)])
carrier.push([operation(1, number) for number in range(count + 1200)])
carrier.close()
"""


def test_a_client_killed_at_each_statement_loses_nothing(hub):
    code = PUSH.format(path=[one for one in sys.path if one])
    address = hub.server.address(hub.database, hub.server.member("member1"))
    count, status = 0, -signal.SIGKILL
    for step in range(1, 12):
        for when in ("during", "after"):
            count += 1
            command = [sys.executable, "-c", code, str(step), when, str(count), address]
            done = subprocess.run(command, timeout=60, check=False, capture_output=True, env=os.environ)
            status = done.returncode
            assert status in (0, -signal.SIGKILL), done.stderr
        if status == 0:
            break
    assert status == 0
    _, operations, notices = pull(hub.open(2))
    assert sorted(operations) == [operation(1, number) for number in range(count + 1200)]
    assert notices == []


def test_numbers_are_in_the_order_of_commits(hub):
    """A reader who follows the numbers while eight write never finds one below those it has read."""
    done = threading.Event()

    def write(number):
        carrier = hub.open(number)
        for count in range(30):
            carrier.push([operation(number, count)])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    reader, cursor, seen = hub.open(9), START, []
    while not done.is_set():
        if not any(thread.is_alive() for thread in threads):
            done.set()
        cursor, operations, _ = pull(reader, cursor)
        seen += operations
    for thread in threads:
        thread.join()
    assert [one.id for one in seen] == [stamp for _, stamp in numbers(hub)]
    assert len(seen) == 240


def test_a_member_who_waits_in_a_transaction_does_not_block_others_for_long(hub):
    with member(hub, 2) as sleepy:
        sleepy.execute("SET idle_in_transaction_session_timeout = '300ms'")
        assert hub.server.run("SELECT rolconfig FROM pg_roles WHERE rolname = 'member2'")[0][0][0].startswith(
            "idle_in"
        )
        sleepy.execute("BEGIN")
        sleepy.execute(
            "SELECT readlist.push(%s, %s, %s, %s)",
            [LIBRARY, [device(2)], [operation(2, 1).id], [operation(2, 1).body]],
        )
        assert hub.open(1).push([operation(1, 1)]).stored == 1
        with pytest.raises(psycopg.Error):
            sleepy.execute("COMMIT")
    assert pull(hub.open(3))[1] == [operation(1, 1)]
