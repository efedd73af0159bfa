"""tags rename and merge, topic add and rm, saved searches, and the warning of merge."""

from __future__ import annotations

import json

import pytest

LORA = "2106.09685"


def entry(run, wanted=LORA):
    return json.loads(run("show", wanted, "--json").stdout)[0]


def test_a_tag_is_renamed_on_all_entries(run):
    run("tag", LORA, "galore", "--tag", "peft")
    assert run("tags", "rename", "PEFT", "tuning").exit_code == 0
    assert run("tags").stdout == "2\ttuning\n"
    assert run("tags", "rename", "tuning", "Tuning").exit_code == 0
    assert json.loads(run("tags", "--json").stdout) == [{"name": "Tuning", "entries": 2}]
    run("undo")
    run("undo")
    assert run("tags").stdout == "2\tpeft\n"


def test_a_tag_of_the_notes_is_renamed_for_good(run, tmp_path):
    note = tmp_path / "tagged.md"
    text = "---\ntags: [old]\n---\n\n- [A Paper That Bears a Tag](https://arxiv.org/abs/2301.00001)\n"
    note.write_text(text, encoding="utf-8")
    run("import", str(note))
    run("tags", "rename", "old", "new")
    note.write_text(text + "\nMore.\n", encoding="utf-8")
    run("import", str(note))
    assert entry(run, "2301.00001")["tags"] == ["new"]


