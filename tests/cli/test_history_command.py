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
    assert run("redo").stderr == "done again: tag 2106.09685 x\n"
    assert "x" in run("show", "2106.09685").stdout
    assert run("redo").exit_code == 1
    assert commands(run)[:3] == ["redo", "undo", "tag"]


def test_a_dry_run_undoes_nothing(run):
    run("tag", "2106.09685", "x")
    result = run("undo", "--dry-run")
    assert re.fullmatch(r"would be undone: tag 2106.09685 x \(changes: \d+\)\n", result.stderr)
    assert commands(run)[0] == "tag"


def test_an_import_is_undone_only_with_yes_where_nobody_can_be_asked(run):
    result = run("undo")
    assert result.exit_code == 2
    assert "readlist undo --yes" in result.stderr
    assert run("undo", "--yes").exit_code == 0
    assert json.loads(run("list", "--json").stdout) == []


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1)])
def test_an_import_is_undone_after_a_question(run, monkeypatch, answer, code):
    from readlist.cli.commands import history

    monkeypatch.setattr(history, "_is_asked", lambda: True)
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
