"""The results of a search: the best of what was found, with snippets, or similar words where nothing was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.search.found import cut, prefer
from readlist.search.highlighter import Highlighter
from readlist.search.hit import Hit
from readlist.search.rewriting import split_compounds
from readlist.search.script_preference import find_script_runs, is_named
from readlist.search.spelling import find_corrections

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.search.clauses import Interpretation
    from readlist.search.found import Found
    from readlist.search.index_reader import IndexReader
    from readlist.search.query import Query

_MAX_PREFERRED = 80
"""Entries found, from the first, whose names are compared with the script of the query."""


@dataclass(frozen=True, slots=True)
class Results:
    """Hits, best first; ``searched``: what was searched instead of the query; ``suggestions``, if there are no hits."""

    hits: tuple[Hit, ...] = ()
    searched: str | None = None
    suggestions: tuple[str, ...] = ()


def list_all(reader: IndexReader) -> Results:
    """Return the results of a query that has only filters: newest first, notes last."""
    return Results(_hits(reader, [(entry_id, 0.0, (), "all") for entry_id in reader.select("1", [])]))


def best_of(reader: IndexReader, found: list[Found], query: Query, limit: int) -> tuple[Hit, ...]:
    """Return the best of what was found, which is given best first."""
    best = cut(_prefer_script(reader, found, query), limit)
    return _hits(
        reader,
        [
            (one.candidate.entry_id, round(10 - one.step + one.fit.score, 4), one.interpretations, one.match)
            for one in best
        ],
    )


def _prefer_script(reader: IndexReader, found: list[Found], query: Query) -> list[Found]:
    """Within each step, rank entries named in the script of the query first."""
    runs = find_script_runs(query)
    if not runs:
        return found
    names = reader.names([one.candidate.entry_id for one in found[:_MAX_PREFERRED]])
    preferred = {entry_id for entry_id, own in names.items() if is_named(own, runs)}
    return prefer(found, preferred)


def suggest(reader: IndexReader, clauses: Interpretation) -> tuple[str, ...]:
    """Return the words of the library that are similar to those of a query."""
    words = [clause.word for clause in split_compounds(clauses) if clause.word]
    near = [found.word for word in words for found in find_corrections(reader.connection, word)]
    return tuple(dict.fromkeys(near))


def _hits(
    reader: IndexReader, found: Iterable[tuple[int, float, Sequence[Interpretation], str]]
) -> tuple[Hit, ...]:
    some = list(found)
    passages = reader.passages([entry_id for entry_id, *_ in some])
    cut_snippet = Highlighter().cut_snippet
    return tuple(
        Hit(entry_id, score, *cut_snippet(passages[entry_id], interpretations), match=match)
        for entry_id, score, interpretations, match in some
    )
