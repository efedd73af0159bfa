"""Write what operations of other libraries say, each statement unless a later one is known.

    statements ── Incoming.take ──> sources, claims, decisions, facts; mentions and births wait
                  Incoming.finish ──> mentions, each with the entry of its home; lines

An entry is needed before a mention or claim of it can be written; ``insert_entries`` is given to make it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.model.facts import INTO, KEY
from readlist.model.library_facts import LIBRARY
from readlist.model.record import Record
from readlist.model.stamps import EARLIEST
from readlist.model.uids import entry_name, entry_uid
from readlist.storage import columns
from readlist.storage.births import read_births
from readlist.storage.entry_keys import read_wanted
from readlist.storage.facts import IDENTIFYING
from readlist.storage.homes import Merges, find_entry_ids
from readlist.storage.incoming_answers import IncomingAnswers
from readlist.storage.incoming_sources import IncomingSources
from readlist.storage.removed import RemovedRow, note_housed, put_removed, read_first_births, read_removed
from readlist.storage.topic_rows import Topics

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from readlist.storage.operation_numbers import OperationNumbers
    from readlist.storage.transaction import Transaction

    InsertEntries = Callable[[Mapping[str, tuple[str, Record]]], dict[str, int]]
    """Inserts entries: for each uid the origin and record of one of its mentions or claims; returns their ids."""


class _Said(NamedTuple):
    source: bytes
    value: list[Any]
    stamp: str


_REPEATED_FACT = """INSERT OR IGNORE INTO fact (entity, field, element, value, stamp, said, seen)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_FACT = """INSERT INTO fact (entity, field, element, value, stamp, said, seen) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET value = excluded.value, said = excluded.said, seen = excluded.seen
    WHERE value IS NOT excluded.value"""
"""What an operation says itself counts more than what another one says that it said."""
_Home = tuple[str, bool, str]
"""The uid of an entry, whether the mention is pinned there, and the stamp of the operation."""


