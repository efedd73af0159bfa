"""tag, untag, note, status: edits by hand survive imports; a command that changes nothing writes nothing."""

from __future__ import annotations

import json
import sqlite3

import pytest


def entry(run, wanted="2106.09685"):
    return json.loads(run("show", wanted, "--json").stdout)[0]


def operations(db):
    with sqlite3.connect(db) as connection:
        rows = connection.execute("SELECT command FROM operation ORDER BY id").fetchall()
    connection.close()
    return [command for (command,) in rows]


def test_tag_and_untag(run):
    result = run("tag", "2106.09685", "PEFT")
    assert (result.exit_code, result.stdout) == (0, "")
    assert entry(run)["key"] in result.stderr
    assert entry(run)["tags"] == ["PEFT"]
    run("untag", "2106.09685", "peft")
    assert entry(run)["tags"] == []


def test_several_entries_and_several_tags(run):
    assert run("tag", "2106.09685", "galore", "--tag", "a,b", "--tag", "c  d").exit_code == 0
    assert entry(run)["tags"] == entry(run, "galore")["tags"] == ["a", "b", "c d"]
    assert run("tag", "2106.09685", "galore", "z").exit_code == 0
    assert entry(run, "galore")["tags"] == ["a", "b", "c d", "z"]


def test_a_change_without_effect_is_not_written(run, db):
    run("tag", "2106.09685", "PEFT")
    before = operations(db)
    for *command, message in (
        ("tag", "2106.09685", "PEFT", "all of the entries already have these tags"),
        ("untag", "2106.09685", "other", "none of the entries has these tags"),
        ("status", "2106.09685", "none", "none of the entries has a status"),
    ):
        result = run(*command)
        assert result.exit_code == 0
        assert f"nothing to do: {message}" in result.stderr
    assert operations(db) == before
    assert before[-1] == "tag 2106.09685 PEFT"


def test_tagging_with_another_spelling_changes_it_everywhere(run):
    run("tag", "2106.09685", "galore", "PEFT")
    result = run("tag", "galore", "peft")
    assert "tagged: " in result.stderr
    assert entry(run)["tags"] == entry(run, "galore")["tags"] == ["peft"]
    assert run("tags").stdout == "2\tpeft\n"
    assert len(json.loads(run("list", "--tag", "Peft", "--json").stdout)) == 2


@pytest.mark.parametrize("tag", ["", "  ", ",", "a\x1bb"])
def test_invalid_tags(run, tag):
    assert run("tag", "2106.09685", tag).exit_code == 2
    assert entry(run)["tags"] == []


def test_one_unknown_entry_stops_the_whole_command(run):
    assert run("tag", "2106.09685", "nothing like this", "x").exit_code == 1
    assert entry(run)["tags"] == []


def test_tag_without_a_tag(run):
    result = run("tag", "2106.09685")
    assert result.exit_code == 2
    assert "the tag is missing" in result.stderr


def test_status(run):
    for status in ("todo", "reading", "read", "dropped"):
        assert run("status", "2106.09685", "galore", status).exit_code == 0
        assert entry(run)["status"] == entry(run, "galore")["status"] == status
    assert len(json.loads(run("list", "--status", "dropped", "--json").stdout)) == 2
    run("status", "2106.09685", "none")
    assert entry(run)["status"] is None


@pytest.mark.parametrize("words", [("2106.09685", "done"), ("2106.09685",)])
def test_an_invalid_status(run, words):
    result = run("status", *words)
    assert result.exit_code == 2
    assert "todo" in result.stderr


def test_note(run):
    assert run("note", "2106.09685", "Rank **8**\nis enough.").exit_code == 0
    assert run("note", "2106.09685", "-", stdin="from stdin\n").exit_code == 0
    assert [note["body"] for note in entry(run)["notes"]] == ["Rank **8**\nis enough.", "from stdin"]
    assert "Rank **8**" in run("show", "2106.09685").stdout
    assert "Rank **8**" in run("show", "2106.09685", FORCE_COLOR="1").stdout
    assert len(json.loads(run("list", "--has", "note", "--json").stdout)) == 1


def test_a_note_can_be_searched(run):
    run("note", "2106.09685", "zugzwang")
    assert json.loads(run("search", "zugzwang", "--json").stdout)[0]["arxiv_id"] == "2106.09685"


def test_an_empty_note(run):
    assert run("note", "2106.09685", " \n").exit_code == 2
    assert entry(run)["notes"] == []


def test_edits_by_hand_survive_a_changed_file(run, notes):
    text = notes.read_text(encoding="utf-8")
    notes.write_text(text.replace("Gradient Low-Rank", "#task# Gradient Low-Rank"), encoding="utf-8")
    run("tag", "2106.09685", "PEFT")
    run("status", "2106.09685", "reading")
    run("note", "2106.09685", "mine")
    notes.write_text("# My papers\n\nA new first line.\n\n" + text.partition("\n")[2], encoding="utf-8")
    assert run("import", str(notes)).exit_code == 0
    found = entry(run)
    assert (found["tags"], found["status"], [note["body"] for note in found["notes"]]) == (
        ["PEFT"],
        "reading",
        ["mine"],
    )


def test_a_removed_tag_is_not_restored_by_an_import(run, tmp_path):
    note = tmp_path / "tagged.md"
    text = "---\ntags: [推理]\n---\n\n- [A Paper That Bears a Tag](https://arxiv.org/abs/2301.00001)\n"
    note.write_text(text, encoding="utf-8")
    run("import", str(note))
    assert entry(run, "2301.00001")["tags"] == ["推理"]
    assert run("untag", "2301.00001", "推理").exit_code == 0
    assert entry(run, "2301.00001")["tags"] == []
    note.write_text(text + "\nMore.\n", encoding="utf-8")
    run("import", str(note))
    assert entry(run, "2301.00001")["tags"] == []
    run("tag", "2301.00001", "推理")
    assert entry(run, "2301.00001")["tags"] == ["推理"]


def test_what_is_no_tag_is_refused_with_what_to_write(run):
    assert "is an ID, not a tag" in run("tag", "lora", "2310.11511").stderr
    assert run("tag", "lora", "--tag", "2310.11511").exit_code == 0
    assert run("tag", "galore", "2310.11511").exit_code == 0, "it is a tag now"
    assert run("tag", "galore", "nlp/rag").exit_code == 0
    assert "readlist tags rename old new" in run("tag", "rename", "old", "new").stderr
    assert "are listed by: readlist tags" in run("tag", "list").stderr
