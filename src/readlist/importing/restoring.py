"""Restore entries from our own export, with everything that the person said about them.

    {"schema": 1, "kind": "source", "name": …, "text": …}     a source and its text
    {"schema": 1, "key": …, "mentions": […], "restore": {…}}  an entry and the rows that it is made of

    a line ── its uid is in the library ────────────> that entry gets what it lacks
          └─ the library has other entries: assign ─> the entry that its mentions belong to
          └─ else ──────────────────────────────────> a new entry with its key, uid and times

Of what is said of one field, the later counts, whichever library it is from. So the same library is not changed, an empty one
becomes equal, and undo takes all of it back. What providers were asked and downloaded files are not in an export.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO

from readlist.importing.source_files import content_hash
from readlist.linkage.features import features_of
from readlist.linkage.fusion import draft_entry
from readlist.model.facts import INTO, WHOLE
from readlist.model.parsed_document import Diagnostic
from readlist.model.provenance import Origin
from readlist.model.record import Record
from readlist.resolution.apply import insert_known_entry, transfer_data
from readlist.resolution.assignment import assign
from readlist.resolution.member import Member
from readlist.storage.claims import find_claim, put_claim
from readlist.storage.entries import find_entry_with_uid, has_entries, set_times
from readlist.storage.facts import FactRow, find_entry_of, restore_facts, write
from readlist.storage.mentions import (
    NewMention,
    insert_mentions,
    merge_mentions,
    name_mentions,
    read_mention_json,
)
from readlist.storage.sources import (
    SourceValues,
    find_source_by_name,
    find_source_by_path,
    read_content,
    save_source,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.storage.sources import SourceRow
    from readlist.storage.topic_rows import Topics
    from readlist.storage.transaction import Transaction

Line = dict[str, Any]
_SOURCE, _ENTRY = b'{"schema": 1, "kind": "source"', b'{"schema": 1, "key": '
"""How the lines of an export start."""
_RESTORE = b'"restore": {"uid": '


def is_backup_start(lines: BinaryIO) -> bool:
    """Whether a file, open at its start, is an export that says how to restore its entries: its first line does."""
    first = next(iter(lines), b"")
    return first.startswith(_SOURCE) or (first.startswith(_ENTRY) and _RESTORE in first)


def parse_lines(lines: Iterable[bytes]) -> Iterator[tuple[int, Line | None]]:
    """Yield each line that is not blank with its number, counted from 1; None for one that is not readable."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                value = json.loads(line)
            except ValueError:
                value = None
            yield number, value if isinstance(value, dict) else None


