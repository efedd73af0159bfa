"""How much of a reference is read: what no work has, such as a title of a megabyte, would only fill the memory."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

_Reference = TypeVar("_Reference", bound=NamedTuple)
"""A ``reference.Reference``, whose module imports this one."""

LONGEST = 300_000
"""Characters of a text: the names of fifteen thousand authors have about as many."""
MOST = 20_000
"""Parts of a list; the longest list of authors that is known has 15,025 names (https://doi.org/10.1093/bjs/znab101)."""


def clip(reference: _Reference) -> _Reference:
    """Return a reference with the start of each text and list that is longer than those of any work."""
    long: dict[str, Any] = {name: value[: _limit(value)] for name, value in _long(reference)}
    return reference._replace(**long) if long else reference


def find_long(reference: NamedTuple) -> list[str]:
    """Return a message for each text and list of which only the start is read."""
    return [
        f"the field '{name}' has {len(value):,} {'characters' if isinstance(value, str) else 'parts'}; only its start is read"
        for name, value in _long(reference)
    ]


def _long(reference: NamedTuple) -> list[tuple[str, str | tuple[object, ...]]]:
    """Return the texts and lists that are too long, with their names; details have limits of their own."""
    return [
        (name, value)
        for name, value in zip(reference._fields, reference, strict=True)
        if value and type(value) in (str, tuple) and len(value) > MOST and len(value) > _limit(value)
    ]


def _limit(value: str | tuple[object, ...]) -> int:
    return LONGEST if isinstance(value, str) else MOST
