"""The index updater: the tables of the search index, and how they follow the entries.

    search_names     FTS5: the names of an entry (title, labels, authors, topics, tags, venue, ids); small, queried first
    search_text      FTS5: all names as one column, abstract, notes (own and of mentions), other (organization, links)
    search_doc       the tokens of each entry as they were indexed, names apart from the rest
    search_term      the vocabulary: words that people type from memory, no ids or keys; document frequencies
    search_typo      SymSpell deletes of the vocabulary, in buckets: candidates for a misspelt word
    search_typo_few  the deletes of words that were added a few at a time
    search_meta      version of the tokens and tables

    rows ── Fields ── Doc ──┬── search_names, search_text, search_doc
                            └── document frequencies ── search_term ── deletes ── search_typo

The full-text tables are contentless (``content=''``), which makes them less than half as large. SQLite then needs the
exact tokens of a row to delete it: ``search_doc`` keeps them, so that a row can always be deleted, whatever happened to
the entry, and its words subtracted from the document frequencies.

``readlist.text.tokenizer`` makes the tokens; SQLite only splits them at spaces and stems them (``porter ascii``). A
separator token between the values of a list keeps phrases from matching across values. For very many entries, worker
processes tokenize while this one writes; entries from imported notes are tokenized when the notes are read.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from readlist.index.document import NAMES, TEXT, make_docs, unpack
from readlist.index.entry_fields import read_fields
from readlist.index.schema import TABLE_NAMES, create, is_current
from readlist.index.symspell import covers_all_words, write_deletes
from readlist.index.topic_names import find_entries_of_renamed, read_topic_names
from readlist.index.vocabulary import DocumentFrequencies

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from readlist.index.document import Doc, Packed
    from readlist.util.process_pool import Map

_BATCH = range(500, 2_501)
"""Entries indexed at a time, at least and at most: the most have some 25 MB of tokens."""
_BATCHES = 16
"""Batches that keep several processes busy to the end."""
_BULK = 5_000
"""Minimum number of entries for worker processes, which take a quarter of a second to start."""
_WORKERS = 2
"""Processes that tokenize: as fast as this one can write."""


def rebuild(connection: sqlite3.Connection) -> None:
    """Rebuild the whole index within the caller's transaction."""
    for name in TABLE_NAMES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    create(connection)
    refresh(connection, [row[0] for row in connection.execute("SELECT id FROM entry")])


def refresh(connection: sqlite3.Connection, entry_ids: Collection[int]) -> None:
    """Update the index rows of these entries within the caller's transaction; delete those of removed entries.

    An index of another version is rebuilt as a whole.
    """
    IndexUpdate(connection).finish(entry_ids)


class IndexUpdate:
    """An update of the index within the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._counts = DocumentFrequencies(connection)
        self._added = 0
        self._is_current = is_current(connection)
        self._topic_names = read_topic_names(connection)

    def add(self, docs: dict[int, Packed]) -> bool:
        """Index new entries that are tokenized already; return False, without a change, if that is not possible.

        Those are tokenized with the topics of the notes, which may be shown by other names.
        """
        sql = "SELECT max(entry_id) FROM search_doc"
        if not (self._is_current and docs) or self._topic_names:
            return False
        if min(docs) <= (self._connection.execute(sql).fetchone()[0] or 0):
            return False  # the id belonged to another entry, which is not removed from the index yet
        self._insert(docs)
        self._added += len(docs)
        return True

    def finish(self, entry_ids: Collection[int]) -> None:
        """Update the rows of these entries, and write the document frequencies and deletes of all changes.

        Entries under topics that have been renamed since the update began are among them.
        """
        ids = sorted({*entry_ids, *find_entries_of_renamed(self._connection, self._topic_names)})
        if not self._is_current:
            if ids:
                rebuild(self._connection)
            return
        if len(ids) + self._added < _BULK:
            self._write(ids, map)
            return
        from readlist.util.process_pool import many_processes  # noqa: PLC0415

        with many_processes(_WORKERS) as map_:
            self._write(ids, map_)

    def _write(self, ids: list[int], map_: Map) -> None:
        if not ids and not self._counts:
            return
        size = min(max(len(ids) // _BATCHES, _BATCH[0]), _BATCH[-1])
        batches = [ids[start : start + size] for start in range(0, len(ids), size)]
        tokenized = map_(make_docs, (read_fields(self._connection, batch) for batch in batches))
        for batch, docs in zip(batches, tokenized, strict=True):
            self._replace(batch, docs)
        covers_all = covers_all_words(self._connection, len(self._counts))
        writing = self._counts.write(has_deletes=covers_all)
        write_deletes(self._connection, map_, writing, covers_all=covers_all)

    def _replace(self, ids: list[int], docs: dict[int, Packed]) -> None:
        """Replace the rows of the entries whose tokens changed, and delete those without a document."""
        sql = "SELECT * FROM search_doc WHERE entry_id IN (SELECT value FROM json_each(?))"
        old = {row[0]: row[1:] for row in self._connection.execute(sql, (json.dumps(ids),))}
        removed = [(i, unpack(*packed)) for i, packed in old.items() if docs.get(i) != packed]
        _write_rows(self._connection, removed, "(search_{0}, rowid, {1}) VALUES ('delete', ?, {2})")
        self._connection.executemany("DELETE FROM search_doc WHERE entry_id = ?", [(i,) for i, _ in removed])
        self._counts.subtract(doc for _, doc in removed)
        self._insert({i: packed for i, packed in docs.items() if old.get(i) != packed})

    def _insert(self, docs: dict[int, Packed]) -> None:
        rows = iter(docs.items())
        while batch := list(islice(rows, _BATCH[-1])):
            added = [(i, unpack(*packed)) for i, packed in batch]
            _write_rows(self._connection, added, "(rowid, {1}) VALUES (?, {2})")
            self._connection.executemany(
                "INSERT INTO search_doc VALUES (?, ?, ?)", ((i, *packed) for i, packed in batch)
            )
            self._counts.add([doc for _, doc in added])


def _write_rows(connection: sqlite3.Connection, docs: list[tuple[int, Doc]], form: str) -> None:
    for table, columns in (("names", NAMES), ("text", TEXT)):
        values = form.format(table, ", ".join(columns), ", ".join("?" * len(columns)))
        rows = ((i, *(doc.names if table == "names" else doc.text)) for i, doc in docs)
        connection.executemany(f"INSERT INTO search_{table}{values}", rows)
