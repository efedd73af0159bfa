"""Rows of ``claim``: what providers say about an entry, one row per entry, origin and subject.

    origin            subject                  meaning
    former            a digest of the record   one mention that was removed, so that each is kept
    arxiv, typed, …   arxiv:2106.09685         the record's first id, without its version,
                      https://…                else its page,
                      title:attentionisall…    else its folded title

A merged entry may have the ids of two works. A new answer about one of them replaces the claim of the same origin about
that one only. Claims of equal rank count in the order of the operations that made them, whatever library they came from.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.claim import names_of, subject_of
from readlist.model.provenance import source_of
from readlist.model.record import Record
from readlist.storage import columns

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping, Sequence

    from readlist.storage.transaction import Transaction

_EMPTY = Record()


class Claim(NamedTuple):
    """A row of the table."""

    row_id: int
    entry_id: int
    origin: str
    subject: str
    record: Record
    at: str
    home: str | None = None


def read_claims(connection: sqlite3.Connection, entry_ids: Collection[int]) -> list[Claim]:
    """Read the claims of these entries, in the order in which the entries got them.

    Of several about one subject, said of entries that are one work now, the last that was written counts.
    """
    sql = """SELECT claim.id, entry_id, origin, subject, record, claim.at, op > 0 AND last.stamp IS NULL, last.stamp, home
             FROM claim LEFT JOIN operation ON operation.id = born LEFT JOIN operation AS last ON last.id = op
             WHERE entry_id IN (SELECT value FROM json_each(?))
             ORDER BY born > 0 AND operation.stamp IS NULL, operation.stamp, origin, subject"""  # this operation is not recorded yet
    rows = connection.execute(sql, (json.dumps(sorted(entry_ids)),)).fetchall()
    counting: dict[tuple[object, ...], tuple[object, ...]] = {}
    for row in rows:
        written = (row[6], row[7] or "", row[8] or "")
        counting[row[1:4]] = max(counting.get(row[1:4], written), written)
    return [
        Claim(row_id, entry_id, origin, subject, Record.from_json(record), at, written[2])
        for row_id, entry_id, origin, subject, record, at, *written in rows
        if counting[entry_id, origin, subject] == (written[0], written[1] or "", written[2] or "")
    ]


def read_claims_by_id(connection: sqlite3.Connection, claim_ids: Collection[int]) -> list[Claim]:
    """Read the claims with these ids."""
    sql = """SELECT id, entry_id, origin, subject, record, at FROM claim
             WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""
    rows = connection.execute(sql, (json.dumps(list(claim_ids)),))
    return [
        Claim(row_id, entry_id, origin, subject, Record.from_json(record), at)
        for row_id, entry_id, origin, subject, record, at in rows
    ]


def find_claim(
    connection: sqlite3.Connection, entry_id: int, origin: str, record: Record = _EMPTY
) -> Claim | None:
    """Find the claim of an origin, or of one with the same data, about an entry and the subject of ``record``.

    A work whose id has changed (a repository that was renamed) is the same subject if one of the two records has both
    ids.
    """
    subject, names = subject_of(origin, record), names_of(record)
    source = source_of(origin)
    known = [one for one in read_claims(connection, [entry_id]) if source_of(one.origin) == source]
    same = [one for one in known if one.subject == subject]
    same += [one for one in known if one.subject in names or subject in names_of(one.record)]
    return same[0] if same else None


def find_claimed(connection: sqlite3.Connection, origins: Collection[str]) -> set[int]:
    """Find the entries that have a claim of one of these origins."""
    sql = "SELECT DISTINCT entry_id FROM claim WHERE origin IN (SELECT value FROM json_each(?))"
    return {entry_id for (entry_id,) in connection.execute(sql, (json.dumps(list(origins)),))}


def put_claim(tx: Transaction, entry_id: int, origin: str, record: Record, at: str) -> bool:
    """Write a claim in place of the earlier one of the same origin and subject; an empty record deletes that one.

    Returns whether anything changed.
    """
    known = find_claim(tx.connection, entry_id, origin, record)
    if record == (known.record if known else _EMPTY):
        return False
    row = {"origin": origin, "subject": subject_of(origin, record), "record": record.to_json(), "at": at}
    if known is None:
        tx.insert(columns.CLAIM, [{"entry_id": entry_id, **row}])
    elif record == _EMPTY:
        tx.delete(columns.CLAIM, [known.row_id])
    else:
        tx.update(columns.CLAIM, {known.row_id: row})
    return True


