"""Commands for saved queries: watch add, list, remove, run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import options
from readlist.cli.command_names import SuggestingGroup
from readlist.cli.completion import complete_watch
from readlist.cli.session import get_session
from readlist.cli.terminal import report

if TYPE_CHECKING:
    from readlist.cli.session import Session
    from readlist.errors import ReadlistError
    from readlist.library import WatchReport

app = typer.Typer()
watch = typer.Typer(cls=SuggestingGroup, help="New papers at arXiv, for saved queries.", no_args_is_help=True)
app.add_typer(watch, name="watch")


@watch.command(
    "add",
    epilog=options.examples('readlist watch add "cat:cs.CL AND retrieval"', 'readlist watch add "au:hinton"'),
)
def add(
    ctx: typer.Context,
    query: Annotated[
        str,
        typer.Argument(
            metavar="QUERY", help="Words, with cat:, ti:, au: or abs: before them, AND, OR, NOT and brackets."
        ),
    ],
) -> None:
    """Save a query. A word without a field is looked for in titles and abstracts; retriev* is the start of a word."""
    session = get_session(ctx)
    with session.open(create=True) as library:
        session.say(f"saved: {library.add_watch(query).query}")


@watch.command("list", epilog=options.examples("readlist watch list"))
def list_(ctx: typer.Context, *, json: options.AsJson = False) -> None:
    """List the saved queries, with the last day looked at."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        watches = library.watches()
    if json:
        output.write_json(watches)
    else:
        output.write_lines((n, one.query, one.until) for n, one in enumerate(watches, start=1))
    if not watches:
        session.say("no query is saved; save one with: readlist watch add QUERY")


@watch.command("rm", epilog=options.examples("readlist watch rm 1"))
def remove(
    ctx: typer.Context,
    query: Annotated[
        str,
        typer.Argument(
            metavar="QUERY",
            help="The query, or its number in the list.",
            autocompletion=complete_watch,
        ),
    ],
) -> None:
    """Remove a saved query."""
    session = get_session(ctx)
    with session.open() as library:
        session.say(f"removed: {library.remove_watch(query).query}")


@watch.command("run", epilog=options.examples("readlist watch run", "readlist watch run --days 7 --json"))
def run(
    ctx: typer.Context,
    *,
    days: Annotated[
        int | None,
        typer.Option("--days", min=1, max=90, help="Look back so many days, whatever was seen before."),
    ] = None,
    limit: options.Limit = None,
    json: options.AsJson = False,
) -> None:
    """Show new papers at arXiv, for the saved queries.

    Those since the last run that are not in the library, the closest to what you read first. Prints ID, closeness,
    title and authors. Add a paper with: readlist add ID. Days whose list cannot be read are left to the next run.
    """
    from readlist.cli import fields, output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        done = library.run_watches(days=days)
    papers = done.papers[:limit]
    if json:
        output.write_json(
            {**fields.provider_fields(one.found), "closeness": one.closeness, "queries": list(one.queries)}
            for one in papers
        )
    else:
        output.write_lines(
            (
                one.found.record.ids[0].value,
                f"{one.closeness:.2f}",
                one.found.record.title,
                "; ".join(one.found.record.authors[:4]),
            )
            for one in papers
        )
    session.say(f"{len(done.papers)} new of {done.seen} papers from {done.first} to {done.last}")
    if papers:
        session.say(f"add one with: readlist add {papers[0].found.record.ids[0].value}")
    if done.failure:
        _fail(session, done, done.failure)


def _fail(session: Session, done: WatchReport, failure: ReadlistError) -> None:
    """Say which days could not be read, and why; exit 4."""
    days = done.missed[0] if len(done.missed) == 1 else f"{len(done.missed)} days from {done.missed[0]}"
    report(
        f"could not read all of {days}: {failure.message}",
        "The papers above were read; the next run reads these days again.",
        color=session.color,
    )
    raise typer.Exit(failure.exit_code)
