"""Settle what several devices said of an entry without knowing of each other: one of the values is stated again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.errors import NotFoundError
from readlist.model.facts import GONE
from readlist.model.stamps import time_of
from readlist.resolution import materialize
from readlist.storage.clashes import find_clashes
from readlist.storage.entries import read_keys
from readlist.storage.facts import FactRow, find_entry_of, read_merged, read_seen, write, write_facts
from readlist.storage.history import describe_fact
from readlist.storage.persons import Persons

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence

    from readlist.storage.clashes import Clash
    from readlist.storage.transaction import Transaction


def clashes_of(connection: sqlite3.Connection, entry_id: int) -> list[Clash]:
    """Return the clashes about an entry and those that were merged into it."""
    return _visible(connection, read_merged(connection, [entry_id]).get(entry_id, set()))


def _visible(connection: sqlite3.Connection, uids: Collection[str] | None) -> list[Clash]:
    """Return the clashes about entities, without those of what another person says for themselves."""
    seen = Persons.of(connection)
    return [one for one in find_clashes(connection, uids) if seen.counts(one.field, one.element)]


def resolve(tx: Transaction, entry_id: int, *, field: str | None = None, take: int = 1) -> Sequence[Clash]:
    """State the value that counts, or the one with a number, of each clash about an entry, or of those about one field.

    Returns the clashes that are settled. Raises NotFoundError if there is none, or no value with the number.
    """
    found = [one for one in clashes_of(tx.connection, entry_id) if field in (None, one.field)]
    if not found:
        raise NotFoundError("the devices agree on it", hint="See what they do not agree on: readlist doctor")
    if any(not 0 < take <= len(one.versions) for one in found):
        raise NotFoundError(f"there is no value {take}", hint="The values are numbered from 1, the latest.")
    seen = read_seen(tx, [entry_id]).get(entry_id)
    values = [one.versions[take - 1].value for one in found]
    write_facts(
        tx,
        [
            FactRow(*one[:3], write(seen if one.field == GONE and value else value), tx.stamp, tx.stamp)
            for one, value in zip(found, values, strict=True)
        ],
    )
    materialize.refresh(tx, [entry_id])
    return found


def describe_clashes(
    connection: sqlite3.Connection, wanted: Collection[tuple[str, str, str]] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the key of the entry and the values of each clash about an entry that there is; ``wanted``: only these fields."""
    uids = None if wanted is None else {entity for entity, _, _ in wanted}
    for clash in _visible(connection, uids) if uids != set() else ():
        entry_id = find_entry_of(connection, clash.entity)
        if entry_id is not None and (wanted is None or clash[:3] in wanted):
            (key,) = read_keys(connection, [entry_id]).values()
            yield key, "; ".join(describe_clash(clash))


def describe_clash(clash: Clash) -> list[str]:
    """Return the values of a clash, a text each: what was said, by whom and when (UTC)."""
    return [
        f"{describe_fact(clash.field, clash.element, write(one.value))} ({one.by or 'unknown'}, {time_of(one.stamp)})"
        for one in clash.versions
    ]
