"""What outliners keep in the lines of a list, rewritten line for line.

    - LATER [[A title]] Ann Lee, 2024      - LATER **A title** Ann Lee, 2024
      SCHEDULED: <2023-03-06 Mon>

A link between notes is a title where several items begin with one, and with text after it. The days of a task are no part
of the work; ``plain_layouts`` drops what else Logseq and Org keep of a block.
"""

from __future__ import annotations

import re

from readlist.formats.markdown import title_text

MIN_LINKS = 3
"""Minimum number of items that begin with a link between notes and go on after it."""
MIN_WORDS = 2
"""Minimum number of words of a title."""
_LINKED = re.compile(
    r"(?P<start>\s*[-*+]\s+(?:\[[ xX/>-]\]\s+)?(?:[A-Z]{3,9}\s+)?(?:\[#[A-Z]\]\s+)?)"
    r"\[\[(?P<title>[^\[\]|@#]{6,300})\]\](?P<rest>\s*[,.:;(–—-]*\s*[^\W_].*)$"
)
"""An item that begins with a link between notes, after any box, word or priority of a task, and goes on."""
_DAY = re.compile(r"\s+(?:SCHEDULED|DEADLINE|CLOSED):\s+[<\[].*$")
"""A line below a block that has the days of a task."""
_SIGNS = ("[[", "SCHEDULED:", "DEADLINE:", "CLOSED:")
"""What a text has, one of these, in which there is something to rewrite."""


def rewrite(lines: list[str], text: str) -> None:
    """Rewrite the lines of a note in place, one for one; ``text`` is all of them."""
    if not any(sign in text for sign in _SIGNS):
        return
    linked: dict[int, re.Match[str]] = {}
    for number, line in enumerate(lines):
        if "[[" in line and (match := _LINKED.match(line)) and len(match["title"].split()) >= MIN_WORDS:
            linked[number] = match
        if "ED:" in line or "NE:" in line:
            lines[number] = _DAY.sub("", line)
    likely = sum(title_text.title_score(match["title"]) >= title_text.LIKELY for match in linked.values())
    if len(linked) >= MIN_LINKS and 2 * likely >= len(linked):
        for number, match in linked.items():
            lines[number] = f"{match['start']}**{match['title']}**{match['rest']}"
