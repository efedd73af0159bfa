"""The spelling of tags.

    a tag by hand ── a fact, with the stamp of the operation ──> the record by hand (model.by_hand)
    records ── linkage.fusion ──> entry_tag: spelling, times, given ── find_spellings ──> tag.name

Tags whose casefolded spellings are equal are one tag. The library shows it everywhere in one spelling:

1. the one most recently given by hand, among those that entries have by hand now;
2. if no entry has it by hand, the one that most mentions and providers' records give;
3. among equally common ones, the first in code point order.

A tag that was removed from an entry is not counted there. The spelling depends only on what the library holds, not on the
order of imports. ``transaction`` applies the rule at the end of each operation, to the tags that the operation touched.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

_SHOWN = """SELECT id, name, (SELECT spelling FROM entry_tag WHERE tag_id = tag.id
    GROUP BY spelling ORDER BY max(given) DESC, sum(times) DESC, spelling LIMIT 1)
    FROM tag WHERE id IN (SELECT value FROM json_each(?))"""


def find_spellings(connection: sqlite3.Connection, tag_ids: Collection[int]) -> dict[int, str]:
    """Return the spellings of these tags by the rule, by id, leaving out unused tags and those that have theirs."""
    if not tag_ids:
        return {}
    rows = connection.execute(_SHOWN, (json.dumps(sorted(tag_ids)),))
    return {tag_id: shown for tag_id, name, shown in rows if shown not in (None, name)}


def delete_unused(connection: sqlite3.Connection, tag_ids: Collection[int]) -> None:
    """Delete those of these tags that no entry has."""
    if tag_ids:
        sql = """DELETE FROM tag WHERE id IN (SELECT value FROM json_each(?))
            AND NOT EXISTS (SELECT 1 FROM entry_tag WHERE tag_id = tag.id)"""
        connection.execute(sql, (json.dumps(sorted(tag_ids)),))
