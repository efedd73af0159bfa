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

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from readlist.index.document import NAMES, unpack_names
from readlist.text.folding import is_single_cjk
from readlist.text.tokenizer import MIN_STEM_LENGTH, VALUE_SEPARATOR, stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.search.clauses import Interpretation, Option

_WORTH = dict(zip(NAMES, (1.0, 1.0, 0.9, 0.55, 0.7, 0.6, 1.0, 0.85, 0.0), strict=True))
_BY_WORTH = sorted(
    ((NAMES.index(name), worth) for name, worth in _WORTH.items() if worth), key=lambda pair: -pair[1]
)
_WORTH_TEXT = 0.3
_BEGUN = 0.7
_MET, _COVERED, _ORDERED, _BM25, _ECHO, _RECENT, _NOTE = 0.5, 0.22, 0.1, 0.1, 0.06, 0.02, 0.05
_YEARS = (1990, 2030)


class Names(NamedTuple):
    """The tokens of an entry's names: each column as text between spaces; title and labels also as lists of words."""

    columns: tuple[str, ...]
    wholes: list[list[str]]

    @classmethod
    def read(cls, names: str) -> Names:
        """Read what the index has packed."""
        columns = unpack_names(names)
        labels = columns[1].split(f" {VALUE_SEPARATOR} ") if columns[1] else ()
        wholes = [_without_tails(whole.split()) for whole in (columns[0], *labels)]
        return cls(tuple(f" {column} " for column in columns), wholes)


def _without_tails(words: list[str]) -> list[str]:
    """Leave out the last character of each run of Chinese, which its last pair has said."""
    if " ".join(words).isascii():
        return words
    return [
        word for before, word in pairwise(["", *words]) if not (is_single_cjk(word) and before.endswith(word))
    ]


class Candidate(NamedTuple):
    """An entry that full text found, with what the ranking asks of it; ``bm25`` is better the larger it is."""

    entry_id: int
    bm25: float
    kind: str
    year: int | None
    key: str
    names: Names


class _Form(NamedTuple):
    """An option as pieces of text to look for in a column, all of them."""

    pieces: tuple[str, ...]
    quality: float


class _Asked(NamedTuple):
    """A reading made ready for scoring many candidates: the forms of each need, and all words and beginnings."""

    needs: list[tuple[list[_Form], bool]]
    words: frozenset[str]
    starts: tuple[str, ...]
    begun: tuple[str, ...]
    order: list[str]

    @classmethod
    def of(cls, reading: Interpretation) -> _Asked:
        options = [option for need in reading for option in need.options]
        words = {word for option in options if not option.is_prefix for word in option.words}
        return cls(
            [([_form(option) for option in need.options], need.is_shared) for need in reading],
            frozenset(words),
            tuple(sorted({short for word in words if len(short := stem(word)) > MIN_STEM_LENGTH})),
            tuple(option.words[-1] for option in options if option.is_prefix),
            [word for need in reading for word in need.options[0].words],
        )


def _form(option: Option) -> _Form:
    if option.is_prefix:
        return _Form((" " + " ".join(option.words),), option.quality)
    if option.is_phrase and len(option.words) > 1:
        *words, last = option.words
        return _Form((f" {' '.join(words)}{_piece(last)}",), option.quality)
    return _Form(tuple(_piece(word) for word in option.words), option.quality)


def _piece(word: str) -> str:
    """The text by which a word is found with any ending; a short one only as it is."""
    short = stem(word)
    return f" {short}" if len(short) > MIN_STEM_LENGTH else f" {word} "


class Ranking:
    """How well candidates meet any of the readings; ``echo`` are other names of what is asked for."""

    def __init__(self, readings: Sequence[Interpretation], echo: Interpretation = ()) -> None:
        self._asked = [_Asked.of(reading) for reading in readings]
        self._echo = _Asked.of(echo).needs

    def score(self, candidate: Candidate, most: float) -> float:
        """Score a candidate between 0 and 1 by the reading that suits it best; ``most`` is the best bm25 of all."""
        is_note = candidate.kind == "note"
        names = candidate.names
        best = max(_score_reading(names, asked, is_note=is_note) for asked in self._asked)
        full_text = _BM25 * (candidate.bm25 / most if most else 0)
        heard = _ECHO * max((_met(names.columns, *need) for need in self._echo), default=0.0)
        first, last = _YEARS
        recent = _RECENT * (min(max((candidate.year or first) - first, 0), last - first) / (last - first))
        return max(0.0, best + full_text + heard + recent - (_NOTE if is_note else 0))


def _score_reading(names: Names, asked: _Asked, *, is_note: bool) -> float:
    met = sum(_met(names.columns, *need) for need in asked.needs) / len(asked.needs)
    if is_note:
        return _MET * met * _WORTH["topics"]
    covered = max(_covered(whole, asked) for whole in names.wholes)
    return (
        _MET * met
        + _COVERED * covered * met
        + _ORDERED * max(_ordered(whole, asked) for whole in names.wholes)
    )


def _met(columns: tuple[str, ...], forms: list[_Form], is_shared: bool) -> float:
    """How well a need is met: by the worth of the place, and by how sure the form is."""
    found = [form.quality * _place(columns, form.pieces) for form in forms]
    if is_shared:
        return sum(worth for worth in found if worth > _WORTH_TEXT) / len(found)
    return max(found)


def _place(columns: tuple[str, ...], pieces: tuple[str, ...]) -> float:
    """The worth of the best column that has all pieces; all candidates have them somewhere in their text."""
    for place, worth in _BY_WORTH:
        if all(piece in columns[place] for piece in pieces):
            return worth
    return _WORTH_TEXT


def _covered(whole: list[str], asked: _Asked) -> float:
    """The share of a title's words that were asked for."""
    if not whole:
        return 0.0
    told = 0.0
    for word in whole:
        if word in asked.words or word.startswith(asked.starts):
            told += 1
        elif word.startswith(asked.begun):
            told += _BEGUN
    return told / len(whole)


def _ordered(whole: list[str], asked: _Asked) -> float:
    """1 where the words asked for stand side by side in a title, in their order; half where others stand between."""
    wanted = asked.order
    if len(wanted) < 2:
        return 1.0 if whole[:1] == wanted else 0.0
    if " ".join(wanted) in " ".join(whole):
        return 1.0
    rest = iter(whole)
    return 0.5 if all(any(_is_same(word, other) for other in rest) for word in wanted) else 0.0


def _is_same(word: str, other: str) -> bool:
    return word == other or (word[:3] == other[:3] and stem(word) == stem(other))
