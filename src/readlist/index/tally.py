"""In how many of many texts each word stands: counted by SQLite, in a third of the time that Python takes, and beside it.

    texts ── thread ── a full-text table that holds nothing else, in memory ── fts5vocab ──> words with their counts

SQLite needs no Python while it works, so the caller goes on meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from readlist.index.doc import is_spoken

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

_TOLD = 50_000
"""Texts after which their words are told, and forgotten here: with abstracts, they take some 40 MB by then."""
_AHEAD = 20
"""Times that texts may be given before the first of them are counted."""
_TABLES = (
    # https://www.sqlite.org/fts5.html: no text is kept, no places in it, and nothing is written before it is asked for
    "CREATE VIRTUAL TABLE said USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')",
    "INSERT INTO said (said, rank) VALUES ('hashsize', 268435456)",
    "CREATE VIRTUAL TABLE counted USING fts5vocab(said, row)",
    "BEGIN",
)


class Tally:
    """Counts in how many texts each word stands, and adds it to ``counts``, at the latest when it is closed."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        for statement in _TABLES:
            self._connection.execute(statement)
        self._thread = ThreadPoolExecutor(1)
        self._working: deque[Future[dict[str, int]]] = deque()
        self._size = 0

    def add(self, texts: Sequence[str]) -> None:
        """Count the words of texts, which white space keeps apart."""
        self._do(self._add, self._size + 1, texts)
        self._size += len(texts)
        if self._size >= _TOLD:
            self._do(self._tell)
            self._size = 0

    def close(self) -> None:
        """Wait until all is counted."""
        self._do(self._tell)
        self._collect(leave=0)
        self._thread.shutdown()
        self._connection.close()

    def _do(self, function: Callable[..., dict[str, int]], *arguments: object) -> None:
        self._working.append(self._thread.submit(function, *arguments))
        self._collect(leave=_AHEAD)

    def _collect(self, *, leave: int) -> None:
        while len(self._working) > leave:
            self._counts.update(self._working.popleft().result())

    # -- in the thread

    def _add(self, first: int, texts: Sequence[str]) -> dict[str, int]:
        rows = enumerate(texts, first)
        self._connection.executemany("INSERT INTO said (rowid, words) VALUES (?, ?)", rows)
        return {}

    def _tell(self) -> dict[str, int]:
        sql = "SELECT group_concat(term, ' '), group_concat(doc, ' ') FROM counted"  # a row each would take twice as long
        words, counts = self._connection.execute(sql).fetchone()
        self._connection.execute("INSERT INTO said (said) VALUES ('delete-all')")
        found = zip(words.split(" "), map(int, counts.split(" ")), strict=True) if words else ()
        return {word: count for word, count in found if word.isalpha() or is_spoken(word)}
