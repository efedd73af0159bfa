"""Import files: every line is kept, nothing is stored twice, and unchanged data is not written.

    paths ── files that changed ── read_files ── items ── SourceSync ──> mentions, entries
                 │                                 └──> warnings
                 └── unchanged or unreadable: only reported

One import is one transaction: all of it is written or nothing. A file that cannot be read is reported, and the others
are imported. Only a few files are in memory at a time.
"""

from __future__ import annotations

from collections import deque
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from typing import TYPE_CHECKING

from readlist.errors import ReadlistError
from readlist.importing.file_reader import File, describe_unreadable, read_files
from readlist.importing.folders import find_files
from readlist.importing.precompute import join
from readlist.importing.report import FileReport, ImportReport, Problem, count_kinds
from readlist.importing.restoring import Restorer, is_backup_start, parse_lines
from readlist.importing.source_files import Source, content_hash, name_stdin
from readlist.importing.source_sync import SourceSync
from readlist.storage.sources import read_hashes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from readlist.importing.file_reader import FileRead
    from readlist.importing.precompute import PreparedDocument
    from readlist.importing.source_sync import SyncResult
    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction
    from readlist.util.process_pool import Map

_LARGE = 500_000
"""Minimum size in bytes for worker processes to read the files: they take a quarter of a second to start."""
_WORKERS = 4
"""Worker processes: together they read as fast as this process imports; more would not help on any machine."""


def import_paths(
    store: Store,
    paths: Sequence[Path | str],
    *,
    stdin: bytes | None = None,
    stdin_name: str | None = None,
    dry_run: bool = False,
    on_progress: Callable[[str, int, int], None] | None = None,
    before: Callable[[], object] | None = None,
) -> ImportReport:
    """Import files and folders (and ``stdin``, if given) as one operation; a dry run only reports what would happen.

    ``stdin_name`` names the source that ``stdin`` is, and says its format by its ending; without it, the content does.
    ``on_progress`` is called before each file is read, with its name, the number of files done, and their total;
    ``before`` before anything is written, if there is anything to write.
    Raises InputError for a path that does not exist and for a folder without notes.
    """
    found = find_files(paths)
    inputs = [File(path) for path in found.files]
    if stdin is not None:
        inputs.append(File(None, stdin, stdin_name=name_stdin(stdin, stdin_name)))
    run = _Run(found.skipped)
    work = run.select(inputs, read_hashes(store.connection), dry_run=dry_run)
    if not work and not run.backups:
        return run.report(None)
    if before and not dry_run:
        before()
    command = " ".join(["import", *map(str, paths), *(["-"] if stdin is not None else [])])
    with run.workers() as map_:
        read = read_files(work, map_, run.size)  # workers start here, before SQLModel is loaded
        with store.write(command, dry_run=dry_run, size=run.size) as tx:
            sync = SourceSync(tx, tx.at)
            for done, file in enumerate(work):
                if on_progress:
                    on_progress(file.name, done, len(work))
                run.import_file(tx, sync, file, next(read))
            for file in run.backups:
                run.restore(tx, sync, file)
            sync.finish()
    return run.report(sync)


def _sync(
    sync: SourceSync, source: Source, pieces: Iterable[FileRead]
) -> Iterator[tuple[PreparedDocument, SyncResult]]:
    """Synchronise a new source piece by piece, a known one as a whole, because it is compared with its mentions."""
    documents = (document for piece in pieces for document in piece.documents())
    if source.is_known:
        whole = join(list(documents))
        yield whole, sync.update_items(source, whole.items)
        return
    for document in documents:
        yield document, sync.add_items(source, document.items)


