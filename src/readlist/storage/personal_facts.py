"""What each person of a group says of an entry for themselves: a status, a rating, a priority."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.facts import INTO, KEY, PERSONAL, WHOLE
from readlist.model.library_facts import FOUNDER, LIBRARY
from readlist.model.stamps import time_of
from readlist.storage.device import read_person, set_person
from readlist.storage.facts import (
    IS_NEWEST,
    FactRow,
    find_entry_of,
    read_facts,
    read_merged,
    write,
    write_facts,
)
from readlist.storage.history import describe_fact
from readlist.storage.persons import Persons, read_founder

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from readlist.storage.transaction import Transaction

_FIELDS = json.dumps(sorted(PERSONAL))
_SPOKEN_OF = """SELECT DISTINCT entry.id FROM entry JOIN fact ON entity = entry.uid
    WHERE field IN (SELECT value FROM json_each(?))"""


_NAMED = f"""SELECT DISTINCT entity FROM fact LEFT JOIN operation ON operation.stamp = said
    WHERE value IS NOT NULL AND {IS_NEWEST} AND entity <> '{LIBRARY}'
    AND CASE WHEN :group AND field IN (SELECT value FROM json_each(:fields)) THEN element = :element ELSE by = :person END"""
_NAMES = f"""SELECT DISTINCT CASE WHEN :group AND field IN (SELECT value FROM json_each(:fields)) THEN element ELSE by END
    FROM fact LEFT JOIN operation ON operation.stamp = said
    WHERE value IS NOT NULL AND {IS_NEWEST} AND entity <> '{LIBRARY}'"""
_SAID = f"""SELECT coalesce(by, ''), field, element, value, said FROM fact
    LEFT JOIN operation ON operation.stamp = said WHERE value IS NOT NULL AND {IS_NEWEST} AND field NOT IN ('{KEY}', '{INTO}')
    AND entity IN (SELECT value FROM json_each(?)) ORDER BY said, fact.id"""


class Said(NamedTuple):
    """What somebody says of an entry: their name (empty: unknown), the field, its value, all in words, and when (ISO 8601)."""

    person: str
    field: str
    value: Any
    text: str
    at: str


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


def read_said(connection: sqlite3.Connection, entry_id: int) -> list[Said]:
    """Return what each person says of an entry, and of those that were merged into it, in the order in which they did."""
    persons = Persons.of(connection)
    uids = read_merged(connection, [entry_id]).get(entry_id, set())
    return [
        Said(
            _who(persons, field, element, by),
            field,
            json.loads(value),
            describe_fact(field, element, value),
            time_of(said),
        )
        for by, field, element, value, said in connection.execute(_SAID, (json.dumps(sorted(uids)),))
    ]


def _who(persons: Persons, field: str, element: str, by: str) -> str:
    """Return who says something: in a group, a status is the person's whose it is, whoever ran the operation."""
    return (element or persons.founder or by) if field in PERSONAL and persons.own else by


def find_entries_of(connection: sqlite3.Connection, person: str) -> set[int]:
    """Return the entries that a person has given anything."""
    persons = Persons.of(connection)
    element = WHOLE if person == persons.founder else person
    values = {"fields": _FIELDS, "group": bool(persons.own), "element": element, "person": person}
    uids = [uid for (uid,) in connection.execute(_NAMED, values)]
    return {entry_id for uid in uids if (entry_id := find_entry_of(connection, uid)) is not None}


def find_persons(connection: sqlite3.Connection) -> list[str]:
    """Return the names of all who say anything of entries."""
    persons = Persons.of(connection)
    values = {"fields": _FIELDS, "group": bool(persons.own)}
    names = {name or persons.founder for (name,) in connection.execute(_NAMES, values)}
    return sorted(filter(None, names))


def found_group(tx: Transaction, person: str) -> None:
    """State that what was said without a name so far, and done, is this person's, unless somebody said whose it is."""
    if not read_founder(tx.connection):
        tx.connection.execute("UPDATE operation SET by = ?", (person,))
        write_facts(tx, [FactRow(LIBRARY, FOUNDER, WHOLE, write(person), tx.stamp, tx.stamp)])


def forget_group(tx: Transaction, person: str) -> None:
    """Let a person begin a new group: what they did so far they did by this name; they found it, if they did the last one."""
    tx.connection.execute("UPDATE operation SET by = ? WHERE NOT is_remote", (person,))
    if read_founder(tx.connection) == read_person(tx.connection):
        tx.connection.execute("DELETE FROM fact WHERE entity = ? AND field = ?", (LIBRARY, FOUNDER))


def become(tx: Transaction, person: str) -> set[int]:
    """Let a library be that of a person of a group; return the entries to refresh."""
    if read_person(tx.connection) == person:
        return set()
    set_person(tx.connection, person)
    return {entry_id for (entry_id,) in tx.connection.execute(_SPOKEN_OF, (_FIELDS,))}
