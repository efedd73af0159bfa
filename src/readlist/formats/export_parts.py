"""The parts of an entry that an export may leave out: ``--without notes,abstract``, ``--with fields``.

notes      what the person wrote
remarks    what the imported notes say about the work, and the fields for notes of bibliography files
fields     the fields that only the format of its file has
abstract, tags, topics, status, links    of which ``status`` is also rating, priority and due date
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from readlist.errors import UsageError
from readlist.formats.note_fields import is_note_field

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from readlist.model.entry import Entry


def _without_remarks(entry: Entry) -> Entry:
    kept = tuple(one for one in entry.details.extra if not is_note_field(*one[:2]))
    mentions = tuple(replace(mention, text="") for mention in entry.mentions)
    return replace(entry, mentions=mentions, details=entry.details._replace(extra=kept))


def _without_fields(entry: Entry) -> Entry:
    kept = tuple(one for one in entry.details.extra if is_note_field(*one[:2]))
    return replace(entry, details=entry.details._replace(extra=kept))


_DROPS: dict[str, Callable[[Entry], Entry]] = {
    "notes": lambda entry: replace(entry, notes=()),
    "remarks": _without_remarks,
    "fields": _without_fields,
    "abstract": lambda entry: replace(entry, abstract=None),
    "tags": lambda entry: replace(entry, tags=(), private_tags=()),
    "topics": lambda entry: replace(entry, topics=()),
    "status": lambda entry: replace(entry, status=None, rating=None, priority=None, due=None),
    "links": lambda entry: replace(entry, links=tuple(link for link in entry.links if link.url == entry.url)),
}
PARTS = tuple(_DROPS)
"""The names of the parts."""


def read_parts(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the parts that texts such as ``notes,abstract`` name. UsageError for a name that is not one of ``PARTS``."""
    names = tuple(name.strip().lower() for text in texts for name in text.split(",") if name.strip())
    for name in names:
        if name not in PARTS:
            raise UsageError(f"'{name}' is not a part of an export", hint=f"Choose from: {', '.join(PARTS)}.")
    return names


def drop_parts(entry: Entry, parts: Collection[str]) -> Entry:
    """Return an entry without these parts."""
    for part in parts:
        entry = _DROPS[part](entry)
    return entry
