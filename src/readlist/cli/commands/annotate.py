"""Commands for what a person says about entries: tag, untag, note, status, rate. No import changes it."""

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

EntriesAndTag = Annotated[
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
def tag(ctx: typer.Context, words: EntriesAndTag, tags: options.Tags = None) -> None:
    """Tag entries. The last word is the tag, unless --tag names the tags."""
    session = get_session(ctx)
    entries, tags = _split_tag(words, tags)
    with session.open() as library:
        changed = library.tag(entries, tags)
    _say_changed(session, changed, "tagged", "all of the entries already have these tags")


@app.command("untag", epilog=options.examples("readlist untag hu2021lora PEFT"))
def untag(ctx: typer.Context, words: EntriesAndTag, tags: options.Tags = None) -> None:
    """Remove a tag from entries, for good, even if a note gives it."""
    session = get_session(ctx)
    entries, tags = _split_tag(words, tags)
    with session.open() as library:
        changed = library.untag(entries, tags)
    _say_changed(session, changed, "untagged", "none of the entries has these tags")


def _split_tag(words: list[str], tags: list[str] | None) -> tuple[list[str], list[str]]:
    """Split the arguments into entries and tags."""
    if tags:
        return words, tags
    if len(words) < 2:
        raise UsageError("the tag is missing", hint="Write: readlist tag ENTRY TAG")
    return words[:-1], words[-1:]


def _say_changed(session: Session, changed: Sequence[str], done: str, reason: str) -> None:
    """Report the keys of the entries that changed, or why none did."""
    session.say(f"{done}: {', '.join(changed)}" if changed else f"nothing to do: {reason}")


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
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="ENTRY... STATUS",
            help="Entries, then todo, reading, read, dropped or none.",
            autocompletion=completion.complete_entry,
        ),
    ],
) -> None:
    """Set the reading status of entries.

    The last word is the status: todo, reading, read or dropped; none clears it.
    """
    if len(words) < 2:
        raise UsageError(
            "the status is missing", hint="Write: readlist status ENTRY todo|reading|read|dropped|none"
        )
    session = get_session(ctx)
    with session.open() as library:
        changed = library.set_status(words[:-1], words[-1])
    cleared = words[-1] == "none"
    reason = "none of the entries has a status" if cleared else "all of the entries already have this status"
    _say_changed(session, changed, words[-1], reason)


@app.command("rate", epilog=options.examples("readlist rate hu2021lora 5", "readlist rate 17 18 none"))
def rate(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="ENTRY... RATING",
            help="Entries, then a number from 1 to 5, or none.",
            autocompletion=completion.complete_entry,
        ),
    ],
) -> None:
    """Rate entries from 1 to 5, the best.

    The last word is the rating; none takes it away.
    """
    if len(words) < 2:
        raise UsageError("the rating is missing", hint="Write: readlist rate ENTRY 1|2|3|4|5|none")
    session = get_session(ctx)
    with session.open() as library:
        changed = library.rate(words[:-1], words[-1])
    _say_changed(session, changed, f"rated {words[-1]}", "the entries have this rating already")
