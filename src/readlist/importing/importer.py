"""Notes into the library: every line kept, nothing twice, and nothing changed where nothing changed.

    paths ── files that changed ── reading ── parts ── Reviser ──> mentions, entries
                 │                               └──> warnings
                 └── unchanged, or cannot be read: only reported

One import is one transaction: it happens whole or not at all. A file that cannot be read is reported and the others
are imported. Memory holds a few files at a time.
"""

from __future__ import annotations

from collections import Counter, deque
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from typing import TYPE_CHECKING

from readlist.importing.file_reader import File, describe_unreadable, read_files
from readlist.importing.precompute import join
from readlist.importing.report import FileReport, ImportReport, Problem, count_kinds
from readlist.importing.source_files import Source, content_hash, find_files, stored_path
from readlist.importing.source_sync import SourceSync
from readlist.storage.sources import read_hashes
from readlist.storage.transaction import now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from readlist.importing.file_reader import FileRead
    from readlist.importing.precompute import PreparedDocument
    from readlist.storage.database import Store
    from readlist.storage.transaction import Transaction
    from readlist.util.process_pool import Map

_MUCH = 500_000
"""Bytes from which on files are read by other processes: those take a quarter of a second to start."""
_PROCESSES = 4
"""Other processes: as much as this one can import meanwhile, however many processors there are."""


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
    inputs = [*map(File, find_files(paths)), *([File(None, stdin)] if stdin is not None else [])]
    run = _Run()
    known = read_hashes(store.connection)
    hashes = [(file, known.get(stored_path(file.path))) for file in inputs]
    work = [
        file._replace(is_new=digest is None and not dry_run)
        for file, digest in hashes
        if not run.skip(file, digest)
    ]
    if not work:
        return run.report(None)
    command = " ".join(["import", *map(str, paths), *(["-"] if stdin is not None else [])])
    is_large = run.size >= _MUCH
    with run.processes() as map_:
        read = read_files(work, map_, run.size)  # other processes begin here, before SQLModel is loaded
        with store.write(command, dry_run=dry_run, large=is_large) as tx:
            reviser = SourceSync(tx, now())
            for done, file in enumerate(work):
                if on_progress:
                    on_progress(file.name, done, len(work))
                run.file(tx, reviser, file, next(read))
            reviser.finish()
    return run.report(reviser)


def _take(
    reviser: SourceSync, source: Source, pieces: Iterable[FileRead]
) -> Iterator[tuple[PreparedDocument, dict[int, str], list[tuple[int, str]]]]:
    """Take in what was read of a new source piece by piece, of a known one all at once, for it is compared."""
    documents: Iterable[PreparedDocument] = (piece.document for piece in pieces if piece.document)
    take = reviser.take_in
    if source.is_known:
        whole = join(list(documents))
        documents, take = [whole], reviser.revise
    for document in documents:
        yield (document, *take(source, document.items))


class _Run:
    """One import under way, and what is to be told of it."""

    def __init__(self) -> None:
        self.reports: list[FileReport] = []
        self.warnings: list[Problem] = []
        self.size = 0

    def skip(self, file: File, known: str | None) -> bool:
        """Whether a file cannot be read, or is what it was; both are reported."""
        try:
            content = file.content()
        except OSError as error:
            self._fail(file, describe_unreadable(file, error))
            return True
        if known != content_hash(content):
            self.size += len(content)
            return False
        self.reports.append(FileReport(file.name, stored_path(file.path), "unchanged"))
        return True

    def processes(self) -> AbstractContextManager[Map]:
        """Other processes, to read while this one imports, and for the index; none where there is little to do."""
        if self.size < _MUCH:
            return nullcontext(map)
        from readlist.util.process_pool import many_processes  # noqa: PLC0415

        return many_processes(_PROCESSES)

    def file(self, tx: Transaction, reviser: SourceSync, file: File, pieces: Iterator[FileRead]) -> None:
        """Import what was read of one file, or report that it cannot be."""
        first = next(pieces)
        if first.document is None:
            self._fail(file, first.error or "")
            deque(pieces, maxlen=0)
            return
        source = Source(tx, file.path, first.content)
        source.save(encoding=first.encoding, title=first.document.title, at=reviser.at)
        kinds: dict[int, str] = {}
        count = 0
        for document, found, conflicts in _take(reviser, source, chain([first], pieces)):
            count += len(document.items)
            kinds |= found
            self._warn(document, file.name, conflicts)
        if not count:  # each line that is not blank is in some part
            self.warnings.append(Problem(file.name, 1, "the file is empty"))
        status = "changed" if source.is_known else "new"
        by_kind = count_kinds(kinds.values())
        self.reports.append(FileReport(source.name, stored_path(file.path), status, count, by_kind))

    def _fail(self, file: File, message: str) -> None:
        self.reports.append(FileReport(file.name, stored_path(file.path), "failed", error=message))

    def _warn(self, document: PreparedDocument, shown: str, conflicts: list[tuple[int, str]]) -> None:
        self.warnings += [Problem(shown, one.line, one.message) for one in document.diagnostics]
        self.warnings += [Problem(shown, line, message) for line, message in conflicts]

    def report(self, reviser: SourceSync | None) -> ImportReport:
        """Put the report together; without a reviser nothing was to be done."""
        kinds: Counter[str] = Counter()
        for one in self.reports:
            kinds.update(one.entries_by_kind)
        added, changed, removed, mentioned = (
            (reviser.added, reviser.changed, reviser.removed, reviser.mentioned)
            if reviser
            else (set[int](),) * 4
        )
        changed = changed - added - removed
        return ImportReport(
            files=tuple(self.reports),
            added=len(added - removed),
            changed=len(changed),
            removed=len(removed - added),
            unchanged=len(mentioned - added - changed),
            by_kind=count_kinds(kinds.elements()),
            warnings=tuple(sorted(self.warnings, key=lambda one: (one.file, one.line))),
        )
