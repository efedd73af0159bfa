"""Partial matches: the entries that have the most informative of a query's words, where few have all of them.

    clauses ── widened by synonyms ── runs of Chinese in pieces ── weighed ── the rarest as one query for any of them
            ── the best by bm25 ── ranked by the weight of what they have, and by where they have it

One query for any of the words would read every entry with a common one. So words are left out of it, the most common
first, until those that are left are in few enough entries; they still count in the ranking.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from readlist.search.clauses import Clause, Option
from readlist.search.stop_words import STOP_WORDS, split_at_function_words
from readlist.text.tokenizer import bigrams

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_MAX_DOCS = 20_000
"""Entries for which bm25 is computed, at most: some 25 ms."""
_WORD = 3
"""Characters of the longest run of Chinese that is one word for this purpose."""


def split_clauses(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Yield the clauses with runs of Chinese split at function words, and what is longer than a word in bigrams."""
    for clause in clauses:
        if clause.is_stop_word:
            continue
        if clause.run and len(clause.run) > _WORD:
            yield from _split_run(clause)
        else:
            yield clause


def _split_run(clause: Clause) -> Iterator[Clause]:
    for piece in split_at_function_words(clause.run or ""):
        words = tuple(bigrams(piece)[:-1])
        if len(piece) <= _WORD and words and piece not in STOP_WORDS:
            yield Clause((Option(words),), piece, is_plain=True)
        elif words:
            share = Clause((Option(words),), piece).words_in_run / len(words)
            yield from (Clause((Option((word,)),), word, share=share) for word in words)


class Plan(NamedTuple):
    """A full-text query, and how many entries match it, about; with ``is_ranked``, few enough to compute bm25 for all."""

    fts: str
    is_ranked: bool
    docs: int


def plan(costs: dict[str, int]) -> Plan | None:
    """Plan the query for any of some clauses, given how many entries match each at most; None if none does."""
    known = sorted((cost, fts) for fts, cost in costs.items() if cost)
    if not known:
        return None
    rarest = known[0][0]
    if (
        rarest > _MAX_DOCS
    ):  # even the rarest is common: both of the rarest two, of which the newest are enough
        return Plan(" AND ".join(fts for _, fts in known[:2]), is_ranked=False, docs=rarest)
    totals = list(accumulate(cost for cost, _ in known))
    some = [fts for (_, fts), total in zip(known, totals, strict=True) if total <= _MAX_DOCS]
    return Plan(" OR ".join(some), is_ranked=True, docs=totals[len(some) - 1])
