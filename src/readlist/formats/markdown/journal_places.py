"""Places of articles: the name of a journal with volume, number, pages and year, in the notations of citation styles.

Genome Med 9, 75 (2017)                               Nature
N Engl J Med. 2020;382(8):727-33                      Vancouver
J. Am. Chem. Soc. 2015, 137, 1234–1240                ACS
Journal of Memory, 148(3), 401–415                    APA
Past & Present 240, no. 1 (2018): 3–41                Chicago
IEEE Trans. Signal Process., vol. 67, pp. 8–12, 2019  IEEE
101 Yale L.J. 1 (1991)                                Bluebook
Nature 602.7897 (2022): 523-528                       MLA
Nucl. Phys. B 72 (1974) 461                           JHEP
J. Stat. Mech. (2009) P10008                          JSTAT
Proc. 31st ACM Int. Conf. Inf. Manage., 2022          IEEE, abbreviated
"""

from __future__ import annotations

import re

from readlist.formats.markdown.dates_venues import YEAR, Venue

_PAGES = r"(?:[Aa]rt(?:icle)?\.?\s*(?:(?:no\.?|number)\s?:?\s*)?|pp?\.?\s*)?[A-Za-z]{0,3}\d[\d.]*[a-z]?(?:\s?[-–—]+\s?[A-Za-z]{0,2}\d[\d.]*)?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_ISSUE = r"(?:\s?\((?!(?:19|20)\d\d\))[\w\s./–-]{1,16}\)|,?\s*(?:no|nr|issue|iss|num)\.?\s*[A-Z]?\d[\w–-]*|\.\d{1,4}(?=\s*\())"
_PLACE = re.compile(
    r"(?P<name>(?:npj\s)?[A-Z][^\d;()\[\]{}“”\"<>|*?!]{1,90}?)(?:,?\s*\*{1,2})?[\s.,]+"
    rf"(?:(?P<before>{YEAR})(?:\s{_MONTH}(?:\s\d{{1,2}})?)?\s?[;,]\s?|\((?P<led>{YEAR})\)\s)?"
    rf"(?P<volume>(?:vol(?:ume)?\.?\s*)?(?!(?:19|20)\d\d(?![\d(]))[A-Z]?\d{{1,5}}[A-Z]?)(?P<issue>{_ISSUE})?"
    rf"(?:\s?[,:;.]\s?(?P<pages>(?!(?:19|20)\d\d(?![\d–-])){_PAGES}))?"
    rf"(?:(?:[\s,]+(?:{_MONTH}\s?)?|(?=\())\(?(?P<after>{YEAR})[a-z]?\)?)?"
    rf"(?:(?:\s?[,:]\s?|(?<=\d\))\s)(?P<late>{_PAGES}))?"
)
_LAW_REVIEW = re.compile(
    rf"\d{{1,3}}\s(?P<name>[A-Z][A-Za-z.&' ]{{3,60}}?)\s\d{{1,5}}(?:,\s\d{{1,5}}(?:[-–]\d+)?)?\s*\((?P<year>{YEAR})\)[\s.;]*"
)
_ABBREVIATED = re.compile(
    rf"(?P<name>(?:[A-Z\d][\w&'/-]*\.?\s){{1,9}}[A-Z][\w&'-]*\.),\s\(?(?P<year>{YEAR})\)?(?:,\s(?:to be published|pp?\.\s?\d[\d–-]*))?[.,;\s]*"
)
"""An abbreviated name and a year, without a volume: ``Proc. 31st ACM Int. Conf. Inf. Manage., 2022, pp. 4–9``."""
MIN_ABBREVIATIONS = 2
"""Minimum number of words with a full stop in an abbreviated name."""
_CLOSING = re.compile(r"[\s.,;:)*]*")
_SMALL_WORDS = frozenset("npj of the and on in for to at de la le et der und y & des del".split())
MAX_WORDS = 10
"""Maximum number of words of a journal's name."""


def parse_journal_place(text: str) -> Venue | None:
    """Parse a text that is only the place of an article in a journal, or return None."""
    if not any(map(str.isdigit, text)):
        return None
    if law := _LAW_REVIEW.fullmatch(text):
        return Venue(law["name"], int(law["year"]), 0, len(text))
    found = _PLACE.match(text)
    read = _venue(found) if found and _CLOSING.fullmatch(text, found.end()) else None
    return read or _abbreviated(text)


def is_abbreviated(name: str) -> bool:
    """Whether several words of a name are abbreviated: ``Adv. Neural Inf. Process. Syst.``."""
    return len(re.findall(r"[a-z]{2,}\.", name)) >= MIN_ABBREVIATIONS


def _abbreviated(text: str) -> Venue | None:
    """Parse an abbreviated name with its year."""
    found = _ABBREVIATED.fullmatch(text) if "." in text else None
    if not found or not is_abbreviated(found["name"]):
        return None
    return Venue(found["name"].rstrip("."), int(found["year"]), 0, len(text))


def find_journal_place(text: str) -> Venue | None:
    """Return the place of an article that a text starts with, before a full stop or the end; else None."""
    found = _PLACE.match(text) if any(map(str.isdigit, text)) else None
    is_whole = found and (text[found.end() :].strip()[:1] in ("", ".", ",", ";", "[", "("))
    return _venue(found) if found and is_whole else None


def _venue(found: re.Match[str]) -> Venue | None:
    """Return the venue of a match, if it has more than a name and a number, and the name is capitalised.

    With volume, year and pages all stated, only its first word has to be: ``Current river research 65 (2021): 136-144``.
    """
    year = found["before"] or found["led"] or found["after"]
    is_stated = bool(found["issue"] or year or (found["pages"] and found["pages"] != found["volume"]))
    name = found["name"].strip(" .,:*_")
    if "." in name and found.string.startswith(f"{name}.", found.start("name")):
        name += "."  # the last word is abbreviated, as the others are
    words = name.split()
    if not is_stated or not 0 < len(words) <= MAX_WORDS:
        return None
    is_full = bool(year and (found["pages"] or found["late"])) and words[0][0].isupper()
    if not is_full and not all(word[0].isupper() or word in _SMALL_WORDS for word in words):
        return None
    return Venue(name, int(year) if year else None, 0, found.end())
