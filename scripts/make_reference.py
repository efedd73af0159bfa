"""Generate the command reference from the program: docs/commands.md, and docs/readlist.1 (the manual page).

    .venv/bin/python scripts/make_reference.py

Run it after a change of a command or an option; tests/test_docs.py holds the files to the program.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.main import get_command

from readlist._version import __version__
from readlist.cli.app import GROUPS, app

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[1] / "docs"
_COMPLETION = ("--install-completion", "--show-completion")
_INTRODUCTION = """# Commands

Generated from the program by `make docs`; `readlist COMMAND --help` prints the same.

Wherever a command takes an ENTRY, it takes a key, a number, an arXiv ID, DOI, ACL ID or URL, or a part of the title that no
other entry has. `search`, `list` and `export` share the filters.
"""


def commands() -> list[tuple[str, Any, Any]]:
    """Return each command with the heading of its group and its context; commands of groups have two names or more."""
    root = get_command(app)
    context = root.make_context("readlist", ["list"], resilient_parsing=True)
    return [
        (heading, *found)
        for heading, names in GROUPS.items()
        for name in names
        for found in _with_inner(name, root.commands[name], context)
    ]


def _with_inner(name: str, command: Any, outer: Any) -> Iterator[tuple[Any, Any]]:
    """Yield a command and those of its group, each with its context."""
    context = command.make_context(name, [], parent=outer, resilient_parsing=True)
    yield command, context
    for inner_name, inner in getattr(command, "commands", {}).items():
        yield from _with_inner(inner_name, inner, context)


def options(command: Any, context: Any) -> list[tuple[str, str]]:
    """Return the arguments and options of a command, as they are written, with their help."""
    records = [
        parameter.get_help_record(context)
        for parameter in command.params
        if not set(parameter.opts) & set(_COMPLETION)
    ]
    return [
        (re.sub(r"\s*<str>", " TEXT", name), " ".join(text.split())) for name, text in filter(None, records)
    ]


def examples(command: Any) -> list[str]:
    """Return the examples of a command."""
    lines = (command.epilog or "").replace("\b", "").splitlines()
    return [line.strip() for line in lines if line.startswith("  ")]


def usage(command: Any, context: Any) -> str:
    """Return how a command is called."""
    return " ".join(command.get_usage(context).removeprefix("Usage: ").split()).replace("[OPTIONS] ", "")


def paragraphs(command: Any) -> list[str]:
    """Return the description of a command."""
    return [
        " ".join(part.split())
        for part in (command.help or "").replace("\b", "").split("\n\n")
        if part.strip()
    ]


def markdown() -> str:
    """Return the reference as markdown."""
    out = [_INTRODUCTION]
    root = get_command(app)
    context = root.make_context("readlist", ["list"], resilient_parsing=True)
    out.append("## Options of every command\n\n" + _table(options(root, context)))
    last = ""
    for heading, command, made in commands():
        if heading != last:
            out.append(f"## {heading}\n")
            last = heading
        out.append(_section(command, made))
    return "\n".join(out)


def _section(command: Any, context: Any) -> str:
    name = context.command_path.removeprefix("readlist ")
    parts = [f"### {name}\n", *(f"{_escaped(text)}\n" for text in paragraphs(command))]
    parts.append(f"```\n{usage(command, context)}\n```\n")
    if found := options(command, context):
        parts.append(_table(found))
    if lines := examples(command):
        parts.append("```sh\n" + "\n".join(lines) + "\n```\n")
    return "\n".join(parts)


def _table(rows: list[tuple[str, str]]) -> str:
    lines = [f"| `{name.replace('|', chr(92) + '|')}` | {_escaped(text)} |" for name, text in rows]
    return "\n".join(["| option | what it does |", "| --- | --- |", *lines, ""])


def _escaped(text: str) -> str:
    return re.sub(r"([|<*\[\]])", r"\\\1", text)


def manual() -> str:
    """Return the reference as a manual page (https://man7.org/linux/man-pages/man7/groff_man.7.html)."""
    root = get_command(app)
    context = root.make_context("readlist", ["list"], resilient_parsing=True)
    out = [
        f'.TH READLIST 1 "" "readlist {__version__}" "User Commands"',
        ".SH NAME",
        f"readlist \\- {_roff(paragraphs(root)[0].rstrip('.'))}",
        ".SH SYNOPSIS",
        ".B readlist\n[OPTIONS] COMMAND [ARGUMENTS]",
        ".SH OPTIONS",
        *_roff_list(options(root, context)),
    ]
    last = ""
    for heading, command, made in commands():
        if heading != last:
            out.append(f".SH {heading.upper()}")
            last = heading
        out.append(f".SS {_roff(usage(command, made))}")
        for number, text in enumerate(paragraphs(command)):
            out += [".PP"] * bool(number) + [_roff(text)]
        out += _roff_list(options(command, made))
        if lines := examples(command):
            out += [".PP", "Examples:", ".nf", *(_roff(f"  {line}") for line in lines), ".fi"]
    out += [
        ".SH ENVIRONMENT",
        *_roff_list([("READLIST_DB", "The library file."), ("READLIST_CONFIG", "The settings file.")]),
        ".SH EXIT STATUS",
        *_roff_list(
            [
                ("0", "Done."),
                ("1", "What was asked for does not exist, or a check found something."),
                ("2", "The command line is wrong."),
                ("3", "A file or a value is bad."),
                ("4", "A provider could not be reached, or refused."),
                ("5", "The library cannot be opened, or is locked."),
            ]
        ),
    ]
    return "\n".join(out) + "\n"


def _roff_list(rows: list[tuple[str, str]]) -> list[str]:
    return [line for name, text in rows for line in (".TP", f".B {_roff(name)}", _roff(text))]


def _roff(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"[^\x00-\x7f]", lambda char: f"\\[u{ord(char[0]):04X}]", text)
    return f"\\&{text}" if text.startswith((".", "'")) else text


FILES = {"commands.md": markdown, "readlist.1": manual}
"""The generated files, by name."""

if __name__ == "__main__":
    for name, make in FILES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
