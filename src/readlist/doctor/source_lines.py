"""Where entries stand: their mentions with what each of them claims, and the very line of a link.

entry ids ── read_standings ──> Standing: source, lines, record ── Lines.place_of(needle) ──> Place
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readlist.doctor.finding import Place
from readlist.formats.markdown.code_lines import find_code_lines
from readlist.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from readlist.storage.database import Store

_BATCH = 500
_MOST_TEXTS = 4
_NEWLINE = re.compile(r"\r\n|\r|\n")
_COLUMNS = """mention.entry_id, source_id, source.name, line, end_line, mention.text, mention.record, topic.path, pinned
    FROM mention JOIN source ON source.id = source_id LEFT JOIN topic ON topic.id = topic_id"""


@dataclass(frozen=True, slots=True)
class LocatedMention:
    """A mention of an entry: where it stands and what it claims."""

    entry_id: int
    source_id: int
    source: str
    line: int
    end_line: int
    text: str
    record: Record
    topics: tuple[str, ...]
    pinned: bool

    @property
    def place(self) -> Place:
        """The line where the title stands."""
        return Place(self.source, self.line, quoted(self.record.title))


def quoted(title: str | None) -> str:
    """A title as it is shown: in quotation marks, on one line, cut where it is long."""
    text = " ".join((title or "untitled").split())
    return f"'{text if len(text) <= 120 else text[:119] + '…'}'"


def read_located_mentions(store: Store, entry_ids: Collection[int]) -> dict[int, list[LocatedMention]]:
    """Read the mentions of these entries, in the order of source and line."""
    out: dict[int, list[LocatedMention]] = {entry_id: [] for entry_id in entry_ids}
    wanted = list(out)
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        marks = ",".join("?" * len(part))
        sql = f"SELECT {_COLUMNS} WHERE mention.entry_id IN ({marks}) ORDER BY source.name, line, mention.id"
        for row in store.connection.execute(sql, part):
            out[row[0]].append(_standing(row))
    return out


def iter_located_mentions(store: Store, where: str) -> Iterator[LocatedMention]:
    """Yield the mentions that a condition over ``mention`` and ``source`` names, entry by entry."""
    sql = f"SELECT {_COLUMNS} WHERE {where} ORDER BY mention.entry_id, source.name, line, mention.id"
    return (_standing(row) for row in store.connection.execute(sql))


def read_source(store: Store, source_id: int) -> list[LocatedMention]:
    """Read the mentions of one source, in the order of their lines."""
    sql = f"SELECT {_COLUMNS} WHERE source_id = ? ORDER BY line, mention.id"
    return [_standing(row) for row in store.connection.execute(sql, (source_id,))]


def _standing(row: tuple[Any, ...]) -> LocatedMention:
    entry_id, source_id, source, line, end_line, text, record, topics, pinned = row
    path = tuple(json.loads(topics or "[]"))
    return LocatedMention(
        entry_id, source_id, source, line, end_line, text, Record.from_json(record), path, bool(pinned)
    )


class Lines:
    """The lines of the sources, read when they are asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._texts: dict[int, list[str]] = {}
        self._code: dict[int, frozenset[int]] = {}

    def of(self, source_id: int) -> list[str]:
        """The lines of a source, as they stand in the file."""
        if source_id not in self._texts:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.pop(next(iter(self._texts)))
            row = self._store.query("SELECT content, encoding FROM source WHERE id = ?", (source_id,))[0]
            self._texts[source_id] = _NEWLINE.split(row[0].decode(row[1], errors="replace"))
        return self._texts[source_id]

    def place_of(self, standing: LocatedMention, needle: str) -> Place:
        """The first line of a mention that has ``needle`` in it, in any case; else the line of its title."""
        lines = self.of(standing.source_id)
        bare = re.sub(r"^[a-z]+://", "", needle.lower())
        first = max(1, standing.line - standing.text.count("\n"))
        numbers = [*range(standing.line, standing.end_line + 1), *range(standing.line - 1, first - 1, -1)]
        found = next((n for n in numbers if n <= len(lines) and bare in lines[n - 1].lower()), standing.line)
        return Place(standing.source, found, quoted(standing.record.title))

    def code(self, source_id: int) -> frozenset[int]:
        """The lines of a source, counted from 1, that are code."""
        if source_id not in self._code:
            self._code[source_id] = find_code_lines("\n".join(self.of(source_id)))
        return self._code[source_id]

    def span(self, standing: LocatedMention) -> range:
        """The lines that a mention spans, counted from 1; its text is theirs, but for blank lines around it."""
        lines, text = self.of(standing.source_id), standing.text.split("\n")
        for first in range(standing.end_line - len(text) + 1, max(0, standing.line - len(text)), -1):
            if 1 <= first <= len(lines) and lines[first - 1] == text[0]:
                return range(first, min(first + len(text), len(lines) + 1))
        return range(standing.line, min(standing.end_line, len(lines)) + 1)
