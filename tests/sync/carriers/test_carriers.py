"""What both carriers do, whatever happens: each reader pulls the union of what was pushed, each operation once."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depth import examples
from hubs import LIBRARY, GitHub, PostgresHub, device, nameless, operation, pull
from readlist.errors import InputError, NetworkError
from readlist.sync.carriers.base import Kind, Operation, Snapshot


def test_what_is_pushed_is_pulled_once(hub):
    ada, bob = hub.open(1), hub.open(2)
    own = [operation(1, count) for count in range(5)]
    assert ada.push(own).stored == 5
    assert bob.push([operation(2, 3)]).stored == 1
    cursor, operations, notices = pull(bob)
    assert sorted(operations) == sorted([*own, operation(2, 3)])
    assert notices == []
    assert pull(bob, cursor) == (cursor, [], [])
    assert ada.push([operation(1, 9)]).stored == 1
    assert pull(bob, cursor)[1] == [operation(1, 9)]


def test_pushing_again_changes_nothing(hub):
    ada = hub.open(1)
    own = [operation(1, count) for count in range(5)]
    assert ada.push(own[2:4]).stored == 2
    cursor, _, _ = pull(ada)
    assert ada.push(own).stored == 3
    assert ada.push([*own, *own]).stored == 0
    assert sorted(pull(ada, cursor)[1]) == [own[0], own[1], own[4]]


def test_bodies_stay_what_they_are(hub):
    texts = ["", "读书 📚", '\\ " \u0000 \u2028 \x7f', "a" * 100_000, '{"id": "x"}']
    pushed = [operation(1, count, text) for count, text in enumerate(texts)]
    hub.open(1).push(pushed)
    assert sorted(pull(hub.open(2))[1]) == pushed


def test_the_parts_of_an_operation_are_carried_each(hub):
    stamp = operation(1, 1).id
    parts = [operation(1, 1)]
    for number in (1, 2, 10, 999_999):
        body = json.dumps({"v": 1, "id": stamp, "part": number, "f": []}).encode()
        parts.append(Operation(f"{stamp}.{number}", body))
    ada = hub.open(1)
    assert ada.push(parts[:3]).stored == 3
    assert ada.push(parts).stored == 2
    cursor, operations, notices = pull(hub.open(2))
    assert (sorted(operations), notices) == (sorted(parts), [])
    assert pull(hub.open(2), cursor) == (cursor, [], [])


@pytest.mark.parametrize(
    "bad",
    [
        Operation(operation(1, 1).id, operation(1, 2).body),
        Operation(operation(1, 1).id, operation(1, 1).body + b"\n"),
        Operation(operation(1, 1).id, b"tag"),
        Operation("1", b'{"id": "1"}'),
        Operation(operation(1, 1).id, b"[" * 100_000),
    ],
)
def test_what_no_reader_accepts_is_not_pushed(hub, bad):
    with pytest.raises(InputError, match="not a line of JSON with this id"):
        hub.open(1).push([operation(1, 0), bad])
    assert pull(hub.open(1))[1] == []


@pytest.mark.parametrize("cursor", ["x", "[]", '{"a": 1}', "5", "5:x", '{"a": ["", "--all", 0]}'])
def test_a_cursor_of_another_carrier_is_refused(hub, cursor):
    with pytest.raises(InputError, match="cursor"):
        list(hub.open(1).pull(cursor))


def test_a_large_log_comes_in_batches_that_can_be_resumed(hub):
    own = [operation(1, count, "x" * 600) for count in range(5000)]
    hub.open(1).push(own)
    reader = hub.open(2)
    first = next(iter(reader.pull("")))
    assert 0 < len(first.operations) < 5000
    _, rest, _ = pull(hub.open(2), first.cursor)
    assert sorted([*nameless(first), *rest]) == own


def test_a_snapshot_spares_reading_what_it_contains(hub):
    ada = hub.open(0)
    assert ada.read_snapshot() is None
    ada.push([operation(0, count) for count in range(3)])
    cursor, _, _ = pull(ada)
    chunks = [b"abc" * 1_000_000, b"", b"d" * 7, b"e" * 9_000_000]
    ada.write_snapshot(Snapshot(cursor, chunks))
    ada.push([operation(0, 3)])
    bob = hub.open(2)
    found = bob.read_snapshot()
    assert b"".join(found.chunks) == b"".join(chunks)
    assert pull(bob, found.cursor)[1] == [operation(0, 3)]
    cursor, _, _ = pull(ada)
    ada.write_snapshot(Snapshot(cursor, [b"newer"]))
    assert b"".join(bob.read_snapshot().chunks) == b"newer"


def test_the_status_names_the_library_and_counts_operations(hub):
    ada = hub.open(1)
    assert ada.find_library() is None
    assert ada.status() == {}
    ada.push([operation(1, count) for count in range(3)])
    ada.push([operation(1, 7)])
    bob = hub.open(2)
    bob.push([operation(2, 7)])
    assert bob.find_library() == LIBRARY
    assert bob.status() == {device(1): 4, device(2): 1}


def test_a_hub_restored_from_a_backup_is_noticed_and_loses_nothing(hub):
    ada, bob = hub.open(1), hub.open(2)
    everything = [operation(1, count) for count in range(4)]
    ada.push(everything[:2])
    hub.back_up()
    ada.push(everything[2:])
    bob.push([operation(2, 9)])
    at_ada, _, _ = pull(ada)
    at_bob, _, _ = pull(bob)
    hub.restore()
    at_ada, _, notices = pull(ada, at_ada)
    assert {one.kind for one in notices} == {Kind.RESTORED}
    ada.push(everything)
    # Bob's cursor may be a number that the hub has again, with another operation.
    _, _, _ = pull(bob, at_bob)
    bob.push([operation(2, 9)])
    assert sorted(pull(hub.open(3))[1]) == sorted([*everything, operation(2, 9)])
    assert pull(ada, pull(ada, at_ada)[0])[1:] == ([], [])


def test_a_library_that_was_copied_pushes_what_its_former_device_had_not(hub):
    ada = hub.open(1)
    assert ada.push([operation(5, 1), operation(1, 2), operation(5, 0)]).stored == 3
    assert hub.open(1).push([operation(5, 3)]).stored == 1
    assert len(pull(hub.open(2))[1]) == 4


def test_the_library_of_another_is_refused(hub):
    hub.open(1).push([operation(1, 1)])
    stranger = hub.open(2, library="22" * 16)
    try:
        _, operations, notices = pull(stranger)
    except NetworkError as error:
        operations, told = [], [error.message]
    else:
        told = [one.text for one in notices]
    assert operations == []
    assert ["another library" in text for text in told] == [True]


def test_eight_writers_at_once(hub):
    writers = [hub.open(number) for number in range(1, 9)]
    failed = []

    def write(number, carrier):
        try:
            for count in range(5):
                carrier.push([operation(number, 2 * count), operation(number, 2 * count + 1)])
        except Exception as error:  # noqa: BLE001 - reported below
            failed.append(error)

    threads = [threading.Thread(target=write, args=pair) for pair in enumerate(writers, start=1)]
    reader, seen, cursor = hub.open(9), [], ""
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        cursor, operations, _ = pull(reader, cursor)
        seen += operations
    for thread in threads:
        thread.join()
    assert failed == []
    seen += pull(reader, cursor)[1]
    assert sorted(seen) == sorted(operation(number, count) for number in range(1, 9) for count in range(10))


def test_watching_wakes_when_something_was_pushed(hub):
    ada, bob = hub.open(1), hub.open(2)
    ada.push([operation(1, 1)])
    woken = threading.Event()
    with bob.watch(woken.set):
        assert woken.wait(30)
        cursor, _, _ = pull(bob)
        woken.clear()
        ada.push([operation(1, 2)])
        found = []
        while not found and woken.wait(30):
            woken.clear()
            found = pull(bob, cursor)[1]
        assert found == [operation(1, 2)]


# -- any interleaving ------------------------------------------------------------------------------------------------

WRITERS, READERS = 3, 2
STEPS = st.one_of(
    st.tuples(st.just("push"), st.integers(1, WRITERS), st.lists(st.integers(0, 30), min_size=1, max_size=5)),
    st.tuples(st.just("pull"), st.integers(0, READERS - 1), st.integers(1, 3)),
    st.tuples(st.just("compact"), st.integers(1, WRITERS), st.none()),
    st.tuples(st.just("reopen"), st.integers(1, WRITERS), st.none()),
)


def interleave(hub, steps):
    """Take the steps; return what was pushed, and what each reader got, in the end all of it."""
    writers = {number: hub.open(number) for number in range(1, WRITERS + 1)}
    readers = [hub.open(10 + number) for number in range(READERS)]
    pushed, cursors = set(), [""] * READERS
    got = [[] for _ in range(READERS)]
    for what, who, detail in [*steps, *(("pull", number, 1000) for number in range(READERS))]:
        if what == "push":
            operations = [operation(who, count) for count in detail]
            writers[who].push(operations)
            pushed.update(operations)
        elif what == "compact":
            writers[who].compact()
        elif what == "reopen":
            hub.lose_cache(who)
            writers[who] = hub.open(who)
        else:
            for _, batch in zip(range(detail), readers[who].pull(cursors[who]), strict=False):
                cursors[who] = batch.cursor
                got[who] += nameless(batch)
                assert batch.notices == ()
    return pushed, got


@settings(max_examples=8)
@given(st.lists(STEPS, max_size=6))
def test_git_brings_each_operation_once_in_any_interleaving(steps):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    with tempfile.TemporaryDirectory() as folder:
        pushed, got = interleave(GitHub(Path(folder)), steps)
    for operations in got:
        assert sorted(operations) == sorted(pushed)


@pytest.fixture(scope="module")
def one_hub(postgres):
    hub = PostgresHub(postgres)
    yield hub
    hub.close()


@settings(max_examples=examples(25))
@given(steps=st.lists(STEPS, max_size=15))
def test_postgres_brings_each_operation_once_in_any_interleaving(one_hub, steps):
    one_hub.reset()
    pushed, got = interleave(one_hub, steps)
    for operations in got:
        assert sorted(operations) == sorted(pushed)
