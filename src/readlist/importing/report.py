"""The report of an import: the result for each file, counts of entries, and warnings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readlist.model.record import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should look at, by file and line (counted from 1)."""

    file: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """The result for one file: ``status`` is new, changed, unchanged or failed; ``error`` says why it failed."""

    name: str
    path: str
    status: str
    mentions: int = 0
    entries_by_kind: dict[str, int] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The result of an import; counts are numbers of entries, those of ``skipped`` of files in folders, by the reason."""

    files: tuple[FileReport, ...]
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    @property
    def failed(self) -> tuple[FileReport, ...]:
        """The files that could not be read."""
        return tuple(report for report in self.files if report.status == "failed")


def count_kinds(kinds: Iterable[str]) -> dict[str, int]:
    """Count entries by kind, in the order of the kinds."""
    counts = Counter(kinds)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}
