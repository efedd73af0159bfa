"""In how many texts each word stands, where there are many.

    texts ── a full-text table that holds nothing else, in memory ── fts5vocab ──> WordCounts

SQLite takes half the time that Python does (https://www.sqlite.org/fts5.html#the_fts5vocab_virtual_table_module). No library
is asked, so that another process can do it.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from readlist.index.doc import is_spoken, make_doc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.index.doc import Fields, Packed

_MANY = 50
"""Texts for which a table is worth while: it takes a millisecond to make."""


class WordCounts(NamedTuple):
    """Words, a line each, and in how many entries each of them stands: as long as it is only passed on."""

    lines: str
    counts: array[int]

    def items(self) -> Iterator[tuple[str, int]]:
        """Yield each word with its count."""
        return zip(self.lines.split("\n"), self.counts, strict=True) if self.counts else iter(())


class Tally:
    """Counts in how many texts each word stands."""

    def __init__(self) -> None:
        self._size = 0
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        for statement in (
            "CREATE VIRTUAL TABLE said USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')",
            "INSERT INTO said (said, rank) VALUES ('hashsize', 67108864)",  # all is gathered before any is written
            "CREATE VIRTUAL TABLE counted USING fts5vocab(said, row)",
            "BEGIN",
        ):
            self._connection.execute(statement)

    def add(self, texts: Iterable[str]) -> None:
        """Count the words of texts, which white space keeps apart."""
        rows = enumerate(texts, self._size + 1)
        sql = "INSERT INTO said (rowid, words) VALUES (?, ?)"
        self._size += self._connection.executemany(sql, rows).rowcount

    def tell(self) -> WordCounts:
        """Tell of each word that may be known in how many texts it stands."""
        found = self._connection.execute("SELECT term, doc FROM counted")
        return _pack({word: docs for word, docs in found if word.isalpha() or is_spoken(word)})


class Docs(NamedTuple):
    """The tokens of several entries, packed, by id; and in how many of them each word stands."""

    docs: dict[int, Packed]
    words: WordCounts


def make_docs(entries: Iterable[Fields]) -> Docs:
    """Make the tokens of several entries, and count their words."""
    docs = {fields.entry_id: make_doc(fields) for fields in entries}
    return Docs(
        {i: doc.pack() for i, doc in docs.items()}, count_words([doc.spoken() for doc in docs.values()])
    )


def count_words(texts: Sequence[str]) -> WordCounts:
    """Count in how many of some texts each word stands."""
    if len(texts) < _MANY:
        words = Counter(chain.from_iterable(set(text.split()) for text in texts))
        return _pack({word: count for word, count in words.items() if is_spoken(word)})
    tally = Tally()
    tally.add(texts)
    return tally.tell()


def _pack(counts: dict[str, int]) -> WordCounts:
    return WordCounts("\n".join(counts), array("l", counts.values()))
