"""An export as JSON lines restores the library: nothing changes where it is from, an empty library becomes equal."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depth import examples
from notebook import memory_store
from readlist import Library
from readlist.config import Config
from readlist.errors import ReadlistError

NOTES = (
    (
        "# Notes\n\n## PEFT\n\n- [LoRA: Low-Rank Adaptation](https://arxiv.org/abs/2106.09685) Edward J. Hu, Yelong Shen. 2021\n"
        "- [QLoRA: Efficient Finetuning](https://arxiv.org/abs/2305.14314) `QLoRA`\n\n## RAG\n\nSome prose.\n\n"
        "- [Dense Passage Retrieval](https://aclanthology.org/2020.emnlp-main.550) EMNLP 2020\n"
    ),
    (
        "# Others\n\n## 参数\n\n- [LoRA: Low-Rank Adaptation](https://arxiv.org/abs/2106.09685) good\n- [x] [Another Paper](https://example.org/a)\n"
        "\n## RAG\n\n- [Dense Passage Retrieval](https://arxiv.org/abs/2004.04906)\n"
    ),
    "@article{lind2019, author={Lind, Ada}, title={On Ponds}, journal={Pond Letters}, volume=3, year=2019, lccn={77}}\n",
)
NAMES = ("a.md", "b.md", "c.bib")


def open_library():
    return Library(memory_store(), Config(db=Path(":memory:"), path=Path("none.toml")))


def fresh(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notes")
    paths = [folder / name for name in NAMES]
    for path, text in zip(paths, NOTES, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def dump(library):
    return list(library.export("jsonl", with_sources=True))


def restore(library, lines):
    return library.import_paths(["-"], stdin="".join(lines).encode())


ENTRY = st.integers(0, 5)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20)
ACTION = st.one_of(
    st.tuples(st.just("tag"), ENTRY, st.sampled_from(["mine", "PEFT", "待读"])),
    st.tuples(st.just("untag"), ENTRY, st.just("mine")),
    st.tuples(st.just("note"), ENTRY, TEXT, st.booleans()),
    st.tuples(st.just("status"), ENTRY, st.sampled_from(["todo", "read", "none"])),
    st.tuples(st.just("rate"), ENTRY, st.sampled_from(["1", "5", "none"])),
    st.tuples(
        st.just("set"),
        ENTRY,
        st.sampled_from(
            [
                {"year": 1999},
                {"title": "Corrected"},
                {"venue": ""},
                {"publisher": "P"},
            ]
        ),
    ),
    st.tuples(st.just("priority"), ENTRY, st.sampled_from(["1", "none"])),
    st.tuples(st.just("due"), ENTRY, st.sampled_from(["2027-03-01", "none"])),
    st.tuples(st.just("merge"), ENTRY, ENTRY),
    st.tuples(st.just("split"), ENTRY),
    st.tuples(st.just("remove"), ENTRY),
    st.tuples(st.just("topic"), ENTRY, st.sampled_from(["RAG / Tricks", "New"])),
    st.tuples(st.just("rename"), st.sampled_from(["RAG", "PEFT"]), st.sampled_from(["Retrieval", "Tuning"])),
    st.tuples(st.just("alias"), st.just("RAG"), st.sampled_from(["rag2", "检索"])),
    st.tuples(st.just("rekey"), ENTRY),
    st.tuples(st.just("undo")),
)


DO = {
    "tag": lambda library, key, tag: library.tag([key], [tag]),
    "untag": lambda library, key, tag: library.untag([key], [tag]),
    "note": lambda library, key, body, private: library.note(key, body, private=private),
    "status": lambda library, key, status: library.set_status([key], status),
    "rate": lambda library, key, rating: library.rate([key], rating),
    "priority": lambda library, key, priority: library.set_priority([key], priority),
    "due": lambda library, key, due: library.set_due([key], due),
    "set": lambda library, key, values: library.set_fields([key], values),
    "merge": lambda library, key, other: library.merge([key, other]),
    "split": lambda library, key: library.split(key, [1]),
    "remove": lambda library, key: library.remove([key]),
    "topic": lambda library, key, topic: library.add_topic([key], topic),
    "rename": lambda library, topic, name: library.rename_topic(topic, name),
    "alias": lambda library, topic, alias: library.add_topic_aliases(topic, [alias]),
    "rekey": lambda library, key: library.rekey([key], pattern="auth + year"),
    "undo": lambda library: library.undo(),
}


def act(library, action):
    """Do what an action says, numbers being entries; one that is not possible now is left out."""
    name, *values = action
    keys = dict(enumerate(entry.key for entry in library.entries(limit=-1)))
    values = [keys.get(one, "") if type(one) is int else one for one in values]
    with contextlib.suppress(ReadlistError):
        DO[name](library, *values)


@settings(deadline=None, max_examples=examples(40))
@given(actions=st.lists(ACTION, max_size=10))
def test_an_export_restores_the_library(actions, tmp_path_factory):
    paths = fresh(tmp_path_factory)
    with open_library() as library, open_library() as empty:
        library.import_paths(paths)
        for action in actions:
            act(library, action)
        lines = dump(library)
        if not lines:  # the import was undone
            return
        operations = len(library.history())
        assert restore(library, lines).files[0].status == "unchanged"
        assert (dump(library), len(library.history())) == (lines, operations)
        restore(empty, lines)
        assert dump(empty) == lines
        again = empty.import_paths(paths)  # the texts are known, so nothing is read again
        assert {one.status for one in again.files} == {"unchanged"}


@pytest.fixture
def library(tmp_path_factory):
    with open_library() as opened:
        opened.import_paths(fresh(tmp_path_factory))
        yield opened


def test_without_sources_the_files_are_read_again_and_change_nothing(library, tmp_path_factory):
    paths = fresh(tmp_path_factory)
    with open_library() as first, open_library() as second:
        first.import_paths(paths)
        first.tag(["lind2019"], ["mine"])
        restore(second, list(first.export("jsonl")))
        report = second.import_paths(paths)
        assert {one.status for one in report.files} == {"changed"}
        assert (report.added, report.removed) == (0, 0)
        assert dump(second)[len(paths) :] == dump(first)[len(paths) :]
        assert second.source_text("a.md") == first.source_text("a.md")


def test_the_later_word_counts(library):
    library.set_status(["lind2019"], "todo")
    lines = dump(library)
    with open_library() as other:
        restore(other, lines)
        other.set_status(["lind2019"], "read")
        other.tag(["lind2019"], ["mine"])
        restore(other, lines)
        assert other.find("lind2019").status == "read"
        restore(library, dump(other))
        assert library.find("lind2019").status == "read"
        assert library.find("lind2019").tags == ("mine",)
        library.undo()
        assert library.find("lind2019").status == "todo"
        assert library.find("lind2019").tags == ()


def test_a_work_that_is_known_by_another_id_is_one_entry(library, tmp_path):
    (tmp_path / "x.md").write_text(
        "- [Dense Passage Retrieval](https://aclanthology.org/2020.emnlp-main.550)\n"
    )
    library.tag(["2004.04906"], ["mine"])
    with open_library() as other:
        other.import_paths([tmp_path / "x.md"])
        restore(other, dump(library))
        assert len([e for e in other.entries(limit=-1) if "Dense" in e.title]) == 1
        assert other.find("2004.04906").tags == ("mine",)


def test_a_merge_of_entries_that_are_apart_elsewhere(library):
    lines = dump(library)
    with open_library() as other:
        restore(other, lines)
        library.merge(["2106.09685", "2305.14314"])
        restore(other, dump(library))
        assert [line for line in dump(other) if '"updated"' in line] != []
        assert other.find("2305.14314").key == library.find("2106.09685").key
        assert len(other.find("2106.09685").mentions) == 3


def test_one_bad_line_costs_only_itself(library):
    lines = dump(library)
    bad = json.loads(lines[-1])
    bad["restore"]["mentions"] = [{"record": 5}]
    with open_library() as other:
        report = restore(other, [*lines[:-1], json.dumps(bad) + "\n", "{not json\n"])
        assert [problem.line for problem in report.warnings] == [len(lines), len(lines) + 1]
        assert dump(other) == lines[:-1]


def test_what_is_for_others_says_nothing_of_the_library(library):
    library.note("lind2019", "private", private=True)
    (line,) = library.export("jsonl", wanted=["lind2019"], public=True)
    assert "restore" not in json.loads(line)
    with pytest.raises(ReadlistError, match="jsonl"):
        library.export("bibtex", with_sources=True)


def test_undo_takes_a_restored_library_back(library):
    with open_library() as other:
        before = dump(other)
        restore(other, dump(library))
        other.undo()
        assert dump(other) == before


def test_mentions_whose_lines_moved_are_not_added_twice(library):
    lines = dump(library)
    restore(library, [line.replace('"line": 5,', '"line": 50,') for line in lines])
    assert len(library.find("2106.09685").mentions) == 2


def test_everything_that_a_person_says_is_restored(library):
    library.set_priority(["lind2019"], "1")
    library.set_due(["lind2019"], "2027-03-01")
    library.rate(["lind2019"], "5")
    library.note("lind2019", "mine", private=True)
    library.set_fields(["lind2019"], {"title": "On Warm Ponds"})
    library.rekey(["lind2019"], pattern="auth + year + title")
    with open_library() as other:
        restore(other, dump(library))
        found = other.find("lind2019")
        assert (found.title, found.priority, found.rating, found.due) == ("On Warm Ponds", 1, 5, "2027-03-01")
        assert [(note.body, note.private) for note in found.notes] == [("mine", True)]
        assert found.former_keys == ("lind2019",)
        assert found.origins["title"] == "hand"
