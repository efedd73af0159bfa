"""What was read of a file, whatever its format: parts that hold its lines, and what a person should look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from readlist.importing.precompute import Precomputed
    from readlist.model.record import Record


class Item(NamedTuple):
    """An item or a piece of prose with the lines it spans, counted from 1, and their text as written."""

    record: Record
    line: int
    end_line: int
    topics: tuple[str, ...]
    text: str
    ahead: Precomputed | None = None
    """What follows from the part alone, where that was worked out with the reading."""

    @property
    def record_text(self) -> str:
        """The record as the library stores it."""
        return self.ahead.claim if self.ahead else self.record.to_json()


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something in a file that a person should look at."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """All that was read of one file."""

    title: str | None
    parts: tuple[Item, ...]
    problems: tuple[Diagnostic, ...]
