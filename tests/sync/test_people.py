"""In a group each person has a status, a rating and a priority of their own; all else is everybody's."""

from __future__ import annotations

import pytest

import editing
from derived import find_underived
from readlist.curation.clashes import clashes_of
from readlist.doctor.clash_checks import find_device_clashes
from readlist.formats.writers.json_lines import write
from readlist.importing.importer import import_paths
from readlist.storage import backup_rows
from readlist.storage.personal_facts import Personal, read_personal
from readlist.sync.people import found_as, join_as
from replicas import Hub, Replica

LORA = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"


@pytest.fixture
def group(tmp_path):
    """The libraries of Ada, who founded the group and had read the paper before, of Bob, and of Ada's second device."""
    ada, bob, second = (Replica(tmp_path, name) for name in "abc")
    hub = Hub([ada, bob, second])
    ada.bring(a_md=LORA)
    editing.set_status(ada.store, [ada.entry("LoRA").id], "read")
    found_as(ada.store, "ada")
    hub.exchange()
    for one, person in ((bob, "bob"), (second, "ada")):
        join_as(one.store, person)
    yield ada, bob, second, hub
    for one in (ada, bob, second):
        assert not find_underived(one.store)


def statuses(*replicas):
    return [one.entry("LoRA").status for one in replicas]


def test_what_was_said_before_is_the_founders(group):
    ada, bob, second, _ = group
    assert statuses(ada, bob, second) == ["read", None, "read"]


def test_each_has_their_own(group):
    ada, bob, second, hub = group
    lora = bob.entry("LoRA").id
    editing.set_status(bob.store, [lora], "todo")
    editing.correct(bob.store, [lora], {"rating": 2})
    editing.add_tags(bob.store, [lora], ["low rank"])
    hub.exchange()
    editing.set_status(second.store, [second.entry("LoRA").id], "reading")
    hub.exchange()
    assert statuses(ada, bob, second) == ["reading", "todo", "reading"]
    assert (ada.entry("LoRA").rating, bob.entry("LoRA").rating) == (None, 2)
    assert ada.entry("LoRA").tags == ("low rank",)
    expected = [
        Personal("ada", "status", "reading"),
        Personal("bob", "rating", 2),
        Personal("bob", "status", "todo"),
    ]
    for one in (ada, bob, second):
        lora = one.entry("LoRA").id
        assert read_personal(one.store.connection, [lora]) == {lora: expected}
    assert find_clashes(ada, bob, second) == 0


def find_clashes(*replicas):
    return sum(len(clashes_of(one.store.connection, one.entry("LoRA").id)) for one in replicas)


def test_only_two_devices_of_one_person_clash_and_only_that_person_is_told(group):
    ada, bob, second, hub = group
    editing.set_status(ada.store, [ada.entry("LoRA").id], "todo")
    editing.set_status(second.store, [second.entry("LoRA").id], "dropped")
    editing.set_status(bob.store, [bob.entry("LoRA").id], "reading")
    hub.exchange()
    assert (find_clashes(ada), find_clashes(bob), find_clashes(second)) == (1, 0, 1)
    assert not list(find_device_clashes(bob.store.connection, {}))
    assert statuses(ada)[0] == statuses(second)[0]
    assert statuses(bob) == ["reading"]


def test_undo_gives_back_ones_own(group):
    _, bob, _, hub = group
    lora = bob.entry("LoRA").id
    editing.set_status(bob.store, [lora], "todo")
    editing.set_status(bob.store, [lora], "reading")
    for expected in ("todo", None):
        editing.undo(bob.store)
        assert statuses(bob) == [expected]
    hub.exchange()
    assert statuses(*group[:3]) == ["read", None, "read"]


def test_an_entry_of_which_only_another_person_says_anything_stays(group):
    ada, bob, second, hub = group
    editing.set_status(ada.store, [ada.entry("LoRA").id], "none")
    hub.exchange()
    editing.set_status(bob.store, [bob.entry("LoRA").id], "todo")
    ada.bring(a_md="- Another Work Entirely\n")
    hub.exchange()
    hub.exchange()
    assert statuses(ada, bob, second) == [None, "todo", None]


def test_a_merge_keeps_what_each_says(group):
    ada, bob, second, hub = group
    ada.bring(b_md="- [QLoRA: Efficient Finetuning of Quantized LLMs](https://arxiv.org/abs/2305.14314)\n")
    hub.exchange()
    editing.set_status(bob.store, [bob.entry("QLoRA").id], "dropped")
    hub.exchange()
    editing.merge(ada.store, ada.entry("LoRA: Low").id, [ada.entry("QLoRA").id])
    hub.exchange()
    assert statuses(ada, bob, second) == ["read", "dropped", "read"]


def test_an_export_is_restored_as_that_of_whoever_restores_it(group, tmp_path):
    ada, bob, _, hub = group
    editing.set_status(bob.store, [bob.entry("LoRA").id], "todo")
    hub.exchange()
    for one, expected in ((ada, "read"), (bob, "todo")):
        file = tmp_path / f"{one.name}.jsonl"
        restorable = backup_rows.restorable(one.store.connection, is_whole=True)
        file.write_text("".join(write(one.entries(), restorable=restorable)), encoding="utf-8")
        before = one.exported()
        import_paths(one.store, [file])
        assert one.exported() == before
        alone = Replica(tmp_path, f"restored-{one.name}")
        import_paths(alone.store, [file])
        assert statuses(alone) == [expected]
