"""The plain form of ``search``, read without typer, which takes as long to load as a search takes.

    readlist [global options] search [--json] [--exact] [--all] [--limit N] [--] WORD …

Any other command line is left to the application (``app``): filters, help, saved searches, whatever is misspelt.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.cli.global_options import hoist
from readlist.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_DIGITS = 9
_FLAGS = {"--json": "json", "--exact": "exact", "--all": "all"}
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
    limit = "20"
    place = 0
    while place < len(args):
        arg = args[place]
        if arg == "--":
            words += args[place + 1 :]
            break
        if arg in ("--limit", "-n"):
            place += 1
            limit = args[place] if place < len(args) else ""
        elif arg in _FLAGS:
            flags.add(_FLAGS[arg])
        elif arg.startswith("-"):
            return None
        else:
            words.append(arg)
        place += 1
    is_number = limit.isascii() and limit.isdecimal() and len(limit) <= _MAX_DIGITS and int(limit) > 0
    if not words or not is_number or any(word.startswith("@") for word in words):
        return None
    count = -1 if "all" in flags else int(limit)
    return words, {"limit": count, "exact": "exact" in flags, "json": "json" in flags}
