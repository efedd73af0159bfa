"""Give sources that several devices imported under one name the names that they have everywhere (``model.source_names``)."""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from readlist.model.source_names import LONG_NAME, long_name, plain_name
from readlist.storage import columns

if TYPE_CHECKING:
    import sqlite3

    from readlist.storage.transaction import Transaction


def settle_names(tx: Transaction) -> set[int]:
    """Give sources that were imported under one name the names that they have on all devices; return those renamed.

    No operation says so, and none is kept from being taken back by it: the journal does not have it.
    """
    longer: dict[int, str] = {}
    shorter: dict[int, str] = {}
    for plain, found in groupby(_read_alike(tx.connection), key=itemgetter(0)):
        for number, (_, uid, source_id, name) in enumerate(found):
            if number and name == plain:
                longer[source_id] = long_name(plain, uid)
            elif not number and name != plain:
                shorter[source_id] = plain
    renamed = longer | shorter  # in this order: no two have one name at any time
    columns.SOURCE.update(tx.connection, ("name",), [(name, i) for i, name in renamed.items()])
    return set(renamed)


def _read_alike(connection: sqlite3.Connection) -> list[tuple[str, bytes, int, str]]:
    """Return name, uid, id and present name of the sources of each name that one with a long name has, by uid."""
    long = connection.execute(f"SELECT id, name, uid FROM source WHERE name GLOB '{LONG_NAME}'").fetchall()
    alike = [(plain, uid, i, name) for i, name, uid in long if (plain := plain_name(name, uid)) != name]
    sql = "SELECT id, name, uid FROM source WHERE name IN (SELECT value FROM json_each(?))"
    rows = connection.execute(sql, (json.dumps(sorted({one[0] for one in alike})),)) if alike else ()
    return sorted([*alike, *((name, uid, i, name) for i, name, uid in rows)])
