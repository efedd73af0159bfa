"""Commands that show what is in the library: list, show, why, related, topics."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from readlist.cli import options, showing
from readlist.cli.completion import complete_person
from readlist.cli.counts import count_of
from readlist.cli.listing import list_entries
from readlist.cli.pager import paged
from readlist.cli.session import get_session
from readlist.cli.showing import find_entry
from readlist.cli.terminal import at_terminal

app = typer.Typer()

ListOrder = Annotated[
    Literal["key", "year", "added", "title"],
    typer.Option("--sort", help="Keys and titles from A to Z; years and additions with the newest first."),
]


@app.command(
    "list",
    epilog=options.examples(
        "readlist list --topic rag --year 2023..",
        "readlist list --status todo,reading --missing pdf",
        "readlist list --tag '!survey' --author hu --author shen --every author",
        "readlist list --status todo --json",
        "readlist list --by ada --status read",
        "readlist list --sort added --limit 10",
    ),
)
@options.with_filters
def list_(
    ctx: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    *,
    filters: options.Chosen,
    limit: options.Limit = None,
    all_: options.All = False,
    with_prose: Annotated[
        bool, typer.Option("--with-prose", help="Also the prose between works (kind prose).")
    ] = False,
    sort: ListOrder = "key",
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="NAME",
            help="Entries that this person of a group has given anything, with the status and rating that are theirs.",
            autocompletion=complete_person,
        ),
    ] = None,
    json: options.AsJson = False,
) -> None:
    """List entries, all of them or those that pass filters.

    They are in the order of their keys, unless --sort names another. Prose between works (kind prose) is left out
    unless you ask for it.
    """
    list_entries(
        get_session(ctx),
        words or (),
        filters=filters,
        limit=-1 if all_ or limit is None else limit,
        with_prose=with_prose,
        sort=sort,
        by=by,
        json=json,
    )


@app.command(
    "show",
    epilog=options.examples(
        "readlist show hu2021lora", "readlist show 2106.09685 --json", "readlist show hu2021lora --all"
    ),
)
def show(
    ctx: typer.Context,
    entries: options.Entries,
    *,
    all_: Annotated[
        bool,
        typer.Option(
            "--all", help="Also what each person says of it: status, rating, tags, notes, and when."
        ),
    ] = False,
    json: options.AsJson = False,
) -> None:
    """Show all fields of an entry, and where they come from."""
    showing.show(get_session(ctx), entries, all_=all_, json=json)


@app.command("why", epilog=options.examples("readlist why hu2021lora"))
def why(ctx: typer.Context, entry: options.Entry, json: options.AsJson = False) -> None:
    """Show every mention of an entry, with file and line."""
    from readlist.cli import fields, output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = find_entry(session, library, entry)
    session.say(f"{found.key}: {found.title}")
    if json:
        output.write_json(found.mentions)
    elif at_terminal():
        from readlist.cli import tables  # noqa: PLC0415

        for mention in found.mentions:
            tables.print_mention(tables.make_console(color=session.color), mention)
    else:
        output.write_text(map(fields.mention_text, found.mentions))
    if not found.mentions:
        session.say("No note mentions it; it was added by hand.")


@app.command(
    "related", epilog=options.examples("readlist related hu2021lora", "readlist related 2106.09685 -n 5")
)
def related(
    ctx: typer.Context,
    entry: options.Entry,
    limit: options.Limit = None,
    json: options.AsJson = False,
) -> None:
    """Show the entries most similar to one, and what they share."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.related(find_entry(session, library, entry).key, limit=limit or 10)
    if json:
        output.write_json({**other.to_dict(), "score": one.score, "terms": one.terms} for other, one in found)
    else:
        rows = ((other.key, other.title, ", ".join(one.terms)) for other, one in found)
        output.write_rows(("Key", "Title", "Shared"), rows, color=session.color)
    if not found:
        session.say("no related entries")


@app.command("topics", epilog=options.examples("readlist topics", "readlist topics rag"))
def topics(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]...", help="Only topics with these words.")
    ] = None,
    json: options.AsJson = False,
) -> None:
    """Show the topics as an outline, with the number of entries."""
    from readlist.cli import output  # noqa: PLC0415
    from readlist.search.filters import Filters  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.topics(" ".join(words or ()))
        if words and not found:
            library.check_filters(Filters(topics=(" ".join(words),)))
    if json:
        output.write_json(found)
    elif at_terminal():
        from readlist.cli import tables  # noqa: PLC0415

        with paged():
            tables.print_topics(tables.make_console(color=session.color), found)
        if found:
            session.say(count_of(len(found), "topic"))
    else:
        output.write_lines((topic.entries, " / ".join(topic.path)) for topic in found)
    if words and not found:
        session.say("no topic has these words in its path")
        raise typer.Exit(1)
