"""Write what operations of other libraries say that providers claim of entries, and what was decided about it.

A claim is stored with the entry that it was said of, or with the one that this was merged into; ``home`` tells these apart, so that
two works which are one for a time keep what was said of each.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from readlist.model.record import Record
from readlist.storage import columns
from readlist.storage.homes import Merges, find_entry_ids
from readlist.storage.removed import RemovedRow, answer_uid, forget_former, put_removed, read_removed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from readlist.storage.operation_numbers import OperationNumbers
    from readlist.storage.transaction import Transaction

    InsertEntries = Callable[[Mapping[str, tuple[str, Record]]], dict[str, int]]


class IncomingAnswers:
    """Claims and decisions as they are written. ``entry_ids``, ``uids``: the entries that they are about."""

    def __init__(self, tx: Transaction, operations: OperationNumbers) -> None:
        self._tx = tx
        self._operations = operations
        self.entry_ids: set[int] = set()
        self.uids: set[str] = set()
        self._answers: dict[str, tuple[str, str, str, str, dict[str, Any], str]] = {}
        self._last: dict[str, str] = {}
        """What claims said that are gone (JSON)."""

    def take(
        self, entity: str, field: str, element: str, value: Any, stamp: str, more: Mapping[str, Any]
    ) -> None:
        """Keep what is said until ``write``; of two statements about one subject the later counts."""
        origin, _, subject = element.partition(" ")
        name = f"{field} {answer_uid(entity, origin, subject)}"
        if name not in self._answers or self._answers[name][5] < stamp:
            self._answers[name] = field, entity, origin, subject, value, stamp
            if "record" in more:
                self._last[name] = json.dumps(more["record"], ensure_ascii=False, separators=(",", ":"))

    def write(self, insert_entries: InsertEntries) -> None:
        """Write the answers that were kept."""
        merges = Merges(self._tx.connection)
        uids = {answer[1] for answer in self._answers.values()}
        entries = find_entry_ids(self._tx.connection, {*uids, *map(merges.root, uids)})
        missing = {}
        for field, uid, origin, _, value, _ in self._answers.values():
            if value is not None and field == "claim" and merges.root(uid) not in entries:
                missing[merges.root(uid)] = (origin, Record.from_json(json.dumps(value["record"])))
        entries |= insert_entries(missing)
        for answer in self._answers.values():
            own = entries.get(answer[1]) if answer[0] == "claim" else None
            self._write_answer(*answer, entry_id=own or entries.get(merges.root(answer[1])))

    def _write_answer(
        self,
        field: str,
        uid: str,
        origin: str,
        subject: str,
        value: dict[str, Any] | None,
        stamp: str,
        *,
        entry_id: int | None,
    ) -> None:
        table = columns.TABLES[field]
        name = answer_uid(uid, origin, subject)
        if entry_id is not None:
            self.entry_ids.add(entry_id)
        gone = read_removed(self._tx.connection, field, [name]).get(name)
        row = self._find_answer(field, uid, origin, subject, entry_id)
        known = max(self._operations.stamp(row[1]) if row else "", gone.stamp if gone else "")
        if known > stamp or (row and known == stamp):
            return
        self.uids.add(uid)
        if value is None:
            put_removed(
                self._tx.connection, RemovedRow(field, name, uid, self._last.get(f"{field} {name}"), stamp)
            )
            forget_former(self._tx.connection, name)
            self._tx.delete(table, [row[0]] if row else [], derived=True)
        elif entry_id is not None:
            values = {**value, "op": self._operations.number(stamp)}
            if field == "claim":
                values["record"] = json.dumps(value["record"], ensure_ascii=False, separators=(",", ":"))
                values["born"] = self._operations.number(value["born"])
            if row:
                self._tx.update(table, {row[0]: values}, derived=True)
            else:
                place = {"entry_id": entry_id, "origin": origin, "subject": subject}
                if field == "claim":
                    (name,) = self._tx.connection.execute(
                        "SELECT uid FROM entry WHERE id = ?", (entry_id,)
                    ).fetchone()
                    place["home"] = None if name == uid else uid
                self._tx.insert(table, [place | values])

    def _find_answer(
        self, field: str, uid: str, origin: str, subject: str, entry_id: int | None
    ) -> tuple[int, int] | None:
        """Return the row of an answer about an entry and the operation that wrote it last; a claim may be with another entry."""
        if field == "claim":
            sql = """SELECT claim.id, op FROM claim JOIN entry ON entry.id = entry_id
                WHERE origin = ? AND subject = ? AND (home = ? OR (home IS NULL AND entry.uid = ?))"""
            found = self._tx.connection.execute(sql, (origin, subject, uid, uid)).fetchone()
        else:
            sql = "SELECT id, op FROM decision WHERE entry_id = ? AND origin = ? AND subject = ?"
            found = self._tx.connection.execute(sql, (entry_id, origin, subject)).fetchone()
        return tuple(found) if found else None
