"""Begin to exchange a library with others, join a library that others have, and leave.

begin   this library, and an empty remote (or one that holds it already) ──> everything is sent
join    an empty library, and a remote with a library ──> a snapshot if there is one, then what came after it
leave   what was exchanged stays; nothing is sent or received any more
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from readlist.errors import InputError, NetworkError, UsageError
from readlist.model.stamps import stamp
from readlist.search.listing import count_entries
from readlist.storage.database import Store
from readlist.storage.device import read_device, read_library, set_library
from readlist.storage.library_copy import install_copy, write_copy
from readlist.storage.peers import Progress, forget_peers, has_operations, read_progress, save_progress
from readlist.sync.carriers.address import find_folder, hide_password, is_postgres
from readlist.sync.carriers.base import Snapshot
from readlist.sync.carriers.opening import open_carrier
from readlist.sync.exchange import PEER, Exchanged, exchange, receive, relay, send
from readlist.sync.people import found_as, join_as
from readlist.sync.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from readlist.sync.carriers.base import Carrier
    from readlist.sync.exchange import Tell

_NO_DEVICE = "0" * 16
_WORTH_A_SNAPSHOT = 10_000
"""Entries from which on reading a snapshot is much faster than doing everything again."""


def normalize_address(address: str) -> str:
    """Return an address that holds wherever it is used from: that of a folder in full."""
    folder = None if is_postgres(address) else find_folder(address)
    return address if folder is None or address.startswith("file://") else str(folder)


@contextlib.contextmanager
def opened(store: Store, address: str | None = None) -> Iterator[Carrier]:
    """Open the carrier of a library, by default the one that it has, while the block runs.

    Raises UsageError if it has none.
    """
    place = Place(store.path)
    found = address or place.read_address()
    if found is None:
        raise UsageError(
            "this library is not shared",
            hint="Begin with: readlist sync init, or readlist sync join",
        )
    device, library = read_device(store.connection), read_library(store.connection)
    carrier = open_carrier(found, cache=place.cache, device=device, library=library)
    try:
        yield carrier
    finally:
        carrier.close()


def begin(store: Store, address: str, tell: Tell | None = None) -> Exchanged:
    """Exchange a library from now on by the carrier at an address, and send all that is in it.

    Raises UsageError if it is exchanged already, or if another library is there; NetworkError.
    """
    place = Place(store.path)
    _check_free(place)
    address = normalize_address(address)
    with place.alone(), opened(store, address) as carrier:
        try:
            _create_remote(carrier)
            is_new = _check_library(carrier, read_library(store.connection))
        except BaseException:
            place.remove()
            raise
        with store.write("sync") as tx:
            forget_peers(tx.connection)  # a copy of a library that is shared has what that one knows
        place.write_address(address)
        if person := carrier.find_person():
            found_as(store, person, is_new=is_new)
        if is_new:
            relay(store, carrier)
        done = exchange(store, carrier, tell)
        if count_entries(store, None, notes=False) >= _WORTH_A_SNAPSHOT:
            receive(store, carrier, done)  # so that the cursor of the snapshot is after what was just sent
            with contextlib.suppress(NetworkError):  # only the owner of a hub may write one
                _write_snapshot(store, carrier)
    return done


def _check_library(carrier: Carrier, library: str) -> bool:
    """Return whether nothing is there yet. Raises UsageError if another library is."""
    found = carrier.find_library()
    if found not in (None, library):
        raise UsageError(
            f"{carrier.address} holds another library",
            hint="To have that one: readlist --db NEW.db sync join ADDRESS. Then import your notes there.",
        )
    return found is None


def _create_remote(carrier: Carrier) -> None:
    """Make a folder a remote of git if it is empty or not there."""
    create = getattr(carrier, "create_remote", None)
    if create:
        create()


def _check_free(place: Place) -> None:
    if known := place.read_address():
        raise UsageError(
            f"this library is already shared at {hide_password(known)}",
            hint="To end that: readlist sync leave",
        )


def join(path: Path, address: str, *, replay: bool = False, tell: Tell | None = None) -> Exchanged:
    """Make an empty library, or none, at ``path`` one of those that exchange at an address.

    ``replay``: do not read a snapshot; do again all that was ever done. Raises UsageError if there is a library that is
    not empty, or nothing at the address; NetworkError.
    """
    place, address = Place(path), normalize_address(address)
    is_new = not path.exists()
    with contextlib.closing(Store.open(path)) as store:
        _check_free(place)
        if has_operations(store.connection):
            raise UsageError(
                f"the library {path} is not empty",
                hint="Join with a new one: readlist --db NEW.db sync join ADDRESS. Then import your notes there.",
            )
    with place.alone():
        try:
            library, cursor = _find_start(path, place, address, replay=replay, tell=tell)
        except BaseException:
            place.remove()
            if is_new:
                _remove_library(path)
            raise
        with contextlib.closing(Store.open(path)) as store:
            _become(store, library, cursor)
            place.write_address(address)
            with opened(store) as carrier:
                done = exchange(store, carrier, tell)
                if person := carrier.find_person():
                    join_as(store, person)
                return done


def _find_start(
    path: Path, place: Place, address: str, *, replay: bool, tell: Tell | None
) -> tuple[str, str]:
    """Return the library at an address and the cursor to go on from; its snapshot, if there is one, is installed."""
    carrier = open_carrier(address, cache=place.cache, device=_NO_DEVICE, library=None)
    try:
        library = carrier.find_library()
        if library is None:
            raise UsageError(
                f"nothing has been sent to {carrier.address} yet",
                hint="On the device that has the library: readlist sync init ADDRESS; if it was empty then, import or add "
                "something there, and: readlist sync",
            )
        return library, "" if replay else _install_snapshot(path, carrier, tell)
    finally:
        carrier.close()


def _install_snapshot(path: Path, carrier: Carrier, tell: Tell | None) -> str:
    """Put the snapshot, if there is one, in the place of the empty library, and return its cursor.

    One that cannot be read, such as that of a newer program, is passed over: everything is done again instead.
    """
    snapshot = carrier.read_snapshot()
    if snapshot is None:
        return ""
    if tell:
        tell("reading the snapshot", 0)
    _remove_library(path)
    try:
        install_copy(path, snapshot.chunks)
    except InputError:
        return ""
    return snapshot.cursor


def _remove_library(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _become(store: Store, library: str, cursor: str) -> None:
    """Let a library that holds nothing of its own be a copy of that one."""
    with store.write("sync") as tx:
        set_library(tx.connection, library)
        nothing_own = stamp(0, 0, read_device(tx.connection))
        save_progress(tx.connection, PEER, Progress(nothing_own, cursor))


def leave(store: Store) -> str:
    """Stop exchanging a library, and return the address without password. Raises UsageError if it is not exchanged."""
    place = Place(store.path)
    address = place.read_address()
    if address is None:
        raise UsageError("this library is not shared")
    with store.write("sync") as tx:
        forget_peers(tx.connection)
    place.remove()
    return hide_password(address)


def compact(store: Store, carrier: Carrier, tell: Tell | None = None) -> Exchanged:
    """Exchange, store what was sent in less space, and write a snapshot for those who join. Raises NetworkError."""
    done = exchange(store, carrier, tell)
    done.notices += carrier.compact().notices
    receive(store, carrier, done)
    send(store, carrier, done)
    if tell:
        tell("writing a snapshot", 0)
    _write_snapshot(store, carrier)
    return done


def _write_snapshot(store: Store, carrier: Carrier) -> None:
    progress = read_progress(store.connection, PEER)
    assert progress
    carrier.write_snapshot(Snapshot(progress.cursor, write_copy(store)))
