"""What providers and the person say of an entry: one claim of each origin about each subject.

    origin              subject                  which is
    hand, hand:removed  ""                       the entry, whatever work it is: one of each per entry
    former              a digest of the record   what that mention said, so that each is kept
    arxiv, typed, …     arxiv:2106.09685         the record's first id, without its version,
                        https://…                or its page where it has no id,
                        title:attentionisall…    or its folded title where it has neither

A merged entry may have the ids of two works. An answer about one of them replaces what the same origin said of that
one and leaves the claim about the other. Claims of one rank count in the order in which the entry got them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.claim import names_of, subject_of, unite
from readlist.model.provenance import HAND, REMOVED
from readlist.model.record import Record

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping

    from readlist.storage.transaction import Transaction

_BY_HAND = (HAND, REMOVED)
_NOTHING = Record()


class Claim(NamedTuple):
    """A row of the table."""

    row_id: int
    entry_id: int
    origin: str
    subject: str
    record: Record
    at: str


def read_claims(tx: Transaction, entry_ids: Collection[int]) -> list[Claim]:
    """Read the claims of these entries, in the order in which the entries got them."""
    sql = """SELECT id, entry_id, origin, subject, record, at FROM claim
             WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY id"""
    return [
        Claim(row_id, entry_id, origin, subject, Record.from_json(record), at)
        for row_id, entry_id, origin, subject, record, at in tx.connection.execute(
            sql, (json.dumps(sorted(entry_ids)),)
        )
    ]


def find_claim(tx: Transaction, entry_id: int, origin: str, record: Record = _NOTHING) -> Claim | None:
    """Find what an origin says of an entry about the subject of ``record``; None where it says nothing.

    A work that is known under another id now (a repository that was renamed) is the same subject as long as one of the
    two records has both ids.
    """
    subject, names = subject_of(origin, record), names_of(record)
    known = [one for one in read_claims(tx, [entry_id]) if one.origin == origin]
    same = [one for one in known if one.subject == subject]
    same += [one for one in known if one.subject in names or subject in names_of(one.record)]
    return same[0] if same else None


def find_claimed(connection: sqlite3.Connection, origins: Collection[str]) -> set[int]:
    """Find the entries that have a claim of one of these origins."""
    sql = "SELECT DISTINCT entry_id FROM claim WHERE origin IN (SELECT value FROM json_each(?))"
    return {entry_id for (entry_id,) in connection.execute(sql, (json.dumps(list(origins)),))}


def put_claim(tx: Transaction, entry_id: int, origin: str, record: Record, at: str) -> bool:
    """Write what an origin says of an entry in place of what it said about the same subject before.

    An empty record deletes the claim. Returns False where nothing changes.
    """
    from readlist.storage import tables  # noqa: PLC0415

    known = find_claim(tx, entry_id, origin, record)
    if record == (known.record if known else _NOTHING):
        return False
    row = {"subject": subject_of(origin, record), "record": record.to_json(), "at": at}
    if known is None:
        tx.insert(tables.Claim, [{"entry_id": entry_id, "origin": origin, **row}])
    elif record == _NOTHING:
        tx.delete(tables.Claim, [known.row_id])
    else:
        tx.update(tables.Claim, {known.row_id: row})
    return True


def drop_claim(tx: Transaction, entry_id: int, origin: str, record: Record) -> None:
    """Delete what an origin says of an entry about the subject of ``record``."""
    from readlist.storage import tables  # noqa: PLC0415

    known = find_claim(tx, entry_id, origin, record)
    tx.delete(tables.Claim, [known.row_id] if known else [])


def delete_claims(tx: Transaction, claim_ids: Collection[int]) -> None:
    """Delete claims by the ids of their rows."""
    from readlist.storage import tables  # noqa: PLC0415

    tx.delete(tables.Claim, claim_ids)


def reassign_claims(tx: Transaction, entry_ids: Mapping[int, int]) -> None:
    """Give claims to other entries; ``entry_ids``: the entry of each, by the id of the claim."""
    from readlist.storage import tables  # noqa: PLC0415

    tx.update(tables.Claim, {i: {"entry_id": entry_id} for i, entry_id in entry_ids.items()})


def hand_over_claims(tx: Transaction, entry_id: int, into: int, *, at: str) -> None:
    """Give the claims of one entry to another, after its own: of two about one subject the newer is kept.

    What the person says of both is united; where both have a value, the other entry keeps its own.
    """
    from readlist.storage import tables  # noqa: PLC0415

    claims = read_claims(tx, [entry_id])
    tx.delete(tables.Claim, [one.row_id for one in claims])
    for one in claims:
        known = find_claim(tx, into, one.origin, one.record)
        if known and one.origin in _BY_HAND:
            put_claim(tx, into, one.origin, unite(known.record, one.record), at)
        elif known is None or known.at < one.at:
            put_claim(tx, into, one.origin, one.record, one.at)
