"""Join the citations in brackets of which some names are links: ``(Ada Quill and [Tim Berg](…), 2020)``."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from readlist.formats.markdown.names_places import is_cited, split_names_place

if TYPE_CHECKING:
    from readlist.formats.markdown.inline import Line

MIN_PIECES = 3
"""Minimum number of pieces of a line with such a citation: the text before the link, the link, and the text after it."""
MAX_PIECES = 20
"""Maximum number of pieces of a citation."""
_OPENS = re.compile(r"[(（][^()（）]{0,300}$")
_CLOSES = re.compile(r"[^()（）]{0,300}[)）]")


def join_linked_names(line: Line) -> Line:
    """Return a line whose citations in brackets are text; the links of their names follow them, without a text."""
    if len(line) < MIN_PIECES or not _may_cite(line):
        return line
    out: Line = []
    at = 0
    while at < len(line):
        end = _end_of_citation(line, at)
        if not end:
            out.append(line[at])
            at += 1
            continue
        run = line[at:end]
        out.append(replace(line[at], text="".join(piece.text for piece in run)))
        out += [replace(piece, text="", style="") for piece in run if piece.href]
        at = end
    return out


def _may_cite(line: Line) -> bool:
    """Whether a text before a link has an opening bracket. Cheap."""
    return any(
        after.href and not before.href and ("(" in before.text or "（" in before.text)
        for before, after in pairwise(line)
    )


def _end_of_citation(line: Line, at: int) -> int:
    """Return the place after the piece that ends the citation that begins in a piece, or 0 if there is none."""
    first = line[at]
    opened = None if first.href or first.style or at + 2 >= len(line) else _OPENS.search(first.text)
    if not opened or not line[at + 1].href:
        return 0
    inside = first.text[opened.start() + 1 :]
    for end in range(at + 1, min(len(line), at + MAX_PIECES)):
        piece = line[end]
        if piece.image or piece.bare:
            return 0
        closed = None if piece.href else _CLOSES.match(piece.text)
        if closed:
            cited = f"({inside}{closed[0]}"
            may_cite = is_cited(cited) or split_names_place(cited[1:-1].strip())
            return end + 1 if may_cite else 0
        inside += piece.text
    return 0
