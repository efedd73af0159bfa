"""source and db."""

from __future__ import annotations

import json
import sqlite3

import pytest


def test_sources(run):
    row = run("source", "list").stdout.rstrip("\n").split("\t")
    assert row[0] == "papers.md"
    assert row[4] == "utf-8"
    assert json.loads(run("source", "list", "--json").stdout)[0]["name"] == "papers.md"
    assert "papers.md" in run("source", "list", FORCE_COLOR="1").stdout


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_source_is_printed_byte_for_byte(run, tmp_path, encoding):
    text = "# 论文\r\n\r\n- [一篇关于测试的论文](https://arxiv.org/abs/2301.00001)\r\n最后一行没有结尾"
    (tmp_path / "zh.md").write_bytes(text.encode(encoding))
    assert run("import", str(tmp_path / "zh.md")).exit_code == 0
    assert run("source", "show", "zh.md").stdout_bytes == text.encode(encoding)
    assert "一篇关于测试的论文" in run("source", "show", "zh.md", FORCE_COLOR="1").stdout


def test_a_source_is_safe_to_show_at_a_terminal(run, tmp_path):
    (tmp_path / "evil.md").write_bytes(b"# A title \x1b[31m\n")
    run("import", str(tmp_path / "evil.md"))
    assert "\x1b" in run("source", "show", "evil.md").stdout
    assert run("source", "show", "evil.md", FORCE_COLOR="1").stdout == "# A title [31m\n"


def test_a_missing_source(run):
    result = run("source", "show", "paper.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "papers.md" in result.stderr


def test_info(run, db):
    assert ["file", str(db)] in [line.split("\t") for line in run("db", "info").stdout.splitlines()]
    assert "1 repo" in run("db", "info").stdout
    assert "papers" in run("db", "info").stdout
    info = json.loads(run("db", "info", "--json").stdout)
    assert (info["path"], info["entries"]["repo"], info["sources"]) == (str(db), 1, 1)


def test_check(run, db):
    result = run("db", "check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "is whole" in result.stderr
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE source SET content = x'00'")
    connection.close()
    result = run("db", "check")
    assert result.exit_code == 1
    assert "papers.md" in result.stdout
    assert len(json.loads(run("db", "check", "--json").stdout)["problems"]) == 1


def test_a_group_without_a_command_shows_its_help(run):
    assert "check" in run("db").stderr
    assert run("source", "shwo").exit_code == 2
