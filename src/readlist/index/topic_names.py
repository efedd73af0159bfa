"""What the person says of topics (``model.topic_names``), read with one statement."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist.model.library_facts import ALIAS, HEADING, LIBRARY
from readlist.model.topic_names import NO_NAMES, Alias, TopicNames

if TYPE_CHECKING:
    import sqlite3

_SAID = f"""SELECT field, element, value FROM fact WHERE entity = '{LIBRARY}' AND field IN ('{ALIAS}', '{HEADING}')
    AND value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fact AS later WHERE later.entity = fact.entity
        AND later.field = fact.field AND later.element = fact.element AND later.stamp > fact.stamp) ORDER BY element"""


def read_topic_names(connection: sqlite3.Connection) -> TopicNames:
    """Return how topics are shown, and their further names."""
    renamed, aliases = {}, {}
    for field, element, value in connection.execute(_SAID):
        said = json.loads(value)
        if field == HEADING:
            renamed[element] = tuple(said)
        else:
            aliases[element] = Alias(said["name"], tuple(said["topic"]))
    return TopicNames(renamed, aliases) if renamed or aliases else NO_NAMES


def find_renamed(connection: sqlite3.Connection, before: TopicNames) -> set[int]:
    """Return the topics that had other names, or other aliases, before."""
    after = read_topic_names(connection)
    if after == before:
        return set()
    topics = connection.execute("SELECT id, path FROM topic")
    return {topic_id for topic_id, path in topics if _names(before, path) != _names(after, path)}


def find_entries_of_renamed(connection: sqlite3.Connection, before: TopicNames) -> set[int]:
    """Return the entries under topics that had other names, or other aliases, before."""
    topic_ids = find_renamed(connection, before)
    if not topic_ids:
        return set()
    sql = """SELECT entry_id FROM mention WHERE topic_id IN (SELECT value FROM json_each(:ids))
        UNION SELECT entry_id FROM entry_topic WHERE topic_id IN (SELECT value FROM json_each(:ids))"""
    return {entry_id for (entry_id,) in connection.execute(sql, {"ids": json.dumps(sorted(topic_ids))})}


def _names(names: TopicNames, path: str) -> tuple[tuple[str, ...], list[str]]:
    shown = names.show(tuple(json.loads(path)))
    return shown, names.aliases_of(shown)
