"""Search the library: from a query to its entries, best first.

    query ── parse ── clauses ──┬─ step 0   the whole text is the title or a label of an entry, or an id
                                ├─ step 1   all words, as typed; adjacent words also joined (deep seek: deepseek)
                                ├─ step 2   the last word as a prefix; words split (languagemodel: language model)
                                ├─ step 3   synonyms, in either language
                                ├─ step 4   words that the library does not have, corrected
                                ├─ step 5   all words corrected; long runs of Chinese by any of their bigrams
                                └─ step 6…  all clauses but one, but two, …, any

Each step ranks below the one before it. Within a step, entries named in the query's own script rank before those that
are named so only in the other script of Chinese. Steps 2 and 3 add to few hits; later steps run when there are next to
none. ``exact`` stops after step 1. The grammar of queries is in ``readlist.search.query_parser``.

A step queries the small table of names first, then all text, and ranks a bounded number of the matches: on a million
entries, scoring every match of a common word would be the main cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.index.document import title_mark
from readlist.index.fts5_query import quote
from readlist.model.identifiers import parse_identifier
from readlist.search.clauses import (
    Clause,
    Interpretation,
    Option,
    any_of,
    as_prefix,
    clauses_of,
    interpretation_to_fts,
)
from readlist.search.filter_conditions import filter_condition
from readlist.search.filters import Filters
from readlist.search.highlighter import cut_snippet
from readlist.search.hit import Hit
from readlist.search.index_reader import IndexReader, is_text_term, term_condition
from readlist.search.query_parser import parse_query
from readlist.search.ranking import Ranking
from readlist.search.script_preference import find_script_runs, is_named
from readlist.search.spelling import find_corrections
from readlist.search.synonyms import load, translate
from readlist.text.folding import title_key
from readlist.util.sql import join_conditions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from readlist.model.identifiers import Identifier
    from readlist.search.candidate import Candidate
    from readlist.search.query import Query, Term
    from readlist.search.synonyms import Synonyms
    from readlist.util.sql import Condition

_MAX_RANKED = 80
"""Candidates of a query that are ranked by all that is known of them."""
_FEW = 3
"""Hits below which less likely interpretations are tried as well."""
_MAX_CORRECTIONS = 4
"""Corrections tried per word."""
_MAX_CLAUSES = 60
"""Clauses of a query that are searched: FTS5 takes no more than some 200, and nobody types as many."""
_MAX_INTERPRETATIONS = 20
_MAX_JOINED = 6
"""Words of a query up to which two and three adjacent ones are also tried as one word."""
_MIN_PREFIX = 2
_COMMON = 20_000
"""Minimum document frequency of a word that is not tried as a prefix: completing it would read all of its entries."""


@dataclass(frozen=True, slots=True)
class Results:
    """Hits, best first; ``searched``: what was searched instead of the query; ``suggestions``, if there are no hits."""

    hits: tuple[Hit, ...] = ()
    searched: str | None = None
    suggestions: tuple[str, ...] = ()


def search(
    connection: sqlite3.Connection,
    query: str,
    *,
    filters: Filters = Filters(),  # noqa: B008  (frozen)
    limit: int = 20,
    exact: bool = False,
    concepts: Path | None = None,
) -> Results:
    """Find the entries that match a query, at most ``limit``, best first; the order is the same on every run.

    ``concepts`` is the person's own file of synonyms, which need not exist. Raises UsageError for a misspelt field in
    the query, and for a field without a value or with an invalid one.
    """
    parsed = parse_query(query)
    run = _Search(connection, parsed, filters, limit)
    if not exact:
        run.widen(load(concepts))
    if not run.clauses:
        return run.list_all() if run.conditions else Results()
    run.run_steps(exact=exact)
    return run.results()


class _Found(NamedTuple):
    step: int
    score: float
    candidate: Candidate
    interpretations: Sequence[Interpretation]

    def order(self) -> tuple[Any, ...]:
        return (self.step, -round(self.score, 9), self.candidate.kind == "note", self.candidate.key)


class _Search:
    """One search: the clauses and conditions of its query, and the entries found so far."""

    def __init__(self, connection: sqlite3.Connection, query: Query, filters: Filters, limit: int) -> None:
        self.query = query
        self.limit = limit
        self.clauses: Interpretation = ()
        self.widened: Interpretation = ()
        self.synonyms: Interpretation = ()
        self.conditions: list[Condition] = []
        self.reader = IndexReader(connection, self.conditions, limit)
        self.found: dict[int, _Found] = {}
        self.searched: str | None = None
        if (condition := filter_condition(filters))[0] != "1":
            self.conditions.append(condition)
        for group in query.groups[:_MAX_CLAUSES]:
            self._add_group(group[:_MAX_CLAUSES])
        self.clauses = self.clauses[:_MAX_CLAUSES]
        for term in query.excluded[:_MAX_CLAUSES]:
            sql, parameters = term_condition(term)
            self.conditions.append((f"NOT ({sql})", parameters))

    def _add_group(self, group: tuple[Term, ...]) -> None:
        if len(group) == 1 and is_text_term(group[0]):
            self.clauses += tuple(clauses_of(group[0]))
        elif all(is_text_term(term) and not term.field for term in group):
            self.clauses += (any_of(group),)
        else:
            self.conditions.append(join_conditions(map(term_condition, group), "OR"))

    def widen(self, synonyms: Synonyms) -> None:
        """Look up the synonyms of what the query names."""
        widened, others = translate(synonyms, self.clauses)
        self.widened, self.synonyms = tuple(widened), tuple(others)

    # -- steps ------------------------------------------------------------------------------------------------------

    def run_steps(self, *, exact: bool) -> None:
        """Run the steps until there are enough hits."""
        identifier = parse_identifier(self.query.text)
        if identifier and self._match_identifier(identifier):
            return
        self._match_title()
        is_title = bool(self.found)
        self._try(1, [self.clauses, *self._joined()])
        if not exact and not identifier:  # there is nothing similar to an id
            self._run_fallbacks(is_title=is_title)

    def _match_identifier(self, identifier: Identifier) -> bool:
        """Step 0: the query is an id, or the link of one; return whether the library has it."""
        sql = "entry.id IN (SELECT entry_id FROM identifier WHERE value = ? AND scheme = ?)"
        self._add(0, self.reader.select(sql, [identifier.value, identifier.scheme]), [self.clauses])
        return bool(self.found)

    def _match_title(self) -> None:
        """Step 0: the query is a whole title or label."""
        if title_key(self.query.text):
            sql = "entry.id IN (SELECT rowid FROM search_names WHERE search_names MATCH ?)"
            fts = f"marks : {quote([title_mark(self.query.text)])}"
            self._add(0, self.reader.select(sql, [fts]), [self.clauses])

    def _run_fallbacks(self, *, is_title: bool) -> None:
        """Steps 2 and on; a query of three or more words that is a title needs none of them."""
        if not is_title or len(self.clauses) < _FEW:
            self._try_similar_forms()
        if not self.found:
            self._try(4, self._corrected(unknown_only=True), report=True)
        if not self.found:
            self._try(5, self._loosened(), report=True)
        if len(self.found) < _FEW and not is_title and len(_split_compounds(self.clauses)) > 1:
            self._try_fewer_clauses()

    def _try_similar_forms(self) -> None:
        """Steps 2 and 3, as long as there are fewer hits than the limit."""
        if len(self.found) < self.limit:
            self._try(2, self._completed())
        if not self.found:
            self._try(2, [tuple(self._as_prefix(clause) for clause in self.clauses)])
        if len(self.found) < self.limit:
            self._try(3, [self.widened] if self.widened else [], report=not self.found)

    def _joined(self) -> list[Interpretation]:
        """Return interpretations with two or three adjacent words as one, if the library has that word."""
        spans = _adjacent_words(self.clauses) if len(self.clauses) <= _MAX_JOINED else {}
        known = self.reader.known_words(spans.values())
        return [
            (*self.clauses[:start], _joined_clause(self.clauses[start:end], word), *self.clauses[end:])
            for (start, end), word in spans.items()
            if word in known
        ]

    def _completed(self) -> list[Interpretation]:
        """Return interpretations with the last word as a prefix, and with words split in two or three."""
        interpretations: list[Interpretation] = []
        last = self.clauses[-1]
        if self._may_be_prefix(last):
            interpretations.append((*self.clauses[:-1], self._as_prefix(last)))
        for position, clause in enumerate(self.clauses):
            if clause.word and (options := self.reader.splits(clause.word)):
                split = clause.with_options(options)
                interpretations.append((*self.clauses[:position], split, *self.clauses[position + 1 :]))
        return interpretations

    def _may_be_prefix(self, clause: Clause) -> bool:
        """Whether a word is worth completing: long enough, and not one of the most common words itself."""
        if clause.word is None or len(clause.word) < _MIN_PREFIX + bool(self.found):
            return False
        return self.reader.document_frequency(clause) < _COMMON

    def _as_prefix(self, clause: Clause) -> Clause:
        return as_prefix(clause, self.reader.completions(clause.word)) if clause.word else clause

    def _corrected(self, *, unknown_only: bool) -> list[Interpretation]:
        """Return the interpretation with words corrected; none if there is nothing to correct."""
        clauses = tuple(
            self._correct(clause, unknown_only=unknown_only) for clause in _split_compounds(self.clauses)
        )
        return [clauses] if clauses != self.clauses else []

    def _correct(self, clause: Clause, *, unknown_only: bool) -> Clause:
        if not clause.word or (unknown_only and self.reader.has_match(clause)):
            return clause
        near = find_corrections(self.reader.connection, clause.word, _MAX_CORRECTIONS)
        corrections = [Option((found.word,), quality=0.9 - 0.2 * found.distance) for found in near]
        splits = self.reader.splits(clause.word)
        kept = clause.options if self.reader.has_match(clause) else ()
        return clause.with_options([*kept, *splits, *corrections]) if splits or corrections else clause

    def _loosened(self) -> list[Interpretation]:
        """Return the interpretation with all words corrected, and long runs of Chinese by any of their bigrams."""
        clauses = tuple(
            _any_bigram(self._correct(clause, unknown_only=False))
            for clause in _split_compounds(self.clauses)
        )
        return [clauses] if clauses != self.clauses else []

    def _try_fewer_clauses(self) -> None:
        """Step 6 and on: drop one clause, two, and so on, the most common first; those with a field stay."""
        corrected = [
            _any_bigram(self._correct(clause, unknown_only=True)) for clause in _split_compounds(self.clauses)
        ]
        was_empty = not self.found
        for step, interpretations in self._subsets(corrected):
            if len(self.found) >= _FEW:
                break
            self._try(step, interpretations)
        if was_empty and self.found:
            self.searched = "any of: " + _display(corrected)

    def _subsets(self, clauses: list[Clause]) -> Iterator[tuple[int, list[Interpretation]]]:
        """Yield each step with its interpretations: ever smaller subsets of the matching clauses, rarest first."""
        fields = tuple(clause for clause in clauses if clause.field)
        words = [clause for clause in clauses if not clause.field]
        matching = sorted(filter(self.reader.has_match, words), key=self.reader.document_frequency)
        for size in range(min(len(matching), len(words) - 1), 0, -1):
            some = islice(combinations(matching, size), _MAX_INTERPRETATIONS)
            yield min(5 + len(words) - size, 9), [(*fields, *subset) for subset in some]

    # -- queries ----------------------------------------------------------------------------------------------------

    def _try(self, step: int, interpretations: Sequence[Interpretation], *, report: bool = False) -> None:
        """Query the names, then all text, and add new hits; with ``report``, note what was searched instead."""
        if not interpretations:
            return
        fts = " OR ".join(map(interpretation_to_fts, interpretations))
        fields = [clause.condition() for clause in interpretations[0] if clause.field]
        before = len(self.found)
        self._add(step, self.reader.match("search_names", fts, fields), interpretations)
        if len(self.found) < self.limit:
            self._add(step, self.reader.match("search_text", fts, fields), interpretations)
        if report and len(self.found) > before:
            self.searched = _display(interpretations[0])

    def _add(self, step: int, matches: dict[int, float], interpretations: Sequence[Interpretation]) -> None:
        """Rank the best new matches, by bm25, and add them to what was found."""
        new = {entry_id: bm25 for entry_id, bm25 in matches.items() if entry_id not in self.found}
        best = sorted(new, key=lambda entry_id: (-new[entry_id], -entry_id))[: max(_MAX_RANKED, self.limit)]
        best_bm25 = max(new.values(), default=0.0)
        ranking = Ranking(interpretations, self.synonyms)
        for candidate in self.reader.candidates({entry_id: new[entry_id] for entry_id in best}):
            score = ranking.score(candidate, best_bm25)
            self.found[candidate.entry_id] = _Found(step, score, candidate, interpretations)

    # -- results ----------------------------------------------------------------------------------------------------

    def list_all(self) -> Results:
        """Return the results of a query that has only filters: newest first, notes last."""
        return Results(self._hits([(entry_id, 0.0, ()) for entry_id in self.reader.select("1", [])]))

    def results(self) -> Results:
        """Return the best of what was found, with snippets; without any, suggest similar words."""
        best = self._prefer_script(sorted(self.found.values(), key=_Found.order))[: self.limit]
        hits = self._hits(
            [
                (one.candidate.entry_id, round(10 - one.step + one.score, 4), one.interpretations)
                for one in best
            ]
        )
        return Results(hits, self.searched, () if hits else self._suggest())

    def _prefer_script(self, found: list[_Found]) -> list[_Found]:
        """Within each step, rank entries named in the script of the query first."""
        runs = find_script_runs(self.query)
        if not runs:
            return found
        names = self.reader.names([one.candidate.entry_id for one in found[:_MAX_RANKED]])
        preferred = {entry_id for entry_id, own in names.items() if is_named(own, runs)}
        halved = (
            one._replace(score=(one.score + (one.candidate.entry_id in preferred)) / 2) for one in found
        )
        return sorted(halved, key=_Found.order)

    def _suggest(self) -> tuple[str, ...]:
        words = [clause.word for clause in _split_compounds(self.clauses) if clause.word]
        near = [found.word for word in words for found in find_corrections(self.reader.connection, word)]
        return tuple(dict.fromkeys(near))

    def _hits(self, found: list[tuple[int, float, Sequence[Interpretation]]]) -> tuple[Hit, ...]:
        passages = self.reader.passages([entry_id for entry_id, _, _ in found])
        hits = []
        for entry_id, score, interpretations in found:
            snippet = cut_snippet(passages[entry_id], interpretations)
            hits.append(Hit(entry_id, score, snippet.text, snippet.marks, snippet.source, snippet.line))
        return tuple(hits)


def _split_compounds(clauses: Interpretation) -> list[Clause]:
    """Split the compounds among the clauses into one clause per word."""
    out = []
    for clause in clauses:
        words = clause.options[0].words
        if clause.is_plain and not clause.run and len(words) > 1:
            out += [Clause((Option((word,)),), word, clause.field, is_plain=True) for word in words]
        else:
            out.append(clause)
    return out


def _adjacent_words(clauses: Interpretation) -> dict[tuple[int, int], str]:
    """Join each two and three adjacent words without a field; return the words by (start, end) of their clauses."""
    words = ["" if clause.field else clause.word or "" for clause in clauses]
    spans = [(start, start + size) for size in (2, 3) for start in range(len(words) - size + 1)]
    return {(start, end): "".join(words[start:end]) for start, end in spans if all(words[start:end])}


def _joined_clause(clauses: Sequence[Clause], word: str) -> Clause:
    return Clause((Option((word,)),), " ".join(clause.shown for clause in clauses))


def _any_bigram(clause: Clause) -> Clause:
    """Match a long run of Chinese by any of its bigrams, the more the better."""
    words = clause.options[0].words
    if not clause.run or len(words) < 2:
        return clause
    return clause.with_options([Option((word,), quality=0.9) for word in words], is_shared=True)


def _display(clauses: Iterable[Clause]) -> str:
    """Return what was searched, for a person to read: the likeliest option of each clause."""
    return " ".join(
        " ".join(clause.options[0].words) if clause.word and not clause.is_shared else clause.shown
        for clause in clauses
    )
