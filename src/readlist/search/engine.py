"""Searching the library: from a query to entries, best first.

    query ── parse ── needs ──┬─ step 0   the whole text is the title or a label of an entry, or an id
                              ├─ step 1   all words, as written; neighbours also joined (deep seek: deepseek)
                              ├─ step 2   the last word begun, words split (languagemodel: language model)
                              ├─ step 3   other names of the same thing, of either language (concepts)
                              ├─ step 4   words that the library does not have, corrected
                              ├─ step 5   all words corrected, long Chinese by any of its pairs
                              └─ step 6…  all words but one, but two, …, any

Each step ranks below the one before it; within a step, what is named in the query's own script goes before what is
named so in the other script of Chinese only. Steps 2 and 3 add to too few hits, the later ones are taken when there are next
to none.
``exact`` stops after step 1. The grammar of queries is in ``readlist.search.query_parser``.

A step asks the small table of names first, then all text, and ranks a bounded number of what it found: on a million
entries, scoring every hit of a common word would be what costs.
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
    clauses_of,
    either,
    interpretation_to_fts,
    starting,
)
from readlist.search.filters import Filters
from readlist.search.highlighter import cut_snippet
from readlist.search.index_reader import Tables, condition, is_words
from readlist.search.query_parser import Query, Term, parse_query
from readlist.search.ranking import Candidate, Ranking
from readlist.search.script_preference import find_script_runs, is_named
from readlist.search.spelling import find_near
from readlist.search.synonyms import load, translate
from readlist.text.folding import title_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from readlist.model.identifiers import Identifier
    from readlist.search.index_reader import Condition
    from readlist.search.synonyms import Synonyms

_RANKED = 80
"""Candidates that are ranked by all that is known of them."""
_FEW = 3
"""Up to so many hits, less likely readings are tried as well."""
_NEAR = 4
"""Corrections tried for a word."""
_MOST_NEEDS = 60
"""Words of a query that are searched for; full text cannot hold more than some 200, and nobody means as many."""
_MOST_READINGS = 20
_MOST_JOINED = 6
"""Words of a query up to which each two and three neighbours are tried as one word."""
_SHORTEST_BEGUN = 2
_COMMON = 20_000
"""Entries that have a word from which on it is no beginning of another: completing it would read through them all."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found; ``marks`` are spans of ``snippet``, which stands in ``line`` of ``source`` if that is given."""

    entry_id: int
    score: float
    snippet: str
    marks: tuple[tuple[int, int], ...]
    source: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Results:
    """Hits, best first; what was searched instead of the query, if so; nearest words where nothing was found."""

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
    """Find the entries that a query asks for, at most ``limit``, best first.

    ``concepts`` is the person's own file of concepts, which need not exist.
    The order is the same on every run. Raises UsageError for a field that is none or has no or a wrong value.
    """
    parsed = parse_query(query)
    run = _Run(connection, parsed, filters, limit)
    if not exact:
        run.learn(load(concepts))
    if not run.needs:
        return run.list_all() if run.conditions else Results()
    run.take_steps(exact=exact)
    return run.results()


class _Found(NamedTuple):
    step: int
    score: float
    candidate: Candidate
    readings: Sequence[Interpretation]

    def order(self) -> tuple[Any, ...]:
        return (self.step, -round(self.score, 9), self.candidate.kind == "note", self.candidate.key)


