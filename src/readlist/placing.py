"""Putting records to entries: the entries worth comparing are found by key, never one by one.

    records ── match keys ──> Shelf.load: entries that share a key, with their records, read set-wise
    record  ── Shelf.place ─> the entry it is of, or none; with the conflict that kept it from another
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.assemble import HAND, REMOVED, load_records
from readlist.matching import compare, match_keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from readlist.records import Record
    from readlist.store import Transaction

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record belongs: an entry or None, and a sentence about a conflict that was found on the way."""

    entry_id: int | None
    conflict: str | None = None


class Shelf:
    """The part of the library that new records may match, and what has been put there since."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self._by_key: dict[str, dict[int, None]] = defaultdict(dict)
        self._records: dict[int, list[Record]] = {}
        self._loaded: set[str] = set()
        self._next = (tx.connection.execute("SELECT max(id) FROM entry").fetchone()[0] or 0) + 1

    def load(self, records: Iterable[Record]) -> None:
        """Read the entries that share a key with any of these records."""
        keys = sorted({key for record in records for key in match_keys(record)} - self._loaded)
        self._loaded.update(keys)
        found: set[int] = set()
        for start in range(0, len(keys), _BATCH):
            part = keys[start : start + _BATCH]
            marks = ",".join("?" * len(part))
            for key, entry_id in self.tx.connection.execute(
                f"SELECT key, entry_id FROM match_key WHERE key IN ({marks}) ORDER BY entry_id", part
            ):
                self._by_key[key][entry_id] = None
                found.add(entry_id)
        self._read(found - self._records.keys())

    def _read(self, entry_ids: set[int]) -> None:
        for entry_id, records in load_records(self.tx, sorted(entry_ids)).items():
            self._records[entry_id] = [record for origin, record in records if origin.name not in (HAND, REMOVED)]

    def forget(self, entry_id: int, record: Record) -> None:
        """Take a record off an entry, because its mention changed or went."""
        if entry_id not in self._records:
            self._read({entry_id})
        if record in self._records[entry_id]:
            self._records[entry_id].remove(record)

    def place(self, record: Record, *, prefer: int | None = None) -> Place:
        """Find the entry that a record is of: one with a record of the same work and none that speaks against it."""
        conflict = None
        candidates = {i: None for key in match_keys(record) for i in self._by_key.get(key, ())}
        ordered = sorted(candidates, key=lambda i: (i != prefer, i))
        for entry_id in ordered:
            judgements = [compare(known, record) for known in self._records.get(entry_id, ())]
            if any(judgement.same for judgement in judgements) and not any(j.apart for j in judgements):
                return Place(entry_id)
            for known, judgement in zip(self._records.get(entry_id, ()), judgements, strict=True):
                if judgement.conflict and conflict is None:
                    shared = judgement.evidence[0].removeprefix("same ")
                    conflict = f"{shared} also stands for '{known.title}'; kept as two works"
        return Place(None, conflict)

    def new_entry(self, record: Record) -> int:
        """Hand out the id of a new entry and put its first record there."""
        entry_id = self._next
        self._next += 1
        self.add(entry_id, record)
        return entry_id

    def add(self, entry_id: int, record: Record) -> None:
        """Put a record to an entry, so that later ones find it."""
        self._records.setdefault(entry_id, []).append(record)
        for key in match_keys(record):
            self._by_key[key][entry_id] = None
