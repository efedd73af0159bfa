"""Settle what several devices said of an entry without knowing of each other: one of the values is stated again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.errors import NotFoundError
from readlist.model.stamps import time_of
from readlist.resolution import materialize
from readlist.storage.clashes import find_clashes
from readlist.storage.facts import FactRow, read_merged, write, write_facts
from readlist.storage.history import describe_fact

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from readlist.storage.clashes import Clash
    from readlist.storage.transaction import Transaction


def clashes_of(connection: sqlite3.Connection, entry_id: int) -> list[Clash]:
    """Return the clashes about an entry and those that were merged into it."""
    return find_clashes(connection, read_merged(connection, [entry_id]).get(entry_id, set()))


def resolve(tx: Transaction, entry_id: int, *, field: str | None = None, take: int = 1) -> Sequence[Clash]:
    """State the value that counts, or the one with a number, of each clash about an entry, or of those about one field.

    Returns the clashes that are settled. Raises NotFoundError if there is none, or no value with the number.
    """
    found = [one for one in clashes_of(tx.connection, entry_id) if field in (None, one.field)]
    if not found:
        raise NotFoundError("the devices agree on it", hint="See what they do not agree on: readlist doctor")
    if any(not 0 < take <= len(one.versions) for one in found):
        raise NotFoundError(f"there is no value {take}", hint="The values are numbered from 1, the latest.")
    write_facts(
        tx,
        [
            FactRow(
                one.entity, one.field, one.element, write(one.versions[take - 1].value), tx.stamp, tx.stamp
            )
            for one in found
        ],
    )
    materialize.refresh(tx, [entry_id])
    return found


def describe_clash(clash: Clash) -> list[str]:
    """Return the values of a clash, a text each: what was said, by whom and when (UTC)."""
    return [
        f"{describe_fact(clash.field, clash.element, write(one.value))} ({one.by or 'unknown'}, {time_of(one.stamp)})"
        for one in clash.versions
    ]
