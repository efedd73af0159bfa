"""The filters of ``search``, ``list`` and ``export`` as the command line names them; typer is not needed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.search.filters import Filters

FIELDS = {
    "topic": "topics",
    "tag": "tags",
    "kind": "kinds",
    "author": "authors",
    "year": "years",
    "year-or-none": "years_or_none",
    "venue": "venues",
    "status": "statuses",
    "source": "sources",
    "has": "has",
    "missing": "missing",
    "every": "every",
}
"""Name of an option to the field of ``Filters`` that it fills."""
OF_ONE_VALUE = ("years", "years_or_none")
"""The fields whose option is not repeated."""


def make_filters(
    *, years: str | None = None, years_or_none: str | None = None, **words: list[str] | None
) -> Filters | None:
    """Build the filters from the options, or None when none was given; UsageError for a bad year range."""
    given = {field: tuple(values) for field, values in words.items() if values}
    if not given and not years and not years_or_none:
        return None
    from readlist.search.filters import Filters, parse_years  # noqa: PLC0415

    return Filters(
        **given,
        years=parse_years(years) if years else None,
        years_or_none=parse_years(years_or_none) if years_or_none else None,
    )
