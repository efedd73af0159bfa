"""Commands that look: search, list, show, why, related, topics, tags, open. None of them changes the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from readlist.cli import options
from readlist.cli.session import at_terminal, get_session, has_keyboard

if TYPE_CHECKING:
    from readlist.cli.session import Session
    from readlist.library import Answer
    from readlist.search.filters import Filters

app = typer.Typer()

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WORDS]...",
        help="What to look for, in either script. Without words, on a terminal: a finder to type in.",
    ),
]
SearchOrder = Annotated[
    Literal["relevance", "year", "added", "title"],
    typer.Option("--sort", help="What comes first of the 1,000 best hits, or with --all of all."),
]
ListOrder = Annotated[
    Literal["key", "year", "added", "title"],
    typer.Option("--sort", help="Keys and titles from A to Z; the newest or the last added first."),
]


@app.command(
    "search",
    epilog=options.examples(
        "readlist search moe lora",
        "readlist search 检索增强 --year 2023..",
        "readlist search rag --sort year --limit 5",
        "readlist search rag --all --json",
        "readlist search --topic peft    (opens the finder)",
    ),
)
@options.with_filters
def search(
    ctx: typer.Context,
    words: Words = None,
    *,
    filters: options.Chosen,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")] = 20,
    all_: Annotated[bool, typer.Option("--all", help="All that is found, however many.")] = False,
    sort: SearchOrder = "relevance",
    exact: Annotated[bool, typer.Option("--exact", help="Only these words: no corrected spellings.")] = False,
    arxiv: Annotated[
        bool, typer.Option("--arxiv", help="Search the copy of arXiv on this machine instead.")
    ] = False,
    json: options.AsJson = False,
) -> None:
    """Find entries by words of their title, notes and text.

    All words must match; where that finds too little, spellings are corrected, and the output says so.
    Without words, on a terminal, a finder opens that narrows as you type; the keys that you copy in it are
    printed when you leave it.
    What --arxiv finds is added with: readlist add ID. It needs the copy that "readlist arxiv load" makes.
    Exit code 1: nothing was found.
    """
    session = get_session(ctx)
    if not words:
        if json or arxiv or not has_keyboard():
            ctx.fail("Missing argument 'WORDS...'.")
        _open_finder(session, filters, sort=sort, exact=exact)
        return
    if arxiv:
        from readlist.cli.commands.arxiv import show_hits  # noqa: PLC0415

        _refuse_filters(filters or sort != "relevance" or all_)
        show_hits(session, words, limit=limit, json=json)
        return
    with session.open() as library:
        limit = -1 if all_ else limit
        answer = library.search(" ".join(words), filters=filters, limit=limit, exact=exact, sort=sort)
    _say_how(session, answer)
    _write_answer(session, answer, json=json)
    if not answer.found:
        raise typer.Exit(1)


def _refuse_filters(given: object) -> None:
    from readlist.errors import UsageError  # noqa: PLC0415

    if given:
        raise UsageError("--arxiv takes words only, no filters nor orders", hint="Authors are words too.")


def _open_finder(session: Session, filters: Filters | None, *, sort: str, exact: bool) -> None:
    """Let the person search as they type; prompt_toolkit is loaded here, and nowhere else."""
    from readlist.cli import output  # noqa: PLC0415
    from readlist.cli.finder import app  # noqa: PLC0415
    from readlist.cli.finder.state import Finder  # noqa: PLC0415

    with session.open() as library:
        finder = Finder(library, filters=filters, sort=sort, exact=exact)
        try:
            app.run(finder, color=session.color)
        finally:
            output.write_lines((key,) for key in finder.copied)


_MOST_ECHOED = 200
"""Letters of a query that are told back: a pasted page would fill the screen."""


def _say_how(session: Session, answer: Answer) -> None:
    """Tell what was searched instead, or what to try."""
    if answer.searched:
        long = len(answer.searched) > _MOST_ECHOED
        session.say(f"searched instead: {answer.searched[:_MOST_ECHOED]}{'…' if long else ''}")
    if not answer.found:
        session.say(
            "nothing found" + (f"; near: {', '.join(answer.suggestions)}" if answer.suggestions else "")
        )


def _write_answer(session: Session, answer: Answer, *, json: bool) -> None:
    from readlist.cli import output  # noqa: PLC0415

    if json:
        output.write_json(found.to_dict() for found in answer.found)
    elif at_terminal() and answer.found:
        from readlist.cli import tables  # noqa: PLC0415

        tables.print_answer(tables.make_console(color=session.color), answer)
    else:
        output.write_lines((f.entry.key, f.entry.year, f.entry.title, f.hit.snippet) for f in answer.found)


@app.command(
    "list",
    epilog=options.examples(
        "readlist list --topic rag --year 2023..",
        "readlist list --status todo --json",
        "readlist list --sort added --limit 10",
    ),
)
@options.with_filters
def list_(
    ctx: typer.Context,
    *,
    filters: options.Chosen,
    limit: options.Limit = None,
    all_: Annotated[bool, typer.Option("--all", help="Also the prose between works (kind note).")] = False,
    sort: ListOrder = "key",
    json: options.AsJson = False,
) -> None:
    """List entries, all of them or those that pass filters.

    They come in the order of their keys, unless --sort names another. Prose between works (kind note) is left out, unless asked for.
    """
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        entries = library.entries(filters, limit=limit or -1, notes=all_, sort=sort)
        if json:
            output.write_json(entry.to_json() for entry in entries)
        elif at_terminal():
            from readlist.cli import tables  # noqa: PLC0415

            tables.print_entries(tables.make_console(color=session.color), entries)
        else:
            output.write_lines(map(output.entry_row, entries))


@app.command("show", epilog=options.examples("readlist show hu2021lora", "readlist show 2106.09685 --json"))
def show(ctx: typer.Context, entries: options.Entries, json: options.AsJson = False) -> None:
    """Show all that is known of an entry, and from where."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = [library.find(entry) for entry in entries]
    if json:
        output.write_json(entry.to_json() for entry in found)
        return
    for entry in found:
        if at_terminal():
            from readlist.cli import tables  # noqa: PLC0415

            tables.print_entry(tables.make_console(color=session.color), entry)
        else:
            output.write_lines(output.entry_fields(entry))
            output.write_text(f"\n{output.note_text(note)}" for note in entry.notes)
            output.write_text(f"\n{output.mention_text(mention)}" for mention in entry.mentions)


