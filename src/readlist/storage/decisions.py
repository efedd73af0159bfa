"""Rows of ``decision``: whether the person accepted what a provider found as the work of an entry.

    fetch ── finding: doubtful, conflict, duplicate ── review ──> decision: entry, origin, subject, accepted or rejected

Decisions have a table of their own because the next answer overwrites the finding. A decision applies to every later
answer of the same source (``provenance.source_of``) about the same subject (see ``claims``) until it is undone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.model.claim import names_of
from readlist.model.provenance import source_of
from readlist.storage import columns
from readlist.storage.child_rows import child_ids

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from readlist.model.provider_record import ProviderRecord
    from readlist.storage.transaction import Transaction


def put_decision(
    tx: Transaction, entry_id: int, asked: str, found: ProviderRecord, at: str, *, accepted: bool
) -> None:
    """Write a decision in place of the earlier one on the same subject; ``asked`` is the question to the provider."""
    subject = names_of(found.record)[0]
    sql = "SELECT id FROM decision WHERE entry_id = ? AND origin = ? AND subject = ?"
    origin = source_of(found.origin)
    known = tx.connection.execute(sql, (entry_id, origin, subject)).fetchone()
    row = {"asked": asked, "accepted": accepted, "at": at}
    if known:
        tx.update(columns.DECISION, {known[0]: row})
    else:
        tx.insert(columns.DECISION, [{"entry_id": entry_id, "origin": origin, "subject": subject, **row}])


def find_decision(connection: sqlite3.Connection, entry_id: int, found: ProviderRecord) -> bool | None:
    """Return True if the person accepted this answer about the entry, False if they rejected it, else None."""
    sql = "SELECT subject, accepted FROM decision WHERE entry_id = ? AND origin = ?"
    known = dict(connection.execute(sql, (entry_id, source_of(found.origin))))
    return next((bool(known[name]) for name in names_of(found.record) if name in known), None)


def read_rejected(connection: sqlite3.Connection) -> dict[int, set[str]]:
    """Read what each entry was asked about when the person rejected the answer."""
    out: dict[int, set[str]] = {}
    for entry_id, asked in connection.execute("SELECT entry_id, asked FROM decision WHERE NOT accepted"):
        out.setdefault(entry_id, set()).add(asked)
    return out


def split_off_decisions(tx: Transaction, entry_id: int, into: int, is_about: Callable[[str], bool]) -> None:
    """Give those decisions about an entry whose question ``is_about`` another entry to that one."""
    sql = "SELECT id, asked FROM decision WHERE entry_id = ? ORDER BY id"
    rows = tx.connection.execute(sql, (entry_id,)).fetchall()
    tx.update(columns.DECISION, {row_id: {"entry_id": into} for row_id, asked in rows if is_about(asked)})


def transfer_decisions(tx: Transaction, entry_id: int, into: int) -> None:
    """Give the decisions about one entry to the one that it is merged into; of two on one subject, acceptance wins.

    Rejections of an id that the other entry has are deleted: the two are one work now.
    """
    _drop_rejected(tx, entry_id, into)
    _drop_rejected(tx, into, entry_id)
    sql = """SELECT ours.id, ours.accepted, theirs.id FROM decision AS ours JOIN decision AS theirs
             ON theirs.entry_id = ? AND theirs.origin = ours.origin AND theirs.subject = ours.subject
             WHERE ours.entry_id = ?"""
    both = tx.connection.execute(sql, (into, entry_id)).fetchall()
    tx.delete(columns.DECISION, [theirs if accepted else ours for ours, accepted, theirs in both])
    tx.update(
        columns.DECISION,
        {row_id: {"entry_id": into} for row_id in child_ids(tx.connection, columns.DECISION, [entry_id])},
    )


def _drop_rejected(tx: Transaction, entry_id: int, other: int) -> None:
    """Delete the rejections for an entry of ids that the other one has."""
    sql = """SELECT id FROM decision WHERE entry_id = ? AND NOT accepted
             AND subject IN (SELECT scheme || ':' || value FROM identifier WHERE entry_id = ?)"""
    rows = tx.connection.execute(sql, (entry_id, other)).fetchall()
    tx.delete(columns.DECISION, [row_id for (row_id,) in rows])
