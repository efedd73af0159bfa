"""Commands that show changes and take them back: history, undo, redo."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from readlist.cli import options
from readlist.cli.session import get_session
from readlist.errors import UsageError

app = typer.Typer()


@app.command("history", epilog=options.examples("readlist history", "readlist history --limit 5"))
def history(ctx: typer.Context, limit: options.Limit = None, json: options.AsJson = False) -> None:
    """List the changes made to the library, the newest first.

    Times are local; in JSON they are in UTC.
    """
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.history(limit=limit or -1)
    if json:
        output.write_json(found)
        return
    headings = ("Number", "When", "Changes", "State", "Command")
    rows = [
        (one.id, _local(one.at), one.changes, "undone" if one.is_undone else "", one.command) for one in found
    ]
    output.write_rows(headings, rows, color=session.color)


def _local(at: str) -> str:
    """Return a stored time, which is in UTC, as the person's clock shows it."""
    from datetime import datetime  # noqa: PLC0415

    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


@app.command(
    "undo", epilog=options.examples("readlist undo", "readlist undo --dry-run", "readlist undo --yes")
)
def undo(
    ctx: typer.Context,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Only say what would be undone.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Undo an import without asking.")] = False,
) -> None:
    """Undo the last change; repeated, the one before it.

    Before an import is undone you are asked, or must give --yes.
    """
    session = get_session(ctx)
    with session.open() as library:
        found = library.find_undoable()
        if dry_run:
            session.say(f"would be undone: {found.command} (changes: {found.changes})")
            return
        if found.command.startswith("import ") and not yes:
            _confirm(f"Undo: {found.command} ({found.changes} changes)?")
        undone = library.undo(expected=found.id)
    session.say(f"undone: {undone.command}")


def _is_asked() -> bool:
    return sys.stdin.isatty()


def _confirm(question: str) -> None:
    """Ask at a terminal; without one, raise UsageError."""
    if not _is_asked():
        raise UsageError("the last change is an import", hint="To undo it: readlist undo --yes")
    typer.confirm(question, abort=True, err=True)


@app.command("redo", epilog=options.examples("readlist redo"))
def redo(ctx: typer.Context) -> None:
    """Do again what the last undo took back.

    Repeated, it goes on with the undo before that. Any other change ends what can be done again.
    """
    session = get_session(ctx)
    with session.open() as library:
        done = library.redo()
    session.say(f"done again: {done.command}")
