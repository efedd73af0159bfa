"""Notes into the library: every line kept, nothing twice, and nothing changed where nothing changed.

    paths ── files ── decode ── markdown ──> parts ──┐
                                                     ├── plan against what the source said before ── apply
    mentions that the source has in the library ─────┘

A part that stands as it stood keeps its mention; one that changed is matched anew; one that went takes its
mention with it. One import is one transaction: it happens whole or not at all. A file that cannot be read is
reported and the others are imported.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readlist import assemble
from readlist.assemble import Origin
from readlist.decode import decode
from readlist.errors import InputError, ReadlistError
from readlist.keys import base_key, unique_keys
from readlist.placing import Shelf
from readlist.records import KINDS, Record
from readlist.store import now
from readlist.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from readlist.markdown.document import Document, Part
    from readlist.store import Store, Transaction

SUFFIXES = (".md", ".markdown", ".txt")
"""What is imported of a folder; a file that is named itself may be called anything."""
STDIN = "stdin"

# name, files done, files in all
Progress = "Callable[[str, int, int], None]"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should look at, where it stands."""

    file: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: ``status`` is new, changed, unchanged or failed."""

    name: str
    path: str
    status: str
    mentions: int = 0
    entries_by_kind: dict[str, int] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; the counts are of entries."""

    files: tuple[FileReport, ...]
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    @property
    def failed(self) -> tuple[FileReport, ...]:
        """The files that could not be read."""
        return tuple(report for report in self.files if report.status == "failed")


@dataclass(frozen=True, slots=True)
class AddResult:
    """Where a record went, and whether a new entry was made for it."""

    entry_id: int
    created: bool


class _DryRunError(Exception):
    """Ends the transaction of a dry run."""


# -- files -------------------------------------------------------------------------------------------------------


def find_files(paths: Sequence[Path | str]) -> list[Path]:
    """The files that these paths name: files as they are, folders with all notes below them, sorted, each once.

    Raises InputError for a path that is not there and for a folder without notes.
    """
    out: dict[Path, None] = {}
    for given in paths:
        path = Path(given)
        if path.is_dir():
            found = sorted(_notes_below(path))
            if not found:
                raise InputError("holds no notes", file=str(path), hint=f"Notes end in {', '.join(SUFFIXES)}.")
            out |= dict.fromkeys(found)
        elif path.exists():
            out[path] = None
        else:
            raise InputError("no such file or folder", file=str(path))
    return list(out)


