"""Commands that show what is in the library, and its tags and topics: list, show, why, related, topics, topic, tags, open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from readlist.cli import options
from readlist.cli.completion import complete_entry, complete_tag
from readlist.cli.selection import Selection, say_changed
from readlist.cli.session import get_session
from readlist.cli.terminal import at_terminal
from readlist.errors import UsageError

if TYPE_CHECKING:
    from readlist.cli.session import Session
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
    all_: options.All = False,
    with_prose: Annotated[
        bool, typer.Option("--with-prose", help="Also the prose between works (kind prose).")
    ] = False,
    sort: ListOrder = "key",
    json: options.AsJson = False,
) -> None:
    """List entries, all of them or those that pass filters.

    They are in the order of their keys, unless --sort names another. Prose between works (kind prose) is left out
    unless you ask for it.
    """
    from readlist.cli import fields, output  # noqa: PLC0415

    session = get_session(ctx)
    limit = -1 if all_ or limit is None else limit
    with session.open() as library:
        if json:
            whole = library.entries(filters, limit=limit, notes=with_prose, sort=sort)
            output.write_json(entry.to_json() for entry in whole)
            return
        entries = library.outlines(filters, limit=limit, notes=with_prose, sort=sort)
        if at_terminal():
            from readlist.cli import tables  # noqa: PLC0415

            tables.print_entries(tables.make_console(color=session.color), entries)
        else:
            output.write_lines(map(fields.entry_row, entries))


@app.command("show", epilog=options.examples("readlist show hu2021lora", "readlist show 2106.09685 --json"))
def show(ctx: typer.Context, entries: options.Entries, json: options.AsJson = False) -> None:
    """Show all fields of an entry, and where they come from."""
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = [library.find(entry) for entry in entries]
    if json:
        output.write_json(entry.to_json() for entry in found)
        return
    for entry in found:
        _write_entry(session, entry)


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
        found = library.find(entry)
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
        found = library.related(entry, limit=limit or 10)
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


tags_ = typer.Typer()
app.add_typer(tags_, name="tags")


@tags_.callback(
    invoke_without_command=True,
    epilog=options.examples(
        "readlist tags", "readlist tags rename peft PEFT", "readlist tags merge lora qlora PEFT"
    ),
)
def tags(ctx: typer.Context, json: options.AsJson = False) -> None:
    """List the tags in use; rename or merge them."""
    if ctx.invoked_subcommand:
        return
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.tags()
    if json:
        output.write_json(found)
    else:
        rows = ((tag.entries, tag.name) for tag in found)
        output.write_rows(("Entries", "Tag"), rows, color=session.color)


@tags_.command("rename", epilog=options.examples("readlist tags rename peft fine-tuning"))
def rename_tag(
    ctx: typer.Context,
    tag: Annotated[str, typer.Argument(metavar="TAG", help="The tag so far.", autocompletion=complete_tag)],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its new name.")],
) -> None:
    """Rename a tag on all its entries."""
    session = get_session(ctx)
    with session.open() as library:
        changed = library.rename_tag(tag, name)
    say_changed(session, changed, f"{tag} -> {name}", "the entries have the tag in this spelling already")


@tags_.command("merge", epilog=options.examples("readlist tags merge lora qlora PEFT"))
def merge_tags(
    ctx: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="TAG... INTO", help="Tags, then the one in their place.", autocompletion=complete_tag
        ),
    ],
) -> None:
    """Replace tags by one, on all their entries. The last word is the tag that stays."""
    if len(names) < 2:
        raise UsageError("the tag to merge into is missing", hint="Write: readlist tags merge TAG… INTO")
    session = get_session(ctx)
    with session.open() as library:
        changed = library.merge_tags(names[:-1], names[-1])
    say_changed(
        session, changed, f"{', '.join(names[:-1])} -> {names[-1]}", "the entries have this tag already"
    )


topic = typer.Typer(help="Topics of your own, besides those of the notes.", no_args_is_help=True)
app.add_typer(topic, name="topic")
EntriesAndTopic = Annotated[
    list[str],
    typer.Argument(
        metavar="ENTRY... TOPIC",
        help="Entries (- reads keys from stdin), then the topic, outermost name first: RAG / Tricks",
        autocompletion=complete_entry,
    ),
]


@topic.command(
    "add",
    epilog=options.examples(
        "readlist topic add hu2021lora 17 'PEFT / Adapters'", "readlist topic add --query 'low rank' PEFT"
    ),
)
@options.with_selection()
def add_topic(ctx: typer.Context, words: EntriesAndTopic, *, chosen: Selection) -> None:
    """Put entries under a topic. The last word is the topic."""
    entries, name = _split_topic(words, chosen, "add")
    session = get_session(ctx)
    with session.open() as library:
        changed = library.add_topic(chosen.entries(library, entries, what=f"add to {name}"), name)
    say_changed(session, changed, f"under {name}", "you have put the entries there already")


@topic.command("rm", epilog=options.examples("readlist topic rm hu2021lora 'PEFT / Adapters'"))
@options.with_selection()
def rm_topic(ctx: typer.Context, words: EntriesAndTopic, *, chosen: Selection) -> None:
    """Take entries from a topic that you put them under. The last word is the topic."""
    entries, name = _split_topic(words, chosen, "rm")
    session = get_session(ctx)
    with session.open() as library:
        changed = library.remove_topic(chosen.entries(library, entries, what=f"take from {name}"), name)
    say_changed(session, changed, f"no longer under {name}", "none of the entries is there")


def _split_topic(words: list[str], chosen: Selection, command: str) -> tuple[list[str], str]:
    if len(words) < (1 if chosen else 2):
        raise UsageError("the topic is missing", hint=f"Write: readlist topic {command} ENTRY TOPIC")
    return words[:-1], words[-1]


@app.command(
    "open",
    epilog=options.examples(
        "readlist open hu2021lora", "readlist open hu2021lora --print", "readlist open --query 'tag:today'"
    ),
)
@options.with_selection()
def open_(
    ctx: typer.Context,
    entries: options.EntriesIfAny = None,
    only_print: Annotated[bool, typer.Option("--print", help="Print the URL instead.")] = False,
    *,
    chosen: Selection,
) -> None:
    """Open the downloaded PDF of an entry, else its web page."""
    from readlist.cli import output  # noqa: PLC0415

    with get_session(ctx).open() as library:
        how = replace(chosen, yes=chosen.yes or only_print)
        wanted = how.entries(library, entries or (), what="open")
        targets = [library.find_target(library.find(one), page=only_print) for one in wanted]
    for target in targets:
        if only_print or typer.launch(target) or not target.startswith("http"):
            output.write_lines([(target,)])
