"""What each person of a group says of an entry for themselves: a status, a rating, a priority."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.facts import PERSONAL, WHOLE
from readlist.model.library_facts import FOUNDER, LIBRARY
from readlist.storage.device import read_person, set_person
from readlist.storage.facts import FactRow, read_facts, write, write_facts
from readlist.storage.persons import read_founder

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from readlist.storage.transaction import Transaction

_FIELDS = json.dumps(sorted(PERSONAL))
_SPOKEN_OF = """SELECT DISTINCT entry.id FROM entry JOIN fact ON entity = entry.uid
    WHERE field IN (SELECT value FROM json_each(?))"""


class Personal(NamedTuple):
    """What a person says of an entry: one of the fields that each person has their own of, and the value."""

    person: str
    field: str
    value: Any


def read_personal(connection: sqlite3.Connection, entry_ids: Collection[int]) -> dict[int, list[Personal]]:
    """Return what each person says of entries, by entry, in the order of persons and fields.

    In a library of one person that person has no name.
    """
    own = read_person(connection)
    return {
        entry_id: found
        for entry_id, facts in read_facts(connection, entry_ids).items()
        if (
            found := sorted(
                Personal(i.element or own, i.field, i.value) for i in facts if i.field in PERSONAL
            )
        )
    }


def found_group(tx: Transaction, person: str) -> None:
    """State that what was said without a name so far is this person's, unless somebody said whose it is."""
    if not read_founder(tx.connection):
        write_facts(tx, [FactRow(LIBRARY, FOUNDER, WHOLE, write(person), tx.stamp, tx.stamp)])


def become(tx: Transaction, person: str) -> set[int]:
    """Let a library be that of a person of a group; return the entries to refresh."""
    if read_person(tx.connection) == person:
        return set()
    set_person(tx.connection, person)
    return {entry_id for (entry_id,) in tx.connection.execute(_SPOKEN_OF, (_FIELDS,))}
