"""Tags, status and notes that the person adds by hand.

An entry's tags and status are fused from its records (``linkage.fusion``). What the person says is in two claims that
no import changes, so it survives every change of the notes:

    hand           tags that were added, the status that was set ("none": cleared)
    hand:removed   tags that were removed although a note or a provider gives them

Each function changes several entries in the caller's transaction and returns the ids of those that changed. If none
changed, nothing is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.errors import UsageError
from readlist.model.by_hand import without_tags
from readlist.model.provenance import HAND, REMOVED
from readlist.model.record import STATUSES, Record
from readlist.storage.claims import put_claim
from readlist.storage.evidence import load_records
from readlist.storage.notes import insert_note
from readlist.storage.tag_rows import Giving
from readlist.storage.transaction import now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from readlist.model.provenance import Origin
    from readlist.storage.transaction import Transaction

    # the person's records of an entry, by origin
    Own = dict[str, Record]
    # these, and the other records of the entry -> the person's new records
    Edit = Callable[[Own, tuple[Record, ...]], Own]

CLEARED = "none"
"""The status in a record by hand that means "none, whatever the notes say"."""


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


def add_tags(tx: Transaction, entry_ids: Sequence[int], tags: Sequence[str]) -> list[int]:
    """Give the entries these tags, and have the whole library show them in this spelling.

    Returns the entries that had not been given one of the tags by hand, or showed it in another spelling. An entry for
    which nothing visible changes is still written if another entry was given the tag later, since what counts is which
    spelling was given last.
    """
    giving = Giving(tx.connection, tx.number, tags)

    def edit(own: Own, _given: tuple[Record, ...]) -> Own:
        removed = own[REMOVED]._replace(tags=_without(own[REMOVED].tags, tags))
        return {HAND: giving.to(own[HAND]), REMOVED: removed}

    before = _edit_all(tx, entry_ids, edit)
    return [i for i, own in before.items() if giving.shows_on(without_tags(own[HAND], own[REMOVED].tags))]


def remove_tags(tx: Transaction, entry_ids: Sequence[int], tags: Sequence[str]) -> list[int]:
    """Remove tags from the entries, for good if a note or a provider gives them."""

    def edit(own: Own, others: tuple[Record, ...]) -> Own:
        removed = own[REMOVED]
        given = {tag.casefold() for record in others for tag in record.tags}
        suppressed = [tag for tag in tags if tag.casefold() in given]
        return {
            HAND: without_tags(own[HAND], tags),
            REMOVED: removed._replace(tags=(*removed.tags, *_without(suppressed, removed.tags))),
        }

    return list(_edit_all(tx, entry_ids, edit))


def _without(tags: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """The tags that are not among the others; case does not count."""
    excluded = {tag.casefold() for tag in others}
    return tuple(tag for tag in tags if tag.casefold() not in excluded)


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

    def edit(own: Own, others: tuple[Record, ...]) -> Own:
        nothing_to_clear = status == CLEARED and not any(record.status for record in (own[HAND], *others))
        return own if nothing_to_clear else own | {HAND: own[HAND]._replace(status=status)}

    return list(_edit_all(tx, entry_ids, edit))


def add_note(tx: Transaction, entry_id: int, body: str) -> int:
    """Add the person's note, in Markdown, to an entry and return the note's id; UsageError if it is blank."""
    if not body.strip():
        raise UsageError("the note is empty")
    return insert_note(tx, entry_id, body.strip("\n"), now())


def _edit_all(tx: Transaction, entry_ids: Sequence[int], edit: Edit) -> dict[int, Own]:
    """Run ``edit`` on the hand records of each entry; return what those were of the entries that changed."""
    from readlist.resolution import materialize  # noqa: PLC0415

    at = now()
    records = load_records(tx.connection, entry_ids)
    edited = {entry_id: _edit_one(tx, entry_id, found, edit, at) for entry_id, found in records.items()}
    changed = {entry_id: before for entry_id, before in edited.items() if before is not None}
    if changed:
        materialize.refresh(tx, changed)
    return changed


def _edit_one(
    tx: Transaction, entry_id: int, records: Sequence[tuple[Origin, Record]], edit: Edit, at: str
) -> Own | None:
    own = {origin.name: record for origin, record in records if origin.name in (HAND, REMOVED)}
    before = {HAND: Record(), REMOVED: Record(), **own}
    after = edit(before, tuple(record for origin, record in records if origin.name not in before))
    changed = [put_claim(tx, entry_id, origin, record, at) for origin, record in after.items()]
    return before if any(changed) else None
