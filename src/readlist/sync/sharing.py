"""Prepare a library for the exchange of operations, once.

Until then it places mentions as each command goes along. From then on what it holds follows from all that was said, as in
every other library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.resolution.settling import settle
from readlist.storage.contested import find_decided
from readlist.storage.device import is_shared, set_shared
from readlist.storage.sharing import prepare

if TYPE_CHECKING:
    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction


def share(store: Store) -> None:
    """Prepare a library for the exchange of operations, unless it is prepared."""
    if not is_shared(store.connection):
        with store.write("share") as tx:
            share_now(tx)


def share_now(tx: Transaction) -> None:
    """Prepare a library in a transaction that goes on, unless it is prepared."""
    if not tx.is_shared:
        set_shared(tx.connection, tx.stamp)
        prepare(tx)
        settle(tx, find_decided(tx.connection))
