"""Notes into the library: every line kept, nothing twice, and nothing changed where nothing changed.

    paths ── files that changed ── read_file ── parts ── Reviser ──> mentions, entries
                 │                     │           └──> warnings
                 │                     └── of many, in other processes meanwhile
                 └── unchanged, or cannot be read: only reported

One import is one transaction: it happens whole or not at all. A file that cannot be read is reported and the others
are imported. Memory holds a few files at a time.
"""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from readlist.adding import AddResult, add_record
from readlist.decode import decode
from readlist.entries import put_claim
from readlist.errors import ReadlistError
from readlist.matching import remember_traits, work_out_traits
from readlist.reports import FileReport, ImportReport, Problem, count_kinds
from readlist.revising import Reviser
from readlist.sources import STDIN, Source, digest_of, find_files, place_of
from readlist.store import now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from readlist.markdown.document import Document
    from readlist.matching import Traits
    from readlist.store import Store, Transaction
    from readlist.workers import Map

__all__ = ["AddResult", "FileReport", "ImportReport", "Problem", "add_record", "import_paths", "put_claim"]

_MUCH = 500_000
"""Bytes from which on files are read by other processes: those take a quarter of a second to start."""
_READERS = 4
"""Processes that read: as much as this one can import meanwhile, however many processors there are."""


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
    run = _Run(stdin)
    known = dict(store.query("SELECT path, hash FROM source"))
    work = [path for path in inputs if not run.skip(path, known.get(place_of(path)))]
    if not work:
        return run.report(None)
    command = " ".join(["import", *map(str, paths), *(["-"] if stdin is not None else [])])
    with store.write(command, dry_run=dry_run) as tx:
        reviser = Reviser(tx, now())
        with run.processes(work) as map_:
            read = read_file if map_ is map else read_file_whole
            files = map_(read, ((path, None if path else stdin) for path in work))
            for done, path in enumerate(work):
                if on_progress:
                    on_progress(str(path or STDIN), done, len(work))
                run.file(tx, reviser, path, next(files))
        reviser.finish()
    return run.report(reviser)


class FileRead(NamedTuple):
    """What was read of a file; ``error`` where it could not be, or is not of the format that its name tells."""

    content: bytes
    encoding: str = ""
    document: Document | None = None
    traits: Sequence[Traits | None] = ()
    """What counts of each part's record for telling works apart, where that was worked out with the reading."""
    error: str | None = None


def read_file(file: tuple[Path | None, bytes | None]) -> FileRead:
    """Read a file, or the standard input, whose content is given."""
    from readlist import readers  # noqa: PLC0415

    shown = str(file[0] or STDIN)
    try:
        content = _content(*file)
        text, encoding = decode(content, shown)
        return FileRead(content, encoding, readers.read(text, shown))
    except OSError as error:
        return FileRead(b"", error=_unreadable(file[0], error))
    except ReadlistError as error:
        return FileRead(b"", error=error.message)


def read_file_whole(file: tuple[Path | None, bytes | None]) -> FileRead:
    """Read a file, and do what follows from its records alone: for a process that spares another the time."""
    read = read_file(file)
    if read.document is None:
        return read
    parts = tuple(replace(part, claim=part.record_text) for part in read.document.parts)
    document = replace(read.document, parts=parts)
    return read._replace(document=document, traits=[work_out_traits(part.record) for part in parts])


def _content(path: Path | None, stdin: bytes | None) -> bytes:
    return path.read_bytes() if path else stdin or b""


def _unreadable(path: Path | None, error: OSError) -> str:
    return f"{path}: {error.strerror or error}"


class _Run:
    """One import under way, and what is to be told of it."""

    def __init__(self, stdin: bytes | None) -> None:
        self.stdin = stdin
        self.reports: list[FileReport] = []
        self.warnings: list[Problem] = []
        self.size = 0

    def skip(self, path: Path | None, known: str | None) -> bool:
        """Whether a file cannot be read, or is what it was; both are reported."""
        try:
            content = _content(path, self.stdin)
        except OSError as error:
            self._fail(path, _unreadable(path, error))
            return True
        if known != digest_of(content):
            self.size += len(content)
            return False
        self.reports.append(FileReport(str(path or STDIN), place_of(path), "unchanged"))
        return True

    def processes(self, paths: Sequence[Path | None]) -> AbstractContextManager[Map]:
        """Other processes to read many files of some size, while others are imported; else none."""
        if len(paths) < 2 or self.size < _MUCH:
            return nullcontext(map)
        from readlist.workers import many_processes  # noqa: PLC0415

        return many_processes(min(_READERS, len(paths)))

    def file(self, tx: Transaction, reviser: Reviser, path: Path | None, read: FileRead) -> None:
        """Import what was read of one file, or report that it cannot be."""
        document = read.document
        if document is None:
            self._fail(path, read.error or "")
            return
        if read.traits:
            records = (part.record for part in document.parts)
            remember_traits(list(zip(records, read.traits, strict=True)))
        source = Source(tx, path, read.content)
        source.save(encoding=read.encoding, title=document.title, at=reviser.at)
        kinds, conflicts = reviser.revise(source, document.parts)
        self._warn(document, str(path or STDIN), conflicts)
        status = "changed" if source.is_known else "new"
        by_kind = count_kinds(kinds.values())
        self.reports.append(FileReport(source.name, place_of(path), status, len(document.parts), by_kind))

    def _fail(self, path: Path | None, message: str) -> None:
        self.reports.append(FileReport(str(path or STDIN), place_of(path), "failed", error=message))

    def _warn(self, document: Document, shown: str, conflicts: list[tuple[int, str]]) -> None:
        if not document.parts:  # each line that is not blank is in some part
            self.warnings.append(Problem(shown, 1, "the file is empty"))
        self.warnings += [Problem(shown, one.line, one.message) for one in document.problems]
        self.warnings += [Problem(shown, line, message) for line, message in conflicts]

    def report(self, reviser: Reviser | None) -> ImportReport:
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
