"""merge, split, history and undo."""

from __future__ import annotations

import json


def entries(run, *words):
    return json.loads(run("list", "--json", *words).stdout)


def keys(run):
    return sorted(entry["key"] for entry in entries(run))


def test_merge_joins_two_entries_and_undo_separates_them(run):
    before = keys(run)
    first, second = before[:2]
    result = run("merge", first, second)
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"merged: {first}" in result.stderr
    assert keys(run) == [first, *before[2:]]
    assert "undone: merge" in run("undo").stderr
    assert keys(run) == before


def test_merge_needs_two_entries(run):
    (first, *_) = keys(run)
    assert "there is one entry only to merge" in run("merge", first).stderr
    assert run("merge", first, first).exit_code == 2
    assert run("merge", first, "nothing like this").exit_code == 1


def test_split_moves_mentions_by_number(run):
    before = {entry["title"]: entry for entry in entries(run)}
    first, second = keys(run)[:2]
    run("merge", first, second)
    assert len(entries(run)) == len(before) - 1
    result = run("split", first, "2")
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"split: {first} (mentions: 1), " in result.stderr
    after = {entry["title"]: entry for entry in entries(run)}
    assert after.keys() == before.keys()
    for title, entry in after.items():
        assert entry["mentions"] == before[title]["mentions"]
        assert entry["arxiv_id"] == before[title]["arxiv_id"]


def test_split_without_numbers_lists_the_mentions(run):
    first, second = keys(run)[:2]
    run("merge", first, second)
    result = run("split", first)
    assert result.exit_code == 2
    assert "1 (" in result.stderr
    assert "2 (" in result.stderr
    assert run("split", first, "9").exit_code == 1
    assert run("split", first, "1", "2").exit_code == 2


def test_history_lists_operations(run):
    (first, *_) = keys(run)
    run("status", first, "read")
    run("undo")
    found = json.loads(run("history", "--json").stdout)
    assert [one["command"] for one in found[:2]] == [f"undo status {first} read", f"status {first} read"]
    assert [one["is_undone"] for one in found[:2]] == [False, True]
    lines = run("history", "--limit", "1").stdout.splitlines()
    assert len(lines) == 1
    assert "undo status" in lines[0]


def test_undo_stops_at_the_first_operation(run):
    while run("undo", "--yes").exit_code == 0:
        pass
    assert "nothing to undo" in run("undo").stderr
    assert keys(run) == []
