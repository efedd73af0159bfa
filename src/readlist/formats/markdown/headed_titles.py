"""Notes whose deepest headings are the titles of works, most with nothing below them yet, rewritten line for line as items.

    ## Gates                                        ## Gates
    ### Sluice: Efficient Gates with Lifting        - [title:: Sluice: Efficient Gates with Lifting]
    ### Damming Streams via Field Surveys           - [title:: Damming Streams via Field Surveys]

A level of headings counts if most of its headings have neither text nor headings below them, and most of these read like
titles. What is below the others stays as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict

from readlist.formats.markdown import title_text

MIN_TITLES = 5
"""Minimum number of empty headings of a level."""
MIN_EMPTY = 0.6
"""Minimum share of the headings of a level that are empty."""
MIN_LIKELY = 0.6
"""Minimum share of the empty headings that read like titles."""
_HEADING = re.compile(r"(?P<marks>#{2,6})\s+(?P<text>\S.*?)\s*#*\s*$")
_FENCE = re.compile(r"\s*(?:```|~~~)")


def rewrite(lines: list[str]) -> None:
    """Rewrite the lines of a note in place, one for one."""
    levels: dict[int, dict[int, str]] = defaultdict(dict)
    filled: set[int] = set()
    last, is_code = -1, False
    for number, line in enumerate(lines):
        is_code ^= bool(_FENCE.match(line))
        if not is_code and line.startswith("#"):
            last = number
            if heading := _HEADING.match(line):
                levels[len(heading["marks"])][number] = heading["text"]
        elif line.strip():
            filled.add(last)
    if not levels:
        return
    headings = levels[max(levels)]
    empty = [text for number, text in headings.items() if number not in filled]
    likely = sum(title_text.title_score(text) >= title_text.LIKELY for text in empty)
    is_list = len(empty) >= MIN_TITLES and len(empty) >= MIN_EMPTY * len(headings)
    if is_list and likely >= MIN_LIKELY * len(empty) and not any("](" in text for text in empty):
        for number, text in headings.items():
            lines[number] = f"- [title:: {text}]"
