"""What an operation stated, what was stated before it, and what later: undo goes back by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.model.library_facts import FOUNDER
from readlist.storage.facts import FactRow

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container

_OF_OPERATION = f"""SELECT entity, field, element, value, stamp, said FROM fact
    WHERE stamp = ? AND field <> '{FOUNDER}' ORDER BY id"""
_LATER = (
    """SELECT stamp FROM fact WHERE entity = ? AND field = ? AND element = ? AND stamp > ? ORDER BY stamp"""
)
_BEFORE = """SELECT entity, field, element, value, stamp, said FROM fact
    WHERE entity = ? AND field = ? AND element = ? AND stamp < ? ORDER BY stamp DESC"""


def read_facts_of_operation(connection: sqlite3.Connection, stamp: str) -> list[FactRow]:
    """Return the facts that an operation stated and that can be taken back; who founded the group cannot."""
    return [FactRow(*row) for row in connection.execute(_OF_OPERATION, (stamp,))]


def find_later_stamps(connection: sqlite3.Connection, fact: FactRow) -> list[str]:
    """Return the stamps of the operations that stated the same thing later."""
    key = (fact.entity, fact.field, fact.element, fact.stamp)
    return [stamp for (stamp,) in connection.execute(_LATER, key)]


def read_fact_before(connection: sqlite3.Connection, fact: FactRow, undone: Container[str]) -> FactRow:
    """Return the fact that counts without a fact: the last one before it that an operation in effect said.

    ``undone``: the stamps of the operations that are not in effect. A fact without a value is returned if there is none.
    """
    for row in connection.execute(_BEFORE, (fact.entity, fact.field, fact.element, fact.stamp)).fetchall():
        before = FactRow(*row)
        if before.said and before.said not in undone:
            return before
    return fact._replace(value=None, said="")
