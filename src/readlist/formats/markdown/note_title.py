"""Read the title of a note: what stands before and after the title of the work that it is about.

[2014][ICLR] A Title                 the year and the venue, in brackets
Quill et al. (2012) - A Title        who wrote it, and when
A Title (ICML 2019)                  the venue
"""

from __future__ import annotations

import re

from readlist.formats.markdown import author_lists, dates_venues
from readlist.formats.markdown.title_parts import split_title

_BRACKETED = re.compile(r"^\s*[\[(（【]\s*(?P<inside>[^\[\]()（）【】]{2,40})\s*[\])）】]\s*[:：-]?\s*(?=\S)")
_CITED = re.compile(
    rf"(?P<names>[^()（）\[\]:：\"“]{{2,120}}?),?\s*[(（\[]?(?P<year>{dates_venues.YEAR})[a-z]?[)）\]]?\s*(?:\s[-–—]+\s|[:：,.]\s|(?<=[)）\]])\s)\s*(?P<title>\S.{{3,}})"
)
Values = dict[str, list[str]]


def read_note_title(title: str) -> tuple[str, Values]:
    """Return the title of the work in that of a note, and the fields that it states beside it."""
    values: Values = {}
    rest = title.strip()
    while found := _BRACKETED.match(rest):
        if not _read_bracket(values, found["inside"]):
            break
        rest = rest[found.end() :]
    if (cited := _CITED.fullmatch(rest)) and author_lists.are_cited(cited["names"].strip(" ,.")):
        values.setdefault("authors", [cited["names"].strip(" ,")])
        values.setdefault("date", [cited["year"]])
        rest = cited["title"]
    parts = split_title(rest)
    if parts.date:
        values.setdefault("date", [str(parts.date.year)])
    if parts.venue:
        values.setdefault("venue", [parts.venue.name])
    return (parts.title if parts.date or parts.venue else rest) or title, values


def _read_bracket(values: Values, inside: str) -> bool:
    """Read the year or the venue in brackets before a title; False if it is neither."""
    if dates_venues.parse_date(inside):
        values.setdefault("date", [inside])
        return True
    venue = dates_venues.parse_venue(inside) or dates_venues.parse_unlisted_venue(inside)
    if not venue:
        return False
    values.setdefault("venue", [venue.name])
    if venue.year:
        values.setdefault("date", [str(venue.year)])
    return True
