"""Filters on entries, shared by search, list and export: from the values that a person types to an SQL condition.

    topics, tags, kinds, authors, venues, statuses, sources, has    any of the values of one filter, but every filter
    years                                                           first and last year, either may be open

A topic matches every topic path with these words, in any case and either script, and so all topics below it. An author
and a venue match every name with these words, a source every file name with this text, a tag only the whole tag.
Words are looked up in the search index, so that they are folded and tokenized as everywhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from readlist.errors import UsageError
from readlist.index.document import mark
from readlist.index.fts5_query import phrase
from readlist.model.record import KINDS, STATUSES
from readlist.text.folding import fold
from readlist.util.lazy_regex import lazy_pattern
from readlist.util.sql import join_conditions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from readlist.util.sql import Condition

HAS = ("code", "pdf", "note", "abstract")
"""The values of ``has``."""
NO_STATUS = "none"
"""The value of ``statuses`` that matches entries without a status."""
_PROSE = "prose"
"""The name for people of the kind ``note``, which is easily mistaken for a person's own notes."""

_YEARS = lazy_pattern(r"(?P<only>\d{4})|(?P<first>\d{4})?\s*(?:\.\.|-|–|…)\s*(?P<last>\d{4})?")
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


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries to select: all, if the filters are empty. ``years`` are inclusive; None is an open end."""

    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    years: tuple[int | None, int | None] | None = None

    def where(self) -> Condition:
        """Return the SQL condition over table ``entry``, and its parameters; ``1`` if there is nothing to filter.

        Raises UsageError for a kind, a status or a ``has`` that does not exist.
        """
        sql, parameters = join_conditions([*self._value_conditions(), *self._year_conditions()], "AND")
        return sql or "1", parameters

    def _value_conditions(self) -> Iterator[Condition]:
        for name, condition in _CONDITIONS.items():
            if values := getattr(self, name):
                each = (condition(value.encode("utf-8", "replace").decode()) for value in values)
                yield join_conditions(each, "OR")

    def _year_conditions(self) -> Iterator[Condition]:
        for bound, sign in zip(self.years or (), (">=", "<="), strict=False):
            if bound is not None:
                yield f"entry.year {sign} ?", [bound]

    def asks_for_prose(self) -> bool:
        """Whether one of the kinds is that of prose."""
        return any(fold(kind) in (_PROSE, "note") for kind in self.kinds)

    def __bool__(self) -> bool:
        """Whether any filter is set."""
        return any(getattr(self, spec.name) for spec in fields(self))


def parse_years(text: str) -> tuple[int | None, int | None]:
    """Parse ``2023``, ``2023..2024``, ``2023..`` or ``..2020`` into first and last year; UsageError if invalid."""
    match = _YEARS.fullmatch(text.strip())
    if not match or not any(match.groups()):
        raise UsageError(
            f"'{text}' is not a year or range of years", hint="Write 2023, 2023..2024, 2023.. or ..2020."
        )
    if match["only"]:
        return int(match["only"]), int(match["only"])
    first, last = (int(year) if year else None for year in match.group("first", "last"))
    if first and last and first > last:
        raise UsageError(f"'{text}' ends before it begins", hint=f"Write {last}..{first}.")
    return first, last


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
    names = tuple(_PROSE if kind == "note" else kind for kind in KINDS)
    return "entry.kind = ?", ["note" if fold(value) in (_PROSE, "note") else _one_of(value, names, "kind")]


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
