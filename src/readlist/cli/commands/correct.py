"""Commands that correct entries by hand: set, unset, edit, rm. No import changes what they set."""

from __future__ import annotations

import re
from pathlib import Path  # noqa: TC003 - typer evaluates annotations
from typing import Annotated

import typer

from readlist.cli import completion, options
from readlist.cli.selection import Selection, say_changed
from readlist.cli.session import get_session
from readlist.errors import UsageError

app = typer.Typer()

_ASSIGNMENT = re.compile(r"[A-Za-z_-]+=")
_HELP = (
    "title, authors (separated by ;), year, month, venue, url, doi, arxiv_id, kind, abstract, pages and more."
)


@app.command(
    "set",
    epilog=options.examples(
        'readlist set hu2021lora year=2022 "venue=ICLR 2022"',
        'readlist set 17 "authors=Edward J. Hu; Yelong Shen" doi=10.48550/x',
        "readlist set --query 'topic:rag' kind=article",
    ),
)
@options.with_selection()
def set_(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="ENTRY... FIELD=VALUE...",
            help=f"Entries (- reads keys from stdin), then fields: {_HELP}",
            autocompletion=completion.complete_entry_or_field,
        ),
    ],
    *,
    chosen: Selection,
) -> None:
    """Set fields of entries, for good.

    What you set outranks notes and providers, whatever is imported later. An empty value (venue=) means that the entry
    has none, whatever the notes say. To take back what you set, use unset.
    """
    entries = [word for word in words if not _ASSIGNMENT.match(word)]
    given = [word.partition("=") for word in words if _ASSIGNMENT.match(word)]
    if not given:
        raise UsageError(
            "there is nothing to set", hint='Write: readlist set ENTRY year=2022 "venue=ICLR 2022"'
        )
    session = get_session(ctx)
    values = {name: value.strip() for name, _, value in given}
    with session.open() as library:
        wanted = chosen.entries(library, entries, what=f"set {', '.join(values)}")
        changed = library.set_fields(wanted, values)
    say_changed(session, changed, "set", "the entries have these values already")


@app.command(
    "unset",
    epilog=options.examples("readlist unset hu2021lora year venue", "readlist unset 17 18 title"),
)
@options.with_selection()
def unset(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="ENTRY... FIELD...",
            help="Entries (- reads keys from stdin), then names of fields.",
            autocompletion=completion.complete_entry_or_field,
        ),
    ],
    *,
    chosen: Selection,
) -> None:
    """Take back fields that you have set.

    The values from notes and providers are used again.
    """
    from readlist.model.correctable import parse_name  # noqa: PLC0415

    fields: list[str] = []
    entries = list(words)
    while entries and (len(entries) > 1 or chosen) and _is_field(entries[-1]):
        fields.insert(0, entries.pop())
    if not fields:
        parse_name(words[-1] if len(words) > 1 or chosen else "")
    session = get_session(ctx)
    with session.open() as library:
        wanted = chosen.entries(library, entries, what=f"unset {', '.join(fields)}")
        changed = library.unset_fields(wanted, fields)
    say_changed(session, changed, "unset", "none of these fields was set by hand")


def _is_field(word: str) -> bool:
    from readlist.model.correctable import parse_name  # noqa: PLC0415

    try:
        parse_name(word)
    except UsageError:
        return False
    return True


@app.command(
    "rm",
    epilog=options.examples("readlist rm hu2021lora", "readlist rm --query 'venue:blog' --yes"),
)
@options.with_selection()
def rm(
    ctx: typer.Context,
    entries: options.EntriesIfAny = None,
    *,
    chosen: Selection,
) -> None:
    """Remove entries, and keep imports from bringing them back.

    Your notes files stay as they are. An entry comes back with undo, or when you add the work again.
    """
    session = get_session(ctx)
    with session.open() as library:
        wanted = chosen.entries(library, entries or (), what="remove", ask=True)
        removed = library.remove(wanted)
    say_changed(session, removed, "removed", "the entries are removed already")
    if removed:
        session.say("To have them back: readlist undo")


# -- edit --------------------------------------------------------------------------------------------------------------


@app.command(
    "edit",
    epilog=options.examples("readlist edit hu2021lora", "readlist edit hu2021lora 17 --from fields.toml"),
)
def edit(
    ctx: typer.Context,
    entries: options.Entries,
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Take the edited text from a file instead.")
    ] = None,
) -> None:
    """Edit the fields and tags of entries in your editor, as TOML.

    VISUAL or EDITOR names the editor. Mistakes are shown above their lines, and the editor opens again. When the editor
    fails, your text is kept, and --from applies it.
    """
    session = get_session(ctx)
    if from_:
        with session.open() as library:
            changed = library.apply_sheet(library.write_sheet(entries), _read(from_))
        say_changed(session, changed, "changed", "the file says what the entries have")
        return
    from readlist.cli.entry_editor import edit_fields  # noqa: PLC0415

    changed = edit_fields(session, entries)
    say_changed(session, changed, "changed", "the text says what the entries have")


def _read(path: Path) -> str:
    from readlist.cli.editor import read_text  # noqa: PLC0415

    return read_text(path)
