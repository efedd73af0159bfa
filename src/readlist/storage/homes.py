"""Homes: the entries that mentions were given to, here or in another library.

A mention is usually at home, with the entry that has its home as its uid. Where operations of several libraries gave the
mentions of one work to different entries, placing chooses one of these (``resolution.placing``). What was said of the others
is shown with it, and so is what was said of a home that a later operation took from them: a derived fact ``into`` leads there, which has the stamp ``DERIVED``, never travels, and is worked out again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.facts import INTO, WHOLE
from readlist.model.stamps import EARLIEST

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping

DERIVED = "~"
"""The stamp of a derived fact: later than every stamp."""
_STATED = f"""SELECT entity, json_extract(value, '$'), said FROM fact WHERE field = '{INTO}' AND stamp < '{DERIVED}'
    AND value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fact AS later WHERE later.entity = fact.entity
    AND later.field = fact.field AND later.element = fact.element AND later.stamp > fact.stamp
    AND later.stamp < '{DERIVED}')"""

_PROSE = """WITH heading AS MATERIALIZED (SELECT DISTINCT source_id, topic_id, json_extract(record, '$.title') AS title
        FROM mention WHERE entry_id IN (SELECT value FROM json_each(?)) AND json_extract(record, '$.kind') = 'note')
    SELECT entry_id FROM heading JOIN mention ON mention.source_id = heading.source_id
    AND mention.topic_id IS heading.topic_id AND json_extract(record, '$.kind') = 'note'
    AND json_extract(record, '$.title') IS heading.title"""


class PlacedMention(NamedTuple):
    """A mention and its home; ``placed`` is the stamp of the operation that wrote it."""

    row_id: int
    entry_id: int
    uid: str
    home: str
    placed: str


def read_placed(connection: sqlite3.Connection, entry_ids: Collection[int]) -> dict[int, PlacedMention]:
    """Return the mentions of these entries with their homes, by the ids of their rows."""
    sql = """SELECT mention.id, entry_id, lower(hex(mention.uid)), coalesce(home, entry.uid), coalesce(stamp, ?)
        FROM mention JOIN entry ON entry.id = entry_id LEFT JOIN operation ON operation.id = placed
        WHERE entry_id IN (SELECT value FROM json_each(?))"""
    rows = connection.execute(sql, (EARLIEST, json.dumps(sorted(entry_ids))))
    return {row[0]: PlacedMention(*row) for row in rows}


def find_related(connection: sqlite3.Connection, entry_ids: Collection[int]) -> set[int]:
    """Return the entries that share a home, or prose under one heading, with these, or are the home of one of their mentions."""
    sql = """WITH homes(uid) AS (SELECT uid FROM entry WHERE id IN (SELECT value FROM json_each(?1))
            UNION SELECT home FROM mention WHERE home IS NOT NULL AND entry_id IN (SELECT value FROM json_each(?1)))
        SELECT entry_id FROM mention WHERE home IS NOT NULL AND home IN (SELECT uid FROM homes)
        UNION SELECT id FROM entry WHERE uid IN (SELECT uid FROM homes)"""
    wanted = (json.dumps(sorted(entry_ids)),)
    found = {i for (i,) in connection.execute(sql, wanted)}
    return found | {i for (i,) in connection.execute(_PROSE, wanted)}


def find_with_home(connection: sqlite3.Connection, uids: Collection[str]) -> set[int]:
    """Return the entries that have mentions whose home is, or was, one of these uids, and another entry or none."""
    wanted = (json.dumps(sorted(uids)),)
    sql = "SELECT entry_id FROM mention WHERE home IS NOT NULL AND home IN (SELECT value FROM json_each(?))"
    found = {i for (i,) in connection.execute(sql, wanted)}
    sql = "SELECT uid FROM removed WHERE kind = 'housed' AND entry IN (SELECT value FROM json_each(?))"
    for (uid,) in connection.execute(sql, wanted).fetchall():
        mention = (bytes.fromhex(uid.partition(" ")[0]),)
        found.update(i for (i,) in connection.execute("SELECT entry_id FROM mention WHERE uid = ?", mention))
    return found


def read_housed(connection: sqlite3.Connection, mentions: Iterable[str]) -> list[tuple[str, str]]:
    """Return mentions, by uid, with the homes that they had before, those left out of which a mention was removed.

    What was said of such an entry by one who had not seen the later home has no other place to be shown.
    """
    sql = """WITH wanted(mention) AS (SELECT value FROM json_each(?))
        SELECT mention, entry FROM wanted JOIN removed ON kind = 'housed' AND uid > mention || ' ' AND uid < mention || '!'
        WHERE NOT EXISTS (SELECT 1 FROM removed AS gone WHERE gone.entry = removed.entry AND gone.kind = 'mention')"""
    return connection.execute(sql, (json.dumps(sorted(mentions)),)).fetchall()


class Merges:
    """What the person, or an import, merged: uids that are those of another entry."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute(_STATED).fetchall()
        self._into = {uid: target for uid, target, _ in rows}
        self.since = {uid: since for uid, _, since in rows}
        """The stamp of each merge."""
        self._roots: dict[str, str] = {}

    def root(self, uid: str) -> str:
        """Return the uid of the entry that one was merged into, itself if it was not; of a circle, the smallest one."""
        if uid not in self._roots:
            chain = [uid]
            while (after := self._into.get(chain[-1])) is not None and after not in chain:
                chain.append(after)
            is_circle = after is not None
            root = min(chain[chain.index(after) :]) if after is not None and is_circle else chain[-1]
            self._roots |= dict.fromkeys(chain, root)
        return self._roots[uid]

    @property
    def circles(self) -> set[str]:
        """The uids that were merged into another one, and yet stand for a circle of merges."""
        return {uid for uid in self._into if self.root(uid) == uid}

    def children(self) -> dict[str, list[tuple[str, str]]]:
        """Return the uids that were merged into each uid, each with the stamp of the merge."""
        out: dict[str, list[tuple[str, str]]] = {}
        for uid, target in self._into.items():
            if self.root(uid) != uid:
                out.setdefault(target, []).append((uid, self.since[uid]))
        return {uid: sorted(found, key=lambda pair: pair[::-1]) for uid, found in out.items()}


