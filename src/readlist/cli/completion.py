"""What the shell offers at TAB for entries, tags, topics and the like; nothing when the library cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer  # noqa: TC002 - typer evaluates annotations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from readlist.library import Library


def complete_entry(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the keys that start with ``incomplete``, with the titles."""
    return _offer(ctx, lambda library: library.complete_keys(incomplete))


def complete_entry_or(
    *values: str, further: Callable[[typer.Context, str], list[tuple[str, str]]] | None = None
) -> Callable[[typer.Context, str], list[tuple[str, str]]]:
    """Offer keys, and where the last word may be no entry, these values and ``further`` ones.

    That is after the first word, or after options that select entries.
    """

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        if not (ctx.params.get("words") or any(ctx.params.get(name) for name in _SELECTING)):
            return complete_entry(ctx, incomplete)
        fitting = [(one, "") for one in values if one.startswith(incomplete)]
        return [*fitting, *(further(ctx, incomplete) if further else ()), *complete_entry(ctx, incomplete)]

    return complete


_SELECTING = (
    "query",
    "topic",
    "tag",
    "kind",
    "author",
    "year",
    "venue",
    "status",
    "source",
    "has",
    "missing",
)
"""Options that select entries."""


def complete_entry_or_field(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the keys, and after the first word the fields, that start with ``incomplete``."""
    from readlist.model.correctable import FIELDS  # noqa: PLC0415

    ending = "=" if ctx.info_name == "set" else ""
    has_entry = bool(ctx.params.get("words"))
    fields = [
        (f"{name}{ending}", "") for name in FIELDS if has_entry and incomplete and name.startswith(incomplete)
    ]
    return [*fields, *complete_entry(ctx, incomplete)]


def complete_stated_field(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:  # noqa: ARG001 - the interface
    """Offer the fields that a person may state, which start with ``incomplete``."""
    from readlist.model.correctable import FIELDS  # noqa: PLC0415

    names = {*FIELDS, "tag", "topic", "status", "rating", "priority", "due", "note"}
    return [(name, "") for name in sorted(names) if name.startswith(incomplete)]


def complete_tag(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the tags that start with ``incomplete``."""
    return _offer(ctx, lambda library: ((tag, "") for tag in library.complete_tags(incomplete)))


def complete_search(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the saved searches that start with ``incomplete``, as ``@NAME``."""
    return _offer(
        ctx,
        lambda library: (
            (f"@{one.name}", one.query)
            for one in library.saved_searches()
            if f"@{one.name}".startswith(incomplete)
        ),
    )


def complete_topic(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the headings that start with ``incomplete``."""
    return _offer(ctx, lambda library: ((topic, "") for topic in library.complete_topics(incomplete)))


def complete_topic_path(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the topics, as paths, that start with ``incomplete``."""
    return _offer(ctx, lambda library: ((path, "") for path in library.complete_topic_paths(incomplete)))


def complete_source(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the sources whose names start with ``incomplete``."""
    return _offer(ctx, lambda library: ((name, "") for name in library.complete_sources(incomplete)))


def complete_value(field: str) -> Callable[[typer.Context, str], list[tuple[str, str]]]:
    """Offer the authors, venues or years in use."""

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        return _offer(ctx, lambda library: ((one, "") for one in library.complete_values(field, incomplete)))

    return complete


def complete_alias(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the aliases of topics."""
    return _offer(
        ctx,
        lambda library: (
            (one.name, " / ".join(one.path))
            for one in library.topic_aliases()
            if one.name.startswith(incomplete)
        ),
    )


def complete_backup(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the numbers of the copies of the library."""
    return _offer(
        ctx,
        lambda library: (
            (str(number), one.path.rpartition("/")[2])
            for number, one in enumerate(library.backups(), 1)
            if str(number).startswith(incomplete)
        ),
    )


def complete_watch(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the numbers of the saved queries."""
    return _offer(
        ctx,
        lambda library: (
            (str(number), one.query)
            for number, one in enumerate(library.watches(), 1)
            if str(number).startswith(incomplete)
        ),
    )


def complete_change(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the last changes, as ``undo`` takes them."""
    return _offer(
        ctx,
        lambda library: (
            (f"@{one.id}", one.command)
            for one in library.history(limit=20)
            if not one.is_undone and f"@{one.id}".startswith(incomplete)
        ),
    )


def complete_setting(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the names of the settings in effect."""
    from readlist import config  # noqa: PLC0415
    from readlist.errors import ReadlistError  # noqa: PLC0415

    options = ctx.find_root().params
    try:
        settings = config.load(options.get("db"), options.get("config"))
    except ReadlistError:
        return []
    return [(name, "") for name, *_ in settings.listed() if name.startswith(incomplete)]


def _offer(ctx: typer.Context, find: Callable[[Library], Iterable[tuple[str, str]]]) -> list[tuple[str, str]]:
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
