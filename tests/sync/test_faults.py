"""What goes wrong between devices: clocks, versions, a year away, a snapshot that cannot be read."""

from __future__ import annotations

import threading
import time

import pytest

from devices import Device
from readlist.storage import migrations
from readlist.storage.library_copy import write_copy
from readlist.sync.carriers.base import Snapshot
from readlist.sync.joining import opened

DAY = 24 * 3600


@pytest.fixture
def clock(monkeypatch):
    """Set how many seconds later than now it is."""
    real = time.time_ns

    def set_later(seconds):
        monkeypatch.setattr(time, "time_ns", lambda: real() + seconds * 10**9)

    return set_later


def test_changes_dated_days_ahead_are_applied_once_that_day_has_come(two, clock):
    ada, bob = two
    clock(3 * DAY)
    bob.do("tag", ["2106.09685"], ["early"])
    bob.do("sync")
    clock(0)
    assert set(ada.do("sync").waiting.values()) == {"ahead"}
    assert set(ada.do("sync").waiting.values()) == {"ahead"}
    ada.do("tag", ["2106.09685"], ["mine"])
    clock(4 * DAY)
    done = ada.do("sync")
    assert (done.received.total(), done.sent, done.waiting) == (1, 1, {})
    bob.do("sync")
    assert ada.exported() == bob.exported()


def test_following_says_once_what_waits(two, clock, monkeypatch):
    ada, bob = two
    clock(3 * DAY)
    bob.do("tag", ["2106.09685"], ["early"])
    bob.do("sync")
    clock(0)
    monkeypatch.setattr("readlist.sync.following._POLL", 0.05)
    with ada.open() as library:
        following = library.follow()
        assert set(next(following).waiting.values()) == {"ahead"}
        later = threading.Timer(0.5, ada.do, ["tag", ["2106.09685"], ["mine"]])
        later.start()
        assert next(following).sent == 1  # not what waits, at every look
        following.close()


def test_what_a_newer_version_wrote_is_kept_passed_on_and_applied_after_the_upgrade(
    hub, two, tmp_path, monkeypatch
):
    ada, bob = two
    with monkeypatch.context() as newer:
        newer.setattr("readlist.sync.operations.VERSION", 2)
        bob.do("tag", ["2106.09685"], ["newer"])
        bob.do("sync")
    assert set(ada.do("sync").waiting.values()) == {"newer"}
    ada.do("compact_sync")
    joined = Device(hub, tmp_path, "joined")
    joined.join()
    for device in (ada, joined):
        with device.open() as library:
            assert library.find("2106.09685").tags == ("peft",)
    monkeypatch.setattr("readlist.sync.applying.VERSION", 2)
    for device in (ada, joined):
        assert device.do("sync").received.total() == 1
        with device.open() as library:
            assert library.find("2106.09685").tags == ("newer", "peft")


def test_a_device_that_was_away_for_a_year_catches_up(hub, two, tmp_path, clock):
    ada, bob = two
    bob.do("tag", ["2106.09685"], ["before"])
    for month in range(1, 13):
        clock(30 * DAY * month)
        ada.do(("tag", "untag")[month % 2], ["2106.09685"], ["now"])
        ada.do("note", "2106.09685", f"month {month}")
        ada.do("sync")
    ada.do("compact_sync")
    ada.do("prune_history", keep=0, before="9999")
    late = Device(hub, tmp_path, "late")
    late.join()
    clock(365 * DAY)
    bob.do("note", "2106.09685", "back")
    for device in (bob, ada, late, bob):
        device.do("sync")
    assert ada.exported() == bob.exported() == late.exported()
    assert len(bob.notes()) == 13
    assert ada.do("clashes", 1) == bob.do("clashes", 1) == late.do("clashes", 1)


@pytest.mark.parametrize("spoil", ["not a library", "of a newer version"])
def test_a_snapshot_that_cannot_be_read_is_passed_over(hub, two, tmp_path, spoil):
    ada, _ = two
    ada.do("compact_sync")
    ada.do("tag", ["2106.09685"], ["later"])
    ada.do("sync")
    ada.do("sync")  # has read what it sent
    with ada.open() as library, opened(library.store) as carrier:
        (cursor,) = library.store.query("SELECT cursor FROM peer")[0]
        if spoil == "not a library":
            carrier.write_snapshot(Snapshot(cursor, [b"no"]))
        else:
            version = migrations.VERSION
            library.store.connection.execute("PRAGMA user_version = 999")
            carrier.write_snapshot(Snapshot(cursor, [*write_copy(library.store)]))
            library.store.connection.execute(f"PRAGMA user_version = {version}")
    joined = Device(hub, tmp_path, "joined")
    assert joined.join().received.total() >= 2
    assert joined.exported() == ada.exported()
