"""In how many of many texts each word stands: counted by SQLite, in three quarters of the time that Python takes.

texts ── a full-text table that holds nothing else, in memory ── fts5vocab ──> words with their counts
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Sequence

_TOLD = 50_000
"""Texts after which their words are told, and forgotten here: with abstracts, they take some 40 MB by then."""
_TABLES = (
    # https://www.sqlite.org/fts5.html: no text is kept, no places in it, and nothing is written before it is asked for
    "CREATE VIRTUAL TABLE said USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')",
    "INSERT INTO said (said, rank) VALUES ('hashsize', 268435456)",
    "CREATE VIRTUAL TABLE counted USING fts5vocab(said, row)",
    "BEGIN",
)


class DocumentCounter:
    """Counts in how many texts each word stands, and adds it to ``counts``, at the latest when it is closed.

    ``is_counted`` says which words that are not letters alone count.
    """

    def __init__(self, counts: Counter[str], is_counted: Callable[[str], bool]) -> None:
        self._counts = counts
        self._is_counted = is_counted
        # Not in a thread of its own: for each row, that and the caller would wait for each other, and both be slower.
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        for statement in _TABLES:
            self._connection.execute(statement)
        self._size = 0

    def add(self, texts: Sequence[str]) -> None:
        """Count the words of texts, which white space keeps apart."""
        rows = enumerate(texts, self._size + 1)
        self._connection.executemany("INSERT INTO said (rowid, words) VALUES (?, ?)", rows)
        self._size += len(texts)
        if self._size >= _TOLD:
            self._tell()

    def close(self) -> None:
        """Tell what has not been told yet."""
        self._tell()
        self._connection.close()

    def _tell(self) -> None:
        sql = "SELECT group_concat(term, ' '), group_concat(doc, ' ') FROM counted"  # a row each would take twice as long
        words, counts = self._connection.execute(sql).fetchone()
        self._connection.execute("INSERT INTO said (said) VALUES ('delete-all')")
        self._size = 0
        found = zip(words.split(" "), map(int, counts.split(" ")), strict=True) if words else ()
        self._counts.update(
            {word: count for word, count in found if word.isalpha() or self._is_counted(word)}
        )
