"""The plain form of search is read without typer, and means what it means with typer."""

from __future__ import annotations

import shlex
import subprocess
import sys
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from readlist.cli import plain_search
from readlist.cli.app import app
from readlist.cli.filter_values import FIELDS
from readlist.cli.options import option_of
from readlist.search.filters import Filters

ARGS = (
    "search", "lora", "low rank", "检索增强", "-survey", "--", "-", "@saved", "--json", "--exact", "--all", "--limit", "-n", "5",
    "0", "-n3", "--db", "x.db", "--db=y.db", "--quiet", "-q", "--no-color", "--sort", "year", "--tag", "list", "--help", "",
    "peft", "!peft,rag", "--year", "2023..", "--year=2020", "20x3", "--status", "todo", "--sort=title", "--every", "-n=3",
)  # fmt: skip


def _ask_typer(args):
    """Return what typer makes of a command line: session, query and options; None if it is no search of the library."""
    calls = []

    def find(session, query, **options):
        calls.append((session, query, options))
        return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("readlist.cli.commands.search.find", find)
        CliRunner().invoke(app, args)
    return calls[0] if calls else None


@given(args=st.lists(st.sampled_from(ARGS), max_size=7))
def test_a_plain_search_means_the_same_with_typer(args):
    plain = plain_search.read(args)
    if plain is not None:
        assert plain == _ask_typer(args)


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("search lora", "lora"),
        ("--db x.db search -n 3 --json low rank", "low rank"),
        ("search --json --limit 10 -- -survey moe", "-survey moe"),
        ("search lora --all --quiet", "lora"),
        ("search lora -survey", None),
        ("search @saved", None),
        ("search -n=3 lora", None),
        ("search --tag peft lora", "lora"),
        ("search lora --year 2023.. --status=todo --sort year", "lora"),
        ("search lora --year 20x3", None),
        ("search lora --sort colour", None),
        ("search lora --tag -x", None),
        ("search --tag peft", None),
        ("search lora --arxiv", None),
        ("search", None),
        ("list search", None),
        ("search lora --help", None),
        ("search lora -n 0", None),
    ],
)
def test_which_searches_are_plain(line, query):
    plain = plain_search.read(shlex.split(line))
    assert (plain and plain.query) == query


def test_completion_is_left_to_typer(monkeypatch):
    monkeypatch.setenv("_READLIST_COMPLETE", "complete_bash")
    assert plain_search.read(["search", "lora"]) is None


@pytest.mark.parametrize("options", ["", "--year 2020.. --sort year", "--kind paper --json"])
def test_a_plain_search_does_not_load_typer(db, options):
    code = (
        f"import sys; sys.argv = ['readlist', '--db', sys.argv[1], 'search', 'lora', *{options.split()}]\n"
        "from readlist.cli import main\n"
        "try:\n    main()\nfinally:\n    sys.stderr.write(str('typer' in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, db], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "False")
    assert "hu" in done.stdout


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("lora", 0),
        ("qqqqq", 1),
        ("autor:hu", 2),
        ("topic:none", 1),
        ("lora --tag none", 1),
        ("lora --status unread", 2),
        ("lora --year 2020.. --json", 0),
    ],
)
def test_errors_and_exit_codes_are_those_with_typer(run, spawn, db, line, code):
    args = shlex.split(line)
    plain, typed = spawn("--db", db, "search", *args), run("--db", str(db), "search", *args)
    assert (plain.returncode, typed.exit_code) == (code, code)
    assert plain.stderr.decode() == typed.stderr
    assert plain.stdout.decode() == typed.stdout


def test_a_filter_is_called_the_same_without_typer():
    named = {name.replace("-", "_"): field for name, field in FIELDS.items()}
    assert named == {option_of(one.name): one.name for one in fields(Filters)}
