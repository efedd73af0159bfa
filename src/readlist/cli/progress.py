"""A progress bar with the time left, for long commands."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from readlist.cli.session import Session


@contextlib.contextmanager
def show_progress(session: Session, *, in_bytes: bool = False) -> Iterator[Callable[..., None] | None]:
    """Show a bar on stderr while the block runs, if stderr is a terminal; the context value is then a function, else None.

    The block calls it with a text to show beside the bar, the amount done, and the amount in all (None: unknown).
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
        bar.start()  # not before: its drawing thread would slow down the start of worker processes
        bar.update(task, description=one_line(what), completed=done, total=total)

    with contextlib.ExitStack() as end:
        end.callback(bar.stop)
        yield show


def _is_watched(session: Session) -> bool:
    return not session.quiet and sys.stderr.isatty()
