"""Tag rows, inserted when the first entry has them; case does not distinguish tags."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.facts import tag_element
from readlist.storage import columns

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

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


def read_tag_names(connection: sqlite3.Connection) -> list[str]:
    """Return all tags in use, as the library spells them."""
    sql = "SELECT name FROM tag WHERE EXISTS (SELECT 1 FROM entry_tag WHERE tag_id = tag.id) ORDER BY name"
    return [name for (name,) in connection.execute(sql)]


def find_tagged(connection: sqlite3.Connection, tags: Iterable[str]) -> set[int]:
    """Find the entries that have one of these tags, in any case."""
    wanted = set(map(tag_element, tags))
    ids = [
        tag_id
        for tag_id, name in connection.execute("SELECT id, name FROM tag")
        if tag_element(name) in wanted
    ]
    sql = "SELECT DISTINCT entry_id FROM entry_tag WHERE tag_id IN (SELECT value FROM json_each(?))"
    return {entry_id for (entry_id,) in connection.execute(sql, (json.dumps(ids),))}


class Shown(NamedTuple):
    """How the library spells a tag, and when it was last given by hand (``stamps.number_of``), if it was."""

    spelling: str
    given: int | None


def find_shown(connection: sqlite3.Connection, tags: Iterable[str]) -> dict[str, Shown]:
    """Return how the library shows those of these tags that it has, by folded tag."""
    wanted = set(map(tag_element, tags))
    names = connection.execute("SELECT id, name FROM tag")
    known = {tag_id: name for tag_id, name in names if tag_element(name) in wanted}
    latest = dict(connection.execute(_LATEST, (json.dumps(sorted(known)),)))
    return {tag_element(name): Shown(name, latest.get(tag_id)) for tag_id, name in known.items()}
