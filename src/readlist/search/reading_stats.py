"""How many works there are, and how many of them are read, by topic, year, venue and status; and what was read each month."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from readlist.index.topic_names import read_topic_names
from readlist.search.filter_conditions import filter_condition
from readlist.storage.reading_log import read_log
from readlist.storage.shown_topics import read_shown_topics

if TYPE_CHECKING:
    from readlist.search.filters import Filters
    from readlist.storage.database import Store

GROUPS = ("status", "topic", "year", "venue", "month")
_WORKS = "SELECT id, year, venue, status FROM entry WHERE kind NOT IN ('note', 'gone') AND "
_TOPICS = """SELECT entry_id, topic_id FROM mention WHERE topic_id IS NOT NULL
    UNION SELECT entry_id, topic_id FROM entry_topic"""
_YEAR = re.compile(r"[\s,'’]*\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Count:
    """A topic, year, venue, status or month; its works, and those of them that are read."""

    name: str
    works: int
    read: int


def read_stats(store: Store, filters: Filters | None) -> dict[str, list[Count]]:
    """Return the counts of each of ``GROUPS``, of the works that pass ``filters``.

    Topics are outermost headings; topics and venues have the most works first, years and months are the newest first. The
    works of a month (local time) are those that were given the status ``read`` in it. What has no topic, year or venue
    is named ``none``.
    """
    where, parameters = filter_condition(filters) if filters else ("1", [])
    rows = store.query(f"{_WORKS} ({where})", parameters)
    read = {i for i, _, _, status in rows if status == "read"}
    outermost = {
        i: path[0] for i, path in read_shown_topics(store.connection, read_topic_names(store.connection))
    }
    topics: dict[int, dict[str | None, None]] = {}
    for entry_id, topic_id in store.query(_TOPICS):
        topics.setdefault(entry_id, {})[outermost[topic_id]] = None
    by = {
        "status": [(i, status) for i, _, _, status in rows],
        "topic": [(i, name) for i, *_ in rows for name in topics.get(i, {None: None})],
        "year": [(i, None if year is None else str(year)) for i, year, _, _ in rows],
        "venue": [(i, _without_year(venue)) for i, _, venue, _ in rows],
        "month": _months(store, {i for i, *_ in rows}),
    }
    return {name: _count(name, pairs, read) for name, pairs in by.items()}


def _months(store: Store, ids: set[int]) -> list[tuple[int, str | None]]:
    """Return the works that were read and when: a work read twice in a month counts once for it."""
    found = {
        (one.entry_id, datetime.fromisoformat(one.at).astimezone().strftime("%Y-%m"))
        for one in read_log(store.connection)
        if one.status == "read" and one.entry_id in ids
    }
    return sorted(found)


def _count(group: str, pairs: list[tuple[int, str | None]], read: set[int]) -> list[Count]:
    works = Counter(name for _, name in pairs)
    done = Counter(name for entry_id, name in pairs if entry_id in read or group == "month")
    counts = [Count(name or "none", count, done[name]) for name, count in works.items()]
    if group in ("year", "month"):
        return sorted(counts, key=lambda one: (one.name != "none", one.name), reverse=True)
    return sorted(counts, key=lambda one: (one.name == "none", -one.works, one.name))


def _without_year(venue: str | None) -> str | None:
    return (_YEAR.sub("", venue).strip(" ,()") or venue) if venue else None
