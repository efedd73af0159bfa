"""The text of the sources, and the exact line of a mention that a finding is about.

mention, needle ── Lines.place_of ──> Place: source, line, title
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.doctor.finding import Place
from readlist.formats.markdown.code_lines import find_code_lines
from readlist.storage.sources import decode_source

if TYPE_CHECKING:
    import sqlite3

    from readlist.storage.mentions import LocatedMention

_MOST_TEXTS = 4
_NEWLINE = re.compile(r"\r\n|\r|\n")


def quoted(title: str | None) -> str:
    """Return a title for display: in quotation marks, on one line, cut where it is long."""
    text = " ".join((title or "untitled").split())
    return f"'{text if len(text) <= 120 else text[:119] + '…'}'"


def title_place(mention: LocatedMention) -> Place:
    """Return the line of a mention's title."""
    return Place(mention.source, mention.line, quoted(mention.record.title))


class Lines:
    """The lines of the sources, read when they are asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._texts: dict[int, list[str]] = {}
        self._code: dict[int, frozenset[int]] = {}

    def of(self, source_id: int) -> list[str]:
        """Return the lines of a source, without line ends."""
        if source_id not in self._texts:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.pop(next(iter(self._texts)))
            self._texts[source_id] = _NEWLINE.split(decode_source(self._connection, source_id))
        return self._texts[source_id]

    def place_of(self, mention: LocatedMention, needle: str) -> Place:
        """Return the first line of a mention that contains ``needle``, in any case; else the line of its title."""
        lines = self.of(mention.source_id)
        bare = re.sub(r"^[a-z]+://", "", needle.lower())
        first = max(1, mention.line - mention.text.count("\n"))
        numbers = [*range(mention.line, mention.end_line + 1), *range(mention.line - 1, first - 1, -1)]
        found = next((n for n in numbers if n <= len(lines) and bare in lines[n - 1].lower()), mention.line)
        return Place(mention.source, found, quoted(mention.record.title))

    def code(self, source_id: int) -> frozenset[int]:
        """Return the lines of a source, counted from 1, that are code."""
        if source_id not in self._code:
            self._code[source_id] = find_code_lines("\n".join(self.of(source_id)))
        return self._code[source_id]

    def span(self, mention: LocatedMention) -> range:
        """Return the lines, counted from 1, that a mention's text is from, without blank lines around it."""
        lines, text = self.of(mention.source_id), mention.text.split("\n")
        for first in range(mention.end_line - len(text) + 1, max(0, mention.line - len(text)), -1):
            if 1 <= first <= len(lines) and lines[first - 1] == text[0]:
                return range(first, min(first + len(text), len(lines) + 1))
        return range(mention.line, min(mention.end_line, len(lines)) + 1)
