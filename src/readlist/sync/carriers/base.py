"""What a carrier does: the interface that the exchange of operations is written against.

    own operations ──push──> the log that all devices share ──pull(cursor)──> batches, each with the cursor after it

Pushing twice what is there already changes nothing, and pulling goes on from any cursor, so that whatever is interrupted
is simply done again. A reader gets each operation that was pushed once, its own ones too: one of its own device that it
does not know was written by a twin, a copy of the library file that has the same device.
"""

from __future__ import annotations

import json
import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from readlist.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

START = ""
"""The cursor of a reader that has read nothing."""
LONGEST = 64 * 2**20
"""Greatest size of a body in bytes. Writers cut operations at 8 MiB, but where one source alone is larger."""

_ID = re.compile(r"[0-9a-f]{32}(?:\.[1-9]\d{0,5})?")
_DEVICE = slice(16, 32)


class Operation(NamedTuple):
    """An operation as it travels, or a part of one: its id, and one line of JSON, UTF-8 without a line break.

    The id is the stamp (``model.stamps``) that the JSON has as ``id``; with a dot and a number if it has one as ``part``.
    ``person``: who pushed it, if the carrier can prove that, and they may speak for themselves alone.
    """

    id: str
    body: bytes
    person: str = ""


class Kind(Enum):
    """What a carrier noticed."""

    REFUSED = "refused"
    """An operation was not accepted: it is not of the device that it says, or not one line of JSON."""
    RESTORED = "restored"
    """The log lacks what it had before. What the carrier cannot bring back itself must be pushed again."""
    TWIN = "twin"
    """Another copy of the library writes with this device: it must get a new one."""


class Notice(NamedTuple):
    """What a carrier noticed, in words for a person; ``device`` is whom it concerns, if that is known."""

    kind: Kind
    text: str
    device: str = ""


class Batch(NamedTuple):
    """Operations in the order of the log, and the cursor to store once they are applied."""

    cursor: str
    operations: tuple[Operation, ...]
    notices: tuple[Notice, ...] = ()


class PushReport(NamedTuple):
    """How many operations were new to the log, and what was noticed."""

    stored: int
    notices: tuple[Notice, ...] = ()


class Snapshot(NamedTuple):
    """A library as its writer had it when it had read up to ``cursor``; the chunks are bytes of its own format."""

    cursor: str
    chunks: Iterable[bytes]


class Carrier(Protocol):
    """A log of operations that devices share, for one thread.

    All methods raise NetworkError when it cannot be reached, or refuses.
    """

    @property
    def address(self) -> str:
        """Where the log is, without password."""

    def push(self, operations: Sequence[Operation], *, relayed: bool = False) -> PushReport:
        """Add the operations that the log lacks. Raises InputError for one that no reader would accept.

        Their devices are this writer's from now on: its own one, and those that its library had before it was copied.
        ``relayed``: they are others', and brought back because the log has lost them; a carrier may pass over these.
        """

    def find_person(self) -> str:
        """Return who uses the log here, if it belongs to a group; empty if all devices are one person's."""

    def find_library(self) -> str | None:
        """Return the uid of the library whose log it is; None if nothing was pushed yet. Asks the server."""

    def pull(self, cursor: str) -> Iterator[Batch]:
        """Return what was added since the cursor, in batches; nothing if nothing was.

        A batch without operations has notices, or a cursor that spares the next pull some reading. Raises InputError
        for a cursor of another carrier.
        """

    def write_snapshot(self, snapshot: Snapshot) -> None:
        """Store a snapshot of the library in place of this writer's earlier one."""

    def read_snapshot(self) -> Snapshot | None:
        """Return the newest whole snapshot, if there is one; its chunks are read from the carrier as they are used."""

    def compact(self) -> PushReport:
        """Store the operations of this device in less space, if the carrier can; others read them as before."""

    def watch(self, wake: Callable[[], None]) -> AbstractContextManager[None]:
        """While the block runs, call ``wake`` from another thread when the log may have grown.

        It is a hint: it may come without reason, and may fail to come.
        """

    def status(self) -> dict[str, int]:
        """Return the number of operations in the log by device."""

    def close(self) -> None:
        """Close connections; nothing else may be called any more."""


def device_of(operation_id: str) -> str:
    """Return the device in the id of an operation."""
    return operation_id[_DEVICE]


def read_id(body: bytes) -> str | None:
    """Return the id of the operation in a line of JSON; None if the line is not an operation."""
    if len(body) > LONGEST:
        return None
    try:
        operation = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(operation, dict):
        return None
    part = operation.get("part")
    found = f"{operation.get('id')}.{part}" if part else operation.get("id")
    return found if isinstance(found, str) and _ID.fullmatch(found) else None


def check_operations(operations: Sequence[Operation]) -> None:
    """Raise InputError for an operation that no reader would accept."""
    for name, body, *_ in operations:
        if b"\n" in body or read_id(body) != name:
            raise InputError(f"the operation {name} is not a line of JSON with this id, of at most 64 MiB")
