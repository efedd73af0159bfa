"""What to read next: the works that are not read yet, each with the reasons for its place.

    score = due + priority + status + mentions + closeness + age + length

Due date, priority, status and age weigh as in Taskwarrior's urgency (https://taskwarrior.org/docs/urgency/): a due date counts
12, in full a week after it and a fifth two weeks before it; a priority 6 to 1.2, what is being read 4, and age 2 after a year.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from readlist.search.filter_conditions import filter_condition
from readlist.search.more_like_this import find_related
from readlist.storage.facts import read_field
from readlist.storage.reading_log import read_log

if TYPE_CHECKING:
    from collections.abc import Iterable

    from readlist.search.filters import Filters
    from readlist.storage.database import Store

_DUE, _PRIORITY, _READING, _TODO, _AGE = 12.0, 6.0, 4.0, 2.0, 2.0
_MENTIONS, _MOST_MENTIONS = 1.0, 3.0
"""For each doubling of the mentions, and at most."""
_CLOSE, _LAST_READ, _RELATED = 3.0, 5, 30
"""For a work that is as close as can be to what was read last: how many of these, and related works of each."""
_SHORT, _LONG_PAGES = 1.0, 40
_YEAR_DAYS = 365
_LATE, _EARLY, _LEAST_DUE = 7, 14, 0.2
_PAGES = re.compile(r"(\d+)\s*[-–—]+\s*(\d+)")
_CANDIDATES = """SELECT id, key, title, year, status, priority, added, json_extract(details, '$.pages'),
    (SELECT count(*) FROM mention WHERE mention.entry_id = entry.id) FROM entry
    WHERE kind IN ('paper', 'article', 'resource', 'repo') AND coalesce(status, '') NOT IN ('read', 'dropped')
    AND (kind IN ('paper', 'article') OR status IS NOT NULL OR priority IS NOT NULL
         OR id IN (SELECT value FROM json_each(?))) AND """


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a score: ``due``, ``priority``, ``status``, ``mentions``, ``close``, ``age`` or ``length``, and why."""

    name: str
    points: float
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A work to read, with its score and the reasons for it, the weightiest first."""

    key: str
    title: str
    year: int | None
    status: str | None
    due: str | None
    priority: int | None
    score: float
    reasons: tuple[Reason, ...]


def propose(store: Store, filters: Filters | None, *, limit: int, now: datetime) -> list[Proposal]:
    """Return the works to read next, the most urgent first, at most ``limit`` (negative: all); ``now`` is local time."""
    due = _due_dates(store)
    where, parameters = filter_condition(filters) if filters else ("1", [])
    rows = store.query(f"{_CANDIDATES} ({where})", (json.dumps(sorted(due)), *parameters))
    close = _closeness(store)
    found = [_weigh(row, due.get(row[0]), close.get(row[0]), now) for row in rows]
    found.sort(key=lambda one: (-one.score, one.key))
    return found if limit < 0 else found[:limit]


def _due_dates(store: Store) -> dict[int, str]:
    ids = (
        i
        for (i,) in store.query(
            "SELECT id FROM entry WHERE uid IN (SELECT entity FROM fact WHERE field = 'due')"
        )
    )
    merged = "SELECT json_extract(value, '$') FROM fact WHERE field = 'into' AND value IS NOT NULL"
    others = (i for (i,) in store.query(f"SELECT id FROM entry WHERE uid IN ({merged})"))
    return read_field(store.connection, {*ids, *others}, "due")


def _closeness(store: Store) -> dict[int, tuple[float, str]]:
    """Return how close works are to one of those read last, from 0 to 1, and to which."""
    close: dict[int, tuple[float, str]] = {}
    last: dict[int, str] = {}
    for one in read_log(store.connection):
        if one.status in ("read", "reading") and len(last) < _LAST_READ:
            last.setdefault(one.entry_id, one.key)
    for place, (entry_id, key) in enumerate(last.items()):
        for other in find_related(store.connection, entry_id, limit=_RELATED):
            score = min(other.score, 1.0) * 0.9**place
            if other.entry_id not in last and score > close.get(other.entry_id, (0.0, ""))[0]:
                close[other.entry_id] = (score, key)
    return close


def _weigh(row: tuple[Any, ...], due: str | None, close: tuple[float, str] | None, now: datetime) -> Proposal:
    _, key, title, year, status, priority, added, pages, mentions = row
    parts = [
        *_due(due, now.date()),
        *(
            [Reason("priority", _PRIORITY * (6 - min(max(priority, 1), 5)) / 5, f"priority {priority}")]
            if priority
            else ()
        ),
        *_status(status),
        *_mentioned(mentions),
        *([Reason("close", _CLOSE * close[0], f"close to {close[1]}, which you read last")] if close else ()),
        *_age(added, now),
        *_length(pages),
    ]
    reasons = [Reason(one.name, round(one.points, 2), one.text) for one in parts if round(one.points, 2) > 0]
    reasons.sort(key=lambda one: -one.points)
    score = round(sum(one.points for one in reasons), 2)
    return Proposal(key, title, year, status, due, priority, score, tuple(reasons))


def _due(due: str | None, today: date) -> Iterable[Reason]:
    if not due:
        return
    days = (date.fromisoformat(due) - today).days
    share = min(max((_EARLY - days) / (_EARLY + _LATE), 0.0), 1.0)
    when = f"due in {days} days" if days > 1 else "due tomorrow" if days else "due today"
    if days < 0:
        when = f"overdue since {-days} days" if days < -1 else "overdue since yesterday"
    yield Reason("due", _DUE * (_LEAST_DUE + (1 - _LEAST_DUE) * share), when)


def _status(status: str | None) -> Iterable[Reason]:
    if status:
        yield Reason(
            "status",
            _READING if status == "reading" else _TODO,
            "begun" if status == "reading" else "on your list",
        )


def _mentioned(mentions: int) -> Iterable[Reason]:
    if mentions > 1:
        yield Reason(
            "mentions", min(_MENTIONS * math.log2(mentions), _MOST_MENTIONS), f"mentioned {mentions} times"
        )


def _age(added: str, now: datetime) -> Iterable[Reason]:
    days = (now.astimezone(UTC) - datetime.fromisoformat(added)).days
    if days > 0:
        yield Reason(
            "age",
            _AGE * min(days / _YEAR_DAYS, 1.0),
            f"here for {days} days" if days > 1 else "here for a day",
        )


def _length(pages: str | None) -> Iterable[Reason]:
    match = _PAGES.search(pages or "")
    if match and (count := int(match[2]) - int(match[1]) + 1) > 0:
        text = f"{count} pages" if count > 1 else "1 page"
        yield Reason("length", _SHORT * max(0.0, 1 - count / _LONG_PAGES), text)
