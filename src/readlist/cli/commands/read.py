"""Commands for deciding what to read: next, priority, due; and for looking back: log, stats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli import options
from readlist.cli.counts import count_line
from readlist.cli.fields import local_time
from readlist.cli.pager import paged
from readlist.cli.selection import Selection, say_changed, split_last
from readlist.cli.session import get_session
from readlist.cli.terminal import at_terminal
from readlist.errors import UsageError
from readlist.model.number_keys import is_number_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.cli.session import Session
    from readlist.library import Proposal
    from readlist.search.filters import Filters

app = typer.Typer()


EntriesAndPriority = Annotated[
    list[str],
    typer.Argument(
        metavar="ENTRY... N",
        help="Entries (- reads keys from stdin), then a number from 1, the first, to 5, or none.",
        autocompletion=options.complete_entry_or(*"12345", "none"),
    ),
]
EntriesAndDate = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ENTRY... DATE]",
        help="Entries (- reads keys from stdin), then a date or none. Without both: lists what is due.",
        autocompletion=options.complete_entry_or("today", "tomorrow", "none"),
    ),
]


@app.command(
    "priority",
    epilog=options.examples(
        "readlist priority hu2021lora 1",
        "readlist priority 17 18 none",
        "readlist priority --query 'is:todo rag' --year 2024.. 2",
    ),
)
@options.with_selection()
def priority(ctx: typer.Context, words: EntriesAndPriority, *, chosen: Selection) -> None:
    """Give entries a priority from 1, what to read first, to 5.

    The last word is the priority; none takes it away.
    """
    entries, value = split_last(words, chosen, "priority", "priority ENTRY 1|2|3|4|5|none")
    session = get_session(ctx)
    with session.open() as library:
        changed = library.set_priority(chosen.entries(library, entries, what=f"priority {value}"), value)
    say_changed(session, changed, f"priority {value}", "the entries have this priority already")


@app.command(
    "due",
    epilog=options.examples(
        "readlist due hu2021lora friday",
        "readlist due 17 18 2027-03-01",
        "readlist due --tag reading-group +2w",
        "readlist due 17 none",
        "readlist due                    # lists what is due",
    ),
)
@options.with_selection()
def due(
    ctx: typer.Context, words: EntriesAndDate = None, *, chosen: Selection, json: options.AsJson = False
) -> None:
    """Set by when to have read entries, or list what is due.

    The last word is the date: 2027-03-01, today, tomorrow, a weekday, +10d, +2w or +1m; none takes it away.
    Without words, lists the works that have a date and are neither read nor dropped, of those that pass the filters.
    """
    session = get_session(ctx)
    if not words and not chosen.query:
        _list_due(session, chosen.filters, json=json)
        return
    entries, value = split_last(words or (), chosen, "date", "due ENTRY DATE|none")
    with session.open() as library:
        wanted = chosen.entries(library, entries, what=f"due {value}")
        changed = library.set_due(wanted, value)
        day = library.find(wanted[0]).due
    say_changed(session, changed, f"due {day or 'none'}", "the entries are due then already")


def _list_due(session: Session, filters: Filters | None, *, json: bool) -> None:
    from readlist.cli import output  # noqa: PLC0415

    with session.open() as library:
        found = library.due_reading(filters)
    if json:
        output.write_json(found)
        return
    rows = [(one.due, one.key, one.status, one.title) for one in found]
    output.write_rows(("Due", "Key", "Status", "Title"), rows, color=session.color, optional=("Status",))
    if not found:
        session.say("nothing is due: readlist due ENTRY friday says by when you want to have read something")
    elif at_terminal():
        session.say(count_line(len(found), len(found)))


@app.command(
    "next",
    epilog=options.examples(
        "readlist next", "readlist next --topic rag --why", "readlist next --limit 1 --missing pdf"
    ),
)
@options.with_filters
def next_(
    ctx: typer.Context,
    *,
    filters: options.Chosen,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=options.MOST, help="Maximum number of works.")
    ] = 5,
    why: Annotated[bool, typer.Option("--why", help="Explain the score: the points of each reason.")] = False,
    json: options.AsJson = False,
) -> None:
    """Propose what to read now, with the reasons.

    Works that are not read or dropped, the most urgent first. What counts is the due date, the priority, whether you
    have begun it or have it on your list, how often your notes mention it, how close it is to what you read last, how
    long it has been here, and how short it is, where the pages are known. Code and pages count if you gave them a
    status, a priority or a date. --why shows what each reason counts.
    Exit code 1: there is nothing to read.
    """
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.next_reading(filters, limit=limit)
    if json:
        output.write_json(found)
    elif at_terminal():
        from readlist.cli import tables  # noqa: PLC0415
        from readlist.cli.charts import print_proposals  # noqa: PLC0415

        print_proposals(tables.make_console(color=session.color), found, why=why)
    else:
        output.write_lines(_lines(found, why=why))
    if not found:
        session.say("nothing to read: all works are read or dropped, or none passes the filters")
        raise typer.Exit(1)


def _lines(found: Sequence[Proposal], *, why: bool) -> list[tuple[object, ...]]:
    """A line for each work: key, score, year, title, reasons; with ``why``, one for each reason with its points."""
    if not why:
        return [
            (one.key, f"{one.score:.2f}", one.year, one.title, "; ".join(r.text for r in one.reasons))
            for one in found
        ]
    return [
        (one.key, f"{reason.points:.2f}", reason.name, reason.text) for one in found for reason in one.reasons
    ]


@app.command(
    "log", epilog=options.examples("readlist log", "readlist log --status read --since 2026-01 --json")
)
def log(
    ctx: typer.Context,
    *,
    status: Annotated[
        list[str] | None,
        typer.Option(
            "--status",
            help="Only these: todo, reading, read, dropped or none; can be a list.",
            autocompletion=options.complete_status,
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only since 2026, 2026-03 or 2026-03-14.")
    ] = None,
    limit: options.Limit = None,
    json: options.AsJson = False,
) -> None:
    """Show what you read when.

    Lists each status that you gave to an entry, the newest first.
    Times are local; in JSON they are in UTC. What was undone is left out, and so are statuses that notes give.
    """
    from readlist.cli import output  # noqa: PLC0415

    wanted = _statuses(status or ())
    if since is not None and not _is_date(since):
        raise UsageError(f"'{since}' is not a date", hint="Write 2026, 2026-03 or 2026-03-14.")
    session = get_session(ctx)
    with session.open() as library:
        lines = library.reading_log()
    shown = [
        one
        for one in lines
        if (not wanted or one.status in wanted) and (not since or local_time(one.at) >= since)
    ][:limit]
    if json:
        output.write_json(
            {
                "at": one.at,
                "status": one.status,
                "key": None if is_number_key(one.key) else one.key,
                "title": one.title,
            }
            for one in shown
        )
    else:
        rows = [(local_time(one.at), one.status, one.key, one.title) for one in shown]
        with paged():
            output.write_rows(("When", "Status", "Key", "Title"), rows, color=session.color)
    if not shown:
        session.say("nothing yet: readlist status ENTRY read says that you have read something")


def _is_date(text: str) -> bool:
    import re  # noqa: PLC0415

    return bool(re.fullmatch(r"\d{4}(-\d\d){0,2}", text))


def _statuses(given: Sequence[str]) -> set[str]:
    from readlist.search.filters import split_value  # noqa: PLC0415

    wanted: set[str] = set()
    for value in given:
        names, excluded = split_value("statuses", value)
        known = set(options.STATUSES)
        if bad := {*names, *excluded} - known:
            raise UsageError(
                f"'{min(bad)}' is not a status", hint=f"Choose of: {', '.join(options.STATUSES)}."
            )
        wanted |= set(names) or known - set(excluded)
    return wanted


@app.command(
    "stats",
    epilog=options.examples(
        "readlist stats", "readlist stats --by year,month --topic rag", "readlist stats -o reading.svg"
    ),
)
@options.with_filters
def stats(
    ctx: typer.Context,
    *,
    filters: options.Chosen,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            help="Only these: status, topic, year, venue or month; can be a list.",
            autocompletion=options.complete_group,
        ),
    ] = None,
    output_: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write a picture: FILE.svg or FILE.html."),
    ] = None,
    json: options.AsJson = False,
) -> None:
    """Count works, and those that you have read.

    By status, topic, year and venue, and what you read in each month.
    At a terminal they are bar charts whose filled part is read, 12 bars at most in each; --json has all.
    """
    from readlist.cli import output  # noqa: PLC0415

    session = get_session(ctx)
    with session.open() as library:
        found = library.stats(filters)
    wanted = [name.strip() for value in by or () for name in value.split(",")] or list(found)
    if bad := next((name for name in wanted if name not in found), None):
        raise UsageError(f"there are no counts by '{bad}'", hint=f"--by takes {', '.join(found)}.")
    chosen = {name: found[name] for name in found if name in wanted}
    if json:
        output.write_json_object(
            {
                name: [{"name": c.name, "works": c.works, "read": c.read} for c in counts]
                for name, counts in chosen.items()
            }
        )
    elif output_:
        from readlist.cli.stats_picture import draw_picture  # noqa: PLC0415

        picture = draw_picture(chosen, output_)
        library.write_file(output_, [picture])
        session.say(f"written: {output_}")
    elif at_terminal():
        from readlist.cli import charts, tables  # noqa: PLC0415

        charts.print_stats(tables.make_console(color=session.color), chosen)
    else:
        output.write_lines((name, c.name, c.works, c.read) for name, counts in chosen.items() for c in counts)
