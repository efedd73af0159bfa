"""Facts: what the person says about entries, one statement each.

    field                element               value (JSON)
    tag                  the tag, casefolded   its spelling, or false: not this tag, whatever the notes say
    private_tag          the tag, casefolded   its spelling; it stays in the library where it was given
    topic                the path, folded      the path, a list, outermost first
    status               "" or a person        todo, reading, read, dropped; none: no status, whatever the notes say
    rating, priority     "" or a person        a number
    due                  ""                    a date, 2027-03-01: to be read by then
    note                 the note's own id     its text
    private              the note's own id     true: not for export
    title, authors, …    ""                    the value of the field (``EDITED``); lists as lists; "": none, whatever others say
    gone                 ""                    the entry is not shown, whatever mentions it; true, or by device the latest
                                               stamp that who removed it had seen: what is said later brings it back
    into                 ""                    the uid of the entry that this one was merged into
    key                  ""                    the citation key that the person gave it
    key                  an earlier key        the same: it was known by it, before it got another or was merged

``model.library_facts`` lists those about the library itself. No value (None) means that nothing is said any more. What counts is the fact with the greatest stamp; the others are kept,
because undo goes back to them. Each fact stands alone, so that changes of different fields never overwrite each other.

In a library that a group shares, each person has a status, rating and priority of their own (``PERSONAL``), under their
name; those without a name are the founder's (``model.library_facts``). Everything else is said for the group.
"""

from __future__ import annotations

from typing import Any, NamedTuple

TAG, TOPIC, STATUS, RATING, PRIORITY, NOTE = "tag", "topic", "status", "rating", "priority", "note"
PRIVATE, PRIVATE_TAG, GONE = "private", "private_tag", "gone"
PERSONAL = frozenset({STATUS, RATING, PRIORITY})
"""Fields that each person of a group has one value of."""
EDITED = ("kind", "title", "authors", "org", "abstract", "year", "month", "venue", "categories", "url")
"""Fields of records that the person may correct."""
EDITED_IDS = {"arxiv_id": "arxiv", "doi": "doi", "acl_id": "acl", "openreview_id": "openreview"}
"""Fields with an identifier, which replaces the others of its scheme; each with the scheme."""
EDITED_DETAILS = (
    "type", "genre", "container", "volume", "issue", "pages", "series", "edition", "publisher", "publisher_place",
    "isbn", "issn", "language",
)  # fmt: skip
"""Bibliographic details (``model.details``) that the person may correct."""
INTO, KEY = "into", "key"
NAMING = frozenset({"kind", "title", "url", "year", "authors", INTO, GONE, *EDITED_IDS})
"""Fields that say which works there are; the others are about one entry alone."""
WHOLE = ""
"""The element of a field that an entry has one value of."""
CLEARED = "none"
"""The status that means "none, whatever the notes say"."""


class Fact(NamedTuple):
    """What the person says of one field (or one element of it) of an entry.

    ``stamp``: that of the operation that wrote it (``model.stamps``). ``said``: that of the operation that said so first; an
    undo writes again what was said before.
    """

    field: str
    element: str
    value: Any
    stamp: str
    said: str


class Statement(NamedTuple):
    """A fact that is to be written: of the entry with this number, as of now."""

    entry_id: int
    field: str
    element: str
    value: Any


def tag_element(tag: str) -> str:
    """Return the element of a tag: case does not distinguish tags."""
    return tag.casefold()