class Incoming:
    """Operations of other libraries as they are written.

    ``entry_ids``, ``uids``: the entries that they say something of. ``noted``: the uids of those of which they say nothing that
    says which works there are, such as tags.
    """

    def __init__(self, tx: Transaction, operations: OperationNumbers, insert_entries: InsertEntries) -> None:
        self.tx = tx
        self.connection = tx.connection
        self.entry_ids: set[int] = set()
        self.uids: set[str] = set()
        self.noted: set[str] = set()
        self.renamed: set[int] = set()
        """Entries whose wanted keys have changed."""
        self.keys: set[str] = set()
        """Keys that these had and wanted until now, and that entries which there are not had first."""
        self._insert_entries = insert_entries
        self._operations = operations
        self.sources = IncomingSources(tx, operations)
        self.answers = IncomingAnswers(tx, operations)
        self._said: dict[str, _Said] = {}
        self._homes: dict[str, _Home] = {}
        self._births: dict[str, tuple[str, str | None]] = {}
        self._lines: dict[str, tuple[str, int, int]] = {}

    def take(
        self,
        stamp: str,
        entity: str,
        field: str,
        element: str,
        value: Any,
        seen: Iterable[str],
        more: Mapping[str, Any],
    ) -> None:
        """Write one statement of an operation, or keep it until ``finish``."""
        stamp = more.get("stamp", stamp)
        if field == "source":
            self.sources.take(entity, value, stamp, more)
        elif field in ("said", "lines", "home", "housed"):
            self._take_mention(entity, field, element, value, stamp, more)
        elif field == "born":
            known = self._births.get(entity)
            if known is None or stamp < known[0]:
                self._births[entity] = stamp, value
        elif field in ("claim", "decision"):
            self.answers.take(entity, field, element, value, stamp, more)
        else:
            self._take_fact(entity, field, element, value, stamp, seen, more)

    def _take_mention(
        self, entity: str, field: str, element: str, value: Any, stamp: str, more: Mapping[str, Any]
    ) -> None:
        if field == "said":
            self._take_said(entity, element, value, stamp, more)
        elif field == "lines":
            for mention, line, end_line in value:
                self._take_lines(mention, line, end_line, stamp)
        elif field == "housed":
            note_housed(self.connection, entity, element, stamp)
            self.uids.add(element)
        else:
            self._take_home(entity, (value[0], bool(value[1]), stamp))

    def _take_home(self, entity: str, home: _Home) -> None:
        known = self._homes.get(entity)
        if known is None:
            self._homes[entity] = home
        else:
            self._homes[entity] = self._later(entity, known, home)

    def _later(self, mention: str, one: _Home, other: _Home) -> _Home:
        """Return the later of two homes of a mention, and note the other one."""
        first, last = sorted((one, other), key=lambda home: home[2])
        note_housed(self.connection, mention, first[0], first[2])
        self.uids.add(first[0])
        return last

    def _take_fact(
        self,
        entity: str,
        field: str,
        element: str,
        value: Any,
        stamp: str,
        seen: Iterable[str],
        more: Mapping[str, Any],
    ) -> None:
        written = None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        row = (entity, field, element, written, stamp, more.get("said", stamp), " ".join(seen))
        renamed = find_entry_ids(self.connection, [entity]).values() if field == KEY else ()
        self._note_keys(renamed)
        sql = _REPEATED_FACT if "stamp" in more else _FACT
        if self.connection.execute(sql, row).rowcount and entity != LIBRARY:
            (self.uids if field in IDENTIFYING else self.noted).add(entity)
            if field == INTO and isinstance(value, str):
                self.uids.add(value)
            self.renamed.update(renamed)

    def _note_keys(self, entry_ids: Collection[int]) -> None:
        """Note the keys of entries before other ones are wanted: those may become free."""
        if entry_ids:
            self.keys.update(*((one.key, one.wanted) for one in read_wanted(self.connection, entry_ids)))

    # -- mentions -----------------------------------------------------------------------------------------------

    def _take_lines(self, mention: str, line: int, end_line: int, stamp: str) -> None:
        if mention not in self._lines or self._lines[mention][0] < stamp:
            self._lines[mention] = stamp, line, end_line

    def _take_said(self, entity: str, element: str, value: Any, stamp: str, more: Mapping[str, Any]) -> None:
        if value is None:
            self._take_removed_mention(entity, stamp, more)
            return
        gone = read_removed(self.connection, "mention", [entity]).get(entity)
        known = max(self._said[entity].stamp if entity in self._said else "", gone.stamp if gone else "")
        if known < stamp or (gone and gone.stamp == stamp):
            self._said[entity] = _Said(bytes.fromhex(element), value, stamp)
        self._take_lines(entity, value[0], value[1], more.get("lined", stamp))

    def _take_removed_mention(self, entity: str, stamp: str, more: Mapping[str, Any]) -> None:
        sql = """SELECT mention.id, entry_id, said, coalesce(home, entry.uid), placed
            FROM mention JOIN entry ON entry.id = entry_id WHERE mention.uid = ?"""
        row = self.connection.execute(sql, (bytes.fromhex(entity),)).fetchone()
        said = self._said.get(entity)
        if (row and self._operations.stamp(row[2]) >= stamp) or (said and said.stamp >= stamp):
            return
        self._said.pop(entity, None)
        if row:
            self.entry_ids.add(row[1])
            note_housed(self.connection, entity, row[3], row[4])
            self.tx.delete(columns.MENTION, [row[0]], derived=True)
        for noted in read_removed(self.connection, "home", [entity]).values():
            self._house_gone(entity, noted.entry, noted.stamp)
        record = json.dumps(more.get("record", {}), ensure_ascii=False, separators=(",", ":"))
        home = more.get("home", "")
        put_removed(self.connection, RemovedRow("mention", entity, home, record, stamp))
        self.uids.add(home)

    def _house_gone(self, mention: str, home: str, stamp: str) -> None:
        """Note that a mention that is gone was at home there: who removed it may not have known of that home."""
        note_housed(self.connection, mention, home, stamp)
        self.uids.add(home)

    def finish(self) -> None:
        """Write the mentions, births and claims that were kept."""
        self._write_births()
        self._write_mentions()
        self._write_homes()
        self.answers.write(self._insert_entries)
        self.entry_ids |= self.answers.entry_ids
        self.uids |= self.answers.uids
        self._write_lines()
        self.sources.finish()
        self.entry_ids |= self.sources.entry_ids

    def _write_births(self) -> None:
        """Note when entries were made: the first time counts."""
        ids = find_entry_ids(self.connection, self._births)
        present = read_births(self.connection, ids.values())
        sql = "SELECT id FROM entry WHERE born IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
        named = {i for (i,) in self.connection.execute(sql, (json.dumps(list(ids.values())),))}
        absent = read_first_births(self.connection, self._births.keys() - ids.keys())
        self.keys.update(key for _, key, _ in absent.values() if key)
        changes = {}
        for uid, (stamp, key) in self._births.items():
            entry_id = ids.get(uid)
            if entry_id is None:
                put_removed(self.connection, RemovedRow("entry", uid, uid, key, stamp))
                self.keys.update([key] if key else ())
            elif entry_id not in named or stamp < present[entry_id]:
                if number := self._operations.number(stamp):
                    changes[entry_id] = {"born": number, "wanted": key}
                else:
                    put_removed(self.connection, RemovedRow("entry", uid, uid, key, stamp))
                    changes[entry_id] = {"wanted": key}
        self._note_keys(changes)
        self.tx.update(columns.ENTRY, changes, derived=True)
        self.renamed |= changes.keys()
        self.entry_ids |= changes.keys()

    def _write_mentions(self) -> None:
        topics = Topics(self.tx)
        names = {uid: self.sources.id_of(uid) for uid in {one.source for one in self._said.values()}}
        stored = self._read_stored(self._said)
        rows: dict[str, dict[str, Any]] = {}
        changes: dict[int, dict[str, Any]] = {}
        for uid, one in self._said.items():
            line, end_line, path, label, text, record = one.value
            row = {
                "source_id": names[one.source],
                "topic_id": topics.id_of(tuple(path)),
                "line": line,
                "end_line": end_line,
                "label": label,
                "text": text,
                "record": json.dumps(record, ensure_ascii=False, separators=(",", ":")),
                "said": self._operations.number(one.stamp),
            }
            if uid in stored:
                row.pop("line"), row.pop("end_line")
            if uid not in stored:
                rows[uid] = row
            elif stored[uid][2] < one.stamp:
                changes[stored[uid][0]] = row
                self.entry_ids.add(stored[uid][1])
        self.tx.update(columns.MENTION, changes, derived=True)
        self._insert_mentions(rows)

    def _read_stored(self, uids: Iterable[str]) -> dict[str, tuple[int, int, str]]:
        """Return row, entry and the stamp of what it says of those of these mentions that there are."""
        sql = "SELECT id, entry_id, said FROM mention WHERE uid = ?"
        found = {}
        for uid in uids:
            if row := self.connection.execute(sql, (bytes.fromhex(uid),)).fetchone():
                found[uid] = (row[0], row[1], self._operations.stamp(row[2]))
        return found

    def _insert_mentions(self, rows: Mapping[str, dict[str, Any]]) -> None:
        known = {
            uid: (one.entry, one.value, one.stamp)
            for uid, one in read_removed(self.connection, "home", rows).items()
        }
        homes: dict[str, _Home] = {}
        for uid, row in rows.items():
            earlier = known.get(uid)
            found = self._homes.pop(uid, None)
            if earlier:
                noted = earlier[0], earlier[1] == "true", earlier[2]
                found = self._later(uid, found, noted) if found else noted
            homes[uid] = found or (self._natural_home(uid, row), False, EARLIEST)
        merges = Merges(self.connection)
        wanted = {
            home[0]: (f"{uid}:{rows[uid]['line']}", Record.from_json(rows[uid]["record"]))
            for uid, home in homes.items()
        }
        entries = find_entry_ids(self.connection, {*wanted, *map(merges.root, wanted)})
        missing = {
            uid: one for uid, one in wanted.items() if uid not in entries and merges.root(uid) not in entries
        }
        entries |= self._insert_entries(missing)
        inserted = []
        for uid, row in rows.items():
            home, is_pinned, stamp = homes[uid]
            at = home if home in entries else merges.root(home)
            place = {"entry_id": entries[at], "home": None if at == home else home, "pinned": is_pinned}
            bookkeeping = {"uid": bytes.fromhex(uid), "placed": self._operations.number(stamp), "lined": 0}
            inserted.append({**row, **place, **bookkeeping})
            self.entry_ids.add(entries[at])
            self.uids.add(home)
        self.tx.insert(columns.MENTION, inserted)
        for uid, one in read_removed(self.connection, "line", rows).items():
            line, end_line = json.loads(one.value or "[]")
            self._take_lines(uid, line, end_line, one.stamp)

    @staticmethod
    def _natural_home(uid: str, row: Mapping[str, Any]) -> str:
        """Return the home of a mention until the part of its operation comes that says it."""
        record = Record.from_json(row["record"])
        return entry_uid(entry_name(record.ids, record.kind, record.title or "", bytes.fromhex(uid)))

    def _write_homes(self) -> None:
        """Write the homes of mentions that there are; note the others."""
        sql = """SELECT mention.id, entry_id, placed, entry.uid, coalesce(home, entry.uid), pinned
            FROM mention JOIN entry ON entry.id = entry_id WHERE mention.uid = ?"""
        noted = read_removed(self.connection, "home", self._homes)
        gone = read_removed(self.connection, "mention", self._homes)
        changes = {}
        for uid, found in self._homes.items():
            row = self.connection.execute(sql, (bytes.fromhex(uid),)).fetchone()
            if row is None:
                known = noted.get(uid)
                last = (
                    self._later(uid, found, (known.entry, known.value == "true", known.stamp))
                    if known
                    else found
                )
                put_removed(self.connection, RemovedRow("home", uid, last[0], json.dumps(last[1]), last[2]))
                if uid in gone:
                    self._house_gone(uid, last[0], last[2])
                continue
            stored = (row[4], bool(row[5]), self._operations.stamp(row[2]))
            if stored == found:
                continue
            home, is_pinned, stamp = self._later(uid, stored, found)
            self.entry_ids.add(row[1])
            if stamp == found[2] != stored[2]:
                place = {"home": None if row[3] == home else home, "pinned": is_pinned}
                changes[row[0]] = place | {"placed": self._operations.number(stamp)}
                self.uids.add(home)
        self.tx.update(columns.MENTION, changes, derived=True)

    def _write_lines(self) -> None:
        """Write the lines of mentions; note those of mentions that there are not."""
        sql = "SELECT id, entry_id, lined FROM mention WHERE uid = ?"
        changes = {}
        for uid, (stamp, line, end_line) in self._lines.items():
            row = self.connection.execute(sql, (bytes.fromhex(uid),)).fetchone()
            if row is None:
                put_removed(self.connection, RemovedRow("line", uid, "", json.dumps([line, end_line]), stamp))
            elif row[2] == 0 or self._operations.stamp(row[2]) < stamp:
                changes[row[0]] = {
                    "line": line,
                    "end_line": end_line,
                    "lined": self._operations.number(stamp),
                }
                self.entry_ids.add(row[1])
        self.tx.update(columns.MENTION, changes, derived=True)
