"""SymSpell (https://github.com/wolfgarbe/SymSpell): candidates for a misspelt word, found by the deletes of both.

    word ── its first seven letters ── each way to delete up to two of them ── hash ──┐
                                                                                      ├── slot: hash and term id
    term id ──────────────────────────────────────────────────────────────────────────┘

Slots are bucketed by the hash's leading bits, one BLOB row per bucket in ``search_typo``: one row per slot (about 24
per word) takes five times as long to write. Within a bucket, slots are unordered and found by the bytes of the hash.
The few slots of a single entry would touch almost as many buckets as there are slots, so they go into
``search_typo_few``, one integer row per slot.
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

_SMALL_VOCABULARY = 200_000
"""Words of a vocabulary up to which all words have deletes; in a larger one, new words need two entries first."""
_PREFIX = 7
"""Letters of a word, from its first, that deletes are made from; SymSpell's default."""
_BATCH_WORDS = 5_000
"""Words per task of a worker; they have some 100,000 slots."""
_BATCH_BUCKETS = 1_000
"""Buckets read and written at a time: some 10 MB for a million entries."""
_FLUSH_BYTES = 32_000_000
"""Bytes of slots that are collected before they are written."""
_LENGTHS = range(3, 25)
"""Lengths of the words that have deletes."""
_KEY_DIGITS = 4
"""Minimum number of digits of a word that is a citation key or an id, such as hu2021lora: those of a year."""
_MIN_TWO_DELETES = 5
"""Minimum length of a word from which two letters are deleted."""
_BUCKET_SHIFT = 32 - 13
"""The first 13 bits of a hash are its bucket: with a million words, a bucket has some 20 KB."""
_HASH_BYTES = 4
_ID_BITS = 32
"""Bits of the term id in a slot, below the hash."""
_FEW_BYTES = 20_000
"""Bytes of slots, those of some hundred words, up to which they go into ``search_typo_few``."""
_FEW_ID_BITS = 31
"""Bits of the term id in ``search_typo_few``, one less than in a slot, because SQLite's integers are signed."""
_FEW_ID_MASK = (1 << _FEW_ID_BITS) - 1
_FIND_FEW = f"""SELECT slot & {_FEW_ID_MASK} FROM json_each(?)
    CROSS JOIN search_typo_few ON slot BETWEEN value AND value + {_FEW_ID_MASK}"""
_SLOT_BYTES = 8
"""A slot in a bucket: the term id, then the hash, both little-endian."""


class _LetterHashes(dict[str, int]):
    """Lazily computed hash of each letter at one position of a word, shifted to the hash's bits of a slot."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self._position = position

    def __missing__(self, letter: str) -> int:
        # The steps and constants of SplitMix64, https://prng.di.unimi.it/splitmix64.c.
        number = (ord(letter) * _PREFIX + self._position + 1) * 0x9E3779B97F4A7C15 & _64_BITS
        number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & _64_BITS
        number = (number ^ number >> 27) * 0x94D049BB133111EB & _64_BITS
        made = self[letter] = ((number ^ number >> 31) & _32_BITS) << _ID_BITS
        return made


_64_BITS, _32_BITS = (1 << 64) - 1, (1 << 32) - 1
_HASHES = [_LetterHashes(position) for position in range(_PREFIX)]


def max_deletes(word: str) -> int:
    """Return the most letters that are deleted from a word of the vocabulary: 1 or 2."""
    return 2 if len(word) >= _MIN_TWO_DELETES else 1


def delete_hashes(word: str, edits: int) -> set[int]:
    """Return the hashes of the word's prefix with each choice of up to ``edits`` letters deleted."""
    return {slot >> _ID_BITS for (slot,) in _make_slots_of_length([(0, word[:_PREFIX])], edits)}


