"""The entries that a search has found so far: how well each fits, in which order they rank, and whether there are enough.

Of several ways in which an entry is found, the best counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.search.candidate import ALL

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from readlist.search.candidate import Candidate, Fit
    from readlist.search.clauses import Interpretation

ENOUGH = 10
"""Hits below which partial matches are added."""
LAST_STEP = 4
"""The step of partial matches, and of what has the words only here and there."""
_MANY = 500
"""Entries found from which those found before are not ranked again by other forms of the query."""
_LONG_TEXT = 2_000
"""Characters of a text from which words that are only in it may have nothing to do with each other."""
_NAMED_SHARE = 0.34
"""Share of the query that a name must have then."""


class Found(NamedTuple):
    """An entry found by a step, by one of some interpretations; ``match`` is that of ``Hit``."""

    step: int
    fit: Fit
    candidate: Candidate
    interpretations: Sequence[Interpretation]
    match: str = "all"

    @classmethod
    def rate(
        cls,
        step: int,
        fit: Fit,
        candidate: Candidate,
        interpretations: Sequence[Interpretation],
        *,
        is_partial: bool,
        words: int,
    ) -> Found:
        """Return the entry with its step and match, which are the last if it lacks words, or has them scattered.

        ``words`` are those of the query, as typed.
        """
        one = cls(step, fit, candidate, interpretations)
        if is_partial and fit.found < ALL:
            return one._replace(match="some")
        if one._is_scattered(words):
            return one._replace(step=LAST_STEP, match="scattered")
        return one._replace(step=LAST_STEP - 1) if is_partial else one

    def _is_scattered(self, words: int) -> bool:
        """Whether an entry has the words, two in a long text or more in any, only here and there in it.

        Of other words than those typed, two in any text are enough.
        """
        is_loose = self.candidate.length > _LONG_TEXT or self.step > 1
        return self.step > 0 and words > 2 - is_loose and self.fit.named < _NAMED_SHARE

    def order(self) -> tuple[Any, ...]:
        """Return the key by which entries are sorted, best first."""
        return (self.step, -round(self.fit.score, 9), self.candidate.kind == "note", self.candidate.key)


class FoundEntries(dict[int, Found]):
    """The entries found, by id."""

    def add(self, one: Found) -> None:
        """Add an entry, unless it has none of the query or was found better before."""
        known = self.get(one.candidate.entry_id)
        if one.fit.found and (known is None or one.order() < known.order()):
            self[one.candidate.entry_id] = one

    def may_improve(self, entry_id: int) -> bool:
        """Whether an entry is new, or may be found better than it was."""
        known = self.get(entry_id)
        if known is None:
            return True
        return len(self) < _MANY and known.step > 0 and known.fit.named < ALL

    def count(self, *, named: bool = False) -> int:
        """Return how many entries have all of the query; ``named``: how many works, in their names."""
        return sum(
            one.match == "all" and (not named or (one.fit.named > ALL and one.candidate.kind != "note"))
            for one in self.values()
        )

    def best(self) -> list[Found]:
        """Return the entries, best first."""
        return sorted(self.values(), key=Found.order)


def prefer(found: Sequence[Found], preferred: Collection[int]) -> list[Found]:
    """Return the entries with some of them, by id, before the others of the same step."""
    halved = (
        one._replace(fit=one.fit._replace(score=(one.fit.score + (one.candidate.entry_id in preferred)) / 2))
        for one in found
    )
    return sorted(halved, key=Found.order)


def cut(found: Sequence[Found], limit: int) -> list[Found]:
    """Return the first entries, with partial matches only as far as there are not enough others."""
    return [one for number, one in enumerate(found) if one.match != "some" or number < ENOUGH][:limit]
