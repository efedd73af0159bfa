"""Find the runs of parts that may be the venue of an item: a known one, one with its year, or by its form."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from readlist.formats.markdown import dates_venues, status_marks, title_text
from readlist.formats.markdown.item_parts import NEW_LINE
from readlist.formats.markdown.journal_places import is_abbreviated, parse_journal_place
from readlist.formats.markdown.role_candidates import CUT_LIST, LONGEST_NAME, VENUE, Candidate, join
from readlist.model import url_finder

if TYPE_CHECKING:
    from readlist.formats.markdown.item_parts import Part
    from readlist.formats.markdown.role_candidates import Names

_MOST_VENUE_PARTS = 4
_MOST_PLACE_PARTS = 12
_MOST_NAME_PARTS = 7
"""Maximum number of further parts that the abbreviations in a journal's name make."""
_PLACE_FORMS = ("text", "bracketed", "em", "strong")
_WHOLE_NAME = 0.7
"""What a venue that no list knows takes off its score if it reads like a whole name in a list of names."""
_LEAST = -2.0
"""A venue must score more than this."""
_LONGER = 0.4
"""What each further part of a venue takes off its score."""
_DATED = 5.0
"""What the year of an abbreviated place, which its full stops cut into parts, adds to its score."""
_PLACE_SCORE = 4.5
"""Score of the place of an article: a journal with volume, pages or number."""
_DIGIT = re.compile(r"\d")
_KNOWN = 2.0
"""Minimum score of a venue that a list knows."""
_STYLED = ("em", "strong", "code")
_NICKNAME = re.compile(r"[A-Z]\w{0,30}[a-z]\w{0,30}[A-Z\d]\w{0,30}|[A-Z]\w{0,30}-[A-Z]?\w{0,30}[a-z]\w{0,30}")
_NICKNAMED = 3.0
"""What a venue that no list knows takes off its score if it is in italics or bold after links, and written like the name of a work."""
_WITHIN_TITLE = 3.0
"""What a text in brackets after which a title goes on takes off its score as a venue."""
_BEGUN = 3.0
"""Score of a text in brackets that begins with a venue and its year."""
_MOST_REMARKED = 6
"""Maximum number of words after a venue and its year in brackets."""
IN = re.compile(r"^(?:(?:in|at)\b|@)\s*[:：]?\s*", re.IGNORECASE)
"""A word or sign before a venue: ``In ICML``, ``@ ICML``."""
_CJK = title_text.CJK
_VENUE_WORD = re.compile(
    r"\b(?:Proceedings|Proc|Conference|Conf|Transactions|Trans|Journal|Workshop|Symposium|Letters|Review|Annals|Bulletin|Magazine|Press)\b"
    r"|学报|學報|期刊|会议|會議|大会|杂志|雜誌|通讯|学会|學會|論文誌|学会誌|저널|학회|논문지"
)
_NO_VENUE = re.compile(
    r"press|in press|to appear|forthcoming|submitted|accepted|under review|ph\.?\s?d\.?|m\.?sc\.?|(?:ph\.?d\.?|master'?s?)\s(?:thesis|dissertation)"
    r"|[A-Z]{1,2}|USA|\d(?:st|nd|rd|th) ed|ed(?:s|itors?|ited)?|pdf|doi|isbn|pmid",
    re.IGNORECASE,
)
"""What is in the place of a venue but is none: a state of publication, a thesis, a place, an edition."""
_SMALL_WORDS = frozenset(("of", "the", "and", "on", "in", "&", "for"))
_ACRONYM = re.compile(r"[A-Z][\w&.+/'-]*[A-Z&\d][\w&.+/'-]*|&")
_CAMEL = re.compile(r"[A-Za-z]+[a-z]{2}[A-Z\d][\w-]*|[A-Z][a-z]+[\d-]+\w*")
_MOST_STATED = 12
"""Maximum number of words of a venue in italics that begins with ``in``, whether any list knows it or not."""
_VENUE_FORMS = {"badge": 1.5, "bracketed": 0.3, "em": 0.7, "code": 0.5, "link": -1.5}
_NEVER = -9.0
"""Score of what a text cannot be."""


