"""The records of entries, from facts, claims and mentions, in the order in which they count."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.model.by_hand import is_curated, record_by_hand, record_removed
from readlist.model.provenance import HAND, REMOVED, Origin
from readlist.model.record import Record
from readlist.storage.claims import read_claims
from readlist.storage.facts import read_facts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from readlist.model.facts import Fact

    Facts = Mapping[int, Sequence[Fact]]

_MENTIONS = """SELECT mention.id, entry_id, source_id, source.name, line, topic.path, record, pinned, home
    FROM mention JOIN source ON source.id = source_id LEFT JOIN topic ON topic.id = topic_id
    WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY source.name, line, mention.uid"""


_EMPTY = Record()


@dataclass(frozen=True, slots=True)
class SourcedRecord:
    """A record of an entry and its row: that of a claim if ``is_claim``, else that of a mention; 0 for one by hand.

    ``order`` sorts the records as they are fused: by hand, then claims by age, then mentions by source and line. ``prose`` is equal
    for the prose under one heading of a source. ``home``: the uid of the entry that a mention was given to, or a claim said of, if it is not at home.
    """

    row_id: int
    entry_id: int
    origin: Origin
    record: Record
    order: tuple[int, str, int, int]
    is_claim: bool = False
    is_pinned: bool = False
    prose: tuple[object, ...] | None = None
    home: str | None = None


def read_sourced_records(
    connection: sqlite3.Connection, entry_ids: Collection[int], facts: Facts | None = None
) -> list[SourcedRecord]:
    """Read all records of these entries, in order; ``facts``: what the person says of them, if it was read before."""
    out = list(_by_hand(read_facts(connection, entry_ids) if facts is None else facts))
    out += [
        SourcedRecord(
            one.row_id,
            one.entry_id,
            Origin(one.origin),
            one.record,
            (0, "", 0, one.row_id),
            is_claim=True,
            home=one.home,
        )
        for one in read_claims(connection, entry_ids)
    ]
    rows = connection.execute(_MENTIONS, (json.dumps(sorted(entry_ids)),))
    for row_id, entry_id, source_id, name, line, path, text, is_pinned, home in rows:
        record = Record.from_json(text)
        prose = prose_key(source_id, tuple(json.loads(path or "[]")), record)
        origin = Origin(f"{name}:{line}", is_note=True)
        order = (1, name, line, row_id)
        out.append(
            SourcedRecord(
                row_id, entry_id, origin, record, order, is_pinned=bool(is_pinned), prose=prose, home=home
            )
        )
    return out


def prose_key(source_id: int, topics: tuple[str, ...], record: Record) -> tuple[object, ...] | None:
    """Return a value that is equal for all prose under one heading of a source; None for a work."""
    return (source_id, topics, record.title) if record.kind == "note" else None


def _by_hand(facts: Facts) -> Iterator[SourcedRecord]:
    for entry_id, of_entry in facts.items():
        for origin, record in ((HAND, record_by_hand(of_entry)), (REMOVED, record_removed(of_entry))):
            if record != _EMPTY:
                yield SourcedRecord(0, entry_id, Origin(origin), record, (0, "", 0, 0), is_claim=True)


def load_records(
    connection: sqlite3.Connection, entry_ids: Collection[int], facts: Facts | None = None
) -> dict[int, list[tuple[Origin, Record]]]:
    """Read all records of these entries, by entry, each entry's in order."""
    out: dict[int, list[tuple[Origin, Record]]] = {entry_id: [] for entry_id in entry_ids}
    for one in read_sourced_records(connection, entry_ids, facts):
        out[one.entry_id].append((one.origin, one.record))
    return out


def find_curated(connection: sqlite3.Connection, entry_ids: Collection[int]) -> set[int]:
    """Find those of these entries of which the person says anything that is worth keeping them for."""
    facts = read_facts(connection, entry_ids)
    return {i for i, of_entry in facts.items() if is_curated(of_entry)}
