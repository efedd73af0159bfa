"""Commands that complete entries from the network: fetch, pdf."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003  (typer reads annotations at run time)
from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import completion, options
from readlist.cli.progress import show_progress
from readlist.cli.selection import Selection  # noqa: TC001 - typer evaluates annotations
from readlist.cli.session import get_session
from readlist.cli.terminal import report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.cli.session import Session
    from readlist.errors import ReadlistError
    from readlist.library import Download, FetchReport, Library, OpenFinding

app = typer.Typer()

_MOST_SHOWN = 20
Some = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ENTRY...]",
        help="Entries; default: the whole library.",
        autocompletion=completion.complete_entry,
    ),
]
Again = Annotated[bool, typer.Option("--again", help="Repeat what was done before.")]


@app.command(
    "fetch",
    epilog=options.examples(
        "readlist fetch", "readlist fetch --review", "readlist fetch hu2021lora --updates"
    ),
)
def fetch(
    ctx: typer.Context,
    entries: Some = None,
    *,
    again: Again = False,
    review: Annotated[
        bool, typer.Option("--review", help="Go through the doubtful results, one by one.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Accept the doubtful results for these entries.")
    ] = False,
    reject: Annotated[
        bool, typer.Option("--reject", help="Reject the doubtful results for these entries.")
    ] = False,
    updates: Annotated[
        bool, typer.Option("--updates", help="Report new versions, withdrawals and publications.")
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="With --updates: store the publications with the entries.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be requested without sending anything.")
    ] = False,
    json: options.AsJson = False,
) -> None:
    """Complete and verify entries from the network.

    The providers are arXiv, Crossref, DataCite, ACL, OpenReview and GitHub. What you entered by hand is kept. An
    interrupted run continues where it stopped.
    """
    session = get_session(ctx)
    entries = entries or []
    decision = _decision(entries, accept=accept, reject=reject)
    if (dry_run or updates) and (review or decision is not None):
        ctx.fail("--review, --accept and --reject cannot be combined with --dry-run or --updates")
    if dry_run and updates:
        ctx.fail("--dry-run cannot be combined with --updates")
    if apply and not updates:
        ctx.fail("--apply needs --updates")
    with session.open() as library:
        if review or decision is not None:
            _review(session, library, entries, decision=decision, json=json)
        elif updates:
            _updates(session, library, entries, apply=apply, json=json)
        elif dry_run:
            _say_plan(session, library, entries, again=again)
        else:
            _fetch(session, library, entries, again=again, json=json)


def _decision(entries: Sequence[str], *, accept: bool, reject: bool) -> bool | None:
    """Whether to accept or reject; None when neither was asked for."""
    from readlist.errors import UsageError  # noqa: PLC0415

    if accept and reject:
        raise UsageError("--accept and --reject exclude each other")
    if (accept or reject) and not entries:
        raise UsageError(
            "--accept and --reject need entries", hint="See the doubtful ones: readlist fetch --review"
        )
    return accept if accept or reject else None


def _say_plan(session: Session, library: Library, entries: Sequence[str], *, again: bool) -> None:
    plan = library.plan_fetch(entries, again=again)
    ids, titles = sum(map(len, plan.by_id.values())), len(plan.by_title)
    session.say(
        f"would ask about {ids} entries by ID and {titles} by title; {plan.before} were asked about before"
    )


def _fetch(session: Session, library: Library, entries: Sequence[str], *, again: bool, json: bool) -> None:
    with show_progress(session) as on_progress:
        done = library.fetch(entries, again=again, on_progress=on_progress)
    _say_fetched(session, library, done, json=json)


def _say_fetched(session: Session, library: Library, done: FetchReport, *, json: bool) -> None:
    """Print the counts by result; a failure decides the exit code."""
    from readlist.library import OPEN_STATES  # noqa: PLC0415

    counts = {state: done.count(state) for state in ("accepted", "unknown", *OPEN_STATES)}
    if json:
        from readlist.cli import output  # noqa: PLC0415

        failure = done.failure.message if done.failure else None
        output.write_json_object({**counts, "before": done.before, "left": done.left, "failure": failure})
    waiting = sum(counts[state] for state in OPEN_STATES)
    parts = (
        f"{counts['accepted']} filled in",
        f"{waiting} doubtful" if waiting else "",
        f"{counts['unknown']} not found" if counts["unknown"] else "",
        f"{done.before} asked about before" if done.before else "",
        f"{done.left} left" if done.left else "",
    )
    session.say("fetched: " + ", ".join(filter(None, parts)))
    _say_not_found(session, library, done)
    if waiting:
        session.say("go through the doubtful results with: readlist fetch --review")
    _fail(session, done.failure)


def _say_not_found(session: Session, library: Library, done: FetchReport) -> None:
    missing = [one for one in done.outcomes if one.message]
    for one, entry in zip(
        missing[:_MOST_SHOWN], library.load([one.entry_id for one in missing[:_MOST_SHOWN]]), strict=True
    ):
        session.say(f"  {entry.key}: {one.message}")
    if len(missing) > _MOST_SHOWN:
        session.say(f"  … and {len(missing) - _MOST_SHOWN} more not found")


def _fail(session: Session, error: ReadlistError | None) -> None:
    if error is not None:
        report(error.message, error.hint, color=session.color)
        raise typer.Exit(error.exit_code)


# -- review ------------------------------------------------------------------------------------------------------------


def _review(
    session: Session, library: Library, entries: Sequence[str], *, decision: bool | None, json: bool
) -> None:
    """Decide the doubtful results as ``decision`` says, else list them, or ask the person at a terminal."""
    waiting = library.reviews(entries)
    if decision is not None:
        for one in waiting:
            library.decide(one, accept=decision)
        keys = ", ".join(one.key for one in waiting)
        session.say(f"{'accepted' if decision else 'rejected'}: {keys or 'nothing'}")
    elif json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        _list_reviews(waiting, json=json)
    elif not waiting:
        session.say("nothing to review")
    else:
        _ask_reviews(library, waiting)


def _list_reviews(waiting: Sequence[OpenFinding], *, json: bool) -> None:
    from readlist.cli import fields, output  # noqa: PLC0415

    if json:
        output.write_json(
            {
                "key": one.key,
                "title": one.title,
                "state": one.state,
                "found": fields.provider_fields(one.found),
                "evidence": list(one.evidence),
            }
            for one in waiting
        )
        return
    output.write_lines(
        (one.key, one.state, one.title, one.found.record.title, "; ".join(one.evidence)) for one in waiting
    )


def _ask_reviews(library: Library, waiting: Sequence[OpenFinding]) -> None:
    from readlist.cli import output  # noqa: PLC0415

    for number, one in enumerate(waiting, start=1):
        found = one.found.record
        authors = ", ".join(found.authors[:4])
        lines = (
            f"\n{number} of {len(waiting)}: {one.key} ({one.state})",
            f"  yours: {one.title}",
            f"  found: {found.title} ({authors}{', …' if len(found.authors) > 4 else ''}; {found.year})  {found.url or ''}",
            f"  because: {'; '.join(one.evidence)}",
        )
        output.write_lines((line,) for line in lines)
        answer = (
            typer.prompt("  Is it this one? [y]es, [n]o, [l]ater, [q]uit", default="l").strip().lower()[:1]
        )
        if answer == "q":
            return
        if answer in ("y", "n"):
            library.decide(one, accept=answer == "y")


# -- updates -----------------------------------------------------------------------------------------------------------


def _updates(session: Session, library: Library, entries: Sequence[str], *, apply: bool, json: bool) -> None:
    from readlist.cli import output  # noqa: PLC0415

    with show_progress(session) as on_progress:
        done = library.updates(entries, apply=apply, on_progress=on_progress)
    if json:
        output.write_json(done.updates)
    else:
        output.write_lines(
            (one.key, one.what, one.before, one.now, one.title, one.url, one.origin) for one in done.updates
        )
    stored = f", stored: {done.applied}" if apply else ""
    session.say(f"checked: {done.checked}, updates: {len(done.updates)}{stored}")
    if not (done.checked or done.updates or done.failure):
        session.say("only entries that `readlist fetch` has verified at arXiv are checked")
    if not apply and any(one.url for one in done.updates):
        session.say("store the publications with: readlist fetch --updates --apply")
    _fail(session, done.failure)


# -- PDF ---------------------------------------------------------------------------------------------------------------


@app.command(
    "pdf",
    epilog=options.examples(
        "readlist pdf hu2021lora",
        "readlist pdf 2106.09685 --folder ~/papers",
        "readlist pdf --status todo --yes",
    ),
)
@options.with_selection()
def pdf(
    ctx: typer.Context,
    entries: options.EntriesIfAny = None,
    *,
    chosen: Selection,
    folder: Annotated[Path | None, typer.Option("--folder", help="Folder for the files.")] = None,
    again: Again = False,
    json: options.AsJson = False,
) -> None:
    """Download the PDFs of entries, as files named by key.

    An interrupted download continues where it stopped.
    """
    session = get_session(ctx)
    done: list[Download] = []
    with session.open() as library:
        wanted = chosen.entries(library, entries or (), what="download")
    with session.open() as library, show_progress(session, in_bytes=True) as on_progress:
        done.extend(library.download(wanted, folder=folder, again=again, on_progress=on_progress))
    _write_downloads(done, json=json)
    failed = [one for one in done if one.error]
    for one in failed:
        assert one.error
        report(f"{one.key}: {one.error.message}", one.error.hint, color=session.color)
    if failed and failed[0].error:
        raise typer.Exit(failed[0].error.exit_code)


def _write_downloads(done: Sequence[Download], *, json: bool) -> None:
    """Print the paths of the files, for ``xargs``, or JSON."""
    from readlist.cli import output  # noqa: PLC0415

    if not json:
        output.write_lines((one.path,) for one in done if one.path)
        return
    output.write_json(
        {
            "key": one.key,
            "path": str(one.path) if one.path else None,
            "bytes": one.size,
            "was_there": one.was_there,
            "error": one.error.message if one.error else None,
        }
        for one in done
    )