def drop_claim(tx: Transaction, entry_id: int, origin: str, record: Record) -> None:
    """Delete the claim of an origin about an entry and the subject of ``record``."""
    known = find_claim(tx.connection, entry_id, origin, record)
    tx.delete(columns.CLAIM, [known.row_id] if known else [])


def delete_claims(tx: Transaction, claim_ids: Collection[int]) -> None:
    """Delete claims by the ids of their rows."""
    tx.delete(columns.CLAIM, claim_ids)


def reassign_claims(tx: Transaction, entry_ids: Mapping[int, int]) -> None:
    """Give claims to other entries; ``entry_ids``: the entry of each, by the id of the claim."""
    tx.update(columns.CLAIM, {i: {"entry_id": entry_id} for i, entry_id in entry_ids.items()})


DERIVED = -1
"""The operation of a claim that follows from what was deleted, and is worked out again."""


def find_derived_claims(connection: sqlite3.Connection, entry_ids: Collection[int]) -> set[int]:
    """Return the claims (their rows) about these entries that follow from what several libraries did."""
    sql = f"SELECT id FROM claim WHERE op = {DERIVED} AND entry_id IN (SELECT value FROM json_each(?))"
    return {row_id for (row_id,) in connection.execute(sql, (json.dumps(sorted(entry_ids)),))}


def find_stated_claims(connection: sqlite3.Connection, entry_ids: Collection[int], origin: str) -> set[int]:
    """Return those of these entries of which an operation says a claim of an origin."""
    sql = f"""SELECT DISTINCT entry_id FROM claim
        WHERE origin = ? AND op <> {DERIVED} AND entry_id IN (SELECT value FROM json_each(?))"""
    return {entry_id for (entry_id,) in connection.execute(sql, (origin, json.dumps(sorted(entry_ids))))}


def write_derived_claims(
    tx: Transaction, origin: str, records: Mapping[int, Sequence[Record]], present: Collection[int]
) -> None:
    """Write claims about these entries that follow from what several libraries did.

    ``present``: the rows of such claims until now; those that do not follow any more are deleted.
    """
    sql = "SELECT id FROM claim WHERE entry_id = ? AND origin = ? AND subject = ?"
    kept = set()
    rows = []
    for entry_id, record in ((i, one) for i, found in records.items() for one in found):
        place = {"entry_id": entry_id, "origin": origin, "subject": subject_of(origin, record)}
        if known := tx.connection.execute(sql, tuple(place.values())).fetchone():
            kept.add(known[0])
        else:
            rows.append(place | {"record": record.to_json(), "at": tx.at, "born": DERIVED, "op": DERIVED})
    tx.delete(columns.CLAIM, sorted(set(present) - kept), settled=True)
    tx.insert(columns.CLAIM, rows, settled=True)


class PlacedClaim(NamedTuple):
    """A claim and its home, the uid of the entry that it was said of; ``record`` is JSON."""

    row_id: int
    entry_id: int
    home: str
    origin: str
    record: str


def read_placed_claims(connection: sqlite3.Connection, entry_ids: Collection[int]) -> list[PlacedClaim]:
    """Return all claims about these entries with their homes, but those that are derived."""
    sql = f"""SELECT claim.id, entry_id, coalesce(home, uid), origin, record FROM claim JOIN entry ON entry.id = entry_id
        WHERE op <> {DERIVED} AND entry_id IN (SELECT value FROM json_each(?)) ORDER BY claim.id"""
    return [PlacedClaim(*row) for row in connection.execute(sql, (json.dumps(sorted(entry_ids)),))]


def place_claims(tx: Transaction, places: Mapping[int, tuple[int, str | None]]) -> None:
    """Give claims to entries as it follows from what several libraries did; with each, its home if that is another entry."""
    rows = {i: {"entry_id": entry_id, "home": home} for i, (entry_id, home) in places.items()}
    tx.update(columns.CLAIM, rows, settled=True)


def transfer_claims(tx: Transaction, entry_id: int, into: int) -> None:
    """Give the claims of one entry to another, after its own; of two about the same subject the newer is kept."""
    last = max((one.row_id for one in read_claims(tx.connection, [into])), default=0)
    for one in read_claims(tx.connection, [entry_id]):
        known = find_claim(tx.connection, into, one.origin, one.record)
        if known is None and one.row_id > last:
            tx.update(columns.CLAIM, {one.row_id: {"entry_id": into}})
            continue
        tx.delete(columns.CLAIM, [one.row_id])
        if known is None or known.at < one.at:
            put_claim(tx, into, one.origin, one.record, one.at)
