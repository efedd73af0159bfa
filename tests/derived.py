"""Whether what is stored follows from what is said, for tests that take many steps."""

from __future__ import annotations

from notebook import dump
from readlist.doctor.library_check import check_library
from readlist.resolution.settling import settle
from readlist.storage.device import is_shared
from readlist.storage.entries import read_entry_ids


def find_underived(store):
    """Return what is stored and does not follow from what is said, a line each."""
    found = list(check_library(store).problems)
    if is_shared(store.connection):
        before = dump(store, journal=False)
        with store.write("check", dry_run=True) as tx:
            said = {uid for (uid,) in store.query("SELECT entity FROM fact UNION SELECT entry FROM removed")}
            settle(tx, read_entry_ids(tx.connection), uids=said)
            after = dump(store, journal=False)
        for table, rows in before.items():
            found += [f"{table}: {row}" for row in {*rows} ^ {*after[table]}]
    return found
