"""Show all fields of entries on stdout; typer is not needed for it (see ``plain_line``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.cli import fields, output
from readlist.cli.pager import paged
from readlist.cli.terminal import at_terminal
from readlist.errors import AmbiguousError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from readlist.cli.session import Session
    from readlist.library import Library, Said
    from readlist.model.entry import Entry


def show(session: Session, entries: Sequence[str], *, all_: bool = False, json: bool = False) -> None:
    """Show all fields of entries; with ``all_``, also what each person says of them."""
    with session.open() as library:
        found = [find_entry(session, library, entry) for entry in entries]
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


def find_entry(session: Session, library: Library, wanted: str) -> Entry:
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
    if at_terminal():
        from readlist.cli import tables  # noqa: PLC0415

        tables.print_entry(tables.make_console(color=session.color), entry)
    else:
        output.write_lines(fields.entry_fields(entry))
        output.write_text(f"\n{text}" for text in fields.note_texts(entry))
        output.write_text(f"\n{fields.mention_text(mention)}" for mention in entry.mentions)
