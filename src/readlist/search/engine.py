"""Search the library: from a query to its entries, best first.

    query ── parse ── clauses ──┬─ step 0   the whole text is the title or a label of an entry, or an id
                                ├─ step 1   all words, as typed; adjacent words also joined (deep seek: deepseek)
                                │           or as synonyms, in either language, or as acronyms that a title
                                │           explains; words split (languagemodel);
                                │           the last word as a prefix
                                ├─ step 2   words that the library does not have, corrected
                                ├─ step 3   all words, with runs of Chinese in pieces (``partial``)
                                └─ step 4   the most of what it names, or of its parts

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
from typing import TYPE_CHECKING

from readlist.index.document import title_mark
from readlist.index.fts5_query import phrase_words, quote
from readlist.model.identifiers import parse_identifier
from readlist.search.acronyms import learn_acronyms
from readlist.search.address import address_forms, complete_address
from readlist.search.clauses import Interpretation, any_of, clauses_of, interpretation_to_fts, typed_words
from readlist.search.correction import correct
from readlist.search.filter_conditions import filter_condition
from readlist.search.filters import Filters
from readlist.search.found import ENOUGH, LAST_STEP
from readlist.search.index_reader import IndexReader, is_text_term, term_condition
from readlist.search.partial import find_partial, pieces_of
from readlist.search.query_parser import parse_query, without_dashes
from readlist.search.results import Results, best_of, list_all, suggest
from readlist.search.retrieval import Retrieval
from readlist.search.rewriting import begin, complete, display, join_words, split_compounds
from readlist.search.synonyms import Synonyms, load, translate
from readlist.search.weights import drop_stop_words, favour_lead, lift, weigh, with_parts, words_of
from readlist.text.folding import title_key
from readlist.text.tokenizer import has_symbols
from readlist.util.sql import join_conditions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from readlist.model.identifiers import Identifier
    from readlist.search.query import Query, Term
    from readlist.util.sql import Condition

_MAX_PARTIAL = 60
"""Candidates of each table that are ranked as partial matches."""
_LONG_TITLE = 4
"""Words of a query that is a title from which nothing else is looked for."""
_OR_SYNONYMS = ", or synonyms"
"""Follows the words of a query that only their synonyms found."""
_MAX_CLAUSES = 60
"""Clauses of a query that are searched: FTS5 takes no more than some 200, and nobody types as many."""


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
        return list_all(run.reader) if run.conditions else Results()
    run.run_steps(exact=exact)
    return run.results()


class _Search:
    """One search: the clauses and conditions of its query, and the entries found so far."""

    def __init__(self, connection: sqlite3.Connection, query: Query, filters: Filters, limit: int) -> None:
        self.query = query
        self.limit = limit
        self.typed: Interpretation = ()
        self.widened: Interpretation = ()
        self.known_synonyms = Synonyms("")
        self.conditions: list[Condition] = []
        self.reader = IndexReader(connection, self.conditions, limit)
        self.retrieval = Retrieval(self.reader, limit)
        self.found = self.retrieval.found
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
        self.retrieval.words = len(self.clauses)
        self.retrieval.typed = typed_words(self.typed) if len(self.typed) > len(self.clauses) else ()

    def _add_group(self, group: tuple[Term, ...]) -> None:
        if len(group) == 1 and is_text_term(group[0]):
            self.typed += tuple(clauses_of(group[0]))
        elif all(is_text_term(term) and not term.field for term in group):
            self.typed += (any_of(group),)
        else:
            self.conditions.append(join_conditions(map(term_condition, group), "OR"))

    def _weigh(self, clauses: Interpretation) -> Interpretation:
        docs = self.reader.frequencies_in_any_form(words_of(clauses))
        return weigh(lift(clauses, docs), docs, self.reader.count_entries())

    def widen(self, synonyms: Synonyms) -> None:
        """Look up the synonyms of what the query names."""
        self.known_synonyms = synonyms
        widened, others = translate(synonyms, self.typed)
        self.widened = self._weigh(drop_stop_words(tuple(widened)))
        self.retrieval.synonyms = tuple(others)

    def _try(
        self,
        step: int,
        interpretations: Sequence[Interpretation],
        *,
        report: bool = False,
        is_widened: bool = False,
    ) -> None:
        """Search for any of some interpretations; with ``report``, note what was searched instead if it finds more."""
        if self.retrieval.run(step, interpretations, is_widened=is_widened) and report:
            self.searched = display(interpretations[0]) + (_OR_SYNONYMS if is_widened else "")

    # -- steps ------------------------------------------------------------------------------------------------------

    def run_steps(self, *, exact: bool) -> None:
        """Run the steps until there are enough hits."""
        address = complete_address(self.query.text)
        identifier = parse_identifier(address or self.query.text)
        if (identifier and self._match_identifier(identifier)) or (address and self._match_address(address)):
            return
        self._match_title()
        is_title = bool(self.found)
        self._try(1, [self.clauses, *join_words(self.reader, self.clauses)])
        if exact:
            return
        if identifier:  # there is nothing similar to an id, but it may be the beginning of one
            self._try(1, complete(self.reader, self.clauses, is_found=bool(self.found)))
            return
        if not is_title or len(self.typed) <= _LONG_TITLE:
            self._try_similar_forms()
            corrected = self._try_corrected()
            if self.found.count() < min(ENOUGH, self.limit):
                self._fill_up(corrected)

    def _match_identifier(self, identifier: Identifier) -> bool:
        """Step 0: the query is an id, or the link of one; return whether the library has it."""
        sql = "entry.id IN (SELECT entry_id FROM identifier WHERE value = ? AND scheme = ?)"
        self.retrieval.add(0, self.reader.select(sql, [identifier.value, identifier.scheme]), [self.clauses])
        return bool(self.found)

    def _match_address(self, address: str) -> bool:
        """Step 0: the query is the address of a link; return whether the library has it.

        The words of the address are searched first, for addresses have no index of their own.
        """
        sql = """entry.id IN (SELECT rowid FROM search_text WHERE search_text MATCH ?) AND EXISTS
            (SELECT 1 FROM link WHERE entry_id = entry.id AND url IN (SELECT value FROM json_each(?)))"""
        values = [interpretation_to_fts(self.clauses), json.dumps(address_forms(address))]
        self.retrieval.add(0, self.reader.select(sql, values), [self.clauses])
        return bool(self.found)

    def _match_title(self) -> None:
        """Step 0: the query is a whole title or label, but for symbols, which the keys of titles leave out."""
        if title_key(self.query.text) and not has_symbols(typed_words(self.typed)):
            sql = "entry.id IN (SELECT rowid FROM search_names WHERE search_names MATCH ?)"
            fts = f"marks : {quote([title_mark(self.query.text)])}"
            self.retrieval.add(0, self.reader.select(sql, [fts]), [self.typed])

    def _try_similar_forms(self) -> None:
        """Step 1, the other forms, as long as fewer works than the limit are named by the words themselves."""
        if self.found.count(named=True) < min(ENOUGH, self.limit) and (
            learned := learn_acronyms(self.reader, self.typed, self.known_synonyms)
        ):
            self.widen(self.known_synonyms.with_lines(learned))
        if self.found.count(named=True) < self.limit:
            self._try(1, complete(self.reader, self.clauses, is_found=bool(self.found)))
        if not self.found:
            self._try(1, [tuple(begin(self.reader, clause) for clause in self.clauses)])
        if self.widened and self.found.count(named=True) < self.limit:
            self._try(1, [self.widened], report=not self.found, is_widened=True)

    def _try_corrected(self) -> Interpretation:
        """Step 2: correct the words that the library does not have; return the clauses with their corrections."""
        split = tuple(split_compounds(self.typed))
        typed = tuple(correct(self.reader, self.known_synonyms, clause) for clause in split)
        if typed != split and self.found.count() < min(ENOUGH, self.limit):
            clauses = self._weigh(drop_stop_words(typed))
            self._try(2, list(dict.fromkeys([clauses, self._widen(typed)])), report=not self.found.count())
        return typed

    def _widen(self, clauses: Interpretation) -> Interpretation:
        """Return clauses widened by the synonyms of what they name, without function words."""
        widened, _ = translate(self.known_synonyms, clauses)
        return self._weigh(drop_stop_words(tuple(widened) or clauses))

    def _fill_up(self, typed: Interpretation) -> None:
        """Steps 3 and 4: add entries that have the most informative of the things named, or of the words."""
        if len(pieces_of(typed)) < 2:
            return
        widened = tuple(translate(self.known_synonyms, typed)[0]) or typed
        fields = [clause.condition() for clause in widened if clause.field]
        pieces = pieces_of(favour_lead(widened, self.typed, self.reader.is_named))
        docs = self.reader.frequencies_in_any_form(words_of(pieces))
        total = self.reader.count_entries()
        some = with_parts(weigh(lift(pieces, docs), docs, total), docs, total)
        was_empty = not self.found
        found = dict.fromkeys(find_partial(self.reader, some, docs, fields, _MAX_PARTIAL), 0.0)
        self.retrieval.add(LAST_STEP, found, [some], is_partial=True)
        if was_empty and self.found:
            self.searched = "any of: " + display(drop_stop_words(widened))

    def results(self) -> Results:
        """Return the best of what was found; without any, suggest similar words."""
        hits = best_of(self.reader, self.found.best(), self.query, self.limit)
        return Results(hits, self.searched, () if hits else suggest(self.reader, self.clauses))
