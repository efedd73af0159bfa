"""Ranking: score the entries found by how well, and in which of their columns, they match.

    score = where the clauses match      title and labels above authors, tags and topics, and these above prose
          + coverage                     the share of the title (or of one label) that the query covers
          + order                        the words are in the title, or in the authors, in the order typed and adjacent
          + bm25                         a small weight for what full text knows better
          + synonyms and recency         a little where other names of the same thing match too, and for recent years

A clause counts by its weight. A word counts fully in the form typed, or as its plural or singular; less where only its
stem is the same. The title of a note is the heading above it, so it has the weight of a topic instead of a title's,
and the longer a text, the less the words in it count.

Everything is computed from the indexed tokens, for a bounded number of candidates.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from readlist.index.document import NAMES
from readlist.search.candidate import ALL, Fit
from readlist.search.clauses import Option, typed_words
from readlist.search.stop_words import STOP_WORDS
from readlist.search.weights import PART_QUALITY
from readlist.text.tokenizer import MIN_STEM_LENGTH, VALUE_SEPARATOR, numbers_of, stem
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from readlist.search.candidate import Candidate, Names
    from readlist.search.clauses import Clause, Interpretation

_COLUMN_WEIGHTS = dict(zip(NAMES, (1.0, 1.0, 0.9, 0.55, 0.7, 0.5, 1.0, 0.85, 0.0), strict=True))
_COLUMNS_BY_WEIGHT = sorted(
    ((NAMES.index(name), weight) for name, weight in _COLUMN_WEIGHTS.items() if weight),
    key=lambda pair: -pair[1],
)
_AUTHORS = NAMES.index("authors")
_NAMED_WEIGHT = 0.52
"""What a match in a name of the entry counts, at least: one in its venue is not enough."""
_TEXT_WEIGHT = 0.3
_LONG_TEXT = 2_000
"""Characters of text from which the words in it count less: an abstract and a remark are shorter, a README is longer."""
_PREFIX_WEIGHT = 0.7
_STEM_WEIGHT = 0.7
"""What a word with only the same stem counts; ``_STEM_COVERAGE`` is its part of a title."""
_STEM_COVERAGE = 0.5
_MATCH, _COVERAGE, _ORDER, _BM25, _SYNONYM, _RECENT, _NOTE = 0.5, 0.22, 0.1, 0.1, 0.06, 0.02, 0.05
_PARTIAL_LOSS = 0.3
"""How much of what another form than the typed one loses it also loses in a partial match: having more says more."""
_PARTIAL_MATCH, _PARTIAL_COVERAGE, _PARTIAL_ORDER, _PARTIAL_ALL = 0.62, 0.06, 0.12, 0.15
"""The same for partial matches, of which the best have the most of the query; the last if they have all of it."""
_WHOLE_AUTHOR = 1.6
"""What the whole name of an author counts as order, which makes up for words of it in another title."""
_FIRST_AUTHOR = 0.25
"""What a word of the first author's name counts as order."""
_INITIALS = lazy_pattern(r"(?<=\w\w) (?:[a-z] )+(?=\w\w)")
"""Initials between two names, which people leave out."""
_YEARS = (1990, 2030)


class _Form(NamedTuple):
    """An option as pieces of text that must all be in a column; ``exact``: the same, each in its plain forms."""

    pieces: tuple[str, ...]
    exact: tuple[tuple[str, ...], ...]
    quality: float


class _Requirement(NamedTuple):
    """A clause prepared for scoring."""

    forms: list[_Form]
    is_shared: bool
    weight: float
    parts: list[list[tuple[_Form, float]]]
    """The words of each of its names, with their shares of it."""


class _Match(NamedTuple):
    """How well a clause matches: the weight of the column times the quality of the form.

    ``named`` and ``found`` are the shares of the clause that a name, and anything, of the entry has.
    """

    quality: float
    named: float
    found: float


