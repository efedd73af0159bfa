"""Tags, status, rating and notes that the person adds by hand.

An entry's tags and status are fused from its records (``linkage.fusion``). What the person says is stated as facts
(``model.facts``), which no import changes, so it survives every change of the notes.

Each function changes several entries in the caller's transaction and returns the ids of those that changed. If none
changed, nothing is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.curation.statements import facts_of, give_private_tags, give_tags, note_statement, noted_tags
from readlist.errors import NotFoundError, UsageError
from readlist.model.by_hand import notes_by_hand, private_notes
from readlist.model.facts import (
    CLEARED,
    NOTE,
    PRIVATE,
    PRIVATE_TAG,
    STATUS,
    TAG,
    WHOLE,
    Statement,
    tag_element,
)
from readlist.model.record import STATUSES
from readlist.storage.entries import read_statuses
from readlist.storage.facts import state

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.storage.transaction import Transaction

RATINGS = range(1, 6)
"""Ratings, the best last."""
PRIORITIES = range(1, 6)
"""Priorities, what to read first first."""


def parse_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Parse tags as a person types them, separated by commas, and collapse white space; UsageError if there is none."""
    tags = [" ".join(part.split()) for text in texts for part in text.split(",")]
    if bad := next((tag for tag in tags if not tag.isprintable()), None):
        raise UsageError(f"a tag cannot contain control characters: {bad!r}")
    if not any(tags):
        raise UsageError("the tag is empty")
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def parse_topic(text: str) -> tuple[str, ...]:
    """Parse a topic as a person types it, outermost name first (``RAG / Tricks``); UsageError if a name is empty."""
    path = tuple(" ".join(name.split()) for name in re.split(r"(?:^|\s+)[/／](?=\s|$)", text.strip()))
    if not all(name.isprintable() and any(map(str.isalnum, name)) for name in path):
        raise UsageError(
            f"'{text}' is not a topic", hint="Write a name, or several, outermost first: RAG / Tricks"
        )
    return path


def add_tags(
    tx: Transaction, entry_ids: Sequence[int], tags: Sequence[str], *, private: bool = False
) -> list[int]:
    """Give the entries these tags, and have the whole library show them in this spelling.

    ``private``: for the person of this library alone; a tag that an entry has for all stays as it is.

    Returns the entries that had not been given one of the tags by hand, or showed it in another spelling. An entry for
    which nothing visible changes is still written if another entry was given the tag later, since what counts is which
    spelling was given last.
    """
    if private:
        return state_all(tx, give_private_tags(tx, entry_ids, tags))
    visible, statements = give_tags(tx, entry_ids, tags)
    state_all(tx, statements)
    return [entry_id for entry_id in entry_ids if entry_id in visible]


def remove_tags(tx: Transaction, entry_ids: Sequence[int], tags: Sequence[str]) -> list[int]:
    """Remove tags from the entries, for good if a note or a provider gives them."""
    given = noted_tags(tx, entry_ids)
    statements = []
    for entry_id, facts in facts_of(tx, entry_ids).items():
        for element in dict.fromkeys(map(tag_element, tags)):
            known = facts[TAG, element].value if (TAG, element) in facts else None
            is_noted = element in given.get(entry_id, ())
            if known or (is_noted and known is None):
                statements.append(Statement(entry_id, TAG, element, False if is_noted else None))
            if (PRIVATE_TAG, element) in facts:
                statements.append(Statement(entry_id, PRIVATE_TAG, element, None))
    return state_all(tx, statements)


def parse_status(text: str) -> str:
    """Return ``text`` if it is a status or ``none``; otherwise raise UsageError."""
    if text in (*STATUSES, CLEARED):
        return text
    raise UsageError(
        f"'{text}' is not a status", hint=f"Choose one of: {', '.join(STATUSES)}, or {CLEARED} to clear it."
    )


def set_status(tx: Transaction, entry_ids: Sequence[int], status: str) -> list[int]:
    """Set the status of the entries, or clear it with ``none``; UsageError for an invalid status."""
    parse_status(status)
    wanted = entry_ids
    if status == CLEARED:
        stated = {i for i, status in read_statuses(tx.connection, entry_ids).items() if status}
        wanted = [i for i in entry_ids if i in stated]
    return set_field(tx, wanted, STATUS, status)


