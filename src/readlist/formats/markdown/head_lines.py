"""Read the lines below the title of a note that state its authors, its place and its links without labels.

    # Title
    Ada Quill, Tim Berg                  names
    *Journal of Mills*, 2004             venue and year, or either
    Ada Quill et al. — ICML 2019         both, with a dash, a bar or a dot between them
    [Paper](https://…) · [Code](…)       links

All parts of a line must be one of these: any other line is prose, and ends the head.
"""

from __future__ import annotations

import re

from readlist.formats.markdown import author_lists, dates_venues
from readlist.formats.markdown.reference_places import YEAR, find_place, find_year
from readlist.model import url_finder

MAX_LINE = 600
"""Maximum number of characters of a line of the head."""
MAX_PLACE = 160
"""Maximum number of characters of a venue with its numbers and year."""
MAX_NAME_WORDS = 4
"""Maximum number of words of the name of a single author."""
_SEPARATOR = re.compile(r"\s+[-–—]+\s+|\s*[|·•]\s*|\s{3,}|(?<=[^\W_]{2})\.\s+(?=[A-Z\d\[]|$)")
_MARKUP_COMMA = re.compile(r"(\*\*|__)\s*,\s+")
"""A comma after names in bold."""
_MARKUP = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|</?(?:em|i|b|strong|sub|sup|small)>")
_CLOSING_STOP = re.compile(r"(?<=[a-zà-ž]{2})\.$")
_ESCAPE = re.compile(r"\\(?=[*_#†])")
_BY = re.compile(r"^(?:by|作者|著)\s*[:：]?\s+(?=\S)", re.IGNORECASE)
_CLOSING_PLACE = re.compile(
    rf"^(?P<names>.+?)[\s,.]*[(\[（](?P<place>[^()\[\]（）]*{YEAR}[^()\[\]（）]*)[)\]）]\.?$"
)
_DATED = re.compile(rf"(?P<venue>[A-Z][^\n]{{1,120}}?),?\s\(?(?P<year>{YEAR})\)?\.?")
_NAMES_PLACE = re.compile(
    rf"(?P<names>.+?\bet\.? al\.?|.+(?:\sand|\s&|,)\s[^,&]+),\s(?P<place>[^,]+?,?\s{YEAR})$"
)
"""Names before a venue and its year; a single name only with ``et al.``"""
_WORDS = re.compile(r"[^\W\d_]")
Values = dict[str, list[str]]


def read_unlabelled(text: str) -> Values | None:
    """Return the names, the venue and the date that a line without labels states; None if it is prose."""
    if not text or len(text) > MAX_LINE:
        return None
    text = _ESCAPE.sub("", text) if "\\" in text else text
    bare = _BY.sub("", _MARKUP.sub("", _MARKUP_COMMA.sub(r"\1 | ", text)).strip())
    values: Values = {}
    for part in [
        part.strip(" ,;") for part in _SEPARATOR.split(bare) if _WORDS.search(part) or part.strip(" ,;()")
    ]:
        if not _read_part(values, part):
            return None
    return values or None


def _read_part(values: Values, part: str) -> bool:
    if url_finder.is_generic(part.strip("[]() ")) and not re.search(r"\d", part):
        return True
    if dates_venues.parse_date(part):
        values.setdefault("date", []).append(part)
        return True
    if _are_names(part):
        values.setdefault("authors", []).append(_CLOSING_STOP.sub("", part))
        return True
    if (listed := _NAMES_PLACE.match(part)) and _are_names(listed["names"]):
        return _read_part(values, listed["names"]) and _read_part(values, listed["place"])
    closing = _CLOSING_PLACE.match(part)
    if closing and _are_names(closing["names"]):
        return _read_part(values, closing["place"].strip()) and _read_part(values, closing["names"])
    return _read_place(values, part)


def _are_names(text: str) -> bool:
    if dates_venues.parse_venue(text):
        return False
    if author_lists.looks_like_authors(text):
        return True
    return 2 <= len(text.split()) <= MAX_NAME_WORDS and author_lists.looks_like_authors(text, least=1)


def _read_place(values: Values, part: str) -> bool:
    """Read a venue with its year, or a known venue."""
    if len(part) > MAX_PLACE:
        return False
    year, known = find_year(part), dates_venues.parse_venue(part)
    words = [word for word in part.split() if word[0].isalpha()]
    if not known and 2 * sum(word[0].isupper() for word in words) < len(words):
        return False
    dated = _DATED.fullmatch(part)
    name = known.name if known else find_place(part) if year and part[:1].isupper() else None
    if name and not known and dated and not re.search(r"\d", dated["venue"]):
        name = dated["venue"].rstrip(" ,.")
    if not name:
        return False
    name = re.sub(rf"[\s,]*[(\[]?{YEAR}[)\]]?$", "", name) or name
    values.setdefault("venue", []).append(name)
    if year:
        values.setdefault("date", []).append(str(year))
    return True