def _make_slots_of_length(words: Sequence[tuple[int, str]], edits: int) -> list[list[int]]:
    """Make the slots of (term id, prefix) pairs of one length: one list for each choice of up to ``edits`` deletes.

    A hash is the exclusive or of a number for each letter at its position (Zobrist hashing,
    https://digital.library.wisc.edu/1793/57624), so that choices that begin alike share the work, and all words are
    hashed together, without a Python step for each.
    """
    ids, prefixes = zip(*words, strict=True)
    choices: list[list[list[int]]] = [[list(ids)]]  # by the number of letters deleted so far
    for position, letters in enumerate(zip(*prefixes, strict=True)):
        kept = [
            [list(map(xor, hashes, map(_HASHES[position - deleted].__getitem__, letters))) for hashes in some]
            for deleted, some in enumerate(choices)
        ]
        choices = [one + other for one, other in zip([*kept, []], [[], *choices], strict=True)][: edits + 1]
    return list(chain.from_iterable(choices))


def find_words(connection: sqlite3.Connection, word: str, edits: int) -> list[tuple[str, int]]:
    """Find the words that share a delete with this one; return each with its document frequency."""
    wanted: dict[int, list[bytes]] = defaultdict(list)
    hashes = delete_hashes(word, edits)
    for number in hashes:
        wanted[number >> _BUCKET_SHIFT].append(number.to_bytes(_HASH_BYTES, "little"))
    buckets = _read_buckets(connection, wanted)
    ids = {
        term_id
        for bucket, slots in buckets.items()
        for key in wanted[bucket]
        for term_id in _ids_with_hash(slots, key)
    }
    firsts = json.dumps([number << _FEW_ID_BITS for number in hashes])
    ids.update(term_id for (term_id,) in connection.execute(_FIND_FEW, [firsts]))
    sql = "SELECT word, docs FROM search_term WHERE id IN (SELECT value FROM json_each(?))"
    return connection.execute(sql, [json.dumps(sorted(ids))]).fetchall()


def _read_buckets(connection: sqlite3.Connection, buckets: Iterable[int]) -> dict[int, bytes]:
    sql = "SELECT id, slots FROM search_typo WHERE id IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(sql, [json.dumps(list(buckets))]).fetchall())


def _ids_with_hash(slots: bytes, key: bytes) -> Iterator[int]:
    """Yield the term ids of the slots of a bucket that have this hash."""
    position = slots.find(key)
    while position >= 0:
        start = position - position % _SLOT_BYTES
        if position == start + _HASH_BYTES:
            yield int.from_bytes(slots[start:position], "little")
        position = slots.find(key, position + 1)


def covers_all_words(connection: sqlite3.Connection, coming: int) -> bool:
    """Whether all words have deletes, once ``coming`` words are added: those of a small vocabulary do."""
    return _count_words(connection) + coming <= _SMALL_VOCABULARY


def write_deletes(
    connection: sqlite3.Connection, map_: Map, writing: Iterator[None], *, covers_all: bool
) -> None:
    """Write the deletes of the words that should have them and have none yet.

    Each step of ``writing`` writes a batch of words, while workers make the deletes of those before. With
    ``covers_all``, ``writing`` marks each new word as having deletes.
    """
    collected: dict[int, bytearray] = defaultdict(bytearray)
    size = 0
    for made in map_(make_slots, _words_without_deletes(connection, writing, covers_all=covers_all)):
        for bucket, slots in made.items():
            collected[bucket] += slots
            size += len(slots)
        if size > _FLUSH_BYTES:
            _add_slots(connection, collected)
            collected.clear()
            size = _FEW_BYTES
    if size < _FEW_BYTES:
        insert_values(connection, "INSERT INTO search_typo_few", _to_integers(collected))
    else:
        _add_slots(connection, collected)


def _to_integers(buckets: Mapping[int, bytes | bytearray]) -> list[int]:
    """Return the slots as sorted integers of ``search_typo_few``: the hash, then the term id."""
    slots = (slot for some in buckets.values() for slot in iter_unpack("<II", some))
    return sorted({key << _FEW_ID_BITS | term_id for term_id, key in slots})


