"""Search the library: from a query to its entries, best first.

    query ── parse ── clauses ──┬─ step 0   the whole text is the title or a label of an entry, or an id
                                ├─ step 1   all words, as typed; adjacent words also joined (deep seek: deepseek)
                                │           or as synonyms, in either language, or as acronyms that a title
                                │           explains; words split (languagemodel);
                                │           the last word as a prefix
                                ├─ step 2   words that the library does not have, corrected
                                ├─ step 3   all words, with runs of Chinese in pieces (``partial``)
                                └─ step 4   the most informative of the words

Each step ranks below the one before it. Function words count only in phrases, titles and the order of words. What has
all words only here and there in a long text ranks with step 4. Within a step, entries named in the query's own script
rank before those that are named so only in the other script of Chinese. Every form of step 1 but the typed one adds to
few hits; later steps run when there are next to none. ``exact`` stops after the words as typed. The grammar of queries
is in ``readlist.search.query_parser``.

A step queries the small table of names first, then all text, and ranks a bounded number of the matches: on a million
entries, scoring every match of a common word would be the main cost.

There is no model of meaning: a small multilingual one that a package carries takes 95 MB and its start, and finds less
in Chinese. Synonyms, and the acronyms that titles explain, stand in its place.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.index.document import title_mark
from readlist.index.fts5_query import phrase_words, quote
from readlist.model.identifiers import parse_identifier
from readlist.search.acronyms import learn_acronyms
from readlist.search.address import address_forms, complete_address
from readlist.search.clauses import (
    Clause,
    Interpretation,
    Option,
    any_of,
    as_prefix,
    clauses_of,
    interpretation_to_fts,
    typed_words,
)
from readlist.search.filter_conditions import filter_condition
from readlist.search.filters import Filters
from readlist.search.found import ENOUGH, LAST_STEP, Found, FoundEntries, cut, prefer
from readlist.search.highlighter import cut_snippet
from readlist.search.hit import Hit
from readlist.search.index_reader import IndexReader, is_text_term, term_condition
from readlist.search.near_runs import MIN_RUN, find_near, halves_to_fts
from readlist.search.partial import find_partial, split_clauses
from readlist.search.query_parser import parse_query, without_dashes
from readlist.search.ranking import Ranking
from readlist.search.rewriting import adjacent_words, display, joined_clause, split_compounds
from readlist.search.script_preference import find_script_runs, is_named
from readlist.search.spelling import MOST_MISSPELT, find_corrections, rate_corrections
from readlist.search.synonyms import Synonyms, load, translate
from readlist.search.weights import drop_stop_words, favour_lead, lift, weigh, with_parts, words_of
from readlist.text.folding import title_key
from readlist.text.tokenizer import bigrams, has_symbols, inflections, numbers_of
from readlist.util.sql import join_conditions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from readlist.model.identifiers import Identifier
    from readlist.search.query import Query, Term
    from readlist.util.sql import Condition

_MAX_RANKED = 80
"""Candidates of a query that are ranked by all that is known of them."""
_MAX_RUNS, _NEAR_RUN = 4, 0.85
"""Corrections of a run of Chinese that are tried, and their quality."""
_MAX_PARTIAL = 60
"""Candidates of each table that are ranked as partial matches."""
_LONG_TITLE = 4
"""Words of a query that is a title from which nothing else is looked for."""
_MAX_CLAUSES = 60
"""Clauses of a query that are searched: FTS5 takes no more than some 200, and nobody types as many."""
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
    if (title := without_dashes(parsed)) and (words := phrase_words(title.text)):
        parsed = title if IndexReader(connection, (), limit).is_named(words) else parsed
    run = _Search(connection, parsed, filters, limit)
    if not exact:
        run.widen(load(concepts))
    if not run.clauses:
        return run.list_all() if run.conditions else Results()
    run.run_steps(exact=exact)
    return run.results()


def _pieces(clauses: Interpretation) -> Interpretation:
    """Return the clauses without a field, with compounds and long runs of Chinese in pieces."""
    return tuple(clause for clause in split_clauses(split_compounds(clauses)) if not clause.field)


class _Search:
    """One search: the clauses and conditions of its query, and the entries found so far."""

    def __init__(self, connection: sqlite3.Connection, query: Query, filters: Filters, limit: int) -> None:
        self.query = query
        self.limit = limit
        self.typed: Interpretation = ()
        self.widened: Interpretation = ()
        self.synonyms: Interpretation = ()
        self.known_synonyms = Synonyms("")
        self.conditions: list[Condition] = []
        self.reader = IndexReader(connection, self.conditions, limit)
        self.found = FoundEntries()
        self.searched: str | None = None
        if (condition := filter_condition(filters))[0] != "1":
            self.conditions.append(condition)
        for group in query.groups[:_MAX_CLAUSES]:
            self._add_group(group[:_MAX_CLAUSES])
        self.typed = self.typed[:_MAX_CLAUSES]
        for term in query.excluded[:_MAX_CLAUSES]:
            sql, parameters = term_condition(term)
            self.conditions.append((f"({sql}) IS NOT TRUE", parameters))
        self.clauses = self._weigh(drop_stop_words(self.typed))

    def _add_group(self, group: tuple[Term, ...]) -> None:
        if len(group) == 1 and is_text_term(group[0]):
            self.typed += tuple(clauses_of(group[0]))
        elif all(is_text_term(term) and not term.field for term in group):
            self.typed += (any_of(group),)
        else:
            self.conditions.append(join_conditions(map(term_condition, group), "OR"))

    def _weigh(self, clauses: Interpretation) -> Interpretation:
        docs = self.reader.frequencies(words_of(clauses))
        return weigh(lift(clauses, docs), docs, self.reader.count_entries())

    def widen(self, synonyms: Synonyms) -> None:
        """Look up the synonyms of what the query names."""
        self.known_synonyms = synonyms
        widened, others = translate(synonyms, self.typed)
        self.widened = self._weigh(drop_stop_words(tuple(widened)))
        self.synonyms = tuple(others)

    # -- steps ------------------------------------------------------------------------------------------------------

    def run_steps(self, *, exact: bool) -> None:
        """Run the steps until there are enough hits."""
        address = complete_address(self.query.text)
        identifier = parse_identifier(address or self.query.text)
        if (identifier and self._match_identifier(identifier)) or (address and self._match_address(address)):
            return
        self._match_title()
        is_title = bool(self.found)
        self._try(1, [self.clauses, *self._joined()])
        if exact:
            return
        if identifier:  # there is nothing similar to an id, but it may be the beginning of one
            self._try(1, self._completed())
            return
        if not is_title or len(self.typed) <= _LONG_TITLE:
            self._try_similar_forms()
            corrected = self._try_corrected()
            if self.found.count() < min(ENOUGH, self.limit):
                self._fill_up(corrected)

    def _match_identifier(self, identifier: Identifier) -> bool:
        """Step 0: the query is an id, or the link of one; return whether the library has it."""
        sql = "entry.id IN (SELECT entry_id FROM identifier WHERE value = ? AND scheme = ?)"
        self._add(0, self.reader.select(sql, [identifier.value, identifier.scheme]), [self.clauses])
        return bool(self.found)

    def _match_address(self, address: str) -> bool:
        """Step 0: the query is the address of a link; return whether the library has it.

        The words of the address are searched first, for addresses have no index of their own.
        """
        sql = """entry.id IN (SELECT rowid FROM search_text WHERE search_text MATCH ?) AND EXISTS
            (SELECT 1 FROM link WHERE entry_id = entry.id AND url IN (SELECT value FROM json_each(?)))"""
        values = [interpretation_to_fts(self.clauses), json.dumps(address_forms(address))]
        self._add(0, self.reader.select(sql, values), [self.clauses])
        return bool(self.found)

    def _match_title(self) -> None:
        """Step 0: the query is a whole title or label, but for symbols, which the keys of titles leave out."""
        if title_key(self.query.text) and not has_symbols(typed_words(self.typed)):
            sql = "entry.id IN (SELECT rowid FROM search_names WHERE search_names MATCH ?)"
            fts = f"marks : {quote([title_mark(self.query.text)])}"
            self._add(0, self.reader.select(sql, [fts]), [self.typed])

    def _try_similar_forms(self) -> None:
        """Step 1, the other forms, as long as fewer works than the limit are named by the words themselves."""
        if self.found.count(named=True) < min(ENOUGH, self.limit) and (
            learned := learn_acronyms(self.reader, self.typed, self.known_synonyms)
        ):
            self.widen(self.known_synonyms.with_lines(learned))
        if self.found.count(named=True) < self.limit:
            self._try(1, self._completed())
        if not self.found:
            self._try(1, [tuple(self._as_prefix(clause) for clause in self.clauses)])
        if self.widened and self.found.count(named=True) < self.limit:
            self._try(1, [self.widened], report=not self.found, is_widened=True)

    def _joined(self) -> list[Interpretation]:
        """Return interpretations with two or three adjacent words as one, if the library has that word."""
        spans = adjacent_words(self.clauses) if len(self.clauses) <= _MAX_JOINED else {}
        known = self.reader.known_words(words[0] for words in spans.values())
        return [
            (*self.clauses[:start], joined_clause(self.clauses[start:end], words), *self.clauses[end:])
            for (start, end), words in spans.items()
            if words[0] in known
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
        if not clause.may_be_begun:
            return False
        if clause.word is None:
            return True
        is_long = len(clause.word) >= _MIN_PREFIX + bool(self.found)
        return is_long and self.reader.document_frequency(clause) < _COMMON

    def _as_prefix(self, clause: Clause) -> Clause:
        if not clause.may_be_begun:
            return clause
        return as_prefix(clause, self.reader.completions(clause.options[0].words[-1]))

    def _try_corrected(self) -> Interpretation:
        """Step 2: correct the words that the library does not have; return the clauses with their corrections."""
        split = tuple(split_compounds(self.typed))
        typed = tuple(map(self._correct, split))
        if typed != split and self.found.count() < min(ENOUGH, self.limit):
            clauses = self._weigh(drop_stop_words(typed))
            self._try(2, list(dict.fromkeys([clauses, self._widen(typed)])), report=not self.found.count())
        return typed

    def _widen(self, clauses: Interpretation) -> Interpretation:
        """Return clauses widened by the synonyms of what they name, without function words."""
        widened, _ = translate(self.known_synonyms, clauses)
        return self._weigh(drop_stop_words(tuple(widened) or clauses))

    def _correct(self, clause: Clause) -> Clause:
        """Return a clause with the words that may be meant, if the library has its word in no form, or next to none."""
        if clause.run:
            return self._correct_run(clause, clause.run)
        if not clause.word or self.known_synonyms.names(clause.word):
            return clause
        docs = max(self.reader.frequencies(inflections(clause.word)).values(), default=0)
        if docs > MOST_MISSPELT:
            return clause
        is_known = docs > 0 or self.reader.has_match(clause)
        near = rate_corrections(
            find_corrections(self.reader.connection, clause.word), docs, is_known=is_known
        )
        others = [Option((word,), quality=quality) for word, quality in near]
        if is_known:
            shown = " OR ".join((clause.word, *(word for word, _ in near[:1])))
            both = clause.with_options([*clause.options, *others])._replace(shown=shown, is_plain=False)
            return both if others else clause
        others += self.reader.splits(clause.word)
        return clause.with_options(others) if others else clause

    def _correct_run(self, clause: Clause, run: str) -> Clause:
        """Return a clause with the runs of Chinese that may be meant, if the library does not have its own."""
        if len(run) < MIN_RUN or self.reader.has_match(clause):
            return clause
        matches = self.reader.match("search_names", halves_to_fts(run), (), best=_MAX_PARTIAL)
        titles = (title for one in self.reader.candidates(matches) for title in one.names.titles)
        near = find_near(run, titles)[:_MAX_RUNS]
        options = [Option(tuple(bigrams(piece)[:-1]), quality=_NEAR_RUN) for piece in near]
        return clause.with_options(options)._replace(shown=near[0]) if near else clause

    def _fill_up(self, typed: Interpretation) -> None:
        """Steps 3 and 4: add entries that have the most informative of the things named, or of the words."""
        if len(_pieces(typed)) < 2:
            return
        widened = tuple(translate(self.known_synonyms, typed)[0]) or typed
        fields = [clause.condition() for clause in widened if clause.field]
        some = self._weigh(_pieces(favour_lead(widened, self.typed, self.reader.is_named)))
        some = with_parts(some, self.reader.frequencies(words_of(some)), self.reader.count_entries())
        was_empty = not self.found
        found = dict.fromkeys(find_partial(self.reader, some, fields, _MAX_PARTIAL), 0.0)
        self._add(LAST_STEP, found, [some], is_partial=True)
        if was_empty and self.found:
            self.searched = "any of: " + display(drop_stop_words(widened))

    # -- queries ----------------------------------------------------------------------------------------------------

    def _try(
        self,
        step: int,
        interpretations: Sequence[Interpretation],
        *,
        report: bool = False,
        is_widened: bool = False,
    ) -> None:
        """Query the names, then all text, and add new hits; with ``report``, note what was searched instead.

        With ``is_widened``, what is found by text alone ranks below the step: prose that has the words themselves is
        better than prose with synonyms.
        """
        if not interpretations:
            return
        fts = " OR ".join(map(interpretation_to_fts, interpretations))
        fields = [clause.condition() for clause in interpretations[0] if clause.field]
        before = len(self.found)
        named = self.reader.match("search_names", fts, fields)
        self._add(step, named, interpretations)
        if len(self.found) < self.limit:
            matches = self.reader.match("search_text", fts, fields)
            rest = {entry_id: bm25 for entry_id, bm25 in matches.items() if entry_id not in named}
            self._add(step + is_widened, rest, interpretations)
        if report and len(self.found) > before:
            self.searched = display(interpretations[0])

    def _add(
        self,
        step: int,
        matches: dict[int, float],
        interpretations: Sequence[Interpretation],
        *,
        is_partial: bool = False,
    ) -> None:
        """Rank the best new matches, by bm25, and those that were found less well; add them to what was found."""
        new = {entry_id: bm25 for entry_id, bm25 in matches.items() if self.found.may_improve(entry_id)}
        typed = typed_words(self.typed) if len(self.typed) > len(self.clauses) else ()
        ranking = Ranking(interpretations, self.synonyms, typed=typed, is_partial=is_partial)
        best = new if is_partial else self._best(new, interpretations[0])
        wanted = {entry_id: new[entry_id] for entry_id in best}
        candidates = list(self.reader.candidates(wanted, with_text=is_partial))
        for candidate, fit in zip(candidates, ranking.fit(candidates), strict=True):
            one = Found.rate(
                step,
                fit,
                candidate,
                interpretations,
                is_partial=is_partial,
                words=len(interpretations[0]) if is_partial else len(self.clauses),
            )
            self.found.add(one)

    def _best(self, matches: dict[int, float], clauses: Interpretation) -> list[int]:
        """Return the best matches by bm25; of a single word, also those with the word in just the form typed."""
        most = max(_MAX_RANKED, self.limit)
        best = sorted(matches, key=lambda entry_id: (-matches[entry_id], -entry_id))
        words = [word for clause in clauses for word in clause.options[0].words]
        if len(best) <= most or len(words) > 1 or not words[0].isascii() or clauses[0].options[0].is_prefix:
            return best[:most]
        forms = numbers_of(words[0])
        if sum(self.reader.frequencies(forms).values()) > most:
            return best[:most]
        return list(dict.fromkeys([*self.reader.named_exactly(best, forms), *best]))[:most]

    # -- results ----------------------------------------------------------------------------------------------------

    def list_all(self) -> Results:
        """Return the results of a query that has only filters: newest first, notes last."""
        return Results(self._hits([(entry_id, 0.0, (), "all") for entry_id in self.reader.select("1", [])]))

    def results(self) -> Results:
        """Return the best of what was found, with snippets; without any, suggest similar words."""
        best = cut(self._prefer_script(self.found.best()), self.limit)
        hits = self._hits(
            [
                (
                    one.candidate.entry_id,
                    round(10 - one.step + one.fit.score, 4),
                    one.interpretations,
                    one.match,
                )
                for one in best
            ]
        )
        return Results(hits, self.searched, () if hits else self._suggest())

    def _prefer_script(self, found: list[Found]) -> list[Found]:
        """Within each step, rank entries named in the script of the query first."""
        runs = find_script_runs(self.query)
        if not runs:
            return found
        names = self.reader.names([one.candidate.entry_id for one in found[:_MAX_RANKED]])
        preferred = {entry_id for entry_id, own in names.items() if is_named(own, runs)}
        return prefer(found, preferred)

    def _suggest(self) -> tuple[str, ...]:
        words = [clause.word for clause in split_compounds(self.clauses) if clause.word]
        near = [found.word for word in words for found in find_corrections(self.reader.connection, word)]
        return tuple(dict.fromkeys(near))

    def _hits(self, found: list[tuple[int, float, Sequence[Interpretation], str]]) -> tuple[Hit, ...]:
        passages = self.reader.passages([entry_id for entry_id, *_ in found])
        hits = []
        for entry_id, score, interpretations, match in found:
            snippet = cut_snippet(passages[entry_id], interpretations)
            hits.append(Hit(entry_id, score, *snippet, match=match))
        return tuple(hits)
