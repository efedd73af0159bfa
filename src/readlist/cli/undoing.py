"""Undo changes, and report what was left; typer is not needed for it (see ``plain_line``)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from readlist.cli.terminal import confirm
from readlist.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.cli.session import Session

_MOST_LEFT = 10
"""Lines about what an undo left."""


def undo(session: Session, words: Sequence[str] = (), *, dry_run: bool = False, yes: bool = False) -> None:
    """Undo the last changes: so many, or the one with a number (``@12``), as the word says; an import only with ``yes`` or if a person agrees."""
    which = words[0] if words else "1"
    count, number = _parse_which(which)
    with session.open() as library:
        found = library.find_undoable(count, operation_id=number)
        imports = [one for one in found if one.command.startswith("import ")]
        if imports and not yes and not dry_run:
            _ask(f"Undo: {imports[0].command} ({imports[0].changes} parts)?", which)
        undone = library.undo(count, operation_id=number, expected=found[0].id, dry_run=dry_run)
    for one in undone:
        if dry_run:
            session.say(f"would be undone: {one.operation.command} (parts: {one.operation.changes})")
        else:
            session.say(f"undone: {one.operation.command}")
        for line in one.left[:_MOST_LEFT]:
            session.say(f"left: {line}")
        if len(one.left) > _MOST_LEFT:
            session.say(f"left: {len(one.left) - _MOST_LEFT} more")


def _parse_which(text: str) -> tuple[int, int | None]:
    """Return how many operations are to be undone, and the number of the only one if it is given as @12."""
    digits = text.removeprefix("@")
    if not (digits.isascii() and digits.isdigit() and 0 < len(digits) < 19 and int(digits)):
        raise UsageError(
            f"'{text}' is neither a number of changes nor a change",
            hint="Write: readlist undo 3, or: readlist undo @12",
        )
    return (1, int(digits)) if text.startswith("@") else (int(digits), None)


def _is_asked() -> bool:
    return sys.stdin.isatty()


def _ask(question: str, which: str) -> None:
    """Ask at a terminal; without one, raise UsageError."""
    if not _is_asked():
        raise UsageError(
            "the change is an import",
            hint=f"To undo it: readlist undo {'' if which == '1' else f'{which} '}--yes",
        )
    confirm(question)
