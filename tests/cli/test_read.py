"""Deciding what to read: priority, due, next; looking back: log, stats."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from rich.cells import cell_len

from readlist.library import Library
from readlist.model.due_dates import parse_due
from readlist.search.reading_queue import propose


def entry(run, wanted):
    return json.loads(run("show", wanted, "--json").stdout)[0]


def proposals(run, *args):
    result = run("next", "--json", *args)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def day(days):
    return (datetime.now().astimezone().date() + timedelta(days=days)).isoformat()


# -- priority and due --------------------------------------------------------------------------------------------------


def test_priority(run):
    key = entry(run, "lora")["key"]
    assert f"priority 1: {key}" in run("priority", "lora", "1").stderr
    assert entry(run, "lora")["priority"] == 1
    assert "nothing to do" in run("priority", "lora", "1").stderr
    run("priority", "lora", "galore", "none")
    assert entry(run, "lora")["priority"] is None
    assert run("priority", "lora", "6").exit_code == 2
    assert run("priority", "lora").exit_code == 2
    run("undo")
    assert entry(run, "lora")["priority"] == 1


def test_priority_and_due_of_many(run):
    assert run("priority", "--topic", "rag", "2").exit_code == 0
    assert {one["priority"] for one in json.loads(run("list", "--topic", "rag", "--json").stdout)} == {2}
    assert run("due", "-", "+2w", stdin="lora\ttitle\ngalore\n").exit_code == 0
    assert entry(run, "lora")["due"] == entry(run, "galore")["due"] == day(14)
    assert run("priority", "--tag", "nothing", "2").exit_code == 1
    assert run("due", "--query", "rag").exit_code == 2


def test_due(run):
    assert f"due {day(10)}: " in run("due", "lora", "galore", "+10d").stderr
    assert entry(run, "lora")["due"] == entry(run, "galore")["due"] == day(10)
    assert f"due\t{day(10)}\tby hand" in run("show", "lora").stdout
    run("due", "lora", "none")
    assert entry(run, "lora")["due"] is None
    run("undo")
    assert entry(run, "lora")["due"] == day(10)
    assert run("due", "lora", "someday").exit_code == 2
    run("undo")
    run("undo")
    assert entry(run, "lora")["due"] is None


def test_due_without_words_lists_what_is_due(run):
    assert "nothing is due" in run("due").stderr
    run("due", "lora", "+3d")
    run("due", "galore", "2020-03-01")
    run("due", "peft", "today")
    run("status", "peft", "read")
    assert [line.split("\t")[0] for line in run("due").stdout.splitlines()] == ["2020-03-01", day(3)]
    assert [one["due"] for one in json.loads(run("due", "--json", "--year", "2024").stdout)] == ["2020-03-01"]
    shown = run("due", FORCE_COLOR="1", NO_COLOR="1")
    heading = re.sub(r"\x1b\[[\d;]*m", "", shown.stdout).split()[:3]
    assert heading == ["Due", "Key", "Title"], "a column that says nothing is left out"
    assert shown.stderr == "2 entries\n"


def test_a_due_date_survives_a_merge(run):
    run("due", "galore", "2027-03-01")
    key = entry(run, "lora")["key"]
    run("merge", "lora", "galore")
    assert entry(run, key)["due"] == "2027-03-01"
    run("due", key, "2027-04-01")
    assert entry(run, key)["due"] == "2027-04-01"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2027-03-01", "2027-03-01"),
        ("1 March 2027", "2027-03-01"),
        ("2027年3月1日", "2027-03-01"),
        ("today", "2026-01-31"),
        ("Tomorrow", "2026-02-01"),
        ("saturday", "2026-02-07"),
        ("sun", "2026-02-01"),
        ("+10d", "2026-02-10"),
        ("2 weeks", "2026-02-14"),
        ("+1m", "2026-02-28"),
        ("+12m", "2027-01-31"),
        ("2027-02-30", None),
        ("2027", None),
        ("3", None),
        ("su", None),
        ("", None),
    ],
)
def test_dates(text, due):
    assert parse_due(text, date(2026, 1, 31)) == due


# -- next --------------------------------------------------------------------------------------------------------------


def test_next_weighs_what_the_person_says(run):
    lora, galore, active = (entry(run, name)["key"] for name in ("lora", "galore", "active"))
    run("priority", "lora", "1")
    run("status", "active", "todo")
    run("due", "galore", "today")
    found = proposals(run)
    assert [one["key"] for one in found][:3] == [galore, lora, active]
    assert [one["reasons"][0]["text"] for one in found[:3]] == ["due today", "priority 1", "on your list"]
    for one in found:
        assert one["score"] == pytest.approx(sum(reason["points"] for reason in one["reasons"]), abs=0.01)
    run("status", "galore", "read")
    run("status", "lora", "dropped")
    assert {galore, lora}.isdisjoint(one["key"] for one in proposals(run))


def test_next_prefers_what_is_close_to_the_last_reading(run):
    run("status", "galore", "read")
    first = proposals(run)[0]
    assert first["title"].startswith("LoRA")
    assert first["reasons"][0]["name"] == "close"
    assert entry(run, "galore")["key"] in first["reasons"][0]["text"]


def test_code_is_proposed_only_when_asked_for(run):
    assert all("huggingface" not in one["title"] for one in proposals(run))
    run("due", "huggingface/peft", "tomorrow")
    assert proposals(run)[0]["title"] == "huggingface/peft"


def test_next_takes_filters_and_a_limit(run):
    assert len(proposals(run, "--limit", "1")) == 1
    assert {one["year"] for one in proposals(run, "--year", "2023")} == {2023}
    result = run("next", "--tag", "nothing", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert run("next", "--year", "1950").exit_code == 1


def test_next_explains_itself(run):
    run("priority", "lora", "2")
    key = entry(run, "lora")["key"]
    assert run("next").stdout.splitlines()[0].split("\t")[0] == key
    assert f"{key}\t4.80\tpriority\tpriority 2\n" in run("next", "--why").stdout
    shown = run("next", "--why", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "4.80  priority 2" in shown
    assert "in all" in shown


def test_the_nearer_the_due_date_the_more_it_counts(db, run):
    key = entry(run, "lora")["key"]
    run("due", "lora", "2026-06-15")
    with Library.open(db) as library:
        scores = []
        for at in ("2026-01-01", "2026-06-08", "2026-06-15", "2026-06-22", "2026-12-31"):
            now = datetime.fromisoformat(f"{at}T12:00:00+00:00")
            (found,) = [one for one in propose(library.store, None, limit=-1, now=now) if one.key == key]
            scores.append(next(reason.points for reason in found.reasons if reason.name == "due"))
    assert scores == [2.4, 5.6, 8.8, 12.0, 12.0]


# -- log and stats -----------------------------------------------------------------------------------------------------


def test_log(run):
    run("status", "lora", "reading")
    run("status", "lora", "read")
    run("status", "galore", "dropped")
    run("undo")
    lines = [line.split("\t") for line in run("log").stdout.splitlines()]
    assert [line[1] for line in lines] == ["read", "reading"]
    assert lines[0][0].startswith(datetime.now().astimezone().strftime("%Y-"))
    assert len(run("log", "--status", "read,todo").stdout.splitlines()) == 1
    assert len(run("log", "--limit", "1").stdout.splitlines()) == 1
    assert len(run("log", "--since", day(0)).stdout.splitlines()) == 2
    assert run("log", "--since", "2999").stdout == ""
    found = json.loads(run("log", "--json").stdout)
    assert found[0]["at"].endswith("Z")
    assert list(found[0]) == ["at", "status", "key", "title"]
    assert run("log", "--status", "done").exit_code == run("log", "--since", "soon").exit_code == 2


def test_log_of_a_merged_entry(run):
    key = entry(run, "lora")["key"]
    run("status", "galore", "read")
    run("merge", "lora", "galore")
    assert json.loads(run("log", "--json").stdout)[0]["key"] == key


def test_stats(run):
    run("status", "lora", "read")
    found = json.loads(run("stats", "--json").stdout)
    assert list(found) == ["status", "topic", "year", "venue", "month"]
    assert found["status"] == [
        {"name": "read", "works": 1, "read": 1},
        {"name": "none", "works": 4, "read": 0},
    ]
    assert {"name": "PEFT", "works": 3, "read": 1} in found["topic"]
    assert [one["name"] for one in found["year"]] == ["2024", "2023", "2022", "none"]
    assert {"name": "ICLR", "works": 1, "read": 1} in found["venue"]
    assert found["month"] == [{"name": datetime.now().astimezone().strftime("%Y-%m"), "works": 1, "read": 1}]
    assert run("stats", "--by", "topic,year", "--topic", "rag").stdout.splitlines() == [
        "topic\tRAG 系列篇\t2\t0",
        "year\t2023\t2\t0",
    ]
    assert run("stats", "--by", "colour").exit_code == 2


def test_stats_as_charts(run, tmp_path):
    run("status", "lora", "read")
    shown = run("stats", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="60").stdout
    lines = re.sub(r"\x1b\[[\d;]*m", "", shown).splitlines()
    topics = [line for line in lines if line.split()[0:1] in (["PEFT"], ["RAG"])]
    assert [line.split()[-1] for line in topics] == ["1/3", "0/2"]
    assert 1.6 < topics[0].count("▒") / topics[0].count("█") < 2.4
    assert all(cell_len(line) <= 60 for line in lines)
    for name, sign in (("reading.svg", "<svg"), ("reading.html", "<html")):
        assert run("stats", "-o", str(tmp_path / name)).exit_code == 0
        text = (tmp_path / name).read_text("utf-8")
        assert sign in text
        assert "By topic" in text
        assert re.findall('https?://[^"]*', text) == ["http://www.w3.org/2000/svg"]
    assert run("stats", "-o", str(tmp_path / "reading.png")).exit_code == 2


def test_a_picture_leaves_wide_names_as_wide_as_they_are(run, tmp_path):
    run("topic", "add", "lora", "微调数据工程 <篇>")
    run("stats", "-o", str(tmp_path / "reading.svg"))
    text = (tmp_path / "reading.svg").read_text("utf-8")
    root = ET.fromstring(text)
    assert "textLength" not in text
    assert "微调数据工程 <篇>" in [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    bars = {(one.get("x"), one.get("class")) for one in root.iter("{http://www.w3.org/2000/svg}rect")}
    assert ("230", "all") in bars


def test_a_public_export_has_no_due_date(run):
    run("due", "lora", "2027-03-01")
    run("priority", "lora", "1")
    assert "2027-03-01" in run("export", "--format", "jsonl").stdout
    assert "2027-03-01" not in run("export", "--format", "jsonl", "--public").stdout
