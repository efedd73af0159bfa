"""Whose a library is, in a group: its person's status, rating and priority are shown, and set.

A carrier says who uses it (``Carrier.find_person``): a hub knows its members, the devices of a git remote are one person's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.resolution.materialize import refresh
from readlist.storage.device import read_person
from readlist.storage.personal_facts import become, forget_group, found_group

if TYPE_CHECKING:
    from readlist.storage.database import Store


def found_as(store: Store, person: str, *, is_new: bool = True) -> None:
    """Let a library that a person shares with a group be theirs; of a group that is new, with all that was said so far."""
    with store.write("sync init") as tx:
        if is_new:
            forget_group(tx, person)
        found_group(tx, person)
        refresh(tx, become(tx, person))


def join_as(store: Store, person: str) -> None:
    """Let a library that a person has joined be theirs; what the founder says for themselves is not shown any more."""
    if read_person(store.connection) != person:
        with store.write("sync join") as tx:
            refresh(tx, become(tx, person))
