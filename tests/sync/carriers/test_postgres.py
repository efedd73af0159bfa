"""The PostgreSQL carrier: rights, errors with what to do, and what poolers need."""

from __future__ import annotations

import sys

import psycopg
import pytest

from hubs import LIBRARY, device, nameless, operation, pull
from readlist.errors import NetworkError, UsageError
from readlist.sync.carriers.base import START, Kind, Operation, Snapshot
from readlist.sync.carriers.postgres import PostgresCarrier
from readlist.sync.carriers.postgres_schema import create_statements


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


# -- rights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO readlist.op VALUES (99, repeat('0', 32), 'x', now(), '')",
        "UPDATE readlist.op SET body = ''",
        "DELETE FROM readlist.op",
        "TRUNCATE readlist.op",
        "DROP TABLE readlist.op",
        "UPDATE readlist.head SET seq = 0",
        "UPDATE readlist.device SET who = session_user",
        "INSERT INTO readlist.snapshot VALUES (1, 0, '')",
        "DROP FUNCTION readlist.push",
        "CREATE TABLE readlist.mine (a int)",
        "CREATE OR REPLACE FUNCTION readlist.push(text, text[], text[], bytea[]) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_a_member_can_only_push_and_read(hub, sql):
    hub.open(1).push([operation(1, 1)])
    with member(hub, 2) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(sql)
    assert len(numbers(hub)) == 1


def test_who_is_no_member_may_not_even_read(hub):
    hub.open(1).push([operation(1, 1)])
    hub.server.run("DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")
    hub.server.run("ALTER ROLE stranger PASSWORD 'p@ss:word/é'")
    stranger = hub.open(5, address=hub.server.address(hub.database, "stranger"))
    for attempt in (lambda: list(stranger.pull("")), lambda: stranger.push([operation(5, 1)])):
        with pytest.raises(NetworkError, match="you may not use this hub") as caught:
            attempt()
        assert "GRANT readlist_member" in caught.value.hint


def test_no_member_speaks_for_the_device_of_another(hub):
    ada, bob = hub.open(1), hub.open(2)
    ada.push([operation(1, 1)])
    report = bob.push([operation(2, 1), operation(1, 2)])
    assert report.stored == 1
    assert [(one.kind, one.device) for one in report.notices] == [(Kind.REFUSED, device(1))]
    with member(hub, 2) as connection:
        call = "SELECT * FROM readlist.push(%s, %s, %s, %s)"
        values = [[operation(1, 3).id], [operation(1, 3).body]]
        assert connection.execute(call, [LIBRARY, [device(1)], *values]).fetchone() == (
            0,
            [operation(1, 3).id],
        )
        own = operation(2, 4).id
        assert connection.execute(call, [LIBRARY, [device(2)], [own], [operation(1, 4).body]]).fetchone() == (
            1,
            [],
        )
    _, operations, notices = pull(hub.open(3))
    assert sorted(operations) == [operation(1, 1), operation(2, 1)]
    assert [(one.kind, one.device) for one in notices] == [(Kind.REFUSED, device(2))]


def test_an_operation_is_never_replaced(hub):
    ada = hub.open(1)
    ada.push([operation(1, 1)])
    other = operation(1, 1, "another text")
    assert ada.push([other]).stored == 0
    assert pull(ada)[1] == [operation(1, 1)]


def test_objects_of_a_member_do_not_shadow_those_of_the_hub(hub):
    with member(hub, 2) as connection:
        connection.execute(
            "CREATE TEMPORARY TABLE op (seq bigint, id text, who text, at timestamptz, body bytea)"
        )
        connection.execute("CREATE TEMPORARY TABLE head (seq bigint, library text)")
        connection.execute(
            "SELECT readlist.push(%s, %s, %s, %s)",
            [LIBRARY, [device(2)], [operation(2, 1).id], [operation(2, 1).body]],
        )
        assert connection.execute("SELECT count(*) FROM pg_temp.op").fetchone() == (0,)
    assert len(numbers(hub)) == 1


def test_the_owner_brings_back_what_devices_that_are_gone_had_pushed(hub):
    owner, ada = hub.open(0), hub.open(1)
    assert owner.push([operation(0, 1), operation(7, 1)], relayed=True).stored == 2
    assert ada.push([operation(1, 1)]).stored == 1
    seventh = hub.open(7)
    assert seventh.push([operation(7, 1), operation(7, 2)]).stored == 1


