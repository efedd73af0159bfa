"""From a query to loaded entries, in the order asked for.

query ── engine.search ── hits, best first ── sort_ids (any order but relevance) ── load ── Answer
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readlist.errors import UsageError
from readlist.search.engine import search
from readlist.search.filters import Filters
from readlist.search.outlines import read_outlines

if TYPE_CHECKING:
    from pathlib import Path

    from readlist.model.entry import Entry
    from readlist.search.hit import Hit
    from readlist.search.results import Results
    from readlist.storage.database import Store

_ALL_HITS = 1_000_000_000
_MOST_SORTED = 1_000
"""Hits that are sorted in another order than by relevance: cutting a snippet takes up to a millisecond for each."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a search found; ``hit`` has its score, its snippet, and where the snippet is from."""

    entry: Entry
    hit: Hit

    def to_dict(self) -> dict[str, Any]:
        """Build the exported object of the entry, with ``score``, ``snippet`` and ``match``."""
        hit = self.hit
        return self.entry.to_dict() | {"score": hit.score, "snippet": hit.snippet, "match": hit.match}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found, best first; ``searched``: what was searched instead; ``suggestions``: similar words.

    Entries that lack some of the words, or have them only here and there (``Hit.match``), come after all others.
    """

    found: tuple[Found, ...]
    searched: str | None
    suggestions: tuple[str, ...]

    @property
    def whole(self) -> int:
        """How many of the found, from the first, have all that the query asks for."""
        return sum(one.hit.match == "all" for one in self.found)


def answer_query(
    store: Store,
    query: str,
    *,
    filters: Filters | None = None,
    limit: int = 20,
    exact: bool = False,
    sort: str = "relevance",
    concepts: Path | None = None,
    outlines: bool = False,
) -> Answer:
    """Find the entries that match ``query`` best, at most ``limit`` (negative: all), and load them.

    With ``outlines``, they have only what a line of a list shows.

    ``sort`` is ``relevance`` or one of ``sort_order.ORDERS``: then the first in that order of the 1,000 best hits, or
    of all hits without a limit. Raises UsageError when the query has no letter or digit, or for an unknown order.
    """
    if not any(character.isalnum() for character in query):
        raise UsageError("there is no word to search for", hint="A query needs at least one letter or digit.")
    wanted = _ALL_HITS if limit < 0 else limit if sort == "relevance" else max(limit, _MOST_SORTED)
    results = search(
        store.connection,
        query,
        filters=filters or Filters(),
        limit=wanted,
        exact=exact,
        concepts=concepts,
    )
    hits = {hit.entry_id: hit for hit in results.hits}
    ids = _sorted_ids(store, results, sort, limit)
    entries = read_outlines(store, ids) if outlines else store.load_entries(ids)
    found = tuple(Found(entry, hits[entry.id]) for entry in entries)
    return Answer(found, results.searched, results.suggestions)


def _sorted_ids(store: Store, results: Results, sort: str, limit: int) -> list[int]:
    ids = [hit.entry_id for hit in results.hits]
    if sort == "relevance":
        return ids
    from readlist.search.sort_order import sort_ids  # noqa: PLC0415

    whole = {hit.entry_id for hit in results.hits if hit.match == "all"}
    parts = ([one for one in ids if (one in whole) is is_whole] for is_whole in (True, False))
    ordered = [one for part in parts for one in sort_ids(store.connection, part, sort, limit)]
    return ordered if limit < 0 else ordered[:limit]
