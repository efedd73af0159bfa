"""Retrieval: from interpretations of a query to entries found, each with its step and how well it fits.

interpretations ── one full-text query for any of them, in the names, then in all text
                ── the best by bm25, a bounded number ── ranked ── found
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.search.clauses import interpretation_to_fts
from readlist.search.found import Found, FoundEntries
from readlist.search.ranking import Ranking
from readlist.text.tokenizer import numbers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.search.clauses import Interpretation
    from readlist.search.index_reader import IndexReader

_MAX_RANKED = 80
"""Candidates of a query that are ranked by all that is known of them."""


class Retrieval:
    """Runs the queries of one search, and collects what they find.

    ``typed`` are the words as typed where the clauses leave some out, and ``words`` is how many clauses there are;
    ``synonyms`` are other names of what the query names.
    """

    def __init__(self, reader: IndexReader, limit: int) -> None:
        self.reader = reader
        self.limit = limit
        self.typed: Sequence[str] = ()
        self.words = 0
        self.synonyms: Interpretation = ()
        self.found = FoundEntries()

    def run(
        self,
        step: int,
        interpretations: Sequence[Interpretation],
        *,
        is_widened: bool = False,
    ) -> bool:
        """Query the names, then all text, and add new hits; return whether there are any.

        With ``is_widened``, what is found by text alone ranks below the step: prose that has the words themselves is
        better than prose with synonyms.
        """
        if not interpretations:
            return False
        fts = " OR ".join(map(interpretation_to_fts, interpretations))
        fields = [clause.condition() for clause in interpretations[0] if clause.field]
        before = len(self.found)
        named = self.reader.match("search_names", fts, fields)
        self.add(step, named, interpretations)
        if len(self.found) < self.limit:
            matches = self.reader.match("search_text", fts, fields)
            rest = {entry_id: bm25 for entry_id, bm25 in matches.items() if entry_id not in named}
            self.add(step + is_widened, rest, interpretations)
        return len(self.found) > before

    def add(
        self,
        step: int,
        matches: dict[int, float],
        interpretations: Sequence[Interpretation],
        *,
        is_partial: bool = False,
    ) -> None:
        """Rank the best new matches, by bm25, and those that were found less well; add them to what was found."""
        new = {entry_id: bm25 for entry_id, bm25 in matches.items() if self.found.may_improve(entry_id)}
        ranking = Ranking(interpretations, self.synonyms, typed=self.typed, is_partial=is_partial)
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
                words=len(interpretations[0]) if is_partial else self.words,
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
