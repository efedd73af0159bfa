"""Read the values to index, with one statement per table for any number of entries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from readlist.index.document import Fields
from readlist.index.topic_names import read_topic_names
from readlist.util.sql import group_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from readlist.model.topic_names import TopicNames

_WANTED = "IN (SELECT value FROM json_each(?))"
_ENTRIES = f"""SELECT id, iif(kind = 'note' OR key LIKE '#%', '', key), kind, title, aliases, authors, org, abstract, year, venue, url
    FROM entry WHERE id {_WANTED} AND kind <> 'gone' ORDER BY id"""
_CHILDREN = (
    f"""SELECT entry_id, label, topic.path, text FROM mention LEFT JOIN topic ON topic.id = topic_id
    WHERE entry_id {_WANTED} ORDER BY mention.id""",
    f"SELECT entry_id, spelling FROM entry_tag WHERE entry_id {_WANTED} ORDER BY spelling",
    f"""SELECT entry_id, path FROM entry_topic JOIN topic ON topic.id = topic_id
    WHERE entry_id {_WANTED} ORDER BY entry_topic.id""",
    f"SELECT entry_id, value FROM identifier WHERE entry_id {_WANTED} AND scheme <> 'github' ORDER BY id",
    f"SELECT entry_id, url FROM link WHERE entry_id {_WANTED} ORDER BY id",
    f"SELECT entry_id, body FROM note WHERE entry_id {_WANTED} ORDER BY id",
)
"""Mentions, tags, topics, ids, links and notes, in the order of ``Fields``.

Tags have the spelling of the entry's own records, so that another entry's tags never change what is indexed here.
"""


def read_fields(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Fields]:
    """Read the fields of these entries, ordered by id; ids without an entry are skipped, and those of removed ones."""
    wanted = (json.dumps(list(ids)),)
    names = read_topic_names(connection)
    children = [group_rows(connection.execute(sql, wanted)) for sql in _CHILDREN]
    return [
        _decode(Fields(*row, *(rows.get(row[0], ()) for rows in children)), names)
        for row in connection.execute(_ENTRIES, wanted)
    ]


def _decode(fields: Fields, names: TopicNames) -> Fields:
    """Decode the lists and paths that the tables store as JSON; topics have the names that are shown, and their aliases."""
    noted = [names.show(tuple(_list(path))) for _, path, _ in fields.mentions]
    given = [names.show(tuple(_list(path))) for (path,) in fields.topics]
    aliases = dict.fromkeys(name for path in (*noted, *given) if path for name in names.aliases_of(path))
    return fields._replace(
        aliases=_list(fields.aliases),
        authors=_list(fields.authors),
        mentions=[(label, path, text) for (label, _, text), path in zip(fields.mentions, noted, strict=True)],
        topics=[*given, *((name,) for name in aliases)],
    )


def _list(text: Any) -> list[str]:
    return [] if text in (None, "[]") else json.loads(text)
