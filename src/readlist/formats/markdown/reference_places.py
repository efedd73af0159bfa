"""Read the places of references: the venue up to its volume, the year and the month.

Journal of Rivers, 4(3), 1–9.    In *Proceedings of …*, pages 1–9    River Lett. 2004 May;4(3):1–9
In Lee, A. (Ed.), A Book (pp. 1–9). City: Publisher                   //刊名, 2004, 4(3): 1-9

The venue is what is written up to its volume, year or pages, whether any list knows its name or not. Text in italics is
between ``EM_OPEN`` and ``EM_CLOSE``.
"""

from __future__ import annotations

import re

from readlist.formats.markdown import dates_venues
from readlist.formats.markdown.title_text import CJK
from readlist.model.dates import MONTH_NAMES, month_number
from readlist.util.lazy_regex import lazy_pattern

MAX_ABBREVIATED = 11
"""Maximum number of characters of an abbreviated word, with its full stop."""
EM_OPEN, EM_CLOSE = "\ue0e1", "\ue0e2"
"""Signs around text in italics, of the area of Unicode that is for private use."""
YEAR = r"(?:1[5-9]\d\d|20[0-4]\d)"
MAX_VENUE = 200
"""Maximum number of characters of a venue."""
ANY_YEAR = lazy_pattern(rf"(?<![\w.:/-])(?P<year>{YEAR})[a-z]?(?![\w/]|\.\d)")
ADDRESS = lazy_pattern(
    r"(?:\bdoi\s*[:：]?\s*)?<?https?://\S+|\bdoi\s*[:：]?\s*10\.\d{4,9}/\S+|(?<![\w/])10\.\d{4,9}/\S+",
    re.IGNORECASE,
)
_ARXIV = lazy_pattern(r"\barxiv\b", re.IGNORECASE)
_ABBREVIATED = lazy_pattern(r"(?:(?:[A-Z][A-Za-z]{0,9}|\d{1,2}[a-z]{2}|of|the|and|&|in|for|on)[.\s]\s?){1,8}")
"""Words of an abbreviated name of a journal, up to one of its full stops: ``J. Am. Chem.``."""
IN = lazy_pattern(r"^(?:In|in)\s?[:\s]\s*")
_ISSUED = lazy_pattern(rf"\((?:[^():]{{2,40}}:\s)?(?P<publisher>[A-Z][^():;]{{2,60}}),\s{YEAR}\b[^()]*\)")
"""Where and when a book was published, in the notes of Chicago: ``(Boston: Harbour Press, 2022)``."""
_PUBLISHED = lazy_pattern(
    r",\s(?:[A-Z][\w.-]*\s?){1,3}:\s[A-Z][\w&' ]*\b(?:Press|Publish\w*|Macmillan|Springer|Wiley|Routledge|Sage|Elsevier|Books|Verlag|Norton|Blackwell)\b"
)
"""The city and the publisher after the name of a book."""
_EDITORS = lazy_pattern(
    r"^.{3,200}?\((?:[Ee]ds?\.?|[Hh]rsg\.?)\)[,.:]?\s*|^.{3,200}?,\s[Ee]ds?\.[,:]?\s+(?!by\b)"
)
_PLACE_END = lazy_pattern(
    r",\s[Ee]d(?:s?\.|ited)\sby\b|,?\s*(?:\b[Vv]ol(?:ume)?\b\.?|\b[Nn]o\.|\bnr\.|\bissue\b|\bpages?\b|\bpp?\.|\bart(?:icle)?\.?\s(?:no\.?\s?)?\d|\(pp\.)"
    r"|[,:]?\s+(?:[A-Z]\d{2})?\d+(?![\w]*(?:st|nd|rd|th)\b)(?=[\s,:;.(\-–)]|$)|[,;，]\s*(?:[A-Za-z]{0,2}\d|abs/|第\d)|,\s[a-z]{2,6}\d{2}|\s*\(\s*(?:\d|[A-Z][a-z]+\.?\s\d)|\s—\s(?=[a-z])|[,.]\s+\(?(?:forthcoming|in press|to appear)\b|\.\s(?:Ch(?:ap(?:ter)?)?s?\.?|Sections?|§)\s\d|;|\[",
)
_SENTENCE_END = lazy_pattern(r"(?<=[\w)])\.\s+(?=[A-Z\d(])|\.$")
_LEADING_YEAR = lazy_pattern(
    rf"(?:(?:Proceedings of )?[Tt]he )?(?P<year>{YEAR})\s+(?=[A-Z]|\d{{1,3}}(?:st|nd|rd|th)\s)"
)
_CITY = lazy_pattern(r"\s+\([A-Z][a-z](?:\w{1,20}|[\w. ]{1,20}, [A-Z][\w. ]{1,20})\)(?=\s*(?:[,.;:\d]|$))")
"""The place of publication after the name of a journal: ``Biostatistics (Oxford, England)``."""
_PUBLISHER_CITY = lazy_pattern(
    rf"^[A-Z][\w.'-]+(?:[\s,]+[A-Z][\w.'-]+){{0,3}}\s?:\s+(?=[A-Z][^\d:]*(?:[.,;]\s*(?:{YEAR}\b.*)?)?$)"
)
NO_VENUE = lazy_pattern(
    r"^(?:https?|doi|available|retrieved|accessed|url|isbn|issn|pmid|pmcid|unpublished|updated|published|revised|last|in press|forthcoming|edited|translated|originally|ph\.?\s?d|m\.?\s?sc?\b|master|doctoral|dissertation|thesis|\d|\(|pp?\.|vol)",
    re.IGNORECASE,
)
EDITION = lazy_pattern(
    r"^\(?(?:\d{1,2}(?:st|nd|rd|th)|[A-Z][a-z]+|revised)\s(?:ed\b\.?|edn\b\.?|edition)\)?[.,]?\s*"
)
_CLOSING_MONTH = lazy_pattern(
    rf",\s+(?:{'|'.join(sorted((name.title() for name in MONTH_NAMES), key=len, reverse=True))})\.?(?:\s\d{{1,2}})?$"
)
"""The month of a date, of which the year ended the name of a venue: ``River Conference, Jun``."""
_MONTH = lazy_pattern(
    rf"\b(?P<month>{'|'.join(sorted(MONTH_NAMES, key=len, reverse=True))})\b\.?", re.IGNORECASE
)
_CJK_PLACE = lazy_pattern(
    r"(?P<venue>[^,，;；]*?[^\d,，;；\s.．])(?=\s*(?:[,，;；]|[.．]\s*(?:(?:19|20)\d\d|Vol|No)|[.．]?$))"
)


