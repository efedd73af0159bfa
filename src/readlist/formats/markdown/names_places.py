"""Split a text that states people and, after them, where and when their work appeared.

Leslie Lamport, CACM 1978                    a comma before the place
J. H. Saltzer and D. P. Reed, TOCS, 1984     and one before the year
Fay Chang et al. (OSDI 2006)                 the place in brackets
Xiang Wang, Xiangnan He，SIGIR 2019           another comma
Edward J. Hu, Yelong Shen. ICLR 2022         a full stop

A list that names the place may be of any length and the venue one that no list knows: what is before the place must be names
throughout, and what is in the place a name with its year.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from readlist.formats.markdown import author_lists, dates_venues
from readlist.formats.markdown.journal_places import parse_journal_place

MAX_PLACE = 80
"""Maximum number of characters of a place."""
MAX_LENGTH = 3000
"""Maximum number of characters of names and a place."""
_COMMA = re.compile(r"\s*[,，、]\s*")
_SIGN = re.compile(r"\s*[,，、]\s*|(?<=\w\w)\.\s+")
"""What may stand before the place: a comma, or a full stop that is not that of an initial."""
_BRACKETED = re.compile(r"(?P<names>.{3,}?)\s*[(（\[](?P<place>[^()（）\[\]]{3,80})[)）\]]\.?")
_NAMED = re.compile(
    rf"(?P<name>[A-Z][\w&.+'/-]*+(?:\s[\w&.+'/-]++){{0,6}}?),?\s(?:(?P<year>{dates_venues.YEAR})|['’](?P<short>\d\d))"
)
"""Any name with a year after it."""
_CITED = re.compile(rf"(?P<names>.+?)[,，\s]+[(（]?(?P<year>{dates_venues.YEAR}|['’]\d\d)[a-z]?[)）]?")
YEAR_FIRST = re.compile(rf"(?P<year>{dates_venues.YEAR})\s?[-–—,:]\s?(?P<names>[A-ZÀ-Ž][a-zà-ž'’].{{0,200}})")
"""A citation with its year first: ``1990-Berg, Vos``."""
_ACRONYM = re.compile(r"\S{0,30}[A-Z]\S{0,30}[A-Z]\S{0,30}|\S{0,30}['’]")
_SMALL_WORDS = frozenset("of the and on in for to at de la".split())
_ET_AL = re.compile(r"\bet\.? al\.?$|等$")
_PERSON = re.compile(r"(?:[A-ZÀ-Ž]\.\s?|[A-ZÀ-Ž][a-zà-ž'’-]+\.?\s)+[A-ZÀ-Ž][a-zà-ž'’-]+\.?")
"""Capitalised words, or initials and one: a name, or a publisher."""
_LEADING_PERSON = re.compile(rf"{_PERSON.pattern}(?!\w)")
_ONE_WORD = re.compile(r"[A-Z][a-z'’-]+,?\s['’\d]")
"""A capitalised word and a year."""
MAX_NAME_WORDS = 4
"""Maximum number of words of the name of a single person."""


class NamesPlace(NamedTuple):
    """Names as written, the place as written, and the venue that the place is."""

    names: str
    place: str
    venue: dates_venues.Venue


@lru_cache(maxsize=1024)
def split_names_place(text: str) -> NamesPlace | None:
    """Split names from the place after them; None if the text is anything else."""
    text = text.strip(" .。;；:：-–—|")
    if len(text) > MAX_LENGTH or not any(map(str.isdigit, text[-MAX_PLACE:])):
        return None
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed and (found := _split(bracketed["names"], bracketed["place"])):
        return found
    signs = [sign for sign in _SIGN.finditer(text) if sign.start() >= len(text) - MAX_PLACE]
    for sign in sorted(signs, key=_rank):
        names, place = text[: sign.start()], text[sign.end() :]
        if (sign[0][0] != "." or "." not in place) and (found := _split(names, place)):
            return found
    return None


def _rank(sign: re.Match[str]) -> tuple[bool, int]:
    """Rank a sign: the last comma first; a full stop may also be that of an abbreviated journal."""
    return sign[0][0] == ".", -sign.start()


def _split(names: str, place: str) -> NamesPlace | None:
    if not _are_names(names):
        known = dates_venues.parse_dated_venue(place) if author_lists.SINGLE_FAMILY.fullmatch(names) else None
        return NamesPlace(names, place, known) if known and not dates_venues.parse_venue(names) else None
    venue = None if _ONE_WORD.match(place) and _are_families(names) else _read_place(place)
    return NamesPlace(names, place, venue) if venue else None


def _are_families(names: str) -> bool:
    """Whether names are single words, so that a word and a year after them are one more: ``Quill, Berg, Vos '04``."""
    return not any(" " in name or "." in name for name in author_lists.parse_cited(names))


def _are_names(text: str) -> bool:
    """Whether a text is names: several, one with ``et al.`` or an initial, or one of two to four words."""
    if dates_venues.parse_venue(text) or not author_lists.looks_like_authors(text, least=1):
        return False
    if _COMMA.search(text) or _ET_AL.search(text) or re.search(r"\s(?:and|&)\s", text):
        return True
    return 2 <= len(text.split()) <= MAX_NAME_WORDS or bool(author_lists.INITIAL.search(text))


def _read_place(text: str) -> dates_venues.Venue | None:
    """Return the venue that a text with a year names, whether a list knows it or not."""
    before, stop, _ = text.partition(". ")
    if stop and _PERSON.fullmatch(before):
        return None  # one more name
    person = _LEADING_PERSON.match(text)
    if person and dates_venues.parse_dated_venue(text[person.end() :]):
        return None
    venue = dates_venues.parse_dated_venue(text) or parse_journal_place(text)
    if venue:
        return venue
    named = _NAMED.fullmatch(text)
    if named and _PERSON.fullmatch(named["name"]) and author_lists.looks_like_authors(named["name"], least=1):
        return None  # one more name
    if venue := dates_venues.parse_unlisted_venue(text):
        return venue
    if not named or dates_venues.parse_date(text):
        return None
    words = named["name"].split()
    if any(word[0].islower() and word not in _SMALL_WORDS for word in words):
        return None
    year = int(named["year"] or dates_venues.full_year(named["short"]))
    return dates_venues.Venue(f"{named['name']} {year}", year, 0, len(text))


def is_cited(text: str) -> bool:
    """Whether a text, without its brackets, is names and a year: ``(Hu et al., 2021)``."""
    text = text.strip("()（）[]【】 ")
    cited = YEAR_FIRST.fullmatch(text) if text[:1].isdigit() else _CITED.fullmatch(text)
    return bool(cited) and _are_cited(cited["names"])  # type: ignore[index]


def _are_cited(names: str) -> bool:
    """Whether a text before a year is names, rather than an acronym or a venue: ``(Hu et al., 2021)``, not ``(CHI 2015)``."""
    is_acronym = _ACRONYM.fullmatch(names) or dates_venues.is_short_venue(names)
    return not is_acronym and author_lists.looks_like_authors(names, least=1)
