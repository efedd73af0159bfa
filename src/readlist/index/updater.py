"""The search index: which tables it has, and how they are kept current with the entries.

    search_names   FTS5: what names an entry (title, labels, authors, topics, tags, venue, ids); small, asked first
    search_text    FTS5: all of that again as one column, abstract, notes (own and of mentions), other (org, links)
    search_doc     the tokens of each entry as they were indexed, its names apart from the rest
    search_term    the words that people write by heart, no ids and keys, and in how many entries each stands
    search_typo    each word with up to two letters left out, by hash: finds the words near a misspelt one
    search_typo_few  the same of the words that came one by one
    search_meta    version of the tokens and tables

    rows ── fields ── doc ──┬── search_names, search_text, search_doc
                            └── counts ── search_term ── deletes ── search_typo

The full-text tables hold no text of their own (``content=''``), which makes them less than half as large. SQLite then
asks for the very tokens of a row to take it out again: ``search_doc`` keeps them, so that a row can always go, whatever
has become of the entry, and so that word counts can be taken back.

Tokens are made by ``readlist.text.tokenizer``; SQLite only cuts them at spaces and takes off English endings (``porter ascii``).
Values of a list are kept apart by a token of their own, so that no phrase reaches from one to the next. Of very many
entries, other processes make the tokens while this one writes; of those that come from notes, with the reading.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist.index.document import NAMES, TEXT, make_docs, unpack
from readlist.index.entry_fields import read_fields
from readlist.index.schema import TABLE_NAMES, create, is_current
from readlist.index.symspell import are_all_corrected, write_deletes
from readlist.index.vocabulary import DocumentFrequencies

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from readlist.index.document import Doc, Packed
    from readlist.util.process_pool import Map

_BATCH = range(500, 2_501)
"""Entries indexed at a time: the most take some 25 MB of tokens."""
_BATCHES = 16
"""Batches that keep several processes busy to the end."""
_BULK = 5_000
"""Entries from which on other processes are worth while: they take a quarter of a second to start."""
_PROCESSES = 2
"""Processes that make tokens: as much as this one can write meanwhile."""


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the whole index anew; the caller holds the transaction."""
    for name in TABLE_NAMES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    create(connection)
    refresh(connection, [row[0] for row in connection.execute("SELECT id FROM entry")])


def refresh(connection: sqlite3.Connection, entry_ids: Collection[int]) -> None:
    """Make the index rows of these entries anew, or take them out where the entry is gone.

    The caller holds the transaction. An index of another version is made anew as a whole.
    """
    IndexUpdate(connection).finish(entry_ids)


class IndexUpdate:
    """The index brought up to date within one transaction, which the caller holds."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._counts = DocumentFrequencies(connection)
        self._added = 0
        self._is_current = is_current(connection)

    def add(self, docs: dict[int, Packed]) -> bool:
        """Put new entries in whose tokens were made already; no, where they have to be made here after all."""
        sql = "SELECT max(entry_id) FROM search_doc"
        if not (self._is_current and docs):
            return False
        if min(docs) <= (self._connection.execute(sql).fetchone()[0] or 0):
            return False  # the number was another entry's, which has not been taken out yet
        self._insert(docs)
        self._added += len(docs)
        return True

    def finish(self, entry_ids: Collection[int]) -> None:
        """Make the rows of these entries anew, and count the words of all."""
        ids = sorted(entry_ids)
        if not self._is_current:
            if ids:
                rebuild(self._connection)
            return
        if len(ids) + self._added < _BULK:
            self._write(ids, map)
            return
        from readlist.util.process_pool import many_processes  # noqa: PLC0415

        with many_processes(_PROCESSES) as map_:
            self._write(ids, map_)

    def _write(self, ids: list[int], map_: Map) -> None:
        if not ids and not self._counts:
            return
        size = min(max(len(ids) // _BATCHES, _BATCH[0]), _BATCH[-1])
        batches = [ids[start : start + size] for start in range(0, len(ids), size)]
        made = map_(make_docs, (read_fields(self._connection, batch) for batch in batches))
        for batch, docs in zip(batches, made, strict=True):
            self._replace(batch, docs)
        all_corrected = are_all_corrected(self._connection, len(self._counts))
        writing = self._counts.write(has_deletes=all_corrected)
        write_deletes(self._connection, map_, writing, of_all=all_corrected)

    def _replace(self, ids: list[int], docs: dict[int, Packed]) -> None:
        """Take out what is indexed of these entries otherwise than it is made now, and put that in."""
        sql = "SELECT * FROM search_doc WHERE entry_id IN (SELECT value FROM json_each(?))"
        old = {row[0]: row[1:] for row in self._connection.execute(sql, (json.dumps(ids),))}
        gone = [(i, unpack(*packed)) for i, packed in old.items() if docs.get(i) != packed]
        _write_rows(self._connection, gone, "(search_{0}, rowid, {1}) VALUES ('delete', ?, {2})")
        self._connection.executemany("DELETE FROM search_doc WHERE entry_id = ?", [(i,) for i, _ in gone])
        self._counts.subtract(doc for _, doc in gone)
        self._insert({i: packed for i, packed in docs.items() if old.get(i) != packed})

    def _insert(self, docs: dict[int, Packed]) -> None:
        come = [(i, unpack(*packed)) for i, packed in docs.items()]
        _write_rows(self._connection, come, "(rowid, {1}) VALUES (?, {2})")
        rows = ((i, *packed) for i, packed in docs.items())
        self._connection.executemany("INSERT INTO search_doc VALUES (?, ?, ?)", rows)
        self._counts.add([doc for _, doc in come])


def _write_rows(connection: sqlite3.Connection, docs: list[tuple[int, Doc]], form: str) -> None:
    for table, columns in (("names", NAMES), ("text", TEXT)):
        values = form.format(table, ", ".join(columns), ", ".join("?" * len(columns)))
        rows = ((i, *(doc.names if table == "names" else doc.text)) for i, doc in docs)
        connection.executemany(f"INSERT INTO search_{table}{values}", rows)
