"""Filters on entries, shared by search, list and export; ``filter_conditions`` makes SQL of them.

    topics, tags, kinds, authors, venues, statuses, sources, has    any of the values of one filter, but every filter
    years                                                           first and last year, either may be open

A topic matches every topic path with these words, in any case and either script, and so all topics below it. An author
and a venue match every name with these words, a source every file name with this text, a tag only the whole tag.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from readlist.errors import UsageError
from readlist.text.folding import fold
from readlist.util.lazy_regex import lazy_pattern

HAS = ("code", "pdf", "note", "abstract")
"""The values of ``has``."""
NO_STATUS = "none"
"""The value of ``statuses`` that matches entries without a status."""
PROSE = "prose"
"""The name for people of the kind ``note``, which is easily mistaken for a person's own notes."""

_YEARS = lazy_pattern(r"(?P<only>\d{4})|(?P<first>\d{4})?\s*(?:\.\.|-|–|…)\s*(?P<last>\d{4})?")


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

    def asks_for_prose(self) -> bool:
        """Whether one of the kinds is that of prose."""
        return any(fold(kind) in (PROSE, "note") for kind in self.kinds)

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
