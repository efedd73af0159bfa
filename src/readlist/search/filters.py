"""Filters on entries, shared by search, list and export; ``filter_conditions`` makes SQL of them.

    topics, tags, kinds, authors, venues, statuses, sources, has    any of the values of one filter, but every filter
    missing                                                         what entries must not have
    years, years_or_none                                            first and last year, either may be open
    every                                                           the filters whose values must all match

A value may be a list, ``todo,reading``, of which any may match, and ``!`` before a value or a list excludes what it
matches. In topics, authors, venues and sources, which may have commas themselves, a comma before a space is none of a list.

A topic matches every topic path with these words, in any case and either script, and so all topics below it. An author
and a venue match every name with these words, a source every file name with this text, a tag only the whole tag.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from readlist.errors import UsageError
from readlist.text.folding import fold
from readlist.util.lazy_regex import lazy_pattern

HAS = (
    "code", "pdf", "note", "abstract", "year", "venue", "authors", "doi", "arxiv", "url", "tag", "topic", "status", "rating",
    "priority",
)  # fmt: skip
"""The values of ``has`` and ``missing``."""
LISTED = ("topic", "tag", "kind", "author", "venue", "status", "source", "has", "missing")
"""The filters that take several values, as the command line calls them: the values of ``every``."""
NO_STATUS = "none"
"""The value of ``statuses`` that matches entries without a status."""
PROSE = "prose"
"""The name for people of the kind ``note``, which is easily mistaken for a person's own notes."""

_YEARS = lazy_pattern(r"(?P<only>\d{4})|(?P<first>\d{4})?\s*(?:\.\.|-|–|…)\s*(?P<last>\d{4})?")

_CLOSED = ("tags", "kinds", "statuses", "has", "missing", "every")
"""Fields whose values never have a comma."""
_COMMA, _COMMA_OF_LIST = lazy_pattern(r"\s*,\s*"), lazy_pattern(r"\s*,(?!\s)")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries to select: all, if the filters are empty.

    ``years`` are inclusive; None is an open end. ``years_or_none`` are too, and let entries without a year pass.
    """

    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    every: tuple[str, ...] = ()
    years: tuple[int | None, int | None] | None = None
    years_or_none: tuple[int | None, int | None] | None = None

    def asks_for_prose(self) -> bool:
        """Whether one of the kinds is that of prose."""
        wanted = (name for value in self.kinds for name in split_value("kinds", value)[0])
        return any(fold(kind) in (PROSE, "note") for kind in wanted)

    def __bool__(self) -> bool:
        """Whether any filter is set."""
        return any(getattr(self, spec.name) for spec in fields(self))


def split_value(field: str, value: str) -> tuple[list[str], list[str]]:
    """Split a value of a filter, which may be a list, into what may match and what must not (``!survey``)."""
    negated = value.lstrip().startswith(("!", "！"))
    separator = _COMMA if field in _CLOSED else _COMMA_OF_LIST
    parts = [part.strip() for part in separator.split(value.strip().lstrip("!！"))]
    wanted: list[str] = []
    excluded: list[str] = []
    for part in filter(None, parts):
        (excluded if negated or part[0] in "!！" else wanted).append(part.lstrip("!！"))
    return ([value], []) if not wanted and not any(excluded) else (wanted, excluded)


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
