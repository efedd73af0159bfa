"""The exchange of operations with other devices and people."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from readlist.errors import NetworkError
from readlist.library.file import LibraryFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from readlist.config import Config
    from readlist.sync.exchange import Exchanged


class SyncStatus(NamedTuple):
    """Where the library is exchanged, without password; operations there by device; own ones that were not sent yet.

    ``problem``: why the other side could not be asked, if it could not. ``person``: whose status, rating and priority this
    device sets; empty if all devices are one person's. ``users``: for each device whose operations are here, who used it
    and when for the last time, in UTC.
    ``waiting``: operations that are kept apart, each with the reason.
    """

    address: str
    device: str
    operations: dict[str, int]
    to_send: int
    problem: str | None = None
    person: str = ""
    users: dict[str, tuple[str, str]] = {}  # noqa: RUF012 - never changed
    waiting: dict[str, str] = {}  # noqa: RUF012  (it is never changed)


class Syncing(LibraryFile):
    """Methods that exchange operations. All raise NetworkError when the other side cannot be reached, or refuses."""

    def begin_sync(self, address: str, *, tell: Callable[[str, int], None] | None = None) -> Exchanged:
        """Exchange the library from now on by a git remote, a folder, or a PostgreSQL database, and send all of it.

        Raises UsageError if it is exchanged already, or if another library is there.
        """
        from readlist.sync.joining import begin  # noqa: PLC0415

        return begin(self.store, address, tell)

    @staticmethod
    def join(
        settings: Config,
        address: str,
        *,
        replay: bool = False,
        tell: Callable[[str, int], None] | None = None,
    ) -> Exchanged:
        """Fill the library of the settings, which is empty or not there, with the one at an address, and exchange it.

        Raises UsageError if the library is not empty, or nothing is there.
        """
        from readlist.sync.joining import join  # noqa: PLC0415

        return join(settings.db, address, replay=replay, tell=tell)

    def sync(self, *, tell: Callable[[str, int], None] | None = None) -> Exchanged:
        """Receive what others did, and send what was done here. Raises UsageError if the library is not exchanged."""
        from readlist.sync.exchange import exchange  # noqa: PLC0415
        from readlist.sync.joining import opened  # noqa: PLC0415
        from readlist.sync.place import Place  # noqa: PLC0415

        with opened(self.store) as carrier, Place(self.store.path).alone():
            return exchange(self.store, carrier, tell)

    def follow(self) -> Iterator[Exchanged | NetworkError]:
        """Exchange without end, at once when something was done here or elsewhere; see ``sync.following``."""
        from readlist.sync.following import follow  # noqa: PLC0415
        from readlist.sync.joining import opened  # noqa: PLC0415

        with opened(self.store) as carrier:
            yield from follow(self.store, carrier)

    def compact_sync(self, *, tell: Callable[[str, int], None] | None = None) -> Exchanged:
        """Exchange, store what was sent in less space, and leave a snapshot for those who join."""
        from readlist.sync.joining import compact, opened  # noqa: PLC0415
        from readlist.sync.place import Place  # noqa: PLC0415

        with opened(self.store) as carrier, Place(self.store.path).alone():
            return compact(self.store, carrier, tell)

    def sync_status(self) -> SyncStatus:
        """Return what is known of the other side; a git remote is not asked."""
        from readlist.storage.device import read_device, read_person  # noqa: PLC0415
        from readlist.storage.peers import (  # noqa: PLC0415
            Progress,
            count_operations_after,
            read_device_users,
            read_progress,
        )
        from readlist.storage.pending import read_reasons  # noqa: PLC0415
        from readlist.sync.exchange import PEER  # noqa: PLC0415
        from readlist.sync.joining import opened  # noqa: PLC0415

        connection = self.store.connection
        progress = read_progress(connection, PEER) or Progress()
        to_send, device = count_operations_after(connection, progress.pushed), read_device(connection)
        with opened(self.store) as carrier:
            try:
                operations, problem = carrier.status(), None
            except NetworkError as error:
                operations, problem = {}, error.message
            users = read_device_users(connection)
            waiting = {name: reason.split()[0] for name, reason in read_reasons(connection).items()}
            person = read_person(connection)
            return SyncStatus(carrier.address, device, operations, to_send, problem, person, users, waiting)

    def leave_sync(self) -> str:
        """Stop exchanging the library, and return where it was exchanged. Raises UsageError if it was not."""
        from readlist.sync.joining import leave  # noqa: PLC0415

        return leave(self.store)

    @staticmethod
    def create_hub(address: str, members: tuple[str, ...] = ()) -> None:
        """Make a PostgreSQL database a hub, and roles for members. Raises UsageError for other addresses and bad names."""
        from readlist.errors import UsageError  # noqa: PLC0415
        from readlist.sync.carriers.address import is_postgres  # noqa: PLC0415

        if not is_postgres(address):
            raise UsageError("a hub is a PostgreSQL database", hint="Its address begins with postgresql://")
        from readlist.sync.carriers.postgres import PostgresCarrier  # noqa: PLC0415

        carrier = PostgresCarrier(address)
        try:
            carrier.create(members)
        finally:
            carrier.close()

    @staticmethod
    def hub_statements(members: tuple[str, ...] = ()) -> str:
        """Return the SQL that makes a hub, and roles for members. Raises UsageError for a bad name."""
        from readlist.sync.carriers.postgres_schema import create_statements  # noqa: PLC0415

        return create_statements(members)
