"""What a member says in the name of another is kept apart, where the carrier knows who sent it."""

from __future__ import annotations

import json

import pytest

import editing
from devices import NOTES, Device
from hubs import PostgresHub
from readlist.sync.applying import FORGED, apply_operations
from readlist.sync.carriers.base import Operation
from readlist.sync.reading import read_operations

LORA = "2106.09685"


@pytest.fixture
def group(postgres, tmp_path):
    """Ada, who owns the hub, Bob and Eve, who have joined."""
    hub = PostgresHub(postgres)
    devices = [Device(hub, tmp_path, name) for name in ("ada", "bob", "eve")]
    devices[0].bring(NOTES[0])
    devices[0].do("begin_sync", devices[0].address)
    for one in devices[1:]:
        one.join()
    yield hub, *devices
    hub.close()


def forge(hub, device, change):
    """Send what a device did last, changed, as its member, who writes the statements by hand."""
    with device.open() as library:
        name, body = [*read_operations(library.store)][-1]
    carrier = hub.open(1, address=device.address, library=None)
    stamp = f"{int(name[:16], 16) + 1:016x}{name[16:]}"
    values = json.loads(body.decode().replace(name, stamp))
    change(values)
    carrier.push([Operation(stamp, json.dumps(values, ensure_ascii=False).encode())])
    carrier.close()
    return stamp


def with_person(values):
    values["by"] = "bob"


def with_element(values):
    (values["f"][0])[2] = "bob"


def with_founders(values):
    (values["f"][0])[2] = ""


def with_group(values):
    values["f"].append(["library", "founder", "", "eve", []])


@pytest.mark.parametrize("change", [with_person, with_element, with_founders, with_group])
def test_nobody_speaks_in_the_name_of_another(group, change):
    hub, ada, bob, eve = group
    eve.do("set_status", [LORA], "todo")
    eve.do("sync")
    forged = forge(hub, eve, change)
    for device in (ada, bob):
        done = device.do("sync")
        assert done.waiting == {forged: FORGED}
        assert done.received.total() == 1
        assert device.do("sync").is_nothing
        assert device.do("sync_status").waiting == {forged: FORGED}
        with device.open() as library:
            assert library.find(LORA).status is None
    bob.do("set_status", [LORA], "read")
    bob.do("sync")
    assert ada.do("sync").received.total() == 1


def test_the_owner_may_bring_back_what_others_did(group):
    hub, ada, bob, eve = group
    bob.do("set_status", [LORA], "read")
    bob.do("sync")
    ada.do("sync")
    hub.server.run("DELETE FROM readlist.op WHERE seq > 1", hub.database)
    hub.server.run("UPDATE readlist.head SET seq = 1", hub.database)
    ada.do("sync")
    assert "bob" in eve.do("sync").received
    assert eve.do("sync_status").waiting == {}


def test_what_was_done_before_a_group_was_founded_is_the_founders(postgres, tmp_path):
    hub = PostgresHub(postgres)
    owner = hub.own_or_member_address("owner")
    hub.open(0).close()
    ada, bob = (Device(hub, tmp_path, name) for name in ("ada", "bob"))
    ada.bring(NOTES[0])
    ada.do("set_status", [LORA], "read")
    assert owner != ada.address
    ada.do("begin_sync", ada.address)
    ada.do("leave_sync")
    done = bob.join()
    assert set(done.received) == {ada_of(ada)}
    elsewhere = PostgresHub(postgres)
    elsewhere.own_or_member_address("owner")
    other = elsewhere.own_or_member_address("lovelace")
    ada.do("begin_sync", other)
    late = Device(elsewhere, tmp_path, "late")
    done = late.join()
    assert done.waiting == {}
    assert set(done.received) == {"lovelace"}
    hub.close()
    elsewhere.close()


def ada_of(device):
    with device.open() as library:
        return library.history()[0].by


@pytest.mark.parametrize("stamp", ["f", "ff", "f" * 31])
def test_a_stamp_that_is_later_than_all_others_is_refused(pair, stamp):
    one, other, _ = pair
    one.bring(a_md=NOTES[0])
    sent = [*read_operations(one.store)]
    entity = one.uids()[0][0]
    hostile = "0" * 16 + "e" * 16
    body = {
        "v": 1,
        "id": hostile,
        "by": "eve",
        "cmd": "due",
        "f": [[entity, "due", "", "2030-01-01", [], {"stamp": stamp}]],
    }
    done = apply_operations(other.store, [*sent, (hostile, json.dumps(body).encode())])
    assert done.waiting == {hostile: "broken"}


@pytest.mark.parametrize("order", [1, -1])
def test_what_an_operation_says_counts_more_than_what_another_says_of_it(pair, order):
    one, other, _ = pair
    one.bring(a_md=NOTES[0])
    editing.correct(one.store, [one.entry("LoRA").id], {"title": "Mine"})
    sent = [*read_operations(one.store)]
    name, body = sent[-1]
    (statement,) = json.loads(body)["f"]
    hostile = "0198" + name[4:16] + "e" * 16
    statement = [*statement[:3], "Not mine", [], {"stamp": name}]
    forged = json.dumps({"v": 1, "id": hostile, "by": "eve", "cmd": "edit", "f": [statement]}).encode()
    apply_operations(other.store, sent[:-1])
    for operation in [sent[-1], (hostile, forged)][::order]:
        apply_operations(other.store, [operation])
    assert other.exported() == one.exported()
