"""Notes into the library: every line kept, nothing twice, and nothing changed where nothing changed.

    file ── decode ── readers ── parts ─── revision ──┬── kept: only lines move
                                                      ├── changed, new ── placing ──> entries
                                                      └── gone; what is lost for good is looked for in the other files

One import is one transaction: it happens whole or not at all. A file that cannot be read is reported and the others
are imported. Memory holds one file at a time, and what was lost.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readlist import assemble
from readlist.adding import AddResult, add_record
from readlist.assemble import FORMER, Origin, prose_key
from readlist.decode import decode
from readlist.entries import carry_out, put_claim
from readlist.errors import ReadlistError
from readlist.matching import compare, record_keys
from readlist.placing import FOLLOWS, RETURNS, STANDS, Member, place
from readlist.records import KINDS, Record
from readlist.revision import compare_parts, read_old_mentions
from readlist.sources import STDIN, Source, digest_of, find_files, place_of
from readlist.store import now
from readlist.topics import Topics

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from readlist.markdown.document import Document, Part
    from readlist.placing import Placement
    from readlist.revision import OldMention, Revision
    from readlist.store import Store, Transaction

__all__ = [
    "AddResult",
    "FileReport",
    "ImportReport",
    "Problem",
    "add_record",
    "find_files",
    "import_paths",
    "put_claim",
]


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


class _DryRunError(Exception):
    """Ends the transaction of a dry run."""


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
    Raises InputError for a path that is not there and for a folder without notes.
    """
    inputs: list[Path | None] = [*find_files(paths), *([None] if stdin is not None else [])]
    known = {path: digest for path, digest in store.query("SELECT path, hash FROM source")}
    run = _Run()
    work = [path for path in inputs if not run.skip(path, stdin, known.get(place_of(path)))]
    if not work:
        return run.report()
    try:
        with store.write(
            "import " + " ".join([*map(str, paths), *(["-"] if stdin is not None else [])])
        ) as tx:
            run.start(tx)
            for done, path in enumerate(work):
                if on_progress:
                    on_progress(str(path or STDIN), done, len(work))
                run.file(path, stdin)
            run.finish()
            if dry_run:
                raise _DryRunError
    except _DryRunError:
        pass
    return run.report()


@dataclass(slots=True)
class _Lost:
    """A mention that is gone from its source; it may have moved to another one."""

    entry_id: int
    record: Record
    is_pinned: bool
    is_found: bool = False


