"""In how many entries each word stands: ``search_term``, from which misspelt words are corrected and hints are made.

words of entries that come or go ── gathered here ── written sorted, some at a time ── search_term
                                                        └── no entry has a word any more: its deletes go too
"""

from __future__ import annotations

from collections import deque
from itertools import chain
from typing import TYPE_CHECKING

from readlist.bulk import insert_values
from readlist.index.deletes import forget_deletes

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from readlist.index.tally import WordCounts

_COUNTED = 1_000_000
"""Words whose counts are gathered before any are written: some 120 MB."""
_WRITTEN = 5_000
"""Words whose counts are written at a time."""


class Counts:
    """In how many entries words stand, as far as it is to change; words that no entry has any more are forgotten."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._words: dict[str, int] = {}

    def add(self, words: WordCounts) -> None:
        """Count words of entries that came."""
        self._count(words, 1)
        if len(self._words) > _COUNTED:
            self._write_some()

    def __len__(self) -> int:
        return len(self._words)

    def subtract(self, words: WordCounts) -> None:
        """Count words of entries that went."""
        self._count(words, -1)

    def _count(self, words: WordCounts, sign: int) -> None:
        known, get = self._words, self._words.get
        for word, count in words.items():
            known[word] = get(word, 0) + sign * count

    def _write_some(self) -> None:
        """Write the words that stand in one entry so far: most do not come again as others do.

        Where they are few, all are written.
        """
        kept = {word: count for word, count in self._words.items() if count != 1}
        if len(kept) > _COUNTED / 2:
            kept = {}
        some = {word: count for word, count in self._words.items() if word not in kept}
        deque(self._put(some, has_deletes=False), maxlen=0)
        self._words = kept

    def write(self, *, has_deletes: bool) -> Iterator[None]:
        """Bring the table up to date, some words with each step; ``has_deletes``: those of new words are written next."""
        words, self._words = self._words, {}
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
