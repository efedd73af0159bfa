"""A search that the person saved under a name."""

from __future__ import annotations

from typing import Any, NamedTuple


class SavedSearch(NamedTuple):
    """A name, the words of the query, and the filters by field of ``search.filters.Filters``; lists of texts, years as two."""

    name: str
    query: str
    filters: dict[str, Any]
