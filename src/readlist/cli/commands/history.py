"""Commands that show changes and undo them: history, undo, redo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import completion, options, undoing
from readlist.cli.session import get_session
from readlist.cli.terminal import at_terminal
from readlist.cli.wrapping import ELLIPSIS, elide
from readlist.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.cli.session import Session
    from readlist.library import Operation

_KEEP, _DAYS = 100, 30
"""What --prune keeps: the last changes, and those of the last days."""
_WIDEST_COMMAND = 120

app = typer.Typer()


@app.command(
    "history",
    epilog=options.examples(
        "readlist history",
        "readlist history --limit 5",
        "readlist history hu2021lora",
        "readlist history --prune",
    ),
)
def history(
    ctx: typer.Context,
    *,
    entry: Annotated[
        str | None,
        typer.Argument(
            metavar="[ENTRY]", help="Only what changed this entry.", autocompletion=completion.complete_entry
        ),
    ] = None,
    limit: options.Limit = None,
    json: options.AsJson = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Forget how to undo old changes; what they did stays.")
    ] = False,
    keep: Annotated[
        int,
        typer.Option(
            "--keep",
            min=0,
            max=options.MOST,
            metavar="N",
            help="With --prune: keep at least the last N changes.",
        ),
    ] = _KEEP,
    days: Annotated[
        int,
        typer.Option("--days", min=0, max=36_500, metavar="N", help="With --prune: keep those of N days."),
    ] = _DAYS,
) -> None:
    """List the changes made to the library, the newest first.

    A change is what one command did; its parts are the rows and facts that it wrote. Times are local; in JSON they are in UTC. The number of a change, such as @12, names it for undo. Old changes stay
    listed after --prune, but can no longer be undone: those that are neither among the last 100 nor of the last 30 days.
    """
    session = get_session(ctx)
    if not prune and (keep, days) != (_KEEP, _DAYS):
        raise UsageError("--keep and --days go with --prune")
    with session.open() as library:
        if prune:
            count = library.prune_history(keep=keep, before=_days_ago(days))
            session.say(
                f"can no longer be undone: {count} changes" if count else "nothing to do: all are recent"
            )
        elif entry is None:
            _show(session, [(one, ()) for one in library.history(limit=limit or -1)], json=json)
        else:
            _show(session, library.history_of(entry)[: limit or None], json=json)


def _show(session: Session, found: Sequence[tuple[Operation, Sequence[str]]], *, json: bool) -> None:
    from readlist.cli import output  # noqa: PLC0415

    if json:
        output.write_json([one for one, _ in found])
        return
    headings = ("Change", "When", "By", "Parts", "State", "Command")
    rows = [
        (
            f"@{one.id}",
            _local(one.at),
            one.by,
            one.changes,
            _state(one),
            _shown("; ".join((one.command, *said))),
        )
        for one, said in found
    ]
    output.write_rows(headings, rows, color=session.color, optional=("By", "State"))


def _shown(command: str) -> str:
    """A command as it is shown: at a terminal, one of many entries in two lines or so, without those in the middle."""
    if len(command) <= _WIDEST_COMMAND or not at_terminal():
        return command
    start = command[: 2 * _WIDEST_COMMAND // 3].rpartition(" ")[0]
    end = command[-_WIDEST_COMMAND // 3 :].partition(" ")[2].removeprefix(f"{ELLIPSIS} ")
    if not start or not end:
        return elide(command, _WIDEST_COMMAND, len, tail=_WIDEST_COMMAND // 3)
    return f"{start} {ELLIPSIS} {end}"


def _state(operation: Operation) -> str:
    return "undone" if operation.is_undone else "final" if operation.is_final else ""


def _days_ago(days: int) -> str:
    """Return the time that many days ago, as the library stores times."""
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415

    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _local(at: str) -> str:
    """Return a stored time, which is in UTC, as the person's clock shows it."""
    from datetime import datetime  # noqa: PLC0415

    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


@app.command(
    "undo",
    epilog=options.examples(
        "readlist undo",
        "readlist undo 3",
        "readlist undo @12",
        "readlist undo --dry-run",
        "readlist undo --yes",
    ),
)
def undo(
    ctx: typer.Context,
    *,
    which: Annotated[
        str | None,
        typer.Argument(
            metavar="[N|@CHANGE]",
            help="How many changes, one if not given, or a change by its number in history.",
            autocompletion=completion.complete_change,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Only say what would be undone.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Undo an import without asking.")] = False,
) -> None:
    """Undo the last change; repeated, the one before it.

    What has changed since stays as it is, and is named. Before an import is undone you are asked, or must give --yes.
    """
    undoing.undo(get_session(ctx), [which] if which else [], dry_run=dry_run, yes=yes)


@app.command("redo", epilog=options.examples("readlist redo", "readlist redo 3"))
def redo(
    ctx: typer.Context,
    *,
    count: Annotated[
        int, typer.Argument(metavar="[N]", min=1, max=options.MOST, help="How many changes.")
    ] = 1,
) -> None:
    """Redo the change that was undone last.

    Repeated, it redoes the one undone before. After any other change, nothing can be redone.
    """
    session = get_session(ctx)
    with session.open() as library:
        done = library.redo(count)
    for one in done:
        session.say(f"redone: {one.command}")
