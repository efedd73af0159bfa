"""Ordering the entries that were found: how well, and where, each meets what was asked.

    score = where the needs are met      title and labels before authors, tags, topics, and these before the prose
          + how much of the title (or of one label) the query covers
          + whether the words stand in the title in the order asked, and side by side
          + bm25 as far as full text knows better
          + a little where other names of the thing stand there too (concepts), and for recent years

A note is named by the heading it stands under: that is worth what a topic is worth, not what a title is.

All of it is worked out from the tokens that were indexed, for a bounded number of candidates.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from readlist.index import NAMES, unpack_names
from readlist.text import APART, is_lone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.needs import Need, Option, Reading

_WORTH = dict(zip(NAMES, (1.0, 1.0, 0.9, 0.55, 0.7, 0.6, 1.0, 0.85, 0.0), strict=True))
_WORTH_TEXT = 0.3
_MET, _COVERED, _ORDERED, _BM25, _ECHO, _RECENT, _NOTE = 0.5, 0.22, 0.1, 0.1, 0.06, 0.02, 0.05
_YEARS = (1990, 2030)
_ENDINGS = re.compile(r"(?:ization|isation|izing|ising|ized|ised|ations?|ings?|edly|ed|ies|es|s|e|y)$")
_SHORTEST_STEM = 3


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Take a common English ending off a word; what is left is for comparing only."""
    if len(word) <= _SHORTEST_STEM or not word.isascii() or not word.isalpha() or word.endswith("ss"):
        return word
    short = _ENDINGS.sub("", word)
    return short if len(short) >= _SHORTEST_STEM else word


class Names(NamedTuple):
    """The tokens of an entry's names: title and labels as lists of stems, each column as text and as a set."""

    wholes: list[list[str]]
    texts: list[str]
    sets: list[set[str]]

    @classmethod
    def read(cls, tokens: bytes) -> Names:
        """Read what the index has packed."""
        columns = [[stem(word) for word in column.split()] for column in unpack_names(tokens)]
        wholes = [_without_tails(whole) for whole in (columns[0], *_values(columns[1]))]
        return cls(
            wholes, [f" {' '.join(column)} " for column in columns], [set(column) for column in columns]
        )


def _values(column: list[str]) -> Iterable[list[str]]:
    return (value.split() for value in " ".join(column).split(f" {APART} ") if value)


def _without_tails(words: list[str]) -> list[str]:
    """Leave out the last character of each run of Chinese, which its last pair has said."""
    return [word for before, word in pairwise(["", *words]) if not (is_lone(word) and before.endswith(word))]


class Candidate(NamedTuple):
    """An entry that full text found, with what the ranking asks of it; ``bm25`` is better the larger it is."""

    entry_id: int
    bm25: float
    kind: str
    year: int | None
    key: str
    names: Names


def score(candidate: Candidate, readings: Sequence[Reading], most: float, echo: Reading = ()) -> float:
    """Score a candidate between 0 and 1 by the reading that suits it best.

    ``most`` is the best bm25 of all; ``echo`` are other names of what is asked for.
    """
    is_note = candidate.kind == "note"
    best = max(_score_reading(candidate.names, reading, is_note=is_note) for reading in readings)
    full_text = _BM25 * (candidate.bm25 / most if most else 0)
    heard = _ECHO * max((_met(candidate.names, need) for need in echo), default=0.0)
    first, last = _YEARS
    recent = _RECENT * (min(max((candidate.year or first) - first, 0), last - first) / (last - first))
    return max(0.0, best + full_text + heard + recent - (_NOTE if is_note else 0))


def _score_reading(names: Names, reading: Reading, *, is_note: bool) -> float:
    met = sum(_met(names, need) for need in reading) / len(reading)
    if is_note:
        return _MET * met * _WORTH["topics"]
    covered = max(_covered(whole, reading) for whole in names.wholes)
    return (
        _MET * met
        + _COVERED * covered * met
        + _ORDERED * max(_ordered(whole, reading) for whole in names.wholes)
    )


def _met(names: Names, need: Need) -> float:
    """How well a need is met: by the worth of the place, and by how sure the form is."""
    found = [option.quality * _place(names, option) for option in need.options]
    if need.is_shared:
        return sum(worth for worth in found if worth > _WORTH_TEXT * 0.5) / len(found)
    return max(found)


def _place(names: Names, option: Option) -> float:
    """The worth of the best column that has the option; all candidates have it somewhere in their text."""
    return max(
        (
            _WORTH[name]
            for name, text, words in zip(NAMES, names.texts, names.sets, strict=True)
            if _has(text, words, option)
        ),
        default=_WORTH_TEXT,
    )


def _has(text: str, words: set[str], option: Option) -> bool:
    wanted = [stem(word) for word in option.words]
    if option.is_prefix:
        start = " ".join([*wanted[:-1], option.words[-1]])
        return f" {start}" in text
    if option.is_phrase and len(wanted) > 1:
        return f" {' '.join(wanted)} " in text
    return all(word in words for word in wanted)


def _covered(whole: list[str], reading: Reading) -> float:
    """The share of a title's words that were asked for."""
    if not whole:
        return 0.0
    exact = {
        stem(word)
        for need in reading
        for option in need.options
        for word in option.words
        if not option.is_prefix
    }
    begun = tuple(option.words[-1] for need in reading for option in need.options if option.is_prefix)
    told = sum(1.0 if word in exact else 0.7 if begun and word.startswith(begun) else 0.0 for word in whole)
    return told / len(whole)


def _ordered(whole: list[str], reading: Reading) -> float:
    """1 where the words asked for stand side by side in a title, in their order; half where others stand between."""
    wanted = [stem(word) for need in reading for word in need.options[0].words]
    text = f" {' '.join(whole)} "
    if len(wanted) < 2:
        return 1.0 if whole[:1] == wanted else 0.0
    if f" {' '.join(wanted)} " in text:
        return 1.0
    rest = iter(whole)
    return 0.5 if all(word in rest for word in wanted) else 0.0
