"""How much each clause of a query says about an entry, and which clauses can be left out.

A clause's weight is its inverse document frequency, as in Robertson and Spärck Jones (1976,
Relevance weighting of search terms), here always positive: log(1 + N / (1 + n)) of N entries, n of which have the word.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from readlist.search.stop_words import GENERIC_WORDS, HEAD_WORDS, KIND_WORDS, LEADING_WORDS, STOP_WORDS
from readlist.text.folding import is_cjk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from readlist.search.clauses import Clause, Interpretation

_FURTHER = 0.15
"""Share of its weight that each further word of a compound or of a name adds."""
_LEAD, _MAX_LEAD = 2.0, 4
"""How much more what is named first weighs in a partial match; its words, at most."""
PART_QUALITY = 0.7
"""What the parts of a name count that are there without the rest of it."""
_MAX_NAMES = 4
"""Names of one thing whose parts are looked for."""
_GENERIC, _KIND = 0.3, 0.4
"""Share of its weight that is left to a word that fits most works; to one for a kind of work."""
_HEAD = 0.3
"""Share of its weight that is left to a word, as a part of a name, that many names end in."""


def drop_stop_words(clauses: Interpretation) -> Interpretation:
    """Return the clauses that are not function words; all of them if there are no others."""
    return tuple(clause for clause in clauses if not clause.is_stop_word) or clauses


def weigh(clauses: Interpretation, docs: dict[str, int], total: int) -> Interpretation:
    """Return the clauses with their weights, given the document frequencies of their words among ``total`` entries."""
    return tuple(clause._replace(weight=clause.share * _weight(clause, docs, total)) for clause in clauses)


def favour_lead(
    clauses: Interpretation, typed: Interpretation, is_named: Callable[[list[str]], bool]
) -> Interpretation:
    """Return the clauses with more weight for what people name first: that is mostly what they look for.

    It ends at a function word; without any, where two words are not adjacent in any title, by ``is_named``. In Chinese,
    what follows the last 的 is looked for. Words that fit many works, and those for how something is done, are passed over.
    """
    start, end = _lead(clauses, typed, is_named)
    return tuple(
        clause._replace(share=clause.share * _LEAD) if start <= number < end else clause
        for number, clause in enumerate(clauses)
    )


def _lead(
    clauses: Interpretation, typed: Interpretation, is_named: Callable[[list[str]], bool]
) -> tuple[int, int]:
    runs = [clause.run or "" for clause in typed]
    heads = "".join(run.rpartition("的")[2] for run in runs if "的" in run)
    telling = [
        number
        for number, clause in enumerate(clauses)
        if not clause.is_stop_word and not clause.field and _may_lead(clause.shown)
    ]
    start = next(
        (number for number in telling if clauses[number].shown in heads), telling[0] if telling else 0
    )
    has_function_words = any(clause.is_stop_word for clause in clauses[start:])
    end = start + 1
    while end < min(len(clauses), start + _MAX_LEAD) and not clauses[end].is_stop_word:
        before, after = clauses[end - 1].options[0].words, clauses[end].options[0].words
        if not has_function_words and (is_cjk(after[0]) or not is_named([before[-1], after[0]])):
            break
        end += 1
    return start, end


def words_of(clauses: Interpretation) -> set[str]:
    """Return all words of some clauses, in all their forms."""
    return {word for clause in clauses for option in clause.options for word in option.words}


def with_parts(clauses: Interpretation, docs: dict[str, int], total: int) -> Interpretation:
    """Return the clauses with the words of their names of several words, each with its share of the name's weight."""
    return tuple(clause._replace(parts=tuple(_parts(clause, docs, total))) for clause in clauses)


def _parts(clause: Clause, docs: dict[str, int], total: int) -> Iterator[tuple[tuple[str, float], ...]]:
    names = dict.fromkeys(option.words for option in clause.options if not option.is_prefix)
    for words in [name for name in names if len(name) > 1][:_MAX_NAMES]:
        weights = {
            word: _share_of_part(word) * _idf(docs.get(word, 0), total)
            for word in words
            if word not in STOP_WORDS
        }
        whole = sum(weights.values())
        yield tuple((word, weight / whole) for word, weight in weights.items())


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
    weight = _share(clause.shown) * _idf(found, total)
    words = clause.options[0].words
    return weight * (clause.words_in_run if is_cjk(words[0]) else 1 + _FURTHER * (len(words) - 1))


def _idf(docs: int, total: int) -> float:
    return math.log(1 + total / (1 + docs))


def _share(shown: str) -> float:
    return _GENERIC if shown in GENERIC_WORDS else _KIND if shown in KIND_WORDS else 1.0


def _may_lead(shown: str) -> bool:
    return _share(shown) == 1 and shown not in LEADING_WORDS


def _share_of_part(word: str) -> float:
    return min(_share(word), _HEAD if word in HEAD_WORDS else 1.0)
