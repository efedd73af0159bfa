"""The topics of the library as they are shown: the headings of the notes and the person's own, renamed as the person says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from readlist.index.topic_names import read_topic_names

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

    from readlist.model.topic_names import Path, TopicNames


def read_shown_topics(connection: sqlite3.Connection, names: TopicNames) -> Iterator[tuple[int, Path]]:
    """Yield the topics by number, each with the path that is shown for it."""
    for topic_id, path in connection.execute("SELECT id, path FROM topic"):
        yield topic_id, names.show(tuple(json.loads(path)))


def read_all_names(connection: sqlite3.Connection) -> set[str]:
    """Return the names of all topics, without those around them, and their aliases."""
    names = read_topic_names(connection)
    shown = {name for _, path in read_shown_topics(connection, names) for name in path}
    return shown | {alias.name for alias in names.aliases.values()}


def count_works_under(connection: sqlite3.Connection, topic_ids: Collection[int]) -> int:
    """Return the number of works under topics."""
    sql = """SELECT count(*) FROM entry WHERE kind NOT IN ('note', 'gone') AND id IN (
        SELECT entry_id FROM mention WHERE topic_id IN (SELECT value FROM json_each(:ids))
        UNION SELECT entry_id FROM entry_topic WHERE topic_id IN (SELECT value FROM json_each(:ids)))"""
    count: int = connection.execute(sql, {"ids": json.dumps(list(topic_ids))}).fetchone()[0]
    return count
