"""Rows of mentions: what a source says, line by line, and the entry that each passage belongs to."""

from __future__ import annotations

import json
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.record import Record
from readlist.model.uids import mention_uid
from readlist.storage import columns
from readlist.storage.child_rows import child_ids

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from readlist.storage.transaction import Transaction

_AT_ONCE = 500
"""Uids that are looked for by one statement; SQLite allows 32,766 (https://www.sqlite.org/limits.html)."""


class MentionRow(NamedTuple):
    """A mention of a source, with the names of its topic; ``record_json`` is what it claims, as it is stored."""

    id: int
    entry_id: int
    line: int
    end_line: int
    text: str
    record_json: str
    topics: tuple[str, ...] = ()
    is_pinned: bool = False
    uid: bytes = b""
    home: str | None = None
    placed: int = 0


class NewMention(NamedTuple):
    """The values of a mention that is to be inserted, named as the columns are; ``placed`` None: by this operation."""

    entry_id: int
    source_id: int
    topic_id: int | None
    line: int
    end_line: int
    label: str | None
    text: str
    record: str
    pinned: bool
    uid: bytes
    home: str | None = None
    placed: int | None = None


def read_mention_rows(connection: sqlite3.Connection, source_id: int) -> list[MentionRow]:
    """Read the mentions of a source, by line."""
    sql = """SELECT mention.id, entry_id, line, end_line, text, record, topic.path, pinned, uid, home, placed
             FROM mention LEFT JOIN topic ON topic.id = topic_id WHERE source_id = ? ORDER BY line, mention.id"""
    return [
        MentionRow(i, entry, line, end, text, record, tuple(json.loads(path or "[]")), bool(is_pinned), *more)
        for i, entry, line, end, text, record, path, is_pinned, *more in connection.execute(sql, (source_id,))
    ]


def read_mention_json(connection: sqlite3.Connection, source_id: int) -> list[str]:
    """Return the record of each mention of a source, as it is stored."""
    sql = "SELECT record FROM mention WHERE source_id = ?"
    return [record for (record,) in connection.execute(sql, (source_id,))]


def name_mentions(
    connection: sqlite3.Connection,
    source_id: int,
    said: Sequence[tuple[str, Sequence[str]]],
    taken: Collection[bytes] = (),
) -> list[bytes]:
    """Return a uid for each new mention of a source, given its record (JSON) and topics; ``taken``: those of others to come."""
    (source,) = connection.execute("SELECT uid FROM source WHERE id = ?", (source_id,)).fetchone()
    first = [mention_uid(source, record, topics) for record, topics in said]
    used = find_taken_uids(connection, first) | set(taken)
    out = []
    for uid, (record, topics) in zip(first, said, strict=True):
        if uid in used:
            others = (mention_uid(source, record, topics, number) for number in count(2))
            uid = next(one for one in others if one not in used and not find_taken_uids(connection, [one]))  # noqa: PLW2901
        used.add(uid)
        out.append(uid)
    return out


