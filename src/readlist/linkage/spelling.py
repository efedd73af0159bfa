"""Spelling variants: titles that differ only by typing errors (Damerau-Levenshtein distance 1 per word)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.text.folding import is_cjk

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_WORDS = 2
"""Maximum number of words in which two spellings of one title differ."""
_SHORTEST_WORD = 5
"""Minimum letters of a word in which one letter may be a typing error: ``BERT`` and ``BART`` are two names."""


def is_respelt(first: Sequence[str], second: Sequence[str]) -> bool:
    """Return whether two titles, as folded words, differ by at most one letter in each of at most two longer words.

    An inserted, missing or replaced letter and two swapped ones count as one. Digits and Chinese characters are not
    letters: a different one has a different meaning.
    """
    if len(first) != len(second):
        return False
    different = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return len(different) <= _MOST_WORDS and all(_is_slip(*pair) for pair in different)


def _is_slip(first: str, second: str) -> bool:
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    return _is_long_word(first) and _is_long_word(second) and OSA.distance(first, second) == 1


def _is_long_word(word: str) -> bool:
    return len(word) >= _SHORTEST_WORD and word.isalpha() and not any(map(is_cjk, word))
