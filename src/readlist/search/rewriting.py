"""Other forms of the clauses that were typed: compounds split, adjacent words joined; and all of them as text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from readlist.search.clauses import Clause, Option

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.search.clauses import Interpretation


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


def adjacent_words(clauses: Interpretation) -> dict[tuple[int, int], tuple[str, ...]]:
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


def joined_clause(clauses: Sequence[Clause], words: tuple[str, ...]) -> Clause:
    shown = " ".join(clause.shown for clause in clauses)
    return Clause((Option(words),), shown, weight=sum(clause.weight for clause in clauses))


def display(clauses: Iterable[Clause]) -> str:
    """Return what was searched, for a person to read: the likeliest option of each clause."""
    return " ".join(
        " ".join(clause.options[0].words) if clause.word and not clause.is_shared else clause.shown
        for clause in clauses
    )
