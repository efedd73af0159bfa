"""A hostile note through every command: no escape sequence reaches a terminal, and no text is lost or interpreted."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from readlist.library import Library

EVIL = "Evil \x1b]0;owned\x07\x1b[31m\x9b2J\u202e[red]【红】[/red] '; DROP TABLE entry; -- \" OR NEAR( {} <b>&amp; =1+1 $x$ \\end"
NOTE = f"""\
---
tags: ["{EVIL.encode("unicode_escape").decode().replace('"', "")}", plain]
---

# {EVIL}

## {EVIL}

Prose. {EVIL}

- [{EVIL} of titles](https://arxiv.org/abs/2301.00001) {EVIL} 2023
  - 作者：{EVIL}
  - 会议：{EVIL}
  - 论文地址：https://arxiv.org/abs/2305.1636
- `{EVIL} of others` hhttps://example.org/{EVIL}

| Title | Link |
| --- | --- |
| {EVIL} in a row | https://example.org/row |
"""
NAME = "evil \x1b[31m\u202e.md"
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
OWN = re.compile(r"\x1b\[[01247;]*m")
"""Sequences that the program itself uses on a terminal without colours: bold, dim, and reset."""


@pytest.fixture(scope="module")
def _spoilt(_imported, tmp_path_factory):
    """A folder with the hostile note and a library that has imported it."""
    folder = tmp_path_factory.mktemp("evil")
    shutil.copy(_imported / "library.db", folder)
    (folder / NAME).write_text(NOTE, encoding="utf-8")
    with Library.open(folder / "library.db") as library:
        library.import_paths([folder / NAME])
        library.note("2301.00001", EVIL)
        library.tag(["2301.00001"], ["a [red]tag[/red]"])
    return folder


@pytest.fixture
def evil(_spoilt, db, tmp_path, monkeypatch):
    """Path of the hostile note, in the current folder; the library has imported it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(_spoilt / "library.db", db)
    return Path(shutil.copy(_spoilt / NAME, tmp_path))


def test_import_warnings_contain_no_escape_sequences(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / NAME).write_text(NOTE, encoding="utf-8")
    result = run("import", NAME, "--all-warnings")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2305.1636" in result.stderr
    assert not OBEYED.search(result.stderr)


COMMANDS = [
    *("list", "list --all", "topics", "tags", "history", "source list", "db info", "db check", "export"),
    *("show 2301.00001", "why 2301.00001", "related 2301.00001", "search owned", "search evil titles", "open 2301.00001 --print"),
    *("import --dry-run .", "export --format html", "export --format csv", "search drop table entry near"),
    *("show titles", f"add|{EVIL}|--offline"),
]  # fmt: skip
FAILING = [
    ("show evil", 1),
    ("doctor", 1),
    (f"doctor|{NAME}", 1),
    (f"doctor|--fix|{NAME}", 1),
    (f"show|{EVIL} zzzz", 1),
    (f"source|show|{EVIL}", 1),
    (f"search|{EVIL} zzzzqqqq|--exact", 1),
    (f"search|year:{EVIL}", 2),
    (f"list|--kind|{EVIL}", 2),
    (f"tag|2301.00001|{EVIL}", 2),
    (f"import|{EVIL}", 3),
    (f"add|{EVIL}|2305.1636|--offline", 3),
    (f"--db|{EVIL}|list", 5),
]


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize(("line", "code"), [*((line, 0) for line in COMMANDS), *FAILING])
def test_no_escape_sequence_reaches_a_terminal(run, line, code):
    words = line.split("|") if "|" in line else line.split()
    result = run(*words, "--no-color", FORCE_COLOR="1")
    assert result.exit_code == code, result.output
    assert (result.stdout + result.stderr).strip()
    for stream in (result.stdout, result.stderr):
        assert not OBEYED.search(OWN.sub("", stream))
    assert "Traceback" not in result.stderr
    assert run("db", "check").exit_code == 0


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize(
    "line", ["list --json", "search evil --json", "why 2301.00001 --json", "doctor --json"]
)
def test_json_escapes_control_characters_and_keeps_all_text(run, line):
    result = run(*line.split())
    assert not OBEYED.search(result.stdout)
    assert "DROP TABLE entry" in json.dumps(json.loads(result.stdout))


def works(run, **env):
    """All works without keys, notes and times; white space and control characters are dropped."""
    found = json.loads(run("list", "--json", **env).stdout)
    names = ("title", "kind", "authors", "venue", "year", "arxiv_id", "tags", "links", "topics")
    said = (json.dumps([entry[name] for name in names], ensure_ascii=False) for entry in found)
    return sorted(re.sub(rf"\\u00[01].|\s|{OBEYED.pattern}", "", text) for text in said)


def test_the_note_and_its_works_survive_a_round_trip(run, evil, tmp_path):
    assert run("source", "show", NAME).stdout_bytes == evil.read_bytes()
    before = works(run)
    assert len(before) == 5 + 3
    assert run("export", "--format", "jsonl", "-o", "all.jsonl").exit_code == 0
    other = {"READLIST_DB": str(tmp_path / "other.db")}
    assert run("import", "all.jsonl", **other).exit_code == 0
    assert works(run, **other) == before
