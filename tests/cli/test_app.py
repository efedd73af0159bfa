"""The command line as a whole: global options, help, errors and exit codes."""

from __future__ import annotations

import os
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

import readlist
from readlist.cli.app import GROUPS, app, hoist
from readlist.cli.command_names import ELSEWHERE


def leaves(group, path=()):
    """All commands of a group and its subgroups, keyed by their full names."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, (*path, name))
        else:
            yield " ".join((*path, name))


LEAVES = sorted(leaves(typer.main.get_command(app)))


def test_version(run, spawn):
    assert run("--version").stdout == f"readlist {readlist.__version__}\n"
    assert spawn("--version").stdout.decode() == f"readlist {readlist.__version__}\n"


def test_the_version_matches_the_package():
    import tomllib

    project = Path(__file__).parent.parent.parent / "pyproject.toml"
    assert tomllib.loads(project.read_text())["project"]["version"] == readlist.__version__


def test_help_lists_every_command_under_its_heading(run):
    result = run("--help")
    assert result.exit_code == 0
    for heading, names in GROUPS.items():
        assert f"{heading}:" in result.stdout
        for name in names:
            assert f"\n  {name} " in result.stdout
    assert "..." not in result.stdout.partition("Add:")[2], "a short help was cut off"


@pytest.mark.parametrize("command", LEAVES)
def test_the_help_of_a_command_ends_with_examples(run, command):
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    examples = [
        line.strip() for line in result.stdout.partition("Example")[2].splitlines()[1:] if line.strip()
    ]
    assert examples
    assert f"readlist {command}" in examples[0]


@pytest.mark.parametrize("command", LEAVES)
def test_the_options_in_examples_exist(run, command):
    shown = run(*command.split(), "--help").stdout
    for line in shown.partition("Example")[2].splitlines()[1:]:
        for word in shlex.split(line):
            if word.startswith("--"):
                assert word in shown.partition("Example")[0]


def test_without_arguments_the_help_is_shown(run):
    result = run()
    assert result.exit_code == 2
    assert "Usage: readlist" in result.stderr


def test_help_is_a_command_too(run):
    assert run("help").stdout == run("--help").stdout
    assert run("help", "tag").stdout == run("tag", "--help").stdout
    assert run("--quiet", "help", "db", "check").stdout == run("db", "check", "--help").stdout
    assert run("search", "help").exit_code == 1, "elsewhere it is a word"


def test_the_first_steps_are_explained(run, notes, tmp_path):
    fresh = tmp_path / "fresh.db"
    result = run("--db", str(fresh), "list")
    assert result.exit_code == 5
    assert "readlist import NOTES. Then see readlist topics" in result.stderr
    first = run("--db", str(fresh), "import", str(notes)).stderr
    assert "5 works (4 papers, 1 repo) and 4 passages of prose" in first
    assert "readlist search WORDS" in first
    notes.write_text("# Empty\n", encoding="utf-8")
    assert "readlist search WORDS" not in run("--db", str(fresh), "import", str(notes)).stderr


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("serch x", "Did you mean: readlist search?"),
        ("delete x", "Did you mean: readlist rm?"),
        ("topic renam a b", "Did you mean: readlist topic rename?"),
        ("tags list", "Did you mean: readlist tags?"),
        ("sync admin drop", "See what there is: readlist sync admin --help"),
    ],
)
def test_an_unknown_command_gets_a_suggestion(run, line, hint):
    result = run(*line.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr


@pytest.mark.parametrize("meant", sorted({name for names in ELSEWHERE.values() for name in names.values()}))
def test_what_is_suggested_for_a_name_of_another_program_exists(run, meant):
    result = run(*(word for word in meant.split() if word.islower()), "--help")
    assert result.exit_code == 0


def test_an_unknown_option(run):
    result = run("list", "--jsno")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--json" in result.stderr


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("list --db x", "--db x list"),
        ("search a -q --config=c b", "-q --config=c search a b"),
        ("search a -- --quiet", "search a -- --quiet"),
        ("list --db", "list --db"),
        ("--no-color list --json", "--no-color list --json"),
    ],
)
def test_a_global_option_may_follow_the_command(given_, wanted):
    assert hoist(given_.split()) == wanted.split()


@given(st.lists(st.sampled_from(["list", "--db", "x", "--quiet", "-q", "--config=c", "--", "word"])))
def test_hoisting_keeps_every_argument(args):
    assert sorted(hoist(args)) == sorted(args)


def test_the_db_option_takes_precedence(run, tmp_path):
    result = run("list", "--db", str(tmp_path / "other.db"))
    assert result.exit_code == 5
    assert f"no library at {tmp_path / 'other.db'}" in result.stderr
    assert "readlist import" in result.stderr
    assert not (tmp_path / "other.db").exists()


def test_quiet_keeps_data_and_errors(run, notes):
    assert run("--quiet", "import", str(notes)).output == ""
    assert "no entry matches" in run("--quiet", "show", "nothing-like-this").stderr


# -- libraries that cannot be opened ----------------------------------------------------------------------------


def test_a_file_that_is_not_a_database_is_refused(run, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, " * 100)
    result = run("--db", str(path), "list")
    assert (result.exit_code, result.stdout) == (5, "")
    assert "not a SQLite database" in result.stderr


def test_a_database_that_is_not_a_library_is_refused(run, tmp_path):
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE thing (id)")
    other.close()
    result = run("--db", str(tmp_path / "other.db"), "list")
    assert result.exit_code == 5
    assert "not a readlist library" in result.stderr


def test_a_library_from_a_newer_version_is_refused(run, db):
    with sqlite3.connect(db) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    result = run("list")
    assert result.exit_code == 5
    assert "newer readlist" in result.stderr
    assert "Hint:" in result.stderr


def test_a_read_only_library_can_be_read_but_not_written(run, db, monkeypatch):
    if os.geteuid() == 0:  # root may write everything
        monkeypatch.setattr("os.access", lambda *_: False)
    before = db.read_bytes()
    db.chmod(0o444)
    db.parent.chmod(0o555)
    try:
        assert run("list").exit_code == 0
        result = run("tag", "2106.09685", "x")
        assert (result.exit_code, result.stdout) == (5, "")
        assert "read-only" in result.stderr
    finally:
        db.parent.chmod(0o755)
    assert db.read_bytes() == before


def test_a_library_locked_by_another_process(run, db, monkeypatch):
    monkeypatch.setattr("readlist.storage.database.WRITE_SECONDS", 0.01)
    holder = sqlite3.connect(db, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    result = run("tag", "2106.09685", "x")
    holder.close()
    assert result.exit_code == 5
    assert "locked" in result.stderr


def test_a_missing_settings_file(run):
    result = run("--config", "/nowhere/config.toml", "list")
    assert result.exit_code == 2
    assert "no settings file" in result.stderr


# -- unexpected errors ------------------------------------------------------------------------------------------


def test_an_unexpected_error_is_reported_on_one_line(run, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("division by \x1b[31mzero")

    monkeypatch.setattr("readlist.library.Library.tags", fail)
    result = run("tags")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ZeroDivisionError: division by [31mzero\n")
    assert "READLIST_TRACEBACK" in result.stderr
    assert isinstance(run("tags", READLIST_TRACEBACK="1").exception, ZeroDivisionError)


def test_ctrl_c_ends_quietly(run, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("readlist.library.Library.tags", interrupt)
    result = run("tags")
    assert (result.exit_code, result.output) == (130, "")


def test_a_closed_pipe_ends_quietly(db, spawn):
    read, write = os.pipe()
    os.close(read)
    for command in (
        ["list", "--json"],
        ["list"],
        ["export"],
        ["source", "show", "papers.md"],
        ["--version"],
        ["--help"],
    ):
        result = spawn(*command, stdout=write, stderr=subprocess.PIPE, capture_output=False)
        assert (result.returncode, result.stderr) == (0, b""), command
    os.close(write)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gb18030"])
def test_output_is_utf8_in_any_locale(spawn, monkeypatch, encoding):
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    assert "RAG 系列篇" in spawn("topics", "系列").stdout.decode("utf-8")
    assert "没有" in spawn("show", "没有").stderr.decode("utf-8")


def test_completion_offers_commands_keys_and_tags(run, spawn, monkeypatch):
    def complete(line, words):
        monkeypatch.setenv("_READLIST_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(words))
        return spawn().stdout.decode().split()

    assert complete("readlist sea", 1) == ["search"]
    assert complete("readlist show self", 2)[0].startswith("self")
    assert complete("readlist export --topic PE", 3) == ["PEFT"]
    assert complete("readlist export --format bibt", 3) == ["bibtex"]
    assert complete("readlist --db /nowhere.db show l", 4) == []


def test_completion_can_be_installed():
    assert any("--install-completion" in param.opts for param in typer.main.get_command(app).params)


def test_run_as_a_module_without_streams(db):
    """The parent process may have closed the standard streams."""
    command = f"{shlex.quote(sys.executable)} -m readlist --version >&- 2>&-"
    assert subprocess.run(command, shell=True, check=False, timeout=60).returncode == 0


@pytest.mark.parametrize("group", ["arxiv", "config", "db", "source", "sync", "tags", "topic", "watch"])
def test_what_a_command_of_a_group_does_fits_in_its_line(run, group):
    lines = run(group, "--help", COLUMNS="80").stdout.partition("\nCommands:\n")[2].splitlines()
    assert lines
    assert [line for line in lines if line.endswith("...")] == []
