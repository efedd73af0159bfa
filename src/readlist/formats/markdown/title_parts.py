"""Split off what stands at the start or end of a title but is no part of it: a nickname, a date, a venue.

[LoRA] Low-Rank Adaptation … (ICLR 2022)      split_title
(2021.11) A Title, PODC'07 | A Title
Pang, Lee 2002: Thumbs up?
"""

from __future__ import annotations

import re
from typing import NamedTuple

from readlist.formats.markdown import author_lists, dates_venues, title_text

MAX_BEFORE_VENUE = 12
"""Maximum number of characters before the name of a venue in brackets, as of its societies."""
MAX_PLACE = 40
"""Maximum length of a place in brackets without a comma."""
_CLOSING_PLACE = re.compile(r"\s*[\[(（](?P<place>[^\[\]()（）]{4,60})[\])）]\.?$")
_DATED_PLACE = re.compile(
    rf"(?P<venue>[^\d\s,，()][^\d,，()]{{1,{MAX_PLACE}}}?)\s?[,，]\s?(?P<year>{dates_venues.YEAR})"
)
"""A venue, or who wrote a work, and the year."""
_LEADING_NAME = re.compile(r"\[(?P<name>(?=[^\s\]]*[A-Z])[A-Za-z][\w.+\-]{1,24})\]\s*[:：]?\s*(?=\S)")
_LED_BY_NAMES = re.compile(
    rf"(?P<names>[^:：\"“”]{{3,200}}?),?\s+(?P<year>{dates_venues.YEAR})\s*[:：]\s+(?P<title>\S.*)"
)
_LED_BY_CITED = re.compile(
    rf"(?P<names>[^:：\"“”()]{{3,120}}?),?\s*\((?P<year>{dates_venues.YEAR})\)\s*(?:[-–—:：]|,)\s+(?P<title>\S.*)"
)
"""Names and a year in brackets before a title: ``Quill et al. (2013) - Mills``."""
_ENDS_PLACED = re.compile(
    rf"(?P<title>\S.{{8,300}}?)\s(?P<place>[A-Z][\w&-]{{2,14}}[ '’]{{1,2}}(?:{dates_venues.YEAR}|\d\d))"
)
"""A title and, with no sign between them, a known venue and its year: ``… Mills RecSys 2021``."""
_LED_BY_AL = re.compile(r"(?P<names>[^:：\"“”.]{2,60}?\bet\.? al\b\.?),?\s*[:：]?\s+(?P<title>[A-Z\d(].*)")
_LEADING_PLACE = re.compile(
    r"(?P<place>[A-Z][\w&.'’ -]{2,30}\d)\s*[|｜]\s*(?:(?P<name>[\w.+-]{2,24})\s*[|｜]\s*)?(?P<title>\S[^|｜]*)"
)
"""A venue and its year before a bar, and perhaps a nickname before another."""
_DASHED_PLACE = re.compile(r"\s[-–—|]\s(?P<place>[^-–—|()\[\]]{4,40})$")
"""A venue and its year after a dash or bar: ``… Form - CC 2013``."""
_DESCRIBED = re.compile(
    r"(?P<title>[^\u3040-\u9fff：]{8,300}?)\s?：\s?(?P<other>[\u3040-\u9fff][^A-Za-z：]{3,80})"
)
"""A title in English, and what it is about in Chinese after a wide colon."""
_QUOTED_NAME = re.compile(r"[“\"](?P<title>[^“”\"]{4,300})[”\"]\s*[(（](?P<name>[^()（）]{2,40})[)）]")
"""A title in quotes, and its nickname in brackets."""
_TRANSLATION = re.compile(
    r"(?P<title>[^\u3040-\u9fff（）【】]{8,300}?)(?:[(（](?P<other>[^()（）]{4,80})[)）]|\s*【(?P<about>[^【】]{2,80})】)"
)
"""A title in English, and the same, or what it is about, in Chinese in brackets."""
_CLOSING_BY = re.compile(r"(?P<title>\S.{6,300}?),?\s+by\s+(?P<names>[A-ZÀ-Ž][^:：]{3,200})")
_OF_PEOPLE = re.compile(r"\b[A-Z]\.|\bet al\b")
"""What only names of people have: an initial, ``et al.``"""
_COMMA_PLACE = re.compile(
    rf"(?P<title>.{{8,300}}?),\s(?P<place>[A-Z][\w&/-]{{1,20}}(?:\s[A-Z][\w&/-]{{1,20}}){{0,2}},?\s{dates_venues.YEAR})"
)
"""A known venue and its year after the last comma of a title: ``…, SIGMOD, 2008``."""
_COMMA_AL = re.compile(r"(?P<title>.{8,300}?),\s(?P<names>[A-ZÀ-Ž][\w'’-]+) et\.? al\.?")
_QUOTED_BY = re.compile(
    rf"(?:(?P<year>{dates_venues.YEAR})\s*[-–—:]?\s*)?[“\"](?P<title>[^“”\"]{{6,300}})[”\"]\s+[-–—]\s+(?P<names>[A-ZÀ-Ž][^\d:]{{1,80}})"
)
"""A title in quotes, and names after a dash."""
_AND = re.compile(r",?\s(?:&|and)\s")
_CLOSING_AWARD = re.compile(
    r"(?<=\S)\s*[(（\[](?:[Bb]est [\w ]{4,40}|[\w ]{0,20}[Hh]onou?rable [Mm]ention|[\w ]{0,30}\b[Aa]ward|[Oo]ral|[Ss]potlight|[Hh]ighlight)[)）\]]$"
)
"""What a work was honoured with, in brackets after its title."""
_LED_BY_FULL_NAME = re.compile(
    r"(?P<given>[A-ZÀ-Ž][a-zà-ž]+)\s(?P<family>(?:[A-Z]\.\s)?[A-ZÀ-Ž][\w'’-]*[a-zà-ž])(?::|\s[-–—])\s+(?P<title>[A-Z]\S*\s\S.*)"
)
MIN_NAMED_WORDS = 3
"""Minimum number of words of a title after a nickname in brackets."""


