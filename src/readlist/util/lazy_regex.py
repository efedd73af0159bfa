"""Regular expressions that are compiled when they are first used.

A search is a fresh process, and compiling one expression takes up to a millisecond of it. Those that most searches
have no use for wait until something has.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands for a pattern; takes over each of its methods when that is first asked for."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = (pattern, flags)
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        self._compiled = self._compiled or re.compile(*self._source)
        value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value


def lazy_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Make a regular expression as ``re.compile`` does, compiled when it is first used."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