def find_venues(parts: list[Part], names: Names, at: int) -> list[Candidate]:
    """Return the venues that start with a part."""
    part = parts[at]
    is_link_word = (
        part.form == "role"
        and url_finder.is_generic(part.text)
        and not dates_venues.parse_dated_venue(part.text)
    )
    if part.form in ("id", "tag") or part.piece.bare or is_link_word or _leads_to_link(parts, at):
        return []
    out: list[Candidate] = []
    if place := _find_place(parts, at):
        end, is_dated = place
        out.append(Candidate(VENUE, end, _PLACE_SCORE + (_DATED if is_dated and end > at + 1 else 0.0)))
    for last in range(at, min(len(parts), at + _MOST_VENUE_PARTS)):
        if last > at and not _goes_on(parts, names, last):
            break
        score = _score_run(parts, at, last)
        if score < _KNOWN and names.continue_at(at):
            score -= CUT_LIST + (_WHOLE_NAME if names.whole[at] else 0.0)
        if score < _KNOWN and _is_nickname(parts, at):
            score -= _NICKNAMED
        if score > _LEAST:
            out.append(Candidate(VENUE, last, score - _LONGER * (last - at)))
    return out


def _leads_to_link(parts: list[Part], at: int) -> bool:
    """Whether a part is one word at the start of a line that only leads to the link after it: ``Available [here](…)``."""
    part, following = parts[at], parts[at + 1] if at + 1 < len(parts) else None
    is_led = (
        part.separator == NEW_LINE and part.form == "text" and part.text.istitle() and " " not in part.text
    )
    return is_led and following is not None and following.form == "role" and not following.separator


def _is_nickname(parts: list[Part], at: int) -> bool:
    """Whether a part is a name in italics or bold after links, written like that of a work: *SQ-Codec*."""
    part = parts[at]
    after_link = at > 0 and parts[at - 1].form in ("role", "id")
    is_remark = part.text[:1] in "(（" or bool(_NICKNAME.fullmatch(part.text))
    return after_link and part.form in _STYLED and is_remark


def _goes_on(parts: list[Part], names: Names, last: int) -> bool:
    """Whether a venue may include a further part."""
    here = parts[last]
    if names.whole[last] and names.whole[last - 1]:
        return False
    return here.separator not in (NEW_LINE, "-", "|", "  ", "/") and here.form in ("text", "em", "id")


def _score_run(parts: list[Part], at: int, last: int) -> float:
    part, here = parts[at], parts[last]
    if last > at and len(part.text) == 1 and _is_after_initial(parts, at, last):
        return _NEVER
    form = here.form if last > at and IN.fullmatch(part.text) else part.form
    if form in ("bracketed", "role", "text") and last == at and _begins_alone(part):
        return _BEGUN
    score = _venue_score(join(parts[at : last + 1]), form, last - at)
    if part.separator == "@":
        score += 1.5
    if form == "bracketed" and _is_within_title(parts, last):
        score -= _WITHIN_TITLE
    if last + 1 < len(parts) and parts[last + 1].separator == ":" and here.form == "text":
        score -= 2.0  # the name of a work before its subtitle
    if last > at and dates_venues.parse_date(here.text):
        score -= 0.5
    return score


def _is_after_initial(parts: list[Part], at: int, last: int) -> bool:
    """Whether a run is the last initial of a name and a known venue with its year: ``Teller, J. CHI 2019``."""
    return (
        parts[at + 1].separator == "i"
        and dates_venues.parse_dated_venue(join(parts[at + 1 : last + 1])) is not None
    )


def _begins_alone(part: Part) -> bool:
    """Whether a text in brackets, in a link or between commas is a venue with its year, and a few words."""
    if part.form == "text" and part.separator not in (",", ".", NEW_LINE):
        return False
    return begins_with_venue(part.text) is not None


def _is_within_title(parts: list[Part], at: int) -> bool:
    """Whether a text goes on in small letters after brackets: ``Decorrelated Taggers (DDT) for Jets``."""
    following = parts[at + 1] if at + 1 < len(parts) else None
    return (
        following is not None
        and (following.form, following.separator) == ("text", "")
        and following.text[:1].islower()
    )


