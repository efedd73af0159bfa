"""What the shell offers at TAB for an entry, a tag or a topic. Whatever goes wrong, it offers nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer  # noqa: TC002 - typer evaluates annotations

if TYPE_CHECKING:
    from readlist.library import Library

_MOST = 50


def complete_entry(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer keys that begin so, with their titles."""
    return _ask(
        ctx, "SELECT key, title FROM entry WHERE key >= ? AND key < ? ORDER BY key LIMIT ?", incomplete
    )


def complete_tag(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer tags in use that begin so."""
    return _ask(
        ctx,
        "SELECT name, '' FROM tag WHERE name >= ? AND name < ?"
        " AND EXISTS (SELECT 1 FROM entry_tag WHERE tag_id = tag.id) ORDER BY name LIMIT ?",
        incomplete,
    )


def complete_topic(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer headings that begin so."""
    return _ask(
        ctx,
        "SELECT DISTINCT name, '' FROM topic WHERE name >= ? AND name < ? ORDER BY name LIMIT ?",
        incomplete,
    )


def _ask(ctx: typer.Context, sql: str, incomplete: str) -> list[tuple[str, str]]:
    from readlist.cli.sanitize import one_line  # noqa: PLC0415
    from readlist.errors import ReadlistError  # noqa: PLC0415

    try:
        with _open(ctx) as library:
            rows = library.store.query(sql, (incomplete, incomplete + "\U0010ffff", _MOST))
    except ReadlistError:
        return []
    return [(one_line(value), one_line(text)) for value, text in rows]


def _open(ctx: typer.Context) -> Library:
    from readlist.cli.session import Session  # noqa: PLC0415

    options = ctx.find_root().params
    return Session(options.get("db"), options.get("config")).open()
