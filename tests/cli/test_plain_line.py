"""The plain forms of commands are read without typer, and mean what they mean with typer."""

from __future__ import annotations

import importlib
import inspect
import shlex
import subprocess
import sys
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from readlist.cli import plain_line
from readlist.cli.app import app
from readlist.cli.filter_values import FIELDS
from readlist.cli.options import option_of
from readlist.search.filters import Filters

ARGS = (
    "lora", "low rank", "检索增强", "-survey", "--", "-", "@saved", "--json", "--exact", "--all", "--limit", "-n", "5",
    "0", "-n3", "--db", "x.db", "--db=y.db", "--quiet", "-q", "--no-color", "--sort", "year", "--tag", "list", "--help", "",
    "peft", "!peft,rag", "--year", "2023..", "--year=2020", "20x3", "--status", "todo", "--sort=title", "--every", "-n=3",
    "--private", "--yes", "-y", "--offline", "--sort=key", "none",
)  # fmt: skip
CALLED = {"find": "readlist.cli.commands.search", "list_entries": "readlist.cli.commands.browse"}
"""Functions of plain forms that a module of commands has under their own name."""


def _function(form):
    module, _, name = form.function.partition(":")
    return getattr(importlib.import_module(f"readlist.cli.{module}"), name)


SIGNATURES = {command: inspect.signature(_function(form)) for command, form in plain_line.FORMS.items()}


def _bind(command, *args, **options):
    """Return all arguments of the function of a plain form, the usual ones included; lists and tuples are the same."""
    found = SIGNATURES[command].bind(*args, **options)
    found.apply_defaults()
    return {key: tuple(value) if isinstance(value, list) else value for key, value in found.arguments.items()}


def _ask_typer(command, args):
    """Return the arguments with which typer calls the function of a plain form; None if it does not."""
    calls = []

    def called(*args, **options):
        calls.append(_bind(command, *args, **options))
        return 0

    module, _, name = plain_line.FORMS[command].function.partition(":")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{CALLED.get(name, f'readlist.cli.{module}')}.{name}", called)
        CliRunner().invoke(app, args)
    return calls[0] if calls else None


@pytest.mark.parametrize("command", plain_line.FORMS)
@given(args=st.lists(st.sampled_from(ARGS), max_size=6), place=st.integers(0, 6))
def test_a_plain_line_means_the_same_with_typer(command, args, place):
    args = [*args[:place], command, *args[place:]]
    line = plain_line.read(args)
    if line is not None:
        plain = _bind(line.command, line.session, line.words, **line.options)
        assert plain == _ask_typer(line.command, args)


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
        ("list --limit 5 --json", ""),
        ("list --by ada", None),
        ("tag hu2022lora", None),
        ("tag hu2022lora peft", "hu2022lora peft"),
        ("tag --query lora peft", None),
        ("status - todo", None),
        ("note hu2022lora", None),
        ("undo 2 --yes", "2"),
        ("search lora --help", None),
        ("search lora -n 0", None),
    ],
)
def test_which_searches_are_plain(line, query):
    plain = plain_line.read(shlex.split(line))
    assert (plain and " ".join(plain.words)) == query


def test_completion_is_left_to_typer(monkeypatch):
    monkeypatch.setenv("_READLIST_COMPLETE", "complete_bash")
    assert plain_line.read(["search", "lora"]) is None


@pytest.mark.parametrize(
    "line",
    [
        "search lora",
        "search lora --year 2020.. --sort year",
        "search lora --kind paper --json",
        "list --limit 3",
        "list --json",
        "show hu2022lora",
        "show hu2022lora --json --all",
        "tag hu2022lora mine",
        "untag hu2022lora mine",
        "status hu2022lora reading",
        "rate hu2022lora 4",
        "note hu2022lora thoughts",
        "add --offline 2401.00001",
        "undo --yes",
    ],
)
def test_a_plain_line_does_not_load_typer(db, line):
    code = (
        f"import sys; sys.argv = ['readlist', '--db', sys.argv[1], *{shlex.split(line)}]\n"
        "from readlist.cli import main\n"
        "try:\n    main()\nfinally:\n    sys.stdout.write(str('typer' in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, db], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[-5:]) == (0, "False"), done.stderr


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("search lora", 0),
        ("search qqqqq", 1),
        ("search autor:hu", 2),
        ("search topic:none", 1),
        ("search lora --tag none", 1),
        ("search lora --status unread", 2),
        ("search lora --year 2020.. --json", 0),
        ("list --author qqqqq", 0),
        ("list --tag none", 1),
        ("show hu2022lora", 0),
        ("show hu2022lroa", 0),
        ("show qqqqqqqqqqq", 1),
        ("tag qqqqqqqqqqq x", 1),
        ("tag hu2022lora hu2022lora", 2),
        ("untag hu2022lora none", 0),
        ("status hu2022lora unread", 2),
        ("rate hu2022lora 7", 2),
        ("note hu2022lora ''", 2),
        ("add --offline 2106.09685", 0),
        ("add --offline qqqqq", 3),
        ("undo 0", 2),
        ("undo", 2),
    ],
)
def test_errors_and_exit_codes_are_those_with_typer(run, spawn, db, line, code):
    args = shlex.split(line)
    plain, typed = spawn("--db", db, *args), run("--db", str(db), *args)
    assert (plain.returncode, typed.exit_code) == (code, code)
    assert plain.stderr.decode() == typed.stderr
    assert plain.stdout.decode() == typed.stdout


def test_a_filter_is_called_the_same_without_typer():
    named = {name.replace("-", "_"): field for name, field in FIELDS.items()}
    assert named == {option_of(one.name): one.name for one in fields(Filters)}