def parse_rating(text: str) -> int | None:
    """Return a rating from 1 to 5, or None for ``none``, which takes it away; otherwise raise UsageError."""
    if text == CLEARED:
        return None
    if text in map(str, RATINGS):
        return int(text)
    raise UsageError(
        f"'{text}' is not a rating",
        hint=f"Choose a number from {RATINGS[0]} to {RATINGS[-1]}, or {CLEARED} to take it away.",
    )


def parse_priority(text: str) -> int | None:
    """Return a priority from 1, what to read first, to 5; None for ``none``; otherwise raise UsageError."""
    if text == CLEARED:
        return None
    if text in map(str, PRIORITIES):
        return int(text)
    raise UsageError(
        f"'{text}' is not a priority",
        hint=f"Choose a number from {PRIORITIES[0]}, the first, to {PRIORITIES[-1]}, or {CLEARED} to take it away.",
    )


def parse_due_date(text: str) -> str | None:
    """Return a due date in ISO 8601, or None for ``none``; otherwise raise UsageError."""
    from datetime import datetime  # noqa: PLC0415

    from readlist.model.due_dates import HOW, parse_due  # noqa: PLC0415

    if text == CLEARED:
        return None
    if day := parse_due(text, datetime.now().astimezone().date()):
        return day
    raise UsageError(f"'{text}' is not a date", hint=HOW)


def set_field(tx: Transaction, entry_ids: Sequence[int], field: str, value: object) -> list[int]:
    """State a field of the entries that has one value; None takes back what was stated."""
    facts = facts_of(tx, entry_ids)
    known = {i: one.value for i, of_entry in facts.items() if (one := of_entry.get((field, WHOLE)))}
    return state_all(tx, [Statement(i, field, WHOLE, value) for i in facts if known.get(i) != value])


def add_note(tx: Transaction, entry_id: int, body: str, *, private: bool = False) -> str:
    """Add the person's note, in Markdown, to an entry and return the note's own id; UsageError if it is blank."""
    note = note_statement(tx, entry_id, _parse_note(body))
    marks = [Statement(entry_id, PRIVATE, note.element, True)] if private else []
    state_all(tx, [note, *marks])
    return note.element


def edit_note(
    tx: Transaction, entry_id: int, number: int, body: str | None, *, private: bool | None = None
) -> bool:
    """Change the text of a note, counted from 1, or whether it is private, where these are given.

    Returns whether anything changed. Raises NotFoundError if there is no such note, UsageError for a blank text.
    """
    uid, text, is_private = _find_note(tx, entry_id, number)
    statements = []
    if body is not None and (wanted := _parse_note(body)) != text:
        statements.append(Statement(entry_id, NOTE, uid, wanted))
    if private not in (None, is_private):
        statements.append(Statement(entry_id, PRIVATE, uid, private or None))
    return bool(state_all(tx, statements))


def remove_note(tx: Transaction, entry_id: int, number: int) -> None:
    """Remove a note, counted from 1; NotFoundError if there is none."""
    uid, _, is_private = _find_note(tx, entry_id, number)
    marks = [Statement(entry_id, PRIVATE, uid, None)] if is_private else []
    state_all(tx, [Statement(entry_id, NOTE, uid, None), *marks])


def _parse_note(body: str) -> str:
    if not body.strip():
        raise UsageError("the note is empty")
    return body.strip("\n")


def _find_note(tx: Transaction, entry_id: int, number: int) -> tuple[str, str, bool]:
    """Return the id and the text of a note, and whether it is private."""
    facts = list(facts_of(tx, [entry_id])[entry_id].values())
    notes = list(notes_by_hand(facts))
    if not 1 <= number <= len(notes):
        has = f"{len(notes)} note{'s' if len(notes) != 1 else ''}" if notes else "no notes"
        raise NotFoundError(
            f"there is no note {number}: the entry has {has}",
            hint="See them with: readlist note ENTRY --list",
        )
    found = notes[number - 1]
    return found.uid, found.body, found.uid in private_notes(facts)


def state_all(tx: Transaction, statements: Sequence[Statement]) -> list[int]:
    """Write statements, refresh their entries, and return these; nothing is written if there are none."""
    from readlist.resolution import materialize  # noqa: PLC0415

    if not statements:
        return []
    state(tx, statements)
    changed = list(dict.fromkeys(one.entry_id for one in statements))
    materialize.refresh(tx, changed)
    return changed