class _Run:
    """One import: selects the files to read, imports them and collects the report."""

    def __init__(self, skipped: Mapping[str, int]) -> None:
        self.skipped = dict(skipped)
        self.reports: list[FileReport] = []
        self.kinds: dict[int, str] = {}
        self.warnings: list[Problem] = []
        self.backups: list[File] = []
        """Our own exports, which are restored instead of kept as sources."""
        self.size = 0
        """Bytes of the files to read."""

    def select(self, files: Iterable[File], hashes: dict[str, str], *, dry_run: bool) -> list[File]:
        """Return the files that are new or changed; ``hashes``: the content hashes of the sources, by path."""
        work = []
        for one in files:
            file = self._load(one)
            known = hashes.get(one.stored_path)
            if file and known is None and self._is_backup(file):
                self.backups.append(file)
            elif file and self._has_changed(file, known):
                work.append(file._replace(is_new=known is None and not dry_run))
        return work

    def _load(self, file: File) -> File | None:
        """Return a file, with its text if it is a library of another program; report it if that cannot be read."""
        try:
            return file.with_library()
        except OSError as error:
            self._fail(file, describe_unreadable(file, error))
        except ReadlistError as error:
            self._fail(file, error.message)
        return None

    @staticmethod
    def _is_backup(file: File) -> bool:
        """Whether a file is an export that says how to restore its entries."""
        try:
            with file.open() as opened:
                return is_backup_start(opened)
        except OSError:  # reported when it is read
            return False

    def restore(self, tx: Transaction, sync: SourceSync, file: File) -> None:
        """Restore the entries of an export."""
        restorer = Restorer(tx, sync.topics, sync.at)
        with file.open() as opened:
            restorer.read(parse_lines(opened))
        sync.added |= restorer.added
        sync.mentioned |= restorer.mentioned
        sync.refresh_entries(restorer.finish())
        restorer.set_times()
        self.warnings += [Problem(file.name, one.line, one.message) for one in restorer.problems]
        status = "restored" if restorer.has_changed else "unchanged"
        self.reports.append(FileReport(file.name, file.stored_path, status, restorer.count))

    def _has_changed(self, file: File, known: str | None) -> bool:
        """Return whether the hash of a file differs from ``known``; if not, or if it cannot be read, report it."""
        try:
            content = file.content()
        except OSError as error:
            self._fail(file, describe_unreadable(file, error))
            return False
        if known == content_hash(content):
            self.reports.append(FileReport(file.name, file.stored_path, "unchanged"))
            return False
        self.size += len(content)
        return True

    @property
    def is_large(self) -> bool:
        """Whether there is enough to read for worker processes to pay off."""
        return self.size >= _LARGE

    def workers(self) -> AbstractContextManager[Map]:
        """Return a ``map`` over worker processes, for reading ahead and indexing; the builtin for a small import."""
        if not self.is_large:
            return nullcontext(map)
        from readlist.util.process_pool import many_processes  # noqa: PLC0415

        return many_processes(_WORKERS)

    def import_file(self, tx: Transaction, sync: SourceSync, file: File, pieces: Iterator[FileRead]) -> None:
        """Import the pieces of one file, or report that it cannot be imported."""
        first = next(pieces)
        if first.document is None:
            self._fail(file, first.error or "")
            deque(pieces, maxlen=0)
            return
        source = Source(tx, file.path, first.content, file.stdin_name)
        if source.replaced:
            sync.remove_source(source.replaced)
        source.save(encoding=first.encoding, title=first.document.title, at=sync.at)
        kinds: dict[int, str] = {}
        count = 0
        for document, result in _sync(sync, source, chain([first], pieces)):
            count += len(document.items)
            kinds |= result.kinds
            self._warn(document, file.name, result.conflicts)
        if not count:  # every line that is not blank belongs to an item
            self.warnings.append(Problem(file.name, 1, "the file is empty"))
        status = "changed" if source.is_known else "new"
        self.kinds |= kinds
        by_kind = count_kinds(kinds.values())
        self.reports.append(FileReport(source.name, file.stored_path, status, count, by_kind))

    def _fail(self, file: File, message: str) -> None:
        self.reports.append(FileReport(file.name, file.stored_path, "failed", error=message))

    def _warn(self, document: PreparedDocument, name: str, conflicts: Iterable[tuple[int, str]]) -> None:
        self.warnings += [Problem(name, one.line, one.message) for one in document.diagnostics]
        self.warnings += [Problem(name, line, message) for line, message in conflicts]

    def report(self, sync: SourceSync | None) -> ImportReport:
        """Return the report; ``sync`` is None if there was no file to import."""
        added, changed, removed, mentioned = (
            (sync.added, sync.changed, sync.removed, sync.mentioned) if sync else (set[int](),) * 4
        )
        changed = changed - added - removed
        return ImportReport(
            files=tuple(self.reports),
            added=len(added - removed),
            changed=len(changed),
            removed=len(removed - added),
            unchanged=len(mentioned - added - changed),
            by_kind=count_kinds(kind for i, kind in self.kinds.items() if i not in removed),
            skipped=self.skipped,
            warnings=tuple(sorted(self.warnings, key=lambda one: (one.file, one.line))),
        )
