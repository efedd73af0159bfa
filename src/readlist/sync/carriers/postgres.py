"""The carrier for PostgreSQL: a table of operations, numbered in the order in which they were committed.

    push     one statement for some hundred operations: readlist.push keeps what is not there
    pull     what comes after a number, in batches
    notice   another operation, or none, at the number in the cursor: the hub was restored from a backup

The cursor is the last number that was read and the id of its operation, ``4711:0198f3a2…``.
"""

from __future__ import annotations

import contextlib
import re
import threading
import time
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError, ReadlistError
from readlist.sync.carriers import postgres_schema as sql
from readlist.sync.carriers.address import hide_password
from readlist.sync.carriers.base import (
    START,
    Batch,
    Kind,
    Notice,
    Operation,
    PushReport,
    Snapshot,
    check_operations,
    device_of,
    read_id,
)
from readlist.sync.carriers.postgres_link import CREATING, WRITING_SNAPSHOT, Link, connect, other_library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import psycopg

_CURSOR = re.compile(r"(?P<seq>\d{1,18}):(?P<id>[0-9a-f]{32}(?:\.\d{1,6})?)")
_MOST, _MOST_BYTES = 1000, 8 * 2**20
"""Operations of one statement, and the bytes after which the next begins."""
_PART = 2**20
"""Bytes of a row of a snapshot."""
_MOST_NOTICES = 10
_PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds before a listener that lost its connection tries again."""
_LISTEN_SECONDS, _SIGN_OF_LIFE = 0.5, 15.0


class PostgresCarrier:
    """Carries operations by a database. ``library``: the uid of the library, which the hub takes over with the first push."""

    def __init__(self, address: str, *, library: str | None = None) -> None:
        self._address = address
        self._library = library
        self._link = Link(address)

    def create(self, members: tuple[str, ...] = ()) -> None:
        """Make the database a hub, and roles for members. Raises UsageError for a bad name, NetworkError."""
        self._link.run(sql.create_statements(members), failures=CREATING)

    @property
    def address(self) -> str:
        """The address without password."""
        return hide_password(self._address)

    def push(self, operations: Sequence[Operation], *, relayed: bool = False) -> PushReport:
        """Add the operations that the hub lacks; see ``Carrier.push``. It takes relayed ones from its owner."""
        check_operations(operations)
        stored, refused = 0, list[str]()
        for chunk in _cut(operations):
            devices = [] if relayed else sorted({device_of(one.id) for one in chunk})
            values = (self._library, devices, [one.id for one in chunk], [one.body for one in chunk])
            ((count, others),) = self._link.run(sql.PUSH, values)
            stored += count
            refused += others
        return PushReport(stored, _describe_refused(refused))

    def pull(self, cursor: str) -> Iterator[Batch]:
        """Return what the hub has after the cursor; see ``Carrier.pull``."""
        seq, name = _parse_cursor(cursor)
        ((last, library, there),) = self._link.run(sql.HEAD, (seq,))
        if self._library and library and library != self._library:
            raise other_library(self._address)
        if seq and there != name:
            text = "the hub was restored from a backup: what it lost is sent again"
            yield Batch(START, (), (Notice(Kind.RESTORED, text),))
            seq = 0
        if seq == last:
            return
        while rows := self._link.run(sql.AFTER, (seq, _MOST, _MOST_BYTES)):
            seq, name, *_ = rows[-1]
            good = [Operation(name, bytes(body), who) for _, name, body, who in rows if _is_sound(name, body)]
            yield Batch(f"{seq}:{name}", tuple(good), _describe_unsound(rows))

    # -- snapshots ---------------------------------------------------------------------------------------------------

    def write_snapshot(self, snapshot: Snapshot) -> None:
        """Put a snapshot in the place of the one that is there. Only the owner of the hub may."""
        seq, _ = _parse_cursor(snapshot.cursor)
        if any(there == seq for there, _, _ in self._link.run(sql.NEWEST_SNAPSHOT)):
            return  # replaced by an equal one, it would change under those who read it
        buffer, part = b"", 0
        with self._link.transaction():
            self._link.run(sql.DROP_SNAPSHOTS, failures=WRITING_SNAPSHOT)
            for chunk in snapshot.chunks:
                buffer += chunk
                while len(buffer) >= _PART:
                    self._link.run(sql.ADD_PART, (seq, part, buffer[:_PART]))
                    buffer, part = buffer[_PART:], part + 1
            self._link.run(sql.ADD_PART, (seq, part, buffer))

    def read_snapshot(self) -> Snapshot | None:
        """Return the snapshot, if there is one, and the hub has the operations that it contains."""
        found = self._link.run(sql.NEWEST_SNAPSHOT)
        if not found:
            return None
        seq, name, count = found[0]
        return Snapshot(f"{seq}:{name}", self._read_parts(seq, count))

    def _read_parts(self, seq: int, count: int) -> Iterator[bytes]:
        for part in range(count):
            rows = self._link.run(sql.SNAPSHOT_PART, (seq, part))
            if not rows:
                raise InputError("the snapshot was replaced while it was read", hint="Try again.")
            yield bytes(rows[0][0])

    def compact(self) -> PushReport:
        """Do nothing: the server stores what it has in its own way."""
        return PushReport(0)

    # -- the rest ----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def watch(self, wake: Callable[[], None]) -> Iterator[None]:
        """Listen on a connection of its own; after it broke, and when it is back, ``wake`` is called as well."""
        ended = threading.Event()
        thread = threading.Thread(target=self._listen, args=(wake, ended), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()

    def _listen(self, wake: Callable[[], None], ended: threading.Event) -> None:
        import psycopg  # noqa: PLC0415

        failures = 0
        while not ended.is_set():
            with (
                contextlib.suppress(psycopg.Error, OSError, ReadlistError),
                connect(self._address) as connection,
            ):
                connection.execute(sql.LISTEN)
                failures = 0
                wake()  # what was pushed before we listened
                self._wait_for_notices(connection, wake, ended)
            ended.wait(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1

    def _wait_for_notices(
        self, connection: psycopg.Connection[Any], wake: Callable[[], None], ended: threading.Event
    ) -> None:
        heard = time.monotonic()
        while not ended.is_set():
            for _ in connection.notifies(timeout=_LISTEN_SECONDS, stop_after=1):
                wake()
            if time.monotonic() - heard > _SIGN_OF_LIFE:
                connection.execute("")  # else a line that went dead would never be noticed
                heard = time.monotonic()

    def find_person(self) -> str:
        """Return the member that the connection is of."""
        ((person,),) = self._link.run(sql.MEMBER)
        return str(person)

    def find_library(self) -> str | None:
        """Return the library of the hub."""
        ((_, library, _),) = self._link.run(sql.HEAD, (0,))
        return str(library) if library else None

    def status(self) -> dict[str, int]:
        """Return the number of operations by device. Raises NetworkError."""
        return dict(self._link.run(sql.COUNTS))

    def close(self) -> None:
        """Close the connection."""
        self._link.close()


def _cut(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """Return the operations in chunks that are one statement each."""
    chunk: list[Operation] = []
    size = 0
    for one in operations:
        if chunk and (len(chunk) == _MOST or size + len(one.body) > _MOST_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(one)
        size += len(one.body)
    if chunk:
        yield chunk


def _is_sound(name: str, body: bytes) -> bool:
    """Return whether a body is of the operation that its row says: the hub knows who pushed the row, not the body."""
    return read_id(bytes(body)) == name


def _describe_unsound(rows: Sequence[tuple[Any, ...]]) -> tuple[Notice, ...]:
    bad = [(seq, name) for seq, name, body, _ in rows if not _is_sound(name, body)]
    return tuple(
        Notice(Kind.REFUSED, f"refused: number {seq} of the hub is not the operation {name}", device_of(name))
        for seq, name in bad[:_MOST_NOTICES]
    )


def _describe_refused(names: Sequence[str]) -> tuple[Notice, ...]:
    """Return a notice for each device of which the hub took no operations."""
    devices = dict.fromkeys(map(device_of, names))
    return tuple(
        Notice(
            Kind.REFUSED, f"the hub refused operations of device {device}, which is another member's", device
        )
        for device in devices
    )


def _parse_cursor(cursor: str) -> tuple[int, str]:
    """Return the number and the id in a cursor. Raises InputError for a cursor that this carrier did not write."""
    found = _CURSOR.fullmatch(cursor) if cursor else None
    if cursor and not found:
        raise InputError(
            "the cursor is not one of PostgreSQL", hint="Begin again with an empty one: nothing comes twice."
        )
    return (int(found["seq"]), found["id"]) if found else (0, "")
