"""The words near a misspelt one: each word of the vocabulary with up to two letters left out, by hash.

    word ── its first seven letters ── every way to leave out up to two ── hash ──┐
                                                                                  ├── slot: hash, then number of the word
    number of the word ───────────────────────────────────────────────────────────┘

A slot is one whole number and the whole row, so that the table is a list of numbers in order: all words that share a
hash lie side by side, and a row takes some 13 bytes.
"""

from __future__ import annotations

import json
from array import array
from itertools import chain, combinations, tee
from typing import TYPE_CHECKING
from zlib import crc32

from readlist.bulk import insert_values
from readlist.text.tokens import is_cjk

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from readlist.workers import Map

_SMALL = 200_000
"""Words of a vocabulary up to which each is corrected to; in a larger one, new words must stand in two entries."""
_PREFIX = 7
"""Letters of a word of which some are left out: as SymSpell (https://github.com/wolfgarbe/SymSpell) has it."""
_WORDS = 5_000
"""Words whose slots are made at a time: some 100,000."""
_SLOTS = 500_000
"""Slots written at a time: some 20 MB."""
_CORRECTABLE = range(3, 25)
_KEY_DIGITS = 4
"""Digits in a word that is a citation key or an id, such as hu2021lora: a year's."""
_TWO_EDITS = 5
_BITS = 31
"""Bits of a slot below those of the hash: CRC-32 in front of them is the largest whole number that SQLite holds."""
_LOW = (1 << _BITS) - 1

NEAR = f"""SELECT word, docs FROM search_term WHERE id IN (SELECT slot & {_LOW} FROM json_each(?)
    CROSS JOIN search_typo ON slot BETWEEN value AND value + {_LOW})"""  # noqa: S608  (a number)
"""The words that share a hash with another; its parameter is what ``first_slots`` gives, as JSON."""


def edits_of(word: str) -> int:
    """How many letters are left out of a word of the vocabulary."""
    return 2 if len(word) >= _TWO_EDITS else 1


def typo_keys(word: str, edits: int) -> set[int]:
    """Hash the word's first letters with up to ``edits`` of them left out, in every way."""
    start = word[:_PREFIX]
    sizes = range(max(len(start) - edits, 0), len(start) + 1)
    kept = chain.from_iterable(combinations(start, size) for size in sizes)
    return set(map(crc32, map(str.encode, map("".join, kept))))


def first_slots(word: str, edits: int) -> list[int]:
    """Give the first slot of each hash of a word."""
    return sorted(key << _BITS for key in typo_keys(word, edits))


def write_deletes(connection: sqlite3.Connection, map_: Map) -> None:
    """Write the deletes of the words that may be corrected to and have none yet."""
    total = connection.execute("SELECT max(id) FROM search_term").fetchone()[0] or 0
    pages, again = tee(_unspelt(connection, often=1 if total <= _SMALL else 2))
    made: list[int] = []
    for words, slots in zip(again, map_(make_slots, pages), strict=True):
        made.extend(slots)
        if len(made) > _SLOTS:
            _insert(connection, made)
            made.clear()
        spelt = json.dumps([term_id for term_id, _ in words])
        connection.execute(
            "UPDATE search_term SET spelt = 1 WHERE id IN (SELECT value FROM json_each(?))", [spelt]
        )
    _insert(connection, made)


def _insert(connection: sqlite3.Connection, slots: list[int]) -> None:
    """Insert slots in the order of the table, which is three times as quick as in any other."""
    insert_values(connection, "INSERT OR IGNORE INTO search_typo", sorted(slots))


def _unspelt(connection: sqlite3.Connection, *, often: int) -> Iterator[list[tuple[int, str]]]:
    """Read the words without deletes that stand ``often`` enough, in pages; what becomes of one is no matter."""
    sql = """SELECT id, word, docs FROM search_term WHERE spelt = 0 AND docs >= ? AND (docs, id) > (?, ?)
             ORDER BY docs, id LIMIT ?"""
    last = (0, 0)
    while rows := connection.execute(sql, (often, *last, _WORDS)).fetchall():
        last = (rows[-1][2], rows[-1][0])
        yield [(term_id, word) for term_id, word, _ in rows]


def forget_deletes(connection: sqlite3.Connection, term_id: int, word: str) -> None:
    """Take the deletes of a word out that no entry has any more."""
    connection.executemany("DELETE FROM search_typo WHERE slot = ?", zip(make_slots([(term_id, word)])))


def make_slots(words: Iterable[tuple[int, str]]) -> array[int]:
    """Make the slots of words with their numbers, in the order of the table."""
    slots = [
        key << _BITS | term_id
        for term_id, word in words
        if _is_correctable(word)
        for key in typo_keys(word, edits_of(word))
    ]
    return array("q", sorted(slots))


def _is_correctable(word: str) -> bool:
    """Whether people write a word by heart, and so misspell it: citation keys and ids they copy."""
    is_word = len(word) in _CORRECTABLE and not is_cjk(word)
    return is_word and sum(map(str.isdigit, word)) < min(_KEY_DIGITS, len(word))
