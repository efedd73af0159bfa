"""The plain forms of the commonest commands, read without typer, which takes longer to load than they take to run.

    readlist [global options] COMMAND [options of its plain form] [--] WORD …

``FORMS`` has the plain forms. Any other command line is left to the application (``app``): help, further options,
whatever is misspelt. A plain line means what it means with typer, down to the messages and the exit code.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.cli.filter_values import FIELDS, OF_ONE_VALUE, make_filters
from readlist.cli.global_options import hoist
from readlist.cli.session import Session
from readlist.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MAX_DIGITS = 9
_MANY = 10_000
_NO_LIMIT = -1
_LIMIT, _SORT = "limit", "sort"
_WITH_VALUE = {"--limit": _LIMIT, "-n": _LIMIT, "--sort": _SORT} | {
    f"--{name}": field for name, field in FIELDS.items()
}
_GLOBAL_FLAGS = {"--quiet": "quiet", "-q": "quiet", "--no-color": "no_color"}


class Form(NamedTuple):
    """The plain form of a command: the function that runs it, the number of its words, and its options.

    A command with ``sorts``, the first of them the usual one, has ``--limit``, ``--all`` and the filters too;
    ``limit`` is the usual one.
    """

    function: str
    least: int
    most: int = _MANY
    flags: Mapping[str, str] = {"--json": "json"}
    sorts: tuple[str, ...] = ()
    limit: int = _NO_LIMIT


FORMS = {
    "search": Form(
        "finding:find", 1, flags={"--json": "json", "--exact": "exact"}, limit=20,
        sorts=("relevance", "year", "added", "title"),
    ),
    "list": Form("listing:list_entries", 0, 0, sorts=("key", "year", "added", "title")),
    "show": Form("showing:show", 1, flags={"--json": "json", "--all": "all_"}),
    "tag": Form("annotating:tag", 2, flags={"--private": "private"}),
    "untag": Form("annotating:untag", 2, flags={}),
    "status": Form("annotating:set_status", 2, flags={}),
    "rate": Form("annotating:rate", 2, flags={}),
    "note": Form("annotating:write_note", 2, 2, flags={}),
    "add": Form("adding:add", 1, flags={"--offline": "offline", "--json": "json"}),
    "undo": Form("undoing:undo", 0, 1, flags={"--yes": "yes", "-y": "yes"}),
}  # fmt: skip
"""Name of a command to its plain form; the functions are those of modules of this package."""


class PlainLine(NamedTuple):
    """The global options of a plain command line, its command, words and options."""

    session: Session
    command: str
    words: list[str]
    options: dict[str, Any]


def run(line: PlainLine) -> int:
    """Run the command of a plain line, and return the exit code."""
    module, _, name = FORMS[line.command].function.partition(":")
    try:
        function = getattr(importlib.import_module(f"readlist.cli.{module}"), name)
        return function(line.session, line.words, **line.options) or 0
    except Exception as error:  # noqa: BLE001 - reported, with its exit code
        from readlist.cli.error_reports import report_error  # noqa: PLC0415

        return report_error(error, line.session, line.words)


def read(args: Sequence[str]) -> PlainLine | None:
    """Read a command line; None if it is not plain."""
    if FORMS.keys().isdisjoint(args) or any(name.endswith("_COMPLETE") for name in os.environ):
        return None
    rest = iter(hoist(args))
    given: dict[str, Any] = {}
    for arg in rest:
        if arg in _GLOBAL_FLAGS:
            given[_GLOBAL_FLAGS[arg]] = True
        elif arg in ("--db", "--config"):
            given[arg[2:]] = next(rest, "")
        else:
            break
    else:
        return None
    found = _read_words(FORMS[arg], list(rest)) if arg in FORMS else None
    if not found or "" in given.values():
        return None
    words, options = found
    color = not (given.pop("no_color", False) or os.environ.get("NO_COLOR"))
    return PlainLine(Session(color=color, **given), arg, words, options)


def _read_words(form: Form, args: list[str]) -> tuple[list[str], dict[str, Any]] | None:
    """Return the words and the options after the name of a command; None if there is anything else."""
    words: list[str] = []
    flags: set[str] = set()
    values: dict[str, list[str]] = {}
    rest = iter(args)
    for arg in rest:
        name, equals, value = arg.partition("=")
        if arg == "--":
            words += rest
        elif arg in form.flags:
            flags.add(form.flags[arg])
        elif form.sorts and arg == "--all":
            flags.add("all")
        elif form.sorts and (option := _WITH_VALUE.get(name if name.startswith("--") else arg)):
            value = value if equals else next(rest, "")
            if not value or value.startswith("-"):
                return None
            values.setdefault(option, []).append(value)
        elif arg.startswith("-"):
            return None
        else:
            words.append(arg)
    options = _read_values(form, values, is_all="all" in flags) if form.sorts else {}
    is_whole = form.least <= len(words) <= form.most
    if not is_whole or options is None or any(not word or word.startswith("@") for word in words):
        return None
    return words, options | {flag: flag in flags for flag in form.flags.values()}


def _read_values(form: Form, values: dict[str, list[str]], *, is_all: bool) -> dict[str, Any] | None:
    """Return the options that have values; None if one is invalid."""
    limit, sort = values.pop(_LIMIT, [str(form.limit)])[-1], values.pop(_SORT, form.sorts[:1])[-1]
    is_number = limit.isascii() and limit.isdecimal() and len(limit) <= _MAX_DIGITS and int(limit) > 0
    if not (is_number or limit == str(_NO_LIMIT)) or sort not in form.sorts:
        return None
    given: dict[str, Any] = {
        field: some[-1] if field in OF_ONE_VALUE else some for field, some in values.items()
    }
    try:
        filters = make_filters(**given)
    except UsageError:
        return None
    return {"limit": _NO_LIMIT if is_all else int(limit), "sort": sort, "filters": filters}
