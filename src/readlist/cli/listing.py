"""A list of entries on stdout, with their number below it at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.cli import fields, options, output
from readlist.cli.pager import paged
from readlist.cli.terminal import at_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from readlist.cli.session import Session
    from readlist.model.entry import Entry


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
    session.say(options.count_line(total if count is None else count, total))
