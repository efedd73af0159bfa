"""An entry that a search found, as a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found; ``marks`` are spans of ``snippet``, which is in ``line`` of ``source`` if these are given."""

    entry_id: int
    score: float
    snippet: str
    marks: tuple[tuple[int, int], ...]
    source: str | None
    line: int | None
