"""The Python API: lookup, edits by hand, overview, import and export."""

from __future__ import annotations

import doctest
import json
import sqlite3

import pytest

from notebook import dump
from readlist import Entry, Filters, Library, ReadlistError, library
from readlist.errors import AmbiguousError, InputError, LibraryError, NotFoundError, UsageError

PEFT = """\
# Parameter-efficient fine-tuning

## Methods

- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685) Edward J. Hu, Yelong Shen. 2021
- [The Power of Scale for Parameter-Efficient Prompt Tuning](https://arxiv.org/abs/2104.08691) 2021
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "peft.md").write_text(PEFT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def lib(folder):
    with Library.open(folder / "library.db") as opened:
        opened.import_paths([folder / "peft.md"])
        yield opened


def rows(lib):
    return [line for line in lib.store.connection.iterdump() if not line.startswith('INSERT INTO "search')]


def test_the_example_in_the_documentation(folder):
    tests = doctest.DocTestFinder().find(library, "library", globs={"folder": folder})
    example = next(test for test in tests if test.name == "library")
    assert len(example.examples) > 1
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example)
    assert results.failed == 0


def test_the_package_exports_its_public_names():
    import readlist

    assert readlist.Library is Library
    assert (readlist.Entry, readlist.Filters, readlist.ReadlistError) == (Entry, Filters, ReadlistError)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = readlist.Nothing


def test_a_missing_library_is_created_only_on_request(tmp_path):
    with pytest.raises(LibraryError, match="no library at"):
        Library.open(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()
    Library.open(tmp_path / "none.db").close()
    assert (tmp_path / "none.db").exists()


def test_the_default_library(monkeypatch, tmp_path):
    monkeypatch.setenv("READLIST_DB", str(tmp_path / "usual.db"))
    with Library.open() as opened:
        assert opened.store.path == tmp_path / "usual.db"


def test_import_of_text_passed_as_stdin(lib):
    lib.import_paths(["-"], stdin=b"- [A Paper About Things](https://arxiv.org/abs/2301.00001)\n")
    assert lib.find("2301.00001").title == "A Paper About Things"
    with pytest.raises(UsageError):
        lib.import_paths(["-"])


def test_search(lib):
    answer = lib.search("low rank")
    assert [found.entry.arxiv_id for found in answer.found] == ["2106.09685"]
    assert set(answer.found[0].to_dict()) - set(answer.found[0].entry.to_dict()) == {
        "score",
        "snippet",
        "match",
    }
    assert lib.search("rank", filters=Filters(years=(2022, None))).found == ()
    with pytest.raises(UsageError):
        lib.search("…")


def test_entries_and_count(lib):
    assert [entry.kind for entry in lib.entries()] == ["paper", "paper"]
    assert lib.count() == 2
    assert lib.count(notes=True) == len(list(lib.entries(notes=True))) > 2
    assert lib.count(Filters(kinds=("note",))) == lib.count(notes=True) - 2
    assert len(list(lib.entries(limit=1))) == 1


# -- lookup --------------------------------------------------------------------------------------------------------


def test_a_fragment_in_the_other_chinese_script(lib, folder):
    (folder / "zh.md").write_text(
        "- [大型語言模型的遺忘](https://arxiv.org/abs/2301.00009)\n", encoding="utf-8"
    )
    lib.import_paths([folder / "zh.md"])
    assert lib.find("语言模型的遗忘").arxiv_id == "2301.00009"


def test_whole_titles_and_works_take_precedence(lib, folder):
    (folder / "more.md").write_text(
        "# More\n\n## Prompt Tuning\n\nSome prose.\n\n- [Prompt Tuning](https://arxiv.org/abs/2301.00001)\n",
        encoding="utf-8",
    )
    lib.import_paths([folder / "more.md"])
    assert lib.find("prompt tuning").arxiv_id == "2301.00001"
    assert lib.find("power of scale").arxiv_id == "2104.08691"


def test_an_ambiguous_fragment(lib):
    with pytest.raises(AmbiguousError) as caught:
        lib.find("ar")
    assert len(caught.value.candidates) == 2


@pytest.mark.parametrize(
    "wanted", ["%", "_", "\\", "'; DROP TABLE entry; --", '"', "a" * 10_000, "💥", "00", "#", "nope"]
)
def test_text_that_matches_no_entry(lib, wanted):
    with pytest.raises(NotFoundError):
        lib.find(wanted)


def test_an_entry_by_its_link(lib, folder):
    (folder / "b.md").write_text("- [A Blog Post About Things](https://example.org/blog/post/)\n")
    lib.import_paths([folder / "b.md"])
    assert lib.find("https://example.org/blog/post").title == "A Blog Post About Things"


# -- edits by hand -------------------------------------------------------------------------------------------------


def test_edits_without_effect_write_nothing(lib):
    lib.tag(["2106.09685"], ["PEFT"])
    before = rows(lib)
    assert lib.tag(["2106.09685"], ["PEFT"]) == ()
    assert lib.untag(["2106.09685"], ["other"]) == ()
    assert lib.set_status(["2106.09685"], "none") == ()
    lib.import_paths([lib.store.path.with_name("peft.md")])
    assert rows(lib) == before


def test_a_removed_tag_leaves_no_claim(lib):
    before = [lib.find("2106.09685").tags, lib.store.query("SELECT count(*) FROM claim")]
    lib.tag(["2106.09685"], ["PEFT"])
    lib.untag(["2106.09685"], ["PEFT"])
    assert [lib.find("2106.09685").tags, lib.store.query("SELECT count(*) FROM claim")] == before


def test_one_command_is_one_operation(lib):
    count = lib.store.query("SELECT count(*) FROM operation")[0][0]
    lib.tag(["2106.09685", "2104.08691"], ["a", "b"])
    assert lib.store.query("SELECT count(*), max(command) FROM operation WHERE id > ?", (count,)) == [
        (1, "tag 2106.09685 2104.08691 a b")
    ]


def test_status_is_kept_when_the_note_says_otherwise(lib, folder):
    (folder / "tasks.md").write_text("- [x] [A Paper About Things](https://arxiv.org/abs/2301.00001)\n")
    lib.import_paths([folder / "tasks.md"])
    assert lib.find("2301.00001").status == "read"
    lib.set_status(["2301.00001"], "none")
    assert lib.find("2301.00001").status is None
    (folder / "tasks.md").write_text(
        "# T\n\n- [x] [A Paper About Things](https://arxiv.org/abs/2301.00001)\n"
    )
    lib.import_paths([folder / "tasks.md"])
    assert lib.find("2301.00001").status is None
    assert lib.find("2301.00001").origins["status"] == "hand"


def test_a_note_by_hand(lib):
    assert [note.body for note in lib.note("2106.09685", "\nmine\n").notes] == ["mine"]
    with pytest.raises(UsageError):
        lib.note("2106.09685", "")


# -- overview ------------------------------------------------------------------------------------------------------


def test_topics_count_a_work_once(lib, folder):
    (folder / "twice.md").write_text(
        "# T\n\n## Outer\n\n### Inner\n\n- [A Paper About Things](https://arxiv.org/abs/2301.00001)\n\n"
        "### Other\n\n- [A Paper About Things](https://arxiv.org/abs/2301.00001)\n"
    )
    lib.import_paths([folder / "twice.md"])
    counts = {topic.path: topic.entries for topic in lib.topics("outer")}
    assert counts == {("Outer",): 1, ("Outer", "Inner"): 1, ("Outer", "Other"): 1}
    assert list(counts) == [("Outer",), ("Outer", "Inner"), ("Outer", "Other")]


def test_sources(lib):
    (source,) = lib.sources()
    assert (source.name, source.size, source.entries, source.encoding) == ("peft.md", len(PEFT), 4, "utf-8")
    assert lib.source_text("peft.md") == lib.source_text("pef") == PEFT.encode()
    with pytest.raises(NotFoundError) as caught:
        lib.source_text("petf.md")
    assert "peft.md" in caught.value.hint


def test_an_ambiguous_source_name(lib, folder):
    (folder / "peft2.md").write_text("- [A Paper About Things](https://arxiv.org/abs/2301.00001)\n")
    lib.import_paths([folder / "peft2.md"])
    assert lib.source_text("peft.md") == PEFT.encode()
    with pytest.raises(NotFoundError, match="matches 2 sources"):
        lib.source_text("pe")
    with pytest.raises(NotFoundError):
        lib.source_text("")


def test_info(lib):
    info = lib.info()
    assert info.entries["paper"] == 2
    assert (info.sources, info.notes) == (1, 0)
    assert info.size > 0


def test_check(lib):
    assert lib.check().problems == ()
    lib.store.connection.execute("UPDATE source SET content = x'00'")
    found = lib.check()
    assert found.damage == ("the text of source peft.md differs from what was imported",)
    assert "backup" in found.advice
    with pytest.raises(LibraryError, match=r"cannot be repaired: the text of source peft\.md"):
        lib.repair()


WRONG = {
    "INSERT INTO entry_tag (id, entry_id, tag_id, spelling, times) VALUES (99, 999, 999, 'x', 1)": "entry_tag",
    "UPDATE entry SET title = 'Another title', year = 1999 WHERE kind = 'paper'": "do not show what is said",
    "DELETE FROM identifier": "do not show what is said",
    "DELETE FROM search_doc WHERE entry_id = (SELECT max(id) FROM entry)": "out of date for 1 entries",
    "UPDATE search_doc SET names = replace(names, 'lora', 'lore')": "out of date",
    "INSERT INTO search_doc VALUES (4711, '', '')": "1 entries that the library does not have",
    "INSERT INTO search_text (rowid, abstract) VALUES (4711, 'x')": "the table search_text",
    "UPDATE search_term SET docs = docs + 1": "vocabulary",
}


@pytest.mark.parametrize("statement", WRONG)
def test_what_can_be_worked_out_again_is_found_and_repaired(lib, statement):
    before = "".join(lib.export("jsonl"))
    lib.store.connection.execute("PRAGMA foreign_keys = OFF")
    lib.store.connection.execute(statement)
    found = lib.check()
    assert WRONG[statement] in "\n".join(found.repairable)
    assert (found.damage, found.advice.endswith("readlist db repair")) == ((), True)
    assert lib.check() == found
    assert lib.repair() == found.repairable
    assert lib.check().problems == ()
    assert _untimed("".join(lib.export("jsonl"))) == _untimed(before)
    assert lib.repair() == ()


def _untimed(export):
    return [json.loads(line) | {"updated": ""} for line in export.splitlines()]


# -- export and add ------------------------------------------------------------------------------------------------


def test_export(lib):
    lines = "".join(lib.export("jsonl")).splitlines()
    assert len(lines) == lib.count(notes=True)
    assert len("".join(lib.export("jsonl", query="low rank")).splitlines()) == 1
    assert len("".join(lib.export("jsonl", filters=Filters(kinds=("paper",)))).splitlines()) == 2
    with pytest.raises(UsageError, match="format"):
        lib.export("docx")


def test_add_offline(lib):
    (added,) = lib.add(
        ["https://arxiv.org/abs/2301.00001v2"], offline=True, tags=["a"], status="todo", note="mine"
    )
    assert (added.created, added.stub) == (True, True)
    entry = lib.find("2301.00001")
    assert (entry.tags, entry.status, entry.url) == (("a",), "todo", "https://arxiv.org/abs/2301.00001")
    assert [note.body for note in entry.notes] == ["mine"]
    (again,) = lib.add(["2301.00001"], offline=True)
    assert (again.created, again.key) == (False, added.key)


def test_adding_several_works_is_one_operation(lib):
    before = dump(lib.store, journal=False)
    works = ["2005.14165", "arXiv:2005.14165v2", "https://example.org/post", "2106.09685"]
    done = lib.add(works, offline=True, tags=["new"])
    assert [one.created for one in done] == [True, False, True, False]
    assert done[0].key == done[1].key
    assert lib.history(limit=1)[0].command == f"add {' '.join(works)}"
    lib.undo()
    assert dump(lib.store, journal=False) == before


def test_the_history_shortens_long_commands(lib):
    lib.add([f"2005.{number:05}" for number in range(1, 31)], offline=True)
    command = lib.history(limit=1)[0].command
    assert command.startswith("add 2005.00001 2005.00002 ")
    assert command.endswith(" 2005.00020 … (30 works)")


def paths(lib):
    return [(" / ".join(topic.path), topic.entries) for topic in lib.topics()]


def test_a_work_is_added_under_a_topic_by_hand(lib, folder):
    before, outline = dump(lib.store, journal=False), paths(lib)
    (done,) = lib.add(["2005.14165"], offline=True, topics=["METHODS / Big  Models", "Later"])
    entry = lib.find(done.key)
    assert entry.topics == (("Methods", "Big Models"), ("Later",))
    assert paths(lib) == [("Methods", 3), ("Methods / Big Models", 1), ("Later", 1)]
    assert [e.key for e in lib.entries(Filters(topics=("big model",)))] == [done.key]
    assert [one.entry.key for one in lib.search("topic:later").found] == [done.key]
    assert "## Later" in "".join(lib.export(filters=Filters(topics=("later",))))
    lib.undo()
    assert (dump(lib.store, journal=False), paths(lib)) == (before, outline)


def test_topics_by_hand_accumulate_and_survive_imports(lib, folder):
    lib.add(["2106.09685"], offline=True, topics=["Mine"])
    lib.add(["2106.09685"], offline=True, topics=["mine", "Mine / Too"])
    wanted = (("Methods",), ("Mine",), ("Mine", "Too"))
    assert lib.find("2106.09685").topics == wanted
    lib.import_paths([folder / "peft.md"])
    (folder / "peft.md").write_text(PEFT.replace("## Methods", "## Ways"), encoding="utf-8")
    lib.import_paths([folder / "peft.md"])
    assert lib.find("2106.09685").topics == (("Ways",), *wanted[1:])
    (folder / "peft.md").write_text("nothing left\n", encoding="utf-8")
    lib.import_paths([folder / "peft.md"])
    assert lib.find("2106.09685").topics == wanted[1:]
    assert paths(lib) == [("Mine", 1), ("Mine / Too", 1)]
    for _ in range(4):
        lib.undo()
    assert lib.find("2106.09685").topics == (("Methods",),)


def test_a_merge_combines_topics_by_hand(lib):
    lib.add(["2106.09685"], offline=True, topics=["One"])
    lib.add(["2104.08691"], offline=True, topics=["Two"])
    lib.merge(["2106.09685", "2104.08691"])
    assert lib.find("2106.09685").topics == (("Methods",), ("One",), ("Two",))


@pytest.mark.parametrize("topic", ["", " / ", "A /  / B", "A\x00B"])
def test_invalid_topics(lib, topic):
    with pytest.raises(UsageError):
        lib.add(["2005.14165"], offline=True, topics=[topic])
    assert lib.count() == 2


def test_add_with_invalid_input_writes_nothing(lib):
    before = rows(lib)
    for works in (["2301.00001", "nonsense"], ["2301.00001", "2305.1636"]):
        with pytest.raises(InputError):
            lib.add(works, offline=True)
    assert rows(lib) == before


def test_a_library_can_be_read_during_a_write(lib):
    lib.store.connection.execute("BEGIN IMMEDIATE")
    other = sqlite3.connect(lib.store.path)
    assert other.execute("SELECT count(*) FROM entry").fetchone()[0] > 0
    other.close()
    lib.store.connection.execute("ROLLBACK")
