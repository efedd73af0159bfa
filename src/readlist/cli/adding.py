"""Add works by ID, URL or title, and report what became of each; typer is not needed for it (see ``plain_line``)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from readlist.cli.terminal import report, warn
from readlist.util.bounded_read import read_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.cli.session import Session
    from readlist.library import AddedWork, FetchedWork


def add(
    session: Session,
    works: Sequence[str],
    *,
    offline: bool = False,
    yes: bool = False,
    tags: Sequence[str] = (),
    topics: Sequence[str] = (),
    note: str | None = None,
    status: str | None = None,
    json: bool = False,
) -> int:
    """Add works, ``-`` for those on standard input, and return the exit code.

    A person is asked about a work found by its title; with ``yes`` it is added if it is certain.
    """
    works = [line for work in works for line in (_stdin_lines() if work == "-" else [work])]
    with session.open(create=True) as library:
        done = library.add(
            works,
            offline=offline,
            tags=tags,
            topics=topics,
            note=note,
            status=status,
            confirm=_accept_sure if yes else _ask if _has_person() else None,
        )
    if json:
        from readlist.cli import output  # noqa: PLC0415

        output.write_json(map(_added_fields, done))
    return _say_added(session, done)


def _stdin_lines() -> list[str]:
    lines = map(str.strip, read_stream(sys.stdin, "standard input").split("\n"))
    return [line for line in lines if line]


def _has_person() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _accept_sure(fetched: FetchedWork) -> bool:
    return fetched.sure


def _ask(fetched: FetchedWork) -> bool:
    """Show the record found by a title, and ask whether to add it."""
    record = fetched.record
    assert record is not None
    warn(f"{record.title} ({', '.join(record.authors[:4])}; {record.year}) {record.url}")
    warn(f"  because: {', '.join(fetched.evidence)}")
    import typer  # noqa: PLC0415

    return typer.confirm("  Add this one?", default=fetched.sure, err=True)


def _added_fields(one: AddedWork) -> dict[str, Any]:
    error = one.error.message if one.error else None
    return {
        "asked": one.text,
        "key": one.key,
        "title": one.title,
        "created": one.created,
        "stub": one.stub,
        "source": one.source or None,
        "poor": one.poor,
        "error": error,
    }


def _say_added(session: Session, done: Sequence[AddedWork]) -> int:
    """Print the result for each work, a failure of several works once; return the exit code, that of the first failure."""
    failed: dict[tuple[str, str], list[str]] = {}
    for one in done:
        if one.error:
            failed.setdefault((one.error.message, one.error.hint), []).append(one.text)
            continue
        what = "already there" if not one.created else "added, to be filled in later" if one.stub else "added"
        source = f" (from {one.source})" if one.poor else ""
        session.say(f"{what}: {one.key}  {one.title}{source}")
    if any(one.poor for one in done):
        session.say("arXiv did not answer; complete what came from elsewhere with: readlist fetch")
    if any(one.stub and one.created for one in done):
        session.say("fill in what is missing with: readlist fetch")
    for (message, hint), texts in failed.items():
        works = f"{len(texts)} works: " if len(texts) > 1 else ""
        report(f"{works}{message}", hint, color=session.color)
    return next((one.error.exit_code for one in done if one.error), 0)