class Restorer:
    """Restores the lines of one export, in the transaction and with the topics of an import. Call ``finish`` at the end.

    Collects the entries that it read and those that are new; the caller then refreshes those that ``finish`` returns, and
    calls ``set_times``.
    """

    def __init__(self, tx: Transaction, topics: Topics, at: str) -> None:
        self.tx = tx
        self.topics = topics
        self.at = at
        self.added: set[int] = set()
        self.mentioned: set[int] = set()
        self.problems: list[Diagnostic] = []
        self.count = 0
        """Entries that were read."""
        self._has_others = has_entries(tx.connection)
        self._sources: dict[str, int] = {}
        self._mentions: dict[int, Counter[str]] = {}
        self._uids: dict[str, str] = {}
        """The uid here of an entry that has another one in the export."""
        self._used: set[int] = set()
        self._touched: set[int] = set()
        self._times: dict[int, tuple[str, str]] = {}
        self._facts: list[FactRow] = []
        self.has_changed = False

    def read(self, lines: Iterable[tuple[int, Line | None]]) -> None:
        """Restore lines; one that is not readable is reported, and the others are restored."""
        for number, line in lines:
            if line is None:
                self.problems.append(Diagnostic(number, "this line is not readable"))
            elif line.get("kind") == "source":
                self._save_source(line)
            elif isinstance(line.get("restore"), dict):
                self._read_entry(number, line)
            else:
                self.problems.append(Diagnostic(number, "this line does not say how to restore its entry"))

    def _read_entry(self, number: int, line: Line) -> None:
        restore = line["restore"]
        try:
            for removed in (restore.get("library") or {}).get("removed", ()):
                self._restore(removed)
            self._facts += _facts((restore.get("library") or {}).get("facts", ()), {})
            self._restore(line)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self.problems.append(
                Diagnostic(number, f"this entry cannot be restored: {type(error).__name__} {error}")
            )

    def finish(self) -> set[int]:
        """Write what the person said, and merge what was merged; return the entries to refresh."""
        said = restore_facts(self.tx, self._facts)
        self._touched |= self._merge(said)
        self._touched |= {i for uid in said if (i := find_entry_of(self.tx.connection, uid)) is not None}
        self.has_changed |= bool(said)
        return self._touched

    def set_times(self) -> None:
        """Give new entries the times that they had."""
        set_times(self.tx, self._times)

    def _merge(self, said: set[str]) -> set[int]:
        """Merge entries that the export says are merged, where both are here; return those that were changed."""
        out = set()
        for fact in self._facts:
            if fact.field == INTO and fact.element == WHOLE and fact.value and fact.entity in said:
                one = find_entry_with_uid(self.tx.connection, fact.entity)
                into = find_entry_of(self.tx.connection, json.loads(fact.value))
                if one is not None and into is not None and one != into:
                    transfer_data(self.tx, one, into)
                    merge_mentions(self.tx, [one, into], into)
                    out |= {one, into}
        return out

    # -- sources ----------------------------------------------------------------------------------------------

    def _save_source(self, line: Line) -> None:
        """Insert a source, or the text of one that has none yet."""
        encoding = str(line.get("encoding") or "utf-8")
        content = (
            base64.b64decode(line["base64"])
            if "base64" in line
            else str(line.get("text", "")).encode(encoding)
        )
        path = str(line["path"])
        known = self._find_source(path)
        if known and (not content or read_content(self.tx.connection, known.id)):
            self._sources[path] = known.id
            return
        title, imported = line.get("title"), str(line.get("imported") or self.at)
        name = known.name if known else self._free_name(str(line["name"]), path)
        stored = known.path if known else _stored_path(path, str(line["name"]))
        values = SourceValues(name, stored, content_hash(content), encoding, content, title, imported)
        self._sources[path] = save_source(self.tx, known.id if known else None, values)
        self.has_changed = True

    def _source(self, name: str, path: str) -> int:
        """Return the source with a path; one that is not here is inserted without its text."""
        if path not in self._sources:
            known = self._find_source(path)
            if known is None:
                stored = _stored_path(path, name)
                values = SourceValues(self._free_name(name, path), stored, "", "utf-8", b"", None, self.at)
                self._sources[path] = save_source(self.tx, None, values)
                self.has_changed = True
            else:
                self._sources[path] = known.id
        return self._sources[path]

    def _find_source(self, path: str) -> SourceRow | None:
        """Find the source with a path; the path of one whose file is on another device is its name."""
        if row := find_source_by_path(self.tx.connection, path):
            return row
        named = find_source_by_name(self.tx.connection, path)
        return named if named and named.is_elsewhere else None

    def _free_name(self, name: str, path: str) -> str:
        parts = PurePath(path).parts
        names = [name, *("/".join(parts[-count:]) for count in range(1, len(parts) + 1)), path]
        return next((one for one in names if find_source_by_name(self.tx.connection, one) is None), path)

    # -- entries ----------------------------------------------------------------------------------------------

    def _restore(self, line: Line) -> None:
        restore = line["restore"]
        uid = str(restore["uid"])
        mentions = list(zip(line["mentions"], restore["mentions"], strict=True))
        claims = [(str(origin), _record(record), str(at)) for origin, record, at in restore["claims"]]
        records = [(Origin(origin), record) for origin, record, _ in claims]
        records += [
            (Origin(f"{shown['source']}:{shown['line']}", is_note=True), _record(one["record"]))
            for shown, one in mentions
        ]
        entry_id = find_entry_of(self.tx.connection, uid)
        if entry_id is None and self._has_others:
            entry_id = self._find_like(records)
            if entry_id is not None:
                self._uids[uid] = self._uid_of(entry_id)
        if entry_id is None:
            draft = draft_entry(
                records or [(Origin("typed"), Record(kind=line["kind"], title=line["title"]))]
            )
            added, updated = str(line.get("added") or self.at), str(line.get("updated") or self.at)
            entry_id = insert_known_entry(
                self.tx, draft, uid=uid, key=line.get("key"), added=added, updated=updated
            )
            self._times[entry_id] = (added, updated)
            self.added.add(entry_id)
            self.has_changed = True
        self._used.add(entry_id)
        self.mentioned.add(entry_id)
        self.count += 1
        if (
            self._add_mentions(entry_id, mentions)
            | self._add_claims(entry_id, claims)
            | (entry_id in self._times)
        ):
            self._touched.add(entry_id)
            self.has_changed = True
        self._facts += _facts(restore["facts"], self._uids)

    def _uid_of(self, entry_id: int) -> str:
        from readlist.storage.facts import read_uids  # noqa: PLC0415

        return read_uids(self.tx.connection, [entry_id])[entry_id]

    def _find_like(self, records: list[tuple[Origin, Record]]) -> int | None:
        """Return the entry that most of these records would belong to, if they came from a note."""
        members = [
            Member(record, features_of(record), origin, (1, origin.name, number, 1 << 62))
            for number, (origin, record) in enumerate(records)
            if record.kind != "note"
        ]
        first_new = self.tx.next_id("entry")
        assign(self.tx, members)
        votes = Counter(one.target for one in members if 0 < one.target < first_new)
        return next((i for i, _ in votes.most_common() if i not in self._used and i not in self._times), None)

    def _add_mentions(self, entry_id: int, mentions: list[tuple[Line, Line]]) -> bool:
        """Insert the mentions that the library lacks; return whether there were any."""
        new: list[NewMention] = []
        for shown, one in mentions:
            path = tuple(map(str, one["topics"]))
            source_id = self._source(str(shown["source"]), str(one["path"]))
            record = _record(one["record"]).to_json()
            (uid,) = name_mentions(self.tx.connection, source_id, [(record, path)], [m.uid for m in new])
            new.append(
                NewMention(
                    entry_id=entry_id,
                    source_id=source_id,
                    topic_id=self.topics.id_of(path),
                    line=int(shown["line"]),
                    end_line=int(shown["end_line"]),
                    label=shown["label"],
                    text=str(shown["text"]),
                    record=record,
                    pinned=bool(one["pinned"]),
                    uid=uid,
                )
            )
        missing = []
        for mention in new:
            known = self._mentions_in(mention.source_id)
            if known[mention.record]:
                known[mention.record] -= 1
            else:
                missing.append(mention)
        insert_mentions(self.tx, missing)
        return bool(missing)

    def _mentions_in(self, source_id: int) -> Counter[str]:
        """Return the mentions that a source had before, by record; those that are found again are taken out.

        Their lines do not count: the file may have changed since the export.
        """
        if source_id not in self._mentions:
            self._mentions[source_id] = Counter(read_mention_json(self.tx.connection, source_id))
        return self._mentions[source_id]

    def _add_claims(self, entry_id: int, claims: list[tuple[str, Record, str]]) -> bool:
        changed = False
        for origin, record, at in claims:
            known = find_claim(self.tx.connection, entry_id, origin, record)
            if known is None or known.at < at:
                changed |= put_claim(self.tx, entry_id, origin, record, at)
        return changed


def _stored_path(path: str, name: str) -> str:
    """Return the path of a source; a backup has its name instead if the file is on another device."""
    return "" if path == name else path


def _record(value: Any) -> Record:
    return Record.from_json(json.dumps(value))


def _facts(values: Any, uids: dict[str, str]) -> list[FactRow]:
    """Return facts as rows; ``uids``: the uid here of an entry that has another one in the export."""
    out = []
    for entity, field, element, value, said in values:
        meant = uids.get(value, value) if field == INTO and isinstance(value, str) else value
        out.append(
            FactRow(uids.get(entity, str(entity)), str(field), str(element), write(meant), "", str(said))
        )
    return out
