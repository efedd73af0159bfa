"""A day as a user: import, correct, tag, write, merge, remove, undo, decide what to read, cite. At 80 and 120 columns."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

DATA = Path(__file__).parent.parent / "data"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the editors are shell scripts")
NOTES = 122, 70
"""Works and passages of prose in the example notes."""


@pytest.fixture(params=[80, 120])
def day(request, tmp_path):
    """Run commands as at a terminal of that width: tables, colours, and nobody to ask."""
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "config.toml").touch()
    editors = {"writes": 'echo "Mine." >> "$1"', "crashes": 'echo "Not lost." >> "$1"; kill -9 $$'}
    for name, script in editors.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)

    def run(*args, editor="writes", code=0, **how):
        env = os.environ | {
            "READLIST_DB": str(tmp_path / "library.db"),
            "READLIST_CONFIG": str(tmp_path / "config.toml"),
            "READLIST_PAGER": "cat",
            "VISUAL": str(tmp_path / editor),
            "COLUMNS": str(request.param),
            "FORCE_COLOR": "1",
            "NO_COLOR": "1",
            "TZ": "Asia/Shanghai",
        }
        done = subprocess.run(
            [sys.executable, "-m", "readlist", *args], env=env, cwd=tmp_path, capture_output=True, text=True,
            check=False, **how,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        plain = re.sub("\x1b\\[[0-9;]*m", "", done.stdout)
        if "--json" not in args and args[0] not in ("export", "show", "why", "note"):
            assert max(map(cell_len, plain.splitlines()), default=0) <= request.param
        return plain, done.stderr

    run.folder = tmp_path
    return run


def entry(day, key):
    return json.loads(day("show", key, "--json")[0])[0]


def test_a_day(day):
    _import(day)
    _correct_five_fields(day)
    _tag_twenty(day)
    _keep_a_search(day)
    _write_three_notes(day)
    _merge_and_remove(day)
    _decide_what_to_read(day)
    _cite(day)


def _import(day):
    works, prose = NOTES
    said = day("import", "data")[1]
    assert f"added: {works} works (" in said
    assert f" and {prose} passages of prose\n" in said
    assert "entries: no change" in day("import", "data")[1]
    assert f"{works} entries" in day("list")[1]


def _correct_five_fields(day):
    """Five wrong fields."""
    day("set", "active-retrieval2023", "year=2024", "venue=EMNLP 2023")
    day("set", "awq-activation-aware2023", "authors=Ji Lin; Song Han")
    day("set", "autogpt", "title=AutoGPT, the Agent", "kind=article")
    assert "Did you mean: year?" in day("set", "autogpt", "yaer=2021", code=2)[1]
    day("unset", "active-retrieval2023", "year")
    shown = entry(day, "active-retrieval2023")
    assert (shown["year"], shown["venue"]) == (2023, "EMNLP 2023")


def _tag_twenty(day):
    """Twenty by a query."""
    listed = day("search", "retrieval", "--kind", "paper,repo,article", "--limit", "20", "--json")[0]
    keys = "\n".join(one["key"] for one in json.loads(listed))
    day("tag", "-", "rag", input=keys)
    assert len(json.loads(day("list", "--tag", "rag", "--json")[0])) == len(keys.splitlines())
    day("tags", "rm", "rag")
    assert "rag" not in day("tags")[0].split()


def _keep_a_search(day):
    """A search that is kept, and looked at again."""
    said = day("search", "retrieval", "--year", "2023..", "--save", "new", "--limit", "3")[1]
    assert "saved: readlist search @new" in said
    assert "the first 3; --all shows all" in said
    assert (
        day("search", "@new", "--limit", "3")[0]
        == day("search", "retrieval", "--year", "2023..", "--limit", "3")[0]
    )
    assert "Did you mean" in day("list", "--topic", "rga", code=1)[1]


def _write_three_notes(day):
    """Three notes, one of them in an editor that crashes."""
    day("note", "hu2021lora")
    day("note", "big-bench")
    _, said = day("note", "bahdanau2015neural", editor="crashes", code=1)
    (command,) = re.findall("store it with: readlist (.*) - < (.*)\n", said)
    kept = Path(command[1])
    with kept.open() as text:
        day(*command[0].split(), "-", stdin=text)
    kept.unlink()
    (note,) = entry(day, "bahdanau2015neural")["notes"]
    assert note["body"] == "Not lost."


def _merge_and_remove(day):
    """Merge, remove, undo, redo."""
    title = entry(day, "hu2021lora")["title"]
    day("merge", "hu2021lora", "mixlora-enhancing2024")
    assert entry(day, "mixlora-enhancing2024")["title"] == title
    day("rm", "big-bench-hard", "--yes")
    day("show", "big-bench-hard", code=1)
    day("undo")
    assert entry(day, "big-bench-hard")["key"] == "big-bench-hard"
    day("redo")
    day("undo", "2")
    assert entry(day, "mixlora-enhancing2024")["key"] == "mixlora-enhancing2024"
    assert "rm big-bench-hard" in day("history", "--limit", "9")[0]


def _decide_what_to_read(day):
    """What to read."""
    day("due", "hu2021lora", "tomorrow")
    assert "hu2021lora" in day("next", "--limit", "1")[0]
    assert "due tomorrow" in day("next", "--limit", "1", "--why")[0]
    assert "hu2021lora" in day("due")[0]
    day("status", "hu2021lora", "read")
    assert "hu2021lora" not in [one["key"] for one in json.loads(day("next", "--json")[0])]
    assert "close to hu2021lora, which you read last" in " ".join(day("next")[0].split())
    assert "hu2021lora" in day("log")[0]
    assert "By topic" in day("stats")[0]
    assert day("stats", "-o", "reading.svg")[1] == "written: reading.svg\n"


def _cite(day):
    """What the paper cites."""
    (day.folder / "paper.tex").write_text(r"\cite{hu2021lora,bahdanau2015neural} \cite{nobody2020}")
    _, said = day("export", "--cited-in", "paper.tex", "-o", "paper.bib")
    assert "no entry has the key 'nobody2020'" in said
    bib = (day.folder / "paper.bib").read_text(encoding="utf-8")
    assert re.findall(r"^@\w+\{(.*),$", bib, re.MULTILINE) == ["hu2021lora", "bahdanau2015neural"]
    assert "is whole" in day("db", "check")[1]
