"""The doctor: problems in a library or in notes, and the lines where they are.

    examine(connection) ──> identity_checks, consistency_checks ─┐
                            arxiv_id_checks, link_checks ────────┼─> findings: errors first, then by file and line
                            provider_checks, text_checks,        │
                          clash_checks ────────────────────────┘
    lint_findings(connection, unreadable) ── the same for files imported into a temporary library

A finding states only facts. If something merely looks wrong, it says what was found, and the advice
says when nothing is wrong. The cost of every check grows with the library, never with its square.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.doctor.finding import SEVERITIES, Finding, Place, one_of
from readlist.errors import UsageError
from readlist.storage.sources import read_source_paths

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from readlist.doctor.source_lines import Lines

__all__ = ["SEVERITIES", "Finding", "Place", "check_severity", "examine", "lint_findings", "with_paths"]


def check_severity(severity: str) -> None:
    """Raise UsageError unless this is a severity."""
    if severity not in SEVERITIES:
        raise UsageError(f"'{severity}' is not a severity", hint=f"Severities: {', '.join(SEVERITIES)}.")


def examine(connection: sqlite3.Connection, least: str = "info") -> tuple[Finding, ...]:
    """Return the problems of a library, of severity ``least`` or worse, the worst first; places name the sources.

    Raises UsageError when ``least`` is not a severity.
    """
    check_severity(least)
    found = (finding for finding in _findings(connection, least) if one_of(finding.severity, least))
    return tuple(sorted(found, key=_order))


def _findings(connection: sqlite3.Connection, least: str) -> Iterator[Finding]:
    from readlist.doctor import (  # noqa: PLC0415
        arxiv_id_checks,
        clash_checks,
        consistency_checks,
        identity_checks,
        link_checks,
        provider_checks,
        text_checks,
    )
    from readlist.doctor.source_lines import Lines  # noqa: PLC0415

    texts = Lines(connection)
    checks: list[tuple[str, Callable[[sqlite3.Connection, Lines], Iterator[Finding]]]] = [
        ("error", identity_checks.find_shared_ids),
        ("error", provider_checks.find_contradicted),
        ("error", arxiv_id_checks.find_malformed),
        ("error", arxiv_id_checks.find_future),
        ("error", provider_checks.find_waiting),
        ("warning", consistency_checks.find_other_venues),
        ("warning", consistency_checks.find_repeated),
        ("warning", link_checks.find_shared_links),
        ("warning", clash_checks.find_device_clashes),
        ("info", identity_checks.find_maybe_same),
        ("info", link_checks.find_unlinked),
    ]
    for worst, check in checks:
        if one_of(worst, least):
            yield from check(connection, texts)
    yield from text_checks.find_in_lines(connection, texts, least)


def _order(finding: Finding) -> tuple[int, str, int, str]:
    first = finding.places[0] if finding.places else Place("", 0)
    return SEVERITIES.index(finding.severity), first.file, first.line, finding.code


def lint_findings(
    connection: sqlite3.Connection, unreadable: Iterable[tuple[str, str]], least: str = "info"
) -> tuple[Finding, ...]:
    """Return the problems of files that were just imported into a temporary library; places name the files.

    ``unreadable`` are the files that could not be read, by name or path, each with the reason: an error of the code
    ``file-unreadable``, ahead of all others. Raises UsageError when ``least`` is not a severity.
    """
    errors = [
        Finding("file-unreadable", "error", reason, (Place(_display_path(name), 1),))
        for name, reason in unreadable
    ]
    return *errors, *with_paths(connection, examine(connection, least))


def with_paths(connection: sqlite3.Connection, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings with the file that a source was read from in all places, where the file still exists."""
    names = {
        name: _display_path(path)
        for name, path in read_source_paths(connection).items()
        if path and not path.startswith("-") and Path(path).exists()
    }
    return tuple(
        replace(finding, places=tuple(replace(p, file=names.get(p.file, p.file)) for p in finding.places))
        for finding in findings
    )


def _display_path(path: str) -> str:
    """A path as a person would write it here: relative, if it is below the working folder."""
    place, here = Path(path), Path.cwd()
    return str(place.relative_to(here)) if place.is_relative_to(here) else path
