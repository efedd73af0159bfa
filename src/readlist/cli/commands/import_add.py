"""Commands that add entries: import, add."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import adding, completion, options
from readlist.cli.fields import count_of_kind
from readlist.cli.progress import show_progress
from readlist.cli.session import get_session
from readlist.cli.terminal import report
from readlist.errors import UsageError
from readlist.util.bounded_read import read_stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from readlist.cli.session import Session
    from readlist.library import FileReport, ImportReport

app = typer.Typer()

_MOST_WARNINGS = 20
_MOST_FILES = 40
_BAD_INPUT = 3


@app.command(
    "import",
    epilog=options.examples(
        "readlist import notes/",
        "readlist import ~/Zotero/zotero.sqlite",
        "curl -s https://example.org/list.md | readlist import - --name list.md",
    ),
)
def import_(
    ctx: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files and folders; - reads stdin.")],
    *,
    name: Annotated[
        str | None,
        typer.Option(
            "--name",
            metavar="NAME",
            help="The name of what is read from stdin; importing under it again updates it. Its ending says the format.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be imported without changing anything.")
    ] = False,
    all_warnings: Annotated[bool, typer.Option("--all-warnings", help="Print every warning.")] = False,
    json: options.AsJson = False,
) -> None:
    """Import notes, bibliographies, bookmarks, other libraries.

    Importing the same again changes nothing. The libraries of Zotero, papis, coBib and pubs are read where they are.

    Files that cannot be read are reported, and the others imported; the exit code is then 3.
    """
    session = get_session(ctx)
    if name is not None and "-" not in paths:
        raise UsageError("--name names what is read from stdin", hint="Write: readlist import - --name NAME")
    stdin = read_stream(sys.stdin.buffer, "standard input") if "-" in paths else None
    is_first = not session.settings.db.exists()
    with session.open(create=True) as library, show_progress(session) as on_progress:
        done = library.import_paths(paths, stdin=stdin, name=name, dry_run=dry_run, on_progress=on_progress)
    _say_warnings(session, done, most=None if all_warnings or json else _MOST_WARNINGS)
    for failed in done.failed:
        report(failed.error or failed.name, color=session.color)
    _say_summary(session, done, dry_run=dry_run)
    if is_first and done.added and not dry_run:
        session.say("look around with: readlist topics, readlist list, readlist search WORDS")
    if json:
        _write_report(done, dry_run=dry_run)
    if done.failed:
        raise typer.Exit(_BAD_INPUT)


def _say_warnings(session: Session, done: ImportReport, *, most: int | None) -> None:
    for problem in done.warnings[:most]:
        session.say(f"{problem.file}:{problem.line}: {problem.message}")
    if most is not None and len(done.warnings) > most:
        session.say(f"… and {len(done.warnings) - most} more warnings; --all-warnings prints them")


def _file_names(files: list[FileReport]) -> list[str]:
    """Return the path of each file below the folder that they share, which tells files of one name apart.

    Files that share no folder are named by their whole paths.
    """
    paths = [Path(one.path) for one in files]
    if not files or not all(path.is_absolute() for path in paths):
        return [one.name for one in files]
    shared = Path(os.path.commonpath([path.parent for path in paths]))
    return [str(path if shared == Path(shared.anchor) else path.relative_to(shared)) for path in paths]


def _say_summary(session: Session, done: ImportReport, *, dry_run: bool) -> None:
    """Print what was found in each file, and the counts of files and entries by what happened to them."""
    found = [one for one in done.files if one.status in ("new", "changed")]
    if len(done.files) > 1:
        names = _file_names(found)
        for one, name in zip(found[:_MOST_FILES], names, strict=False):
            session.say(f"{name}: {_count_works(one.entries_by_kind) or 'nothing'}")
        if len(found) > _MOST_FILES:
            session.say(f"… and {len(found) - _MOST_FILES} more files; --json lists them")
    states = [one.status for one in done.files]
    files = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    session.say(f"{'would import ' if dry_run else ''}files: {files}")
    if done.skipped:
        session.say(f"skipped: {', '.join(f'{count} {reason}' for reason, count in done.skipped.items())}")
    if done.added and done.added == sum(done.by_kind.values()) and not (done.changed or done.removed):
        session.say(f"added: {_count_works(done.by_kind)}")
        return
    session.say(f"entries: {_entry_counts(done)}")
    if done.by_kind:
        session.say(f"in these files: {_count_works(done.by_kind)}")


def _entry_counts(done: ImportReport) -> str:
    if not (done.added or done.changed or done.removed):
        return "no change"
    counts = (
        f"{done.added} added",
        f"{done.changed} changed",
        f"{done.removed} removed",
        f"{done.unchanged} unchanged",
    )
    return ", ".join(count for count in counts if not count.startswith("0 "))


def _count_works(by_kind: Mapping[str, int]) -> str:
    """Say how many works there are, of which kinds, and how much prose between them."""
    works = {kind: count for kind, count in by_kind.items() if kind != "note"}
    prose = by_kind.get("note", 0)
    parts = [count_of_kind(count, kind) for kind, count in works.items()]
    if len(parts) > 1:
        parts = [f"{_count(sum(works.values()), 'work')} ({', '.join(parts)})"]
    return " and ".join([*parts, *([count_of_kind(prose, "note")] if prose else [])])


def _count(count: int, name: str) -> str:
    return f"{count} {name}{'s' if count > 1 else ''}"


def _write_report(done: ImportReport, *, dry_run: bool) -> None:
    import dataclasses  # noqa: PLC0415

    from readlist.cli import output  # noqa: PLC0415

    output.write_json_object({"dry_run": dry_run, **dataclasses.asdict(done)})


@app.command(
    "add",
    epilog=options.examples(
        "readlist add 2106.09685",
        "readlist add https://aclanthology.org/P18-1001 --tag parsing --status todo",
        'readlist add "Attention is all you need" --yes',
    ),
)
def add(
    ctx: typer.Context,
    works: Annotated[
        list[str],
        typer.Argument(
            metavar="ID|URL|TITLE...", help="arXiv IDs, DOIs, URLs, a title in quotes; - reads stdin."
        ),
    ],
    *,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="Add a work found by its title, if it is certain, without asking."),
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not use the network; keep only the ID.")
    ] = False,
    tags: options.Tags = None,
    topics: Annotated[
        list[str] | None,
        typer.Option(
            "--topic",
            metavar="PATH",
            help="Put it under this topic; can be repeated. Nested topics: 'RAG / Tricks'.",
            autocompletion=completion.complete_topic,
        ),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note of your own.")] = None,
    status: Annotated[
        str | None,
        typer.Option(
            "--status",
            help="todo, reading, read or dropped.",
            autocompletion=options.complete_given_status,
        ),
    ] = None,
    json: options.AsJson = False,
) -> None:
    """Add works by ID, URL or title.

    Their data come from arXiv and other providers. A work that is in the library already is not added again.
    """
    raise typer.Exit(
        adding.add(
            get_session(ctx),
            works,
            offline=offline,
            yes=yes,
            tags=tags or (),
            topics=topics or (),
            note=note,
            status=status,
            json=json,
        )
    )
