"""Commands that keep: tag, untag, note, status. What they add survives every import."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import completion, options
from readlist.cli.session import get_session
from readlist.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.cli.session import Session

app = typer.Typer()

Things = Annotated[
    list[str],
    typer.Argument(
        metavar="ENTRY... TAG", help="Entries, then the tag.", autocompletion=completion.complete_entry
    ),
]


@app.command(
    "tag",
    epilog=options.examples(
        "readlist tag hu2021lora PEFT", "readlist tag 2106.09685 yang2024moral --tag PEFT --tag moe"
    ),
)
def tag(ctx: typer.Context, things: Things, tags: options.Tags = None) -> None:
    """Give entries a tag. The last word is the tag, unless --tag names the tags."""
    session = get_session(ctx)
    entries, tags = _split(things, tags)
    with session.open() as library:
        changed = library.tag(entries, tags)
    _say_changed(session, changed, "tagged", "had these tags")


@app.command("untag", epilog=options.examples("readlist untag hu2021lora PEFT"))
def untag(ctx: typer.Context, things: Things, tags: options.Tags = None) -> None:
    """Take a tag off entries. It stays off, although a note may give it again."""
    session = get_session(ctx)
    entries, tags = _split(things, tags)
    with session.open() as library:
        changed = library.untag(entries, tags)
    _say_changed(session, changed, "untagged", "lacked these tags")


def _split(things: list[str], tags: list[str] | None) -> tuple[list[str], list[str]]:
    """Part what was typed into entries and tags."""
    if tags:
        return things, tags
    if len(things) < 2:
        raise UsageError("the tag is missing", hint="Write: readlist tag ENTRY TAG")
    return things[:-1], things[-1:]


def _say_changed(session: Session, changed: Sequence[str], done: str, otherwise: str) -> None:
    session.say(
        f"{done}: {', '.join(changed)}" if changed else f"nothing to change: the entries {otherwise} before"
    )


@app.command(
    "note",
    epilog=options.examples(
        'readlist note hu2021lora "Rank 8 is enough for us."', "readlist note hu2021lora - < thoughts.md"
    ),
)
def note(
    ctx: typer.Context,
    entry: options.Entry,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Markdown; - reads it from stdin.")],
) -> None:
    """Add a note of your own to an entry."""
    session = get_session(ctx)
    body = sys.stdin.read() if text == "-" else text
    with session.open() as library:
        found = library.note(entry, body)
    session.say(f"noted: {found.key} (notes: {len(found.notes)})")


@app.command(
    "status", epilog=options.examples("readlist status hu2021lora reading", "readlist status 17 18 19 todo")
)
def status(
    ctx: typer.Context,
    things: Annotated[
        list[str],
        typer.Argument(
            metavar="ENTRY... STATUS",
            help="Entries, then todo, reading, read, dropped or none.",
            autocompletion=completion.complete_entry,
        ),
    ],
) -> None:
    """Set how far you are with entries.

    The last word is the status: todo, reading, read or dropped; none clears it.
    """
    if len(things) < 2:
        raise UsageError(
            "the status is missing", hint="Write: readlist status ENTRY todo|reading|read|dropped|none"
        )
    session = get_session(ctx)
    with session.open() as library:
        changed = library.set_status(things[:-1], things[-1])
    _say_changed(session, changed, things[-1], "had this status")
