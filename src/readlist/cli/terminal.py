"""The streams of this process: messages and errors on stderr, and whether a person reads stdout or types."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from readlist.cli.sanitize import one_line

_RED, _CYAN = 31, 36
"""Numbers of colours (ECMA-48, select graphic rendition)."""


def warn(text: str) -> None:
    """Print a message on stderr, even with --quiet."""
    sys.stderr.write(one_line(text) + "\n")


def report(message: str, hint: str = "", *, color: bool) -> None:
    """Print an error, and what to do about it, on stderr."""
    painted = color and sys.stderr.isatty()
    for label, text, tint in (("Error", message, _RED), ("Hint", hint, _CYAN)):
        if text:
            head = f"\033[{tint}m\033[1m{label}:\033[0m" if painted else f"{label}:"
            sys.stderr.write(f"{head} {one_line(text)}\n")


def confirm(question: str) -> None:
    """Ask a person whether to go on; raise SystemExit, with exit code 1, unless the answer is yes."""
    import typer  # noqa: PLC0415

    try:
        agreed = typer.confirm(one_line(question), err=True)
    except typer.Abort:
        sys.stderr.write("\n")
        agreed = False
    if not agreed:
        warn("Aborted.")
        raise SystemExit(1)


def discard(stream: TextIO) -> None:
    """Redirect a stream that nobody reads any more, or that takes nothing, to nowhere, so that the flush at exit does not fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def at_terminal() -> bool:
    """Whether a person reads stdout: data is then printed as tables, else as plain lines for programs."""
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def has_keyboard() -> bool:
    """Whether a person sits at a terminal that can show a screen and send keys."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
