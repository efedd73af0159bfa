"""The plain form of search is read without typer, and means what it means with typer."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from readlist.cli import plain_search
from readlist.cli.app import app

ARGS = (
    "search", "lora", "low rank", "检索增强", "-survey", "--", "-", "@saved", "--json", "--exact", "--all", "--limit", "-n", "5",
    "0", "-n3", "--db", "x.db", "--db=y.db", "--quiet", "-q", "--no-color", "--sort", "year", "--tag", "list", "--help", "",
)  # fmt: skip


def _ask_typer(args):
    """Return what typer makes of a command line: session, query and options; None if it is no search of the library."""
    calls = []

    def find(session, query, **options):
        calls.append((session, query, {"filters": None, "sort": "relevance", **options}))
        return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("readlist.cli.commands.search.find", find)
        CliRunner().invoke(app, args)
    return calls[0] if calls else None


@given(args=st.lists(st.sampled_from(ARGS), max_size=7))
def test_a_plain_search_means_the_same_with_typer(args):
    plain = plain_search.read(args)
    if plain is not None:
        options = {"filters": None, "sort": "relevance", **plain.options}
        assert (plain.session, plain.query, options) == _ask_typer(args)


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("search lora", "lora"),
        ("--db x.db search -n 3 --json low rank", "low rank"),
        ("search --json --limit 10 -- -survey moe", "-survey moe"),
        ("search lora --all --quiet", "lora"),
        ("search lora -survey", None),
        ("search @saved", None),
        ("search --tag peft lora", None),
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


def test_a_plain_search_does_not_load_typer(db):
    code = (
        "import sys; sys.argv = ['readlist', '--db', sys.argv[1], 'search', 'lora']\n"
        "from readlist.cli import main\n"
        "try:\n    main()\nfinally:\n    sys.stderr.write(str('typer' in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, db], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "False")
    assert done.stdout.startswith("hu")


@pytest.mark.parametrize(("query", "code"), [("lora", 0), ("qqqqq", 1), ("autor:hu", 2), ("topic:none", 1)])
def test_errors_and_exit_codes_are_those_with_typer(run, spawn, db, query, code):
    plain, typed = spawn("--db", db, "search", query), run("--db", str(db), "search", query)
    assert (plain.returncode, typed.exit_code) == (code, code)
    assert plain.stderr.decode() == typed.stderr
    assert plain.stdout.decode() == typed.stdout
