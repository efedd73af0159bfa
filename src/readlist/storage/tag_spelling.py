"""The spelling of tags, and the tags given by hand, numbered in the order in which they were given.

    hand claim ── Giving.to, take_off, unite_tags ──> tags, each with the number of the operation that gave it
    records ── composing.build ──> entry_tag: spelling, times, given ── find_spellings ──> tag.name

Tags whose casefolded spellings are equal are one tag. The library shows it everywhere in one spelling:

1. the one most recently given by hand, among those that entries have by hand now;
2. if no entry has it by hand, the one that most mentions and providers' records give;
3. among equally common ones, the first in code point order.

A tag that was taken off an entry is not counted there. The spelling depends only on what the library holds, not on the
order of imports. ``transaction`` applies the rule at the end of each operation, to the tags that the operation touched.
"""

from __future__ import annotations

import json
from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple

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


class Tagging(NamedTuple):
    """One spelling of a tag in the records of an entry.

    ``times``: how many of its mentions and providers' records give it. ``given``: the number of the operation in which
    the person gave it; None if they did not.
    """

    spelling: str
    times: int = 0
    given: int | None = None


def find_spellings(connection: sqlite3.Connection, tag_ids: Collection[int]) -> dict[int, str]:
    """Return the spellings of these tags by the rule, by id, leaving out unused tags and those that have theirs."""
    if not tag_ids:
        return {}
    rows = connection.execute(_SHOWN, (json.dumps(sorted(tag_ids)),))
    return {tag_id: shown for tag_id, name, shown in rows if shown not in (None, name)}


def read_given(record: Record) -> Given:
    """Return the tags of a hand record; one without a number counts as given before all operations."""
    pairs = zip(record.tags, chain(record.stamps, repeat(0)), strict=False)
    return {tag.casefold(): (tag, number) for tag, number in pairs}


def unite_tags(first: Record, second: Record) -> Record:
    """Return the first record with the tags of both; one that both have, as it was given last."""
    given = read_given(first)
    for folded, (tag, number) in read_given(second).items():
        if folded not in given or number > given[folded][1]:
            given[folded] = (tag, number)
    return _with_given(first, given)


def take_off(record: Record, tags: Iterable[str]) -> Record:
    """Return the record without these tags, in whatever case."""
    gone = {tag.casefold() for tag in tags}
    return _with_given(record, {f: given for f, given in read_given(record).items() if f not in gone})


def _with_given(record: Record, given: Given) -> Record:
    numbers = tuple(number for _, number in given.values())
    return record._replace(
        tags=tuple(tag for tag, _ in given.values()), stamps=numbers if any(numbers) else ()
    )


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
        return _with_given(record, given)

    def shows_on(self, record: Record) -> bool:
        """Whether the change is visible: a hand record lacks one of these tags, or one was shown in another spelling."""
        given = read_given(record)
        return any(
            folded not in given or self._shown.get(folded, ("",))[0] != tag
            for folded, tag in self._wanted.items()
        )
