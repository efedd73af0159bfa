"""What a command shares with the others: the open library, and how to talk to the person.

stdout   data: emit
stderr   talk: say (unless --quiet), warn, and errors, which ``app`` prints
"""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

import typer

from readlist.cli.sanitize import one_line

if TYPE_CHECKING:
    from readlist.library import Library


@dataclass(frozen=True, slots=True)
class Session:
    """The global options of one run."""

    db: str | None = None
    config: str | None = None
    quiet: bool = False
    color: bool = True

    def open(self, *, create: bool = False) -> Library:
        """Open the library that the options name; it is made only where ``create`` says so."""
        from readlist import config  # noqa: PLC0415
        from readlist.library import Library  # noqa: PLC0415

        if not gc.isenabled():  # see ``cli.main``
            gc.freeze()
            gc.enable()
        settings = config.load(self.db, self.config)
        return Library.open(settings.db, settings=settings, create=create)

    def say(self, text: str) -> None:
        """Tell the person something on stderr, unless they asked for quiet."""
        if not self.quiet:
            warn(text)


def get_session(ctx: typer.Context) -> Session:
    """Return the session of a command's context."""
    session = ctx.find_object(Session)
    assert session is not None
    return session


def warn(text: str) -> None:
    """Print a line on stderr, whatever the person asked for."""
    sys.stderr.write(one_line(text) + "\n")


def report(message: str, hint: str = "", *, color: bool) -> None:
    """Print an error and what to do about it on stderr."""
    painted = color and sys.stderr.isatty()
    for label, text, tint in (("Error", message, typer.colors.RED), ("Hint", hint, typer.colors.CYAN)):
        if text:
            head = typer.style(f"{label}:", fg=tint, bold=True) if painted else f"{label}:"
            sys.stderr.write(f"{head} {one_line(text)}\n")


def let_go(stream: TextIO) -> None:
    """Let nothing more be written to a closed pipe: Python flushes once more at exit, which must not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def at_terminal() -> bool:
    """Whether a person reads stdout: then data comes as tables, else as plain lines that programs can cut."""
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def has_keyboard() -> bool:
    """Whether a person sits at a terminal that can show a screen and send keys."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
