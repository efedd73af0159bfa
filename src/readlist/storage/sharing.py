"""Prepare a library for the exchange of operations, and what it knows of each exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.model.number_keys import is_number_key
from readlist.model.stamps import milliseconds_of, stamp
from readlist.storage.device import read_device
from readlist.storage.entries import read_entry_ids
from readlist.storage.removed import RemovedRow, put_removed
from readlist.storage.times import write_times

if TYPE_CHECKING:
    from readlist.storage.transaction import Transaction


def prepare(tx: Transaction) -> None:
    """Write times that depend on operations alone, not on what this library has seen change."""
    tx.__dict__.pop("is_shared", None)
    _note_earlier_births(tx)
    _note_seen(tx)
    write_times(tx, read_entry_ids(tx.connection))


def _note_earlier_births(tx: Transaction) -> None:
    """Note when entries were added that are older than the operation which made them: they were restored from a file."""
    device = read_device(tx.connection)
    sql = """SELECT uid, coalesce(wanted, key), added FROM entry JOIN operation ON operation.id = born
        WHERE added < operation.at AND added > '1970'"""
    for uid, key, added in tx.connection.execute(sql).fetchall():
        known = None if is_number_key(key) else key
        born = stamp(milliseconds_of(added), 0, device)
        put_removed(tx.connection, RemovedRow("entry", uid, uid, known, born))


def _note_seen(tx: Transaction) -> None:
    """Note that each fact so far was said by one who knew those before it."""
    tx.connection.execute(
        """UPDATE fact SET seen = coalesce((SELECT max(stamp) FROM fact AS before WHERE before.entity = fact.entity
            AND before.field = fact.field AND before.element = fact.element AND before.stamp < fact.stamp), '')"""
    )
