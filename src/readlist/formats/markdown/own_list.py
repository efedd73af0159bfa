"""Recognise a list that readlist wrote, and hide in it what is not a list: prose, and what people noted.

    # Reading list               no entry of its own
    ## RAG                       read
    Prose with [links](…)        …            prose, whatever it contains
    - **[Title](https://…)**     read
      - Venue: ICLR 2024         read
      - Note: see https://…      - Note: …    the links of a note are not those of its work
        > - https://…            > …
    <!-- readlist: list -->      the mark of such a list

The lines are parsed as on the right; entries keep their text as it is in the file.
"""

from __future__ import annotations

import re

MARK = "<!-- readlist: list -->"
"""The line that ends a list written by readlist."""
_HEADING = re.compile(r"(#{1,6})\s")
_ITEM = re.compile(r"\s*- \*\*")
_FIELD = re.compile(
    r"\s+- (?:Alias|Authors|Organization|Date|Venue|arXiv|DOI|Paper|PDF|Code|Project|Blog|Slides|Data|Video|Tags|Status): "
)
_NOTE = re.compile(r"(\s+- Note:)(?:\s.*)?$")
_QUOTE = re.compile(r"(\s*>)")
_GROUP = re.compile(r"\s*- [^\[\]<>]+$")
_DEEPEST = 6


def is_own(lines: list[str]) -> bool:
    """Whether the lines of a file are a list that readlist wrote: its last line that is not blank says so."""
    return next((line.strip() == MARK for line in reversed(lines) if line.strip()), False)


def hide(lines: list[str]) -> list[str]:
    """Return the lines of such a list to be parsed, one for one: prose and notes without their content."""
    out = []
    level = 0
    for line in lines:
        if heading := _HEADING.match(line):
            level = len(heading[1])
            out.append(line)
        elif not line.strip() or line.strip() == MARK:
            out.append("")
        elif _ITEM.match(line) or _FIELD.match(line) or (level == _DEEPEST and _GROUP.match(line)):
            out.append(line)
        else:
            start = _NOTE.match(line) or _QUOTE.match(line)
            out.append(f"{start[1]} …" if start else f"{line[: len(line) - len(line.lstrip())]}…")
    return out


def has_items(text: str) -> bool:
    """Whether a line of a text would be read as an item of such a list, or as a field of one."""
    return any(_ITEM.match(line) or _FIELD.match(line) or _NOTE.match(line) for line in text.split("\n"))


def without_frame(lines: list[str]) -> list[str]:
    """Return the lines of such a list without its title and its mark, which are no prose."""
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    is_title = bool(lines) and lines[first].startswith("# ")
    return [
        "" if (number == first and is_title) or line.strip() == MARK else line
        for number, line in enumerate(lines)
    ]
