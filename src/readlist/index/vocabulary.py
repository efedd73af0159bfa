"""In how many entries each word stands: ``search_term``, from which misspelt words are corrected and hints are made.

entries that come ──┬── many: tally ──┬── gathered here ── written sorted, some at a time ── search_term
                    └── few ──────────┤                         └── no entry has a word any more: its deletes go too
entries that go ──────────────────────┘
"""

from __future__ import annotations

from collections import Counter, deque
from itertools import chain
from typing import TYPE_CHECKING

from readlist.index.document import is_spoken
from readlist.index.symspell import forget_deletes
from readlist.util.sql import insert_values

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.index.document import Doc
    from readlist.index.document_frequency import DocumentCounter

_MANY = 100
"""Entries that are tallied: of few, it takes longer to begin."""
_COUNTED = 1_000_000
"""Words whose counts are gathered before any are written: some 120 MB."""
_WRITTEN = 5_000
"""Words whose counts are written at a time."""


class DocumentFrequencies:
    """In how many entries words stand, as far as it is to change; words that no entry has any more are forgotten."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._words: Counter[str] = Counter()
        self._tally: DocumentCounter | None = None

    def add(self, docs: Sequence[Doc]) -> None:
        """Count the words of entries that came."""
        if len(docs) < _MANY:
            for doc in docs:
                self._words.update(doc.vocabulary())
        else:
            self._open_tally().add([doc.spoken() for doc in docs])
        if len(self._words) > _COUNTED:
            self._write_some()

    def _open_tally(self) -> DocumentCounter:
        if self._tally is None:
            from readlist.index.document_frequency import DocumentCounter  # noqa: PLC0415  (no search has use for it)

            self._tally = DocumentCounter(self._words, is_spoken)
        return self._tally

    def subtract(self, docs: Iterable[Doc]) -> None:
        """Count the words of entries that went."""
        for doc in docs:
            self._words.subtract(doc.vocabulary())

    def __len__(self) -> int:
        """Tell how many words there are whose counts have not been written."""
        self._settle()
        return len(self._words)

    def _settle(self) -> None:
        if self._tally:
            self._tally.close()
            self._tally = None

    def _write_some(self) -> None:
        """Write the words that stand in one entry so far: most do not come again as others do.

        Where they are few, all are written.
        """
        once = {word: count for word, count in self._words.items() if count == 1}
        some = once if len(once) > _COUNTED / 2 else dict(self._words)
        deque(self._put(some, has_deletes=False), maxlen=0)
        for word in some:
            del self._words[word]

    def write(self, *, has_deletes: bool) -> Iterator[None]:
        """Bring the table up to date, some words with each step; ``has_deletes``: those of new words are written next."""
        self._settle()
        words, self._words = self._words, Counter()
        return self._put(words, has_deletes=has_deletes)

    def _put(self, words: dict[str, int], *, has_deletes: bool) -> Iterator[None]:
        changed = sorted((word, count) for word, count in words.items() if count)
        for start in range(0, len(changed), _WRITTEN):
            insert_values(
                self._connection,
                "INSERT INTO search_term (word, docs, spelt)",
                list(chain.from_iterable(changed[start : start + _WRITTEN])),
                row=f"(?, ?, {has_deletes:d})",
                ending="ON CONFLICT (word) DO UPDATE SET docs = docs + excluded.docs",
            )
            yield
        for word in [word for word, count in changed if count < 0]:
            sql = "DELETE FROM search_term WHERE word = ? AND docs = 0 RETURNING id"
            if forgotten := self._connection.execute(sql, (word,)).fetchone():
                forget_deletes(self._connection, forgotten[0], word)