class TitleParts(NamedTuple):
    """A title, with the nickname before it and the date and venue after it."""

    title: str
    name: str | None = None
    date: dates_venues.Date | None = None
    venue: dates_venues.Venue | None = None
    authors: tuple[str, ...] = ()


def split_title(title: str) -> TitleParts:
    """Split a nickname in square brackets off the start of a title, and a date or venue in brackets off its end."""
    leading, title = _split_date(_CLOSING_AWARD.sub("", title))
    if (placed := _LEADING_PLACE.fullmatch(title)) and not title_text.is_mostly_cjk(placed["title"]):
        parts, place = split_title(placed["title"]), dates_venues.parse_meeting(placed["place"])
        if place and len(parts.title.split()) >= MIN_NAMED_WORDS:
            return parts._replace(name=parts.name or placed["name"], date=parts.date or leading, venue=place)
    title, authors, year = _split_cited(title) or _split_names(title)
    title, date, venue = _split_place(title)
    date = date or leading
    title, authors = (title, authors) if authors else _split_by(title)
    title, authors = (title, authors) if authors else _split_full_name(title)
    title, date, venue, authors = _split_commas(title, date, venue, authors)
    date = date or year
    if (described := _DESCRIBED.fullmatch(title)) and _is_translated(described["title"], described["other"]):
        return TitleParts(described["title"], described["other"], date, venue, authors)
    if quoted := _QUOTED_NAME.fullmatch(title):
        return TitleParts(quoted["title"].rstrip(" .,"), quoted["name"], date, venue, authors)
    if (found := _TRANSLATION.fullmatch(title)) and (
        _is_translated(found["title"], found["other"])
        if found["other"]
        else _is_described(found["title"], found["about"])
    ):
        parts = split_title(found["title"].strip())
        return parts._replace(
            name=found["other"] or found["about"],
            date=parts.date or date,
            venue=parts.venue or venue,
            authors=parts.authors or authors,
        )
    found = _LEADING_NAME.match(title)
    if not found or len(title[found.end() :].split()) < MIN_NAMED_WORDS:
        return TitleParts(title, None, date, venue, authors)
    return TitleParts(title[found.end() :], found["name"], date, venue, authors)


