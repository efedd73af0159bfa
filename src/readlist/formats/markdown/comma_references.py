"""Parse references with commas between their parts, as physics and chemistry write them, with a title or without.

J. Bardeen, L. N. Cooper, and J. R. Schrieffer, Phys. Rev. 108, 1175 (1957)    APS
F. Wilczek, Majorana returns, Nature Physics 5, 614 (2009)                      APS, with the title
J. M. Maldacena, Adv. Theor. Math. Phys. 2 (1998) 231 [hep-th/9711200]          JHEP
Abrikosov, A. A. (1957). Sov. Phys. JETP 5, 1174                                the year after the names
Lee, A.; Berg, T. J. Am. Chem. Soc. 2015, 137, 1234–1240                        ACS

Every name must have initials, as these styles write them, and the text must end in nothing but the place of an article. Without
a title the place stands for it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from readlist.formats.markdown import author_lists
from readlist.formats.markdown.dates_venues import YEAR
from readlist.formats.markdown.journal_places import parse_journal_place
from readlist.formats.markdown.reference_parts import clean, is_title
from readlist.formats.markdown.reference_places import may_be_abbreviated
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from readlist.formats.markdown.dates_venues import Venue

_CUT = lazy_pattern(
    rf"[,;:]\s+(?:and\s)?|[\s,.]*\(?(?P<year>{YEAR})[a-z]?\)?[.,:]\s+|(?<=\bal)\.,?\s+|(?<=[\s.-][A-Z]\.)\s+(?=[A-Z])"
)
_COMMA = lazy_pattern(r",\s+")
_CLOSING = lazy_pattern(
    r"(?:[\s,;.]*(?:\[[^\[\]]{0,60}\]|(?:arXiv|doi|DOI)\s?:\s?\S+|https?://\S+))+[\s.,;]*$"
)
_CLOSING_YEAR = lazy_pattern(rf"[\s,]*\({YEAR}[a-z]?\)$")
_UNSPACED = lazy_pattern(r"(?<=[a-z]\.)(?=\d)")
"""Where markup stands between an abbreviation and a number."""
_COLLABORATION = lazy_pattern(r"[^\W\d_a-z][\w-]*(?:\s[^\W\d_a-z][\w-]*){0,3}\sCollaborations?")
_COLLABORATING = lazy_pattern(r"\s*\([^()]{2,60}\s[Cc]ollaborations?\)$")
_WHOLE = lazy_pattern(r"\w{3,}(?:ing|ion|ment|ness|ance|ence|ity|[^\W\d_s]s)\.")
"""A word that is not abbreviated: its full stop ends a sentence."""
MAX_ABBREVIATION = 9
"""Maximum number of letters of an abbreviated word: ``Crystallogr.``"""
MAX_WHOLE_WORDS = 3
"""Maximum number of whole words of a journal's name: ``Physics Letters B``; beside abbreviations, of its long ones."""
MIN_WHOLE = 4
"""Minimum length of a long word."""
_ARTICLES = frozenset(("a", "an", "the"))


class CommaReference(NamedTuple):
    """The fields of a reference; without a title ``title`` is the place as written."""

    title: str
    authors: tuple[str, ...]
    venue: str
    year: int


def parse_comma_reference(text: str) -> CommaReference | None:
    """Parse a text that is only names, perhaps a title, and the place of an article; None for any other."""
    text = _UNSPACED.sub(" ", _CLOSING.sub("", text).strip(" .;"))
    if not author_lists.INITIAL.search(text) and "ollaboration" not in text:
        return None
    for cut in _CUT.finditer(text):
        stop = "." if cut[0].lstrip()[:1] in ("", ".", ";") else ""
        names = _COLLABORATING.sub("", text[: cut.start()]).strip(" ,") + stop
        rest = text[cut.end() :].strip(" .")
        stated = cut["year"]
        place = _find_journal(f"{rest} ({stated})" if stated else rest)
        is_listed = cut[0].startswith(",") and not stated
        if not (is_listed or (place and place.year)) or not _are_full_names(names):
            continue
        if place and place.year:
            title = _CLOSING_YEAR.sub("", rest)
            return CommaReference(title, author_lists.parse_authors(names), place.name, place.year)
        if is_listed and (found := _titled(names, rest)):
            return found
    return None


def _titled(names: str, rest: str) -> CommaReference | None:
    """Parse a title and the place after it, if a place ends the text."""
    for comma in _COMMA.finditer(rest):
        title, place = rest[: comma.start()], _find_journal(rest[comma.end() :])
        if author_lists.INITIAL.search(title):
            return None  # one more name
        if place and place.year and is_title(title):
            return CommaReference(clean(title), author_lists.parse_authors(names), place.name, place.year)
    return None


def _find_journal(text: str) -> Venue | None:
    """Return the place of an article that a text is, in a journal whose name looks like one."""
    place = parse_journal_place(text)
    return place if place and _names_journal(place.name) else None


def _are_full_names(names: str) -> bool:
    """Whether a text is names with initials throughout, or a collaboration."""
    if _COLLABORATION.fullmatch(names):
        return True
    if not author_lists.looks_like_authors(names, least=1):
        return False
    return all(
        author_lists.INITIAL.search(f"{name}.") and author_lists.looks_like_authors(name, least=1)
        for name in author_lists.parse_authors(names)
    )


def _names_journal(name: str) -> bool:
    """Whether a name is that of a journal by its form: abbreviated, or of a few words, without a comma or a sentence."""
    words = name.split()
    if "," in name:
        return False
    stopped = [word for word in words if word.endswith(".")]
    whole = [word for word in words if not word.endswith(".")]
    if len(whole if not stopped else [word for word in whole if len(word) >= MIN_WHOLE]) > MAX_WHOLE_WORDS:
        return False
    if any(before.lower() in _ARTICLES and word in stopped for before, word in pairwise(words)):
        return False
    return not any(
        _WHOLE.fullmatch(word) or len(word) > MAX_ABBREVIATION + 1 or not may_be_abbreviated(word)
        for word in stopped
    )
