"""The parts of a page that can be folded and have headings of their own: their summaries, rewritten as headings.

    <details>                                    (blank)
    <summary><b>Speech recognition</b></summary>  ## Speech recognition
    ### Papers                                   ### Papers

A summary counts only if every heading below it, up to the end of the part, is deeper than one that can be written, and
the first heading after the part is no deeper than that one, or is in a part of its own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_OPENS = re.compile(r"\s*<details\b[^>]*>\s*$", re.IGNORECASE)
_CLOSES = re.compile(r"\s*</details>\s*$", re.IGNORECASE)
_SUMMARY = re.compile(
    r"(?P<open>\s*<details\b[^>]*>)?\s*<summary>(?P<title>.{1,120}?)</summary>\s*$", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_HEADING = re.compile(r"(?P<marks>#{1,6})\s+\S")


class _Part(NamedTuple):
    """A part of a page that can be folded: the lines of its summary and its end, its title, its highest heading."""

    start: int
    end: int
    title: str
    level: int


def rewrite(lines: list[str]) -> None:
    """Write the summaries of parts with headings as headings, in place; the lines keep their numbers."""
    parts = _find_parts(lines)
    inside = {number for part in parts for number in range(part.start, part.end + 1)}
    for part in parts:
        if part.level < 2 or _next_level(lines, part.end, inside) >= part.level:
            continue
        lines[part.start] = f"{'#' * (part.level - 1)} {part.title}"
        lines[part.end] = ""
        if part.start and _OPENS.match(lines[part.start - 1]):
            lines[part.start - 1] = ""


def _find_parts(lines: list[str]) -> list[_Part]:
    """Return the parts with a summary and headings, none of which is within another."""
    found: list[_Part] = []
    start, title, level = -1, "", 0
    for number, line in enumerate(lines):
        if summary := _SUMMARY.match(line):
            start, title, level = number, _TAG.sub("", summary["title"]).strip(), 0
        elif start >= 0 and _CLOSES.match(line):
            if level and title:
                found.append(_Part(start, number, title, level))
            start = -1
        elif start >= 0 and (heading := _HEADING.match(line)):
            level = min(level or 6, len(heading["marks"]))
    return found


def _next_level(lines: list[str], end: int, inside: set[int]) -> int:
    """Return the level of the first heading after a part; 0 if there is none, or it is in a part of its own."""
    for number in range(end + 1, len(lines)):
        if heading := _HEADING.match(lines[number]):
            return 0 if number in inside else len(heading["marks"])
    return 0