def _split_date(title: str) -> tuple[dates_venues.Date | None, str]:
    """Split a date in brackets off the start of a title; return date and rest."""
    date, rest = dates_venues.strip_date(title) if title[:1] in "([（【" else (None, title)
    return (date, rest) if len(rest.split()) >= MIN_NAMED_WORDS - 1 else (None, title)


def _is_translated(title: str, other: str) -> bool:
    return len(title.split()) >= MIN_NAMED_WORDS and title_text.is_mostly_cjk(other)


def _is_described(title: str, about: str) -> bool:
    return len(title.split()) >= MIN_NAMED_WORDS and bool(title_text.CJK.search(about))


def _split_cited(title: str) -> tuple[str, tuple[str, ...], dates_venues.Date | None] | None:
    """Split several names and a year in brackets off the end of a title; None if it does not end so."""
    closing = _CLOSING_PLACE.search(title) if title[-1:] in (")", "）") else None
    cited = (
        author_lists.parse_cited_link(closing["place"])
        if closing and closing["place"][-1:].isdigit()
        else None
    )
    if not closing or not cited or len(title[: closing.start()].split()) < MIN_NAMED_WORDS - 1:
        return None
    return title[: closing.start()], cited[0], dates_venues.Date(cited[1])


def _split_names(title: str) -> tuple[str, tuple[str, ...], dates_venues.Date | None]:
    """Split several names off the start of a title, with a year and a colon, or with ``et al.``."""
    cited = _LED_BY_CITED.fullmatch(title) if ")" in title else None
    if (
        cited
        and author_lists.are_cited(cited["names"])
        and len(cited["title"].split()) >= MIN_NAMED_WORDS - 1
    ):
        return cited["title"], author_lists.parse_cited(cited["names"]), dates_venues.Date(int(cited["year"]))
    found = _LED_BY_NAMES.fullmatch(title) or _LED_BY_AL.fullmatch(title)
    if not found or len(found["title"].split()) < MIN_NAMED_WORDS - 1:
        return title, (), None
    if not author_lists.looks_like_authors(found["names"]):
        return title, (), None
    year = found.groupdict().get("year")
    if not year:
        return found["title"], author_lists.parse_authors(found["names"]), None
    return found["title"], author_lists.parse_cited(found["names"]), dates_venues.Date(int(year))


def _split_commas(
    title: str,
    date: dates_venues.Date | None,
    venue: dates_venues.Venue | None,
    authors: tuple[str, ...],
) -> tuple[str, dates_venues.Date | None, dates_venues.Venue | None, tuple[str, ...]]:
    """Split what stands after the last comma, or a closing quote and a dash: a known venue and its year, or names."""
    if quoted := _QUOTED_BY.fullmatch(title):
        year, names = quoted["year"], quoted["names"]
        if not authors and author_lists.looks_like_authors(names, least=1):
            own = dates_venues.Date(int(year)) if year else None
            return quoted["title"], date or own, venue, author_lists.parse_cited(_AND.sub(", ", names))
    if not venue and title[-2:].isdigit() and (ends := _ENDS_PLACED.fullmatch(title)):
        stated = dates_venues.parse_dated_venue(ends["place"])
        if stated and len(ends["title"].split()) > MIN_NAMED_WORDS and ends["title"][-1:].isalnum():
            return ends["title"], date, stated, authors
    if not venue and title[-4:].isdigit() and (placed := _COMMA_PLACE.fullmatch(title)):
        stated = dates_venues.parse_dated_venue(placed["place"].replace(",", ""))
        if stated and len(placed["title"].split()) >= MIN_NAMED_WORDS:
            return placed["title"], date, stated, authors
    if not authors and (named := _COMMA_AL.fullmatch(title)):
        return named["title"], date, venue, (named["names"],)
    return title, date, venue, authors


