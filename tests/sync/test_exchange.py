"""Libraries that exchange operations hold the same entries, whatever happened in which order."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import editing
from depth import examples
from interleaving import World
from notebook import add_record, dump, memory_store
from readlist.importing.source_edits import remove_source
from readlist.model.identifiers import parse_identifier
from readlist.model.record import Record
from readlist.resolution import settling
from readlist.storage.births import read_births
from readlist.storage.history import prune
from readlist.sync.applying import AHEAD, BROKEN, NEWER, apply_operations
from readlist.sync.operations import MOST_BYTES, parse, write_parts
from readlist.sync.reading import read_operations
from replicas import Hub, Replica

LORA = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"
QLORA = "- QLoRA: Efficient Finetuning of Quantized LLMs #peft\n"
DPR = "- Dense Passage Retrieval for Open-Domain Question Answering\n"
LINKING = "- [Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)\n"


def agree(*replicas):
    first = replicas[0]
    return all((one.exported(), one.uids()) == (first.exported(), first.uids()) for one in replicas)


# -- in whatever order -----------------------------------------------------------------------------------------------

notes = st.lists(st.sampled_from((LORA, QLORA, DPR, LINKING, "- Survey\n", "Some prose.\n\n")), max_size=3)
files = st.fixed_dictionaries({name: notes.map("".join) for name in ("a_md", "b_md", "c_md")})


@settings(max_examples=examples(30), deadline=None)
@given(files, st.randoms(use_true_random=False))
def test_the_same_notes_in_any_order_and_any_split_into_commands_give_equal_libraries(
    tmp_path_factory, texts, random
):
    folder = tmp_path_factory.mktemp("split")
    replicas = [Replica(folder, name) for name in "ab"]
    for one in replicas:
        names = random.sample(sorted(texts), len(texts))
        cut = random.randrange(len(names) + 1)
        for part in (names[:cut], names[cut:]):
            if part:
                one.bring(**{name: texts[name] for name in part})
    Hub(replicas).exchange(lambda waiting: random.sample(waiting, len(waiting)))
    assert agree(*replicas)


def test_a_title_taken_back_stays_with_its_work_although_it_was_that_of_another_for_a_time(tmp_path):
    one = Replica(tmp_path, "one")
    Hub([one]).push(one)
    one.bring(a_md="- A Weir of Stone and Timber\n")
    added = Record(title="Mills on Small Rivers", ids=(parse_identifier("2106.09685"),))
    entry_id = add_record(one.store, added, "arxiv").entry_id
    editing.correct(one.store, [entry_id], {"title": "A title by hand"})
    editing.correct(one.store, [entry_id], {"title": "A Weir of Stone and Timber"})
    editing.undo(one.store)
    titles = dict(one.store.query("SELECT id, title FROM entry"))
    assert titles.pop(entry_id) == "A title by hand"
    assert [*titles.values()] == ["A Weir of Stone and Timber"]


def test_an_edit_brings_back_an_entry_that_was_removed_without_knowing_of_it(pair):
    one, other, hub = pair
    one.bring(a_md=LORA + DPR)
    hub.exchange()
    for title in ("LoRA", "Dense"):
        editing.remove(one.store, [one.entry(title).id])
    editing.add_tags(other.store, [other.entry("LoRA").id], ["mine"])
    hub.exchange()
    assert agree(one, other)
    assert [json.loads(text)["tags"] for text in one.exported()] == [["mine"]]
    assert one.clashes() == []
    editing.remove(other.store, [other.entry("LoRA").id])  # knows all that was said
    hub.exchange()
    assert one.exported() == other.exported() == []


def test_an_edit_that_was_taken_back_does_not_bring_an_entry_back(pair):
    one, other, hub = pair
    one.bring(a_md=LORA)
    hub.exchange()
    editing.remove(one.store, [one.entry("LoRA").id])
    editing.add_tags(other.store, [other.entry("LoRA").id], ["mine"])
    editing.undo(other.store)
    hub.exchange()
    assert one.exported() == other.exported() == []


def test_operations_that_are_known_change_nothing(pair):
    one, other, hub = pair
    one.bring(a_md=LORA + QLORA)
    editing.add_tags(one.store, [one.entry("QLoRA").id], ["quant"])
    hub.exchange()
    before = dump(other.store)
    apply_operations(other.store, [(name, body) for _, name, body in hub.log])
    assert dump(other.store) == before


# -- what each of them says counts ---------------------------------------------------------------------------------


def test_tags_and_a_status_given_at_once_on_two_devices_are_both_kept(pair):
    one, other, hub = pair
    one.bring(a_md=LORA)
    hub.exchange()
    editing.add_tags(one.store, [one.entry("LoRA").id], ["mine"])
    editing.set_status(other.store, [other.entry("LoRA").id], "read")
    editing.add_tags(other.store, [other.entry("LoRA").id], ["yours"])
    hub.exchange()
    assert agree(one, other)
    assert (one.entry("LoRA").tags, one.entry("LoRA").status) == (("mine", "yours"), "read")


def test_all_know_when_an_entry_was_made_that_an_undo_brought_back_and_another_took_away(pair):
    one, other, hub = pair
    one.bring(a_md=DPR)
    one.bring(a_md=QLORA)
    hub.push(one)  # shared from now on, without the entry
    editing.undo(one.store)
    editing.undo(one.store)
    hub.exchange()
    other.bring(b_md=DPR)
    hub.exchange()
    assert agree(one, other)
    births = [read_births(each.store.connection, [each.entry("Dense").id]) for each in (one, other)]
    assert [*births[0].values()] == [*births[1].values()]


@pytest.mark.parametrize("pruned", [False, True])
def test_all_know_when_an_entry_was_made_that_an_undo_brought_back(pair, pruned):
    one, other, hub = pair
    one.bring(a_md=DPR)
    one.bring(a_md=QLORA)
    hub.push(one)  # shared from now on, without the entry
    editing.undo(one.store)
    if pruned:
        with one.store.write("history --prune") as tx:
            prune(tx, keep=0, before="9999")
    hub.exchange()
    births = [read_births(each.store.connection, [each.entry("Dense").id]) for each in (one, other)]
    assert [*births[0].values()] == [*births[1].values()]
    assert agree(one, other)


def test_a_tag_on_an_entry_that_another_device_removed_from_its_notes_is_kept(pair):
    one, other, hub = pair
    one.bring(a_md=LORA + QLORA)
    hub.exchange()
    one.bring(a_md=QLORA)
    editing.add_tags(other.store, [other.entry("LoRA: Low").id], ["keep"])
    hub.exchange()
    hub.exchange()
    assert agree(one, other)
    assert one.entry("LoRA: Low").tags == ("keep",)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_former_mention_finds_the_same_work_whatever_arrives_first(pair, tmp_path, order):
    one, other, _ = pair
    one.bring(notes_md="- [Low-Rank Mills on Rivers](https://arxiv.org/abs/2106.00001)\n")
    editing.set_status(one.store, [1], "read")
    one.bring(notes_md="- Something else that is read\n")  # the claim of a former mention
    other.bring(more_md="- LRM: Low-Rank Mills on Rivers\n")
    log = [*one.send(), *other.send()]
    assert len(log) == len(order)
    alone, whole = Replica(tmp_path, "alone"), Replica(tmp_path, "whole")
    for number in order:
        apply_operations(alone.store, [log[number]])
    apply_operations(whole.store, log)
    assert alone.titles() == whole.titles()
    assert (alone.exported(), alone.uids()) == (whole.exported(), whole.uids())


def test_a_merge_on_one_device_takes_what_another_says_of_the_other_entry(pair):
    one, other, hub = pair
    one.bring(a_md=LORA + QLORA)
    hub.exchange()
    editing.merge(one.store, one.entry("LoRA: Low").id, [one.entry("QLoRA").id])
    editing.add_tags(other.store, [other.entry("QLoRA").id], ["late"])
    hub.exchange()
    assert agree(one, other)
    (entry,) = one.entries()
    assert "late" in entry.tags


def test_what_is_said_of_a_work_stays_with_it_if_another_device_gave_its_mentions_to_another_entry(pair):
    one, other, hub = pair
    one.bring(a_md=LORA)
    editing.set_status(one.store, [one.entry("LoRA").id], "read")
    other.bring(b_md="- LoRA: Low-Rank Adaptation of Large Language Models\n")
    other.bring(a_md=LORA)
    hub.exchange()
    assert agree(one, other)
    (entry,) = one.entries()
    assert (entry.status, len(entry.mentions)) == ("read", 2)


def test_a_third_device_learns_of_a_home_that_was_replaced_before_it_was_sent(pair, tmp_path):
    one, other, _ = pair
    third = Replica(tmp_path, "c")
    hub = Hub([one, other, third])
    one.bring(a_md=LORA)
    editing.set_status(one.store, [one.entry("LoRA").id], "read")
    other.bring(b_md="- LoRA: Low-Rank Adaptation of Large Language Models\n")
    other.bring(a_md=LORA)
    hub.push(other)
    hub.pull(one)
    hub.exchange()
    assert agree(one, other, third)
    assert [entry.status for entry in third.entries()] == ["read"]


def test_merges_in_a_circle_keep_one_entry(pair):
    one, other, hub = pair
    one.bring(a_md=LORA + QLORA)
    hub.exchange()
    editing.merge(one.store, one.entry("LoRA: Low").id, [one.entry("QLoRA").id])
    editing.merge(other.store, other.entry("QLoRA").id, [other.entry("LoRA: Low").id])
    editing.add_tags(other.store, [other.entries()[0].id], ["circle"])
    hub.exchange()
    assert agree(one, other)
    (entry,) = one.entries()
    assert (len(entry.mentions), "circle" in entry.tags) == (2, True)


def test_works_that_an_import_joined_and_parted_again_have_their_tags(pair):
    one, other, hub = pair
    one.bring(a_md="- [Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.00001)\n")
    other.bring(b_md=LORA)
    editing.add_tags(one.store, [one.entry("Low-Rank").id], ["ours"])
    editing.add_tags(other.store, [other.entry("Low-Rank").id], ["theirs"])
    hub.exchange()
    assert agree(one, other)
    assert {tag for entry in one.entries() for tag in entry.tags} == {"ours", "theirs"}


def test_an_answer_about_an_absorbed_work_does_not_keep_two_works_from_parting(pair):
    one, other, hub = pair
    own = "- [Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.00001)\n"
    one.bring(a_md=own, b_md=LORA)
    hub.exchange()
    keys = {entry.arxiv_id: entry.key for entry in one.entries()}
    one.bring(a_md=LINKING)
    found = Record(
        title="Low-Rank Adaptation of Large Language Models", ids=(parse_identifier("2106.00001"),)
    )
    add_record(other.store, found, "arxiv")
    hub.exchange()
    assert agree(one, other)
    one.bring(a_md=own)
    hub.exchange()
    assert agree(one, other)
    assert {entry.arxiv_id: entry.key for entry in one.entries()} == keys
    claims = "SELECT origin FROM claim JOIN entry ON entry.id = entry_id WHERE key = ?"
    assert one.store.query(claims, (keys["2106.00001"],)) == [("arxiv",)]


def test_what_is_said_of_a_work_outlasts_the_undo_of_its_add_on_another_device(pair, tmp_path):
    one, other, _ = pair
    third = Replica(tmp_path, "c")
    hub = Hub([one, other, third])
    lora = Record(
        title="LoRA: Low-Rank Adaptation of Large Language Models", ids=(parse_identifier("2106.09685"),)
    )
    for book in (one, other):
        add_record(book.store, lora, "arxiv")
    editing.set_status(one.store, [one.entries()[0].id], "read")
    hub.push(one)
    editing.undo(other.store)
    hub.exchange()
    assert agree(one, other, third)
    assert [(entry.status, entry.title) for entry in third.entries()] == [("read", lora.title)]


def test_an_undone_add_takes_nothing_from_another_device_that_added_the_same(pair):
    one, other, hub = pair
    lora = Record(
        title="LoRA: Low-Rank Adaptation of Large Language Models", ids=(parse_identifier("2106.09685"),)
    )
    add_record(other.store, lora, "arxiv")
    one.bring(a_md="- LoRA: Low-Rank Adaptation of Large Language Models\n")
    add_record(one.store, lora, "arxiv")
    hub.push(other)
    hub.pull(one)
    editing.undo(one.store)
    hub.exchange()
    hub.exchange()
    assert agree(one, other)
    assert [entry.arxiv_id for entry in one.entries()] == ["2106.09685"]


def test_a_merge_that_is_taken_back_gives_claims_and_times_back_everywhere(pair):
    one, other, hub = pair
    add_record(one.store, Record(ids=(parse_identifier("2004.04906"),)), "arxiv")
    one.bring(a_md=LORA)
    claimed = next(entry for entry in one.entries() if not entry.mentions)
    editing.merge(one.store, one.entry("LoRA").id, [claimed.id])
    hub.exchange()
    editing.undo(one.store)
    hub.exchange()
    assert agree(one, other)
    claims = "SELECT uid, origin, subject FROM claim JOIN entry ON entry.id = entry_id"
    assert other.store.query(claims) == one.store.query(claims)
    assert len(other.store.query(claims)) == 1


def test_what_is_said_of_an_entry_that_others_joined_reaches_the_one_that_has_its_mentions(pair):
    one, other, hub = pair
    one.bring(a_md="- Low-Rank Adaptation of Large Language Models https://arxiv.org/abs/2106.00001\n")
    hub.push(one)
    other.bring(b_md=LORA, c_md=LINKING)
    hub.exchange()
    editing.set_status(one.store, [entry.id for entry in one.entries()], "reading")
    hub.exchange(lambda waiting: waiting[::-1])
    assert agree(one, other)


def test_two_entries_that_want_one_key_get_two(pair):
    one, other, hub = pair
    one.bring(a_md="- A Survey of Sparse Models, 2021 https://arxiv.org/abs/2101.00001\n")
    other.bring(b_md="- A Survey of Sparse Models, 2021 https://arxiv.org/abs/2101.00002\n")
    wanted = one.entries()[0].key
    assert wanted == other.entries()[0].key
    hub.exchange()
    assert agree(one, other)
    keys = [entry.key for entry in one.entries()]
    assert keys == [wanted, f"{wanted}a"]
    other.bring(c_md="- A Survey of Sparse Models, 2021 https://arxiv.org/abs/2101.00003\n")
    hub.exchange()
    assert agree(one, other)
    assert [entry.key for entry in one.entries()] == [*keys, f"{wanted}b"]


def test_many_entries_that_want_one_key_get_letters_with_few_statements(pair):
    one, other, hub = pair
    count = 60
    for replica, first in ((one, 0), (other, count)):
        texts = [
            f"- A Survey of Sparse Models, 2021 https://arxiv.org/abs/2101.{i:05}\n"
            for i in range(first, first + count)
        ]
        replica.bring(a_md="".join(texts))
    hub.push(one)
    asked = []
    other.store.connection.set_trace_callback(
        lambda sql: asked.append(sql) if sql.startswith("SELECT id, uid, key, coalesce") else None
    )
    hub.pull(other)
    other.store.connection.set_trace_callback(None)
    hub.exchange()
    assert agree(one, other)
    assert len({entry.key for entry in one.entries()}) == 2 * count
    assert 0 < len(asked) < 3 * count


def test_a_tag_does_not_settle_the_entries_beside_its_own(pair, monkeypatch):
    one, other, hub = pair
    one.bring(a_md=LORA + QLORA)
    hub.exchange()
    editing.add_tags(one.store, [entry.id for entry in one.entries()], ["mine"])
    monkeypatch.setattr(settling, "_read_component", None)
    hub.exchange()
    assert agree(one, other)
    assert [entry.tags[0] for entry in other.entries()] == ["mine", "mine"]


def test_undo_takes_back_ones_own_operation_only(pair):
    one, other, hub = pair
    one.bring(a_md=LORA)
    hub.exchange()
    editing.add_tags(one.store, [one.entry("LoRA").id], ["mine"])
    editing.add_tags(other.store, [other.entry("LoRA").id], ["yours"])
    hub.exchange()
    assert editing.undo(one.store).command == "tag"
    hub.exchange()
    assert agree(one, other)
    assert one.entry("LoRA").tags == ("yours",)


def test_a_file_of_the_same_notes_elsewhere_is_the_same_source(pair):
    one, other, hub = pair
    one.bring(a_md=LORA)
    hub.exchange()
    other.bring(a_md=LORA + QLORA)
    hub.exchange()
    assert agree(one, other)
    assert [len(entry.mentions) for entry in one.entries()] == [1, 1]
    assert one.store.query("SELECT count(*) FROM source") == [(1,)]


def test_a_removed_source_is_gone_everywhere(pair):
    one, other, hub = pair
    one.bring(a_md=LORA, b_md=QLORA)
    hub.exchange()
    with one.store.write("source rm") as tx:
        remove_source(tx, "a.md")
    hub.exchange()
    assert agree(one, other)
    assert other.store.query("SELECT name FROM source") == [("b.md",)]


# -- what cannot be applied ------------------------------------------------------------------------------------------


def test_operations_of_a_newer_program_a_wrong_clock_or_none_wait(pair, monkeypatch):
    one, other, _ = pair
    one.bring(a_md=LORA)
    ((name, body),) = [pair for pair in read_operations(one.store) if b"LoRA" in pair[1]]
    newer = body.replace(b'"v":1', b'"v":99')
    done = apply_operations(other.store, [(f"{name}x", newer), ("y", b"[]"), ("z", b"{")])
    assert done.waiting == {f"{name}x": NEWER, "y": BROKEN, "z": BROKEN}
    assert other.entries() == []
    later = int(name[:12], 16) + 2 * 24 * 3600 * 1000
    ahead = json.loads(body) | {"id": f"{later:012x}{name[12:]}"}
    done = apply_operations(other.store, [("ahead", json.dumps(ahead).encode())])
    assert done.waiting["ahead"] == AHEAD
    monkeypatch.setattr("readlist.sync.applying._AHEAD", 1 << 50)
    apply_operations(other.store, [])
    assert len(other.entries()) == 1


def test_unknown_fields_are_kept_and_passed_on(pair):
    one, other, _ = pair
    one.bring(a_md=LORA)
    (uid,) = [uid for (uid,) in one.store.query("SELECT uid FROM entry")]
    body = {
        "v": 1,
        "id": f"{1:012x}{0:04x}{'ab' * 8}",
        "by": "x",
        "cmd": "mood",
        "f": [[uid, "mood", "", "good", []]],
    }
    apply_operations(one.store, [(body["id"], json.dumps(body).encode())])
    apply_operations(other.store, list(read_operations(one.store, with_remote=True)))
    assert other.store.query("SELECT value FROM fact WHERE field = 'mood'") == [('"good"',)]


def test_a_long_operation_is_cut_into_parts(monkeypatch):
    monkeypatch.setattr("readlist.sync.operations.MOST_BYTES", 100)
    items = [[f"{number:024x}", "tag", "x", "y" * 40, []] for number in range(5)]
    stamp = f"{1:012x}{0:04x}{'ab' * 8}"
    parts = list(write_parts(stamp, "ada", "tag", None, items))
    assert [name for name, _ in parts] == [stamp, f"{stamp}.1", f"{stamp}.2", f"{stamp}.3", f"{stamp}.4"]
    assert [list(one) for _, body in parts for one in parse(body).statements] == [
        [*item, None] for item in items
    ]
    assert MOST_BYTES == 8 * 1024 * 1024


def test_a_library_that_joins_later_has_what_all_have(pair, tmp_path):
    one, other, hub = pair
    one.bring(a_md=LORA + "Prose.\n")
    other.bring(b_md=QLORA)
    hub.exchange()
    newcomer = Replica(tmp_path, "c")
    apply_operations(newcomer.store, list(read_operations(one.store, with_remote=True)))
    assert agree(one, newcomer)


def test_a_world_without_steps_agrees(tmp_path):
    world = World(tmp_path, [0, 0, 0])
    world.settle()
    assert world.disagreement() is None
    assert memory_store().query("SELECT count(*) FROM operation") == [(0,)]
