"""What is said about an error that a command raises, and the exit code that it means."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

from readlist.cli.sanitize import one_line
from readlist.cli.terminal import discard, report, warn
from readlist.errors import AmbiguousError, InputError, ReadlistError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from readlist.cli.session import Session

_TRACEBACK = "READLIST_TRACEBACK"
_MOST_CANDIDATES = 20
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def report_error(error: Exception, session: Session | None, arguments: Iterable[str] = ()) -> int:
    """Print an error on stderr, and return the exit code; raise it if READLIST_TRACEBACK asks for that.

    ``arguments`` are those of the command line, one of which may be the reason.
    """
    color = session is None or session.color
    if isinstance(error, ReadlistError):
        _report(error, color=color)
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        discard(sys.stdout)
        return 0
    if os.environ.get(_TRACEBACK):
        raise error
    if (
        known := _find_full_output(error)
        or _find_undecodable(arguments, error)
        or _find_damage(session, error)
    ):
        _report(known, color=color)
        return known.exit_code
    hint = f"This is a bug in readlist. {_TRACEBACK}=1 shows the traceback."
    report(f"{type(error).__name__}: {error}", "" if isinstance(error, OSError) else hint, color=color)
    return 1


def _find_full_output(error: Exception) -> ReadlistError | None:
    """Return the error for a standard output that takes nothing, and discard what is left of it; None for other errors."""
    if isinstance(error, MemoryError):
        return InputError("there is not enough memory for this")
    if not isinstance(error, OSError) or error.filename is not None or error.errno not in _NO_ROOM:
        return None
    discard(sys.stdout)
    return InputError(f"standard output cannot be written: {os.strerror(error.errno)}")


def _find_undecodable(arguments: Iterable[str], error: Exception) -> ReadlistError | None:
    """Return the error for an argument that is not UTF-8: only the name of a file may have such bytes."""
    if not isinstance(error, UnicodeEncodeError):
        return None
    from readlist.util.encoding import is_utf8  # noqa: PLC0415

    argument = next((one for one in arguments if not is_utf8(one)), None)
    return UsageError(f"'{argument}' is not text in UTF-8") if argument else None


def _find_damage(session: Session | None, error: Exception) -> ReadlistError | None:
    """Return what is wrong with the library if that may be the reason for an unexpected error."""
    from readlist.library import Library  # noqa: PLC0415

    try:
        return Library.explain(session.settings.db, error) if session else None
    except ReadlistError:
        return None


def _report(error: ReadlistError, *, color: bool) -> None:
    report(error.message, "" if isinstance(error, AmbiguousError) else error.hint, color=color)
    if isinstance(error, AmbiguousError):
        shown = error.candidates[:_MOST_CANDIDATES]
        width = max((len(key) for key, _ in shown), default=0)
        for key, title in shown:
            sys.stderr.write(f"{_fitted(f'  {one_line(key):<{width}}  {one_line(title)}')}\n")
        if len(error.candidates) > _MOST_CANDIDATES:
            warn(f"  … and {len(error.candidates) - _MOST_CANDIDATES} more")
        report("", error.hint, color=color)


def _fitted(line: str) -> str:
    """Return a line, shortened to the width of the terminal if stderr is one."""
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        return line
    from rich.cells import cell_len  # noqa: PLC0415

    from readlist.cli.wrapping import elide  # noqa: PLC0415

    return elide(line, columns, cell_len, tail=0)
