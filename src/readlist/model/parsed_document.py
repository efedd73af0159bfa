"""The result of reading a file, in any format: items that cover its lines, and diagnostics."""

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
    """A problem on a line of a file, counted from 1, that a person should check."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """Everything read from a file; every non-blank line is in at least one item."""

    title: str | None
    items: tuple[Item, ...]
    diagnostics: tuple[Diagnostic, ...]
