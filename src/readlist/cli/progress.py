"""A progress bar with the time left, for the commands that take a while."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from readlist.cli.session import Session


@contextlib.contextmanager
def show_progress(session: Session, *, in_bytes: bool = False) -> Iterator[Callable[..., None] | None]:
    """Show a bar on stderr while the block runs, when a person is there to see it; else give None.

    The block tells what is done (shown beside the bar), how much of it, of how much in all (None: not known).
    """
    if not _is_watched(session):
        yield None
        return
    from rich import progress  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Column  # noqa: PLC0415

    from readlist.cli.sanitize import one_line  # noqa: PLC0415

    console = Console(stderr=True, no_color=not session.color, markup=False, emoji=False, highlight=False)
    count = progress.DownloadColumn() if in_bytes else progress.MofNCompleteColumn()
    fitted = Column(no_wrap=True, overflow="ellipsis")
    text = progress.TextColumn("{task.description}", markup=False, table_column=fitted)
    bar = progress.Progress(
        progress.BarColumn(), count, progress.TimeRemainingColumn(), text, console=console, transient=True
    )
    task = bar.add_task("", total=None)

    def show(what: str, done: int, total: int | None) -> None:
        bar.start()  # by now: the thread that draws it is in the way of starting processes quickly
        bar.update(task, description=one_line(what), completed=done, total=total)

    with contextlib.ExitStack() as end:
        end.callback(bar.stop)
        yield show


def _is_watched(session: Session) -> bool:
    return not session.quiet and sys.stderr.isatty()
