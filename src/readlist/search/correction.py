"""Corrections of a clause: what may be meant by a word or a run of Chinese that the library does not have.

word              in no form in the library, nor known as a name of something ── spelling ── words close to it
run of Chinese    in no entry ── near_runs ── runs of titles that differ in one character
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.search.clauses import Option
from readlist.search.near_runs import MIN_RUN, find_near, halves_to_fts
from readlist.search.spelling import MOST_MISSPELT, find_corrections, rate_corrections
from readlist.text.tokenizer import bigrams, inflections, without_symbols

if TYPE_CHECKING:
    from readlist.search.clauses import Clause
    from readlist.search.index_reader import IndexReader
    from readlist.search.synonyms import Synonyms

_WITHOUT_SYMBOLS = 0.8
"""Quality of a name without its symbols."""
_MAX_TITLES = 120
"""Entries with a half of a run whose titles are compared."""
_MAX_RUNS, _NEAR_RUN = 4, 0.85
"""Corrections of a run of Chinese that are tried, and their quality."""


def correct(reader: IndexReader, known: Synonyms, clause: Clause) -> Clause:
    """Return a clause with the words that may be meant, if the library has its word in no form, or next to none."""
    if clause.run:
        return _correct_run(reader, clause, clause.run)
    if not clause.word or known.names(clause.word):
        return clause
    docs = max(reader.frequencies(inflections(clause.word)).values(), default=0)
    if docs > MOST_MISSPELT:
        return clause
    is_known = docs > 0 or reader.has_match(clause)
    near = rate_corrections(find_corrections(reader.connection, clause.word), docs, is_known=is_known)
    others = [Option((word,), quality=quality) for word, quality in near]
    if is_known:
        shown = " OR ".join((clause.word, *(word for word, _ in near[:1])))
        both = clause.with_options([*clause.options, *others])._replace(shown=shown, is_plain=False)
        return both if others else clause
    if (plain := without_symbols(clause.word)) != clause.word:
        others.append(Option((plain,), quality=_WITHOUT_SYMBOLS))
    others += reader.splits(clause.word)
    return clause.with_options(others) if others else clause


def _correct_run(reader: IndexReader, clause: Clause, run: str) -> Clause:
    """Return a clause with the runs of Chinese that may be meant, if the library does not have its own."""
    if len(run) < MIN_RUN or reader.has_match(clause):
        return clause
    matches = reader.match("search_names", halves_to_fts(run), (), best=_MAX_TITLES)
    titles = (title for one in reader.candidates(matches) for title in one.names.titles)
    near = find_near(run, titles)[:_MAX_RUNS]
    options = [Option(tuple(bigrams(piece)[:-1]), quality=_NEAR_RUN) for piece in near]
    return clause.with_options(options)._replace(shown=near[0]) if near else clause
