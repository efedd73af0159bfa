"""What is read from a document: its items and its sections."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.model.record import Record


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item of a document: its record, the lines it spans, and the ``line`` with its title or link.

    ``name`` is a text after its title that may be its only author or a remark.
    """

    record: Record
    line: int
    start: int
    end: int
    topics: tuple[str, ...]
    name: str = ""


@dataclass(slots=True)
class Section:
    """A heading with everything below it; groups in lists are sections too."""

    topics: tuple[str, ...]
    title: str
    start: int
    end: int
    is_item: bool = False
    """Whether this is a list item that names a group; its prose entry includes the works below it, as written."""


@dataclass(slots=True)
class Reading:
    """Everything read from a document."""

    items: list[ReadItem] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    title: str | None = None
