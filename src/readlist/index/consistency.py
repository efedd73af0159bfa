"""Whether the search index says what the entries say.

rows ── make_docs ──> documents ── equal? ── search_doc ── the same entries? ── search_names, search_text
                                                 └── counted: equal? ── search_term
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from readlist.index.document import make_docs, unpack
from readlist.index.entry_fields import read_fields
from readlist.index.schema import is_current

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_BATCH = 500


def find_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what is wrong with the index, a line each; nothing if a search finds all that the entries say."""
    if not is_current(connection):
        return  # the next write rebuilds it
    ids = [row[0] for row in connection.execute("SELECT id FROM entry ORDER BY id")]
    indexed = {row[0] for row in connection.execute("SELECT entry_id FROM search_doc")}
    words: Counter[str] = Counter()
    different = 0
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        different += _count_different(connection, batch, words)
    if different:
        yield f"the search index is out of date for {different} entries"
    if surplus := indexed.difference(ids):
        yield f"the search index has {len(surplus)} entries that the library does not have"
    for table in ("search_names", "search_text"):
        rows = {row[0] for row in connection.execute(f"SELECT id FROM {table}_docsize")}
        if rows != indexed:
            yield f"{len(rows ^ indexed)} entries are missing from the table {table}, or left over in it"
    if not (different or surplus) and dict(words) != _read_counts(connection):
        yield "the vocabulary of the search index does not fit its entries"


def _count_different(connection: sqlite3.Connection, ids: list[int], words: Counter[str]) -> int:
    """Return how many of these entries are indexed otherwise than they read; add the words of the index to ``words``."""
    sql = "SELECT entry_id, names, text FROM search_doc WHERE entry_id IN (SELECT value FROM json_each(?))"
    stored = {
        entry_id: (names, text) for entry_id, names, text in connection.execute(sql, (json.dumps(ids),))
    }
    for packed in stored.values():
        words.update(unpack(*packed).vocabulary())
    expected = make_docs(read_fields(connection, ids))
    return sum(expected.get(entry_id) != stored.get(entry_id) for entry_id in ids)


def _read_counts(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute("SELECT word, docs FROM search_term WHERE docs > 0"))