def _words_without_deletes(
    connection: sqlite3.Connection, writing: Iterator[None], *, covers_all: bool
) -> Iterator[list[tuple[int, str]]]:
    """Yield batches of (term id, word) that need deletes: if ``covers_all``, new words; then any frequent enough."""
    last = _count_words(connection)
    sql = "SELECT id, word FROM search_term WHERE id > ? ORDER BY id"
    for _ in writing:
        if covers_all and (words := connection.execute(sql, (last,)).fetchall()):
            last = words[-1][0]
            yield words
    min_docs = 1 if _count_words(connection) <= _SMALL_VOCABULARY else 2
    sql = "SELECT id, word FROM search_term WHERE spelt = 0 AND docs >= ? ORDER BY docs, id LIMIT ?"
    while words := connection.execute(sql, (min_docs, _BATCH_WORDS)).fetchall():
        ids = json.dumps([term_id for term_id, _ in words])
        connection.execute(
            "UPDATE search_term SET spelt = 1 WHERE id IN (SELECT value FROM json_each(?))", [ids]
        )
        yield words


def _count_words(connection: sqlite3.Connection) -> int:
    """Return the highest term id, which is near enough to the number of words, and faster to read."""
    return connection.execute("SELECT max(id) FROM search_term").fetchone()[0] or 0


def _add_slots(connection: sqlite3.Connection, collected: Mapping[int, bytearray]) -> None:
    """Append slots to their buckets."""
    buckets = sorted(collected)
    for start in range(0, len(buckets), _BATCH_BUCKETS):
        some = buckets[start : start + _BATCH_BUCKETS]
        known = _read_buckets(connection, some)
        _write_buckets(connection, {bucket: known.get(bucket, b"") + collected[bucket] for bucket in some})


def _write_buckets(connection: sqlite3.Connection, buckets: Mapping[int, bytes]) -> None:
    values = list(chain.from_iterable(buckets.items()))
    insert_values(connection, "INSERT OR REPLACE INTO search_typo (id, slots)", values, row="(?, ?)")


def remove_deletes(connection: sqlite3.Connection, term_id: int, word: str) -> None:
    """Remove the deletes of a word that no entry has any more."""
    removed = make_slots([(term_id, word)])
    connection.executemany("DELETE FROM search_typo_few WHERE slot = ?", zip(_to_integers(removed)))
    changed = {}
    for bucket, slots in _read_buckets(connection, removed).items():
        unwanted = set(_split_slots(removed[bucket]))
        kept = b"".join(slot for slot in _split_slots(slots) if slot not in unwanted)
        if kept != slots:
            changed[bucket] = kept
    _write_buckets(connection, changed)


def _split_slots(slots: bytes) -> Iterator[bytes]:
    return (slots[start : start + _SLOT_BYTES] for start in range(0, len(slots), _SLOT_BYTES))


def make_slots(words: Iterable[tuple[int, str]]) -> dict[int, bytes]:
    """Make the packed slots of (term id, word) pairs, by bucket; deletes with the same result make equal slots."""
    by_length: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for term_id, word in words:
        if _can_be_misspelt(word):
            prefix = word[:_PREFIX]
            by_length[len(prefix)].append((term_id, prefix))
    buckets: dict[int, array[int]] = defaultdict(lambda: array("Q"))
    for some in by_length.values():
        for slots in _make_slots_of_length(some, max_deletes(some[0][1])):
            for slot in slots:  # into the array at once, while the integer is in the processor's cache
                buckets[slot >> _ID_BITS + _BUCKET_SHIFT].append(slot)
    return {bucket: _pack(slots) for bucket, slots in buckets.items()}


def _pack(slots: array[int]) -> bytes:
    if sys.byteorder == "big":
        slots.byteswap()
    return slots.tobytes()


def _can_be_misspelt(word: str) -> bool:
    """Whether a word may be misspelt: Chinese is not spelt, and citation keys and ids are copied."""
    is_word = len(word) in _LENGTHS and not is_cjk(word)
    return is_word and sum(map(str.isdigit, word)) < min(_KEY_DIGITS, len(word))