def _split_full_name(title: str) -> tuple[str, tuple[str, ...]]:
    """Split the full name of a person, told by a common given name, off the start of a title: ``Robert Quill: A Title``."""
    found = _LED_BY_FULL_NAME.fullmatch(title)
    if not found or found["given"] not in author_lists.COMMON_GIVEN:
        return title, ()
    return found["title"], (f"{found['given']} {found['family']}",)


def _split_by(title: str) -> tuple[str, tuple[str, ...]]:
    """Split ``by`` and the full names of people off the end of a title; an initial, ``et al.`` or a given name shows them."""
    found = _CLOSING_BY.fullmatch(title)
    names = author_lists.parse_authors(found["names"]) if found else ()
    if not found or not names or not author_lists.looks_like_authors(found["names"], least=1):
        return title, ()
    are_full = all(len(name.split()) > 1 for name in names)
    is_shown = _OF_PEOPLE.search(found["names"]) or any(
        name.split()[0] in author_lists.COMMON_GIVEN for name in names
    )
    return (found["title"], names) if are_full and is_shown else (title, ())


def _named_last(place: str) -> str:
    """Return the venue with its year after the last comma of a place (``A Workshop, NIPS 2018``), else the place."""
    last = place.rpartition(",")[2].strip()
    return last if last and dates_venues.parse_dated_venue(last) else place


def _split_dashed(title: str) -> tuple[str, None, dates_venues.Venue | None]:
    """Split a venue with its year, after a dash or bar, off the end of a title."""
    found = _DASHED_PLACE.search(title) if title[-2:].isdigit() else None
    if not found or len(title[: found.start()].split()) < MIN_NAMED_WORDS:
        return title, None, None
    place = found["place"]
    venue = dates_venues.parse_dated_venue(place) or dates_venues.parse_unlisted_venue(place)
    return (title[: found.start()], None, venue) if venue else (title, None, None)


def _split_place(title: str) -> tuple[str, dates_venues.Date | None, dates_venues.Venue | None]:
    found = _CLOSING_PLACE.search(title)
    if not found or not found.start():
        return _split_dashed(title)
    place = found["place"]
    if len(place) > MAX_PLACE or not (dates_venues.parse_venue(place) or dates_venues.parse_date(place)):
        place = _named_last(place)
    date = dates_venues.parse_date(place)
    if (dated := _DATED_PLACE.fullmatch(place)) and len(title[: found.start()].split()) >= MIN_NAMED_WORDS:
        venue = dates_venues.parse_venue(dated["venue"])
        named = f"{venue.name if venue else dated['venue']} {dated['year']}"
        stated = dates_venues.parse_dated_venue(named) or dates_venues.parse_unlisted_venue(named)
        return title[: found.start()].rstrip(" .,"), dates_venues.Date(int(dated["year"])), stated
    if (
        "," in place
        and (town := dates_venues.find_venue(place))
        and town.year
        and town.start <= MAX_BEFORE_VENUE
    ):
        return title[: found.start()].rstrip(" .,"), date, town  # the venue and its town
    is_bracketed = found[0].lstrip().startswith("[") and dates_venues.is_short_venue(place)
    unlisted = (
        None if date or len(title.split()) < MIN_NAMED_WORDS else dates_venues.parse_unlisted_venue(place)
    )
    if not (date or is_bracketed or unlisted or dates_venues.parse_dated_venue(place)):
        return title, None, None
    venue = None if place.casefold() == "preprint" else dates_venues.parse_venue(place) or unlisted
    return title[: found.start()].rstrip(" .,"), date, venue