class _Prepared(NamedTuple):
    """An interpretation prepared for scoring many candidates."""

    clauses: list[_Requirement]
    words: frozenset[str]
    stems: tuple[str, ...]
    prefixes: tuple[str, ...]
    sequence: list[str]
    """The words in the order typed."""
    pairs: list[tuple[str, float]]
    """The last word of each clause with the first of the next, as text, and how much it says: as its lesser clause."""

    @classmethod
    def of(cls, interpretation: Interpretation, typed: Sequence[str]) -> _Prepared:
        options = [option for clause in interpretation for option in clause.options]
        words = {word for option in options if not option.is_prefix for word in option.words}.union(typed)
        total = sum(clause.weight for clause in interpretation) or 1.0  # in an empty library
        return cls(
            [_requirement(clause, clause.weight / total) for clause in interpretation],
            frozenset(form for word in words for form in numbers_of(word)),
            _stems(words),
            tuple(option.words[-1] for option in options if option.is_prefix),
            list(typed) or typed_words(interpretation),
            [
                (
                    f" {before.options[0].words[-1]} {after.options[0].words[0]}",
                    min(before.weight, after.weight),
                )
                for before, after in pairwise(interpretation)
            ],
        )


def _stems(words: Collection[str]) -> tuple[str, ...]:
    stems = {stem(word) for word in words}
    return tuple(sorted(short for short in stems if len(short) > MIN_STEM_LENGTH))


def _requirement(clause: Clause, weight: float) -> _Requirement:
    forms = [_form(one) for option in clause.options for one in (option, *_other_numbers(option))]
    parts = [[(_form(Option((word,))), share) for word, share in name] for name in clause.parts]
    return _Requirement(forms, clause.is_shared, weight, parts)


def _other_numbers(option: Option) -> list[Option]:
    """Return a short word, which is found only as it is, in its plural or singular; a longer one is found by its stem."""
    *words, last = option.words
    if option.is_prefix or len(stem(last)) > MIN_STEM_LENGTH:
        return []
    return [option._replace(words=(*words, other)) for other in numbers_of(last)[1:]]


def _form(option: Option) -> _Form:
    if option.is_prefix:
        piece = " " + " ".join(option.words)
        return _Form((piece,), ((piece,),), option.quality)
    if option.is_phrase and len(option.words) > 1:
        *words, last = option.words
        before = f" {' '.join(words)}"
        exact = tuple(f"{before} {form} " for form in numbers_of(last))
        return _Form((f"{before}{_piece(last)}",), (exact,), option.quality)
    exact_forms = tuple(tuple(f" {form} " for form in numbers_of(word)) for word in option.words)
    return _Form(tuple(_piece(word) for word in option.words), exact_forms, option.quality)


def _piece(word: str) -> str:
    """Return the text that finds a word with any ending; a word with a short stem is found only as it is."""
    short = stem(word)
    return f" {short}" if len(short) > MIN_STEM_LENGTH else f" {word} "


def _soften(clause: Clause) -> Clause:
    """Return a clause whose other forms count nearly as much as the typed one."""
    return clause.with_options(
        option._replace(quality=1 - _PARTIAL_LOSS * (1 - option.quality)) for option in clause.options
    )