def test_a_snapshot_is_the_owners_to_write(hub):
    ada = hub.open(1)
    ada.push([operation(1, 1)])
    cursor, _, _ = pull(ada)
    with pytest.raises(NetworkError, match="only the owner"):
        ada.write_snapshot(Snapshot(cursor, [b"forged"]))
    assert ada.read_snapshot() is None


def test_creating_twice_changes_nothing(hub):
    ada = hub.open(1)
    ada.push([operation(1, 1)])
    hub.open(0).create(("member1",))
    assert pull(ada)[1] == [operation(1, 1)]


@pytest.mark.parametrize("name", ["", "a b", "a; DROP ROLE x", "Ada", "1a", "a" * 64, "ä"])
def test_names_of_members_are_plain(name):
    with pytest.raises(UsageError, match="not a plain name"):
        create_statements((name,))


# -- errors with what to do ------------------------------------------------------------------------------------------


def address_of(hub, change):
    good = hub.server.address(hub.database, hub.server.member("member1"))
    return change(good)


@pytest.mark.parametrize(
    ("change", "words", "hint"),
    [
        (lambda a: a.replace("p%40ss", "wrong"), "password authentication failed", "pgpass"),
        (lambda a: a + "_missing", "does not exist", "Check the name"),
        (lambda a: a.replace(a.split("@")[-1].split("/")[0], "127.0.0.1:1"), "refused", "network"),
        (lambda a: a + "?sslmode=require", "SSL", "network"),
        (lambda a: a.rsplit("/", 1)[0] + "/postgres", "not a hub yet", "sync admin create"),
    ],
)
def test_errors_say_what_to_do_and_keep_the_password(hub, change, words, hint):
    carrier = hub.open(1, address=address_of(hub, change))
    with pytest.raises(NetworkError, match=words) as caught:
        list(carrier.pull(""))
    assert hint in caught.value.hint
    said = f"{caught.value.message} {caught.value.hint}"
    assert "p@ss" not in said
    assert "p%40ss" not in said


def test_a_bad_address_is_an_error_of_the_person(hub):
    with pytest.raises(UsageError, match="not one of PostgreSQL") as caught:
        list(hub.open(1, address="postgresql://ada:s3cret@host/db?nonsense=1").pull(""))
    assert "s3cret" not in caught.value.message


def test_who_may_not_create_a_hub_is_told_who_may(hub):
    empty = hub.server.new_database()
    carrier = hub.open(1, address=hub.server.address(empty, hub.server.member("member1")))
    with pytest.raises(NetworkError, match="you may not make a hub here") as caught:
        carrier.create()
    assert "--print" in caught.value.hint


def test_a_server_that_only_reads_is_named(hub):
    ada = hub.open(
        1, address=address_of(hub, lambda a: a + "?options=-c%20default_transaction_read_only%3Don")
    )
    with pytest.raises(NetworkError, match="only lets you read"):
        ada.push([operation(1, 1)])


def test_without_psycopg_the_message_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match="needs psycopg") as caught:
        PostgresCarrier("postgresql://x/y")
    assert "readlist[postgres]" in caught.value.hint


# -- statements -----------------------------------------------------------------------------------------------------


def test_nothing_is_prepared_and_nothing_is_set_for_a_session(hub):
    """What a transaction pooler needs: every statement may reach another connection of the server."""
    ada = hub.open(1)
    for count in range(12):
        ada.push([operation(1, count)])
        pull(ada)
    assert ada._link.run("SELECT count(*) FROM pg_prepared_statements") == [(0,)]
    assert ada._link.run("SELECT count(*) FROM pg_settings WHERE source = 'session'") == [(0,)]
    assert ada._link.run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]


def test_a_large_operation_is_carried(hub):
    big = operation(1, 1, "x" * (8 * 2**20))
    hub.open(1).push([operation(1, 0), big, operation(1, 2)])
    batches = list(hub.open(2).pull(START))
    assert [one for batch in batches for one in nameless(batch)] == [operation(1, 0), big, operation(1, 2)]
    assert len(batches) > 1


def test_the_hub_takes_over_the_library_of_the_first_push(hub):
    newcomer = hub.open(2, library=None)
    assert newcomer.find_library() is None
    hub.open(1).push([operation(1, 1)])
    assert newcomer.find_library() == LIBRARY
    assert pull(newcomer)[1] == [operation(1, 1)]
    stranger = hub.open(3, library="22" * 16)
    with pytest.raises(NetworkError, match="hub of another library"):
        stranger.push([operation(3, 1)])
    assert Operation(*pull(newcomer)[1][0]) == operation(1, 1)
