"""How much each clause of a query says about an entry, and which clauses can be left out.

A clause's weight is its inverse document frequency, as in Robertson and Spärck Jones (1976,
Relevance weighting of search terms), here always positive: log(1 + N / (1 + n)) of N entries, n of which have the word.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from readlist.search.stop_words import GENERIC_WORDS
from readlist.text.folding import is_cjk

if TYPE_CHECKING:
    from readlist.search.clauses import Clause, Interpretation

_FURTHER = 0.5
"""Share of its weight that each further word of a compound or of a name adds to the rarest."""
_GENERIC = 0.3
"""Share of its weight that is left to a word that fits most works."""


def drop_stop_words(clauses: Interpretation) -> Interpretation:
    """Return the clauses that are not function words; all of them if there are no others."""
    return tuple(clause for clause in clauses if not clause.is_stop_word) or clauses


def weigh(clauses: Interpretation, docs: dict[str, int], total: int) -> Interpretation:
    """Return the clauses with their weights, given the document frequencies of their words among ``total`` entries."""
    return tuple(clause._replace(weight=clause.share * _weight(clause, docs, total)) for clause in clauses)


def _weight(clause: Clause, docs: dict[str, int], total: int) -> float:
    words = clause.options[0].words
    each = sorted((math.log(1 + total / (1 + docs.get(word, 0))) for word in words), reverse=True)
    if is_cjk(words[0]):
        return (
            sum(each) / len(each) * clause.words_in_run * (_GENERIC if clause.run in GENERIC_WORDS else 1.0)
        )
    return (each[0] + _FURTHER * sum(each[1:])) * (_GENERIC if clause.word in GENERIC_WORDS else 1.0)
