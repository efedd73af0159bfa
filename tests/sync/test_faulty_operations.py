"""What a faulty or hostile member sends stops nobody, and is kept apart."""

from __future__ import annotations

import json
import random

import pytest

import editing
from hubs import device
from interleaving import ADDED
from notebook import add_record
from readlist.storage.device import read_library
from readlist.sync.applying import BROKEN, apply_operations
from readlist.sync.carriers.base import Operation
from readlist.sync.reading import read_operations
from replicas import Replica

NOTES = "# N\n\n- [LoRA: Low-Rank Adaptation](https://arxiv.org/abs/2106.09685) #peft\n"
JUNK = (
    None, True, 1, -1, 2**70, 1.5, "", "zz", "\0", "ffff", "f" * 32, "\ud800", float("inf"), [], {}, [1], [[]], {"a": 1},
)  # fmt: skip
HOSTILE = f"{1_700_000_000_000:012x}0000{device(99)}"


@pytest.fixture(scope="module")
def statements(tmp_path_factory):
    """Statements of each field, as a library sends them."""
    one = Replica(tmp_path_factory.mktemp("one"), "one")
    one.bring(a_md=NOTES)
    entry = one.entry("LoRA").id
    editing.add_tags(one.store, [entry], ["x"])
    editing.set_status(one.store, [entry], "read")
    editing.add_note(one.store, entry, "a note")
    editing.correct(one.store, [entry], {"title": "Another", "authors": ["A. Name"], "year": 2020})
    add_record(one.store, ADDED[1], "arxiv")
    found = {}
    for _, body in read_operations(one.store):
        for statement in json.loads(body)["f"]:
            found.setdefault(statement[1], []).append(statement)
    return found


def spoil(chance, value):
    """Return a value with one part of it replaced by something that does not belong there."""
    if isinstance(value, list | dict) and value and chance.random() < 0.8:
        copy = value.copy()
        place = chance.choice([*copy] if isinstance(copy, dict) else range(len(copy)))
        copy[place] = spoil(chance, copy[place])
        return copy
    return chance.choice(JUNK)


def body_of(*statements):
    return json.dumps({"v": 1, "id": HOSTILE, "by": "mallory", "cmd": "tag", "f": [*statements]}).encode()


@pytest.mark.parametrize("seed", range(40))
def test_a_spoilt_statement_neither_stops_others_nor_spoils_a_library(statements, tmp_path, seed):
    chance = random.Random(seed)
    reader, sound = Replica(tmp_path, "reader"), Replica(tmp_path, "sound")
    sound.bring(a_md=NOTES)
    spoilt = spoil(chance, chance.choice(statements[chance.choice(sorted(statements))]))
    hostile = [(HOSTILE, body_of(spoilt))]
    good = list(read_operations(sound.store))
    for batch in (hostile, good) if seed % 2 else (good + hostile,):
        done = apply_operations(reader.store, batch)
        assert set(done.waiting.values()) <= {BROKEN}
    if done.waiting:
        assert reader.exported() == sound.exported()
    reader.clashes()
    list(read_operations(reader.store, with_remote=True))
    reader.bring(b_md=NOTES)


def test_what_cannot_be_read_is_kept_and_not_tried_again_by_this_version(tmp_path):
    reader = Replica(tmp_path, "reader")
    bad = (HOSTILE, body_of(["", "said", "zz", 1, []]))
    assert apply_operations(reader.store, [bad]).waiting == {HOSTILE: BROKEN}
    assert apply_operations(reader.store, []).waiting == {}
    assert reader.store.query("SELECT name FROM pending") == [(HOSTILE,)]


def test_a_stamp_far_ahead_within_a_statement_does_not_rule(tmp_path):
    reader = Replica(tmp_path, "reader")
    ahead = body_of(["64dac02f42bd2c4a16e9f58564e079f4", "status", "", "read", [], {"stamp": "f" * 32}])
    assert apply_operations(reader.store, [(HOSTILE, ahead)]).waiting == {HOSTILE: "ahead"}
    assert reader.store.query("SELECT * FROM fact") == []


def test_a_text_that_unpacks_to_more_than_anyone_imports_is_refused(tmp_path, statements, monkeypatch):
    monkeypatch.setattr("readlist.storage.incoming_sources._MOST_BYTES", 10)
    reader = Replica(tmp_path, "reader")
    assert apply_operations(reader.store, [(HOSTILE, body_of(statements["source"][0]))]).waiting


def test_a_member_who_sends_rubbish_stops_nobody(two, hub):
    ada, bob = two
    with ada.open() as library:
        uid = read_library(library.store.connection)
    carrier = hub.open(99, library=uid)
    carrier.push([Operation(HOSTILE, body_of(["", "said", "zz", 1, []]))])
    bob.do("tag", ["2106.09685"], ["bob"])
    bob.do("sync")
    assert ada.do("sync").waiting == {HOSTILE: BROKEN}
    assert ada.do("sync").is_nothing
    assert ada.exported() == bob.exported()
