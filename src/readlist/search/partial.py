"""Partial matches: the entries that have the most informative of what a query names, where few have all of it.

    clauses ── widened by synonyms ── runs of Chinese in pieces ── each with its parts ── weighed
            ── one full-text query for each clause and each part, the rarest first
            ── the entries whose matches weigh most ── ranked by what they have, and by where they have it

What is named counts once, however many of its synonyms an entry has, and a part of a name counts as its share of the
name: ``privacy-preserving`` has the rarer half of ``differential privacy``. A query for a common word would read every
entry that has it, so the most common ones are left out; they still count in the ranking.
"""

from __future__ import annotations

from collections import Counter
from heapq import nsmallest
from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple

from readlist.index.fts5_query import quote
from readlist.search.clauses import Clause, Option
from readlist.search.rewriting import split_compounds
from readlist.search.stop_words import STOP_WORDS, split_at_function_words
from readlist.search.weights import PART_QUALITY
from readlist.text.tokenizer import bigrams

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.search.clauses import Interpretation
    from readlist.search.index_reader import IndexReader
    from readlist.util.sql import Condition

_MAX_DOCS = 8_000
"""Entries that are read for all clauses from a table, at most: some 5 ms."""
_WORD = 3
"""Characters of the longest run of Chinese that is one word for this purpose."""


def pieces_of(clauses: Interpretation) -> Interpretation:
    """Return the clauses without a field, with compounds and long runs of Chinese in pieces."""
    return tuple(clause for clause in split_clauses(split_compounds(clauses)) if not clause.field)


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
            yield Clause((Option(words),), piece, is_plain=True, share=clause.share)
        elif words:
            share = clause.share * Clause((Option(words),), piece).words_in_run / len(words)
            yield from (Clause((Option((word,)),), word, share=share) for word in words)


class Source(NamedTuple):
    """A full-text query for a clause or for a part of one: what a match counts, and how many entries match, at most."""

    docs: int
    fts: str
    place: int
    """The number of the clause."""
    worth: float
    is_whole: bool = True


def find_partial(
    reader: IndexReader,
    clauses: Interpretation,
    docs: dict[str, int],
    conditions: Sequence[Condition],
    most: int,
) -> list[int]:
    """Find the entries whose matches of some weighed clauses weigh most: so many by their names, and by all text.

    ``docs`` are the document frequencies of the words of the clauses.
    """
    sources = sorted(_sources(clauses, docs))
    whole = [source for source in sources if source.is_whole]
    if whole and sources[0].docs > _MAX_DOCS:  # even the rarest is common: both of the rarest two
        both = " AND ".join(source.fts for source in whole[:2])
        return reader.rows("search_names", both, conditions)[:most]
    found: dict[int, None] = {}
    for table in ("search_names", "search_text"):
        # in a text, a part of a name says next to nothing
        some = sources if table == "search_names" else whole
        found |= dict.fromkeys(_best(reader, table, affordable(some), conditions, most))
    return list(found)


def _sources(clauses: Interpretation, docs: dict[str, int]) -> Iterator[Source]:
    """Yield a query for each clause and for each word of its names, of those that the library has."""
    for place, clause in enumerate(clauses):
        if whole := sum(_docs(option, docs) for option in clause.options):
            yield Source(whole, clause.to_fts(), place, clause.weight)
        shares: dict[str, float] = {}
        for word, share in chain.from_iterable(clause.parts):
            shares[word] = max(share, shares.get(word, 0))
        for word, share in shares.items():
            if docs.get(word):
                yield Source(
                    docs[word], quote([word]), place, PART_QUALITY * share * clause.weight, is_whole=False
                )


def _docs(option: Option, docs: dict[str, int]) -> int:
    return max(min(docs.get(word, 0) for word in option.words), option.is_prefix)


def affordable(sources: Iterable[Source]) -> list[Source]:
    """Return the first of some queries, as many as together match few enough entries."""
    some = list(sources)
    totals = accumulate(source.docs for source in some)
    return [source for source, total in zip(some, totals, strict=True) if total <= _MAX_DOCS]


def _best(
    reader: IndexReader, table: str, sources: Sequence[Source], conditions: Sequence[Condition], most: int
) -> list[int]:
    """Return the entries whose matches in a table weigh most, the newest of equal ones; a clause counts once."""
    worths: list[dict[int, float]] = [{} for _ in range(1 + max((one.place for one in sources), default=0))]
    for source in sorted(sources, key=lambda one: one.worth):  # what is worth most comes last, and stays
        worths[source.place] |= dict.fromkeys(reader.rows(table, source.fts, conditions), source.worth)
    total: Counter[int] = Counter()
    for worth in worths:
        total.update(worth)
    return nsmallest(most, total, key=lambda entry_id: (-total[entry_id], -entry_id))
