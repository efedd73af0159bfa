"""Tag rows, inserted when the first entry has them, and tags that a person gives; case does not distinguish tags."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist.model.by_hand import read_given, with_given
from readlist.storage import columns

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from readlist.model.record import Record
    from readlist.storage.transaction import Transaction
_LATEST = """SELECT tag_id, max(given) FROM entry_tag WHERE tag_id IN (SELECT value FROM json_each(?))
    GROUP BY tag_id"""


def tag_ids(tx: Transaction, spellings: Collection[str]) -> dict[str, int]:
    """Return the ids of tags by spelling, ignoring case; missing ones are inserted.

    The end of the operation corrects their names (``tag_spelling``).
    """
    if not spellings:
        return {}
    known = {name.casefold(): tag_id for tag_id, name in tx.connection.execute("SELECT id, name FROM tag")}
    first = {spelling.casefold(): spelling for spelling in sorted(spellings, reverse=True)}
    missing = sorted(first.keys() - known.keys())
    known |= zip(
        missing, tx.insert(columns.TAG, [{"name": first[folded]} for folded in missing]), strict=True
    )
    return {spelling: known[spelling.casefold()] for spelling in spellings}


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
