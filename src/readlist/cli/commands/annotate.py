"""Commands for what a person says about entries: tag, untag, note, status, rate. No import changes it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import completion, options
from readlist.cli.selection import Selection, say_changed
from readlist.cli.session import get_session
from readlist.errors import NotFoundError, UsageError
from readlist.model.identifiers import parse_identifier

if TYPE_CHECKING:
    from readlist.cli.session import Session
    from readlist.library.facade import Library

app = typer.Typer()

_IDS_OF_WORKS = frozenset({"arxiv", "doi"})
"""Identifiers that nobody means as a tag; a GitHub name (a/b) may be one."""
_COMMANDS_OF_TAGS = frozenset({"rename", "merge", "rm"})
"""Commands of ``readlist tags``, which are looked for at ``tag``."""

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
    session = get_session(ctx)
    entries, given = _split_last(words or [], tags, chosen, "tag", "readlist tag ENTRY TAG")
    with session.open() as library:
        if not tags:
            _refuse_key(library, given[0])
        wanted = chosen.entries(library, entries, what=f"tag {', '.join(given)}")
        try:
            changed = library.tag(wanted, given, private=private)
        except NotFoundError as error:
            if wanted[0] in _COMMANDS_OF_TAGS:
                error.hint = (
                    f"What changes a tag everywhere: readlist tags {wanted[0]} {' '.join((words or [])[1:])}"
                )
            raise
    say_changed(session, changed, "tagged", "all of the entries already have these tags")


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
    session = get_session(ctx)
    entries, given = _split_last(words or [], tags, chosen, "tag", "readlist untag ENTRY TAG")
    with session.open() as library:
        if not tags:
            _refuse_key(library, given[0])
        wanted = chosen.entries(library, entries, what=f"untag {', '.join(given)}")
        changed = library.untag(wanted, given)
    say_changed(session, changed, "untagged", "none of the entries has these tags")


def _split_last(
    words: list[str], options_: list[str] | None, chosen: Selection, what: str, form: str
) -> tuple[list[str], list[str]]:
    """Split the arguments into entries and the last word, unless options give what that stands for."""
    if options_:
        return words, options_
    if len(words) < (1 if chosen else 2):
        hint = f"Write: {form}"
        raise UsageError(
            f"the {what} is missing",
            hint=f"{hint}. All tags are listed by: readlist tags" if words == ["list"] else hint,
        )
    return words[:-1], words[-1:]


def _refuse_key(library: Library, word: str) -> None:
    """Raise UsageError if the last word names an entry and is not a tag so far: then the tag was forgotten."""
    found = parse_identifier(word)
    is_id = found is not None and found.scheme in _IDS_OF_WORKS
    if (is_id or library.is_key(word)) and word.casefold() not in {t.name.casefold() for t in library.tags()}:
        raise UsageError(
            f"the last word, '{word}', is {'an ID' if is_id else 'the key of an entry'}, not a tag",
            hint=f"Write the tag last: readlist tag ENTRY… TAG. If it is the tag: --tag {word}",
        )


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
        _write_note(session, entry, text, edit, private=private)


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


def _write_note(
    session: Session, wanted: str, text: str | None, number: int | None, *, private: bool | None
) -> None:
    """Store a new note, or with ``number`` a changed one: the text given, or what the editor leaves."""
    from readlist.cli.entry_editor import edit_note, store_note, without_head  # noqa: PLC0415

    if text is None and (number is None or private is None):
        found = edit_note(session, wanted, number, private=private)
        if found is None:
            session.say(
                "nothing to do: the text is as it was" if number else "nothing to do: the note is empty"
            )
            return
    else:
        body = without_head(sys.stdin.read()) if text == "-" else text
        with session.open() as library:
            found = store_note(library, wanted, body, number, private=private)
    session.say(f"noted: {found.key} (notes: {len(found.notes)})")


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
    form = "readlist status ENTRY todo|reading|read|dropped|none"
    entries, (wanted,) = _split_last(words, None, chosen, "status", form)
    session = get_session(ctx)
    with session.open() as library:
        changed = library.set_status(chosen.entries(library, entries, what=f"status {wanted}"), wanted)
    cleared = wanted == "none"
    reason = "none of the entries has a status" if cleared else "all of the entries already have this status"
    say_changed(session, changed, wanted, reason)


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
    entries, (wanted,) = _split_last(words, None, chosen, "rating", "readlist rate ENTRY 1|2|3|4|5|none")
    session = get_session(ctx)
    with session.open() as library:
        changed = library.rate(chosen.entries(library, entries, what=f"rate {wanted}"), wanted)
    say_changed(session, changed, f"rated {wanted}", "the entries have this rating already")
