"""Check the library file itself, and repair what can be worked out again.

file      SQLite's own checks; the text of each source against its hash        only a backup helps
index     against the entries (``index.consistency``)                          repair: made anew
entries   against what notes, providers and the person say of them             repair: fused anew
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.errors import LibraryError
from readlist.index import consistency, updater
from readlist.resolution import materialize
from readlist.storage.connection import RESTORE
from readlist.storage.entries import read_entry_ids
from readlist.storage.integrity_check import check_file, delete_orphans, find_orphans

if TYPE_CHECKING:
    from readlist.storage.database import Store


@dataclass(frozen=True, slots=True)
class LibraryCheck:
    """What is wrong with a library file, a line each: what only a backup can restore, and what can be repaired."""

    damage: tuple[str, ...]
    repairable: tuple[str, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """All problems."""
        return (*self.damage, *self.repairable)

    @property
    def advice(self) -> str:
        """What to do next; empty if nothing is wrong."""
        if self.damage:
            return RESTORE
        return "Rebuild the index and the entries with: readlist db repair" if self.repairable else ""


def check_library(store: Store) -> LibraryCheck:
    """Check a library: the file, the index against the entries, the entries against what is said of them.

    The last of these takes the write lock, and is left out of a library that may only be read.
    """
    damage = check_file(store)
    if damage:
        return LibraryCheck(damage, ())  # what is read from a damaged file proves nothing
    orphans = [f"{count} rows of table {table} belong to no entry" for table, count in find_orphans(store)]
    index = list(consistency.find_problems(store.connection))
    return LibraryCheck((), (*orphans, *index, *_check_entries(store)))


def _check_entries(store: Store) -> tuple[str, ...]:
    if store.is_read_only:
        return ()
    with store.write("db check", dry_run=True) as tx:
        refreshed = materialize.refresh(tx, read_entry_ids(tx.connection))
    count = len(refreshed.changed | refreshed.removed)
    return (f"{count} entries do not show what is said of them",) if count else ()


def repair_library(store: Store) -> tuple[str, ...]:
    """Repair what can be worked out again, as one operation; return what was wrong. LibraryError for a damaged file."""
    found = check_library(store)
    if found.damage:
        raise LibraryError(f"the library cannot be repaired: {found.damage[0]}", hint=found.advice)
    if found.repairable:
        with store.write("db repair") as tx:
            delete_orphans(tx)
            materialize.refresh(tx, read_entry_ids(tx.connection))
            updater.rebuild(tx.connection)
    return found.repairable
