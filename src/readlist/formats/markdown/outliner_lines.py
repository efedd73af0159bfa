"""What outliners keep in the lines of a list, rewritten line for line.

    - LATER [[A title]] Ann Lee, 2024      - LATER **A title** Ann Lee, 2024
      id:: 63db47ac-a90c-4a52-a7b6-…
      :LOGBOOK:
      CLOCK: [2023-02-02 Thu 10:35:42]
      :END:
      SCHEDULED: <2023-03-06 Mon>

A link between notes is a title where several items begin with one, and with text after it. What Logseq and Org keep of
a block (its ID, the clock, the days of a task) is no part of the work.
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
_KEPT = re.compile(
    r"\s+(?:(?:id|collapsed|heading|logseq\.[\w.-]+|query-[\w-]+)::(?:\s.*)?"
    r"|:(?:LOGBOOK|PROPERTIES|END|logbook|properties|end):"
    r"|CLOCK:\s.*|(?:SCHEDULED|DEADLINE|CLOSED):\s+[<\[].*)$"
)
"""A line below a block that says nothing but what the program keeps of it."""
_SIGNS = ("[[", "id::", "collapsed::", ":END:", ":end:", "SCHEDULED:", "DEADLINE:")
"""What a text has, one of these, in which there is something to rewrite."""


def rewrite(lines: list[str], text: str) -> None:
    """Rewrite the lines of a note in place, one for one; ``text`` is all of them."""
    if not any(sign in text for sign in _SIGNS):
        return
    linked: dict[int, re.Match[str]] = {}
    last = -1
    for number, line in enumerate(lines):
        if "[[" in line and (match := _LINKED.match(line)) and len(match["title"].split()) >= MIN_WORDS:
            linked[number] = match
        if line[:1].isspace() and ":" in line and last >= 0 and _KEPT.match(line):
            lines[number] = ""
        elif line.strip():
            last = number
    likely = sum(title_text.title_score(match["title"]) >= title_text.LIKELY for match in linked.values())
    if len(linked) >= MIN_LINKS and 2 * likely >= len(linked):
        for number, match in linked.items():
            lines[number] = f"{match['start']}**{match['title']}**{match['rest']}"