_NAMED_YEAR = lazy_pattern(rf"Proceedings of the {YEAR}(?: [A-Z][\w&-]*| of| on| and| in| for)+")
"""The name of proceedings that has its year within."""


def find_place(text: str) -> str | None:
    """Return the venue that a text starts with: up to its volume, year, pages or full stop."""
    text = ADDRESS.sub(" ", text).strip()
    text = EDITION.sub("", text.lstrip(" .,;:"))
    if opened := re.match(rf"(?:In:?\s+)?{EM_OPEN}([^{EM_CLOSE}]+){EM_CLOSE}", text):
        text = IN.sub("", opened[1])
        if (dated := re.search(rf"\s{YEAR}$", text)) and not re.search(r"\d|,", text[: dated.start()]):
            return _name(text)
        if _NAMED_YEAR.fullmatch(text):
            return _name(text)
    text = without_italics(text).lstrip(" .,;:")
    if issued := _ISSUED.match(text):
        return _name(issued["publisher"])
    is_within = bool(IN.match(text))
    text = IN.sub("", text)
    text = _EDITORS.sub("", text, count=1) if is_within else text
    if (known := dates_venues.find_venue(text)) and not known.start and "," not in text[: known.end]:
        is_dated = re.match(rf"\w+\s{YEAR}(?![.\d])", text)
        is_server = known.name[:1].islower()
        return _name(known.name) if is_dated or not is_server else re.sub(rf"\s{YEAR}$", "", known.name)
    if _ARXIV.match(text):
        return "arXiv"
    if NO_VENUE.match(text) and not _LEADING_YEAR.match(text):
        return None
    text = text if is_within else _PUBLISHER_CITY.sub("", text)
    lead = _LEADING_YEAR.match(text)
    start = lead.end() if lead else 0
    issued = _PUBLISHED.search(text) if is_within else None
    ends = [found.start() for found in (_PLACE_END.search(text, start), _find_stop(text), issued) if found]
    name = text[: min(ends)] if ends else text
    return _name(name)


