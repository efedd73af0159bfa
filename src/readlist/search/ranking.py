"""Ranking: score the entries found by how well, and in which of their columns, they match.

    score = where the clauses match      title and labels above authors, tags and topics, and these above prose
          + coverage                     the share of the title (or of one label) that the query covers
          + order                        the words are in the title in the order typed, and adjacent
          + bm25                         a small weight for what full text knows better
          + synonyms and recency         a little where other names of the same thing match too, and for recent years

The title of a note is the heading above it, so it has the weight of a topic instead of a title's.

Everything is computed from the indexed tokens, for a bounded number of candidates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from readlist.index.document import NAMES
from readlist.search.clauses import typed_words
from readlist.text.tokenizer import MIN_STEM_LENGTH, stem

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from readlist.search.candidate import Candidate, Names
    from readlist.search.clauses import Clause, Interpretation, Option

_COLUMN_WEIGHTS = dict(zip(NAMES, (1.0, 1.0, 0.9, 0.55, 0.7, 0.6, 1.0, 0.85, 0.0), strict=True))
_COLUMNS_BY_WEIGHT = sorted(
    ((NAMES.index(name), weight) for name, weight in _COLUMN_WEIGHTS.items() if weight),
    key=lambda pair: -pair[1],
)
_TEXT_WEIGHT = 0.3
_PREFIX_WEIGHT = 0.7
_MATCH, _COVERAGE, _ORDER, _BM25, _SYNONYM, _RECENT, _NOTE = 0.5, 0.22, 0.1, 0.1, 0.06, 0.02, 0.05
_YEARS = (1990, 2030)


class _Form(NamedTuple):
    """An option as pieces of text that must all be in a column."""

    pieces: tuple[str, ...]
    quality: float


class _Prepared(NamedTuple):
    """An interpretation prepared for scoring many candidates."""

    clauses: list[tuple[list[_Form], bool]]
    """The forms of each clause, and whether it is shared."""
    words: frozenset[str]
    stems: tuple[str, ...]
    prefixes: tuple[str, ...]
    sequence: list[str]
    """The words in the order typed."""

    @classmethod
    def of(cls, interpretation: Interpretation) -> _Prepared:
        options = [option for clause in interpretation for option in clause.options]
        words = {word for option in options if not option.is_prefix for word in option.words}
        return cls(
            [_forms(clause) for clause in interpretation],
            frozenset(words),
            _stems(words),
            tuple(option.words[-1] for option in options if option.is_prefix),
            typed_words(interpretation),
        )


def _stems(words: Collection[str]) -> tuple[str, ...]:
    stems = {stem(word) for word in words}
    return tuple(sorted(short for short in stems if len(short) > MIN_STEM_LENGTH))


def _forms(clause: Clause) -> tuple[list[_Form], bool]:
    return [_form(option) for option in clause.options], clause.is_shared


def _form(option: Option) -> _Form:
    if option.is_prefix:
        return _Form((" " + " ".join(option.words),), option.quality)
    if option.is_phrase and len(option.words) > 1:
        *words, last = option.words
        return _Form((f" {' '.join(words)}{_piece(last)}",), option.quality)
    return _Form(tuple(_piece(word) for word in option.words), option.quality)


def _piece(word: str) -> str:
    """Return the text that finds a word with any ending; a word with a short stem is found only as it is."""
    short = stem(word)
    return f" {short}" if len(short) > MIN_STEM_LENGTH else f" {word} "


class Ranking:
    """Scores candidates by the interpretation they match best; ``synonyms`` are clauses of other names of the same."""

    def __init__(self, interpretations: Sequence[Interpretation], synonyms: Interpretation = ()) -> None:
        self._prepared = [_Prepared.of(interpretation) for interpretation in interpretations]
        self._synonyms = [_forms(clause) for clause in synonyms]

    def score(self, candidate: Candidate, best_bm25: float) -> float:
        """Return a score between 0 and 1; ``best_bm25`` is the best of all candidates."""
        is_note = candidate.kind == "note"
        names = candidate.names
        best = max(_score(names, prepared, is_note=is_note) for prepared in self._prepared)
        full_text = _BM25 * (candidate.bm25 / best_bm25 if best_bm25 else 0)
        synonym = _SYNONYM * max((_match(names.columns, *clause) for clause in self._synonyms), default=0.0)
        first, last = _YEARS
        recent = _RECENT * (min(max((candidate.year or first) - first, 0), last - first) / (last - first))
        return max(0.0, best + full_text + synonym + recent - (_NOTE if is_note else 0))


def _score(names: Names, prepared: _Prepared, *, is_note: bool) -> float:
    match = sum(_match(names.columns, *clause) for clause in prepared.clauses) / len(prepared.clauses)
    if is_note:
        return _MATCH * match * _COLUMN_WEIGHTS["topics"]
    coverage = max(_coverage(title, prepared) for title in names.titles)
    return (
        _MATCH * match
        + _COVERAGE * coverage * match
        + _ORDER * max(_order(title, prepared) for title in names.titles)
    )


def _match(columns: tuple[str, ...], forms: list[_Form], is_shared: bool) -> float:
    """Return how well a clause matches: the weight of the column, times the quality of the form."""
    found = [form.quality * _column_weight(columns, form.pieces) for form in forms]
    if is_shared:
        return sum(weight for weight in found if weight > _TEXT_WEIGHT) / len(found)
    return max(found)


def _column_weight(columns: tuple[str, ...], pieces: tuple[str, ...]) -> float:
    """Return the weight of the best column with all pieces; else that of the text, where every candidate matches."""
    for column, weight in _COLUMNS_BY_WEIGHT:
        if all(piece in columns[column] for piece in pieces):
            return weight
    return _TEXT_WEIGHT


def _coverage(title: list[str], prepared: _Prepared) -> float:
    """Return the share of a title's words that the query has."""
    if not title:
        return 0.0
    covered = 0.0
    for word in title:
        if word in prepared.words or word.startswith(prepared.stems):
            covered += 1
        elif word.startswith(prepared.prefixes):
            covered += _PREFIX_WEIGHT
    return covered / len(title)


def _order(title: list[str], prepared: _Prepared) -> float:
    """Return 1 if a title has the words adjacent and in the order typed, 0.5 with other words between them, else 0."""
    wanted = prepared.sequence
    if len(wanted) < 2:
        return 1.0 if title[:1] == wanted else 0.0
    if " ".join(wanted) in " ".join(title):
        return 1.0
    rest = iter(title)
    return 0.5 if all(any(_is_same(word, other) for other in rest) for word in wanted) else 0.0


def _is_same(word: str, other: str) -> bool:
    return word == other or (word[:3] == other[:3] and stem(word) == stem(other))