def find_taken_uids(connection: sqlite3.Connection, uids: Sequence[bytes]) -> set[bytes]:
    """Find those of these uids that a mention has."""
    found: set[bytes] = set()
    for start in range(0, len(uids), _AT_ONCE):
        some = uids[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        found.update(
            uid for (uid,) in connection.execute(f"SELECT uid FROM mention WHERE uid IN ({marks})", some)
        )
    return found


def find_sources_of_mentions(connection: sqlite3.Connection, mention_ids: range) -> list[int]:
    """Return the sources of the mentions with these ids."""
    sql = "SELECT DISTINCT source_id FROM mention WHERE id >= ? AND id < ?"
    return [i for (i,) in connection.execute(sql, (mention_ids.start, mention_ids.stop))]


def read_mention_records(
    connection: sqlite3.Connection, mention_ids: Collection[int], source_ids: Collection[int]
) -> list[tuple[int, str, bool]]:
    """Return the entry and the record (JSON) of those of these mentions in these sources, and whether each is pinned."""
    sql = """SELECT entry_id, record, pinned FROM mention WHERE id IN (SELECT value FROM json_each(?))
        AND source_id IN (SELECT value FROM json_each(?)) ORDER BY id"""
    rows = connection.execute(sql, (json.dumps(list(mention_ids)), json.dumps(list(source_ids))))
    return [(entry_id, record, bool(is_pinned)) for entry_id, record, is_pinned in rows]


def insert_mentions(tx: Transaction, mentions: Iterable[NewMention]) -> None:
    """Insert mentions, in this order."""
    tx.insert(
        columns.MENTION,
        [
            mention._asdict() if mention.placed else mention._asdict() | {"placed": tx.number}
            for mention in mentions
        ],
    )


def move_lines(tx: Transaction, lines: Mapping[int, tuple[int, int]]) -> None:
    """Set the first and last line of mentions, by id."""
    tx.update(columns.MENTION, {i: {"line": line, "end_line": end} for i, (line, end) in lines.items()})


def place_mentions(tx: Transaction, places: Mapping[int, tuple[int, str | None]]) -> None:
    """Give mentions to entries as it follows from what several libraries did; with each, its home if that is another entry."""
    rows = {i: {"entry_id": entry_id, "home": home} for i, (entry_id, home) in places.items()}
    tx.update(columns.MENTION, rows, settled=True)


def reassign_mentions(
    tx: Transaction, entry_ids: Mapping[int, int], homes: Mapping[int, str] = MappingProxyType({})
) -> None:
    """Give mentions to other entries; ``entry_ids``: the entry of each, by the id of the mention; ``homes``: where some stay at home."""
    rows: dict[int, dict[str, Any]] = {i: {"entry_id": entry_id} for i, entry_id in entry_ids.items()}
    for i, home in homes.items():
        rows[i] |= {"home": home, "placed": tx.number}
    tx.update(columns.MENTION, rows)


def merge_mentions(tx: Transaction, entry_ids: Collection[int], into: int) -> None:
    """Give all mentions of these entries to one of them and pin them there."""
    row = {"entry_id": into, "pinned": True}
    tx.update(columns.MENTION, dict.fromkeys(child_ids(tx.connection, columns.MENTION, entry_ids), row))


def pin_mentions(tx: Transaction, mention_ids: Iterable[int]) -> None:
    """Pin mentions to the entries that they have: no import gives them to another one."""
    tx.update(columns.MENTION, {i: {"pinned": True} for i in mention_ids})


def delete_mentions(tx: Transaction, mention_ids: Iterable[int]) -> None:
    """Delete mentions."""
    tx.delete(columns.MENTION, list(mention_ids))


_BATCH = 500
"""Entries whose mentions are read with one statement."""
_MENTIONS = """mention.entry_id, source_id, source.name, line, end_line, mention.text, mention.record, topic.path, pinned
    FROM mention JOIN source ON source.id = source_id LEFT JOIN topic ON topic.id = topic_id"""
_BY_LINE = "source.name, line, mention.id"
_BY_ENTRY = f"mention.entry_id, {_BY_LINE}"
_REPEATED = """mention.entry_id IN (SELECT entry_id FROM mention GROUP BY entry_id HAVING count(*) > 1)
    AND mention.entry_id IN (SELECT id FROM entry WHERE kind NOT IN ('note', 'gone'))"""
_UNLINKED = """mention.entry_id IN (
    SELECT id FROM entry WHERE kind NOT IN ('note', 'gone') AND url IS NULL
    AND NOT EXISTS (SELECT 1 FROM identifier WHERE identifier.entry_id = entry.id)
    AND NOT EXISTS (SELECT 1 FROM link WHERE link.entry_id = entry.id AND (url LIKE 'http%' OR url LIKE 'ftp%')))"""
_ACL_WITH_VENUE = """mention.entry_id NOT IN (SELECT id FROM entry WHERE kind = 'gone')
    AND mention.record LIKE '%["acl","2%' AND mention.record LIKE '%"venue":%'"""


class LocatedMention(NamedTuple):
    """A mention of an entry: its place in a source, and what it claims.

    ``line`` and ``end_line`` count from 1; ``line`` is that of the title. ``pinned``: a person assigned the mention to
    its entry.
    """

    entry_id: int
    source_id: int
    source: str
    line: int
    end_line: int
    text: str
    record: Record
    topics: tuple[str, ...]
    pinned: bool


def read_mentions_of_entries(
    connection: sqlite3.Connection, entry_ids: Collection[int]
) -> dict[int, list[LocatedMention]]:
    """Return the mentions of each of these entries, by source and line."""
    out: dict[int, list[LocatedMention]] = {entry_id: [] for entry_id in entry_ids}
    wanted = list(out)
    for start in range(0, len(wanted), _BATCH):
        part = json.dumps(wanted[start : start + _BATCH])
        where = "mention.entry_id IN (SELECT value FROM json_each(?))"
        for mention in _iter(connection, where, _BY_LINE, part):
            out[mention.entry_id].append(mention)
    return out


def read_mentions_of_source(connection: sqlite3.Connection, source_id: int) -> list[LocatedMention]:
    """Return the mentions of one source, by line."""
    return list(_iter(connection, "source_id = ?", _BY_LINE, source_id))


def iter_repeated_mentions(connection: sqlite3.Connection) -> Iterator[LocatedMention]:
    """Yield the mentions of works that are mentioned more than once, one work after the other."""
    return _iter(connection, _REPEATED, _BY_ENTRY)


def iter_unlinked_mentions(connection: sqlite3.Connection) -> Iterator[LocatedMention]:
    """Yield the mentions of works that have neither a web link nor an identifier, one work after the other."""
    return _iter(connection, _UNLINKED, _BY_ENTRY)


def iter_acl_mentions_with_venue(connection: sqlite3.Connection) -> Iterator[LocatedMention]:
    """Yield the mentions that claim both a venue and an ACL Anthology id of the form used since 2020."""
    return _iter(connection, _ACL_WITH_VENUE, _BY_ENTRY)


def _iter(
    connection: sqlite3.Connection, where: str, order: str, *parameters: int | str
) -> Iterator[LocatedMention]:
    sql = f"SELECT {_MENTIONS} WHERE {where} ORDER BY {order}"
    for entry_id, source_id, name, line, end_line, text, record, path, pinned in connection.execute(
        sql, parameters
    ):
        topics = tuple(json.loads(path or "[]"))
        yield LocatedMention(
            entry_id, source_id, name, line, end_line, text, Record.from_json(record), topics, bool(pinned)
        )
