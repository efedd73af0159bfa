"""What the shell offers at TAB for entries, tags, topics and the like; nothing when the library cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer  # noqa: TC002 - typer evaluates annotations

Offer = tuple[str, str]
"""A value and what is said of it."""

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from readlist.library import Library

    Completer = Callable[[typer.Context, str], list[Offer]]
    """What typer asks for the values at TAB."""


def _by_prefix(find: Callable[[Library, str], Iterable[Offer]]) -> Completer:
    """Return a completer of what the library finds for a beginning."""

    def complete(ctx: typer.Context, incomplete: str) -> list[Offer]:
        return _ask_library(ctx, lambda library: find(library, incomplete))

    return complete


def _of_few(list_all: Callable[[Library], Iterable[Offer]]) -> Completer:
    """Return a completer of few values: all are listed, and those with the beginning offered."""

    def complete(ctx: typer.Context, incomplete: str) -> list[Offer]:
        return [one for one in _ask_library(ctx, list_all) if one[0].startswith(incomplete)]

    return complete


def _alone(values: Iterable[str]) -> Iterable[Offer]:
    return ((value, "") for value in values)


complete_entry = _by_prefix(lambda library, start: library.complete_keys(start))
"""Offer keys, with the titles."""

complete_tag = _by_prefix(lambda library, start: _alone(library.complete_tags(start)))
"""Offer tags."""

complete_topic = _by_prefix(lambda library, start: _alone(library.complete_topics(start)))
"""Offer headings."""

complete_topic_path = _by_prefix(lambda library, start: _alone(library.complete_topic_paths(start)))
"""Offer topics, as paths."""

complete_source = _by_prefix(lambda library, start: _alone(library.complete_sources(start)))
"""Offer the names of sources."""

complete_author = _by_prefix(lambda library, start: _alone(library.complete_values("author", start)))
"""Offer authors in use."""

complete_venue = _by_prefix(lambda library, start: _alone(library.complete_values("venue", start)))
"""Offer venues in use."""

complete_year = _by_prefix(lambda library, start: _alone(library.complete_values("year", start)))
"""Offer years in use."""

complete_search = _of_few(lambda library: ((f"@{one.name}", one.query) for one in library.saved_searches()))
"""Offer saved searches, as ``@NAME``."""

complete_person = _of_few(lambda library: _alone(library.persons()))
"""Offer those who say anything of entries."""

complete_alias = _of_few(
    lambda library: ((one.name, " / ".join(one.path)) for one in library.topic_aliases())
)
"""Offer aliases of topics."""

complete_backup = _of_few(
    lambda library: (
        (str(number), one.path.rpartition("/")[2]) for number, one in enumerate(library.backups(), 1)
    )
)
"""Offer the numbers of the copies of the library."""

complete_watch = _of_few(
    lambda library: ((str(number), one.query) for number, one in enumerate(library.watches(), 1))
)
"""Offer the numbers of the watched queries."""

complete_change = _of_few(
    lambda library: ((f"@{one.id}", one.command) for one in library.history(limit=20) if not one.is_undone)
)
"""Offer the last changes, as ``undo`` takes them."""


def complete_entry_or_field(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer the keys, and after the first word the fields, that start with ``incomplete``."""
    from readlist.model.correctable import FIELDS  # noqa: PLC0415

    ending = "=" if ctx.info_name == "set" else ""
    has_entry = bool(ctx.params.get("words"))
    fields = [
        (f"{name}{ending}", "") for name in FIELDS if has_entry and incomplete and name.startswith(incomplete)
    ]
    return [*fields, *complete_entry(ctx, incomplete)]


def complete_stated_field(ctx: typer.Context, incomplete: str) -> list[Offer]:  # noqa: ARG001 - the interface
    """Offer the fields that a person may state, which start with ``incomplete``."""
    from readlist.model.correctable import FIELDS  # noqa: PLC0415

    names = {*FIELDS, "tag", "topic", "status", "rating", "priority", "due", "note"}
    return [(name, "") for name in sorted(names) if name.startswith(incomplete)]


def complete_setting(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer the names of the settings in effect."""
    from readlist import config  # noqa: PLC0415
    from readlist.errors import ReadlistError  # noqa: PLC0415

    options = ctx.find_root().params
    try:
        settings = config.load(options.get("db"), options.get("config"))
    except ReadlistError:
        return []
    return [(name, "") for name, *_ in settings.listed() if name.startswith(incomplete)]


def _ask_library(ctx: typer.Context, find: Callable[[Library], Iterable[Offer]]) -> list[Offer]:
    from readlist import config  # noqa: PLC0415
    from readlist.cli.sanitize import one_line  # noqa: PLC0415
    from readlist.errors import ReadlistError  # noqa: PLC0415
    from readlist.library import Library  # noqa: PLC0415

    options = ctx.find_root().params
    try:
        settings = config.load(options.get("db"), options.get("config"))
        with Library.open(settings.db, settings=settings, create=False) as library:
            return [(one_line(value), one_line(text)) for value, text in find(library)]
    except ReadlistError:
        return []
