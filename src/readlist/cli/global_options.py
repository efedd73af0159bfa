"""The global options, which may stand before or after the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS = ("--quiet", "-q", "--no-color")
WITH_VALUE = ("--db", "--config")


def hoist(args: Sequence[str]) -> list[str]:
    """Move the global options to the front, so that ``readlist list --db x`` means ``readlist --db x list``.

    Arguments after ``--`` are not options. No command has an option with the name of a global one.
    """
    end = list(args).index("--") if "--" in args else len(args)
    front: list[str] = []
    rest: list[str] = []
    place = 0
    while place < end:
        width = 2 if args[place] in WITH_VALUE and place + 1 < end else 1
        is_global = width == 2 or args[place] in FLAGS or args[place].startswith(("--db=", "--config="))
        (front if is_global else rest).extend(args[place : place + width])
        place += width
    return [*front, *rest, *args[end:]]
