"""Read references whose names, year and title are a heading, and whose place is the first line below it.

#### Box (1976) – Science and Statistics

*Journal of the American Statistical Association*, 71(356), 791–799.

A remark.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.item_boundaries import begins_work
from readlist.formats.markdown.reference_places import YEAR
from readlist.formats.markdown.reference_strings import parse_reference
from readlist.formats.markdown.span_predicates import mark_italics
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line
    from readlist.formats.markdown.reference_strings import Reference

_HEADING = lazy_pattern(
    rf"(?P<names>[^()（）\d]{{2,200}}?),?\s*[(（](?P<year>{YEAR})[a-z]?[)）]\s*[-–—:.,：]\s*(?P<title>\S.*)$"
)


class Headed(NamedTuple):
    """A reference, its lines, and the number of blocks that it takes, with the remarks on it."""

    reference: Reference
    lines: list[Line]
    blocks: list[Block]


def read_headed(heading: Block, following: list[Block]) -> Headed | None:
    """Read a heading and the first line of the paragraph that follows it as one reference; None if they are none."""
    first = following[0] if following and following[0].kind == "paragraph" else None
    if heading.kind != "heading" or not first or not first.lines or first.lines[0][0].style != "em":
        return None
    named = _HEADING.fullmatch(plain([piece for line in heading.lines for piece in line]))
    if not named:
        return None
    place = mark_italics(first.lines[0])
    title = named["title"].rstrip(" .")
    reference = parse_reference(f"{named['names']} ({named['year']}). {title}. {place}")
    if not reference or not reference.venue or reference.title != title:
        return None
    remarks = takewhile(
        lambda block: block.kind in ("paragraph", "quote") and not begins_work(block), following[1:]
    )
    return Headed(reference, [*heading.lines, *first.lines], [heading, first, *remarks])
