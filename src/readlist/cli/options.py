"""Options and arguments that several commands share, and the filters of ``search``, ``list`` and ``export``.

@app.command("list")
@with_filters                        adds --topic --tag --kind --author --year --venue --status --source --has …
def list_(ctx, filters: Chosen): …   and passes them as one value
"""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readlist.cli.completion import (
    Offer,
    complete_author,
    complete_entry,
    complete_source,
    complete_tag,
    complete_topic,
    complete_venue,
    complete_year,
)
from readlist.cli.filter_values import make_filters
from readlist.cli.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Callable

    from readlist.cli.completion import Completer
    from readlist.search.filters import Filters

    Chosen = Filters | None
else:
    Chosen = object  # typer evaluates annotations; the class is imported only when filters are given

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
_ENTRY = "Key, number, ID, URL, or part of the title."


def _entries(metavar: str, help_text: str = _ENTRY) -> Any:
    return typer.Argument(metavar=metavar, help=help_text, autocompletion=complete_entry)


Entry = Annotated[str, _entries("ENTRY")]
Entries = Annotated[list[str], _entries("ENTRY...")]
SomeEntries = Annotated[list[str] | None, _entries("[ENTRY]...")]
EntriesIfAny = Annotated[
    list[str] | None, _entries("[ENTRY...]", f"{_ENTRY.rstrip('.')}; - reads keys from stdin.")
]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", help="A tag; can be repeated.", autocompletion=complete_tag)
]
MOST = 1_000_000_000
"""The greatest number that an option takes."""
Limit = Annotated[
    int | None, typer.Option("--limit", "-n", min=1, max=MOST, help="Maximum number of results.")
]
All = Annotated[bool, typer.Option("--all", help="All results, without a limit.")]


def _words(name: str, help_text: str, **settings: Any) -> Any:
    return Annotated[list[str] | None, typer.Option(f"--{name}", help=help_text, **settings)]


