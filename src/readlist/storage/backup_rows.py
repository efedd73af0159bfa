"""What an exported entry needs to be restored, beyond what it shows: the rows that its fields are computed from.

    {"uid": …, "mentions": [{"record": …, "topics": […], "pinned": …, "path": …}], "claims": [[origin, record, time]],
     "facts": [[entity, field, element, value, said]], "library": …}

Mentions are in the order of the exported ones. Of the facts, those that count, also of entries that were merged into this
one. ``library``, with the first entry of a whole library: what is said of the library itself, and the entries that the
person has removed, which no export shows.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from readlist.model.library_facts import FOUNDER, LIBRARY
from readlist.storage.claims import read_claims
from readlist.storage.entry_loader import load_entries
from readlist.storage.facts import read_newest_facts
from readlist.util.sql import group_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from readlist.model.entry import Entry

_MENTIONS = """SELECT entry_id, record, topic.path, pinned, coalesce(nullif(source.path, ''), source.name) FROM mention JOIN source ON source.id = source_id
    LEFT JOIN topic ON topic.id = topic_id WHERE entry_id IN (SELECT value FROM json_each(?))
    ORDER BY source.name, line, mention.id"""
_GONE = "SELECT id FROM entry WHERE kind = 'gone' ORDER BY id"
_SOURCES = """SELECT name, coalesce(nullif(path, ''), name) AS path, hash, encoding, content, title, imported
    FROM source ORDER BY name"""


def read_restorable(connection: sqlite3.Connection, entry_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return what these entries need to be restored, by id."""
    wanted = json.dumps(list(entry_ids))
    mentions = group_rows(connection.execute(_MENTIONS, (wanted,)))
    claims: dict[int, list[Any]] = {}
    for one in read_claims(connection, entry_ids):
        claims.setdefault(one.entry_id, []).append([one.origin, json.loads(one.record.to_json()), one.at])
    facts = read_newest_facts(connection, entry_ids)
    return {
        i: {
            "uid": uid,
            "mentions": [
                {
                    "record": json.loads(record),
                    "topics": json.loads(path or "[]"),
                    "pinned": bool(pinned),
                    "path": source,
                }
                for record, path, pinned, source in mentions.get(i, ())
            ],
            "claims": claims.get(i, []),
            "facts": facts.get(i, []),
        }
        for i, uid in connection.execute(
            "SELECT id, uid FROM entry WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
        )
    }


def restorable(
    connection: sqlite3.Connection, *, is_whole: bool
) -> Callable[[Sequence[Entry]], dict[int, dict[str, Any]]]:
    """Return a function that reads what entries need to be restored; ``is_whole``: the first one has ``library``, too."""
    waiting = [is_whole]

    def read(entries: Sequence[Entry]) -> dict[int, dict[str, Any]]:
        rows = read_restorable(connection, [entry.id for entry in entries])
        if waiting and waiting.pop():
            rows[entries[0].id]["library"] = _read_library(connection)
        return rows

    return read


def _read_library(connection: sqlite3.Connection) -> dict[str, Any]:
    removed = [i for (i,) in connection.execute(_GONE)]
    rows = read_restorable(connection, removed)
    said = read_newest_facts(connection, (), entities={0: [LIBRARY]}).get(0, [])
    return {
        "facts": [one for one in said if one[1] != FOUNDER],
        "removed": [one.to_dict() | {"restore": rows[one.id]} for one in load_entries(connection, removed)],
    }


def iter_source_lines(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield the sources of the library as lines of an export, by name."""
    cursor = connection.execute(_SOURCES)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield _source_line(dict(zip(names, row, strict=True)))


def _source_line(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the line of an export for a source: its text, or its bytes in base 64 if they are not that text encoded."""
    content: bytes = values["content"]
    line = {
        "schema": 1,
        "kind": "source",
        **{n: values[n] for n in ("name", "path", "encoding", "title", "imported")},
    }
    text = content.decode(values["encoding"], errors="replace")
    try:
        is_equal = text.encode(values["encoding"]) == content
    except (UnicodeEncodeError, LookupError):
        is_equal = False
    return line | ({"text": text} if is_equal else {"base64": base64.b64encode(content).decode()})
