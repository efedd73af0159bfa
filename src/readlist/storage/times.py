"""When an entry was added and changed, in a library that exchanges operations: by the stamps of what is said of it.

    added     when the operation that made it was run
    updated   when the last operation was that wrote, or removed, a mention, a claim or a fact of it

Alone, a library keeps both as it goes, and counts as changes only those that can be seen.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from readlist.model.stamps import EARLIEST, time_of
from readlist.storage import columns
from readlist.storage.births import read_births
from readlist.storage.facts import read_merged
from readlist.storage.homes import DERIVED

if TYPE_CHECKING:
    from collections.abc import Collection

    from readlist.storage.transaction import Transaction

_IDS = "(SELECT value FROM json_each(?))"
_BY_ENTRY = (
    f"""SELECT entry_id, max(stamp) FROM mention JOIN operation ON operation.id = said
        WHERE entry_id IN {_IDS} GROUP BY entry_id""",
    f"""SELECT entry_id, max(stamp) FROM claim JOIN operation ON operation.id = op
        WHERE entry_id IN {_IDS} GROUP BY entry_id""",
)
_BY_UID = (
    f"""SELECT entity, max(stamp) FROM fact WHERE entity IN {_IDS} AND stamp < '{DERIVED}' GROUP BY entity""",
    f"""SELECT entry, max(stamp) FROM removed WHERE entry IN {_IDS} AND kind IN ('mention', 'claim', 'former') GROUP BY entry""",
)
_BATCH = 500


def write_times(tx: Transaction, entry_ids: Collection[int]) -> None:
    """Write when these entries were added and changed."""
    wanted = sorted(entry_ids)
    for start in range(0, len(wanted), _BATCH):
        _write(tx, wanted[start : start + _BATCH])


def _write(tx: Transaction, entry_ids: Collection[int]) -> None:
    births = read_births(tx.connection, entry_ids)
    latest = defaultdict(lambda: EARLIEST, births)
    for sql in _BY_ENTRY:
        for entry_id, stamp in tx.connection.execute(sql, (json.dumps(list(births)),)):
            latest[entry_id] = max(latest[entry_id], stamp)
    merged = read_merged(tx.connection, births)
    of_uid = {uid: entry_id for entry_id, uids in merged.items() for uid in uids}
    for sql in _BY_UID:
        for uid, stamp in tx.connection.execute(sql, (json.dumps(list(of_uid)),)):
            latest[of_uid[uid]] = max(latest[of_uid[uid]], stamp)
    times = {
        i: {"added": time_of(born), "updated": time_of(latest[i])}
        for i, born in births.items()
        if born != EARLIEST
    }
    tx.update(columns.ENTRY, times)
