"""Entries brought to what their records say.

    mentions, claims ── composing.build ──> columns, identifiers, links, tags, match keys ── refresh ──> tables

Nothing but this module sets a column of ``entry`` or fills the tables that are worked out of records.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readlist.linkage.fusion import FusedEntry, fuse
from readlist.model.provenance import FORMER, HAND, REMOVED, Origin
from readlist.storage.evidence import child_ids, find_prized, load_records
from readlist.storage.topic_rows import Topics
from readlist.storage.transaction import now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from readlist.storage.transaction import Transaction

    Row = dict[str, Any]

__all__ = [
    "HAND",
    "REMOVED",
    "Origin",
    "Refreshed",
    "delete_entries",
    "fuse",
    "load_records",
    "refresh",
    "write_children",
]

_COUNTED = ("times", "given")
"""Columns of ``entry_tag`` that only serve to choose a spelling."""
_BATCH = 500
"""Entries worked out at a time: memory stays flat."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Ids of the entries that changed in more than the lines where they are mentioned, and of those that went."""

    changed: frozenset[int]
    removed: frozenset[int]


def refresh(tx: Transaction, entry_ids: Collection[int], *, at: str | None = None) -> Refreshed:
    """Work the entries out anew from their records; one that nothing speaks of any more is deleted.

    An entry stays while it has a mention, a claim, or something of the person's. ``at`` is the time of the change.
    """
    at = at or now()
    changed: set[int] = set()
    removed: set[int] = set()
    for batch in _batches(sorted(set(entry_ids))):
        records = load_records(tx, batch)
        kept = {i for i, found in records.items() if any(o.name not in (FORMER, REMOVED) for o, _ in found)}
        gone = sorted(records.keys() - kept - find_prized(tx, records.keys() - kept))
        delete_entries(tx, gone)
        removed.update(gone)
        changed |= _write(tx, {i: fuse(found) for i, found in records.items() if found and i not in gone}, at)
    return Refreshed(frozenset(changed), frozenset(removed))


def delete_entries(tx: Transaction, entry_ids: Collection[int]) -> None:
    """Delete entries with all that hangs on them."""
    from readlist.storage import tables  # noqa: PLC0415

    for model in (
        tables.Identifier,
        tables.Link,
        tables.EntryTag,
        tables.EntryTopic,
        tables.MatchKey,
        tables.Note,
        tables.Claim,
        tables.Finding,
        tables.Decision,
        tables.Attachment,
        tables.Mention,
    ):
        tx.delete(model, child_ids(tx, model, entry_ids))
    tx.delete(tables.Entry, entry_ids)


def _write(tx: Transaction, built: dict[int, FusedEntry], at: str) -> set[int]:
    from readlist.storage import tables  # noqa: PLC0415

    columns = {entry_id: found.row() for entry_id, found in built.items()}
    changed = _changed(tx, columns)
    tx.update(tables.Entry, {i: c | ({"updated": at} if i in changed else {}) for i, c in columns.items()})
    return changed | write_children(tx, built)


def _changed(tx: Transaction, columns: dict[int, dict[str, Any]]) -> set[int]:
    """The entries of which more changes than the lines where their values stand."""
    if not columns:
        return set()
    names = [name for name in next(iter(columns.values())) if name != "origins"]
    sql = f"SELECT id, {', '.join(names)} FROM entry WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
    rows = tx.connection.execute(sql, (json.dumps(list(columns)),))
    return {row[0] for row in rows if [columns[row[0]][name] for name in names] != list(row[1:])}


