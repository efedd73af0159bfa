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
from readlist.cli.options import HOW_FILTERS_COMBINE, SELECTING

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[1] / "docs"
_COMPLETION = ("--install-completion", "--show-completion")
_INTRODUCTION = """# Commands

Generated from the program by `make docs`; `readlist COMMAND --help` prints the same.

Wherever a command takes an ENTRY, it takes a key, a number, an arXiv ID, DOI, ACL ID or URL, or a part of the title that no
other entry has.
"""
_SHARED = "Options that select entries"
_COMBINED = " ".join(HOW_FILTERS_COMBINE.split())


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
    return [
        (re.sub(r"\s*<str>", " TEXT", record[0]), " ".join(record[1].split()))
        for parameter in command.params
        if not set(parameter.opts) & set(_COMPLETION) and (record := parameter.get_help_record(context))
    ]


def shared_options() -> list[tuple[str, str]]:
    """Return the options that commands share to select entries, as the first command with all of them has them."""
    command, context = next(
        (command, context)
        for _, command, context in commands()
        if set(SELECTING) <= {parameter.name for parameter in command.params}
    )
    names = {f"--{name.replace('_', '-')}" for name in SELECTING}
    return [row for row in options(command, context) if row[0].split()[0] in names]


def own_options(
    command: Any, context: Any, shared: list[tuple[str, str]]
) -> tuple[list[tuple[str, str]], str]:
    """Return the options of a command without those that it shares, and which of these it has: in words, or empty."""
    rows = options(command, context)
    lacking = [name.split()[0] for name, text in shared if (name, text) not in rows]
    if len(lacking) == len(shared):
        return rows, ""
    without = f", without {' and '.join(lacking)}" if lacking else ""
    return [row for row in rows if row not in shared], without or ", all of them"


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
        if part.strip() and " ".join(part.split()) != _COMBINED
    ]


def markdown() -> str:
    """Return the reference as markdown."""
    out = [_INTRODUCTION]
    root = get_command(app)
    context = root.make_context("readlist", ["list"], resilient_parsing=True)
    shared = shared_options()
    out.append("## Options of every command\n\n" + _table(options(root, context)))
    out.append(f"## {_SHARED}\n\n{_escaped(_COMBINED)}\n\n{_table(shared)}")
    last = ""
    for heading, command, made in commands():
        if heading != last:
            out.append(f"## {heading}\n")
            last = heading
        out.append(_section(command, made, shared))
    return "\n".join(out)


def _section(command: Any, context: Any, shared: list[tuple[str, str]]) -> str:
    name = context.command_path.removeprefix("readlist ")
    parts = [f"### {name}\n", *(f"{_escaped(text)}\n" for text in paragraphs(command))]
    parts.append(f"```\n{usage(command, context)}\n```\n")
    found, which = own_options(command, context, shared)
    if found:
        parts.append(_table(found))
    if which:
        quoted = re.sub(r"--[a-z-]+", r"`\g<0>`", which)
        parts.append(f"[{_SHARED}](#{_SHARED.lower().replace(' ', '-')}){quoted}.\n")
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
        f".SH {_SHARED.upper()}",
        _roff(_COMBINED),
        *_roff_list(shared := shared_options()),
    ]
    last = ""
    for heading, command, made in commands():
        if heading != last:
            out.append(f".SH {heading.upper()}")
            last = heading
        out.append(f".SS {_roff(usage(command, made))}")
        for number, text in enumerate(paragraphs(command)):
            out += [".PP"] * bool(number) + [_roff(text)]
        found, which = own_options(command, made, shared)
        out += _roff_list(found)
        if which:
            out += [".PP", _roff(f"{_SHARED}{which}.")]
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