def test_tags_are_merged(run):
    run("tag", LORA, "lora")
    run("tag", "galore", "qlora")
    run("tag", "galore", "kept")
    assert run("tags", "merge", "lora", "qlora", "PEFT").exit_code == 0
    assert (entry(run)["tags"], entry(run, "galore")["tags"]) == (["PEFT"], ["PEFT", "kept"])
    assert "nothing to do" in run("tags", "merge", "PEFT", "PEFT").stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("rename", "twoo", "x"), 1, "Did you mean: two?"),
        (("merge", "one", "nothing", "x"), 1, "no entry has the tag 'nothing'"),
        (("rename", "one", "two"), 2, "readlist tags merge one two"),
        (("merge", "one"), 2, "the tag to merge into is missing"),
        (("rename", "one", "a,b"), 2, "Name one tag"),
    ],
)
def test_tags_that_cannot_be_renamed(run, words, code, message):
    run("tag", LORA, "--tag", "one,two")
    result = run("tags", *words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert entry(run)["tags"] == ["one", "two"]


def test_entries_are_put_under_topics(run):
    before = entry(run)["topics"]
    assert run("topic", "add", LORA, "peft /  Adapters").exit_code == 0
    assert entry(run)["topics"] == [*before, ["PEFT", "Adapters"]], "spelt as the library does"
    assert "nothing to do" in run("topic", "add", LORA, "PEFT / adapters").stderr
    assert run("topic", "add", "--query", "retrieval", "PEFT / Adapters").exit_code == 0
    assert len(json.loads(run("list", "--topic", "adapters", "--json").stdout)) == 3
    assert run("topic", "rm", "--topic", "adapters", "peft / adapters").exit_code == 0
    assert entry(run)["topics"] == before
    assert "Adapters" not in run("topics").stdout
    run("undo")
    assert len(json.loads(run("list", "--topic", "adapters", "--json").stdout)) == 3
    assert run("db", "check").exit_code == 0


def test_a_topic_of_the_notes_is_not_taken_away(run):
    result = run("topic", "rm", LORA, "PEFT")
    assert result.exit_code == 2
    assert "papers.md" in result.stderr
    assert run("topic", "add", LORA).exit_code == 2
    assert run("topic", "add", LORA, "  ").exit_code == 2


# -- saved searches ------------------------------------------------------------------------------------------------


def found(run, *words):
    return [one["key"] for one in json.loads(run("search", *words, "--json").stdout or "[]")]


def test_a_search_is_saved_and_searched_again(run):
    first = run("search", "retrieval", "--year", "2023", "--topic", "trick", "--save", "rag", "--json")
    assert first.exit_code == 0
    assert "saved: readlist search @rag" in first.stderr
    assert run("search", "@rag", "--json").stdout == first.stdout
    assert len(found(run, "@rag")) == 2
    assert found(run, "@rag", "critique")[0].startswith("self-rag")
    assert run("search", "@rag", "--year", "2020").exit_code == 1, (
        "a filter given takes the place of the saved one"
    )
    assert run("search", "--saved").stdout == "rag\tretrieval --topic 'trick' --year '2023'\n"
    again = run("search", "dense", "--save", "rag").stderr
    assert "saved: readlist search @rag, in place of: retrieval --topic 'trick' --year '2023'" in again


def test_filters_alone_can_be_saved(run):
    run("tag", LORA, "classic")
    assert run("search", "--tag", "classic", "--save", "classics").stdout.startswith("hu")
    assert len(found(run, "@classics")) == 1
    assert json.loads(run("search", "--saved", "--json").stdout) == [
        {"name": "classics", "query": "", "filters": {"tags": ["classic"]}}
    ]


def test_a_saved_search_can_be_replaced_forgotten_and_brought_back(run):
    run("search", "retrieval", "--save", "it")
    count = len(run("history").stdout.splitlines())
    run("search", "retrieval", "--save", "it")
    assert len(run("history").stdout.splitlines()) == count, "nothing new is not an operation"
    run("search", "lora", "--save", "it")
    assert "lora" in run("search", "--saved").stdout
    assert run("search", "--forget", "@it").exit_code == 0
    result = run("search", "@it")
    assert result.exit_code == 1
    assert "no search is saved as 'it'" in result.stderr
    run("undo")
    assert "lora" in run("search", "--saved").stdout
    run("search", "x", "--save", "items")
    assert "There are: it" in run("search", "@itt").stderr


@pytest.mark.parametrize("name", ["a b", "", "@", "x/y", "a\x1b"])
def test_a_name_that_a_search_cannot_have(run, name):
    assert run("search", "retrieval", f"--save={name}").exit_code == 2
    assert run("search", "--saved").stdout == ""


def test_saved_searches_are_completed(run, spawn, monkeypatch):
    run("search", "retrieval", "--save", "rag")
    monkeypatch.setenv("_READLIST_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "readlist search @r")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert spawn().stdout.decode().split() == ["@rag"]


# -- merge, open -----------------------------------------------------------------------------------------------------


def test_merging_works_with_different_ids_warns_and_keeps_the_old_key(run):
    key = entry(run, "galore")["key"]
    result = run("merge", LORA, key)
    assert result.exit_code == 0
    assert "different values of arxiv_id" in result.stderr
    merged = entry(run, key)
    assert (merged["key"], merged["arxiv_id"]) == (entry(run, LORA)["key"], LORA)


@pytest.mark.parametrize("order", [("2106.09685", "2310.11511"), ("2310.11511", "2106.09685")])
def test_a_merge_keeps_the_fields_of_the_first(run, order):
    names = ("title", "authors", "year", "month", "venue", "arxiv_id", "url", "kind")
    first = {name: entry(run, order[0])[name] for name in names}
    other = entry(run, order[1])["key"]
    assert run("merge", *order).exit_code == 0
    shown = {name: entry(run, other)[name] for name in names}
    assert {name: value for name, value in shown.items() if first[name]} == {
        n: v for n, v in first.items() if v
    }
    run("undo")
    assert entry(run, order[1])["key"] == other
    assert entry(run, order[0])["title"] == first["title"]
    assert "by hand" not in run("show", order[0]).stdout


def test_tags_are_taken_from_all_entries(run):
    run("tag", LORA, "galore", "--tag", "one,two")
    assert run("tags", "rm", "ONE").exit_code == 0
    assert run("tags").stdout == "2\ttwo\n"
    assert "Did you mean: two?" in run("tags", "rm", "twoo").stderr


def test_several_targets_are_printed(run):
    result = run("open", "--topic", "trick", "--print")
    assert result.stdout.splitlines() == [
        "https://arxiv.org/abs/2305.06983",
        "https://arxiv.org/abs/2310.11511",
    ]
