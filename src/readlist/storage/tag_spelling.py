"""The spelling of tags, and the tags given by hand, numbered in the order in which they were given.

    hand claim ── Giving.to ──> tags, each with the number of the operation that gave it (model.given_tags)
    records ── linkage.fusion ──> entry_tag: spelling, times, given ── find_spellings ──> tag.name

Tags whose casefolded spellings are equal are one tag. The library shows it everywhere in one spelling:

1. the one most recently given by hand, among those that entries have by hand now;
2. if no entry has it by hand, the one that most mentions and providers' records give;
3. among equally common ones, the first in code point order.

A tag that was taken off an entry is not counted there. The spelling depends only on what the library holds, not on the
order of imports. ``transaction`` applies the rule at the end of each operation, to the tags that the operation touched.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist.model.given_tags import read_given, with_given

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from readlist.model.record import Record

    Given = dict[str, tuple[str, int]]
    """Folded tag to its spelling and the number of the operation that gave it."""

_SHOWN = """SELECT id, name, (SELECT spelling FROM entry_tag WHERE tag_id = tag.id
    GROUP BY spelling ORDER BY max(given) DESC, sum(times) DESC, spelling LIMIT 1)
    FROM tag WHERE id IN (SELECT value FROM json_each(?))"""
_LATEST = """SELECT tag_id, max(given) FROM entry_tag WHERE tag_id IN (SELECT value FROM json_each(?))
    GROUP BY tag_id"""


def find_spellings(connection: sqlite3.Connection, tag_ids: Collection[int]) -> dict[int, str]:
    """Return the spellings of these tags by the rule, by id, leaving out unused tags and those that have theirs."""
    if not tag_ids:
        return {}
    rows = connection.execute(_SHOWN, (json.dumps(sorted(tag_ids)),))
    return {tag_id: shown for tag_id, name, shown in rows if shown not in (None, name)}


class Giving:
    """Tags that the person gives in operation ``number``; of two that differ only in case, the later."""

    def __init__(self, connection: sqlite3.Connection, number: int, tags: Iterable[str]) -> None:
        self._number = number
        self._wanted = {tag.casefold(): tag for tag in tags}
        names = connection.execute("SELECT id, name FROM tag")
        known = {tag_id: name for tag_id, name in names if name.casefold() in self._wanted}
        latest = dict(connection.execute(_LATEST, (json.dumps(sorted(known)),)))
        self._shown = {name.casefold(): (name, latest.get(tag_id)) for tag_id, name in known.items()}

    def to(self, record: Record) -> Record:
        """Return a hand record with these tags added.

        A tag keeps its number if the record has it in this spelling and no entry was given it later.
        """
        given = read_given(record)
        for folded, tag in self._wanted.items():
            last = self._shown.get(folded, (tag, None))[1]
            if given.get(folded) != (tag, last):
                given[folded] = (tag, self._number)
        return with_given(record, given)

    def shows_on(self, record: Record) -> bool:
        """Whether the change is visible: a hand record lacks one of these tags, or one was shown in another spelling."""
        given = read_given(record)
        return any(
            folded not in given or self._shown.get(folded, ("",))[0] != tag
            for folded, tag in self._wanted.items()
        )
