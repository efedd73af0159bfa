"""Operations: the commands that wrote to a library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """A command that wrote to the library: when (ISO 8601, UTC), its text, its number of changes, and who ran it.

    ``is_undone``: it is not in effect. ``undoes``: the operation that it took back. ``is_final``: it cannot be taken back.
    ``is_remote``: another device ran it.
    """

    id: int
    at: str
    command: str
    changes: int
    is_undone: bool = False
    undoes: int | None = None
    by: str = ""
    stamp: str = ""
    is_final: bool = False
    is_remote: bool = False
