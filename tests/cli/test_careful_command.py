"""Arguments that are empty, and streams that have no end or no room."""

from __future__ import annotations

import subprocess

import pytest
import typer

from readlist.cli.app import app
from readlist.util import bounded_read

LORA = "2106.09685"
ENDLESS = "endless.txt"
FULL = "/dev/full"


def commands(group, path=()):
    """Yield the words of each command that takes an argument, its name and the long names of its options with values."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        valued = [one for one in command.params if one.param_type_name == "option" and not one.is_flag]
        yield (*path, name), bool(arguments), [max(one.opts, key=len) for one in valued]


COMMANDS = list(commands(typer.main.get_command(app)))


@pytest.mark.parametrize(
    "words", [words for words, takes_argument, _ in COMMANDS if takes_argument], ids=" ".join
)
def test_an_argument_is_never_empty(run, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    result = run(*words, "")
    assert (result.exit_code, result.stdout) == (2, "")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "option"),
    [(words, option) for words, _, options in COMMANDS for option in options],
    ids=lambda one: one if isinstance(one, str) else " ".join(one),
)
def test_the_value_of_an_option_is_never_empty(run, words, option):
    result = run(*words, f"{option}=")
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("import", ""), "an argument"),
        (("source", "mv", "", "x.md"), "an argument"),
        (("list", "--year", ""), "--year"),
        (("rm", "--tag", "", "--yes"), "--tag"),
        (("search", "lora", "--save="), "--save"),
        (("search", ""), "an argument"),
        (("export", "-o", ""), "--output"),
        (("--db", "", "list"), "--db"),
        (("list", "--config="), "--config"),
    ],
)
def test_what_is_empty_is_named(run, words, named):
    result = run(*words)
    assert result.exit_code == 2
    assert f"Error: {named} is empty\n" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("edit", LORA, "--from", ENDLESS),
        ("export", "--cited-in", ENDLESS),
        ("export", "--into", ENDLESS),
        ("import", "-"),
        ("add", "-", "--offline"),
        ("tag", "-", "x"),
        ("note", LORA, "-"),
        ("doctor", "-"),
    ],
    ids=" ".join,
)
def test_what_has_no_end_is_not_read_to_the_end(run, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ENDLESS).write_text("# weirs\n" * 2**18, encoding="utf-8")
    monkeypatch.setattr(bounded_read, "LARGEST", 1024**2)
    result = run(*words, stdin="- Weirs\n" * 2**18)
    assert (result.exit_code, result.stdout) == (3, "")
    assert ": is larger than 1 MiB" in result.stderr


@pytest.mark.parametrize(
    "words", [("--version",), ("--help",), ("list", "--json"), ("show", LORA)], ids=" ".join
)
def test_a_full_disk_behind_the_output(spawn, words):
    with open(FULL, "w", encoding="utf-8") as full:  # noqa: PTH123 - a device
        result = spawn(*words, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 3
    assert result.stderr.decode() == "Error: standard output cannot be written: No space left on device\n"
