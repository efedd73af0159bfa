"""Checks of the library and of notes, and automatic fixes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from readlist.library.file import LibraryFile, load_provider_settings, split_stdin
from readlist.storage.database import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from readlist.config import Config
    from readlist.doctor.finding import Finding
    from readlist.doctor.fixes import FixPlan
    from readlist.doctor.library_check import LibraryCheck
    from readlist.errors import LibraryError
    from readlist.storage.backups import Backup
    from readlist.storage.statistics import LibraryInfo

_NOTES = (".md", ".markdown", ".txt")
"""Endings of files in folders whose lines are Markdown."""


class Maintenance(LibraryFile):
    """Methods that check the library, or files."""

    def info(self) -> LibraryInfo:
        """Return what the library file is and how much it holds."""
        from readlist.storage import statistics  # noqa: PLC0415

        return statistics.read_info(self.store)

    def check(self) -> LibraryCheck:
        """Check the library file, its search index, and its entries against what is said of them."""
        from readlist.doctor import library_check  # noqa: PLC0415

        return library_check.check_library(self.store)

    @staticmethod
    def explain(path: Path, error: Exception) -> LibraryError | None:
        """Return the damage of a library file that may have led to an unexpected error; None if it is intact."""
        from readlist.storage import integrity_check  # noqa: PLC0415

        return integrity_check.explain(path, error) if path.exists() else None

    def repair(self) -> tuple[str, ...]:
        """Rebuild the search index and the entries where they are wrong, and return what was.

        Raises LibraryError if the file itself is damaged, which only a backup can mend.
        """
        from readlist.doctor import library_check  # noqa: PLC0415

        return library_check.repair_library(self.store)

    # -- backups --------------------------------------------------------------------------------------------------

    def back_up(self, path: Path | str | None = None) -> Path:
        """Copy the library, by default to its folder of backups, and return the path of the copy.

        Raises InputError when the file exists or cannot be written.
        """
        from readlist.storage import backups  # noqa: PLC0415

        return backups.back_up(self.store, Path(path) if path else None)

    def backups(self) -> list[Backup]:
        """Return the copies in the folder of backups, the newest first."""
        from readlist.storage import backups  # noqa: PLC0415

        return backups.list_backups(self.store.path)

    def find_backup(self, wanted: str) -> Path:
        """Return the path of a copy that is named by its path or its number in ``backups``, counted from 1."""
        from readlist.storage import backups  # noqa: PLC0415

        return backups.find_backup(self.store.path, wanted)

    def restore(self, path: Path | str) -> Path:
        """Put a copy in the place of the library; return the path of the copy that was made of the library before.

        Raises LibraryError when the copy is not a whole library, or newer than this program.
        """
        from readlist.storage import backups  # noqa: PLC0415

        return backups.restore(self.store, Path(path))

    def vacuum(self) -> tuple[int, int]:
        """Rewrite the file without the space that deleted rows left; return its size in bytes before and after."""
        from readlist.storage import backups  # noqa: PLC0415

        return backups.vacuum(self.store)

    # -- problems -------------------------------------------------------------------------------------------------

    def doctor(self, severity: str = "info", *, paths: bool = False) -> tuple[Finding, ...]:
        """Return the problems found in the library, of this severity or worse, the worst first.

        Places name the sources, or with ``paths`` the files that they were read from. Raises UsageError for an unknown
        severity.
        """
        from readlist.doctor import runner  # noqa: PLC0415

        found = runner.examine(self.store.connection, severity)
        return runner.with_paths(self.store.connection, found) if paths else found

    @staticmethod
    def lint(
        files: Sequence[Path | str], *, stdin: bytes | None = None, severity: str = "info"
    ) -> tuple[Finding, ...]:
        """Return what ``doctor`` finds in files and folders of notes, without importing them; ``-`` is ``stdin``.

        Raises InputError when there is nothing to read, UsageError for an unknown severity.
        """
        import tempfile  # noqa: PLC0415

        from readlist.doctor import runner  # noqa: PLC0415
        from readlist.importing import importer  # noqa: PLC0415

        runner.check_severity(severity)
        with (
            tempfile.TemporaryDirectory(prefix="readlist-") as folder,
            Store.open(Path(folder) / "lint.db") as store,
        ):
            report = importer.import_paths(store, split_stdin(files, stdin), stdin=stdin, stdin_name="stdin")
            unreadable = [(one.name, one.error or "cannot be read") for one in report.failed]
            return runner.lint_findings(store.connection, unreadable, severity)

    def check_links(
        self, severity: str = "info", *, on_progress: Callable[[str, int, int], None] | None = None
    ) -> tuple[Finding, ...]:
        """Ask the network about the links in the sources, and return what is wrong with them, the worst first."""
        from readlist.doctor import online_checks  # noqa: PLC0415

        texts = online_checks.read_sources(self.store.connection)
        return online_checks.find_online(texts, self.provider_settings, severity, on_progress=on_progress)

    @staticmethod
    def check_links_in(
        files: Sequence[Path | str],
        severity: str = "info",
        *,
        settings: Config | None = None,
        on_progress: Callable[[str, int, int], None] | None = None,
    ) -> tuple[Finding, ...]:
        """Do the same for files and folders of notes, without importing them. Raises InputError for a bad file."""
        from readlist.doctor import online_checks  # noqa: PLC0415

        texts, how = online_checks.read_files(files), load_provider_settings(settings)
        return online_checks.find_online(texts, how, severity, on_progress=on_progress)

    @staticmethod
    def plan_fixes(
        files: Sequence[Path | str],
        *,
        online: bool = False,
        settings: Config | None = None,
        on_unsure: Callable[[str, str], None] | None = None,
    ) -> tuple[FixPlan, ...]:
        """Return, for each file, the fixes of its links that are certain. Raises InputError when one is not text.

        Of a folder, the Markdown notes in it and below are taken.
        ``online`` also asks GitHub for the new names of repositories; ``on_unsure`` gets each link that it does not
        answer for, and the reason.
        """
        from readlist.doctor import fixes  # noqa: PLC0415
        from readlist.importing.folders import find_files  # noqa: PLC0415

        files = [
            file
            for path in files
            for file in (find_files([path]).files if Path(path).is_dir() else [path])
            if not Path(path).is_dir() or Path(file).suffix.lower() in _NOTES
        ]
        moved: dict[str, str] = {}
        if online:
            from readlist.doctor import online_checks  # noqa: PLC0415

            moved, unsure = online_checks.find_moved(
                online_checks.read_files(files), load_provider_settings(settings)
            )
            for one in unsure if on_unsure else ():
                on_unsure(one.url, one.detail)  # type: ignore[misc]
        return tuple(fixes.plan_fix(path, moved) for path in files)

    @staticmethod
    def apply_fixes(plans: Sequence[FixPlan]) -> None:
        """Write the fixed files, each as a whole or not at all. Raises InputError when one has changed since."""
        from readlist.doctor import fixes  # noqa: PLC0415

        for plan in plans:
            fixes.apply_fix(plan)