def write_children(tx: Transaction, built: dict[int, FusedEntry], *, are_new: bool = False) -> set[int]:
    """Bring identifiers, links, tags and match keys of entries to what was worked out; return the entries that changed.

    Of entries that ``are_new`` nothing is in the library yet.
    """
    from readlist.storage import tables  # noqa: PLC0415

    tag_ids = _tag_ids(tx, {tag.spelling for found in built.values() for tag in found.tags})
    topic_ids = _topic_ids(tx, {path for found in built.values() for path in found.topics})
    wanted: dict[Any, list[Row]] = {
        tables.Identifier: [
            {"entry_id": i, "scheme": x.scheme, "value": x.value, "version": x.version}
            for i, one in built.items()
            for x in one.identifiers
        ],
        tables.Link: [
            {"entry_id": i, "url": x.url, "role": x.role} for i, one in built.items() for x in one.links
        ],
        tables.EntryTag: [
            {"entry_id": i, "tag_id": tag_ids[spelling], "spelling": spelling, "times": times, "given": given}
            for i, one in built.items()
            for spelling, times, given in one.tags
        ],
        tables.EntryTopic: [
            {"entry_id": i, "topic_id": topic_ids[path]} for i, one in built.items() for path in one.topics
        ],
        tables.MatchKey: [{"entry_id": i, "key": key} for i, one in built.items() for key in one.keys],
    }
    if are_new:
        for model, rows in wanted.items():
            tx.insert(model, rows)
        return set(built)
    return {entry_id for model, rows in wanted.items() for entry_id in _sync(tx, model, list(built), rows)}


def _sync(tx: Transaction, model: Any, entry_ids: list[int], rows: list[Row]) -> set[int]:
    """Replace the child rows of those entries whose rows differ from the library's.

    Returns the entries that differ in more than how often, and when, a tag was given.
    """
    known = _read_children(tx, model, entry_ids)
    wanted: dict[int, list[Row]] = {i: [] for i in entry_ids}
    for row in rows:
        wanted[row["entry_id"]].append(row)
    different = {i for i in entry_ids if [row for _, row in known.get(i, ())] != wanted[i]}
    tx.delete(model, [row_id for i in entry_ids if i in different for row_id, _ in known.get(i, ())])
    tx.insert(model, [row for i in entry_ids if i in different for row in wanted[i]])
    return {i for i in different if _shown(row for _, row in known.get(i, ())) != _shown(wanted[i])}


def _shown(rows: Iterable[Row]) -> list[Row]:
    return [{name: value for name, value in row.items() if name not in _COUNTED} for row in rows]


def _read_children(tx: Transaction, model: Any, entry_ids: list[int]) -> dict[int, list[tuple[int, Row]]]:
    """The child rows of entries, each with its id."""
    known: dict[int, list[tuple[int, Row]]] = {}
    sql = f"""SELECT * FROM {model.__tablename__} WHERE entry_id IN (SELECT value FROM json_each(?))
              ORDER BY id"""  # noqa: S608
    cursor = tx.connection.execute(sql, (json.dumps(entry_ids),))
    names = [column[0] for column in cursor.description]
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        known.setdefault(row["entry_id"], []).append((row.pop("id"), row))
    return known


def _topic_ids(tx: Transaction, paths: set[tuple[str, ...]]) -> dict[tuple[str, ...], int | None]:
    """Ids of topics by path, made where they are missing."""
    if not paths:
        return {}
    topics = Topics(tx)
    return {path: topics.id_of(path) for path in sorted(paths)}


def _tag_ids(tx: Transaction, spellings: Collection[str]) -> dict[str, int]:
    """Ids of tags by spelling, ignoring case. Missing tags are inserted; the end of the operation corrects their names."""
    from readlist.storage import tables  # noqa: PLC0415

    if not spellings:
        return {}
    known = {name.casefold(): tag_id for tag_id, name in tx.connection.execute("SELECT id, name FROM tag")}
    first = {spelling.casefold(): spelling for spelling in sorted(spellings, reverse=True)}
    missing = sorted(first.keys() - known.keys())
    known |= zip(missing, tx.insert(tables.Tag, [{"name": first[folded]} for folded in missing]), strict=True)
    return {spelling: known[spelling.casefold()] for spelling in spellings}


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    wanted = list(ids)
    for start in range(0, len(wanted), _BATCH):
        yield wanted[start : start + _BATCH]
