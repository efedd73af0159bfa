"""Commands for what a person says about entries: tag, untag, note, status, rate. No import changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import annotating, completion, options
from readlist.cli.selection import Selection  # noqa: TC001 - typer reads the annotations
from readlist.cli.session import get_session
from readlist.errors import UsageError

if TYPE_CHECKING:
    from readlist.cli.session import Session

app = typer.Typer()

EntriesAndTag = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ENTRY... TAG",
        help="Entries (- reads keys from stdin), then the tag.",
        autocompletion=options.complete_entry_or(further=completion.complete_tag),
    ),
]


@app.command(
    "tag",
    epilog=options.examples(
        "readlist tag hu2021lora PEFT",
        "readlist tag 2106.09685 yang2024moral --tag PEFT --tag moe",
        "readlist tag --query 'low rank' --year 2023.. PEFT",
        "readlist tag hu2021lora 'for my review' --private",
        "readlist list --topic rag | readlist tag - retrieval",
    ),
)
@options.with_selection("tag")
def tag(
    ctx: typer.Context,
    words: EntriesAndTag = None,
    tags: options.Tags = None,
    private: Annotated[
        bool, typer.Option("--private", help="For yourself alone: the tag is not shared with others.")
    ] = False,
    *,
    chosen: Selection,
) -> None:
    """Tag entries. The last word is the tag, unless --tag names the tags.

    Entries are named, or selected by --query and the filters.
    """
    annotating.tag(get_session(ctx), words or (), tags=tags or (), private=private, chosen=chosen)


@app.command(
    "untag",
    epilog=options.examples(
        "readlist untag hu2021lora PEFT", "readlist untag --query 'tag:peft' --year ..2019 PEFT"
    ),
)
@options.with_selection("tag")
def untag(
    ctx: typer.Context, words: EntriesAndTag = None, tags: options.Tags = None, *, chosen: Selection
) -> None:
    """Remove a tag from entries, for good, even if a note gives it."""
    annotating.untag(get_session(ctx), words or (), tags=tags or (), chosen=chosen)


# -- notes -------------------------------------------------------------------------------------------------------------


@app.command(
    "note",
    epilog=options.examples(
        "readlist note hu2021lora",
        'readlist note hu2021lora "Rank 8 is enough for us."',
        "readlist note hu2021lora - < thoughts.md",
        "readlist note hu2021lora --list",
        "readlist note hu2021lora --edit 1",
        "readlist note hu2021lora --rm 2",
    ),
)
def note(
    ctx: typer.Context,
    entry: options.Entry,
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="[TEXT]", help="Markdown; - reads it from stdin. Without it, your editor opens."
        ),
    ] = None,
    *,
    edit: Annotated[int | None, typer.Option("--edit", metavar="N", help="Change note N.")] = None,
    rm: Annotated[int | None, typer.Option("--rm", metavar="N", help="Remove note N.")] = None,
    private: Annotated[
        bool | None,
        typer.Option("--private/--public", help="Mark the note as private, or as not private any more."),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Print the notes with their numbers.")] = False,
    json: options.AsJson = False,
) -> None:
    """Write a note of your own on an entry, or change or remove one."""
    session = get_session(ctx)
    if sum((edit is not None, rm is not None, list_)) > 1 or (text and (rm is not None or list_)):
        raise UsageError("--edit, --rm and --list exclude each other", hint="See: readlist note --help")
    if list_ or json:
        _list_notes(session, entry, json=json)
    elif rm is not None:
        with session.open() as library:
            found = library.remove_note(entry, rm)
        session.say(f"note {rm} removed: {found.key} (notes: {len(found.notes)})")
    else:
        words = (entry,) if text is None else (entry, text)
        annotating.write_note(session, words, number=edit, private=private)


def _list_notes(session: Session, entry: str, *, json: bool) -> None:
    from dataclasses import asdict  # noqa: PLC0415

    from readlist.cli import fields, output  # noqa: PLC0415

    with session.open() as library:
        found = library.find(entry)
    if json:
        output.write_json({"number": number} | asdict(one) for number, one in enumerate(found.notes, 1))
        return
    output.write_text("\n".join(fields.note_texts(found)))
    if not found.notes:
        session.say(f"{found.key} has no notes")


# -- status and rating -------------------------------------------------------------------------------------------------


@app.command(
    "status",
    epilog=options.examples(
        "readlist status hu2021lora reading",
        "readlist status 17 18 19 todo",
        "readlist status --query 'topic:rag' --year 2024.. todo",
    ),
)
@options.with_selection()
def status(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="ENTRY... STATUS",
            help="Entries (- reads keys from stdin), then todo, reading, read, dropped or none.",
            autocompletion=options.complete_entry_or(*options.STATUSES),
        ),
    ],
    *,
    chosen: Selection,
) -> None:
    """Set the reading status of entries.

    The last word is the status: todo, reading, read or dropped; none clears it.
    """
    annotating.set_status(get_session(ctx), words, chosen=chosen)


@app.command(
    "rate",
    epilog=options.examples(
        "readlist rate hu2021lora 5", "readlist rate 17 18 none", "readlist rate --query 'tag:classic' 5"
    ),
)
@options.with_selection()
def rate(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="ENTRY... RATING",
            help="Entries (- reads keys from stdin), then a number from 1 to 5, or none.",
            autocompletion=options.complete_entry_or(*"12345", "none"),
        ),
    ],
    *,
    chosen: Selection,
) -> None:
    """Rate entries from 1 to 5, the best.

    The last word is the rating; none takes it away.
    """
    annotating.rate(get_session(ctx), words, chosen=chosen)