class _Run:
    """One search under way: what it needs, and what it has found so far."""

    def __init__(self, connection: sqlite3.Connection, query: Query, filters: Filters, limit: int) -> None:
        self.query = query
        self.limit = limit
        self.needs: Interpretation = ()
        self.wide: Interpretation = ()
        self.echo: Interpretation = ()
        self.conditions: list[Condition] = []
        self.tables = Tables(connection, self.conditions, limit)
        self.found: dict[int, _Found] = {}
        self.searched: str | None = None
        self._ask_filters(filters)
        for group in query.groups[:_MOST_NEEDS]:
            self._ask_group(group[:_MOST_NEEDS])
        self.needs = self.needs[:_MOST_NEEDS]
        for term in query.excluded[:_MOST_NEEDS]:
            sql, parameters = condition(term)
            self.conditions.append((f"NOT ({sql})", parameters))

    def _ask_filters(self, filters: Filters) -> None:
        sql, parameters = filters.where()
        if sql != "1":
            self.conditions.append((sql, parameters))

    def _ask_group(self, group: tuple[Term, ...]) -> None:
        if len(group) == 1 and is_words(group[0]):
            self.needs += tuple(clauses_of(group[0]))
        elif all(is_words(term) and not term.field for term in group):
            self.needs += (either(group),)
        else:
            parts = [condition(term) for term in group]
            sql = " OR ".join(f"({sql})" for sql, _ in parts)
            self.conditions.append((f"({sql})", [parameter for _, own in parts for parameter in own]))

    def learn(self, concepts: Synonyms) -> None:
        """Take in what is known of other names for what the query names."""
        wide, echo = translate(concepts, self.needs)
        self.wide, self.echo = tuple(wide), tuple(echo)

    # -- steps ------------------------------------------------------------------------------------------------------

    def take_steps(self, *, exact: bool) -> None:
        """Go through the steps until there are enough hits."""
        identifier = parse_identifier(self.query.text)
        if identifier and self._take_id(identifier):
            return
        self._take_whole()
        is_named = bool(self.found)
        self._take(1, [self.needs, *self._joined()])
        if exact or identifier:  # nothing is like an id
            return
        if not is_named or len(self.needs) < _FEW:
            self._take_more()
        if not self.found:
            self._take(4, self._corrected(unknown_only=True), tell=True)
        if not self.found:
            self._take(5, self._loosened(), tell=True)
        if len(self.found) < _FEW and not is_named and len(_apart(self.needs)) > 1:
            self._take_any()

    def _take_id(self, identifier: Identifier) -> bool:
        """Step 0: the query is an id or the link of one; says whether that is in the library."""
        sql = "entry.id IN (SELECT entry_id FROM identifier WHERE value = ? AND scheme = ?)"
        self._keep(0, self.tables.select(sql, [identifier.value, identifier.scheme]), [self.needs])
        return bool(self.found)

    def _take_whole(self) -> None:
        """Step 0: the query is a title or a label, whole."""
        if title_key(self.query.text):
            sql = "entry.id IN (SELECT rowid FROM search_names WHERE search_names MATCH ?)"
            whole = f"marks : {quote([title_mark(self.query.text)])}"
            self._keep(0, self.tables.select(sql, [whole]), [self.needs])

    def _take_more(self) -> None:
        """Steps 2 and 3, as long as there is room."""
        if len(self.found) < self.limit:
            self._take(2, self._completed())
        if not self.found:
            self._take(2, [tuple(self._begin(need) for need in self.needs)])
        if len(self.found) < self.limit:
            self._take(3, [self.wide] if self.wide else [], tell=not self.found)

    def _joined(self) -> list[Interpretation]:
        """Readings with two or three neighbours as one word, where the library has that word."""
        words = [need.word if need.field is None else None for need in self.needs]
        if len(words) > _MOST_JOINED:
            return []
        spans = {
            (start, start + size): "".join(run)
            for size in (2, 3)
            for start in range(len(words) - size + 1)
            if len(run := [word for word in words[start : start + size] if word]) == size
        }
        known = self.tables.known(spans.values())
        return [
            (*self.needs[:start], _joined_need(self.needs[start:end], word), *self.needs[end:])
            for (start, end), word in spans.items()
            if word in known
        ]

    def _completed(self) -> list[Interpretation]:
        """Readings with the last word as a beginning, and with words split in two or three."""
        readings: list[Interpretation] = []
        last = self.needs[-1]
        if self._may_go_on(last):
            readings.append((*self.needs[:-1], self._begin(last)))
        for place, need in enumerate(self.needs):
            if need.word and (options := self.tables.splits(need.word)):
                readings.append((*self.needs[:place], need.with_options(options), *self.needs[place + 1 :]))
        return readings

    def _may_go_on(self, need: Clause) -> bool:
        """Whether what was typed may be the beginning of a word: not where it is one of the commonest itself."""
        if need.word is None or len(need.word) < _SHORTEST_BEGUN + bool(self.found):
            return False
        return self.tables.count(need) < _COMMON

    def _begin(self, need: Clause) -> Clause:
        return starting(need, self.tables.begun(need.word)) if need.word else need

    def _corrected(self, *, unknown_only: bool) -> list[Interpretation]:
        """The reading with words put right; none where there is nothing to correct."""
        needs = tuple(self._correct(need, unknown_only=unknown_only) for need in _apart(self.needs))
        return [needs] if needs != self.needs else []

    def _correct(self, need: Clause, *, unknown_only: bool) -> Clause:
        if not need.word or (unknown_only and self.tables.has(need)):
            return need
        near = find_near(self.tables.connection, need.word, _NEAR)
        options = [Option((found.word,), quality=0.9 - 0.2 * found.distance) for found in near]
        split = self.tables.splits(need.word)
        kept = need.options if self.tables.has(need) else ()
        return need.with_options([*kept, *split, *options]) if split or options else need

    def _loosened(self) -> list[Interpretation]:
        """All words corrected, and long runs of Chinese by any of their pairs."""
        needs = tuple(_any_pair(self._correct(need, unknown_only=False)) for need in _apart(self.needs))
        return [needs] if needs != self.needs else []

    def _take_any(self) -> None:
        """Step 6 and on: all needs but one, but two, and so on; the commonest are the first to be given up."""
        corrected = [_any_pair(self._correct(need, unknown_only=True)) for need in _apart(self.needs)]
        fields = tuple(need for need in corrected if need.field)
        needs = sorted((n for n in corrected if not n.field and self.tables.has(n)), key=self.tables.count)
        nothing_yet = not self.found
        plain = len(corrected) - len(fields)
        for size in range(min(len(needs), plain - 1), 0, -1):
            if len(self.found) >= _FEW:
                break
            some = islice(combinations(needs, size), _MOST_READINGS)
            self._take(min(5 + plain - size, 9), [(*fields, *reading) for reading in some])
        if nothing_yet and self.found:
            self.searched = "any of: " + _show(corrected)

    # -- asking the tables ------------------------------------------------------------------------------------------

    def _take(self, step: int, readings: Sequence[Interpretation], *, tell: bool = False) -> None:
        """Ask for readings, names first, and keep what is new."""
        if not readings:
            return
        fts = " OR ".join(interpretation_to_fts(reading) for reading in readings)
        fields = [need.condition() for need in readings[0] if need.field]
        before = len(self.found)
        self._keep(step, self.tables.match("search_names", fts, fields), readings)
        if len(self.found) < self.limit:
            self._keep(step, self.tables.match("search_text", fts, fields), readings)
        if tell and len(self.found) > before:
            self.searched = _show(readings[0])

    def _keep(self, step: int, found: dict[int, float], readings: Sequence[Interpretation]) -> None:
        new = {entry_id: value for entry_id, value in found.items() if entry_id not in self.found}
        best = sorted(new, key=lambda entry_id: (-new[entry_id], -entry_id))[: max(_RANKED, self.limit)]
        most = max(new.values(), default=0.0)
        ranking = Ranking(readings, self.echo)
        for candidate in self.tables.candidates({entry_id: new[entry_id] for entry_id in best}):
            worth = ranking.score(candidate, most)
            self.found[candidate.entry_id] = _Found(step, worth, candidate, readings)

    # -- what comes of it -------------------------------------------------------------------------------------------

    def list_all(self) -> Results:
        """Results of a query that has filters only: newest first, notes last."""
        return Results(self._hits([(entry_id, 0.0, ()) for entry_id in self.tables.select("1", [])]))

    def results(self) -> Results:
        """The best of what was found, with snippets; near words where nothing was."""
        best = self._as_written_first(sorted(self.found.values(), key=_Found.order))[: self.limit]
        hits = self._hits(
            [(one.candidate.entry_id, round(10 - one.step + one.score, 4), one.readings) for one in best]
        )
        return Results(hits, self.searched, () if hits else self._suggest())

    def _as_written_first(self, found: list[_Found]) -> list[_Found]:
        """Of each step, put first what is named in the very script of the query."""
        runs = find_script_runs(self.query)
        if not runs:
            return found
        names = self.tables.names([one.candidate.entry_id for one in found[:_RANKED]])
        written = {entry_id for entry_id, own in names.items() if is_named(own, runs)}
        halves = (one._replace(score=(one.score + (one.candidate.entry_id in written)) / 2) for one in found)
        return sorted(halves, key=_Found.order)

    def _suggest(self) -> tuple[str, ...]:
        words = [need.word for need in _apart(self.needs) if need.word]
        near = [found.word for word in words for found in find_near(self.tables.connection, word)]
        return tuple(dict.fromkeys(near))

    def _hits(self, found: list[tuple[int, float, Sequence[Interpretation]]]) -> tuple[Hit, ...]:
        passages = self.tables.passages([entry_id for entry_id, _, _ in found])
        hits = []
        for entry_id, worth, readings in found:
            snippet = cut_snippet(passages[entry_id], readings)
            hits.append(Hit(entry_id, worth, snippet.text, snippet.marks, snippet.source, snippet.line))
        return tuple(hits)


def _apart(needs: Interpretation) -> list[Clause]:
    """Needs with compounds taken apart, a need for each word."""
    out = []
    for need in needs:
        words = need.options[0].words
        if need.is_plain and not need.run and len(words) > 1:
            out += [Clause((Option((word,)),), word, need.field, is_plain=True) for word in words]
        else:
            out.append(need)
    return out


def _joined_need(needs: Sequence[Clause], word: str) -> Clause:
    return Clause((Option((word,)),), " ".join(need.shown for need in needs))


def _any_pair(need: Clause) -> Clause:
    """A long run of Chinese by any of its pairs, the more the better."""
    words = need.options[0].words
    if not need.run or len(words) < 2:
        return need
    return need.with_options([Option((word,), quality=0.9) for word in words], is_shared=True)


def _show(needs: Iterable[Clause]) -> str:
    """Write what was searched: the likeliest form of each need."""
    return " ".join(
        " ".join(need.options[0].words) if need.word and not need.is_shared else need.shown for need in needs
    )
