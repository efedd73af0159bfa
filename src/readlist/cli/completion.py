"""What the shell offers at TAB for an entry, a tag or a topic; nothing when the library cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer  # noqa: TC002 - typer evaluates annotations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from readlist.library import Library


def complete_entry(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the keys that start with ``incomplete``, with the titles."""
    return _offer(ctx, lambda library: library.complete_keys(incomplete))


def complete_entry_or(*values: str) -> Callable[[typer.Context, str], list[tuple[str, str]]]:
    """Offer keys, and after the first word also these values, of which the last word is one."""

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        has_entry = bool(ctx.params.get("words"))
        fitting = [(one, "") for one in values if has_entry and one.startswith(incomplete)]
        return [*fitting, *complete_entry(ctx, incomplete)]

    return complete


def complete_entry_or_field(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the keys, and after the first word the fields, that start with ``incomplete``."""
    from readlist.model.correctable import FIELDS  # noqa: PLC0415

    ending = "=" if ctx.info_name == "set" else ""
    has_entry = bool(ctx.params.get("words"))
    fields = [
        (f"{name}{ending}", "") for name in FIELDS if has_entry and incomplete and name.startswith(incomplete)
    ]
    return [*fields, *complete_entry(ctx, incomplete)]


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
