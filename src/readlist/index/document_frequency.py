"""Document frequencies in bulk, counted by SQLite in three quarters of the time that Python takes.

texts ── an FTS5 table in memory, with no other content ── fts5vocab ──> words and their document frequencies
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Sequence

_FLUSH_TEXTS = 50_000
"""Texts after which the counts are flushed: with abstracts, the table takes some 40 MB by then."""
_TABLES = (
    # https://www.sqlite.org/fts5.html: store neither the text nor positions, and write nothing before it is queried
    "CREATE VIRTUAL TABLE text_words USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')",
    "INSERT INTO text_words (text_words, rank) VALUES ('hashsize', 268435456)",
    "CREATE VIRTUAL TABLE frequency USING fts5vocab(text_words, row)",
    "BEGIN",
)


class DocumentFrequencyCounter:
    """Counts the texts that have each word; adds to ``counts`` from time to time, at the latest on ``close``.

    Words of letters only always count; ``is_counted`` decides about all others.
    """

    def __init__(self, counts: Counter[str], is_counted: Callable[[str], bool]) -> None:
        self._counts = counts
        self._is_counted = is_counted
        # Not in a thread: it and the caller would wait for each other on each row, and both would be slower.
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        for statement in _TABLES:
            self._connection.execute(statement)
        self._size = 0

    def add(self, texts: Sequence[str]) -> None:
        """Count the words of texts, separated by white space."""
        rows = enumerate(texts, self._size + 1)
        self._connection.executemany("INSERT INTO text_words (rowid, words) VALUES (?, ?)", rows)
        self._size += len(texts)
        if self._size >= _FLUSH_TEXTS:
            self._flush()

    def close(self) -> None:
        """Flush the remaining counts and close the table."""
        self._flush()
        self._connection.close()

    def _flush(self) -> None:
        sql = "SELECT group_concat(term, ' '), group_concat(doc, ' ') FROM frequency"  # one row per word takes twice as long
        words, counts = self._connection.execute(sql).fetchone()
        self._connection.execute("INSERT INTO text_words (text_words) VALUES ('delete-all')")
        self._size = 0
        found = zip(words.split(" "), map(int, counts.split(" ")), strict=True) if words else ()
        self._counts.update(
            {word: count for word, count in found if word.isalpha() or self._is_counted(word)}
        )
