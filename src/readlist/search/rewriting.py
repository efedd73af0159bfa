"""Other forms of the clauses that were typed, and all of them as text.

split_compounds()    one clause for each word of a compound
join_words()         two or three adjacent words as one
complete()           the last word as a prefix; words split in two or three
begin()              one clause as a prefix
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from readlist.search.clauses import Clause, Option, as_prefix

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.search.clauses import Interpretation
    from readlist.search.index_reader import IndexReader

_MAX_JOINED = 6
"""Words of a query up to which two and three adjacent ones are also tried as one word."""
_MIN_PREFIX = 2
_COMMON = 20_000
"""Minimum document frequency of a word that is not tried as a prefix: completing it would read all of its entries."""


def split_compounds(clauses: Interpretation) -> list[Clause]:
    """Split the compounds among the clauses into one clause per word."""
    out = []
    for clause in clauses:
        words = clause.options[0].words
        if clause.is_plain and not clause.run and len(words) > 1:
            part = clause._replace(weight=clause.weight / len(words))
            out += [part._replace(options=(Option((word,)),), shown=word) for word in words]
        else:
            out.append(clause)
    return out


def join_words(reader: IndexReader, clauses: Interpretation) -> list[Interpretation]:
    """Return interpretations with two or three adjacent words as one, if the library has that word."""
    spans = _adjacent_words(clauses) if len(clauses) <= _MAX_JOINED else {}
    known = reader.known_words(words[0] for words in spans.values())
    return [
        (*clauses[:start], _joined_clause(clauses[start:end], words), *clauses[end:])
        for (start, end), words in spans.items()
        if words[0] in known
    ]


def _adjacent_words(clauses: Interpretation) -> dict[tuple[int, int], tuple[str, ...]]:
    """Join each two and three adjacent words without a field; return the words by (start, end) of their clauses.

    A number after a word is joined to it with its first part: llama 3.1 is also llama3 1.
    """
    words = ["" if clause.field else clause.word or "" for clause in clauses]
    spans = [(start, start + size) for size in (2, 3) for start in range(len(words) - size + 1)]
    joined: dict[tuple[int, int], tuple[str, ...]] = {
        (start, end): ("".join(words[start:end]),) for start, end in spans if all(words[start:end])
    }
    for number, (before, clause) in enumerate(pairwise(clauses)):
        first, *rest = clause.options[0].words
        if words[number] and rest and not clause.field and first.isdecimal():
            joined[number, number + 2] = (f"{before.word}{first}", *rest)
    return joined


def _joined_clause(clauses: Sequence[Clause], words: tuple[str, ...]) -> Clause:
    shown = " ".join(clause.shown for clause in clauses)
    return Clause((Option(words),), shown, weight=sum(clause.weight for clause in clauses))


def complete(reader: IndexReader, clauses: Interpretation, *, is_found: bool) -> list[Interpretation]:
    """Return interpretations with the last word as a prefix, and with words split in two or three."""
    interpretations: list[Interpretation] = []
    last = clauses[-1]
    if _may_be_prefix(reader, last, is_found=is_found):
        interpretations.append((*clauses[:-1], begin(reader, last)))
    for position, clause in enumerate(clauses):
        if clause.word and (options := reader.splits(clause.word)):
            split = clause.with_options(options)
            interpretations.append((*clauses[:position], split, *clauses[position + 1 :]))
    return interpretations


def _may_be_prefix(reader: IndexReader, clause: Clause, *, is_found: bool) -> bool:
    """Whether a word is worth completing: long enough, and not one of the most common words itself."""
    if not clause.may_be_begun:
        return False
    if clause.word is None:
        return True
    is_long = len(clause.word) >= _MIN_PREFIX + is_found
    return is_long and reader.document_frequency(clause) < _COMMON


def begin(reader: IndexReader, clause: Clause) -> Clause:
    if not clause.may_be_begun:
        return clause
    return as_prefix(clause, reader.completions(clause.options[0].words[-1]))


def display(clauses: Iterable[Clause]) -> str:
    """Return what was searched, for a person to read: the likeliest option of each clause."""
    return " ".join(
        " ".join(clause.options[0].words) if clause.word and not clause.is_shared else clause.shown
        for clause in clauses
    )
