"""Lists that first tell of each work, and then name it in bold, rewritten line for line as fields.

    - The first plan with a sluice: **A Weir of Stone and Timber**. Still in use.    - [title:: A Weir of Stone and Timber]

A list is written so if most of its items are: words before a longer text in bold, and neither a link nor a year. Some of
the texts in bold of all such lists of a note have to read like titles, and all begin with a capital or a number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.markdown import title_text

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_TITLES = 4
"""Minimum number of titles in such lists of a note."""
MIN_SHARE = 0.75
"""Minimum share of the items of a list that are written so."""
MIN_LIKELY = 0.2
"""Minimum share of the texts in bold that read like titles with capitals; those of other titles may be written small."""
MIN_WORDS = 6
"""Minimum number of words that these texts have on average."""
MIN_SMALL = 2
"""Minimum number of longer words in small letters before a title, which a list of names does not have."""
_BULLET = re.compile(r"\s{0,3}(?:[-*+]|\d{1,3}[.)])\s+(?=\S)")
_DESCRIBED = re.compile(
    r"(?P<about>[^*\[\]<>`|\s][^*\[\]<>`|]{6,240}?)\s*\*\*(?P<title>(?=[^\Wa-z_])[^*\[\]<>`|]{16,300})(?<![:：])\*\*"
    r"(?P<rest>\s*$|[.。]|\s*[,(]|\s+(?:from|by|of)\s)"
)
_FACT = re.compile(r"https?://|\]\(|(?<!\d)(?:19|20)\d\d(?!\d)|\bet al\b")
_SMALL = re.compile(r"\b[a-zà-ÿ]{3,}\b")
_Found = dict[int, re.Match[str]]


def rewrite(lines: list[str]) -> None:
    """Rewrite the lines of a note in place, one for one."""
    found: _Found = {}
    for items in _lists(lines):
        described = {number: match for number in items if (match := _describe(lines[number]))}
        if len(described) >= MIN_SHARE * len(items):
            found |= described
    titles = [match["title"] for match in found.values()]
    likely = sum(title_text.title_score(title) >= title_text.LIKELY for title in titles)
    words = sum(len(title.split()) for title in titles)
    if len(titles) < MIN_TITLES or likely < MIN_LIKELY * len(titles) or words < MIN_WORDS * len(titles):
        return
    for number, match in found.items():
        bullet = _BULLET.match(lines[number])
        assert bullet, "only items of lists are described"
        lines[number] = f"{bullet[0]}[title:: {match['title'].strip()}]"


def _lists(lines: list[str]) -> Iterator[list[int]]:
    """Yield the lists of one level: the numbers of the lines of their items, each of one line."""
    items: list[int] = []
    for number, line in enumerate(lines):
        if _BULLET.match(line):
            items.append(number)
        elif line.strip() and items:
            yield items
            items = []
    if items:
        yield items


def _describe(line: str) -> re.Match[str] | None:
    """Return the parts of an item that tells of a work before it names it; None for any other."""
    bullet = _BULLET.match(line)
    found = _DESCRIBED.match(line, bullet.end()) if bullet and "**" in line else None
    is_plain = found is not None and not _FACT.search(line)
    return found if found and is_plain and len(_SMALL.findall(found["about"])) >= MIN_SMALL else None
