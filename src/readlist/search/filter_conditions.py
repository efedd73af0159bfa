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
from readlist.search.filters import HAS, LISTED, NO_STATUS, PROSE, split_value
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
_HAS_ID = "EXISTS (SELECT 1 FROM identifier WHERE identifier.entry_id = entry.id AND scheme = '{}')"
_HAS = {
    "code": "entry.kind = 'repo' OR " + _HAS_LINK.format("link.role = 'code'"),
    "pdf": _HAS_FILE
    + " OR "
    + _HAS_LINK.format("link.role = 'pdf' OR link.url LIKE '%.pdf' OR link.url LIKE '%arxiv.org/%'"),
    "note": "EXISTS (SELECT 1 FROM note WHERE note.entry_id = entry.id)",
    **{
        name: f"entry.{name} IS NOT NULL"
        for name in ("abstract", "year", "venue", "url", "status", "rating", "priority")
    },
    "authors": "entry.authors <> '[]' OR entry.org IS NOT NULL",
    "doi": _HAS_ID.format("doi"),
    "arxiv": _HAS_ID.format("arxiv"),
    "tag": "EXISTS (SELECT 1 FROM entry_tag WHERE entry_tag.entry_id = entry.id)",
    "topic": "EXISTS (SELECT 1 FROM entry_topic WHERE entry_topic.entry_id = entry.id)"
    " OR EXISTS (SELECT 1 FROM mention WHERE mention.entry_id = entry.id AND topic_id IS NOT NULL)",
}


def filter_condition(filters: Filters) -> Condition:
    """Return the SQL condition over table ``entry``, and its parameters; ``1`` if there is nothing to filter.

    Raises UsageError for a kind, a status, or another name that does not exist.
    """
    sql, parameters = join_conditions([*_value_conditions(filters), *_year_conditions(filters)], "AND")
    return sql or "1", parameters


def _value_conditions(filters: Filters) -> Iterator[Condition]:
    every = {
        _one_of(name, LISTED, "every") for value in filters.every for name in split_value("every", value)[0]
    }
    for option, (field, condition) in _CONDITIONS.items():
        alternatives: list[Condition] = []
        for value in getattr(filters, field):
            wanted, excluded = split_value(field, value.encode("utf-8", "replace").decode())
            if wanted:
                alternatives.append(join_conditions(map(condition, wanted), "OR"))
            for sql, parameters in map(condition, excluded):
                yield f"({sql}) IS NOT TRUE", parameters
        if alternatives:
            yield join_conditions(alternatives, "AND" if option in every else "OR")


def value_condition(field: str, value: str) -> Condition:
    """Return the condition of one value of a field of ``Filters``, neither a list nor excluded."""
    condition = next(one for name, one in _CONDITIONS.values() if name == field)
    return condition(value.encode("utf-8", "replace").decode())


def _year_conditions(filters: Filters) -> Iterator[Condition]:
    for years, otherwise in ((filters.years, ""), (filters.years_or_none, " OR entry.year IS NULL")):
        for bound, sign in zip(years or (), (">=", "<="), strict=False):
            if bound is not None:
                yield f"entry.year {sign} ?{otherwise}", [bound]


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


def _missing(value: str) -> Condition:
    return f"({_HAS[_one_of(value, HAS, 'missing')]}) IS NOT TRUE", []


def _one_of(value: str, known: tuple[str, ...], option: str) -> str:
    if (name := fold(value)) in known:
        return name
    choices = f"{', '.join(known[:-1])} or {known[-1]}"
    raise UsageError(f"'{value}' is not a value of {option}", hint=f"--{option} takes {choices}.")


_CONDITIONS: dict[str, tuple[str, Callable[[str], Condition]]] = {
    "topic": ("topics", _topic),
    "tag": ("tags", _tag),
    "kind": ("kinds", _kind),
    "author": ("authors", _author),
    "venue": ("venues", _venue),
    "status": ("statuses", _status),
    "source": ("sources", _source),
    "has": ("has", _has),
    "missing": ("missing", _missing),
}
"""Option to its field of ``Filters`` and the condition of one of its values."""
