"""Upgrades of existing libraries that need more than SQL; loaded by ``migrations`` only when it upgrades.

``join_claims``: since claims have subjects, an entry has one claim per origin and subject. The journal is rewritten with
the claims, so that ``undo`` still finds each row in the state that the inverse expects. The journal is followed backwards,
as undoing everything would:

    state     a claim is in the table, or left out because another one has its entry, origin and subject
    step                                                      becomes
    a claim that is left out moves to a free place            a deletion, whose undo restores it there
    a claim that is left out was deleted                      nothing
    a claim in the table moves to where another one is        an insertion, whose undo deletes it

``find_decisions``: what the person decided in reviews was noted in the evidence of findings only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.claim import names_of, subject_of
from readlist.model.provenance import HAND, REMOVED
from readlist.model.record import Record
from readlist.storage.hand_claims import unite
from readlist.storage.transaction import pack, unpack

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    Row = dict[str, Any]
    Key = tuple[int, str, str]

_COLUMNS = ("id", "entry_id", "origin", "subject", "record", "at")
_NOT_UNDONE = """operation.undoes IS NULL
    AND NOT EXISTS (SELECT 1 FROM operation AS later WHERE later.undoes = operation.id)"""
_STEPS = f"""SELECT change.id, action, row_id, last_id, before FROM change JOIN operation ON operation.id = operation_id
    WHERE target = 'claim' AND {_NOT_UNDONE} ORDER BY operation_id DESC, change.id DESC"""


class _Step(NamedTuple):
    """A change of claims that an undo would revert."""

    id: int
    action: str
    first: int
    last: int
    before: str | None


def subject_of_text(origin: str, record: str) -> str:
    """Return the subject of a claim, given its record as JSON."""
    return subject_of(origin, Record.from_json(record))


def join_claims(connection: sqlite3.Connection) -> None:
    """Keep one claim of each entry, origin and subject: the row that was there first, with the newest record."""
    steps = [_Step(*row) for row in connection.execute(_STEPS)]
    sql = f"SELECT {', '.join(_COLUMNS)} FROM claim ORDER BY id"
    rows = [dict(zip(_COLUMNS, values, strict=True)) for values in connection.execute(sql)]
    groups: dict[Key, list[Row]] = {}
    for row in rows:
        groups.setdefault(_key(row), []).append(row)
    history = _History(connection, rows)
    for key, alike in groups.items():
        kept = min(alike, key=lambda row: _since(row, steps)) if len(alike) > 1 else alike[0]
        history.kept[key] = kept["id"]
        if len(alike) > 1:
            _join(connection, kept, alike)
    for step in steps:
        history.go_back(step)


def _key(row: Row) -> Key:
    return row["entry_id"], row["origin"], row["subject"]


def _before(row: Row, step: _Step) -> Row:
    """Return the row as it was before a step updated it."""
    before = row | unpack(step.before or "{}")
    return before | {"subject": subject_of_text(before["origin"], before["record"])}


def _since(row: Row, steps: Sequence[_Step]) -> int:
    """Return minus the number of steps since a claim got its entry and subject: the lowest number is the oldest."""
    then = row
    for number, step in enumerate(steps):
        if step.first <= row["id"] <= step.last:
            then = _before(then, step) if step.action == "update" else {}
            if not then or _key(then) != _key(row):
                return -number
    return -len(steps)


def _join(connection: sqlite3.Connection, kept: Row, alike: Sequence[Row]) -> None:
    """Write the record of the newest of these claims into the one that is kept, and delete the others."""
    newest = max(alike, key=lambda row: (row["at"], row["id"]))
    record = newest["record"]
    if kept["origin"] in (HAND, REMOVED):
        united = Record.from_json(kept["record"])
        for row in alike:
            united = unite(united, Record.from_json(row["record"]))
        record = united.to_json()
    kept |= {"record": record, "at": newest["at"]}
    sql = "UPDATE claim SET record = ?, at = ? WHERE id = ?"
    connection.execute(sql, (kept["record"], kept["at"], kept["id"]))
    others = [(row["id"],) for row in alike if row is not kept]
    connection.executemany("DELETE FROM claim WHERE id = ?", others)


class _History:
    """All claims as they were at a point in the past; ``kept``: those of them that are in the table."""

    def __init__(self, connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
        self.kept: dict[Key, int] = {}
        self._connection = connection
        self._rows = {row["id"]: row for row in rows}

    def go_back(self, step: _Step) -> None:
        """Go to the time before a step, and rewrite the step if undoing it would not lead there."""
        if step.action == "insert":
            for row_id in range(step.first, step.last + 1):
                self._remove(row_id)
        elif step.action == "delete":
            if not self._put(unpack(step.before or "{}")):
                self._connection.execute("DELETE FROM change WHERE id = ?", (step.id,))
        elif row := self._rows.get(step.first):
            self._revert_update(step, row)

    def _revert_update(self, step: _Step, row: Row) -> None:
        was_kept = self._remove(step.first)
        before = _before(row, step)
        is_kept = self._put(before)
        if is_kept and not was_kept:
            self._rewrite(step, "delete", pack(before))
        elif was_kept and not is_kept:
            self._rewrite(step, "insert", None)
        elif before["subject"] != row["subject"]:
            changed = unpack(step.before or "{}") | {"subject": before["subject"]}
            self._rewrite(step, "update", pack(changed))

    def _remove(self, row_id: int) -> bool:
        """Remove a claim and return whether it was in the table."""
        row = self._rows.pop(row_id, None)
        if row is None or self.kept.get(_key(row)) != row_id:
            return False
        del self.kept[_key(row)]
        return True

    def _put(self, row: Row) -> bool:
        """Put a claim back and return whether it belongs in the table."""
        row_id: int = row["id"]
        self._rows[row_id] = row
        return self.kept.setdefault(_key(row), row_id) == row_id

    def _rewrite(self, step: _Step, action: str, before: str | None) -> None:
        sql = "UPDATE change SET action = ?, before = ? WHERE id = ?"
        self._connection.execute(sql, (action, before, step.id))


# -- decisions ---------------------------------------------------------------------------------------------------------

# `fetch --updates` replaced the evidence of a decision by its own; the journal still has the former.
_EVIDENCE = f"""SELECT id, entry_id, origin, record, asked, state, at, evidence || coalesce((
        SELECT group_concat(json_extract(before, '$.evidence')) FROM change
        JOIN operation ON operation.id = operation_id
        WHERE target = 'finding' AND action = 'update' AND row_id = finding.id AND command = 'fetch --updates'
        AND json_extract(before, '$.entry_id') IS NULL AND {_NOT_UNDONE}), '') AS said
    FROM finding WHERE (state = 'accepted' AND (said LIKE '%"accepted by hand"%' OR said LIKE '%"accepted before"%'))
    OR state = 'rejected' ORDER BY id"""
# Undoing the review, or what gave the finding to its entry since, must also undo the decision.
_DECIDING = f"""SELECT max(operation.id) FROM change JOIN operation ON operation.id = operation_id
    WHERE target = 'finding' AND ? BETWEEN row_id AND last_id AND {_NOT_UNDONE} AND (action = 'insert' OR
    action = 'update' AND (command LIKE 'fetch --review %' OR json_extract(before, '$.entry_id') IS NOT NULL))"""


def find_decisions(connection: sqlite3.Connection) -> None:
    """Insert decisions for the findings whose evidence says that they were accepted or rejected by hand."""
    for finding_id, entry_id, origin, record, asked, state, at, _ in connection.execute(_EVIDENCE).fetchall():
        is_accepted = state == "accepted"
        subjects = (
            _accepted(connection, entry_id, origin, asked) if is_accepted else [_rejected(record, asked)]
        )
        (operation_id,) = connection.execute(_DECIDING, (finding_id,)).fetchone()
        for subject in subjects:
            row = (entry_id, origin, subject, asked, is_accepted, at)
            cursor = connection.execute(
                "INSERT INTO decision (entry_id, origin, subject, asked, accepted, at) VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
            if operation_id:
                connection.execute(
                    """INSERT INTO change (operation_id, action, target, row_id, last_id)
                       VALUES (?, 'insert', 'decision', ?, ?)""",
                    (operation_id, cursor.lastrowid, cursor.lastrowid),
                )


def _accepted(connection: sqlite3.Connection, entry_id: int, origin: str, asked: str) -> list[str]:
    """The subjects of a provider's accepted answer: the one that was asked about, or all its claims about the entry."""
    sql = "SELECT subject, record FROM claim WHERE entry_id = ? AND origin = ? ORDER BY id"
    known = {
        s: names_of(Record.from_json(record)) for s, record in connection.execute(sql, (entry_id, origin))
    }
    return [subject for subject, names in known.items() if asked in names] or list(known)


def _rejected(record: str | None, asked: str) -> str:
    return names_of(Record.from_json(record))[0] if record else asked
