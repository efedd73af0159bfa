"""The application: global options, commands loaded on demand, and the one place where errors are caught.

readlist [global options] command …
   │ hoist: a global option may follow the command too
   └─ LazyGroup.invoke ── the command's module is imported, the command runs
         ReadlistError ──> stderr: message and hint; exit code of the error's class
         closed pipe, Ctrl-C ──> exit without a message
         anything else ──> stderr: one line; a traceback only if READLIST_TRACEBACK is set
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Iterator, MutableMapping
from typing import Annotated, Any

import typer
from typer.main import get_command_from_info, get_group_from_info

from readlist._version import __version__
from readlist.cli.careful_command import make_careful, refuse_empty
from readlist.cli.command_names import SuggestingGroup
from readlist.cli.error_reports import report_error
from readlist.cli.global_options import WITH_VALUE, hoist
from readlist.cli.session import Session

GROUPS = {
    "Add": {
        "import": "import_add",
        "add": "import_add",
        "fetch": "fetch_pdf",
        "pdf": "fetch_pdf",
        "arxiv": "arxiv",
        "watch": "watch",
    },
    "Find": {
        "search": "search",
        "list": "browse",
        "show": "browse",
        "why": "browse",
        "related": "browse",
        "topics": "browse",
        "tags": "organise",
        "open": "opening",
    },
    "Organise": {
        "tag": "annotate",
        "untag": "annotate",
        "note": "annotate",
        "status": "annotate",
        "rate": "annotate",
        "topic": "organise",
        "rekey": "rekey",
    },
    "Correct": {
        "set": "correct",
        "unset": "correct",
        "edit": "correct",
        "rm": "correct",
    },
    "Read": {
        "next": "read",
        "priority": "read",
        "due": "read",
        "log": "read",
        "stats": "read",
    },
    "Repair": {
        "doctor": "doctor",
        "merge": "merge_split",
        "split": "merge_split",
        "history": "history",
        "undo": "history",
        "redo": "history",
    },
    "Export": {"export": "export", "mcp": "assistant"},
    "Share": {"sync": "sync"},
    "Maintain": {"source": "admin", "db": "admin", "config": "settings"},
}
"""Heading in the help, to its commands, each with the module of ``cli.commands`` that defines it."""

_ARGUMENTS = f"{__name__}.arguments"
"""Where the context keeps all arguments of the command line."""


class _Commands(MutableMapping[str, Any]):
    """Command name to command; its module is imported when the command is looked up."""

    def __init__(self) -> None:
        self._modules = {name: module for commands in GROUPS.values() for name, module in commands.items()}
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = _load(self._modules[name], name)
        return self._loaded[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._modules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


def _load(module: str, name: str) -> Any:
    """Build one command, or one group of commands, of a module; building all of them would slow down the start."""
    of_module: typer.Typer = importlib.import_module(f"readlist.cli.commands.{module}").app
    make_careful(of_module)
    for command in of_module.registered_commands:
        if command.name == name:
            return get_command_from_info(command, pretty_exceptions_short=False, rich_markup_mode=None)
    group = next(group for group in of_module.registered_groups if group.name == name)
    return get_group_from_info(
        group, pretty_exceptions_short=False, suggest_commands=False, rich_markup_mode=None
    )


class LazyGroup(SuggestingGroup):
    """The top-level command, whose commands are loaded on demand."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Commands()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the interface
        """Return the names of the commands without loading them."""
        return list(self.commands)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the global options, before or after the command."""
        ctx.meta[_ARGUMENTS] = args
        with _errors_reported(ctx):
            return super().parse_args(ctx, _as_option(hoist(args)))

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error is reported and becomes an exit code."""
        with _errors_reported(ctx):
            return super().invoke(ctx)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the interface
        """List the commands under the headings of their groups."""
        width = formatter.width - 6 - max(map(len, self.commands))
        for heading, names in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, self.commands[name].get_short_help_str(width)) for name in names])

    def _main_shell_completion(self, *args: Any, **settings: Any) -> None:
        """Answer a shell that completes a command line."""
        if any(name.endswith("_COMPLETE") for name in os.environ):
            from readlist.cli import shells  # noqa: PLC0415

            shells.install()
        super()._main_shell_completion(*args, **settings)


@contextlib.contextmanager
def _errors_reported(ctx: Any) -> Iterator[None]:
    """Report an error raised in the block, and exit with its code."""
    try:
        yield
    except (typer.Exit, typer.Abort, typer.TyperException):
        raise
    except Exception as error:
        arguments = ctx.meta.get(_ARGUMENTS, ())
        raise typer.Exit(report_error(error, ctx.find_object(Session), arguments)) from error


def _as_option(args: list[str]) -> list[str]:
    """Read ``help COMMAND`` as ``COMMAND --help``; the words of a group are those of its command."""
    place = 0
    while place < len(args) and args[place].startswith("-"):
        place += 2 if args[place] in WITH_VALUE else 1
    if args[place : place + 1] != ["help"]:
        return args
    return [*args[:place], *args[place + 1 :], "--help"]


def _print_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"readlist {__version__}\n")
        raise typer.Exit


app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    suggest_commands=False,  # SuggestingGroup does
    rich_markup_mode=None,  # rich's help loads rich and a markdown parser: 90 ms
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="To begin: readlist import NOTES, then readlist topics and readlist search WORDS.\n\n"
    "Help for a command: readlist help COMMAND",
)


@app.callback()
def start(
    ctx: typer.Context,
    *,
    db: Annotated[
        str | None, typer.Option(metavar="PATH", help="The library file; default: READLIST_DB.")
    ] = None,
    config: Annotated[str | None, typer.Option(metavar="PATH", help="The settings file (TOML).")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print data and errors only.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours, as with NO_COLOR.")] = False,
    version: Annotated[  # noqa: ARG001
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Reading lists of research papers: import notes, search, organise, export."""
    refuse_empty([("--db", db), ("--config", config)])
    ctx.obj = Session(db, config, quiet=quiet, color=not (no_color or os.environ.get("NO_COLOR")))
