from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest


def commands(run):
    return [one["command"].split()[0] for one in json.loads(run("history", "--json").stdout)]


def test_undo_and_redo(run):
    run("tag", "2106.09685", "x")
    result = run("undo")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "undone: tag 2106.09685 x\n")
    assert run("redo").stderr == "redone: tag 2106.09685 x\n"
    assert "x" in run("show", "2106.09685").stdout
    assert run("redo").exit_code == 1
    assert commands(run)[:3] == ["redo", "undo", "tag"]


def test_redo_takes_a_number(run):
    run("tag", "2106.09685", "x")
    run("tag", "2106.09685", "y")
    run("undo", "2")
    result = run("redo", "3")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "only 2 of 3 changes can be redone" in result.stderr
    assert commands(run)[0] == "undo"
    result = run("redo", "2")
    assert result.stderr == "redone: tag 2106.09685 x\nredone: tag 2106.09685 y\n"
    assert {"x", "y"} <= set(json.loads(run("show", "2106.09685", "--json").stdout)[0]["tags"])
    assert run("undo", "2").exit_code == 0
    assert {"x", "y"}.isdisjoint(json.loads(run("show", "2106.09685", "--json").stdout)[0]["tags"])


@pytest.mark.parametrize("count", ["0", "@1", "x"])
def test_a_bad_number_to_redo_is_refused(run, count):
    assert run("redo", count).exit_code == 2


def test_a_dry_run_undoes_nothing(run):
    run("tag", "2106.09685", "x")
    result = run("undo", "--dry-run")
    assert re.fullmatch(r"would be undone: tag 2106.09685 x \(parts: \d+\)\n", result.stderr)
    assert commands(run)[0] == "tag"


def test_an_import_is_undone_only_with_yes_where_nobody_can_be_asked(run):
    result = run("undo")
    assert result.exit_code == 2
    assert "readlist undo --yes" in result.stderr
    assert run("undo", "--yes").exit_code == 0
    assert json.loads(run("list", "--json").stdout) == []


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1)])
def test_an_import_is_undone_after_a_question(run, monkeypatch, answer, code):
    from readlist.cli import undoing

    monkeypatch.setattr(undoing, "_is_asked", lambda: True)
    result = run("undo", stdin=answer)
    assert result.exit_code == code
    assert "Undo: import " in result.stderr
    assert bool(json.loads(run("list", "--json").stdout)) == (code == 1)


def test_history_shows_local_times(run):
    run("tag", "2106.09685", "x")
    (newest, *_) = json.loads(run("history", "--json").stdout)
    local = datetime.fromisoformat(newest["at"]).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    assert datetime.fromisoformat(newest["at"]).tzinfo == UTC
    assert local in run("history").stdout


def test_one_change_is_undone_by_its_number(run):
    run("tag", "2106.09685", "x")
    run("status", "2106.09685", "read")
    numbers = {one["command"].split()[0]: one["id"] for one in json.loads(run("history", "--json").stdout)}
    result = run("undo", f"@{numbers['tag']}")
    assert (result.exit_code, result.stderr) == (0, "undone: tag 2106.09685 x\n")
    assert json.loads(run("show", "2106.09685", "--json").stdout)[0]["status"] == "read"


def test_what_was_left_is_named(run):
    run("status", "2106.09685", "todo")
    run("status", "2106.09685", "read")
    number = json.loads(run("history", "--json").stdout)[1]["id"]
    lines = run("undo", f"@{number}").stderr.splitlines()
    assert lines[0] == "undone: status 2106.09685 todo"
    assert re.fullmatch(r"left: \w+: status todo, changed since by: status 2106.09685 read", lines[1])


def test_several_changes_are_undone(run):
    for name in "xyz":
        run("tag", "2106.09685", name)
    assert run("undo", "3").stderr == "".join(f"undone: tag 2106.09685 {name}\n" for name in "zyx")


@pytest.mark.parametrize("which", ["0", "x", "@", "-1", "@x", "9" * 30])
def test_a_wrong_change_is_refused(run, which):
    result = run("undo", "--", which)
    assert result.exit_code == 2
    assert "neither a number of changes nor a change" in result.stderr


def test_the_history_of_an_entry(run):
    run("tag", "2106.09685", "x")
    run("tag", "2305.14314", "y")
    found = run("history", "2106.09685").stdout
    assert "tag 2106.09685 x; tag x" in found
    assert "2305.14314" not in found
    assert len(json.loads(run("history", "2106.09685", "--json", "--limit", "1").stdout)) == 1


def test_pruning_the_history(run):
    run("tag", "2106.09685", "x")
    assert run("history", "--prune").stderr == "nothing to do: all are recent\n"
    assert run("history", "--prune", "--keep", "1", "--days", "0").exit_code == 0


def test_rating(run):
    assert run("rate", "2106.09685", "4").stderr.startswith("rated 4: ")
    assert json.loads(run("show", "2106.09685", "--json").stdout)[0]["rating"] == 4
    assert run("rate", "2106.09685", "4").stderr.startswith("nothing to do")
    assert run("rate", "2106.09685", "none").exit_code == 0
    assert json.loads(run("show", "2106.09685", "--json").stdout)[0]["rating"] is None
    assert run("rate", "2106.09685", "6").exit_code == 2
    assert run("rate", "2106.09685").exit_code == 2


def test_a_long_command_is_cut_between_words_at_a_terminal(run, tmp_path):
    lines = (f"- [Paper {n} of a long list](https://example.org/{n})" for n in range(12))
    (tmp_path / "long.md").write_text("# Long\n\n## Many\n\n" + "\n".join(lines), encoding="utf-8")
    run("import", str(tmp_path / "long.md"))
    run("tag", "--topic", "many", "--yes", "mine")
    whole = run("history", "--limit", "1").stdout.split("\t")[-1].split()
    shown = run("history", "--limit", "1", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="200").stdout
    words = shown.splitlines()[-1].split()
    cut = words[words.index("tag") :]
    assert (cut[0], cut[-4:]) == ("tag", ["…", "(12", "entries)", "mine"])
    assert set(cut) < set(whole), "a word is shown whole or not at all"
