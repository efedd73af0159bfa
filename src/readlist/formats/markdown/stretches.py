"""Cut a long text into stretches that are parsed one at a time.

The tokens of a parsed text take about eighty times as much memory as the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STRETCH_LENGTH = 200_000
"""Length in characters after which a stretch ends at the next suitable line."""
CONTAINERS = r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*"
"""Prefixes of a block on its first line: indentation, quote marks, bullets and numbers."""
_FENCE = re.compile(CONTAINERS + r"(?P<mark>`{3,}|~{3,})(?P<rest>.*)")
_BREAK_HERE = re.compile(r"#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s")


def find_stretches(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the bounds of each stretch as a half-open range of line numbers counted from 0.

    A text is cut at a bullet in the first column, or at a heading or number after a blank line, outside fenced code.
    Fences are tracked line by line because the text is not parsed yet: a fence that is closed only by the end of its
    list item or quote counts as still open.
    """
    start = size = 0
    fence = ""
    for number, line in enumerate(lines):
        if "```" in line or "~~~" in line:
            fence = _next_fence(fence, line)
        size += len(line) + 1
        if (
            size > STRETCH_LENGTH
            and not fence
            and _BREAK_HERE.match(line)
            and (line[0] in "-*+" or not lines[number - 1].strip())
        ):
            yield start, number
            start, size = number, 0
    yield start, len(lines)


def _next_fence(fence: str, line: str) -> str:
    """Return the marker of the fence that is open after this line (``fence``: before it), or an empty string."""
    match = _FENCE.match(line)
    if match is None:
        return fence
    mark, rest = match.groups()
    if fence:
        return "" if mark.startswith(fence) and not rest.strip() else fence
    return "" if "`" in mark and "`" in rest else mark