class Ranking:
    """Scores candidates by the interpretation they match best.

    ``synonyms`` are clauses of other names of the same; ``typed`` are the words as typed, where the interpretations
    leave some out. With ``is_partial``, candidates may lack clauses, and rank by what they have.
    """

    def __init__(
        self,
        interpretations: Sequence[Interpretation],
        synonyms: Interpretation = (),
        *,
        typed: Sequence[str] = (),
        is_partial: bool = False,
    ) -> None:
        if is_partial:
            interpretations = [tuple(map(_soften, one)) for one in interpretations]
        self._prepared = [_Prepared.of(interpretation, typed) for interpretation in interpretations]
        self._synonyms = [_requirement(clause, 1.0) for clause in synonyms]
        self._is_partial = is_partial

    def fit(self, candidates: Sequence[Candidate]) -> list[Fit]:
        """Return how well each of the candidates fits."""
        best_bm25 = max((candidate.bm25 for candidate in candidates), default=0.0)
        fits = [[self._fit(candidate, prepared) for candidate in candidates] for prepared in self._prepared]
        if self._is_partial:
            fits = [
                _rate_partial(candidates, some, prepared)
                for some, prepared in zip(fits, self._prepared, strict=True)
            ]
        return [
            self._complete(candidate, max(some), best_bm25)
            for candidate, some in zip(candidates, zip(*fits, strict=True), strict=True)
        ]

    def _complete(self, candidate: Candidate, fit: Fit, best_bm25: float) -> Fit:
        """Add to a score what does not depend on the interpretation."""
        full_text = _BM25 * (candidate.bm25 / best_bm25 if best_bm25 else 0)
        synonym = _SYNONYM * max(
            (_match(candidate, clause).quality for clause in self._synonyms), default=0.0
        )
        first, last = _YEARS
        recent = _RECENT * (min(max((candidate.year or first) - first, 0), last - first) / (last - first))
        score = fit.score + full_text + synonym + recent - (_NOTE if candidate.kind == "note" else 0)
        return fit._replace(score=max(0.0, score))

    def _fit(self, candidate: Candidate, prepared: _Prepared) -> Fit:
        match = named = found = 0.0
        for clause in prepared.clauses:
            one = _match(candidate, clause)
            match += one.quality * clause.weight
            named += one.named * clause.weight
            found += one.found * clause.weight
        if candidate.kind == "note":
            return Fit(_MATCH * match * _COLUMN_WEIGHTS["topics"], named, found)
        if self._is_partial:
            return Fit(match, named, found)
        coverage = max(_coverage(title, prepared) for title in candidate.names.titles)
        score = _MATCH * match + _COVERAGE * coverage * match + _ORDER * _best_order(candidate, prepared)
        return Fit(score, named, found)


def _rate_partial(candidates: Sequence[Candidate], fits: Sequence[Fit], prepared: _Prepared) -> list[Fit]:
    """Turn the matches of partial matches into scores, as shares of what the best of them have of the query."""
    most = max((fit.found for fit in fits), default=0.0) or 1.0
    rated = []
    for candidate, fit in zip(candidates, fits, strict=True):
        match = min(1.0, fit.score / most)
        score = _PARTIAL_MATCH * match + _PARTIAL_ALL * (fit.found > ALL and candidate.length < _LONG_TEXT)
        if candidate.kind != "note":
            titles = candidate.names.titles
            adjacent = max(_adjacent_pairs(title, prepared) for title in titles)
            coverage = max(_coverage(title, prepared) for title in titles)
            order = max(_best_order(candidate, prepared), adjacent)
            score += _PARTIAL_COVERAGE * coverage * match + _PARTIAL_ORDER * order
        rated.append(fit._replace(score=score))
    return rated


def _best_order(candidate: Candidate, prepared: _Prepared) -> float:
    names = candidate.names
    return max(_authors_order(names, prepared), *(_order(title, prepared) for title in names.titles))


def _match(candidate: Candidate, clause: _Requirement) -> _Match:
    """Return how well a clause matches: as a whole, or by parts of what it names."""
    whole = _match_whole(candidate, clause)
    if whole.named or not clause.parts:
        return whole
    parts = max(_match_parts(candidate, name) for name in clause.parts)
    return whole._replace(quality=max(parts.quality, whole.quality)) if whole.found else parts


def _match_whole(candidate: Candidate, clause: _Requirement) -> _Match:
    names = candidate.names
    if clause.is_shared:
        best = sum(form.quality * _column_weight(names, form) for form in clause.forms) / len(clause.forms)
        is_named = best > 0
    else:
        best = 0.0
        for form in clause.forms:
            if form.quality > best and form.pieces[0] in names.joined:
                best = max(best, form.quality * _column_weight(names, form))
        is_named = best > _NAMED_WEIGHT
    best = best or _in_text(candidate, clause.forms)
    return _Match(best, float(is_named), float(best > 0))