def _offer(*values: str) -> Callable[[str], list[str]]:
    """Complete the last value of a list of these."""

    def complete(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        sign = "!" if last.startswith("!") else ""
        return [f"{before}{comma}{sign}{one}" for one in values if one.startswith(last.removeprefix("!"))]

    return complete


STATUSES = ("todo", "reading", "read", "dropped", "none")
_KINDS = ("paper", "repo", "article", "resource", "prose")
_HAS = (
    "code", "pdf", "note", "abstract", "year", "venue", "authors", "doi", "arxiv", "url", "tag", "topic", "status", "rating",
    "priority",
)  # fmt: skip
_LISTED = ("topic", "tag", "kind", "author", "venue", "status", "source", "has", "missing")
complete_status = _offer(*STATUSES)
complete_given_status = _offer(*STATUSES[:-1])
FINDING_FORMATS = ("text", "json", "github", "sarif")
complete_finding_format = _offer(*FINDING_FORMATS)
complete_part = _offer("notes", "remarks", "fields", "abstract", "tags", "topics", "status", "links")
complete_severity = _offer("error", "warning", "info")
complete_style = _offer("full", "compact", "table")
complete_group = _offer("status", "topic", "year", "venue", "month")
_YEARS = "2023, 2023..2024, 2023.. or ..2020"

_FILTERS: dict[str, tuple[str, Any]] = {
    "topics": (
        "topic",
        _words("topic", "Entries under a topic with these words in its path.", autocompletion=complete_topic),
    ),
    "tags": ("tag", _words("tag", "Entries with this tag.", autocompletion=complete_tag)),
    "kinds": (
        "kind",
        _words("kind", "paper, repo, article, resource or prose.", autocompletion=_offer(*_KINDS)),
    ),
    "authors": ("author", _words("author", "An author's name.", autocompletion=complete_author)),
    "years": (
        "year",
        Annotated[str | None, typer.Option("--year", help=f"{_YEARS}.", autocompletion=complete_year)],
    ),
    "years_or_none": (
        "year_or_none",
        Annotated[
            str | None,
            typer.Option(
                "--year-or-none",
                help="The same, and entries without a year.",
                autocompletion=complete_year,
            ),
        ],
    ),
    "venues": ("venue", _words("venue", "A conference or journal.", autocompletion=complete_venue)),
    "statuses": (
        "status",
        _words("status", "todo, reading, read, dropped or none.", autocompletion=complete_status),
    ),
    "sources": (
        "source",
        _words("source", "Entries from this file of notes.", autocompletion=complete_source),
    ),
    "has": ("has", _words("has", f"{', '.join(_HAS[:-1])} or {_HAS[-1]}.", autocompletion=_offer(*_HAS))),
    "missing": (
        "missing",
        _words("missing", "What entries lack: as for --has.", autocompletion=_offer(*_HAS)),
    ),
    "every": (
        "every",
        _words(
            "every",
            "All values of this filter must match, as in --tag a --tag b --every tag; without it, any.",
            metavar="FILTER",
            autocompletion=_offer(*_LISTED),
        ),
    ),
}
"""Field of ``Filters`` to the name of the command's parameter and its annotation for typer."""


HOW_FILTERS_COMBINE = """Entries pass every filter given. Of one filter, any of the values is enough, be it a list (--tag a,b) or
repeated (--tag a --tag b); with --every tag, the repeated ones must all match. '!a' excludes, in single quotes."""


def option_of(field: str) -> str:
    """Return the name of the option that fills a field of ``Filters``."""
    return _FILTERS[field][0]


def examples(*lines: str) -> str:
    """Build the end of a command's help: examples, whose lines are not wrapped."""
    return "\n".join(("\b", "Examples:" if len(lines) > 1 else "Example:", *(f"  {line}" for line in lines)))


_SELECTING: dict[str, Any] = {
    "query": Annotated[
        str | None,
        typer.Option("--query", metavar="WORDS", help="Entries with all of these words, as in search."),
    ],
    "yes": Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before changing several entries.")],
}


SELECTING = ("query", *(name for name, _ in _FILTERS.values()))
"""Parameters that commands share to select entries."""


def complete_entry_or(*values: str, further: Completer | None = None) -> Completer:
    """Offer keys, and where the last word may be no entry, these values and ``further`` ones.

    That is after the first word, or after options that select entries.
    """

    def complete(ctx: typer.Context, incomplete: str) -> list[Offer]:
        if not (ctx.params.get("words") or any(ctx.params.get(name) for name in SELECTING)):
            return complete_entry(ctx, incomplete)
        fitting = [(one, "") for one in values if one.startswith(incomplete)]
        return [*fitting, *(further(ctx, incomplete) if further else ()), *complete_entry(ctx, incomplete)]

    return complete


def with_selection(*without: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add ``--query``, ``--yes`` and the filters (``without`` some) to a command, which receives ``chosen``, a ``Selection``."""
    filters = {field: spec for field, spec in _FILTERS.items() if spec[0] not in without}

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(command, eval_str=True)
        kept = [spec for spec in own.parameters.values() if spec.name != "chosen"]
        options = {**_SELECTING, **dict(filters.values())}
        added = [
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=False if name == "yes" else None,
                annotation=annotation,
            )
            for name, annotation in options.items()
        ]

        @functools.wraps(command)
        def run(**values: Any) -> None:
            words = {field: values.pop(name) for field, (name, _) in filters.items()}
            given = make_filters(**{"years": None, **words})
            query, yes = values.pop("query"), values.pop("yes")
            command(**values, chosen=Selection(query or "", given, yes=yes))

        specs = [spec.replace(kind=inspect.Parameter.KEYWORD_ONLY) for spec in kept] + added
        run.__signature__ = own.replace(parameters=specs)  # type: ignore[attr-defined]
        run.__annotations__ = {spec.name: spec.annotation for spec in specs}
        return run

    return decorate


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Add the shared filter options to a command, which receives them as one argument, ``filters``."""
    own = inspect.signature(command, eval_str=True)
    kept = [spec for spec in own.parameters.values() if spec.name != "filters"]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in _FILTERS.values()
    ]

    @functools.wraps(command)
    def run(**values: Any) -> None:
        chosen = {field: values.pop(name) for field, (name, _) in _FILTERS.items()}
        command(**values, filters=make_filters(**chosen))

    specs = [spec.replace(kind=inspect.Parameter.KEYWORD_ONLY) for spec in kept] + added
    run.__signature__ = own.replace(parameters=specs)  # type: ignore[attr-defined]
    run.__annotations__ = {spec.name: spec.annotation for spec in specs}
    run.__doc__ = f"{inspect.getdoc(command)}\n\n{HOW_FILTERS_COMBINE}"
    return run
