"""Regular expressions that are compiled on first use.

Each search is a new process, and compiling one expression takes up to a millisecond of it. Expressions that most
searches do not use are compiled only when needed.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Lazy:
    """Proxy of a pattern: compiles it on first access, and keeps each method that was accessed."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._source: tuple[Any, int] = (pattern, flags)
        self._compiled: re.Pattern[Any] | None = None

    def __getattr__(self, name: str) -> Any:
        self._compiled = self._compiled or re.compile(*self._source)
        value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a pattern as ``re.compile`` does, but compile it on first use: errors in it are raised only then."""
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))
