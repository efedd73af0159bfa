"""A note of an entry, or its fields, in the person's editor."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from readlist.cli.editor import Draft, edit_until_valid
from readlist.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from readlist.cli.session import Session
    from readlist.library.facade import Library
    from readlist.model.entry import Entry


_HEAD = "<!-- Your note "
_HEAD_OF_NOTE = re.compile(r"<!-- Your note (?:(?P<number>\d+) )?on (?P<key>\S+): ")
_HEAD_OF_FIELDS = re.compile(r"^\[(?:(?P<bare>[\w-]+)|(?P<quoted>\".*\"))\]$", re.MULTILINE)


def without_head(text: str) -> str:
    """Return a text without the first line that the editor showed."""
    head, _, rest = text.partition("\n")
    return rest if head.startswith(_HEAD) and head.rstrip().endswith("-->") else text


def _command_of(session: Session) -> Callable[[str], str]:
    """Return a function from the text of a draft to the command that stores it, but for the path."""
    given = [
        part
        for name in ("db", "config")
        if (value := getattr(session, name))
        for part in (f"--{name}", value)
    ]

    def command_of(text: str) -> str:
        if note := _HEAD_OF_NOTE.match(text):
            number = ["--edit", note["number"]] if note["number"] else []
            return f"{shlex.join(['readlist', *given, 'note', note['key'], *number])} - <"
        keys = [found["bare"] or found["quoted"][1:-1] for found in _HEAD_OF_FIELDS.finditer(text)]
        return f"{shlex.join(['readlist', *given, 'edit', *keys])} --from" if keys else ""

    return command_of


def store_note(
    library: Library, wanted: str, body: str | None, number: int | None, *, private: bool | None
) -> Entry:
    """Store a new note, or with ``number`` a changed one, and return the entry."""
    if number is None:
        return library.note(wanted, body or "", private=bool(private))
    return library.edit_note(wanted, number, body, private=private)


def edit_note(
    session: Session, wanted: str, number: int | None = None, *, private: bool | None = None
) -> Entry | None:
    """Open the editor on a note and store what it leaves; None if that is empty or as it was."""
    with session.open() as library:
        entry = library.find(wanted)
    if number is not None and not 1 <= number <= len(entry.notes):
        raise NotFoundError(
            f"there is no note {number}: the entry has {len(entry.notes)}",
            hint="See them with: readlist note ENTRY --list",
        )
    before = entry.notes[number - 1].body if number else ""
    which = f"{number} " if number else ""
    head = f"{_HEAD}{which}on {entry.key}: {entry.title.replace('--', '- -')}. Markdown; this line is left out. -->\n"
    draft = Draft.create(session, f"{head}{before}\n", suffix=".md", command_of=_command_of(session))
    body = without_head(draft.edit()).strip("\n")
    if not body.strip() or body == before:
        draft.discard()
        if before and not body.strip():
            raise UsageError(
                "the note is empty; it was not changed",
                hint=f"Remove it with: readlist note {entry.key} --rm {number}",
            )
        return None
    with draft.kept_on_error(), session.open() as library:
        found = store_note(library, entry.key, body, number, private=private)
    draft.discard()
    return found


def edit_fields(session: Session, wanted: Sequence[str]) -> tuple[str, ...]:
    """Open the editor on the fields of entries, until they are valid; return the keys of the entries that changed."""
    with session.open() as library:
        sheet = library.write_sheet(wanted)

    def store(text: str) -> tuple[str, ...]:
        with session.open() as library:
            return library.apply_sheet(sheet, text)

    draft = Draft.create(session, sheet.text, suffix=".toml", command_of=_command_of(session))
    return edit_until_valid(session, draft, store)
