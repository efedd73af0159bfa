"""Load whole entries from their tables, in batches and with plain SQL."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from readlist.model.details import Details
from readlist.model.entry import ID_FIELDS, Entry, Mention, Note
from readlist.model.number_keys import is_number_key, number_key
from readlist.model.provenance import HAND
from readlist.model.record import Link
from readlist.util.sql import group_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from readlist.model.topic_names import TopicNames

    Rows = dict[int, list[tuple[Any, ...]]]

_BATCH = 500
"""Entries read per batch: the memory needed does not depend on the size of the library."""

_ENTRIES = """SELECT id, key, kind, title, aliases, authors, org, abstract, year, month, venue, categories, url, status,
    priority, rating, added, updated, origins, details FROM entry WHERE id IN (SELECT value FROM json_each(?))"""
_TAGS = """SELECT DISTINCT entry_id, name FROM entry_tag JOIN tag ON tag.id = tag_id
    WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY name"""
_TOPICS = """SELECT entry_id, path FROM entry_topic JOIN topic ON topic.id = topic_id
    WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY entry_topic.id"""
_LINKS = "SELECT entry_id, url, role FROM link WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY id"
_IDENTIFIERS = """SELECT entry_id, scheme, value, version FROM identifier
    WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY id DESC"""
_NOTES = "SELECT entry_id, body, created, updated FROM note WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY id"
_MENTIONS = """SELECT entry_id, source.name, line, end_line, topic.path, label, text FROM mention
    JOIN source ON source.id = source_id LEFT JOIN topic ON topic.id = topic_id
    WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY source.name, line, mention.uid"""

_HAS = """SELECT EXISTS (SELECT 1 FROM fact WHERE field = 'due'), EXISTS (SELECT 1 FROM fact WHERE field = 'key'),
    EXISTS (SELECT 1 FROM fact WHERE entity = 'library' AND field IN ('heading', 'alias')),
    EXISTS (SELECT 1 FROM fact WHERE field = 'private_tag')"""
_HAS_PRIVATE = "SELECT EXISTS (SELECT 1 FROM fact WHERE field = 'private')"
_NOTES_AT = 4
"""The place of the notes among the tables that are read."""


def load_entries(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[Entry]:
    """Yield the entries with these ids, in this order; unknown ids are skipped."""
    waiting = iter(ids)
    has_due, has_keys, has_names, has_private_tags = connection.execute(_HAS).fetchone()
    names = _read_topic_names(connection) if has_names else None
    while batch := list(islice(waiting, _BATCH)):
        found = _load(connection, batch, names, has_due=has_due, has_keys=has_keys)
        yield from _with_private_tags(connection, found) if has_private_tags else found


def _load(
    connection: sqlite3.Connection, ids: list[int], names: TopicNames | None, *, has_due: bool, has_keys: bool
) -> Iterator[Entry]:
    wanted = (json.dumps(ids),)
    rows = {row[0]: row for row in connection.execute(_ENTRIES, wanted)}
    children = [
        group_rows(connection.execute(sql, wanted))
        for sql in (_TAGS, _TOPICS, _LINKS, _IDENTIFIERS, _NOTES, _MENTIONS)
    ]
    due = _read_due_dates(connection, ids) if has_due else {}
    if children[_NOTES_AT] and connection.execute(_HAS_PRIVATE).fetchone()[0]:
        children[_NOTES_AT] = _marked(connection, children[_NOTES_AT])
    former = _read_former_keys(connection, ids) if has_keys else {}
    for entry_id in ids:
        if row := rows.get(entry_id):
            entry = _make(row, names, due.get(entry_id), *(found.get(entry_id, []) for found in children))
            keys = [key for key in former.get(entry_id, ()) if key != entry.key and not is_number_key(key)]
            yield replace(entry, former_keys=tuple(dict.fromkeys(keys))) if keys else entry


def _with_private_tags(connection: sqlite3.Connection, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Add to entries which of their tags are private."""
    from readlist.model.facts import tag_element  # noqa: PLC0415  (for few libraries)
    from readlist.storage.private_tags import find_private_tags  # noqa: PLC0415

    loaded = list(entries)
    private = find_private_tags(connection, [entry.id for entry in loaded])
    for entry in loaded:
        own = tuple(tag for tag in entry.tags if tag_element(tag) in private.get(entry.id, ()))
        yield replace(entry, private_tags=own) if own else entry


