"""Exchange operations with others by a carrier: first what they did, then what was done here.

    carrier ── pull ──> apply, then keep the cursor
            <── push ── what was not sent yet, then keep how far that came

Either can stop anywhere: what is applied or sent twice changes nothing. When the carrier has lost what it had, everything
is sent again, also what others did; when another library writes as this device, this one takes a new device.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readlist.curation.clashes import describe_clashes
from readlist.storage.device import read_device, renew_device
from readlist.storage.outgoing import has_received
from readlist.storage.peers import Progress, find_known_stamps, read_progress, save_progress
from readlist.storage.pending import has_pending
from readlist.sync.applying import FORGED, UNREADABLE, apply_operations
from readlist.sync.carriers.base import Kind, Notice, Operation, device_of
from readlist.sync.reading import read_operations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from readlist.storage.database import Store
    from readlist.sync.carriers.base import Carrier

    Tell = Callable[[str, int], None]
    """Told what is being done, and how many operations are done."""

PEER = "carrier"
"""The name of the only peer."""

_STAMP = 32
_CHUNK, _CHUNK_BYTES = 500, 4 * 2**20
"""Operations sent at once, and the bytes after which no more are added."""
_BEFORE_ALL = "0" * 16
"""The time of the operation that holds what was said before all others."""


@dataclass(slots=True)
class Exchanged:
    """What an exchange did: operations received, by who ran them, and sent; ids of those that wait; what was noticed.

    ``clashes``: what other devices and this one said of one field without knowing of each other, a line each.
    """

    received: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    waiting: dict[str, str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    clashes: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing to do and nothing to report."""
        return not (self.has_news or self.waiting)

    @property
    def has_news(self) -> bool:
        """Whether something was received, sent or noticed."""
        return bool(self.received or self.sent or self.notices)


def exchange(store: Store, carrier: Carrier, tell: Tell | None = None) -> Exchanged:
    """Receive and send operations. Raises NetworkError; what was done until then stays done, and is not done again."""
    done = Exchanged()
    receive(store, carrier, done, tell)
    send(store, carrier, done, tell)
    return done


def receive(store: Store, carrier: Carrier, done: Exchanged, tell: Tell | None = None) -> None:
    """Apply what the carrier has and the library lacks."""
    progress = read_progress(store.connection, PEER) or Progress()
    count, has_applied = 0, False
    clashing: set[tuple[str, str, str]] = set()
    for batch in carrier.pull(progress.cursor):
        done.notices += batch.notices
        fresh = _find_unknown(store, batch.operations)
        device = read_device(store.connection)
        if any(device_of(one.id) == device for one in fresh):
            _take_new_device(store, done)
        if fresh:
            has_applied = True
            applied = apply_operations(store, fresh)
            done.received += applied.by
            done.waiting |= applied.waiting
            clashing |= applied.clashes
        if any(one.kind is Kind.RESTORED for one in batch.notices):
            progress = progress._replace(pushed="")
            relay(store, carrier)
        progress = progress._replace(cursor=batch.cursor)
        with store.write("sync") as tx:
            save_progress(tx.connection, PEER, progress)
        count += len(batch.operations)
        if tell:
            tell("receiving", count)
    if not has_applied and has_pending(
        store.connection, (UNREADABLE, FORGED)
    ):  # the clock, or the program, may have caught up
        applied = apply_operations(store, ())
        done.received += applied.by
        done.waiting |= applied.waiting
        clashing |= applied.clashes
    found = describe_clashes(store.connection, clashing)
    done.clashes += tuple(f"{key}: {values}" for key, values in found)


def _find_unknown(store: Store, operations: Sequence[Operation]) -> list[Operation]:
    """Return the operations that are not of this library already."""
    device = read_device(store.connection)
    known = find_known_stamps(
        store.connection, (one.id[:_STAMP] for one in operations if device_of(one.id) == device)
    )
    return [
        one
        for one in operations
        if device_of(one.id) != device
        or (one.id[:_STAMP] not in known and not one.id.startswith(_BEFORE_ALL))
    ]


def relay(store: Store, carrier: Carrier) -> None:
    """Send what others did, which the carrier may lack while those who could send it are gone."""
    if not has_received(store.connection):
        return
    for chunk, _ in _cut(read_operations(store, with_remote=True)):
        carrier.push(chunk, relayed=True)


def send(store: Store, carrier: Carrier, done: Exchanged, tell: Tell | None = None) -> None:
    """Send what was done here and not sent yet."""
    progress = read_progress(store.connection, PEER) or Progress()
    count = 0
    has_twin = False
    for chunk, whole in _cut(read_operations(store, progress.pushed)):
        report = carrier.push(chunk)
        done.sent += report.stored
        done.notices += report.notices
        has_twin |= any(one.kind is Kind.TWIN for one in report.notices)
        with store.write("sync") as tx:
            save_progress(tx.connection, PEER, progress := progress._replace(pushed=whole or progress.pushed))
        count += len(chunk)
        if tell:
            tell("sending", count)
    if not count:  # what an earlier push had prepared may wait
        done.notices += carrier.push(()).notices
    if has_twin:
        _take_new_device(store, done)


def _take_new_device(store: Store, done: Exchanged) -> None:
    """Write as a new device from now on: another file writes as this one, or this file was restored from a backup."""
    with store.write("sync") as tx:
        renew_device(tx.connection)
    text = (
        "another copy of this library writes, or has written, as this device; it is a new device from now on"
    )
    done.notices.append(Notice(Kind.TWIN, text))


def _cut(operations: Iterable[tuple[str, bytes]]) -> Iterator[tuple[list[Operation], str]]:
    """Return operations in chunks, each with the stamp of the last one that is whole by then, or none."""
    chunk: list[Operation] = []
    size, whole, last = 0, "", ""
    for name, body in operations:
        stamp = name[:_STAMP]
        if stamp != last:
            whole = last
        if chunk and (len(chunk) == _CHUNK or size + len(body) > _CHUNK_BYTES):
            yield chunk, whole
            chunk, size = [], 0
        chunk.append(Operation(name, body))
        size += len(body)
        last = stamp
    if chunk:
        yield chunk, last