@lru_cache(maxsize=2048)
def begins_with_venue(text: str) -> dates_venues.Venue | None:
    """Return the venue with its year that a text in brackets begins with, before a few words: ``(VLDB 2021 from …)``."""
    bare = text.strip("()（）[]【】 ")
    found = dates_venues.find_venue(bare)
    rest = bare[found.end :].split() if found else []
    if _SMALL_WORDS.intersection(rest[:2]):
        return None  # the name goes on: ICML 2012 Workshop on …
    return found if found and not found.start and found.year and 0 < len(rest) <= _MOST_REMARKED else None


def _find_place(parts: list[Part], at: int) -> tuple[int, bool] | None:
    """Find the longest place of an article that starts with a part: its last part, and whether it is abbreviated and dated."""
    part = parts[at]
    text, found = IN.sub("", part.text), None
    if part.form not in ("text", "em", "role") or not (
        text[:1].isupper() or text[:1].isdigit() or text.startswith("npj ")
    ):
        return None
    for last in range(at, min(len(parts), at + _MOST_PLACE_PARTS)):
        here = parts[last]
        if last > at:
            if here.separator == NEW_LINE or here.form not in _PLACE_FORMS:
                break
            text = f"{text}{here.gap}{here.text}"
        if not _DIGIT.search(here.text):
            if last > at + _MOST_NAME_PARTS:
                break
        elif place := parse_journal_place(text):
            found = (last, place.year is not None and is_abbreviated(text))
    return found


@lru_cache(maxsize=2048)
def _venue_score(text: str, form: str, more: int) -> float:
    """Score a text as a venue: by its wording, its markup, and a word like ``In`` before it."""
    bare = text.strip("()（）[]【】{} .,，。")
    stated = IN.match(bare)
    inner = bare[stated.end() :] if stated else bare
    is_count = form == "badge" and re.search(r"\b(?:stars?|license|build|version)\b", inner, re.IGNORECASE)
    if not any(map(str.isalpha, inner)) or is_count or dates_venues.parse_date(inner):
        return _NEVER
    wording = _venue_wording(inner, more)
    if stated and form == "em" and inner[:1].isupper() and len(inner.split()) <= _MOST_STATED:
        wording = max(wording, 1.0)
    return _VENUE_FORMS.get(form, 0.0) + (1.5 if stated else 0.0) + wording


def _venue_wording(text: str, more: int) -> float:
    if len(text) > LONGEST_NAME and not _VENUE_WORD.search(text):
        return _NEVER
    if found := dates_venues.parse_venue(text):
        known = len(found.name.split()) <= 3 or dates_venues.is_short_venue(text) or bool(found.year)
        return 3.5 if known else 2.0
    if dates_venues.parse_unlisted_venue(text):
        return 2.5
    date, undated = dates_venues.strip_closing_date(text)
    if date:
        return _venue_wording(undated, more) + 1.0
    if _VENUE_WORD.search(text) and len(text.split()) <= 20:
        return 1.5
    return _NEVER if more else _unknown_venue(text)


def _unknown_venue(text: str) -> float:
    """Score a text that no list knows as a venue: short, and capitalised throughout."""
    words = text.split()
    if len(words) > 10 or len(text) > 90 or _NO_VENUE.fullmatch(text):
        return _NEVER
    score = _unknown_wording(text, words)
    return _NEVER if score > _NEVER and status_marks.names_orgs(text) else score


def _unknown_wording(text: str, words: list[str]) -> float:
    if _CJK.search(text):
        return -0.7 if len(text) <= 12 and "。" not in text else _NEVER
    if not all(word.lstrip("(（")[:1].isupper() or word in _SMALL_WORDS for word in words):
        return _NEVER if len(words) > 1 else -1.5
    if len(words) == 1 and _CAMEL.fullmatch(text):
        return -0.5  # rather the nickname of a work
    if all(_ACRONYM.fullmatch(word) for word in words):
        return 1.0
    return 0.0 if len(words) <= 5 else -0.7
