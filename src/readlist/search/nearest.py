"""What a person may have meant by a key, tag, topic or source that the library does not have.

All names are compared (``text.nearest``), only where a command fails anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.errors import NotFoundError
from readlist.index.fts5_query import phrase_words
from readlist.search.filter_conditions import value_condition
from readlist.search.filters import split_value
from readlist.storage.shown_topics import read_all_names
from readlist.text.folding import fold
from readlist.text.nearest import find_nearest

if TYPE_CHECKING:
    from readlist.search.filters import Filters
    from readlist.storage.database import Store

_MOST = 3
"""Keys that are suggested, at most."""
_SHOWN = "kind NOT IN ('note', 'gone')"
_NAMES = {
    "topics": ("topic", "List them with: readlist topics", ""),
    "tags": (
        "tag",
        "List them with: readlist tags",
        "SELECT name FROM tag WHERE id IN (SELECT tag_id FROM entry_tag)",
    ),
    "sources": ("source", "List them with: readlist source list", "SELECT name FROM source"),
}
"""Fields of ``Filters`` whose values are names in the library: what they are called, where to see them, all of them.

The names of topics are those that are shown (``shown_topics``)."""


def check_values(store: Store, filters: Filters | None) -> None:
    """Raise NotFoundError for a topic, tag or source of ``filters`` that the library does not have, with the nearest."""
    for field in _NAMES if filters else ():
        for value in getattr(filters, field):
            wanted, excluded = split_value(field, value)
            for one in (*wanted, *excluded):
                where, parameters = value_condition(field, one)
                if not store.query(f"SELECT EXISTS (SELECT 1 FROM entry WHERE {where})", parameters)[0][0]:
                    _refuse(store, field, one)


def check_query(store: Store, query: str) -> None:
    """Raise NotFoundError for a topic, tag or source in a query that the library does not have, with the nearest."""
    from readlist.search.query_parser import parse_query  # noqa: PLC0415

    parsed = parse_query(query)
    for term in (*(term for group in parsed.groups for term in group), *parsed.excluded):
        check_values(store, term.filters)


def _refuse(store: Store, field: str, wanted: str) -> None:
    what, where, sql = _NAMES[field]
    names = [name for (name,) in store.query(sql)] if sql else list(read_all_names(store.connection))
    if any(_names(field, wanted, name) for name in names):
        return  # it has no entries
    near = find_nearest(wanted, names)
    hint = f"Did you mean: {', '.join(near)}?" if near else where
    raise NotFoundError(f"no {what} matches '{wanted}'", hint=hint)


def _names(field: str, wanted: str, name: str) -> bool:
    """Whether a value of a filter stands for a name: for a topic if all its words are there, as in search."""
    if field == "topics":
        return set(phrase_words(wanted)) <= set(phrase_words(name))
    return field == "sources" and fold(wanted) in fold(name)


def find_nearest_keys(store: Store, wanted: str) -> list[str]:
    """Return up to three citation keys that differ from what is wanted by no more edits than a misspelling has."""
    from readlist.search.spelling import max_edits  # noqa: PLC0415

    edits = max_edits(wanted)
    if not edits or len(wanted.split()) != 1:
        return []
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    keys = [key for (key,) in store.query(f"SELECT key FROM entry WHERE {_SHOWN} ORDER BY key")]
    found = process.extract(
        wanted.lower(), keys, scorer=OSA.distance, processor=str.lower, score_cutoff=edits, limit=None
    )
    return [key for key, _, _ in sorted(found, key=lambda one: (one[1], one[0]))][:_MOST]


def correct_key(store: Store, wanted: str) -> str | None:
    """Return the only key that may be meant by a misspelt one; None if there are several, or its digits differ."""
    keys = find_nearest_keys(store, wanted)
    return keys[0] if len(keys) == 1 and _digits(keys[0]) == _digits(wanted) else None


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
