"""Apply operations of other libraries to this one."""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readlist._version import __version__
from readlist.errors import InputError
from readlist.linkage.fusion import draft_entry
from readlist.model.library_facts import FOUNDER
from readlist.model.provenance import Origin
from readlist.model.stamps import milliseconds_in
from readlist.resolution.apply import insert_named_entries
from readlist.resolution.keys import settle_keys
from readlist.resolution.refreshing import refresh_now
from readlist.resolution.settling import settle
from readlist.storage.clashes import find_clashes
from readlist.storage.contested import find_contested
from readlist.storage.entries import find_gone
from readlist.storage.homes import find_entry_ids
from readlist.storage.incoming import Incoming
from readlist.storage.operation_numbers import OperationNumbers
from readlist.storage.pending import forget_pending, keep_pending, read_pending
from readlist.storage.persons import read_founder
from readlist.storage.times import write_times
from readlist.sync.checking import is_of, operations_named_in, stamps_in
from readlist.sync.operations import VERSION, parse, read_version
from readlist.sync.sharing import share_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from readlist.model.record import Record
    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction
    from readlist.sync.operations import Operation

_Given = tuple[str, bytes, str]
"""The id of an operation, its body, and who sent it, or nobody."""
_AHEAD = 24 * 3600 * 1000
"""Milliseconds that an operation may be ahead of the clock. A clock that is wrong by years would rule for as long."""
NEWER, AHEAD, BROKEN, FORGED = "newer", "ahead", "broken", "forged"
"""Why an operation waits: a newer program wrote it, its clock is ahead, it cannot be read, it is in another person's name."""
UNREADABLE = f"{BROKEN} {__version__}"
"""Why one waits that this version of the program cannot read: another one may."""
_UNREADABLE = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RecursionError, zlib.error,
    sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError, sqlite3.DataError,
)  # fmt: skip
"""How an operation fails that says what cannot be; a full disk is another matter."""


@dataclass(slots=True)
class Applied:
    """What was applied: the number of operations that were new, by who ran them, and those that wait, each with the reason.

    ``clashes``: the fields of which they say something else than was said here without them (entity, field and element).
    """

    by: Counter[str] = field(default_factory=Counter)
    waiting: dict[str, str] = field(default_factory=dict)
    clashes: set[tuple[str, str, str]] = field(default_factory=set)


def apply_operations(
    store: Store,
    operations: Iterable[tuple[str, bytes] | tuple[str, bytes, str]],
    *,
    command: str = "sync",
) -> Applied:
    """Apply operations, each an id, a body and who sent it if that is certain, in any order; known ones change nothing.

    Operations that cannot be applied yet are kept, and tried again the next time. The caller may apply in batches.
    """
    done = Applied()
    pending = read_pending(store.connection, (UNREADABLE, FORGED))
    given = [(one[0], one[1], one[2] if len(one) > 2 else "") for one in operations]
    _apply_all(store, [*pending, *given], command, done)
    return done


class _UnreadableError(Exception):
    """An operation has the right form, and yet cannot be applied."""


def _apply_all(store: Store, operations: Sequence[_Given], command: str, done: Applied) -> None:
    """Apply operations in one transaction; if one of them stands in the way, find out which, and keep it apart."""
    attempt = Applied()
    try:
        with store.write(command) as tx:
            share_now(tx)
            try:
                _apply(tx, operations, attempt)
            except _UNREADABLE as error:
                raise _UnreadableError from error
    except _UnreadableError:
        if len(operations) > 1:
            half = len(operations) // 2
            _apply_all(store, operations[:half], command, done)
            _apply_all(store, operations[half:], command, done)
            return
        with store.write(command) as tx:
            for name, body, person in operations:
                keep_pending(tx.connection, name, body, UNREADABLE, person)
                done.waiting[name] = BROKEN
        return
    done.by += attempt.by
    done.waiting |= attempt.waiting
    done.clashes |= attempt.clashes


def _apply(tx: Transaction, operations: Iterable[_Given], done: Applied) -> None:
    accepted = list(_accept(tx, operations, done))
    if not accepted:
        return

    def insert(wanted: Mapping[str, tuple[str, Record]]) -> dict[str, int]:
        drafts = {
            uid: draft_entry([(Origin(origin), record)]) for uid, (origin, record) in sorted(wanted.items())
        }
        return insert_named_entries(tx, drafts)

    known = OperationNumbers(tx.connection)
    for one in accepted:
        if known.note(one.stamp, one.by, one.command, one.undoes) and one.command:
            done.by[one.by] += 1
    for stamp in sorted(
        {stamp for one in accepted for of in one.statements for stamp in operations_named_in(of)}
    ):
        known.expect(stamp)
    tx.continue_as(known.last)
    incoming = Incoming(tx, known, insert)
    for one in accepted:
        for statement in one.statements:
            incoming.take(one.stamp, *statement[:5], statement.more or {})
    incoming.finish()
    noted = _find_noted(tx, incoming)
    settle(tx, incoming.entry_ids, uids=incoming.uids)
    settle_keys(tx, incoming.renamed, incoming.keys)
    refresh_now(tx, noted)
    write_times(tx, noted)
    fresh = {one.stamp for one in accepted}
    done.clashes |= {
        one[:3]
        for one in find_clashes(tx.connection, incoming.uids | incoming.noted)
        if not fresh.isdisjoint(version.stamp for version in one.versions)
    }


def _find_noted(tx: Transaction, incoming: Incoming) -> set[int]:
    """Return the entries to refresh alone; the others of which something was noted are to be settled, too.

    A tag does not change which works there are, and so not the entries beside its own, unless it brings back one that was removed.
    """
    entries = find_entry_ids(tx.connection, incoming.noted)
    contested = find_contested(tx.connection, entries.values()) | find_gone(tx.connection, entries.values())
    incoming.entry_ids |= contested
    incoming.uids |= incoming.noted - entries.keys()
    return {*entries.values()} - incoming.entry_ids


def _accept(tx: Transaction, operations: Iterable[_Given], done: Applied) -> Iterator[Operation]:
    """Yield the operations that can be applied; keep the others."""
    latest = time.time_ns() // 1_000_000 + _AHEAD
    founder = read_founder(tx.connection)
    for name, body, person in operations:
        operation, reason = _read(body, latest)
        if operation and person and not _is_own(operation, person, founder):
            operation, reason = None, FORGED
        if operation:
            forget_pending(tx.connection, name)
            founder = founder or _find_founder(operation)
            yield operation
        else:
            done.waiting[name] = reason
            keep_pending(tx.connection, name, body, UNREADABLE if reason == BROKEN else reason, person)


def _is_own(operation: Operation, person: str, founder: str) -> bool:
    """Return whether an operation says nothing in the name of anybody but this person."""
    return operation.by in ("", person) and all(is_of(person, founder, one) for one in operation.statements)


def _find_founder(operation: Operation) -> str:
    return next((str(one.value) for one in operation.statements if one.field == FOUNDER and one.value), "")


def _read(body: bytes, latest: int) -> tuple[Operation | None, str]:
    """Return an operation, or None and why it cannot be applied."""
    try:
        if read_version(body) > VERSION:
            return None, NEWER
        operation = parse(body)
    except InputError:
        return None, BROKEN
    stamps = (operation.stamp, *(stamp for one in operation.statements for stamp in stamps_in(one)))
    is_ahead = any(len(stamp) > 1 and milliseconds_in(stamp) > latest for stamp in stamps)
    return (None, AHEAD) if is_ahead else (operation, "")
