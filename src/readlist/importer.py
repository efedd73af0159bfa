"""Notes into the library: every line kept, nothing twice, and nothing changed where nothing changed.

    paths ── files that changed ── decode ── readers ── parts ── Reviser ──> mentions, entries
                 │                                        └──> warnings
                 └── unchanged, or cannot be read: only reported

One import is one transaction: it happens whole or not at all. A file that cannot be read is reported and the others
are imported. Memory holds one file at a time.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from readlist.adding import AddResult, add_record
from readlist.decode import decode
from readlist.entries import put_claim
from readlist.errors import ReadlistError
from readlist.reports import FileReport, ImportReport, Problem, count_kinds
from readlist.revising import Reviser
from readlist.sources import STDIN, Source, digest_of, find_files, place_of
from readlist.store import now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from readlist.markdown.document import Document
    from readlist.store import Store, Transaction

__all__ = ["AddResult", "FileReport", "ImportReport", "Problem", "add_record", "import_paths", "put_claim"]


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
        for done, path in enumerate(work):
            if on_progress:
                on_progress(str(path or STDIN), done, len(work))
            run.file(tx, reviser, path)
        reviser.finish()
    return run.report(reviser)


class _Run:
    """One import under way, and what is to be told of it."""

    def __init__(self, stdin: bytes | None) -> None:
        self.stdin = stdin
        self.reports: list[FileReport] = []
        self.warnings: list[Problem] = []

    def skip(self, path: Path | None, known: str | None) -> bool:
        """Whether a file cannot be read, or is what it was; both are reported."""
        content = self._read(path)
        if content is None:
            return True
        if known != digest_of(content):
            return False
        self.reports.append(FileReport(str(path or STDIN), place_of(path), "unchanged"))
        return True

    def file(self, tx: Transaction, reviser: Reviser, path: Path | None) -> None:
        """Import one file; one that is no text, or not of the format that its name tells, is reported."""
        from readlist import readers  # noqa: PLC0415

        content = self._read(path)
        if content is None:
            return
        shown = str(path or STDIN)
        try:
            text, encoding = decode(content, shown)
            document = readers.read(text, shown)
        except ReadlistError as error:
            self._fail(path, error.message)
            return
        source = Source(tx, path, content)
        source.save(encoding=encoding, title=document.title, at=reviser.at)
        kinds, conflicts = reviser.revise(source, document.parts)
        self._warn(document, text, shown, conflicts)
        status = "changed" if source.is_known else "new"
        by_kind = count_kinds(kinds.values())
        self.reports.append(FileReport(source.name, place_of(path), status, len(document.parts), by_kind))

    def _read(self, path: Path | None) -> bytes | None:
        try:
            return path.read_bytes() if path else self.stdin or b""
        except OSError as error:
            self._fail(path, f"{path}: {error.strerror or error}")
            return None

    def _fail(self, path: Path | None, message: str) -> None:
        self.reports.append(FileReport(str(path or STDIN), place_of(path), "failed", error=message))

    def _warn(self, document: Document, text: str, shown: str, conflicts: list[tuple[int, str]]) -> None:
        if not text.strip():
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
