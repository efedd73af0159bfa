"""When entries were made, in a library that exchanges operations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist.model.stamps import EARLIEST
from readlist.storage.homes import DERIVED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

_BORN = f"""SELECT entry.id, operation.stamp, removed.stamp, CASE WHEN operation.stamp IS NULL THEN coalesce(
    (SELECT min(stamp) FROM mention JOIN operation ON operation.id = placed WHERE entry_id = entry.id),
    (SELECT min(fact.stamp) FROM fact WHERE entity = entry.uid AND fact.stamp < '{DERIVED}')) END
    FROM entry LEFT JOIN operation ON operation.id = born LEFT JOIN removed ON removed.kind = 'entry' AND removed.uid = entry.uid
    WHERE entry.id IN (SELECT value FROM json_each(?))"""


def read_births(connection: sqlite3.Connection, entry_ids: Collection[int]) -> dict[int, str]:
    """Return the stamp with which each of these entries was made.

    Of one that nobody made, that of its oldest mention; of one without, that of the first thing said of it.
    """
    rows = connection.execute(_BORN, (json.dumps(sorted(entry_ids)),))
    return {
        entry_id: min(filter(None, (born, first)), default=oldest or EARLIEST)
        for entry_id, born, first, oldest in rows
    }
