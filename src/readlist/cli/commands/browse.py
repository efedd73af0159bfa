"""Commands that show what is in the library: list, show, why, related, topics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from readlist.cli import options
from readlist.cli.completion import complete_person
from readlist.cli.finding import say_undated
from readlist.cli.pager import paged
from readlist.cli.session import get_session
from readlist.cli.terminal import at_terminal
from readlist.errors import AmbiguousError, NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from readlist.cli.session import Session
    from readlist.library import Library, Said
    from readlist.model.entry import Entry

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
    from readlist.cli.listing import write_entries  # noqa: PLC0415

    if words:
        typed = " ".join(words)
        raise UsageError(f"list takes no words: {typed}", hint=f"Search for them: readlist search {typed}")
    session = get_session(ctx)
    limit = -1 if all_ or limit is None else limit
    with session.open() as library:
        say_undated(session, library, filters)
        said = None if by is None else library.entries_by(by, filters, notes=with_prose, sort=sort)
        if said is not None:
            entries = iter(said if limit < 0 else said[:limit])
        else:
            read = library.entries if json else library.outlines
            entries = read(filters, limit=limit, notes=with_prose, sort=sort)

        def count_all() -> int:
            return library.count(filters, notes=with_prose) if said is None else len(said)

        write_entries(session, entries, limit=limit, count_all=count_all, json=json)


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
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = [_find(session, library, entry) for entry in entries]
        clashes = {entry.id: library.clashes(entry.id) for entry in found}
        said = {entry.id: library.said(entry.id) for entry in found} if all_ else {}
    if json:
        output.write_json(_with_said(entry, said[entry.id]) if all_ else entry.to_json() for entry in found)
        return
    with paged():
        for entry in found:
            _write_entry(session, entry)
            output.write_text(_said_lines(said.get(entry.id, ())))
            output.write_text(f"\nthe devices differ: {text}" for text in clashes[entry.id])


def _with_said(entry: Entry, said: Sequence[Said]) -> str:
    import json  # noqa: PLC0415

    found = [{"by": one.person, "field": one.field, "value": one.value, "at": one.at} for one in said]
    return json.dumps(entry.to_dict() | {"said": found}, ensure_ascii=False)


def _said_lines(said: Sequence[Said]) -> Iterator[str]:
    """Yield what each person says of an entry, a line each, under a heading."""
    from readlist.cli.fields import local_time  # noqa: PLC0415

    if said:
        yield "\nsaid by\n"
    for one in said:
        text = " ".join((f"note: {one.value}" if one.field == "note" else one.text).split())
        yield f"  {one.person or 'unknown'}, {local_time(one.at)}: {text}\n"


def _find(session: Session, library: Library, wanted: str) -> Entry:
    """Return the entry that is named, or the one that a misspelt key can only stand for, and say so."""
    try:
        return library.find(wanted)
    except AmbiguousError:
        raise
    except NotFoundError:
        key = library.correct_key(wanted)
        if not key:
            raise
        session.say(f"no entry matches '{wanted}'; shown instead: {key}")
        return library.find(key)


def _write_entry(session: Session, entry: Entry) -> None:
    from readlist.cli import fields, output  # noqa: PLC0415

    if at_terminal():
        from readlist.cli import tables  # noqa: PLC0415

        tables.print_entry(tables.make_console(color=session.color), entry)
    else:
        output.write_lines(fields.entry_fields(entry))
        output.write_text(f"\n{text}" for text in fields.note_texts(entry))
        output.write_text(f"\n{fields.mention_text(mention)}" for mention in entry.mentions)


@app.command("why", epilog=options.examples("readlist why hu2021lora"))
def why(ctx: typer.Context, entry: options.Entry, json: options.AsJson = False) -> None:
    """Show every mention of an entry, with file and line."""
    from readlist.cli import fields, output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = _find(session, library, entry)
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
        found = library.related(_find(session, library, entry).key, limit=limit or 10)
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
            session.say(options.count_of(len(found), "topic"))
    else:
        output.write_lines((topic.entries, " / ".join(topic.path)) for topic in found)
    if words and not found:
        session.say("no topic has these words in its path")
        raise typer.Exit(1)
