"""The plain form of ``search``, read without typer, which takes as long to load as a search takes.

    readlist [global options] search [--json] [--exact] [--all] [--limit N] [--sort ORDER] [--FILTER VALUE] [--] WORD …

Any other command line is left to the application (``app``): help, saved searches, whatever is misspelt.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.cli.filter_values import FIELDS, OF_ONE_VALUE, make_filters
from readlist.cli.global_options import hoist
from readlist.cli.session import Session
from readlist.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_DIGITS = 9
_FLAGS = {"--json": "json", "--exact": "exact", "--all": "all"}
_WITH_VALUE = {"--limit": "limit", "-n": "limit", "--sort": "sort"} | {
    f"--{name}": field for name, field in FIELDS.items()
}
_ORDERS = ("relevance", "year", "added", "title")
_GLOBAL_FLAGS = {"--quiet": "quiet", "-q": "quiet", "--no-color": "no_color"}


class PlainSearch(NamedTuple):
    """The global options of a plain search, its words, and its own options."""

    session: Session
    query: str
    options: dict[str, Any]


def read(args: Sequence[str]) -> PlainSearch | None:
    """Read a command line; None if it is not that of a plain search."""
    if "search" not in args or any(name.endswith("_COMPLETE") for name in os.environ):
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
    found = _read_words(list(rest)) if arg == "search" else None
    if not found or "" in given.values():
        return None
    words, options = found
    color = not (given.pop("no_color", False) or os.environ.get("NO_COLOR"))
    return PlainSearch(Session(color=color, **given), " ".join(words), options)


def _read_words(args: list[str]) -> tuple[list[str], dict[str, Any]] | None:
    """Return the words and the options after the name of the command; None if there is anything else."""
    words: list[str] = []
    flags: set[str] = set()
    values: dict[str, list[str]] = {}
    rest = iter(args)
    for arg in rest:
        name, equals, value = arg.partition("=")
        if arg == "--":
            words += rest
        elif arg in _FLAGS:
            flags.add(_FLAGS[arg])
        elif option := _WITH_VALUE.get(name if name.startswith("--") else arg):
            value = value if equals else next(rest, "")
            if not value or value.startswith("-"):
                return None
            values.setdefault(option, []).append(value)
        elif arg.startswith("-"):
            return None
        else:
            words.append(arg)
    options = _read_values(values)
    if not words or options is None or any(word.startswith("@") for word in words):
        return None
    limit = -1 if "all" in flags else options["limit"]
    return words, options | {"limit": limit, "exact": "exact" in flags, "json": "json" in flags}


def _read_values(values: dict[str, list[str]]) -> dict[str, Any] | None:
    """Return the options that have values; None if one is invalid."""
    limit, sort = values.pop("limit", ["20"])[-1], values.pop("sort", ["relevance"])[-1]
    is_number = limit.isascii() and limit.isdecimal() and len(limit) <= _MAX_DIGITS and int(limit) > 0
    if not is_number or sort not in _ORDERS:
        return None
    given: dict[str, Any] = {
        field: some[-1] if field in OF_ONE_VALUE else some for field, some in values.items()
    }
    try:
        filters = make_filters(**given)
    except UsageError:
        return None
    return {"limit": int(limit), "sort": sort, "filters": filters}
