"""Frozen values that travel quickly from one process to another."""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Portable:
    """A frozen dataclass with slots, two or more, of which entries have many.

    It is pickled as its type with its values, in a third of the time of a dataclass's own way, which looks its fields up
    for each instance anew.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Any], tuple[Any, ...]]:
        """Give the type and the values to call it with."""
        return type(self), _values_of(type(self))(self)  # type: ignore[arg-type]


@cache
def _values_of(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*kind.__dataclass_fields__)
