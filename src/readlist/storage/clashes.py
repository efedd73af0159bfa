"""Clashes: what several devices said of one thing without knowing of each other.

Each fact notes the facts that it replaced, in ``seen``. One that no other has seen is a *head*. Several heads with different
values are a clash: the latest counts, the others are shown beside it, and the next fact, which has seen them all, settles it.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.facts import GONE, KEY, TAG, TOPIC, WHOLE
from readlist.storage.device import is_shared

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence

_HEADS = """SELECT entity, field, element, value, fact.stamp, coalesce(by, '') FROM fact
    LEFT JOIN operation ON operation.stamp = fact.stamp WHERE {where} AND fact.stamp < '~' AND NOT EXISTS (
    SELECT 1 FROM fact AS later WHERE later.entity = fact.entity AND later.field = fact.field
    AND later.element = fact.element AND instr(later.seen, fact.stamp))
    ORDER BY entity, field, element, fact.stamp DESC"""
_REPEATED = """(entity, field, element) IN (SELECT entity, field, element FROM fact WHERE stamp < '~' {among}
    GROUP BY entity, field, element HAVING count(*) > 1)"""


class Version(NamedTuple):
    """A value that was said: the stamp of the operation, and who ran it."""

    value: Any
    stamp: str
    by: str


class Clash(NamedTuple):
    """What several devices said of one field of an entry (its uid); the first version is the one that counts."""

    entity: str
    field: str
    element: str
    versions: tuple[Version, ...]


def find_clashes(connection: sqlite3.Connection, uids: Collection[str] | None = None) -> list[Clash]:
    """Return the clashes about entities, by their uids; None: about all."""
    if not is_shared(connection):
        return []
    among = "" if uids is None else "AND entity IN (SELECT value FROM json_each(?))"
    wanted = () if uids is None else (json.dumps(sorted(uids)),)
    rows = connection.execute(_HEADS.format(where=_REPEATED.format(among=among)), wanted).fetchall()
    return list(_clashes(rows))


def _clashes(rows: Sequence[tuple[Any, ...]]) -> Iterator[Clash]:
    for (entity, field, element), found in groupby(rows, key=lambda row: row[:3]):
        if field == KEY and element != WHOLE:
            continue  # a former key
        versions: dict[object, Version] = {}
        for *_, value, stamp, by in found:
            said = None if value is None else json.loads(value)
            versions.setdefault(_comparable(field, said), Version(said, stamp, by))
        if len(versions) > 1:
            yield Clash(entity, field, element, tuple(versions.values()))


def _comparable(field: str, value: Any) -> object:
    """Return what is equal for values that say the same.

    A tag or topic is put on, or taken off, however it is spelt; an entry is removed, whatever of it was known then.
    """
    return bool(value) if field in (TAG, TOPIC, GONE) else json.dumps(value)


def with_seen(connection: sqlite3.Connection, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of facts with the heads that they replace."""
    sql = _HEADS.format(where="entity = ? AND field = ? AND element = ?")
    out = []
    for row in rows:
        heads = connection.execute(sql, (row["entity"], row["field"], row["element"]))
        out.append(row | {"seen": " ".join(sorted(head[4] for head in heads))})
    return out
