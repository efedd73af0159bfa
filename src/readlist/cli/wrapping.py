"""Text fitted to columns of a terminal: wrapped with a hanging indent, or shortened in the middle.

    - 论文方法：权重的变化是低秩的，        a line of a list continues below its text, not below its marker;
      只学这个变化。                        lines end after a space or a wide character, never before a full stop
    pushing-mixtur…ts2023                   a long key, which the commands take as it is shown

``measure`` returns the width of a text in cells; rich and prompt_toolkit each have such a function.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Measure = Callable[[str], int]

ELLIPSIS = "…"
_TAB = "    "
_TAIL = 6
"""Characters kept at the end of a shortened key: the year, and what tells keys of one year apart."""
_CLOSING = frozenset("，。、；：？！）」』》】”’,.;:?!)]}")
"""Characters that a line should not begin with."""
_OPENING = frozenset("（「『《【“‘([{")
"""Characters that a line should not end with."""
_HANGING = re.compile(r"\s*(?:(?:[-*+•>]|\d{1,3}[.)]|\[[ xX]\])\s+)*")
"""The space and the markers before the text of a line."""


def wrap(
    text: str, width: int, measure: Measure, *, indent: str = "", is_hanging: bool = False
) -> Iterator[str]:
    """Yield the lines of ``text``, indented and wrapped at ``width`` cells: between words, if possible.

    With ``is_hanging``, what continues a line begins where the text of that line does, after a list marker.
    """
    for line in text.replace("\t", _TAB).rstrip("\n").split("\n"):
        yield from _wrap_line(line.rstrip(), max(2, width - len(indent)), measure, indent, is_hanging)


def _wrap_line(line: str, room: int, measure: Measure, indent: str, is_hanging: bool) -> Iterator[str]:
    match = _HANGING.match(line) if is_hanging else None
    hanging = min(measure(match[0]), room // 2, room - 2) if match else 0
    start, before, first = 0, "", match.end() if match else 0
    while True:
        end = start + len(head(line[start : start + room], room - len(before), measure))
        if end == len(line):
            yield f"{indent}{before}{line[start:]}"
            return
        cut = _break(line, max(first, start), max(end, start + 1), measure)
        yield f"{indent}{before}{line[start:cut].rstrip()}"
        start = cut + len(line[cut:]) - len(line[cut:].lstrip())
        before, first = " " * hanging, start


def _break(line: str, first: int, end: int, measure: Measure) -> int:
    """Where a part of a line ends, after ``first`` and at ``end`` at the latest: if need be within a word."""
    for place in range(end, first, -1):
        before, after = line[place - 1], line[place]
        is_between = before.isspace() or after.isspace() or 2 in (measure(before), measure(after))
        if is_between and after not in _CLOSING and before not in _OPENING:
            return place
    return end


def head(text: str, width: int, measure: Measure) -> str:
    """Return as much of the beginning of ``text`` as fits in ``width`` cells."""
    used = 0
    for place, character in enumerate(text):
        used += measure(character)
        if used > width:
            return text[:place]
    return text


def elide(text: str, width: int, measure: Measure, *, tail: int = _TAIL) -> str:
    """Return ``text``, shortened before its last ``tail`` characters to ``width`` cells if it is wider."""
    if measure(text) <= width:
        return text
    end = text[-tail:] if tail else ""
    return f"{head(text, width - measure(end) - 1, measure)}{ELLIPSIS}{end}"
