"""The persons of a group: whose status, rating and priority a fact says, and which of them this library shows and sets.

    stored    the element is the name of a person; none is the founder's
    read      this library's person's has no name, those of others have; so in exports: who restores one says the first

A library without a person is that of one person, on however many devices; all is said without a name.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.facts import PERSONAL, WHOLE
from readlist.model.library_facts import FOUNDER, LIBRARY
from readlist.storage.device import read_person

if TYPE_CHECKING:
    import sqlite3

_FOUNDER = f"""SELECT value FROM fact WHERE entity = '{LIBRARY}' AND field = '{FOUNDER}' AND element = ''
    ORDER BY stamp LIMIT 1"""
UNKNOWN = "?"
"""The name of a founder whom no library names."""


class Persons(NamedTuple):
    """This library's person, and the founder; empty in a library of one person."""

    own: str = ""
    founder: str = ""

    @classmethod
    def of(cls, connection: sqlite3.Connection) -> Persons:
        """Return the persons of a library."""
        own = read_person(connection)
        return cls(own, read_founder(connection)) if own else cls()

    @property
    def element(self) -> str:
        """The element of what this library's person says."""
        return WHOLE if self.own == self.founder else self.own

    def counts(self, field: str, element: str) -> bool:
        """Return whether a stored fact counts for this library's person."""
        return field not in PERSONAL or element == self.element

    def named(self, field: str, element: str) -> str:
        """Return a stored element as it is read."""
        if field not in PERSONAL:
            return element
        return WHOLE if element == self.element else element or self.founder or UNKNOWN

    def stored(self, field: str, element: str) -> str:
        """Return an element that was read, perhaps in another library, as it is stored."""
        if field not in PERSONAL:
            return element
        return self.element if element == WHOLE else WHOLE if element == self.founder else element


def read_founder(connection: sqlite3.Connection) -> str:
    """Return whose status, rating and priority are stored without a name; empty if nobody said so."""
    row = connection.execute(_FOUNDER).fetchone()
    return str(json.loads(row[0])) if row else ""
