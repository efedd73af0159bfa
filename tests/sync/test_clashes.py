"""What two devices said of one thing without knowing of each other."""

from __future__ import annotations

import pytest

import editing
from readlist.curation.clashes import clashes_of, resolve
from readlist.doctor.runner import examine
from readlist.errors import NotFoundError
from readlist.storage.history import prune
from readlist.sync.applying import apply_operations
from replicas import Hub, Replica

LORA = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"


@pytest.fixture
def pair(tmp_path):
    """Two libraries with one entry, and what travels between them."""
    one, other = (Replica(tmp_path, name) for name in "ab")
    hub = Hub([one, other])
    one.bring(a_md=LORA)
    hub.exchange()
    return one, other, hub


def entry_of(replica):
    return replica.entry("LoRA").id


def values(replica):
    found = clashes_of(replica.store.connection, entry_of(replica))
    return [(one.field, [version.value for version in one.versions]) for one in found]


def test_two_values_of_one_field_are_a_clash_and_the_later_counts(pair):
    one, other, hub = pair
    editing.set_status(one.store, [entry_of(one)], "todo")
    editing.set_status(other.store, [entry_of(other)], "read")
    hub.exchange()
    for replica in (one, other):
        assert values(replica) == [("status", ["read", "todo"])]
        assert replica.entry("LoRA").status == "read"
    (finding,) = [one for one in examine(one.store.connection) if one.code == "device-clash"]
    assert "status read" in finding.message
    assert "status todo" in finding.message


def test_a_change_that_knew_the_other_is_no_clash(pair):
    one, other, hub = pair
    editing.set_status(one.store, [entry_of(one)], "todo")
    hub.exchange()
    editing.set_status(other.store, [entry_of(other)], "read")
    hub.exchange()
    assert values(one) == values(other) == []


def test_equal_values_and_spellings_of_a_tag_are_no_clash(pair):
    one, other, hub = pair
    for replica, tag in ((one, "PEFT"), (other, "peft")):
        editing.set_status(replica.store, [entry_of(replica)], "read")
        editing.add_tags(replica.store, [entry_of(replica)], [tag])
    hub.exchange()
    assert values(one) == values(other) == []


def test_the_next_statement_settles_a_clash_everywhere(pair):
    one, other, hub = pair
    editing.set_status(one.store, [entry_of(one)], "todo")
    editing.set_status(other.store, [entry_of(other)], "read")
    hub.exchange()
    editing.set_status(one.store, [entry_of(one)], "dropped")
    hub.exchange()
    assert values(one) == values(other) == []
    assert one.exported() == other.exported()


@pytest.mark.parametrize(("take", "status"), [(1, "read"), (2, "todo")])
def test_a_clash_is_settled_by_one_of_its_values(pair, take, status):
    one, other, hub = pair
    editing.set_status(one.store, [entry_of(one)], "todo")
    editing.set_status(other.store, [entry_of(other)], "read")
    hub.exchange()
    with one.store.write("sync resolve") as tx:
        resolve(tx, entry_of(one), field="status", take=take)
    hub.exchange()
    assert values(one) == values(other) == []
    assert one.entry("LoRA").status == other.entry("LoRA").status == status
    with pytest.raises(NotFoundError, match="agree"), one.store.write("sync resolve") as tx:
        resolve(tx, entry_of(one))


def test_pruning_keeps_the_values_of_a_clash_that_is_open(pair):
    one, other, hub = pair
    for status in ("todo", "reading"):
        editing.set_status(one.store, [entry_of(one)], status)
    editing.set_status(other.store, [entry_of(other)], "read")
    hub.exchange()
    before = values(one)
    assert len(before) == 1
    with one.store.write("history --prune") as tx:
        assert prune(tx, keep=0, before="9999") > 0
    assert values(one) == before
    assert one.store.query("SELECT count(*) FROM fact WHERE field = 'status'") == [(2,)]
    editing.set_status(one.store, [entry_of(one)], "dropped")
    with one.store.write("history --prune") as tx:
        prune(tx, keep=0, before="9999")
    assert one.store.query("SELECT value FROM fact WHERE field = 'status'") == [('"dropped"',)]


def test_what_comes_again_after_pruning_is_no_clash(pair):
    one, other, hub = pair
    for status in ("todo", "reading", "read"):
        editing.set_status(one.store, [entry_of(one)], status)
        hub.exchange()
    editing.set_status(other.store, [entry_of(other)], "dropped")
    hub.exchange()
    for replica in (one, other):
        with replica.store.write("history --prune") as tx:
            assert prune(tx, keep=0, before="9999") > 0
    assert other.store.query("SELECT count(*) FROM fact WHERE field = 'status'") == [(1,)]
    with other.store.write("history --prune") as tx:
        prune(tx, keep=0, before="9999")  # there is nothing left to prune
    first = next(sent for sent in hub.log if b'"todo"' in sent[2])
    for replica in (one, other):
        apply_operations(replica.store, [first[1:]])
        assert values(replica) == []
        assert replica.entry("LoRA").status == "dropped"


def test_what_comes_late_to_a_pruned_library_is_no_clash(pair, tmp_path):
    one, other, hub = pair
    third = Replica(tmp_path, "c")
    for replica, status in ((one, "todo"), (other, "reading"), (one, "read")):
        editing.set_status(replica.store, [entry_of(replica)], status)
        hub.exchange()
    late = next(sent for sent in hub.log if b'"todo"' in sent[2])
    apply_operations(third.store, [sent[1:] for sent in hub.log if sent != late])
    editing.add_tags(third.store, [entry_of(third)], ["later"])
    with third.store.write("history --prune") as tx:
        assert prune(tx, keep=0, before="9999") > 0
    apply_operations(third.store, [late[1:]])
    assert values(third) == []


def test_a_change_that_did_not_know_what_pruning_kept_is_a_clash_everywhere(pair):
    one, other, hub = pair
    editing.set_status(one.store, [entry_of(one)], "todo")
    hub.exchange()
    editing.set_status(other.store, [entry_of(other)], "dropped")
    for status in ("reading", "read"):
        editing.set_status(one.store, [entry_of(one)], status)
    with one.store.write("history --prune") as tx:
        assert prune(tx, keep=0, before="9999") > 0
    hub.exchange()
    assert values(one) == values(other) == [("status", ["read", "dropped"])]
