"""The vocabulary, ``search_term``: words and their document frequencies, used to correct, complete and split words.

added entries ────┬── many: document_frequency ──┬── changes, by word ── sorted batches ──> search_term
                  └── few ───────────────────────┤                       └── words without entries: deletes removed
removed entries ─────────────────────────────────┘
"""

from __future__ import annotations

from collections import Counter, deque
from itertools import chain
from typing import TYPE_CHECKING

from readlist.index.document import is_vocabulary_word
from readlist.index.symspell import remove_deletes
from readlist.util.sql import insert_values

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.index.document import Doc
    from readlist.index.document_frequency import DocumentFrequencyCounter

_MIN_BULK = 100
"""Minimum number of entries that SQLite counts: for fewer, creating its table takes longer."""
_FLUSH_WORDS = 1_000_000
"""Words whose counts are collected before some are written: some 120 MB."""
_BATCH_WORDS = 5_000
"""Words whose counts are written per step."""


class DocumentFrequencies:
    """Changes of document frequencies within one transaction; words that no entry has any more are removed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._words: Counter[str] = Counter()
        self._counter: DocumentFrequencyCounter | None = None

    def add(self, docs: Sequence[Doc]) -> None:
        """Count the words of added entries."""
        if len(docs) < _MIN_BULK:
            for doc in docs:
                self._words.update(doc.vocabulary())
        else:
            self._open_counter().add([doc.vocabulary_text() for doc in docs])
        if len(self._words) > _FLUSH_WORDS:
            self._flush()

    def _open_counter(self) -> DocumentFrequencyCounter:
        if self._counter is None:
            from readlist.index.document_frequency import DocumentFrequencyCounter  # noqa: PLC0415  (no search needs it)

            self._counter = DocumentFrequencyCounter(self._words, is_vocabulary_word)
        return self._counter

    def subtract(self, docs: Iterable[Doc]) -> None:
        """Subtract the words of removed entries."""
        for doc in docs:
            self._words.subtract(doc.vocabulary())

    def __len__(self) -> int:
        """Return the number of words with unwritten counts."""
        self._collect()
        return len(self._words)

    def _collect(self) -> None:
        if self._counter:
            self._counter.close()
            self._counter = None

    def _flush(self) -> None:
        """Write the words seen in one entry so far, most of which do not recur; if they are few, write all words."""
        once = {word: count for word, count in self._words.items() if count == 1}
        some = once if len(once) > _FLUSH_WORDS / 2 else dict(self._words)
        deque(self._write_batches(some, has_deletes=False), maxlen=0)
        for word in some:
            del self._words[word]

    def write(self, *, has_deletes: bool) -> Iterator[None]:
        """Update the table, one batch of words per step; ``has_deletes``: the caller writes the new words' deletes."""
        self._collect()
        words, self._words = self._words, Counter()
        return self._write_batches(words, has_deletes=has_deletes)

    def _write_batches(self, words: dict[str, int], *, has_deletes: bool) -> Iterator[None]:
        changed = sorted((word, count) for word, count in words.items() if count)
        for start in range(0, len(changed), _BATCH_WORDS):
            insert_values(
                self._connection,
                "INSERT INTO search_term (word, docs, spelt)",
                list(chain.from_iterable(changed[start : start + _BATCH_WORDS])),
                row=f"(?, ?, {has_deletes:d})",
                ending="ON CONFLICT (word) DO UPDATE SET docs = docs + excluded.docs",
            )
            yield
        for word in [word for word, count in changed if count < 0]:
            sql = "DELETE FROM search_term WHERE word = ? AND docs = 0 RETURNING id"
            if removed := self._connection.execute(sql, (word,)).fetchone():
                remove_deletes(self._connection, removed[0], word)
