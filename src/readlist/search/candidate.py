"""What is read from the index about an entry before it is ranked and shown."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from readlist.index.document import unpack_names
from readlist.text.folding import is_single_cjk
from readlist.text.tokenizer import VALUE_SEPARATOR

ALL = 0.999
"""Share of a query, by weight, that counts as all of it."""

_NEWLINE, _BETWEEN = "\n", " \n "


class Names(NamedTuple):
    """The tokens of an entry's names: each column as text padded with spaces; title and labels also as lists."""

    columns: tuple[str, ...]
    titles: list[list[str]]
    joined: str
    """All columns as one text, with a separator that no query has."""

    @classmethod
    def read(cls, names: str) -> Names:
        """Unpack the names of an indexed document."""
        columns = unpack_names(names)
        labels = columns[1].split(f" {VALUE_SEPARATOR} ") if columns[1] else ()
        titles = [_without_last_characters(title.split()) for title in (columns[0], *labels)]
        return cls(
            tuple(f" {column} " for column in columns), titles, f" {names.replace(_NEWLINE, _BETWEEN)} "
        )


def _without_last_characters(words: list[str]) -> list[str]:
    """Drop the last character of each run of Chinese, which its last bigram contains."""
    if " ".join(words).isascii():
        return words
    return [
        word for before, word in pairwise(["", *words]) if not (is_single_cjk(word) and before.endswith(word))
    ]


class Candidate(NamedTuple):
    """An entry that full text found, with what the ranking needs; a larger ``bm25`` is better.

    ``length`` is that of the tokens of its text, in characters; ``text`` has the tokens themselves, padded with spaces,
    where the ranking must see which words they have.
    """

    entry_id: int
    bm25: float
    kind: str
    year: int | None
    key: str
    names: Names
    length: int = 0
    text: str | None = None


class Fit(NamedTuple):
    """How well a candidate fits: its score, between 0 and 1, and the shares of the query it has, by weight."""

    score: float
    named: float
    """The share that its title or another of its names has."""
    found: float
    """The share that it has anywhere."""


class Passage(NamedTuple):
    """A text of an entry; a mention's text has its source, first and last line."""

    text: str
    source: str | None = None
    line: int | None = None
    end_line: int | None = None
