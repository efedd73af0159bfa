"""What the person says of an entry, as records to be fused with those of notes and providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.details import EMPTY, Details
from readlist.model.facts import (
    EDITED,
    EDITED_DETAILS,
    EDITED_IDS,
    GONE,
    NOTE,
    PRIORITY,
    PRIVATE,
    PRIVATE_TAG,
    RATING,
    STATUS,
    TAG,
    TOPIC,
    WHOLE,
)
from readlist.model.identifiers import parse_identifier
from readlist.model.record import Record
from readlist.model.stamps import device_of, number_of, time_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from readlist.model.facts import Fact
    from readlist.model.identifiers import Identifier

_SINGLE = (STATUS, RATING, PRIORITY, *EDITED)
_CORRECTED = frozenset((*EDITED, *EDITED_IDS, *EDITED_DETAILS))


class Tagging(NamedTuple):
    """One spelling of a tag in the records of an entry.

    ``times``: the number of mentions and provider records with it. ``given``: when the person gave it (``number_of`` the
    stamp), or None.
    """

    spelling: str
    times: int = 0
    given: int | None = None


class WrittenNote(NamedTuple):
    """A note of the person's: its own id, its text in Markdown, and when it was written and changed (ISO 8601)."""

    uid: str
    body: str
    created: str
    updated: str


def private_notes(facts: Iterable[Fact]) -> set[str]:
    """Return the ids of the notes that are not for export."""
    return {one.element for one in facts if one.field == PRIVATE and one.value}


def private_tags(facts: Iterable[Fact]) -> set[str]:
    """Return the tags, folded, that the person has given for themselves alone."""
    found = [(one.field, one.element) for one in facts if one.field in (TAG, PRIVATE_TAG) and one.value]
    return {tag for field, tag in found if field == PRIVATE_TAG and (TAG, tag) not in found}


def record_by_hand(facts: Sequence[Fact]) -> Record:
    """Return what the person says an entry has: tags with the numbers of their stamps, topics, and single fields."""
    tags = [*{one.element: one for one in _ordered(facts, TAG, PRIVATE_TAG) if one.value}.values()]
    single = {
        one.field: _frozen(one.value)
        for one in facts
        if one.field in _SINGLE and one.element == WHOLE and one.value != ""
    }
    details = {one.field: one.value for one in facts if one.field in EDITED_DETAILS and one.value != ""}
    return Record(
        tags=tuple(one.value for one in tags),
        stamps=tuple(number_of(one.said) for one in tags),
        topics=tuple(tuple(one.value) for one in _ordered(facts, TOPIC) if one.value),
        ids=tuple(filter(None, map(_identifier, facts))),
        details=Details.from_dict(details) if details else EMPTY,
        stated=tuple(sorted(one.field for one in facts if one.field in _CORRECTED)),
        **single,
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _identifier(fact: Fact) -> Identifier | None:
    scheme = EDITED_IDS.get(fact.field)
    return parse_identifier(f"{scheme}:{fact.value}") if scheme and fact.value else None


def is_curated(facts: Iterable[Fact]) -> bool:
    """Return whether anything is said that is worth keeping an entry for which no note has any more.

    That it is removed is not, nor which tags it does not have.
    """
    return any(one.value is not False and one.field != GONE for one in facts)


def is_gone(facts: Collection[Fact]) -> bool:
    """Return whether the person has removed the entry that these facts are about.

    It is there if something is said of it that was not known where it was removed, other than what is private.
    """
    removal = next((one.value for one in facts if one.field == GONE and one.value), None)
    if not isinstance(removal, dict):
        return bool(removal)
    private = private_notes(facts)
    return not any(
        one.value is not None
        and one.field not in (GONE, PRIVATE, PRIVATE_TAG)
        and not (one.field == NOTE and one.element in private)
        and one.said > removal.get(device_of(one.said), "")
        for one in facts
    )


def record_removed(facts: Sequence[Fact]) -> Record:
    """Return the tags that the person has taken off an entry, folded."""
    own = private_tags(facts)
    taken = (one.element for one in _ordered(facts, TAG) if one.value is False)
    return Record(tags=tuple(tag for tag in taken if tag not in own))


def notes_by_hand(facts: Sequence[Fact]) -> Iterator[WrittenNote]:
    """Yield the notes of an entry, the oldest first. The id of a note begins with the stamp of its first version."""
    for one in sorted(facts, key=lambda fact: fact.element):
        if one.field == NOTE and one.value is not None:
            yield WrittenNote(one.element, one.value, time_of(one.element), time_of(one.said))


def _ordered(facts: Iterable[Fact], *fields: str) -> list[Fact]:
    """The facts of fields in the order in which they were stated; those of one operation are in order."""
    return sorted((one for one in facts if one.field in fields), key=lambda one: one.said)