class _Run:
    """One import under way."""

    tx: Transaction
    topics: Topics

    def __init__(self) -> None:
        self.at = now()
        self.reports: list[FileReport] = []
        self.warnings: list[Problem] = []
        self.added: set[int] = set()
        self.changed: set[int] = set()
        self.removed: set[int] = set()
        self.mentioned: set[int] = set()
        self.bare: set[int] = set()
        self.lost: list[_Lost] = []
        self.lost_by_key: dict[str, list[_Lost]] = defaultdict(list)

    def start(self, tx: Transaction) -> None:
        self.tx = tx
        self.topics = Topics(tx)

    # -- one file -----------------------------------------------------------------------------------------------

    def skip(self, path: Path | None, stdin: bytes | None, known: str | None) -> bool:
        """Whether a file cannot be read, or is what it was; both are reported."""
        content = self._read(path, stdin)
        if content is None:
            return True
        if known != digest_of(content):
            return False
        self.reports.append(FileReport(str(path or STDIN), place_of(path), "unchanged"))
        return True

    def _read(self, path: Path | None, stdin: bytes | None) -> bytes | None:
        try:
            return path.read_bytes() if path else stdin or b""
        except OSError as error:
            self._fail(path, f"{path}: {error.strerror or error}")
            return None

    def _fail(self, path: Path | None, message: str) -> None:
        self.reports.append(FileReport(str(path or STDIN), place_of(path), "failed", error=message))

    def file(self, path: Path | None, stdin: bytes | None) -> None:
        """Import one file; one that is no text, or not of the format that its name tells, is reported."""
        from readlist import readers  # noqa: PLC0415

        content = self._read(path, stdin)
        if content is None:
            return
        shown = str(path or STDIN)
        try:
            text, encoding = decode(content, shown)
            document = readers.read(text, shown)
        except ReadlistError as error:
            self._fail(path, error.message)
            return
        source = Source(self.tx, path, content)
        self._warn(document, text, shown)
        source.save(encoding=encoding, title=document.title, at=self.at)
        entries = self._revise(source, document, shown)
        status = "changed" if source.is_known else "new"
        by_kind = _ordered(Counter(entries.values()))
        self.reports.append(FileReport(source.name, place_of(path), status, len(document.parts), by_kind))

    def _warn(self, document: Document, text: str, shown: str) -> None:
        if not text.strip():
            self.warnings.append(Problem(shown, 1, "the file is empty"))
        self.warnings += [Problem(shown, p.line, p.message) for p in document.problems]

    def _revise(self, source: Source, document: Document, shown: str) -> dict[int, str]:
        """Bring the mentions of a source to what it says now; return the kinds of its entries."""
        from readlist import models  # noqa: PLC0415

        old = read_old_mentions(self.tx, source.id)
        revision = compare_parts(old, document.parts)
        touched = self._move_lines(revision)
        if source.former_name not in (None, source.name):
            touched |= {mention.entry_id for mention in old}
        newcomers = [self._newcomer(source, part, before) for part, before in revision.changed]
        self.tx.delete(models.Mention, [mention.id for mention in revision.gone])
        self._lose(revision.lost)
        beside = _prose_beside(source, revision) if any(one.prose for one in newcomers) else []
        placement = place(self.tx, newcomers, beside=beside, gone=[m.record for m in revision.gone])
        carry_out(self.tx, placement, at=self.at)
        self._insert(source, revision, newcomers)
        self._report_conflicts(placement, shown)
        self.added |= placement.fresh.keys()
        self._refresh(touched | placement.touched | {mention.entry_id for mention in revision.gone})
        entries = {one.target: one.record.kind for one in newcomers}
        entries |= {mention.entry_id: part.record.kind for part, mention in revision.kept}
        self.mentioned |= entries.keys()
        return entries

    def _move_lines(self, revision: Revision) -> set[int]:
        """Write the new lines of mentions that only moved; return their entries."""
        from readlist import models  # noqa: PLC0415

        moved = [(p, m) for p, m in revision.kept if (m.line, m.end_line) != (p.line, p.end_line)]
        self.tx.update(models.Mention, {m.id: {"line": p.line, "end_line": p.end_line} for p, m in moved})
        return {mention.entry_id for _, mention in moved}

    def _newcomer(self, source: Source, part: Part, before: OldMention | None) -> Member:
        """A part that is to be placed, with the entry it comes from."""
        member = Member(
            part.record,
            Origin(f"{source.name}:{part.line}", is_note=True),
            (1, source.name, part.line, 1 << 62),
            prose=prose_key(source.id, part.topics, part.record),
        )
        if before:
            member.entry_id, member.weight, member.is_pinned = before.entry_id, FOLLOWS, before.is_pinned
        elif found := self._find_lost(part.record):
            found.is_found = True
            member.entry_id, member.weight, member.is_pinned = found.entry_id, RETURNS, found.is_pinned
        return member

    def _find_lost(self, record: Record) -> _Lost | None:
        """Find what another file lost, where it is this work."""
        if not self.lost_by_key:
            return None
        waiting = (lost for key in record_keys(record) for lost in self.lost_by_key.get(key, ()))
        return next(
            (lost for lost in waiting if not lost.is_found and compare(lost.record, record).same), None
        )

    def _lose(self, mentions: Iterable[OldMention]) -> None:
        for mention in mentions:
            lost = _Lost(mention.entry_id, mention.record, mention.is_pinned)
            self.lost.append(lost)
            for key in record_keys(lost.record):
                self.lost_by_key[key].append(lost)

    def _insert(self, source: Source, revision: Revision, newcomers: Sequence[Member]) -> None:
        from readlist import models  # noqa: PLC0415

        rows = [
            {
                "entry_id": member.target,
                "source_id": source.id,
                "topic_id": self.topics.id_of(part.topics),
                "line": part.line,
                "end_line": part.end_line,
                "label": part.record.label,
                "text": part.text,
                "record": part.record.to_json(),
                "pinned": member.is_pinned,
            }
            for (part, _), member in zip(revision.changed, newcomers, strict=True)
        ]
        self.tx.insert(models.Mention, rows)

    def _report_conflicts(self, placement: Placement, shown: str) -> None:
        for member, other in placement.conflicts:
            shared = compare(member.record, other).evidence[0].removeprefix("same ")
            line = int(member.origin.name.rpartition(":")[2])
            message = f"{shared} also stands for '{other.title}'; kept as two works"
            self.warnings.append(Problem(shown, line, message))

    def _refresh(self, touched: Collection[int]) -> None:
        """Work out the entries that were touched; one without a record waits, for a later file may mention it."""
        sql = """SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?)) AND (
                 EXISTS (SELECT 1 FROM mention WHERE entry_id = entry.id)
                 OR EXISTS (SELECT 1 FROM claim WHERE entry_id = entry.id AND origin NOT LIKE 'hand%'))"""
        held = {row[0] for row in self.tx.connection.execute(sql, (json.dumps(sorted(touched)),))}
        self.bare |= set(touched)
        self._note(assemble.refresh(self.tx, held, at=self.at))

    def _note(self, refreshed: assemble.Refreshed) -> None:
        self.changed |= refreshed.changed
        self.removed |= refreshed.removed

    # -- the end ------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Let entries go that nothing mentions any more, and topics; keep what the person's word hangs on."""
        bare = self._find_bare()
        kept = self._stand_in(bare)
        self._note(assemble.refresh(self.tx, bare | kept, at=self.at))
        self.topics.drop_unused()

    def _find_bare(self) -> set[int]:
        sql = """SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?))
                 AND NOT EXISTS (SELECT 1 FROM mention WHERE entry_id = entry.id)"""
        return {row[0] for row in self.tx.connection.execute(sql, (json.dumps(sorted(self.bare)),))}

    def _stand_in(self, bare: Collection[int]) -> set[int]:
        """Keep, as a claim, what lost mentions said: of entries that stay for the person's sake, and where it was pinned."""
        from readlist import models  # noqa: PLC0415

        lost = [one for one in self.lost if not one.is_found]
        prized = assemble.find_prized(self.tx, {one.entry_id for one in lost} & set(bare))
        gone = set(bare) - prized
        last = {
            one.entry_id: one
            for one in lost
            if one.entry_id in prized or (one.is_pinned and one.entry_id not in gone)
        }
        rows = [
            {"entry_id": one.entry_id, "origin": FORMER, "record": one.record.to_json(), "at": self.at}
            for one in lost
            if last.get(one.entry_id) is one or (one.is_pinned and one.entry_id in last)
        ]
        self.tx.insert(models.Claim, rows)
        return set(last)

    def report(self) -> ImportReport:
        changed = self.changed - self.added - self.removed
        kinds: Counter[str] = Counter()
        for report in self.reports:
            kinds.update(report.entries_by_kind)
        return ImportReport(
            files=tuple(self.reports),
            added=len(self.added - self.removed),
            changed=len(changed),
            removed=len(self.removed - self.added),
            unchanged=len(self.mentioned - self.added - changed),
            by_kind=_ordered(kinds),
            warnings=tuple(sorted(self.warnings, key=lambda w: (w.file, w.line))),
        )


def _prose_beside(source: Source, revision: Revision) -> list[Member]:
    """The prose of a source that stays as it was: new prose under the same headings belongs to it."""
    return [
        Member(
            part.record,
            Origin(f"{source.name}:{part.line}", is_note=True),
            (1, source.name, part.line, mention.id),
            mention.entry_id,
            STANDS,
            mention.id,
            is_pinned=mention.is_pinned,
            prose=prose_key(source.id, part.topics, part.record),
        )
        for part, mention in revision.kept
        if part.record.kind == "note"
    ]


def _ordered(counts: Counter[str]) -> dict[str, int]:
    return {kind: counts[kind] for kind in KINDS if counts[kind]}
