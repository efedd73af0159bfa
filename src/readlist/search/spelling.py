"""Spelling correction: the words of the vocabulary for which a misspelt word may be meant.

    word ── SymSpell deletes (``readlist.index.symspell``) ── candidates ── edit distance and frequency ── corrections

Words of four to six letters may have one edit, longer ones two. An edit inserts, deletes or replaces a letter, or
swaps two adjacent ones (optimal string alignment). An edit of the first letter is possible, but rarer, and with a second
one it makes another word (remember, December).

The distance is computed here, with one integer per column of the matrix: for the few dozen candidates of a word this
takes half a millisecond, while importing a library for it takes 15 and more.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from readlist.index.symspell import find_words
from readlist.text.folding import is_cjk

if TYPE_CHECKING:
    import sqlite3

_MIN_LENGTH = 4
_MIN_TWO_EDITS = 7
_FIRST_LETTER_COST = 0.4
"""Extra cost of a wrong first letter, in edits: people rarely get it wrong."""
_QUALITIES, _QUALITIES_OF_KNOWN = (0.85, 0.65, 0.55, 0.5), (0.6, 0.5, 0.45, 0.4)
"""Quality of the corrections of a word, the likeliest first: of an unknown word, and of one that the library has."""
MOST_MISSPELT, _LIKELIER = 2, 50
"""Entries with a word up to which it may be a misspelling of one that is in so many times as many."""
_FREQUENCY_WEIGHT = 0.25
"""Edits that ten times the frequency outweighs."""


class Correction(NamedTuple):
    """A word of the vocabulary close to a misspelt one: its distance in edits, and its document frequency."""

    word: str
    distance: int
    docs: int


def edit_distance(first: str, second: str) -> int:
    """Return the number of edits between two words (optimal string alignment; Hyyrö 2003, A bit-vector algorithm …)."""
    if not first:
        return len(second)
    positions: dict[str, int] = {}
    for position, letter in enumerate(first):
        positions[letter] = positions.get(letter, 0) | 1 << position
    full = (1 << len(first)) - 1
    last = 1 << (len(first) - 1)
    plus, minus, zero, before, result = full, 0, 0, 0, len(first)
    for letter in second:
        here = positions.get(letter, 0)
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


def is_misspelling(word: str, known: str) -> bool:
    """Whether a word differs from a known one, by at most the edits it may have."""
    return 0 < edit_distance(word, known) <= max_edits(word)


def max_edits(word: str) -> int:
    """Return the number of edits that a word, as typed, may have."""
    if len(word) < _MIN_LENGTH or is_cjk(word):
        return 0
    return 1 if len(word) < _MIN_TWO_EDITS else 2


def find_corrections(connection: sqlite3.Connection, word: str, limit: int = 5) -> list[Correction]:
    """Find the words of the library for which ``word`` may be meant, the likeliest first."""
    edits = max_edits(word)
    if not edits:
        return []
    corrections = []
    for known, docs in find_words(connection, word, edits):
        if abs(len(known) - len(word)) <= edits and _digits(known) == _digits(word):
            distance = edit_distance(word, known)
            if 0 < distance <= edits and (distance == 1 or known[0] == word[0]):
                corrections.append(Correction(known, distance, docs))
    return sorted(corrections, key=lambda found: (_cost(word, found), found.word))[:limit]


def rate_corrections(near: list[Correction], docs: int, *, is_known: bool) -> list[tuple[str, float]]:
    """Return the corrections of a word that has ``docs`` entries, with the quality of each, the likeliest first.

    If the library knows the word, be it as a misspelling that is in the notes as well, only much likelier ones count.
    """
    if is_known:
        near = [one for one in near if one.distance == 1 and one.docs > _LIKELIER * max(docs, 1)]
    qualities = _QUALITIES_OF_KNOWN if is_known else _QUALITIES
    return [(one.word, quality) for one, quality in zip(near, qualities, strict=False)]


def _digits(word: str) -> str:
    """Return the digits of a word, which are never corrected: gpt4 is not a misspelt gpt3."""
    return "".join(letter for letter in word if letter.isdigit())


def _cost(word: str, found: Correction) -> float:
    first = _FIRST_LETTER_COST if found.word[0] != word[0] else 0
    return found.distance + first - _FREQUENCY_WEIGHT * math.log10(found.docs or 1)
