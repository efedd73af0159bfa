"""In how many entries each word stands: ``search_term``, from which misspelt words are corrected and hints are made.

entries that come ──┬── many: tallied by SQLite ──┬── gathered here ── written sorted, some at a time ── search_term
                    └── few ──────────────────────┤                         └── no entry has a word any more: its
entries that go ──────────────────────────────────┘                             deletes go too
"""

from __future__ import annotations

import sqlite3
from collections import Counter, deque
from itertools import chain
from typing import TYPE_CHECKING

from readlist.bulk import insert_values
from readlist.index.deletes import forget_deletes
from readlist.index.doc import is_spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.index.doc import Doc

_MANY = 100
"""Entries that are tallied by SQLite: of few, it takes longer to begin."""
_TALLIED = 20_000
"""Entries after which a tally is told: it has taken some 20 MB by then."""
_COUNTED = 1_000_000
"""Words whose counts are gathered before any are written: some 120 MB."""
_WRITTEN = 5_000
"""Words whose counts are written at a time."""


class Counts:
    """In how many entries words stand, as far as it is to change; words that no entry has any more are forgotten."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._words: Counter[str] = Counter()
        self._tally: _Tally | None = None

    def add(self, docs: Sequence[Doc]) -> None:
        """Count the words of entries that came."""
        if len(docs) < _MANY:
            for doc in docs:
                self._words.update(doc.vocabulary())
            return
        self._tally = self._tally or _Tally()
        self._tally.add(doc.spoken() for doc in docs)
        if self._tally.size >= _TALLIED:
            self._settle()

    def subtract(self, docs: Iterable[Doc]) -> None:
        """Count the words of entries that went."""
        for doc in docs:
            self._words.subtract(doc.vocabulary())

    def __len__(self) -> int:
        """Tell how many words there are whose counts have not been written."""
        self._settle()
        return len(self._words)

    def _settle(self) -> None:
        """Gather what was tallied, and write some words where there are very many."""
        if self._tally and self._tally.size:
            self._words.update(self._tally.take())
        if len(self._words) > _COUNTED:
            self._write_some()

    def _write_some(self) -> None:
        """Write the words that stand in one entry so far: most do not come again as others do.

        Where they are few, all are written.
        """
        kept = Counter({word: count for word, count in self._words.items() if count != 1})
        if len(kept) > _COUNTED / 2:
            kept.clear()
        some = {word: count for word, count in self._words.items() if word not in kept}
        deque(self._put(some, has_deletes=False), maxlen=0)
        self._words = kept

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


class _Tally:
    """Counts in how many texts each word stands.

    A full-text table that holds nothing else, in a database of its own in memory, does it in half the time that Python
    takes (https://www.sqlite.org/fts5.html#the_fts5vocab_virtual_table_module).
    """

    def __init__(self) -> None:
        self.size = 0
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        for statement in (
            "CREATE VIRTUAL TABLE said USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')",
            "INSERT INTO said (said, rank) VALUES ('hashsize', 67108864)",
            "CREATE VIRTUAL TABLE counted USING fts5vocab(said, row)",
            "BEGIN",
        ):
            self._connection.execute(statement)

    def add(self, texts: Iterable[str]) -> None:
        """Count the words of texts, which white space keeps apart."""
        rows = enumerate(texts, self.size + 1)
        self.size += self._connection.executemany(
            "INSERT INTO said (rowid, words) VALUES (?, ?)", rows
        ).rowcount

    def take(self) -> dict[str, int]:
        """Give each word with the number of texts, and begin anew."""
        found = self._connection.execute("SELECT term, doc FROM counted")
        counts = {word: docs for word, docs in found if word.isalpha() or is_spoken(word)}
        self._connection.execute("INSERT INTO said (said) VALUES ('delete-all')")
        self.size = 0
        return counts