def _find_stop(text: str) -> re.Match[str] | None:
    """Find the full stop that ends a venue, which is not one of an abbreviated name."""
    for found in _SENTENCE_END.finditer(text):
        if not may_be_abbreviated(text[: found.start() + 1]):
            return found
        following = text[found.end() :]
        if (
            not following
            or re.match(r"\(?\d+(?!\w)|[A-Z][\w'-]*\s[a-z]", following)
            or EDITION.match(following)
        ):
            return found
    return None


def may_be_abbreviated(text: str) -> bool:
    """Whether a text up to a full stop is only short words, as in the abbreviated name of a journal."""
    return bool(_ABBREVIATED.fullmatch(text)) and len(text.rsplit(maxsplit=1)[-1]) <= MAX_ABBREVIATED


def _name(text: str) -> str | None:
    """Return the name of a venue without what surrounds it, or None if it is not one."""
    text = _CITY.sub("", _CLOSING_MONTH.sub("", text.strip(" ,;:*_“”\"'")))
    text = dates_venues.bare_venue(text.strip(" .,;:"))
    if text.count("(") < text.count(")"):
        text = text.rstrip(")")
    if text.count("(") > text.count(")"):
        text = text[: text.rindex("(")].strip(" ,;:")
    is_name = any(map(str.isalpha, text)) and 1 < len(text) <= MAX_VENUE and not _MONTH.fullmatch(text)
    return (
        text
        if is_name
        and (
            CJK.search(text)
            or not text[:1].islower()
            or text.startswith(("eLife", "npj", "bio", "med", "arXiv"))
        )
        else None
    )


def find_coded_place(rest: str) -> str | None:
    """Return the journal, the proceedings or the publisher that follows the code of a type."""
    rest = rest.strip().lstrip("/.．。:： ")
    found = _CJK_PLACE.match(rest)
    venue = found["venue"] if found else ""
    if not CJK.search(venue):
        venue = _SENTENCE_END.split(venue, maxsplit=1)[0] if not may_be_abbreviated(venue) else venue
    venue = re.sub(
        r"^(?:\[[^\[\]]*\]|[^:：]{1,20})\s*[:：]\s*", "", re.sub(r"^\[[^\[\]]*\]\s*[.:：]?\s*", "", venue)
    )
    return _name(venue) if venue and not ANY_YEAR.fullmatch(venue) else None


def find_year(text: str) -> int | None:
    """Return the year of a place: one in brackets, else the last one that may not be a page."""
    text = ADDRESS.sub(" ", without_italics(text))
    found = re.search(rf"(?<!\d)\((?:[A-Z][a-z]+\.?\s)?(?P<year>{YEAR})[a-z]?\)", text)
    if found:
        return int(found["year"])
    plain = [
        each
        for each in ANY_YEAR.finditer(text)
        if not re.search(r"(?:\bpp?\.?|\bpages?|\d\s?[-–—]+)\s?$", text[: each.start()])
        and not re.match(r"\s?[-–—]\s?\d", text[each.end() :])
    ]
    return int(plain[0]["year"]) if plain else None


def find_month(text: str, year: int) -> int | None:
    """Return the month next to the year in a place: ``May 2009``, ``2009 May``."""
    for found in _MONTH.finditer(text):
        around = text[max(0, found.start() - 8) : found.end() + 10]
        if str(year) in around and found["month"][0].isupper():
            return month_number(found["month"])
    return None


def without_italics(text: str) -> str:
    return text.replace(EM_OPEN, "").replace(EM_CLOSE, "")
