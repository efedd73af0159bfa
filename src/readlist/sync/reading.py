"""Read the operations of a library for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.model.stamps import stamp
from readlist.storage.device import read_device
from readlist.storage.outgoing import iter_items, iter_items_without_operation, read_operations_after
from readlist.sync.operations import write_parts
from readlist.sync.sharing import share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.storage.database import Store


def read_operations(
    store: Store, after: str = "", *, with_remote: bool = False
) -> Iterator[tuple[str, bytes]]:
    """Yield the operations of this library after the one with an id, each with its id; ``""``: all.

    ``with_remote``: also those of other libraries that it has received, for one that joins.
    """
    share(store)
    if not after:
        first = stamp(0, 0, read_device(store.connection))
        if items := list(iter_items_without_operation(store.connection)):
            yield from write_parts(first, "", "", None, items)
    for one in read_operations_after(store.connection, after[:32], with_remote=with_remote):
        yield from write_parts(one.stamp, one.by, one.command, one.undoes, iter_items(store.connection, one))
