"""Finding the words of the library that a misspelt word may stand for.

    word ── its first letters with some left out, hashed ── search_typo ── candidates ── edit distance, frequency

Words of four and five letters may have one mistake, longer ones two; a mistake is a letter too many, missing, wrong,
or two neighbours that changed places (optimal string alignment). The first letter may be wrong too, which is rarer.

The distance is worked out here, with one integer for a column of the matrix: for the few dozen candidates of a word
that takes half a millisecond, where importing a library for it takes 15 and more.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from readlist.index.symspell import find_words
from readlist.text.folding import is_cjk

if TYPE_CHECKING:
    import sqlite3

_SHORTEST = 4
_LONG = 6
_FIRST_LETTER = 0.4
"""What a wrong first letter counts for, in mistakes: people rarely make one."""
_PER_MAGNITUDE = 0.25
"""What ten times the frequency is worth, in mistakes."""


class Near(NamedTuple):
    """A word of the library near the one asked for; ``distance`` in mistakes."""

    word: str
    distance: int
    docs: int


def distance(first: str, second: str) -> int:
    """Count the mistakes between two words (optimal string alignment; Hyyrö 2003, A bit-vector algorithm …)."""
    if not first:
        return len(second)
    where: dict[str, int] = {}
    for place, letter in enumerate(first):
        where[letter] = where.get(letter, 0) | 1 << place
    full = (1 << len(first)) - 1
    last = 1 << (len(first) - 1)
    plus, minus, zero, before, result = full, 0, 0, 0, len(first)
    for letter in second:
        here = where.get(letter, 0)
        swapped = ((~zero & here) << 1) & before
        zero = ((((here & plus) + plus) ^ plus) | here | minus | swapped) & full
        up = (minus | ~(zero | plus)) & full
        down = zero & plus
        result += bool(up & last) - bool(down & last)
        up = ((up << 1) | 1) & full
        down = (down << 1) & full
        plus = (down | ~(zero | up)) & full
        minus = up & zero
        before = here
    return result


def is_near(word: str, known: str) -> bool:
    """Whether a word is one mistake from a known one (two from a long one), and not the same."""
    return 0 < distance(word, known) <= edits_allowed(word)


def edits_allowed(word: str) -> int:
    """How many mistakes a word as typed may have."""
    if len(word) < _SHORTEST or is_cjk(word):
        return 0
    return 1 if len(word) < _LONG else 2


def find_near(connection: sqlite3.Connection, word: str, limit: int = 5) -> list[Near]:
    """Find the words of the library that ``word`` may be meant for, the likeliest first."""
    edits = edits_allowed(word)
    if not edits:
        return []
    near = []
    for known, docs in find_words(connection, word, edits):
        if abs(len(known) - len(word)) <= edits and _digits(known) == _digits(word):
            apart = distance(word, known)
            if 0 < apart <= edits:
                near.append(Near(known, apart, docs))
    return sorted(near, key=lambda found: (_cost(word, found), found.word))[:limit]


def _digits(word: str) -> str:
    """Another number is another thing: gpt4 is not meant for gpt3."""
    return "".join(letter for letter in word if letter.isdigit())


def _cost(word: str, near: Near) -> float:
    first = _FIRST_LETTER if near.word[0] != word[0] else 0
    return near.distance + first - _PER_MAGNITUDE * math.log10(near.docs or 1)
