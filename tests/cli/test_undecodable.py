"""Arguments and file names that are not UTF-8: refused where text is meant, used where a path is, and never lost."""

from __future__ import annotations

import os
import sys

import pytest

BAD = os.fsdecode(b"caf\xe9")
NOTE = "# T\n\n- [A Title Of Things](https://arxiv.org/abs/2004.04906)\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux only")


@pytest.mark.parametrize(
    "line",
    [
        *(
            "show|{}",
            "why|{}",
            "related|{}",
            "rm|{}",
            "split|{}",
            "history|{}",
            "open|{}",
            "pdf|{}",
            "fetch|{}",
        ),
        *("source|show|{}", "source|rm|{}", "export|{}", "config|set|db|{}", "watch|add|cat:{}"),
        *("tag|2106.09685|{}", "untag|2106.09685|{}", "note|2106.09685|{}", "set|2106.09685|title={}"),
        *(
            "merge|2106.09685|{}",
            "add|--offline|--note|{}|2106.09685",
            "status|2106.09685|{}",
            "list|--year|{}",
        ),
    ],
)
def test_text_must_be_utf8(run, line):
    result = run(*line.format(BAD).split("|"))
    assert result.exit_code == 2, result.output
    assert "\ufffd" in result.stderr or "udce9" in result.stderr
    assert "bug" not in result.stderr


def test_a_file_whose_name_is_not_utf8_does_not_cost_the_others(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (f"{BAD}.md", "good.md"):
        (tmp_path / name).write_text(NOTE, encoding="utf-8")
    result = run("import", ".")
    assert result.exit_code == 3
    assert "caf\ufffd.md: has a name that is not UTF-8; rename it" in result.stderr
    assert "1 paper" in result.stderr


def test_a_path_may_be_any_bytes(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{BAD}.md").write_text(NOTE, encoding="utf-8")
    assert run("export", "-o", f"{BAD}.bib").exit_code == 0
    assert (tmp_path / f"{BAD}.bib").is_file()
    assert run("db", "backup", f"{BAD}.db").exit_code == 0
    assert run("doctor", f"{BAD}.md").exit_code in (0, 1)
    assert run("--db", f"{BAD}.db", "list").exit_code == 0
