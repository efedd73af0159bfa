"""From filters to the SQL condition that selects their entries.

Words are looked up in the search index, so that they are folded and tokenized as everywhere else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.errors import UsageError
from readlist.index.document import mark
from readlist.index.fts5_query import phrase
from readlist.model.record import KINDS, STATUSES
from readlist.search.filters import HAS, NO_STATUS, PROSE
from readlist.text.folding import fold
from readlist.util.sql import join_conditions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from readlist.search.filters import Filters
    from readlist.util.sql import Condition

_IN_NAMES = "entry.id IN (SELECT rowid FROM search_names WHERE search_names MATCH ?)"
_IN_SOURCE = (
    "entry.id IN (SELECT mention.entry_id FROM mention JOIN source ON source.id = mention.source_id"
    r" WHERE source.name LIKE ? ESCAPE '\')"
)
_HAS_LINK = "EXISTS (SELECT 1 FROM link WHERE link.entry_id = entry.id AND ({}))"
_HAS_FILE = "EXISTS (SELECT 1 FROM attachment WHERE attachment.entry_id = entry.id)"
_HAS = {
    "code": "entry.kind = 'repo' OR " + _HAS_LINK.format("link.role = 'code'"),
    "pdf": _HAS_FILE
    + " OR "
    + _HAS_LINK.format("link.role = 'pdf' OR link.url LIKE '%.pdf' OR link.url LIKE '%arxiv.org/%'"),
    "note": "EXISTS (SELECT 1 FROM note WHERE note.entry_id = entry.id)",
    "abstract": "entry.abstract IS NOT NULL",
}


def filter_condition(filters: Filters) -> Condition:
    """Return the SQL condition over table ``entry``, and its parameters; ``1`` if there is nothing to filter.

    Raises UsageError for a kind, a status or a ``has`` that does not exist.
    """
    sql, parameters = join_conditions([*_value_conditions(filters), *_year_conditions(filters)], "AND")
    return sql or "1", parameters


def _value_conditions(filters: Filters) -> Iterator[Condition]:
    for name, condition in _CONDITIONS.items():
        if values := getattr(filters, name):
            each = (condition(value.encode("utf-8", "replace").decode()) for value in values)
            yield join_conditions(each, "OR")


def _year_conditions(filters: Filters) -> Iterator[Condition]:
    for bound, sign in zip(filters.years or (), (">=", "<="), strict=False):
        if bound is not None:
            yield f"entry.year {sign} ?", [bound]


def _topic(value: str) -> Condition:
    return _in_column("topics", value)


def _author(value: str) -> Condition:
    return _in_column("authors", value)


def _venue(value: str) -> Condition:
    return _in_column("venue", value)


def _in_column(column: str, value: str) -> Condition:
    """Match entries that have the words of ``value`` as a phrase in one column of the index."""
    return (_IN_NAMES, [query]) if (query := phrase(value, column)) else ("0", [])


def _tag(value: str) -> Condition:
    return _IN_NAMES, [f'marks : "{mark("tag", value)}"']


def _kind(value: str) -> Condition:
    names = tuple(PROSE if kind == "note" else kind for kind in KINDS)
    return "entry.kind = ?", ["note" if fold(value) in (PROSE, "note") else _one_of(value, names, "kind")]


def _status(value: str) -> Condition:
    status = _one_of(value, (*STATUSES, NO_STATUS), "status")
    return ("entry.status IS NULL", []) if status == NO_STATUS else ("entry.status = ?", [status])


def _source(value: str) -> Condition:
    return _IN_SOURCE, ["%" + re.sub(r"([\\%_])", r"\\\1", value) + "%"]


def _has(value: str) -> Condition:
    return _HAS[_one_of(value, HAS, "has")], []


def _one_of(value: str, known: tuple[str, ...], option: str) -> str:
    if (name := fold(value)) in known:
        return name
    choices = f"{', '.join(known[:-1])} or {known[-1]}"
    raise UsageError(f"'{value}' is not a value of {option}", hint=f"--{option} takes {choices}.")


_CONDITIONS: dict[str, Callable[[str], Condition]] = {
    "topics": _topic,
    "tags": _tag,
    "kinds": _kind,
    "authors": _author,
    "venues": _venue,
    "statuses": _status,
    "sources": _source,
    "has": _has,
}
