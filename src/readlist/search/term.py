"""One term of a query."""

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
