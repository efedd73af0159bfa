"""Split off what stands at the start or end of a title but is no part of it: a nickname, a date, a venue.

[LoRA] Low-Rank Adaptation … (ICLR 2022)      split_title
"""

from __future__ import annotations

import re
from typing import NamedTuple

from readlist.formats.markdown import dates_venues

_CLOSING_PLACE = re.compile(r"\s*[\[(（](?P<place>[^\[\]()（）]{4,40})[\])）]\.?$")
_LEADING_NAME = re.compile(r"\[(?P<name>(?=[^\s\]]*[A-Z])[A-Za-z][\w.+\-]{1,24})\]\s*[:：]?\s*(?=\S)")
MIN_NAMED_WORDS = 3
"""Minimum number of words of a title after a nickname in brackets."""


class TitleParts(NamedTuple):
    """A title, with the nickname before it and the date and venue after it."""

    title: str
    name: str | None = None
    date: dates_venues.Date | None = None
    venue: dates_venues.Venue | None = None


def split_title(title: str) -> TitleParts:
    """Split a nickname in square brackets off the start of a title, and a date or venue in brackets off its end."""
    title, date, venue = _split_place(title)
    found = _LEADING_NAME.match(title)
    if not found or len(title[found.end() :].split()) < MIN_NAMED_WORDS:
        return TitleParts(title, None, date, venue)
    return TitleParts(title[found.end() :], found["name"], date, venue)


def _split_place(title: str) -> tuple[str, dates_venues.Date | None, dates_venues.Venue | None]:
    found = _CLOSING_PLACE.search(title)
    if not found or not found.start():
        return title, None, None
    place = found["place"]
    date = dates_venues.parse_date(place)
    is_bracketed = found[0].lstrip().startswith("[") and dates_venues.is_short_venue(place)
    unlisted = (
        None if date or len(title.split()) < MIN_NAMED_WORDS else dates_venues.parse_unlisted_venue(place)
    )
    if not (date or is_bracketed or unlisted or dates_venues.parse_dated_venue(place)):
        return title, None, None
    venue = None if place.casefold() == "preprint" else dates_venues.parse_venue(place) or unlisted
    return title[: found.start()].rstrip(" .,"), date, venue
