"""An entry that a search found, as a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found; ``marks`` are spans of ``snippet``, which is in ``line`` of ``source`` if these are given.

    ``match`` is ``all`` if the entry has what the query asks for, ``scattered`` if it has all of it, but only here and
    there in a long text, and ``some`` if it lacks some of it. Hits of the last two kinds rank below all others.
    """

    entry_id: int
    score: float
    snippet: str
    marks: tuple[tuple[int, int], ...]
    source: str | None
    line: int | None
    match: str = "all"