def _match_parts(candidate: Candidate, name: Sequence[tuple[_Form, float]]) -> _Match:
    """Return how much of a name an entry has, word by word."""
    quality = named = found = 0.0
    for form, share in name:
        weight = _column_weight(candidate.names, form) if form.pieces[0] in candidate.names.joined else 0.0
        named += share * (weight > _NAMED_WEIGHT)
        weight = weight or _in_text(candidate, [form])
        quality += share * weight
        found += share * (weight > 0)
    return _Match(PART_QUALITY * quality, PART_QUALITY * named, PART_QUALITY * found)


def _column_weight(names: Names, form: _Form) -> float:
    """Return the weight of the best column with all pieces, less if only their stems are the same; 0 if none has."""
    best = 0.0
    for column, weight in _COLUMNS_BY_WEIGHT:
        if weight <= best:
            break
        text = names.columns[column]
        if _has_all(text, form.pieces):
            is_exact = all(any(plain in text for plain in plains) for plains in form.exact)
            best = max(best, weight if is_exact else weight * _STEM_WEIGHT)
    return best


def _has_all(text: str, pieces: Sequence[str]) -> bool:
    for piece in pieces:  # noqa: SIM110  (all() takes twice as long, and most of the ranking's time is here)
        if piece not in text:
            return False
    return True


def _in_text(candidate: Candidate, forms: Iterable[_Form]) -> float:
    """Return what a match in the text counts; without the text, it is known to have the words."""
    text = candidate.text
    if text is not None and not any(_has_all(text, form.pieces) for form in forms):
        return 0.0
    return _TEXT_WEIGHT / (1 + max(0, candidate.length - _LONG_TEXT) / _LONG_TEXT)


def _coverage(title: list[str], prepared: _Prepared) -> float:
    """Return the share of a title's words that the query has; function words do not count."""
    words, stems, prefixes = prepared.words, prepared.stems, prepared.prefixes
    covered, size = 0.0, 0
    for word in title:
        if word in words:
            covered += 1
        elif word in STOP_WORDS:
            continue
        elif stems and word.startswith(stems):
            covered += _STEM_COVERAGE
        elif prefixes and word.startswith(prefixes):
            covered += _PREFIX_WEIGHT
        size += 1
    return covered / size if size else 0.0


def _order(title: list[str], prepared: _Prepared) -> float:
    """Return 1 if a title has the words adjacent and in the order typed, 0.5 with other words between them, else 0."""
    wanted = prepared.sequence
    if len(wanted) < 2:
        return 1.0 if title[:1] == wanted else 0.0
    if f" {' '.join(wanted)}" in f" {' '.join(title)}":
        return 1.0
    rest = iter(title)
    return 0.5 if all(any(_is_same(word, other) for other in rest) for word in wanted) else 0.0


def _adjacent_pairs(title: list[str], prepared: _Prepared) -> float:
    """Return the share of the adjacent clauses that are adjacent in a title, in the same order, but for function words.

    ``survey of deep`` says less than ``graph matching``: each pair counts as the clause of it that says less.
    """
    total = sum([weight for _, weight in prepared.pairs])
    if not total:
        return 0.0
    text = f" {' '.join([word for word in title if word not in STOP_WORDS])} "
    return sum([weight for pair, weight in prepared.pairs if pair in text]) / total


def _authors_order(names: Names, prepared: _Prepared) -> float:
    """Return 1 if the query is in the name of an author, 0.5 if two of its words are adjacent in one, else 0.

    It is more if the query is a whole name. A word of the first author's name counts a little: that is whom people cite.
    """
    authors, wanted = names.columns[_AUTHORS], prepared.sequence
    if not any(f" {word} " in authors for word in wanted):
        return 0.0
    authors = _INITIALS.sub(" ", authors)
    typed = f" {' '.join(wanted)} "
    if len(wanted) > 1 and typed in authors:
        return _WHOLE_AUTHOR if typed in authors.split(VALUE_SEPARATOR) else 1.0
    if any(f" {first} {second} " in authors for first, second in pairwise(wanted)):
        return 0.5
    first_author = f"{authors.partition(VALUE_SEPARATOR)[0]} "
    return _FIRST_AUTHOR * any(f" {word} " in first_author for word in wanted)


def _is_same(word: str, other: str) -> bool:
    return word == other or (word[:3] == other[:3] and stem(word) == stem(other))
