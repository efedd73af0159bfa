"""Rows of entries: their columns, and their end. ``entry_loader`` reads whole entries.

insert_entry_rows, update_columns ──> entry        called by ``resolution`` only, with what the records say
delete_entries ──> entry, and every row of another table that belongs to it
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.provenance import FORMER
from readlist.storage import columns
from readlist.storage.child_rows import child_ids
from readlist.storage.facts import find_promised_keys

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from readlist.storage.transaction import Transaction

_SOURCED = """SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?)) AND (
    EXISTS (SELECT 1 FROM mention WHERE entry_id = entry.id)
    OR EXISTS (SELECT 1 FROM claim WHERE entry_id = entry.id AND origin <> ?))"""
_UNMENTIONED = """SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?))
    AND NOT EXISTS (SELECT 1 FROM mention WHERE entry_id = entry.id)"""

_RECORDED = """SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?)) AND (
    EXISTS (SELECT 1 FROM mention WHERE entry_id = entry.id) OR EXISTS (SELECT 1 FROM claim WHERE entry_id = entry.id))"""


class EntryTitle(NamedTuple):
    """An entry by its kind and title."""

    entry_id: int
    kind: str
    title: str


# -- reading -----------------------------------------------------------------------------------------------------


def iter_titles(connection: sqlite3.Connection, kinds: Collection[str]) -> Iterator[EntryTitle]:
    """Yield the entries of these kinds, oldest first."""
    sql = "SELECT id, kind, title FROM entry WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY id"
    return map(EntryTitle._make, connection.execute(sql, (json.dumps(list(kinds)),)))


def read_entry_ids(connection: sqlite3.Connection) -> list[int]:
    """Return the ids of all entries, in order."""
    return [entry_id for (entry_id,) in connection.execute("SELECT id FROM entry ORDER BY id")]


def find_existing(connection: sqlite3.Connection, entry_ids: Collection[int]) -> set[int]:
    """Find out which of these entries are in the library."""
    sql = "SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.execute(sql, (json.dumps(list(entry_ids)),))}


def find_gone(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> set[int]:
    """Find out which of these entries the person has removed: they are there, and no command shows them."""
    sql = "SELECT id FROM entry WHERE kind = 'gone' AND id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.execute(sql, (json.dumps(list(entry_ids)),))}


def find_stated_keys(connection: sqlite3.Connection, keys: Collection[str]) -> dict[str, list[int]]:
    """Return the entries to which a file gives one of these keys besides their own, in biblatex's field ``ids``."""
    sql = """SELECT id, json_extract(details, '$.extra.bibtex.ids') FROM entry
        WHERE instr(details, '"ids":') AND kind <> 'gone'"""
    found: dict[str, list[int]] = {}
    wanted = set(keys)
    for entry_id, stated in connection.execute(sql) if wanted else ():
        for key in wanted.intersection(map(str.strip, (stated or "").split(","))):
            found.setdefault(key, []).append(entry_id)
    return found


def find_taken_keys(
    connection: sqlite3.Connection, keys: Sequence[str], but_for: Collection[str] = ()
) -> set[str]:
    """Find those of these citation keys that an entry has, or was known by; ``but_for``: the uids of entries to ignore."""
    sql = "SELECT key, uid FROM entry WHERE key IN (SELECT value FROM json_each(?))"
    taken = {key for key, uid in connection.execute(sql, (json.dumps(keys),)) if uid not in but_for}
    sql = """SELECT wanted, uid FROM entry WHERE wanted IN (SELECT value FROM json_each(?1))
        UNION ALL SELECT value, uid FROM removed WHERE kind = 'entry' AND value IN (SELECT value FROM json_each(?1))"""
    taken |= {key for key, uid in connection.execute(sql, (json.dumps(keys),)) if uid not in but_for}
    promised = find_promised_keys(connection, keys)
    return taken | {key for key, uids in promised.items() if not uids <= set(but_for)}


