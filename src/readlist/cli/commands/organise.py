"""Commands on what groups entries: tags rename, merge and rm; topic add, rm, rename, move, merge and alias."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import options
from readlist.cli.command_names import SuggestingGroup
from readlist.cli.completion import complete_alias, complete_tag, complete_topic_path
from readlist.cli.counts import count_of
from readlist.cli.selection import Selection, say_changed
from readlist.cli.session import get_session
from readlist.cli.terminal import at_terminal
from readlist.errors import UsageError

if TYPE_CHECKING:
    from readlist.cli.session import Session
    from readlist.library import TopicChange

app = typer.Typer()
tags_ = typer.Typer(cls=SuggestingGroup)
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
        if at_terminal():
            session.say(count_of(len(found), "tag"))


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


@tags_.command("rm", epilog=options.examples("readlist tags rm lora"))
def rm_tags(
    ctx: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(metavar="TAG...", help="Tags to take from all entries.", autocompletion=complete_tag),
    ],
) -> None:
    """Take tags from all entries, for good, even if notes give them."""
    session = get_session(ctx)
    with session.open() as library:
        changed = library.drop_tags(names)
    say_changed(session, changed, f"no longer {', '.join(names)}", "no entry has these tags")


topic = typer.Typer(
    cls=SuggestingGroup, help="Put entries under topics; rename and merge topics.", no_args_is_help=True
)
app.add_typer(topic, name="topic")
EntriesAndTopic = Annotated[
    list[str],
    typer.Argument(
        metavar="ENTRY... TOPIC",
        help="Entries (- reads keys from stdin), then the topic, outermost name first: RAG / Tricks",
        autocompletion=options.complete_entry_or(further=complete_topic_path),
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


# -- names and places ----------------------------------------------------------------------------------------------------

Topic = Annotated[
    str,
    typer.Argument(
        metavar="TOPIC",
        help="Its path, the end of it, an alias, or words of its name.",
        autocompletion=complete_topic_path,
    ),
]


@topic.command("rename", epilog=options.examples("readlist topic rename 'RAG / Tricks' Techniques"))
def rename_topic(
    ctx: typer.Context,
    wanted: Topic,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its new name, without the topics around it.")],
) -> None:
    """Show a topic under another name.

    The notes keep their headings: files that are imported later, or again, are shown under the new name, too.
    """
    session = get_session(ctx)
    with session.open() as library:
        changed = library.rename_topic(wanted, name)
    _say_shown(session, [changed])


@topic.command(
    "move",
    epilog=options.examples("readlist topic move 'RAG / Tricks' LLM", "readlist topic move 'RAG / Tricks' /"),
)
def move_topic(
    ctx: typer.Context,
    wanted: Topic,
    under: Annotated[
        str,
        typer.Argument(
            metavar="PARENT",
            help="The topic to show it below, which may be new; / for none.",
            autocompletion=complete_topic_path,
        ),
    ],
) -> None:
    """Show a topic, with those below it, below another one. The notes stay as they are."""
    session = get_session(ctx)
    with session.open() as library:
        changed = library.move_topic(wanted, under)
    _say_shown(session, [changed])


@topic.command("merge", epilog=options.examples("readlist topic merge 'RAG / Tricks' 'RAG / Agents' RAG"))
def merge_topics(
    ctx: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="TOPIC... INTO",
            help="Topics, then the one in their place.",
            autocompletion=complete_topic_path,
        ),
    ],
) -> None:
    """Show topics, with those below them, as one. The last word is the topic that stays."""
    if len(names) < 2:
        raise UsageError("the topic to merge into is missing", hint="Write: readlist topic merge TOPIC… INTO")
    session = get_session(ctx)
    with session.open() as library:
        changed = library.merge_topics(names[:-1], names[-1])
    _say_shown(session, changed)


def _say_shown(session: Session, changes: list[TopicChange]) -> None:
    done = [one for one in changes if one.old != one.new]
    for one in done:
        works = "1 work" if one.works == 1 else f"{one.works} works"
        session.say(f"{' / '.join(one.old)} -> {' / '.join(one.new)} ({works})")
    if not done:
        session.say("nothing to do: it is shown so already")


@topic.command(
    "alias",
    epilog=options.examples(
        "readlist topic alias RAG retrieval 检索增强",
        "readlist topic alias",
        "readlist topic alias --rm retrieval",
    ),
)
def alias_topic(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TOPIC NAME...]",
            help="A topic, and names by which it is found, too.",
            autocompletion=complete_topic_path,
        ),
    ] = None,
    *,
    rm: Annotated[
        list[str] | None,
        typer.Option(
            "--rm", metavar="NAME", help="Forget a name; can be repeated.", autocompletion=complete_alias
        ),
    ] = None,
    json: options.AsJson = False,
) -> None:
    """Give a topic further names; without words, list them.

    Search and --topic find the topic by them.
    """
    session = get_session(ctx)
    if rm:
        if words:
            raise UsageError("--rm takes the names to forget", hint="Write: readlist topic alias --rm NAME")
        with session.open() as library:
            library.remove_topic_aliases(rm)
        session.say(f"no longer aliases: {', '.join(rm)}")
    elif words:
        if len(words) < 2:
            raise UsageError("the name is missing", hint="Write: readlist topic alias TOPIC NAME")
        with session.open() as library:
            path = library.add_topic_aliases(words[0], words[1:])
        session.say(f"{' / '.join(path)}: also found as {', '.join(words[1:])}")
    else:
        _list_aliases(session, json=json)


def _list_aliases(session: Session, *, json: bool) -> None:
    from readlist.cli import output  # noqa: PLC0415

    with session.open() as library:
        found = library.topic_aliases()
    if json:
        output.write_json({"name": one.name, "topic": list(one.path)} for one in found)
        return
    output.write_rows(
        ("Alias", "Topic"), ((one.name, " / ".join(one.path)) for one in found), color=session.color
    )
    if not found:
        session.say("no topic has an alias; give one with: readlist topic alias TOPIC NAME")
