"""What ``taking_back`` asks about sources: which ones a step concerns, and whether one can be as it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.model.source_names import long_name
from readlist.storage.mentions import find_sources_of_mentions
from readlist.storage.sources import find_source_by_name, is_imported_again, read_source_uid

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from readlist.storage.journal import Row, Step

PLACE = {"entry_id", "pinned", "home"}
"""Columns of a mention that say which entry it belongs to; the others are its source's."""


def sources_of(connection: sqlite3.Connection, step: Step) -> Collection[int]:
    """Return the sources that a step concerns."""
    if step.target == "source":
        return step.rows
    if step.target != "mention" or (step.action == "update" and step.before.keys() <= PLACE):
        return ()
    if "source_id" in step.before:
        return (step.before["source_id"],)
    return find_sources_of_mentions(connection, step.rows)


def find_imported_again(
    connection: sqlite3.Connection, steps: Iterable[Step], concerned: Collection[int]
) -> dict[int, str]:
    """Return the names of the sources, by id, that an operation deleted and another one than it imported again."""
    deleted = {s.first: s.before for s in steps if (s.action, s.target) == ("delete", "source")}
    return {
        i: row["name"]
        for i, row in deleted.items()
        if is_imported_again(connection, row["path"], row["uid"], but_for=concerned)
    }


def free_name(connection: sqlite3.Connection, source_id: int, before: Row) -> str | None:
    """Return the file that has the name which a source had before; None if there is none.

    If that is the file of another device, the row before gets a name that is free.
    """
    other = find_source_by_name(connection, before["name"]) if "name" in before else None
    if other is None or other.id == source_id:
        return None
    if other.is_elsewhere:
        before["name"] = long_name(before["name"], read_source_uid(connection, source_id))
        return None
    return other.name