def read_named(connection: sqlite3.Connection, entry_ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """Return uid, citation key and kind of these entries."""
    sql = "SELECT id, uid, key, kind FROM entry WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
    return {row[0]: row[1:] for row in connection.execute(sql, (json.dumps(list(entry_ids)),))}


def write_keys(tx: Transaction, keys: Mapping[int, str]) -> None:
    """Give entries these citation keys, which no other entry has; two entries may exchange theirs."""
    tx.update(columns.ENTRY, {i: {"key": f"~{i}"} for i in keys})
    tx.update(columns.ENTRY, {i: {"key": key} for i, key in keys.items()})


def is_key_of_work(connection: sqlite3.Connection, key: str) -> bool:
    """Return whether an entry that is shown, and is not prose, has this citation key."""
    sql = "SELECT 1 FROM entry WHERE key = ? AND kind NOT IN ('note', 'gone')"
    return connection.execute(sql, (key,)).fetchone() is not None


def has_entries(connection: sqlite3.Connection) -> bool:
    """Return whether the library has any entry."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM entry)").fetchone()[0])


def find_entry_with_uid(connection: sqlite3.Connection, uid: str) -> int | None:
    """Return the entry that has a uid, whatever it was merged into."""
    row = connection.execute("SELECT id FROM entry WHERE uid = ?", (uid,)).fetchone()
    return row[0] if row else None


def find_taken_uids(connection: sqlite3.Connection, uids: Collection[str]) -> set[str]:
    """Find those of these uids that an entry has."""
    sql = "SELECT uid FROM entry WHERE uid IN (SELECT value FROM json_each(?))"
    return {uid for (uid,) in connection.execute(sql, (json.dumps(list(uids)),))}


def read_keys(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> dict[int, str]:
    """Return the citation keys of these entries, by id."""
    sql = "SELECT id, key FROM entry WHERE id IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(sql, (json.dumps(list(entry_ids)),)))


def read_statuses(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> dict[int, str | None]:
    """Return the status that each of these entries shows."""
    sql = "SELECT id, status FROM entry WHERE id IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(sql, (json.dumps(sorted(entry_ids)),)))


def find_sourced(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> set[int]:
    """Find those of these entries that a source mentions or a provider claims something of."""
    wanted = (json.dumps(sorted(entry_ids)), FORMER)
    return {entry_id for (entry_id,) in connection.execute(_SOURCED, wanted)}


def find_unmentioned(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> set[int]:
    """Find those of these entries that no source mentions."""
    return {entry_id for (entry_id,) in connection.execute(_UNMENTIONED, (json.dumps(sorted(entry_ids)),))}


def find_recorded(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> set[int]:
    """Find those of these entries that have a mention or a claim, be it one of a mention that is gone."""
    return {entry_id for (entry_id,) in connection.execute(_RECORDED, (json.dumps(sorted(entry_ids)),))}


def _find_different(connection: sqlite3.Connection, columns: Mapping[int, Mapping[str, Any]]) -> set[int]:
    """Find the entries that have other values than these; the lines that their values are from do not count."""
    if not columns:
        return set()
    names = [name for name in next(iter(columns.values())) if name != "origins"]
    sql = f"SELECT id, {', '.join(names)} FROM entry WHERE id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(sql, (json.dumps(list(columns)),))
    return {row[0] for row in rows if [columns[row[0]][name] for name in names] != list(row[1:])}


# -- writing -----------------------------------------------------------------------------------------------------


def insert_entry_rows(tx: Transaction, rows: Sequence[dict[str, Any]], *, settled: bool = False) -> range:
    """Insert entries, column to value, and return their ids; ``settled``: nobody made them here (``Transaction.update``)."""
    return tx.insert(columns.ENTRY, rows, settled=settled)


def update_columns(tx: Transaction, values: Mapping[int, dict[str, Any]], *, at: str) -> set[int]:
    """Set the columns of entries, all the same ones; ``at`` becomes the time of change of those that change.

    Returns these. An entry does not change if only the lines move that its values are from (``origins``).
    """
    changed = _find_different(tx.connection, values)
    tx.update(
        columns.ENTRY, {i: row | ({"updated": at} if i in changed else {}) for i, row in values.items()}
    )
    return changed


def set_times(tx: Transaction, times: Mapping[int, tuple[str, str]]) -> None:
    """Set when entries were added and changed."""
    tx.update(
        columns.ENTRY, {i: {"added": added, "updated": updated} for i, (added, updated) in times.items()}
    )


def delete_entries(tx: Transaction, entry_ids: Collection[int]) -> None:
    """Delete entries with all rows that belong to them."""
    for model in (
        columns.IDENTIFIER,
        columns.LINK,
        columns.ENTRY_TAG,
        columns.ENTRY_TOPIC,
        columns.MATCH_KEY,
        columns.NOTE,
        columns.CLAIM,
        columns.FINDING,
        columns.DECISION,
        columns.ATTACHMENT,
        columns.MENTION,
    ):
        tx.delete(model, child_ids(tx.connection, model, entry_ids))
    tx.delete(columns.ENTRY, entry_ids)


class EntrySummary(NamedTuple):
    """The columns of an entry that identify it to a person."""

    entry_id: int
    key: str
    title: str
    authors: tuple[str, ...]
    year: int | None


def read_entry_summaries(connection: sqlite3.Connection, entry_ids: Collection[int]) -> list[EntrySummary]:
    """Return the summaries of these entries, by id."""
    sql = """SELECT id, key, title, authors, year FROM entry
             WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""
    rows = connection.execute(sql, (json.dumps(list(entry_ids)),))
    return [
        EntrySummary(entry_id, key, title, tuple(json.loads(authors)), year)
        for entry_id, key, title, authors, year in rows
    ]


def read_paper_titles(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the titles of all papers by entry id."""
    return dict(connection.execute("SELECT id, title FROM entry WHERE kind = 'paper'"))