def _notes_below(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield Path(root) / name


# -- import ------------------------------------------------------------------------------------------------------


def import_paths(
    store: Store,
    paths: Sequence[Path | str],
    *,
    stdin: bytes | None = None,
    dry_run: bool = False,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> ImportReport:
    """Import files and folders (and ``stdin``, where given) as one operation; a dry run tells what would happen.

    ``on_progress`` is told the name of each file before it is read, how many are done, and how many there are.
    """
    inputs: list[tuple[str, Path | None]] = [(str(path), path) for path in find_files(paths)]
    if stdin is not None:
        inputs.append((STDIN, None))
    known = {path: digest for path, digest in store.query("SELECT path, hash FROM source")}
    work: list[tuple[Path | None, bytes]] = []
    reports: list[FileReport] = []
    for name, path in inputs:
        try:
            content = stdin or b"" if path is None else path.read_bytes()
        except OSError as error:
            reports.append(FileReport(name, name, "failed", error=f"{name}: {error.strerror or error}"))
            continue
        if known.get(_place(path)) == _digest(content):
            reports.append(FileReport(name, _place(path), "unchanged"))
        else:
            work.append((path, content))
    run = _Run(store, reports)
    if not work:
        return run.report()
    try:
        with store.write("import " + " ".join(str(path) for path in paths)) as tx:
            run.start(tx)
            for done, (path, content) in enumerate(work):
                if on_progress:
                    on_progress(str(path or STDIN), done, len(work))
                run.file(path, content)
            run.finish()
            if dry_run:
                raise _DryRunError
    except _DryRunError:
        pass
    return run.report()


def _place(path: Path | None) -> str:
    return str(path.absolute()) if path else "-"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class _Run:
    """One import under way."""

    def __init__(self, store: Store, reports: list[FileReport]) -> None:
        self.store = store
        self.reports = reports
        self.warnings: list[Problem] = []
        self.added: set[int] = set()
        self.touched: set[int] = set()
        self.mentioned: set[int] = set()
        self.refreshed = assemble.Refreshed(frozenset(), frozenset())
        self.at = now()

    def start(self, tx: Transaction) -> None:
        self.tx = tx
        self.shelf = Shelf(tx)
        self.topics = _Topics(tx)

    def file(self, path: Path | None, content: bytes) -> None:
        """Import one file; one that cannot be read is reported."""
        from readlist.markdown.document import parse_document  # noqa: PLC0415

        shown = str(path or STDIN)
        try:
            text, encoding = decode(content, shown)
        except ReadlistError as error:
            self.reports.append(FileReport(shown, _place(path), "failed", error=error.message))
            return
        source = _Source(self.tx, path, content, encoding, self.at)
        document = parse_document(text, Path(source.name).stem)
        if not text.strip():
            self.warnings.append(Problem(shown, 1, "the file is empty"))
        self.warnings += [Problem(shown, p.line, p.message) for p in document.problems]
        source.save(document.title)
        mentions, by_kind = self._parts(source, document, shown)
        self.reports.append(FileReport(source.name, _place(path), source.status, mentions, by_kind))

    def _parts(self, source: _Source, document: Document, shown: str) -> tuple[int, dict[str, int]]:
        old = _Old(self.tx, source.id)
        placed: list[tuple[Part, str, int]] = []
        fresh: dict[int, list[tuple[Origin, Record]]] = {}
        kept: list[tuple[Part, _OldMention]] = []
        changed: list[Part] = []
        for part in document.parts:
            mention = old.take_equal(part)
            if mention:
                kept.append((part, mention))
            else:
                changed.append(part)
        for mention in old.left():
            self.shelf.forget(mention.entry_id, mention.data)
        self.shelf.load([part.record for part in changed])
        for part in changed:
            before = old.take_alike(part)
            entry_id = self._entry_for(part, before, old, fresh, shown)
            if entry_id not in fresh:
                self.touched.add(entry_id)
            else:
                fresh[entry_id].append((Origin(f"{source.name}:{part.line}", is_note=True), part.record))
            placed.append((part, part.record.to_json(), entry_id))
        self._write(source, placed, kept, old, fresh)
        entries = {entry_id: part.record.kind for part, _, entry_id in placed}
        entries |= {mention.entry_id: part.record.kind for part, mention in kept}
        self.mentioned |= set(entries)
        return len(placed) + len(kept), _by_kind(entries.values())

    def _entry_for(
        self, part: Part, before: _OldMention | None, old: _Old, fresh: dict[int, Any], shown: str
    ) -> int:
        """The entry that a new or changed part belongs to; a new id where there is none."""
        if part.record.kind == "note":
            entry_id = old.notes.get(_note_key(part)) or (before.entry_id if before and before.alone else None)
            if entry_id is None:
                entry_id = self.shelf.new_entry(part.record)
                fresh[entry_id] = []
            old.notes[_note_key(part)] = entry_id
            return entry_id
        if before and before.pinned:
            return before.entry_id
        found = self.shelf.place(part.record, prefer=before.entry_id if before else None)
        if found.conflict:
            self.warnings.append(Problem(shown, part.line, found.conflict))
        if found.entry_id is None and before and before.alone:
            found_id = before.entry_id  # reworded beyond likeness, but still the one item at this place
            self.shelf.add(found_id, part.record)
            return found_id
        if found.entry_id is None:
            entry_id = self.shelf.new_entry(part.record)
            fresh[entry_id] = []
            return entry_id
        self.shelf.add(found.entry_id, part.record)
        return found.entry_id

    def _write(
        self, source: _Source, placed: list[tuple[Part, str, int]], kept: list[tuple[Part, _OldMention]], old: _Old, fresh: dict[int, list[tuple[Origin, Record]]]
    ) -> None:
        from readlist import models  # noqa: PLC0415

        insert_entries(self.tx, fresh, self.at)
        self.added |= set(fresh)
        gone = old.unused()
        self.touched |= {mention.entry_id for mention in gone}
        self.tx.delete(models.Mention, [mention.id for mention in gone])
        moved = {m.id: {"line": part.line, "end_line": part.end_line} for part, m in kept if (m.line, m.end_line) != (part.line, part.end_line)}
        self.touched |= {mention.entry_id for part, mention in kept if mention.id in moved}
        self.tx.update(models.Mention, moved)
        rows = [
            {
                "entry_id": entry_id,
                "source_id": source.id,
                "topic_id": self.topics.id_of(part.topics),
                "line": part.line,
                "end_line": part.end_line,
                "label": part.record.label,
                "text": part.text,
                "record": record,
            }
            for part, record, entry_id in placed
        ]
        pinned = {id(part): True for part, _, entry_id in placed for mention in gone if mention.pinned and mention.entry_id == entry_id and mention.successor is part}
        for row, (part, _, _) in zip(rows, placed, strict=True):
            row["pinned"] = pinned.get(id(part), False)
        self.tx.insert(models.Mention, rows)

    def finish(self) -> None:
        """Work out the entries that were there before and have other mentions now; let unused topics go."""
        self.refreshed = assemble.refresh(self.tx, self.touched, at=self.at)
        self.topics.drop_unused()

    def report(self) -> ImportReport:
        changed = (self.refreshed.changed - self.added) - self.refreshed.removed
        kinds: Counter[str] = Counter()
        for report in self.reports:
            kinds.update(report.entries_by_kind)
        return ImportReport(
            files=tuple(self.reports),
            added=len(self.added - self.refreshed.removed),
            changed=len(changed),
            removed=len(self.refreshed.removed - self.added),
            unchanged=len(self.mentioned - self.added - changed),
            by_kind=_ordered(kinds),
            warnings=tuple(sorted(self.warnings, key=lambda w: (w.file, w.line))),
        )


def _by_kind(kinds: Any) -> dict[str, int]:
    return _ordered(Counter(kinds))


def _ordered(counts: Counter[str]) -> dict[str, int]:
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def insert_entries(tx: Transaction, fresh: dict[int, list[tuple[Origin, Record]]], at: str) -> None:
    """Insert new entries, whose ids the shelf handed out, with all that is worked out of their records."""
    from readlist import models  # noqa: PLC0415

    built = {entry_id: assemble.build(records) for entry_id, records in sorted(fresh.items())}
    bases = [
        base_key(b.columns["title"], tuple(json.loads(b.columns["authors"])), b.columns["year"]) for b in built.values()
    ]
    keys = unique_keys(bases, lambda wanted: _taken(tx, wanted))
    rows = [b.columns | {"key": key, "added": at, "updated": at} for b, key in zip(built.values(), keys, strict=True)]
    ids = tx.insert(models.Entry, rows)
    assert list(ids) == list(built), "the shelf and the table count entries alike"
    assemble.write_children(tx, built)


def _taken(tx: Transaction, keys: list[str]) -> set[str]:
    out: set[str] = set()
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        marks = ",".join("?" * len(part))
        out |= {row[0] for row in tx.connection.execute(f"SELECT key FROM entry WHERE key IN ({marks})", part)}
    return out


# -- what a source said before -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _OldMention:
    id: int
    entry_id: int
    line: int
    end_line: int
    text: str
    record: str
    topics: tuple[str, ...]
    pinned: bool
    alone: bool
    successor: Part | None = None

    @property
    def data(self) -> Record:
        return Record.from_json(self.record)


class _Old:
    """The mentions of a source as they are in the library, handed out to the parts that take their place."""

    def __init__(self, tx: Transaction, source_id: int) -> None:
        rows = tx.connection.execute(
            """SELECT mention.id, entry_id, line, end_line, text, record, topic.path, pinned,
                      (SELECT count(*) FROM mention AS other WHERE other.entry_id = mention.entry_id) = 1
               FROM mention LEFT JOIN topic ON topic.id = topic_id WHERE source_id = ? ORDER BY line, mention.id""",
            (source_id,),
        )
        self.all = [
            _OldMention(*row[:6], tuple(json.loads(row[6] or "[]")), bool(row[7]), bool(row[8])) for row in rows
        ]
        self.equal: dict[tuple[str, str, tuple[str, ...]], deque[_OldMention]] = defaultdict(deque)
        for mention in self.all:
            self.equal[mention.text, mention.record, mention.topics].append(mention)
        self.notes: dict[tuple[tuple[str, ...], str], int] = {}
        self.used: set[int] = set()
        for mention in self.all:
            record = mention.data
            if record.kind == "note":
                self.notes.setdefault((mention.topics, record.title or ""), mention.entry_id)
        self._alike: dict[str, deque[_OldMention]] | None = None

    def take_equal(self, part: Part) -> _OldMention | None:
        waiting = self.equal.get((part.text, part.record.to_json(), part.topics))
        if not waiting:
            return None
        mention = waiting.popleft()
        self.used.add(mention.id)
        return mention

    def left(self) -> list[_OldMention]:
        return [mention for mention in self.all if mention.id not in self.used]

    def take_alike(self, part: Part) -> _OldMention | None:
        """The mention that most likely was this part before it was edited: same title or id, else most alike text."""
        from rapidfuzz import fuzz  # noqa: PLC0415

        left = [m for m in self.left() if m.successor is None]
        if not left:
            return None
        keys = _edit_keys(part.record)
        for mention in left:
            if keys & _edit_keys(mention.data):
                mention.successor = part
                return mention
        nearest = sorted(left, key=lambda m: abs(m.line - part.line))[:20]
        scored = [(fuzz.ratio(m.text[:2000], part.text[:2000]), m) for m in nearest if m.data.kind == part.record.kind]
        best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        if best[1] is not None and best[0] >= 60:
            best[1].successor = part
            return best[1]
        return None

    def unused(self) -> list[_OldMention]:
        return self.left()


def _edit_keys(record: Record) -> set[str]:
    keys = {f"{i.scheme}:{i.value}" for i in record.ids}
    return keys | {f"{record.kind}:{fold(record.title or '')}"}


def _note_key(part: Part) -> tuple[tuple[str, ...], str]:
    return part.topics, part.record.title or ""


class _Source:
    """The row of one file: found by its path, else by its content under a path that is gone, else new."""

    def __init__(self, tx: Transaction, path: Path | None, content: bytes, encoding: str, at: str) -> None:
        self.tx = tx
        self.path = path
        self.values = {"path": _place(path), "hash": _digest(content), "encoding": encoding, "content": content}
        self.at = at
        row = tx.connection.execute(
            "SELECT id, name, title FROM source WHERE path = ?", (self.values["path"],)
        ).fetchone() or self._renamed()
        self.status = "changed" if row else "new"
        self.id: int = row[0] if row else 0
        self.name: str = row[1] if row and row[1] == self._plain_name() else self._free_name()

    def _renamed(self) -> Any:
        for row in self.tx.connection.execute(
            "SELECT id, name, title, path FROM source WHERE hash = ?", (self.values["hash"],)
        ):
            if row[3] != "-" and not Path(row[3]).exists():
                return row[:3]
        return None

    def _plain_name(self) -> str:
        return self.path.name if self.path else STDIN

    def _free_name(self) -> str:
        """The file's name, with as many folders in front as make it differ from other sources'."""
        parts = self.path.absolute().parts if self.path else (STDIN,)
        for count in range(1, len(parts) + 1):
            name = "/".join(parts[-count:])
            row = self.tx.connection.execute("SELECT id FROM source WHERE name = ?", (name,)).fetchone()
            if row is None or row[0] == self.id:
                return name
        return "/".join(parts)

    def save(self, title: str | None) -> None:
        """Write the row; its time is that of its last change."""
        from readlist import models  # noqa: PLC0415

        values = {**self.values, "name": self.name, "title": title, "imported": self.at}
        if self.id:
            self.tx.update(models.Source, {self.id: values})
        else:
            self.id = self.tx.insert(models.Source, [values])[0]


class _Topics:
    """Topic rows by path, made as they are needed."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.ids: dict[tuple[str, ...], int] = {
            tuple(json.loads(path)): topic_id for topic_id, path in tx.connection.execute("SELECT id, path FROM topic")
        }

    def id_of(self, path: tuple[str, ...]) -> int | None:
        """The id of a topic, made with those above it where it is missing; None for no topic."""
        from readlist import models  # noqa: PLC0415

        if not path:
            return None
        if path not in self.ids:
            row = {
                "parent_id": self.id_of(path[:-1]),
                "name": path[-1],
                "path": json.dumps(path, ensure_ascii=False),
                "folded": fold(" / ".join(path)),
            }
            self.ids[path] = self.tx.insert(models.Topic, [row])[0]
        return self.ids[path]

    def drop_unused(self) -> None:
        """Delete the topics that no mention names and no topic lies below, from the innermost outwards."""
        from readlist import models  # noqa: PLC0415

        while True:
            rows = self.tx.connection.execute(
                """SELECT id FROM topic WHERE NOT EXISTS (SELECT 1 FROM mention WHERE topic_id = topic.id)
                   AND NOT EXISTS (SELECT 1 FROM topic AS below WHERE below.parent_id = topic.id)"""
            ).fetchall()
            if not rows:
                return
            self.tx.delete(models.Topic, [row[0] for row in rows])


# -- single records ----------------------------------------------------------------------------------------------


def add_record(
    store: Store, record: Record, origin: str, *, hand: Record | None = None, note: str | None = None, command: str = "add"
) -> AddResult:
    """Add what a provider or the person claims of one work, to the entry that it is of or to a new one.

    ``hand`` is what the person says besides (tags, status), ``note`` a note of theirs.
    """
    from readlist import models  # noqa: PLC0415

    at = now()
    with store.write(command) as tx:
        shelf = Shelf(tx)
        shelf.load([record])
        entry_id = shelf.place(record).entry_id
        created = entry_id is None
        if entry_id is None:
            entry_id = shelf.new_entry(record)
            insert_entries(tx, {entry_id: [(Origin(origin), record)]}, at)
        put_claim(tx, entry_id, origin, record, at)
        if hand is not None:
            put_claim(tx, entry_id, assemble.HAND, _joined(tx, entry_id, hand), at)
        if note:
            tx.insert(models.Note, [{"entry_id": entry_id, "body": note, "created": at, "updated": at}])
        assemble.refresh(tx, [entry_id], at=at)
    return AddResult(entry_id, created)


def put_claim(tx: Transaction, entry_id: int, origin: str, record: Record, at: str) -> bool:
    """Write what one origin claims of an entry in place of what it claimed before; False where it is the same."""
    from readlist import models  # noqa: PLC0415

    text = record.to_json()
    row = tx.connection.execute(
        "SELECT id, record FROM claim WHERE entry_id = ? AND origin = ?", (entry_id, origin)
    ).fetchone()
    if row is None:
        tx.insert(models.Claim, [{"entry_id": entry_id, "origin": origin, "record": text, "at": at}])
        return True
    return row[1] != text and bool(tx.update(models.Claim, {row[0]: {"record": text, "at": at}}))


def _joined(tx: Transaction, entry_id: int, hand: Record) -> Record:
    """What the person says now added to what they said before: tags add up, a status replaces."""
    from dataclasses import replace  # noqa: PLC0415

    row = tx.connection.execute(
        "SELECT record FROM claim WHERE entry_id = ? AND origin = ?", (entry_id, assemble.HAND)
    ).fetchone()
    if row is None:
        return hand
    before = Record.from_json(row[0])
    return replace(before, tags=tuple(dict.fromkeys((*before.tags, *hand.tags))), status=hand.status or before.status)
