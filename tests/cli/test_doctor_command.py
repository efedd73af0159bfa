"""doctor: output streams, exit codes, and fixes that ask for confirmation."""

from __future__ import annotations

import json
import re

import pytest

BAD = """\
# Papers

- [A Paper of Great Interest](https://arxiv.org/abs/2305.1636)
  - 代码：hhttps://github.com/a/b
"""


@pytest.fixture
def bad(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.md").write_text(BAD, encoding="utf-8")
    return "bad.md"


def test_a_library_without_problems(run):
    result = run("doctor")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no errors or warnings found" in result.stderr
    assert "no problems found" in run("doctor", "--severity", "info").stderr
    assert run("doctor", "--quiet").stderr == ""


def test_a_library_with_a_problem(run, bad):
    run("import", bad)
    result = run("doctor")
    assert result.exit_code == 1
    first = result.stdout.splitlines()[0]
    assert re.fullmatch(r"bad\.md:3: error: '2305\.1636' is not a valid arXiv ID: .*\[id-malformed\]", first)
    assert "1 error found" in result.stderr
    assert json.loads(run("doctor", "--json").stdout)[0]["places"][0]["file"] == "bad.md"


def test_files_are_not_imported(run, bad, db):
    before = db.read_bytes()
    result = run("doctor", bad)
    assert result.exit_code == 1
    assert result.stdout.startswith("bad.md:3: error:")
    assert db.read_bytes() == before
    assert len(json.loads(run("list", "--json").stdout)) == 5


def test_files_are_checked_without_a_library(run, bad, tmp_path):
    assert run("doctor", bad, READLIST_DB=str(tmp_path / "none.db")).exit_code == 1
    assert not (tmp_path / "none.db").exists()
    assert run("doctor", READLIST_DB=str(tmp_path / "none.db")).exit_code == 5


def test_stdin(run):
    result = run("doctor", "-", stdin=BAD)
    assert result.exit_code == 1
    assert result.stdout.startswith("stdin:3: error:")


def test_severity(run, bad, tmp_path):
    assert json.loads(run("doctor", bad, "--severity", "error", "--json").stdout)[0]["code"] == "id-malformed"
    shown = run("doctor", bad, "--severity", "info")
    assert "[link-misspelt]" in shown.stdout
    assert "[link-misspelt]" not in run("doctor", bad).stdout
    (tmp_path / "fine.md").write_text(BAD.replace("1636", "16367"), encoding="utf-8")
    assert run("doctor", "fine.md").exit_code == 0
    assert run("doctor", "fine.md", "--severity", "info").exit_code == 1
    result = run("doctor", "--severity", "bad")
    assert result.exit_code == 2
    assert "error, warning, info" in result.stderr


def test_json(run, bad):
    found = json.loads(run("doctor", bad, "--json").stdout)
    assert set(found[0]) == {
        "code", "severity", "message", "places", "evidence", "advice", "fixable"
    }  # fmt: skip
    assert found[0]["places"] == [{"file": "bad.md", "line": 3, "text": "'A Paper of Great Interest'"}]
    assert json.loads(run("doctor", "--json").stdout) == []


def test_text_from_files_is_printed_safely(run, tmp_path):
    note = tmp_path / "a.md"
    note.write_text(
        "- [A Paper\x1b[31m of Interest](https://arxiv.org/abs/2305.1636)\n- hhttps://a.org/\x1b[31m\n"
    )
    assert "\x1b" not in run("doctor", str(note), "--severity", "info").stdout
    assert "\x1b" not in run("doctor", "--fix", str(note)).stdout


def test_colour_at_a_terminal(run, bad):
    assert "\x1b[" in run("doctor", bad, FORCE_COLOR="1").stdout
    assert "\x1b[" in run("doctor", "--fix", bad, FORCE_COLOR="1").stdout
    assert "\x1b[" not in run("doctor", bad, "--no-color", FORCE_COLOR="1").stdout


def test_findings_are_wrapped_at_a_terminal(run, bad):
    plain = run("doctor", bad).stdout
    shown = run("doctor", bad, FORCE_COLOR="1", NO_COLOR="1", COLUMNS="40").stdout
    assert max(map(len, shown.splitlines())) <= 40 < max(map(len, plain.splitlines()))
    assert shown.split() == plain.split()


# -- fix -----------------------------------------------------------------------------------------------------------

MENDED = BAD.replace("hhttps", "https")


def test_fix_without_confirmation_writes_nothing(run, bad, tmp_path):
    result = run("doctor", "--fix", bad)
    assert result.exit_code == 1
    assert "-  - 代码：hhttps://github.com/a/b\n+  - 代码：https://github.com/a/b\n" in result.stdout
    assert "--yes" in result.stderr
    assert (tmp_path / bad).read_text(encoding="utf-8") == BAD


def test_fix_with_yes(run, bad, tmp_path):
    assert run("doctor", "--fix", bad, "--yes").exit_code == 0
    assert (tmp_path / bad).read_text(encoding="utf-8") == MENDED
    result = run("doctor", "--fix", bad)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing to fix" in result.stderr


def test_fix_dry_run(run, bad, tmp_path):
    result = run("doctor", "--fix", bad, "--dry-run")
    assert result.exit_code == 0
    assert "+  - 代码" in result.stdout
    assert (tmp_path / bad).read_text(encoding="utf-8") == BAD


@pytest.mark.parametrize(("answer", "wanted", "code"), [("y\n", MENDED, 0), ("n\n", BAD, 1)])
def test_fix_asks_at_a_terminal(run, bad, tmp_path, monkeypatch, answer, wanted, code):
    monkeypatch.setattr("readlist.cli.commands.doctor._has_person", lambda: True)
    result = run("doctor", "--fix", bad, stdin=answer)
    assert result.exit_code == code
    assert "Fix 1 line in 1 file?" in result.stderr
    assert (tmp_path / bad).read_text(encoding="utf-8") == wanted


def test_fix_json(run, bad):
    assert json.loads(run("doctor", "--fix", bad, "--json", "--dry-run").stdout) == [
        {
            "file": "bad.md",
            "line": 4,
            "before": "  - 代码：hhttps://github.com/a/b",
            "after": "  - 代码：https://github.com/a/b",
            "codes": ["link-misspelt"],
        }
    ]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--fix",), 2),
        (("--fix", "-"), 2),
        (("--yes",), 2),
        (("--dry-run", "bad.md"), 2),
        (("--fix", "none.md"), 3),
        (("none.md",), 3),
    ],
)
def test_invalid_arguments(run, bad, args, code):
    result = run("doctor", *args)
    assert result.exit_code == code
    assert result.stderr.startswith("Error: ")


def test_run_as_a_subprocess(spawn, bad, tmp_path):
    done = spawn("doctor", bad, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.decode("utf-8").startswith("bad.md:3: error:")
