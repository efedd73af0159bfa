"""What a reader makes of one file, whatever its format: items that hold its lines, and diagnostics for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from readlist.model.record import Record


class Item(NamedTuple):
    """A work or a passage of prose: its record, the lines it spans (counted from 1), topics, and text as written."""

    record: Record
    line: int
    end_line: int
    topics: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something on a line of a file, counted from 1, that a person should look at."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """All that was read of one file; every line that is not blank belongs to some item."""

    title: str | None
    items: tuple[Item, ...]
    diagnostics: tuple[Diagnostic, ...]
