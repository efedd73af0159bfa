"""A parsed query: groups of terms, as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from readlist.search.filters import Filters


class Term(NamedTuple):
    """One value: ``filters`` if its field is a filter, else words to find in ``field`` or, without one, anywhere."""

    text: str
    field: str | None = None
    is_phrase: bool = False
    is_prefix: bool = False
    filters: Filters | None = None


class Query(NamedTuple):
    """A parsed query: of every group at least one term must match, and none of ``excluded``."""

    text: str
    groups: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