def find_entry_ids(connection: sqlite3.Connection, uids: Iterable[str]) -> dict[str, int]:
    """Return the entries with these uids."""
    sql = "SELECT uid, id FROM entry WHERE uid IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(sql, (json.dumps(sorted(uids)),)))


def write_derived(connection: sqlite3.Connection, targets: Mapping[str, str | None]) -> None:
    """Write the derived merges of these uids, each with its target; None: it is merged into none."""
    delete = f"DELETE FROM fact WHERE entity = ? AND field = '{INTO}' AND element = '{WHOLE}' AND stamp = '{DERIVED}'"
    connection.executemany(delete, [(uid,) for uid in targets])
    insert = f"""INSERT INTO fact (entity, field, element, value, stamp, said, seen)
        VALUES (?, '{INTO}', '{WHOLE}', ?, '{DERIVED}', '', '')"""
    rows = [(uid, json.dumps(target) if target else None) for uid, target in targets.items()]
    connection.executemany(insert, rows)


def clear_derived(connection: sqlite3.Connection, uids: Iterable[str]) -> None:
    """Delete the derived merges of these uids."""
    sql = f"DELETE FROM fact WHERE entity = ? AND field = '{INTO}' AND element = '{WHOLE}' AND stamp = '{DERIVED}'"
    connection.executemany(sql, [(uid,) for uid in uids])


def find_derived(connection: sqlite3.Connection, targets: Iterable[str]) -> set[str]:
    """Return the uids that are merged into one of these uids by derivation."""
    sql = f"""SELECT entity FROM fact WHERE field = '{INTO}' AND stamp = '{DERIVED}'
        AND value IN (SELECT json_quote(value) FROM json_each(?))"""
    return {uid for (uid,) in connection.execute(sql, (json.dumps(sorted(targets)),))}
