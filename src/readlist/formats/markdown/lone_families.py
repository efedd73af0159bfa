"""Lines that end in a link, a family name and the year, rewritten so that the name is known to be one.

    - [A title](…), Quill 2012             - [A title](…), Quill (2012)

A venue would be written in the same way. But venues come again, where the first authors of works rarely do.
"""

from __future__ import annotations

import re

from readlist.formats.markdown import author_lists, dates_venues

MIN_LINES = 4
"""Minimum number of lines that end so, each in another word that no list of venues knows."""
_LONE = re.compile(
    rf"(?<=\)),?\s(?P<name>{author_lists.SINGLE_FAMILY.pattern})\s(?P<year>{dates_venues.YEAR})\.?\s*$"
)


def rewrite(lines: list[str]) -> None:
    """Rewrite the lines of a note in place, one for one."""
    found = {
        number: match
        for number, line in enumerate(lines)
        if "](" in line and line.rstrip(" .")[-1:].isdigit() and (match := _LONE.search(line))
    }
    names = {match["name"] for match in found.values()}
    if not MIN_LINES <= len(names) == len(found) or any(map(dates_venues.parse_venue, names)):
        return
    for number, match in found.items():
        lines[number] = f"{lines[number][: match.start()]}, {match['name']} ({match['year']})"
