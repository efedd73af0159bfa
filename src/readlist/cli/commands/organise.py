"""Commands on what groups entries: tags, tags rename, tags merge, topic add, topic rm."""

from __future__ import annotations

from typing import Annotated

import typer

from readlist.cli import options
from readlist.cli.completion import complete_entry, complete_tag
from readlist.cli.selection import Selection, say_changed
from readlist.cli.session import get_session
from readlist.errors import UsageError

app = typer.Typer()
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
