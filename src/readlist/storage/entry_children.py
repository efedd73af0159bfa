"""Values that entries get from their records, in tables of their own, one row per value.

    identifier, link, entry_tag >── tag, entry_topic >── topic, match_key

``insert_children`` writes those of new entries, ``replace_children`` only those that differ.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Protocol

from readlist.storage import columns
from readlist.storage.tag_rows import tag_ids
from readlist.storage.topic_rows import topic_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from readlist.model.by_hand import Tagging
    from readlist.model.identifiers import Identifier
    from readlist.model.record import Link
    from readlist.storage.transaction import Transaction

    Row = dict[str, Any]

_COUNTED = ("times", "given")
"""Columns of ``entry_tag`` that only serve to choose a spelling."""


class Children(Protocol):
    """The values of one entry, each kind in its order, as ``linkage.fusion`` has them. ``keys``: hashed blocking keys."""

    @property
    def identifiers(self) -> Sequence[Identifier]: ...
    @property
    def links(self) -> Sequence[Link]: ...
    @property
    def tags(self) -> Sequence[Tagging]: ...
    @property
    def topics(self) -> Sequence[tuple[str, ...]]: ...
    @property
    def keys(self) -> Sequence[int]: ...


def insert_children(tx: Transaction, children: Mapping[int, Children]) -> None:
    """Write the child rows of new entries, by entry."""
    for model, rows in _rows(tx, children):
        tx.insert(model, rows)


def replace_children(tx: Transaction, children: Mapping[int, Children]) -> set[int]:
    """Write the child rows of entries where they differ from the stored ones; return the entries that changed."""
    changed: set[int] = set()
    for model, rows in _rows(tx, children):
        changed |= replace_rows(tx, model, children.keys(), rows)
    return changed


def _rows(tx: Transaction, children: Mapping[int, Children]) -> list[tuple[Any, list[Row]]]:
    """The rows of each table, in the order of the entries; tags and topics that are missing are inserted."""
    return [
        (columns.IDENTIFIER, _identifier_rows(children)),
        (columns.LINK, _link_rows(children)),
        (columns.ENTRY_TAG, _tag_rows(tx, children)),
        (columns.ENTRY_TOPIC, _topic_rows(tx, children)),
        (columns.MATCH_KEY, _key_rows(children)),
    ]


def _identifier_rows(children: Mapping[int, Children]) -> list[Row]:
    return [
        {"entry_id": i, "scheme": x.scheme, "value": x.value, "version": x.version}
        for i, one in children.items()
        for x in one.identifiers
    ]


def _link_rows(children: Mapping[int, Children]) -> list[Row]:
    return [{"entry_id": i, "url": x.url, "role": x.role} for i, one in children.items() for x in one.links]


def _tag_rows(tx: Transaction, children: Mapping[int, Children]) -> list[Row]:
    ids = tag_ids(tx, {tag.spelling for one in children.values() for tag in one.tags})
    return [
        {"entry_id": i, "tag_id": ids[spelling], "spelling": spelling, "times": times, "given": given}
        for i, one in children.items()
        for spelling, times, given in one.tags
    ]


def _topic_rows(tx: Transaction, children: Mapping[int, Children]) -> list[Row]:
    ids = topic_ids(tx, {path for one in children.values() for path in one.topics})
    return [{"entry_id": i, "topic_id": ids[path]} for i, one in children.items() for path in one.topics]


def _key_rows(children: Mapping[int, Children]) -> list[Row]:
    return [{"entry_id": i, "key": key} for i, one in children.items() for key in one.keys]


def replace_rows(tx: Transaction, model: Any, entry_ids: Iterable[int], rows: Iterable[Row]) -> set[int]:
    """Replace all rows of the entries whose rows are not these.

    Returns the entries that differ in more than how often, and when, a tag was given.
    """
    wanted: dict[int, list[Row]] = {i: [] for i in entry_ids}
    for row in rows:
        wanted[row["entry_id"]].append(row)
    stored = _read_rows(tx, model, wanted)
    different = [i for i in wanted if list(stored[i].values()) != wanted[i]]
    tx.delete(model, [row_id for i in different for row_id in stored[i]])
    tx.insert(model, [row for i in different for row in wanted[i]])
    return {i for i in different if _shown(stored[i].values()) != _shown(wanted[i])}


def _shown(rows: Iterable[Row]) -> list[Row]:
    return [{name: value for name, value in row.items() if name not in _COUNTED} for row in rows]


def _read_rows(tx: Transaction, model: Any, entry_ids: Iterable[int]) -> dict[int, dict[int, Row]]:
    """The rows of entries in a table, by entry and by their own id, in the order of the ids."""
    stored: dict[int, dict[int, Row]] = defaultdict(dict)
    sql = f"""SELECT * FROM {model.name} WHERE entry_id IN (SELECT value FROM json_each(?))
              ORDER BY id"""
    cursor = tx.connection.execute(sql, (json.dumps(list(entry_ids)),))
    names = [column[0] for column in cursor.description]
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        stored[row["entry_id"]][row.pop("id")] = row
    return stored