@app.command("why", epilog=options.examples("readlist why hu2021lora"))
def why(ctx: typer.Context, entry: options.Entry, json: options.AsJson = False) -> None:
    """Show every mention of an entry, with file and line."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.find(entry)
    session.say(f"{found.key}: {found.title}")
    if json:
        output.write_json(found.mentions)
    elif at_terminal():
        from readlist.cli import tables  # noqa: PLC0415

        for mention in found.mentions:
            tables.print_mention(tables.make_console(color=session.color), mention)
    else:
        output.write_text(map(output.mention_text, found.mentions))
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
    """Show the entries most alike to one, and why."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.related(entry, limit=limit or 10)
    if json:
        output.write_json({**other.to_dict(), "score": one.score, "terms": one.terms} for other, one in found)
    elif at_terminal():
        from readlist.cli import tables  # noqa: PLC0415

        rows = ((other.key, other.title, ", ".join(one.terms)) for other, one in found)
        tables.print_table(tables.make_console(color=session.color), ("Key", "Title", "Both have"), rows)
    else:
        output.write_lines((other.key, other.title, ", ".join(one.terms)) for other, one in found)
    if not found:
        session.say("nothing is alike")


@app.command("topics", epilog=options.examples("readlist topics", "readlist topics rag"))
def topics(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]...", help="Only topics with these words.")
    ] = None,
    json: options.AsJson = False,
) -> None:
    """Show the topics as an outline, with counts."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.topics(" ".join(words or ()))
    if json:
        output.write_json(found)
    elif at_terminal():
        from readlist.cli import tables  # noqa: PLC0415

        tables.print_topics(tables.make_console(color=session.color), found)
    else:
        output.write_lines((topic.entries, " / ".join(topic.path)) for topic in found)
    if words and not found:
        session.say("no topic has these words")
        raise typer.Exit(1)


@app.command("tags", epilog=options.examples("readlist tags"))
def tags(ctx: typer.Context, json: options.AsJson = False) -> None:
    """List the tags in use, with counts."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.tags()
    if json:
        output.write_json(found)
    elif at_terminal():
        from readlist.cli import tables  # noqa: PLC0415

        rows = ((tag.entries, tag.name) for tag in found)
        tables.print_table(tables.make_console(color=session.color), ("Entries", "Tag"), rows)
    else:
        output.write_lines((tag.entries, tag.name) for tag in found)


@app.command("open", epilog=options.examples("readlist open hu2021lora", "readlist open hu2021lora --print"))
def open_(
    ctx: typer.Context,
    entry: options.Entry,
    only_print: Annotated[bool, typer.Option("--print", help="Print the address instead.")] = False,
) -> None:
    """Open the downloaded PDF of an entry, else its page."""
    from readlist.cli import output  # noqa: PLC0415
    from readlist.cli.open_target import find_target  # noqa: PLC0415

    with get_session(ctx).open() as library:
        target = find_target(library, library.find(entry), page=only_print)
    if only_print or typer.launch(target) or not target.startswith("http"):
        output.write_lines([(target,)])
