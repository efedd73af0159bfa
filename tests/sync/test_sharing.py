"""Libraries that are shared by real carriers, and what they do when a hub or a file is not what it was."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import NOTES, Device
from hubs import GitHub, PostgresHub
from readlist.errors import InputError, NetworkError, ReadlistError, UsageError
from readlist.library import Library
from readlist.storage.library_copy import install_copy, write_copy
from readlist.sync import joining
from readlist.sync.carriers.base import Kind


def test_what_one_does_the_other_has_after_both_synced(two):
    ada, bob = two
    assert bob.exported() == ada.exported()
    bob.do("tag", ["2106.09685"], ["mine"])
    ada.do("set_due", ["2106.09685"], "2030-01-01")
    ada.bring(NOTES[2], "rag.md")
    assert bob.do("sync").sent == 1
    done = ada.do("sync")
    assert (done.received.total(), done.sent) == (1, 2)
    assert bob.do("sync").received.total() == 2
    assert bob.exported() == ada.exported()
    with bob.open() as library:
        found = library.find("2106.09685")
        assert (found.due, "mine" in found.tags) == ("2030-01-01", True)
        assert library.source_text("rag.md") == NOTES[2].encode()


def test_an_exchange_names_what_two_devices_say_differently(hub, two, tmp_path):
    ada, bob = two
    ada.do("set_due", ["2106.09685"], "2030-01-01")
    bob.do("set_due", ["2106.09685"], "2031-01-01")
    assert ada.do("sync").clashes == ()
    (clash,) = bob.do("sync").clashes
    assert "due 2030-01-01" in clash
    assert "due 2031-01-01" in clash
    assert ada.do("sync").clashes == (clash,)
    assert ada.do("sync").clashes == bob.do("sync").clashes == ()
    with ada.open() as library:
        library.resolve_clashes("2106.09685")
    ada.do("sync")
    assert bob.do("sync").clashes == ()
    newcomer = Device(hub, tmp_path, "newcomer")
    assert newcomer.join(replay=True).clashes == ()


def test_nothing_to_do_is_said_so(two):
    for device in two:
        device.do("sync")
        assert device.do("sync").is_nothing


def test_it_works_offline_and_catches_up(hub, two):
    ada, bob = two
    for count in range(5):
        bob.do("tag", ["2106.09685"], [f"tag{count}"])
    assert bob.do("sync_status").to_send == 5
    bob.do("sync")
    assert bob.do("sync_status").to_send == 0
    assert ada.do("sync").received.total() == 5
    assert bob.exported() == ada.exported()


def test_joining_by_snapshot_gives_what_replaying_gives(hub, two, tmp_path):
    owner, bob = two
    bob.do("tag", ["2106.09685"], ["mine"])
    bob.do("sync")
    owner.do("compact_sync")
    bob.do("set_status", ["2106.09685"], "read")
    bob.do("sync")
    owner.do("sync")
    quick, slow = Device(hub, tmp_path, "quick"), Device(hub, tmp_path, "slow")
    assert quick.join().received.total() == 1
    assert slow.join(replay=True).received.total() >= 3
    assert quick.exported() == slow.exported() == owner.exported()
    devices = {one.device() for one in (owner, bob, quick, slow)}
    assert len(devices) == 4
    quick.do("tag", ["2106.09685"], ["quick"])
    assert quick.do("sync").sent == 1
    assert slow.do("sync").received.total() == 1
    assert quick.exported() == slow.exported()
    assert quick.do("undo")[0].left == ()
    with pytest.raises(ReadlistError):
        quick.do("undo", 5)  # what others did is theirs to take back


def test_what_is_shared_first_is_in_the_snapshot(hub, tmp_path, monkeypatch):
    monkeypatch.setattr(joining, "_WORTH_A_SNAPSHOT", 1)
    ada, bob = Device(hub, tmp_path, "ada"), Device(hub, tmp_path, "bob")
    ada.bring(NOTES[0])
    ada.do("begin_sync", ada.address)
    assert bob.join().is_nothing
    assert bob.exported() == ada.exported()


def test_a_copy_of_a_shared_library_can_be_shared_elsewhere(two, tmp_path):
    ada, _ = two
    elsewhere = GitHub(tmp_path / "bob")
    copy = Device(elsewhere, tmp_path, "copy")
    shutil.copy(ada.path, copy.path)
    assert copy.do("begin_sync", copy.address).sent >= 1
    newcomer = Device(elsewhere, tmp_path, "newcomer")
    newcomer.join()
    assert newcomer.exported() == ada.exported()


def test_a_snapshot_holds_nothing_of_one_machine(two, tmp_path):
    ada, _ = two
    with ada.open() as library:
        data = b"".join(write_copy(library.store))
    install_copy(tmp_path / "copy.db", [data])
    with Library.open(tmp_path / "copy.db") as copy:
        assert copy.store.query("SELECT DISTINCT path FROM source") == [("",)]
        for table in ("change", "peer", "attachment"):
            assert copy.store.query(f"SELECT count(*) FROM {table}") == [(0,)]
        assert copy.store.query("SELECT min(is_remote) FROM operation") == [(1,)]
    assert list(ada.folder.glob("*.copy*")) == []


def test_private_notes_stay_where_they_were_written(two):
    ada, bob = two
    ada.do("note", "2106.09685", "for everybody")
    ada.do("note", "2106.09685", "zyzzyva", private=True)
    ada.do("sync")
    bob.do("sync")
    assert [len(one.notes()) for one in (ada, bob)] == [2, 1]
    assert "zyzzyva" not in "".join(bob.exported())
    bob.do("tag", ["2106.09685"], ["mine"])
    bob.do("sync")
    ada.do("sync")
    assert len(ada.notes()) == 2


@pytest.mark.parametrize("way", ["edit", "undo"])
def test_a_note_that_is_private_no_longer_is_shared(two, way):
    ada, bob = two
    ada.do("note", "2106.09685", "first thoughts", private=True)
    ada.do("edit_note", "2106.09685", 1, "second thoughts")
    ada.do("sync")
    if way == "edit":
        ada.do("edit_note", "2106.09685", 1, private=False)
    else:
        ada.do("edit_note", "2106.09685", 1, private=False)
        ada.do("undo")
        ada.do("sync")
        bob.do("sync")
        assert bob.notes() == []
        ada.do("redo")
    ada.do("sync")
    bob.do("sync")
    assert bob.notes() == ["second thoughts"]
    assert ada.exported() == bob.exported()


def test_a_snapshot_holds_no_private_note(hub, two, tmp_path):
    ada, _ = two
    ada.do("note", "2106.09685", "zyzzyva", private=True)
    ada.do("note", "2106.09685", "for everybody")
    ada.do("compact_sync")
    with ada.open() as library:
        assert library.search("zyzzyva").found
        data = b"".join(write_copy(library.store))
    install_copy(tmp_path / "copy.db", [data])
    assert b"zyzzyva" not in (tmp_path / "copy.db").read_bytes()
    newcomer = Device(hub, tmp_path, "newcomer")
    newcomer.join()
    assert newcomer.notes() == ["for everybody"]
    with newcomer.open() as library:
        assert not library.search("zyzzyva").found
        assert library.check().problems == ()


@pytest.mark.parametrize(
    "spoil", [lambda d: d[:-1], lambda d: d + b"x", lambda d: b"no", lambda d: d[:100] + b"\0" + d[101:]]
)
def test_a_snapshot_that_is_not_whole_is_refused(two, tmp_path, spoil):
    with two[0].open() as library:
        data = spoil(b"".join(write_copy(library.store)))
    with pytest.raises(InputError, match="snapshot"):
        install_copy(tmp_path / "copy.db", [data])
    assert list(tmp_path.glob("*copy*")) == []


def test_a_hub_restored_from_a_backup_loses_nothing(hub, two, tmp_path):
    ada, bob = two
    ada.do("sync")
    hub.back_up()
    bob.do("tag", ["2106.09685"], ["bob"])
    ada.do("tag", ["2106.09685"], ["ada"])
    for device in (bob, ada, bob):
        device.do("sync")
    hub.restore()
    ada.do("tag", ["2106.09685"], ["later"])
    done = ada.do("sync")
    assert Kind.RESTORED in {one.kind for one in done.notices}
    for device in (bob, ada, bob, ada):
        device.do("sync")
    newcomer = Device(hub, tmp_path, "newcomer")
    newcomer.join(replay=True)
    assert ada.exported() == bob.exported() == newcomer.exported()
    assert all(tag in ada.exported()[0] + ada.exported()[-1] for tag in ("bob", "ada", "later"))


def test_what_a_device_that_is_gone_had_done_comes_back_after_a_restore(hub, two, tmp_path):
    ada, bob = two  # ada owns the hub, if it is one that has an owner
    hub.back_up()
    bob.do("tag", ["2106.09685"], ["bob"])
    bob.do("sync")
    ada.do("sync")
    shutil.rmtree(bob.folder)
    hub.restore()
    ada.do("sync")
    newcomer = Device(hub, tmp_path, "newcomer")
    newcomer.join(replay=True)
    assert newcomer.exported() == ada.exported()


def test_a_new_address_gets_what_a_device_that_is_gone_had_done(hub, two, tmp_path):
    ada, bob = two
    bob.do("tag", ["2106.09685"], ["bob"])
    bob.do("sync")
    ada.do("sync")
    shutil.rmtree(bob.folder)
    ada.do("leave_sync")
    hub.reset()
    ada.do("begin_sync", ada.address)
    newcomer = Device(hub, tmp_path, "newcomer")
    newcomer.join(replay=True)
    assert "bob" in "".join(newcomer.exported())
    assert newcomer.exported() == ada.exported()


def test_a_device_that_comes_back_to_a_new_address_is_no_twin(hub, two):
    ada, bob = two
    bob.do("tag", ["2106.09685"], ["bob"])
    bob.do("sync")
    ada.do("sync")
    for device in two:
        device.do("leave_sync")
    hub.reset()
    bob.do("tag", ["2106.09685"], ["later"])
    before = bob.device()
    for device in (ada, bob):
        device.do("begin_sync", device.address)
    ada.do("sync")
    assert bob.device() == before
    assert "later" in "".join(ada.exported())
    assert ada.exported() == bob.exported()


def test_a_copied_library_becomes_a_device_of_its_own(hub, two, tmp_path):
    ada, _ = two
    ada.do("tag", ["2106.09685"], ["unsent"])
    copy = Device(hub, tmp_path, "copy", ada.address)
    shutil.copytree(ada.folder, copy.folder, dirs_exist_ok=True)
    copy.do("tag", ["2106.09685"], ["copy"])
    ada.do("tag", ["2106.09685"], ["original"])
    for device in (copy, ada, copy, ada):
        device.do("sync")
    assert copy.device() != ada.device()
    assert copy.exported() == ada.exported()


def test_a_clone_of_a_whole_disk_is_noticed(hub, two, tmp_path):
    """The copy has the same device, and its file the same number, so that only the log tells."""
    ada, bob = two
    clone = Device(hub, tmp_path, "clone", ada.address)
    shutil.copytree(ada.folder, clone.folder, dirs_exist_ok=True)
    with clone.open() as library:
        identity = f"{clone.path.stat().st_dev}:{clone.path.stat().st_ino}"
        library.store.connection.execute("UPDATE about SET value = ? WHERE name = 'file'", (identity,))
    same = ada.device()
    clone.do("tag", ["2106.09685"], ["clone"])
    assert clone.device() == same
    ada.do("tag", ["2106.09685"], ["original"])
    for device in (clone, ada, clone, ada, bob, clone):
        device.do("sync")
    assert clone.exported() == ada.exported() == bob.exported()
    assert len({clone.device(), ada.device(), same}) > 1
    clone.do("tag", ["2106.09685"], ["clone2"])
    ada.do("tag", ["2106.09685"], ["original2"])
    for device in (clone, ada, clone):
        assert Kind.TWIN not in {one.kind for one in device.do("sync").notices}
    assert clone.exported() == ada.exported()


def test_a_library_restored_from_a_backup_gets_back_what_it_had_sent(hub, two):
    ada, _ = two
    ada.do("back_up")
    ada.do("tag", ["2106.09685"], ["after"])
    ada.do("sync")
    expected = ada.exported()
    with ada.open() as library:
        library.restore(library.find_backup("1"))
    assert ada.exported() != expected
    ada.do("sync")
    assert ada.exported() == expected


def test_leaving_keeps_all_and_sends_nothing(hub, two):
    ada, bob = two
    before = bob.exported()
    assert hub.shown() in bob.do("leave_sync")
    assert bob.exported() == before
    with pytest.raises(UsageError, match="not shared"):
        bob.do("sync")
    with pytest.raises(UsageError, match="not shared"):
        bob.do("leave_sync")
    assert not bob.path.with_name("library.db-sync").exists()
    ada.do("tag", ["2106.09685"], ["later"])
    ada.do("sync")
    bob.do("begin_sync", bob.address)
    assert bob.exported() == ada.exported()


def test_what_cannot_be_shared_is_refused(hub, two, tmp_path):
    ada, _ = two
    with pytest.raises(UsageError, match="already"):
        ada.do("begin_sync", ada.address)
    other = Device(hub, tmp_path, "other")
    other.bring(NOTES[1])
    with pytest.raises(UsageError, match="holds another library"):
        other.do("begin_sync", other.address)
    with pytest.raises(UsageError, match="is not empty"):
        other.join()
    assert not other.path.with_name("library.db-sync").exists()


def test_joining_where_nothing_is_leaves_nothing(hub, tmp_path):
    nobody = Device(hub, tmp_path, "nobody")
    with pytest.raises(ReadlistError) as caught:
        nobody.join()
    assert isinstance(caught.value, UsageError | NetworkError)
    assert list(nobody.folder.iterdir()) == []


def test_following_sends_and_receives_at_once(two):
    ada, bob = two
    with bob.open() as library:
        following = library.follow()
        ada.do("tag", ["2106.09685"], ["one"])
        ada.do("sync")
        assert next(following).received.total() == 1
        bob.do("tag", ["2106.09685"], ["two"])  # as another terminal would
        assert next(following).sent == 1
        following.close()


def test_addresses_are_for_the_owner_alone(two):
    folder = two[0].path.with_name("library.db-sync")
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "address").stat().st_mode & 0o077 == 0


# -- any interleaving ------------------------------------------------------------------------------------------------

DEVICES = 3
STEP = st.tuples(
    st.integers(0, DEVICES - 1),
    st.one_of(
        st.tuples(st.just("bring"), st.integers(0, len(NOTES) - 1), st.sampled_from(["a.md", "b.md"])),
        st.tuples(st.just("tag"), st.sampled_from(["x", "X", "y"])),
        st.tuples(st.just("untag"), st.sampled_from(["x", "y"])),
        st.tuples(st.just("due"), st.sampled_from(["2030-01-01", "2031-01-01"])),
        st.tuples(st.just("undo")),
        st.tuples(st.just("sync")),
        st.tuples(st.just("sync")),
    ),
)


def take(device, action, *details):
    """Take a step; one that is not possible, such as a tag on an entry that is not there, changes nothing."""
    try:
        if action == "bring":
            device.bring(NOTES[details[0]], details[1])
        elif action in ("tag", "untag"):
            device.do(action, ["2106.09685"], [details[0]])
        elif action == "due":
            device.do("set_due", ["2106.09685"], details[0])
        else:
            device.do(action)
    except NetworkError:
        raise
    except ReadlistError:
        pass


def interleave(hub, folder, steps):
    devices = [Device(hub, folder, f"device{number}") for number in range(DEVICES)]
    devices[0].bring(NOTES[0], "a.md")
    devices[0].do("begin_sync", devices[0].address)
    for device in devices[1:]:
        device.join()
    for number, step in steps:
        take(devices[number], *step)
    for device in [*devices, *devices]:
        device.do("sync")
    newcomer = Device(hub, folder, "newcomer")
    newcomer.join(replay=True)
    return [one.exported() for one in (*devices, newcomer)]


@settings(max_examples=2)
@given(steps=st.lists(STEP, max_size=8))
def test_all_libraries_agree_over_git_in_any_interleaving(steps):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    with tempfile.TemporaryDirectory() as folder:
        first, *others = interleave(GitHub(Path(folder)), Path(folder), steps)
    assert others == [first] * DEVICES


@settings(max_examples=5)
@given(steps=st.lists(STEP, max_size=12))
def test_all_libraries_agree_over_postgres_in_any_interleaving(one_hub, steps):
    one_hub.reset()
    with tempfile.TemporaryDirectory() as folder:
        first, *others = interleave(one_hub, Path(folder), steps)
    assert others == [first] * DEVICES


@pytest.fixture(scope="module")
def one_hub(postgres):
    hub = PostgresHub(postgres)
    yield hub
    hub.close()
