"""Commands that put right: merge, split, history, undo."""

from __future__ import annotations

from typing import Annotated

import typer

from readlist.cli import options
from readlist.cli.session import at_terminal, get_session

app = typer.Typer()


@app.command("merge", epilog=options.examples("readlist merge hu2021lora lora2021"))
def merge(ctx: typer.Context, entries: options.Entries) -> None:
    """Make one entry of several. The first keeps its key and takes all that the others have.

    No later import takes them apart again.
    """
    session = get_session(ctx)
    with session.open() as library:
        merged = library.merge(entries)
    session.say(f"merged: {merged.key} (mentions: {len(merged.mentions)})")


@app.command("split", epilog=options.examples("readlist split hu2021lora 2 3", "readlist split hu2021lora 1"))
def split(
    ctx: typer.Context,
    entry: options.Entry,
    mentions: Annotated[
        list[int] | None,
        typer.Argument(metavar="MENTION...", help="Mentions by number, in the order that why shows them."),
    ] = None,
) -> None:
    """Make an entry of its own of some mentions of an entry. No later import joins them again."""
    session = get_session(ctx)
    with session.open() as library:
        old, new = library.split(entry, mentions or [])
    session.say(
        f"split: {old.key} (mentions: {len(old.mentions)}), {new.key} (mentions: {len(new.mentions)})"
    )


@app.command("history", epilog=options.examples("readlist history", "readlist history --limit 5"))
def history(ctx: typer.Context, limit: options.Limit = None, json: options.AsJson = False) -> None:
    """List what was done to the library, the newest first."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.history(limit=limit or -1)
    if json:
        output.write_json(found)
        return
    rows = [(one.id, one.at, one.changes, "undone" if one.is_undone else "", one.command) for one in found]
    if at_terminal():
        from readlist.cli import tables  # noqa: PLC0415

        headings = ("Number", "When", "Changes", "State", "Command")
        tables.print_table(tables.make_console(color=session.color), headings, rows)
    else:
        output.write_lines(rows)


@app.command("undo", epilog=options.examples("readlist undo"))
def undo(ctx: typer.Context) -> None:
    """Take back the last change; again, the one before."""
    session = get_session(ctx)
    with session.open() as library:
        undone = library.undo()
    session.say(f"undone: {undone.command}")