def _read_topic_names(connection: sqlite3.Connection) -> TopicNames:
    from readlist.index.topic_names import read_topic_names  # noqa: PLC0415  (3 ms, where topics are renamed)

    return read_topic_names(connection)


def _read_due_dates(connection: sqlite3.Connection, ids: list[int]) -> dict[int, str]:
    from readlist.storage.facts import read_field  # noqa: PLC0415  (it takes 2 ms to load)

    return read_field(connection, ids, "due")


def _read_former_keys(connection: sqlite3.Connection, ids: list[int]) -> dict[int, list[str]]:
    from readlist.storage.facts import read_former_keys  # noqa: PLC0415  (as above)

    return read_former_keys(connection, ids)


def _marked(connection: sqlite3.Connection, notes: Rows) -> Rows:
    """Add to each note whether it is private, which only the facts say; rows of notes are in their order."""
    from readlist.model.by_hand import notes_by_hand, private_notes  # noqa: PLC0415  (8 ms, for few entries)
    from readlist.storage.facts import read_facts  # noqa: PLC0415

    out: Rows = {}
    facts = read_facts(connection, list(notes))
    for entry_id, rows in notes.items():
        of_entry = facts.get(entry_id, [])
        private = private_notes(of_entry)
        marks = [note.uid in private for note in notes_by_hand(of_entry)] if private else []
        out[entry_id] = [(*row, place < len(marks) and marks[place]) for place, row in enumerate(rows)]
    return out


def _make(
    row: tuple[Any, ...],
    names: TopicNames | None,
    due: str | None,
    tags: list[tuple[Any, ...]],
    topics: list[tuple[Any, ...]],
    links: list[tuple[Any, ...]],
    identifiers: list[tuple[Any, ...]],
    notes: list[tuple[Any, ...]],
    mentions: list[tuple[Any, ...]],
) -> Entry:
    """Build an entry from its row and its rows in the other tables."""
    placed = tuple(_make_mention(mention, names) for mention in mentions)
    paths = [*(mention.topics for mention in placed), *(_show(path, names) for (path,) in topics)]
    ids = {ID_FIELDS[scheme]: value for scheme, value, _ in identifiers if scheme in ID_FIELDS}
    arxiv_id = ids.get("arxiv_id")
    return Entry(
        id=row[0],
        key=number_key(row[0]) if row[2] == "note" else row[1],
        kind=row[2],
        title=row[3],
        aliases=_values(row[4]),
        authors=_values(row[5]),
        org=row[6],
        abstract=row[7],
        year=row[8],
        month=row[9],
        venue=row[10],
        arxiv_id=arxiv_id,
        arxiv_version=_find_version(arxiv_id, identifiers),
        doi=ids.get("doi"),
        acl_id=ids.get("acl_id"),
        openreview_id=ids.get("openreview_id"),
        categories=_values(row[11]),
        url=row[12],
        links=tuple(Link(*link) for link in links),
        topics=tuple(dict.fromkeys(filter(None, paths))),
        tags=tuple(name for (name,) in tags),
        status=row[13],
        priority=row[14],
        rating=row[15],
        due=due,
        details=Details.from_json(row[19]),
        mentions=placed,
        notes=tuple(Note(*note) for note in notes),
        added=row[16],
        updated=row[17],
        origins=json.loads(row[18]) | ({"due": HAND} if due else {}),
    )


def _find_version(arxiv_id: str | None, identifiers: list[tuple[Any, ...]]) -> int | None:
    if arxiv_id is None:
        return None
    return next((v for scheme, value, v in identifiers if scheme == "arxiv" and value == arxiv_id), None)


def _make_mention(row: tuple[Any, ...], names: TopicNames | None) -> Mention:
    source, line, end_line, path, label, text = row
    return Mention(source, line, end_line, _show(path, names), label, text)


def _show(path: str | None, names: TopicNames | None) -> tuple[str, ...]:
    return names.show(_values(path)) if names else _values(path)


@lru_cache(maxsize=4096)
def _values(text: str | None) -> tuple[str, ...]:
    """Decode a stored list; topics and short lists recur."""
    return () if text in (None, "[]") else tuple(json.loads(text))
