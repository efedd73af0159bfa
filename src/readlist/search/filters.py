"""Filters on entries, shared by search, list and export: from words a person types to an SQL condition.

    topics, tags, kinds, authors, venues, statuses, sources, has    any of the values
    years                                                           first and last, either may be open

Values of one filter are alternatives (`--kind paper --kind repo`: either); an entry must pass all filters.
A topic matches every topic with these words in its path, in any case and either script, and so all below it; an author
or a venue matches any that has the words, a source any whose name contains the text. A tag must match as a whole.
The words are looked up in the search index, so that they are folded and split as everywhere else.
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

if TYPE_CHECKING:
    from collections.abc import Callable

HAS = ("code", "pdf", "note", "abstract")
"""What ``has`` may ask for."""
NO_STATUS = "none"
"""The status to ask for entries without one."""
_PROSE = "prose"
"""The name for people of kind ``note``, which is easily taken for a person's own notes."""

_YEARS = lazy_pattern(r"(?P<first>\d{4})?\s*(?P<to>\.\.|-|–|…)?\s*(?P<last>\d{4})?")
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
    """Which entries to take. Empty filters take all; ``years`` are inclusive, None is open."""

    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    years: tuple[int | None, int | None] | None = None

    def where(self) -> tuple[str, list[str | int]]:
        """Build the SQL condition over table ``entry`` and its parameters; ``1`` when there is nothing to filter.

        Raises UsageError for a kind, a status or a ``has`` that does not exist.
        """
        conditions: list[str] = []
        parameters: list[str | int] = []
        for spec in fields(self):
            if (values := getattr(self, spec.name)) and spec.name != "years":
                each = [_CONDITIONS[spec.name](value.encode("utf-8", "replace").decode()) for value in values]
                conditions.append("(" + " OR ".join(f"({sql})" for sql, _ in each) + ")")
                parameters += [parameter for _, own in each for parameter in own]
        for bound, sign in zip(self.years or (), (">=", "<="), strict=False):
            if bound is not None:
                conditions.append(f"entry.year {sign} ?")
                parameters.append(bound)
        return " AND ".join(conditions) or "1", parameters

    def asks_for_prose(self) -> bool:
        """Whether one of the kinds is that of prose."""
        return any(fold(kind) in (_PROSE, "note") for kind in self.kinds)

    def __bool__(self) -> bool:
        return any(getattr(self, spec.name) for spec in fields(self))


def parse_years(text: str) -> tuple[int | None, int | None]:
    """Read ``2023``, ``2023..2024``, ``2023..`` or ``..2020`` as first and last year; raises UsageError when bad."""
    match = _YEARS.fullmatch(text.strip())
    if not match or not (match["first"] or match["last"]):
        raise UsageError(f"'{text}' is not a year range", hint="Write 2023, 2023..2024, 2023.. or ..2020.")
    first, last = (int(year) if (year := match[name]) else None for name in ("first", "last"))
    if not match["to"]:
        if first and last:  # 20232024
            raise UsageError(
                f"'{text}' is not a year range", hint="Write 2023, 2023..2024, 2023.. or ..2020."
            )
        first = last = first or last
    if first and last and first > last:
        raise UsageError(f"'{text}' ends before it begins", hint=f"Write {last}..{first}.")
    return first, last


def _topic(value: str) -> tuple[str, list[str | int]]:
    return _named("topics", value)


def _author(value: str) -> tuple[str, list[str | int]]:
    return _named("authors", value)


def _venue(value: str) -> tuple[str, list[str | int]]:
    return _named("venue", value)


def _named(column: str, value: str) -> tuple[str, list[str | int]]:
    """Entries whose names hold the words of ``value``, side by side, in one column of the index."""
    return (_IN_NAMES, [query]) if (query := phrase(value, column)) else ("0", [])


def _tag(value: str) -> tuple[str, list[str | int]]:
    return _IN_NAMES, [f'marks : "{mark("tag", value)}"']


def _kind(value: str) -> tuple[str, list[str | int]]:
    names = tuple(_PROSE if kind == "note" else kind for kind in KINDS)
    return "entry.kind = ?", ["note" if fold(value) in (_PROSE, "note") else _one_of(value, names, "kind")]


def _status(value: str) -> tuple[str, list[str | int]]:
    status = _one_of(value, (*STATUSES, NO_STATUS), "status")
    return ("entry.status IS NULL", []) if status == NO_STATUS else ("entry.status = ?", [status])


def _source(value: str) -> tuple[str, list[str | int]]:
    return _IN_SOURCE, ["%" + re.sub(r"([\\%_])", r"\\\1", value) + "%"]


def _has(value: str) -> tuple[str, list[str | int]]:
    return _HAS[_one_of(value, HAS, "has")], []


def _one_of(value: str, known: tuple[str, ...], option: str) -> str:
    if (name := fold(value)) in known:
        return name
    choices = f"{', '.join(known[:-1])} or {known[-1]}"
    raise UsageError(f"'{value}' is not a value of {option}", hint=f"--{option} takes {choices}.")


_CONDITIONS: dict[str, Callable[[str], tuple[str, list[str | int]]]] = {
    "topics": _topic,
    "tags": _tag,
    "kinds": _kind,
    "authors": _author,
    "venues": _venue,
    "statuses": _status,
    "sources": _source,
    "has": _has,
}
