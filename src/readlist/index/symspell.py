"""The words near a misspelt one: each word of the vocabulary with up to two letters left out, by hash.

    word ── its first seven letters ── every way to leave out up to two ── hash ──┐
                                                                                  ├── slot: hash, and number of the word
    number of the word ───────────────────────────────────────────────────────────┘

The slots whose hashes begin with the same bits are one row, in no order: a row a slot, of which there are two dozen a
word, takes five times as long to write. What is looked for is found in a row by the bytes of its hash. But the few of a
single entry would touch as many such rows: they are a row each, as numbers, in a table of their own.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections import defaultdict
from itertools import chain
from operator import xor
from struct import iter_unpack
from typing import TYPE_CHECKING

from readlist.text.folding import is_cjk
from readlist.util.sql import insert_values

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from readlist.util.process_pool import Map

_SMALL = 200_000
"""Words of a vocabulary up to which each is corrected to; in a larger one, new words must stand in two entries."""
_PREFIX = 7
"""Letters of a word of which some are left out: as SymSpell (https://github.com/wolfgarbe/SymSpell) has it."""
_WORDS = 5_000
"""Words whose slots are made at a time: some 100,000."""
_ROWS = 1_000
"""Rows read and written at a time: of a million entries some 10 MB."""
_GATHERED = 32_000_000
"""Bytes of slots that are gathered before they are written."""
_CORRECTABLE = range(3, 25)
_KEY_DIGITS = 4
"""Digits in a word that is a citation key or an id, such as hu2021lora: a year's."""
_TWO_EDITS = 5
_ROW_SHIFT = 32 - 13
"""The first 13 bits of a hash say in which row it is: with a million words, a row has some 20 KB."""
_HASH_BYTES = 4
_ID_BITS = 32
"""Bits of a slot as it is made, below those of the hash: the number of the word."""
_FEW = 20_000
"""Bytes of slots that are few: those of some hundred words."""
_NUMBER_BITS = 31
"""Bits of a slot as a number below those of the hash, which makes it the largest that SQLite holds."""
_LOW = (1 << _NUMBER_BITS) - 1
_FEW_NEAR = f"""SELECT slot & {_LOW} FROM json_each(?)
    CROSS JOIN search_typo_few ON slot BETWEEN value AND value + {_LOW}"""
_SLOT_BYTES = 8
"""Of a slot: the number of the word, then the hash, both in little-endian order."""


class _LetterHashes(dict[str, int]):
    """A hash for each letter at one place of a word, made when it is first asked for; in the bits that it has in a slot."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place

    def __missing__(self, letter: str) -> int:
        # The steps and constants of SplitMix64, https://prng.di.unimi.it/splitmix64.c.
        number = (ord(letter) * _PREFIX + self._place + 1) * 0x9E3779B97F4A7C15 & _64_BITS
        number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & _64_BITS
        number = (number ^ number >> 27) * 0x94D049BB133111EB & _64_BITS
        made = self[letter] = ((number ^ number >> 31) & _32_BITS) << _ID_BITS
        return made


_64_BITS, _32_BITS = (1 << 64) - 1, (1 << 32) - 1
_HASHES = [_LetterHashes(place) for place in range(_PREFIX)]


def edits_of(word: str) -> int:
    """How many letters are left out of a word of the vocabulary."""
    return 2 if len(word) >= _TWO_EDITS else 1


def typo_keys(word: str, edits: int) -> set[int]:
    """Hash the word's first letters with up to ``edits`` of them left out, in every way."""
    return {slot >> _ID_BITS for (slot,) in _hash_all([(0, word[:_PREFIX])], edits)}


def _hash_all(words: Sequence[tuple[int, str]], edits: int) -> list[list[int]]:
    """Make slots of words of one length, with their numbers: a list for each way to leave out up to ``edits`` letters.

    A hash is the exclusive or of a number for each letter at its place (Zobrist hashing, https://digital.library.wisc.edu/1793/57624),
    so that what begins alike is hashed once, and all words together, without a step in Python for each.
    """
    ids, starts = zip(*words, strict=True)
    ways: list[list[list[int]]] = [[list(ids)]]  # by the number of letters left out
    for number, letter in enumerate(zip(*starts, strict=True)):
        kept = [
            [list(map(xor, hashes, map(_HASHES[number - out].__getitem__, letter))) for hashes in some]
            for out, some in enumerate(ways)
        ]
        ways = [one + other for one, other in zip([*kept, []], [[], *ways], strict=True)][: edits + 1]
    return list(chain.from_iterable(ways))


def find_words(connection: sqlite3.Connection, word: str, edits: int) -> list[tuple[str, int]]:
    """Find the words that share a hash with this one, with the number of entries in which each stands."""
    wanted: dict[int, list[bytes]] = defaultdict(list)
    keys = typo_keys(word, edits)
    for key in keys:
        wanted[key >> _ROW_SHIFT].append(key.to_bytes(_HASH_BYTES, "little"))
    rows = _read_rows(connection, wanted)
    ids = {term_id for row, slots in rows.items() for key in wanted[row] for term_id in _find_ids(slots, key)}
    firsts = json.dumps([key << _NUMBER_BITS for key in keys])
    ids.update(term_id for (term_id,) in connection.execute(_FEW_NEAR, [firsts]))
    sql = "SELECT word, docs FROM search_term WHERE id IN (SELECT value FROM json_each(?))"
    return connection.execute(sql, [json.dumps(sorted(ids))]).fetchall()


def _read_rows(connection: sqlite3.Connection, rows: Iterable[int]) -> dict[int, bytes]:
    sql = "SELECT id, slots FROM search_typo WHERE id IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(sql, [json.dumps(list(rows))]).fetchall())


def _find_ids(slots: bytes, key: bytes) -> Iterator[int]:
    """Find the numbers of the words that stand with a hash."""
    place = slots.find(key)
    while place >= 0:
        start = place - place % _SLOT_BYTES
        if place == start + _HASH_BYTES:
            yield int.from_bytes(slots[start:place], "little")
        place = slots.find(key, place + 1)


def are_all_corrected(connection: sqlite3.Connection, coming: int) -> bool:
    """Whether each word is corrected to, after so many have come: all of a small vocabulary are."""
    return _count(connection) + coming <= _SMALL


def write_deletes(
    connection: sqlite3.Connection, map_: Map, writing: Iterator[None], *, of_all: bool
) -> None:
    """Write the deletes of the words that may be corrected to and have none yet.

    ``writing`` writes some words with each step, while deletes are made of those before; ``of_all``, then each new one
    is noted to have them.
    """
    gathered: dict[int, bytearray] = defaultdict(bytearray)
    size = 0
    for made in map_(make_slots, _draw(connection, writing, of_all=of_all)):
        for row, slots in made.items():
            gathered[row] += slots
            size += len(slots)
        if size > _GATHERED:
            _add(connection, gathered)
            gathered.clear()
            size = _FEW
    if size < _FEW:
        insert_values(connection, "INSERT INTO search_typo_few", _numbers(gathered))
    else:
        _add(connection, gathered)


def _numbers(rows: Mapping[int, bytes | bytearray]) -> list[int]:
    """Give slots as numbers: the hash, then the number of the word."""
    slots = (slot for some in rows.values() for slot in iter_unpack("<II", some))
    return sorted({key << _NUMBER_BITS | term_id for term_id, key in slots})


def _draw(
    connection: sqlite3.Connection, writing: Iterator[None], *, of_all: bool
) -> Iterator[list[tuple[int, str]]]:
    """Draw the words without deletes that stand often enough."""
    last = _count(connection)
    sql = "SELECT id, word FROM search_term WHERE id > ? ORDER BY id"
    for _ in writing:
        if of_all and (words := connection.execute(sql, (last,)).fetchall()):
            last = words[-1][0]
            yield words
    often = 1 if _count(connection) <= _SMALL else 2
    sql = "SELECT id, word FROM search_term WHERE spelt = 0 AND docs >= ? ORDER BY docs, id LIMIT ?"
    while words := connection.execute(sql, (often, _WORDS)).fetchall():
        spelt = json.dumps([term_id for term_id, _ in words])
        connection.execute(
            "UPDATE search_term SET spelt = 1 WHERE id IN (SELECT value FROM json_each(?))", [spelt]
        )
        yield words


def _count(connection: sqlite3.Connection) -> int:
    """Count the words, as good as is needed."""
    return connection.execute("SELECT max(id) FROM search_term").fetchone()[0] or 0


def _add(connection: sqlite3.Connection, gathered: Mapping[int, bytearray]) -> None:
    """Add slots to those that are there."""
    rows = sorted(gathered)
    for start in range(0, len(rows), _ROWS):
        some = rows[start : start + _ROWS]
        known = _read_rows(connection, some)
        _write_rows(connection, {row: known.get(row, b"") + gathered[row] for row in some})


def _write_rows(connection: sqlite3.Connection, rows: Mapping[int, bytes]) -> None:
    values = list(chain.from_iterable(rows.items()))
    insert_values(connection, "INSERT OR REPLACE INTO search_typo (id, slots)", values, row="(?, ?)")


def forget_deletes(connection: sqlite3.Connection, term_id: int, word: str) -> None:
    """Take the deletes of a word out that no entry has any more."""
    gone = make_slots([(term_id, word)])
    connection.executemany("DELETE FROM search_typo_few WHERE slot = ?", zip(_numbers(gone)))
    left = {}
    for row, slots in _read_rows(connection, gone).items():
        forgotten = set(_cut(gone[row]))
        kept = b"".join(slot for slot in _cut(slots) if slot not in forgotten)
        if kept != slots:
            left[row] = kept
    _write_rows(connection, left)


def _cut(slots: bytes) -> Iterator[bytes]:
    return (slots[start : start + _SLOT_BYTES] for start in range(0, len(slots), _SLOT_BYTES))


def make_slots(words: Iterable[tuple[int, str]]) -> dict[int, bytes]:
    """Make the slots of words with their numbers, by row; a word that is left the same in two ways has that one twice."""
    by_letters: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for term_id, word in words:
        if _is_correctable(word):
            start = word[:_PREFIX]
            by_letters[len(start)].append((term_id, start))
    rows: dict[int, array[int]] = defaultdict(lambda: array("Q"))
    for some in by_letters.values():
        for slots in _hash_all(some, edits_of(some[0][1])):
            for slot in slots:  # into the array at once, while its digits are at hand
                rows[slot >> _ID_BITS + _ROW_SHIFT].append(slot)
    return {row: _pack(slots) for row, slots in rows.items()}


def _pack(slots: array[int]) -> bytes:
    if sys.byteorder == "big":
        slots.byteswap()
    return slots.tobytes()


def _is_correctable(word: str) -> bool:
    """Whether people write a word by heart, and so misspell it: citation keys and ids they copy."""
    is_word = len(word) in _CORRECTABLE and not is_cjk(word)
    return is_word and sum(map(str.isdigit, word)) < min(_KEY_DIGITS, len(word))
