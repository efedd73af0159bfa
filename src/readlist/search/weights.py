"""How much each clause of a query says about an entry, and which clauses can be left out.

A clause's weight is its inverse document frequency, as in Robertson and Spärck Jones (1976,
Relevance weighting of search terms), here always positive: log(1 + N / (1 + n)) of N entries, n of which have the word.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from readlist.search.stop_words import GENERIC_WORDS, KIND_WORDS
from readlist.text.folding import is_cjk

if TYPE_CHECKING:
    from readlist.search.clauses import Clause, Interpretation

_FURTHER = 0.15
"""Share of its weight that each further word of a compound or of a name adds."""
_FIRST = 1.15
"""How much more the first thing named weighs in a partial match."""
_GENERIC, _KIND = 0.3, 0.6
"""Share of its weight that is left to a word that fits most works; to one for a kind of work."""


def drop_stop_words(clauses: Interpretation) -> Interpretation:
    """Return the clauses that are not function words; all of them if there are no others."""
    return tuple(clause for clause in clauses if not clause.is_stop_word) or clauses


def weigh(clauses: Interpretation, docs: dict[str, int], total: int) -> Interpretation:
    """Return the clauses with their weights, given the document frequencies of their words among ``total`` entries."""
    return tuple(clause._replace(weight=clause.share * _weight(clause, docs, total)) for clause in clauses)


def favour_first(clauses: Interpretation) -> Interpretation:
    """Return the clauses with more weight for the first that says what is looked for: people name that first."""
    place = next((number for number, clause in enumerate(clauses) if _share(clause) == 1), None)
    return tuple(
        clause._replace(weight=clause.weight * _FIRST) if number == place else clause
        for number, clause in enumerate(clauses)
    )


def lift(clauses: Interpretation, docs: dict[str, int]) -> Interpretation:
    """Return the clauses with full quality for the best of the options that the library has."""
    return tuple(_lift(clause, docs) for clause in clauses)


def _lift(clause: Clause, docs: dict[str, int]) -> Clause:
    known = [option.quality for option in clause.options if all(docs.get(word) for word in option.words)]
    best = max(known, default=1.0)
    if best == 1 or clause.options[0].quality < 1:  # the best is the typed form, or all are corrections
        return clause
    return clause.with_options(
        option._replace(quality=min(1.0, option.quality / best)) for option in clause.options
    )


def _weight(clause: Clause, docs: dict[str, int], total: int) -> float:
    """Return the weight of a clause: that of the rarest word of its most frequent form, and a little for the others."""
    found = max(min(docs.get(word, 0) for word in option.words) for option in clause.options)
    weight = _share(clause) * math.log(1 + total / (1 + found))
    words = clause.options[0].words
    return weight * (clause.words_in_run if is_cjk(words[0]) else 1 + _FURTHER * (len(words) - 1))


def _share(clause: Clause) -> float:
    return _GENERIC if clause.shown in GENERIC_WORDS else _KIND if clause.shown in KIND_WORDS else 1.0
