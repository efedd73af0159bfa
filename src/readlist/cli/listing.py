"""List entries on stdout, with their number below them at a terminal; typer is not needed for it (see ``plain_line``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.cli import fields, output
from readlist.cli.counts import count_line, say_undated
from readlist.cli.pager import paged
from readlist.cli.terminal import at_terminal
from readlist.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from readlist.cli.session import Session
    from readlist.model.entry import Entry
    from readlist.search.filters import Filters


def list_entries(
    session: Session,
    words: Sequence[str] = (),
    *,
    filters: Filters | None = None,
    limit: int = -1,
    with_prose: bool = False,
    sort: str = "key",
    by: str | None = None,
    json: bool = False,
) -> None:
    """List at most ``limit`` entries (negative: all); ``by``: those that this person has given anything.

    Raises UsageError if there are ``words``.
    """
    if words:
        typed = " ".join(words)
        raise UsageError(f"list takes no words: {typed}", hint=f"Search for them: readlist search {typed}")
    with session.open() as library:
        say_undated(session, library, filters)
        said = None if by is None else library.entries_by(by, filters, notes=with_prose, sort=sort)
        if said is not None:
            entries = iter(said if limit < 0 else said[:limit])
        else:
            read = library.entries if json else library.outlines
            entries = read(filters, limit=limit, notes=with_prose, sort=sort)

        def count_all() -> int:
            return library.count(filters, notes=with_prose) if said is None else len(said)

        write_entries(session, entries, limit=limit, count_all=count_all, json=json)


def write_entries(
    session: Session, entries: Iterator[Entry], *, limit: int, count_all: Callable[[], int], json: bool
) -> None:
    """Print entries; ``count_all`` is asked how many there are if ``limit`` may have left some out."""
    if json:
        output.write_json(entry.to_json() for entry in entries)
        return
    if not at_terminal():
        output.write_lines(map(fields.entry_row, entries))
        return
    from readlist.cli import tables  # noqa: PLC0415

    count = None  # stays so when the person leaves the pager before the end
    with paged():
        count = tables.print_entries(tables.make_console(color=session.color), entries)
    total = count_all() if count in (None, limit) else count
    session.say(count_line(total if count is None else count, total))
