"""Commands that show and undo changes: history, undo."""

from __future__ import annotations

import typer

from readlist.cli import options
from readlist.cli.session import get_session

app = typer.Typer()


@app.command("history", epilog=options.examples("readlist history", "readlist history --limit 5"))
def history(ctx: typer.Context, limit: options.Limit = None, json: options.AsJson = False) -> None:
    """List the changes made to the library, the newest first."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.history(limit=limit or -1)
    if json:
        output.write_json(found)
        return
    headings = ("Number", "When", "Changes", "State", "Command")
    rows = [(one.id, one.at, one.changes, "undone" if one.is_undone else "", one.command) for one in found]
    output.write_rows(headings, rows, color=session.color)


@app.command("undo", epilog=options.examples("readlist undo"))
def undo(ctx: typer.Context) -> None:
    """Undo the last change; repeated, the one before it."""
    session = get_session(ctx)
    with session.open() as library:
        undone = library.undo()
    session.say(f"undone: {undone.command}")
