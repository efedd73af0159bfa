"""Files of one name that two devices imported before they knew of each other."""

from __future__ import annotations

import pytest

import editing
from notebook import Notebook, memory_store
from readlist.importing.importer import import_paths
from readlist.importing.source_edits import remove_source
from readlist.library import Library
from readlist.storage.library_copy import install_copy, write_copy
from readlist.sync.applying import apply_operations
from readlist.sync.reading import read_operations
from replicas import Hub, Replica

LORA = "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685) #peft\n"
QLORA = "- QLoRA: Efficient Finetuning of Quantized LLMs\n"
DPR = "- [Dense Passage Retrieval](https://arxiv.org/abs/2004.04906) #rag\n"
SURVEY = "- A Survey of Sparse Models\n"
BOTH = ["Dense Passage Retrieval", "LoRA: Low-Rank Adaptation of Large Language Models"]


def agree(*replicas):
    first = replicas[0]
    return all(
        (one.exported(), one.uids(), sources(one)) == (first.exported(), first.uids(), sources(first))
        for one in replicas
    )


def sources(replica):
    return sorted(replica.store.query("SELECT name, hash FROM source"))


def names(replica):
    return [name for name, _ in sources(replica)]


def owner_of(name, *replicas):
    """The library whose own file is the source of this name, then the other ones."""
    sql = "SELECT path <> '' FROM source WHERE name = ?"
    return sorted(replicas, key=lambda one: one.store.query(sql, (name,)) != [(1,)])


@pytest.mark.parametrize("order", [1, -1])
def test_different_files_of_one_name_are_two_sources(pair, order):
    one, other, hub = pair
    one.bring(notes_md=LORA)
    other.bring(notes_md=DPR)
    hub.exchange(lambda waiting: waiting[::order])
    hub.exchange()
    assert agree(one, other)
    assert one.titles() == BOTH
    first, second = names(one)
    assert first == "notes.md"
    assert second.startswith("notes.md ")


@pytest.mark.parametrize("again", [(0,), (1,), (0, 1), (1, 0)])
def test_what_either_device_imports_again_takes_nothing_from_the_other(pair, again):
    *replicas, hub = pair
    texts = [LORA, DPR]
    for one, text in zip(replicas, texts, strict=True):
        one.bring(notes_md=text)
    hub.exchange()
    for number in again:
        replicas[number].bring(notes_md=texts[number] + SURVEY)
        hub.exchange()
    assert agree(*replicas)
    assert replicas[0].titles() == sorted([*BOTH, "A Survey of Sparse Models"])
    assert len(names(replicas[0])) == 2
    (survey,) = [entry for entry in replicas[0].entries() if "Survey" in entry.title]
    assert len(survey.mentions) == len(again)


def test_an_unchanged_file_that_is_imported_again_changes_nothing(pair):
    one, other, hub = pair
    one.bring(notes_md=LORA)
    other.bring(notes_md=DPR)
    hub.exchange()
    for replica, text in ((one, LORA), (other, DPR)):
        count = replica.store.query("SELECT count(*) FROM operation")
        assert [file.status for file in replica.bring(notes_md=text).files] == ["unchanged"]
        assert replica.store.query("SELECT count(*) FROM operation") == count


def test_a_third_device_finds_the_source_of_its_copy(pair, tmp_path):
    one, other, _ = pair
    third = Replica(tmp_path, "c")
    hub = Hub([one, other, third])
    one.bring(notes_md=LORA + QLORA)
    other.bring(notes_md=DPR + SURVEY)
    hub.exchange()
    third.bring(notes_md=LORA + QLORA + "- A Third Work on Adapters\n")
    hub.exchange()
    assert agree(one, other, third)
    assert len(names(third)) == 2
    assert len(third.entries()) == 5


def test_removing_one_of_two_gives_its_name_to_the_other_on_all_devices(pair, tmp_path):
    one, other, hub = pair
    one.bring(notes_md=LORA)
    other.bring(notes_md=DPR)
    hub.exchange()
    with one.store.write("source rm") as tx:
        remove_source(tx, "notes.md")
    hub.exchange()
    assert names(one) == names(other) == ["notes.md"]
    assert agree(one, other)
    newcomer = Replica(tmp_path, "c")
    apply_operations(newcomer.store, list(read_operations(other.store, with_remote=True)))
    assert agree(one, newcomer)
    editing.undo(one.store)
    hub.exchange()
    assert len(names(one)) == 2
    assert one.titles() == BOTH
    assert agree(one, other)


def test_versions_of_one_file_become_one_source_with_its_next_change(pair):
    *replicas, hub = pair
    replicas[0].bring(notes_md=LORA + QLORA)
    replicas[1].bring(notes_md=LORA + QLORA + DPR)
    hub.exchange()
    assert [len(names(one)) for one in replicas] == [2, 2]
    first, second = owner_of("notes.md", *replicas)
    editing.add_tags(second.store, [second.entry("QLoRA").id], ["mine"])
    before = first.titles()
    first.bring(notes_md=LORA + QLORA + SURVEY)  # the source with the smaller uid stays as it is
    hub.exchange()
    assert len(names(first)) == 2
    second.bring(notes_md=LORA + QLORA + DPR + SURVEY)
    hub.exchange()
    assert agree(*replicas)
    assert names(first) == ["notes.md"]
    assert first.titles() == sorted({*before, *BOTH, "A Survey of Sparse Models"})
    assert [len(entry.mentions) for entry in first.entries()] == [1, 1, 1, 1]
    assert "mine" in first.entry("QLoRA").tags
    editing.undo(second.store)
    hub.exchange()
    assert agree(*replicas)
    assert len(names(first)) == 2


def test_a_file_with_little_of_another_one_of_its_name_does_not_replace_it(pair):
    one, other, hub = pair
    one.bring(notes_md="# Notes\n\n## Adapters\n\n" + LORA + QLORA)
    hub.exchange()
    other.bring(notes_md="# Notes\n\n## Adapters\n")
    hub.exchange()
    assert agree(one, other)
    assert len(one.titles()) == 2


def test_a_copy_of_a_file_in_a_library_that_joined_by_snapshot_is_its_source(pair, tmp_path):
    one, _, _ = pair
    one.bring(notes_md=LORA)
    with Notebook(tmp_path / "disk") as disk:
        apply_operations(disk.store, list(read_operations(one.store)))
        data = list(write_copy(disk.store))
    folder = tmp_path / "c"
    folder.mkdir()
    install_copy(folder / "library.db", data)
    with Notebook(folder) as copy:
        copy.bring(notes_md=LORA + QLORA)
        assert copy.store.query("SELECT name FROM source") == [("notes.md",)]


def test_a_backup_keeps_the_files_of_other_devices_apart(pair, tmp_path):
    one, _, _ = pair
    one.bring(a_md=LORA, b_md=DPR)
    backup = tmp_path / "backup.jsonl"
    with Notebook(tmp_path / "d") as disk:
        apply_operations(disk.store, list(read_operations(one.store)))
    with Library.open(tmp_path / "d" / "library.db") as library:
        backup.write_text("".join(library.export("jsonl", with_sources=True)))
    restored = Notebook(tmp_path / "c", memory_store())
    for _ in range(2):
        import_paths(restored.store, [backup])
        assert sources(restored) == sources(one)
        assert restored.titles() == BOTH
    restored.bring(a_md=LORA + QLORA)
    assert names(restored) == ["a.md", "b.md"]
