"""Say what the parts of an item may be, each by its own form: its title, people, venue, date, links, nickname, remark.

    [Part] ── find_candidates ──> by first part: [Candidate(role, last part, score)]

A candidate is a run of parts in one role. Its score says how much the run reads like that role, by itself; the
pattern of the list (``list_pattern``) decides between runs that read like several.

    title    in link text, quotes, bold (more), plain (less); a score for its words; not names, a date or a venue
    people   names in one of the notations of ``author_lists``; a single name scores less
    venue    a known one, or with its year; capitals, italics, ``In …``
    date     a text that is only a date
    link     the type of its target, an address or an ID
    nick     a short name before a title or in brackets after it
    remark   anything
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from readlist.formats.markdown import author_lists, dates_venues, status_marks, title_text
from readlist.formats.markdown.item_parts import NEW_LINE, Part
from readlist.formats.markdown.journal_places import parse_journal_place
from readlist.model import url_finder
from readlist.model.identifiers import find_identifiers
from readlist.model.person_name import PARTICLES

TITLE, PEOPLE, VENUE, DATE, LINK, NICK, REMARK = "title", "people", "venue", "date", "link", "nick", "remark"


class Candidate(NamedTuple):
    """A run of parts from the one it is listed under to ``last``, inclusive, in one role."""

    role: str
    last: int
    score: float


_TITLE_FORMS = {"link": 3.0, "quoted": 3.0, "mark": 2.0, "strong": 2.0, "code": 1.5, "em": 1.0, "text": 0.0}
_MOST_TITLE_PARTS = 14
_MOST_VENUE_PARTS = 4
_BROKEN = {".": 1.5, ",": 0.3, "，": 0.5, "、": 0.3, ":": 0.0, "?": 0.0, "": 0.3, "i": 1.5}
"""What a separator within a title takes off its score; others take off two."""
_CUT_LIST = 1.5
"""What people, or a venue that no list knows, take off their score if they start in the middle of a list of names."""
_MOST_PLACE_PARTS = 8
_PLACE_FORMS = ("text", "bracketed", "em", "strong")
_PLACE_SCORE = 4.5
"""Score of the place of an article: a journal with volume, pages or number."""
_DIGIT = re.compile(r"\d")
_KNOWN = 2.0
"""Minimum score of a venue that a list knows."""
_CODED_TITLE = 5.0
"""What the code of the document's type at its end adds to the score of a title."""
_AFTER_NAMES = 2.5
"""What names and a colon at the start of a title take off its score."""
_MOST_BROKEN = 4.0
"""Maximum of what the separators within a title take off."""
_LONGEST_NAME = 80
"""Maximum length of a text that may be the name of a venue that no word of it shows, or a date."""
_SMALL_WORD = re.compile(r"(?<![\w'’-])[a-z]{2,}(?![\w'’-])")
_NAME_WORDS = frozenset(("and", "et", "al", "by", "others", "colleagues", *PARTICLES))
_BY = re.compile(r"^(?:by|authors?|作者|著者|저자)\s*[:：]?\s+", re.IGNORECASE)
_PLAIN_NAME = re.compile(
    r"(?!(?:By|Authors?|And)\b)[A-Z][a-z]{1,20}(?: [A-Z]\.?(?= ))?(?: [A-Z][a-z]{1,20}){1,2}"
)
_SURE_NAMES = 3
"""Minimum number of whole names that are no title together."""
_FAMILY = re.compile(r"[A-ZÀ-Ž][a-zà-ž'’]+(?:-[A-ZÀ-Ž][a-zà-ž]+)?")
_FAMILY_BEFORE_YEAR = 0.5
_AND = re.compile(r"^(?:and|&|和|与)\s+", re.IGNORECASE)
_IN = re.compile(r"^(?:in|at|@)\b\s*[:：]?\s*", re.IGNORECASE)
_ET_AL = re.compile(r"\bet\.?\s*al\b|\band (?:others|colleagues|coworkers)\b|等(?:人)?$", re.IGNORECASE)
_CITED = re.compile(rf"(?P<names>.+?)[,，\s]+[(（]?(?P<year>{dates_venues.YEAR})[a-z]?[)）]?")
_FOUR_SIGNS = re.compile(r"[\u4e00-\u9fff]{4}")
_INITIALS = re.compile(r"(?:[A-ZÀ-Ž]\.?[\s-]?){1,4}")
_TWO_SIGN_FAMILIES = "(?:欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|皇甫|尉迟|尉遲|公孙|公孫|慕容|令狐|宇文|长孙|長孫|司徒|夏侯|端木)"
_COMMAS = frozenset((",", "，", "、", ";"))
_CJK_NAMES = re.compile(
    rf"[\u4e00-\u9fff]{{2,3}}|{_TWO_SIGN_FAMILIES}[\u4e00-\u9fff]{{1,2}}|[\uac00-\ud7af]{{2,4}}"
)
_CJK = title_text.CJK
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ0-9][\w'’\-]*")
_VENUE_WORD = re.compile(
    r"\b(?:Proceedings|Proc|Conference|Conf|Transactions|Trans|Journal|Workshop|Symposium|Letters|Review|Annals|Bulletin|Magazine|Press)\b"
    r"|学报|學報|期刊|会议|會議|大会|杂志|雜誌|通讯|学会|學會|論文誌|学会誌|저널|학회|논문지"
)
_SHORT_NAME = re.compile(r"(?=[^\s]*[A-Z\d])[\w][\w.+\-/@']{0,24}(?:\s[\w.+\-/']{1,20}){0,2}")
_CLOSED_QUOTE = re.compile(r"[.,?!][”\"』」’]+$")
_EDITION = re.compile(r"\W*\d{0,2}(?:st|nd|rd|th)?\s?ed(?:ition|\.)", re.IGNORECASE)
_UNDATED = re.compile(r"in press|forthcoming|to appear|n\.d\.?|submitted|under review", re.IGNORECASE)
"""What stands in the place of a date if there is none yet."""
_SENTENCE_END = re.compile(r"[.!。！]$")
_NO_VENUE = re.compile(
    r"press|in press|to appear|forthcoming|submitted|accepted|under review|ph\.?\s?d\.?|m\.?sc\.?|(?:ph\.?d\.?|master'?s?)\s(?:thesis|dissertation)"
    r"|[A-Z]{2}|USA|\d(?:st|nd|rd|th) ed|ed(?:s|itors?|ited)?|pdf|doi|isbn|pmid",
    re.IGNORECASE,
)
"""What is in the place of a venue but is none: a state of publication, a thesis, a place, an edition."""
_SMALL_WORDS = frozenset(("of", "the", "and", "on", "in", "&", "for"))
_ACRONYM = re.compile(r"[A-Z][\w&.+/'-]*[A-Z&\d][\w&.+/'-]*|&")
_CAMEL = re.compile(r"[A-Za-z]+[a-z]{2}[A-Z\d][\w-]*|[A-Z][a-z]+[\d-]+\w*")
_VENUE_FORMS = {"badge": 1.5, "bracketed": 0.3, "em": 0.7, "code": 0.5, "link": -1.5}
_NEVER = -9.0
"""Score of what a text cannot be."""
_SHORT_YEAR = re.compile(r"['’]\d\d")


def find_candidates(parts: list[Part]) -> list[list[Candidate]]:
    """Return, for each part, the runs that start with it."""
    whole = [_is_whole_name(part) for part in parts]
    names = [is_whole or _is_namely(part) for is_whole, part in zip(whole, parts, strict=True)]
    return [
        [
            *([] if _is_within_names(parts, names, at) else _titles(parts, whole, at)),
            *_people(parts, names, whole, at),
            *_venues(parts, names, whole, at),
            *_dates(parts, at),
            *_links(parts, at),
            *_nicks(parts, at),
            _remark(parts, at),
        ]
        for at in range(len(parts))
    ]


def join(parts: list[Part]) -> str:
    """Return the text of a run of parts as it was written, without markup."""
    return "".join(f"{part.gap if number else ''}{part.text}" for number, part in enumerate(parts))


def _is_within_names(parts: list[Part], names: list[bool], at: int) -> bool:
    """Whether a part is a further name of a list of names, so that no title starts with it."""
    return bool(at) and parts[at].separator in _COMMAS and names[at] and names[at - 1]


def _titles(parts: list[Part], whole: list[bool], at: int) -> list[Candidate]:
    part = parts[at]
    if part.form not in _TITLE_FORMS:
        return []
    is_whole = part.form != "text" and (part.form != "quoted" or bool(_CLOSED_QUOTE.search(part.text)))
    if is_whole and not _runs_on(parts, at):
        return [Candidate(TITLE, at, _title_score(part.text, part.form))]
    out, broken, text = [], 0.0, ""
    for last in range(at, min(len(parts), at + _MOST_TITLE_PARTS)):
        here = parts[last]
        if last > at:
            if here.separator == NEW_LINE or here.form not in ("text", "quoted", "bracketed", "em", "strong"):
                break
            if here.form in ("em", "strong") and here.separator:
                break
            broken += _BROKEN.get(here.separator, 2.0) + (0.8 if here.form == "bracketed" else 0)
            least = 1 if part.separator == "i" else 2
            if here.separator in (":", "：") and author_lists.looks_like_authors(text, least=least):
                broken += _AFTER_NAMES
        if broken > _MOST_BROKEN:
            break
        text = f"{text}{here.gap}{here.text}" if last > at else here.text
        if last >= at + _SURE_NAMES - 1 and all(whole[at : last + 1]):
            continue
        form = part.form if last == at else "text"
        out.append(Candidate(TITLE, last, _title_score(text, form) - broken))
    return out


def _runs_on(parts: list[Part], at: int) -> bool:
    """Whether text in bold or italics is only the start of a phrase: **Primacy Bias** in Deep …."""
    following = parts[at + 1] if at + 1 < len(parts) else None
    return (
        parts[at].form in ("em", "strong")
        and following is not None
        and not following.separator
        and following.form == "text"
        and following.text[:1].islower()
    )


@lru_cache(maxsize=2048)
def _title_score(text: str, form: str) -> float:
    score = _TITLE_FORMS[form] + _wording(text)
    if "[" in text and title_text.CLOSING_CODE.search(text):
        score += _CODED_TITLE
    bare = text.strip(" .。")
    if not _has_small_words(bare) and author_lists.looks_like_authors(bare, least=1):
        score -= 3.0 if author_lists.looks_like_authors(bare) else 1.0
    if len(bare) > _LONGEST_NAME:
        return score
    if dates_venues.parse_date(bare):
        return score - 8.0
    return score - 4.0 if dates_venues.is_short_venue(bare) else score


def _has_small_words(text: str) -> bool:
    """Whether a text has words in small letters that no list of names has."""
    return any(word not in _NAME_WORDS for word in _SMALL_WORD.findall(text))


def _wording(text: str) -> float:
    """Score the words of a text as a title's: enough of them, not those of a sentence."""
    if title_text.is_mostly_cjk(text) or re.search(r"[\u3040-\u30ff\uac00-\ud7af]", text):
        length = len(re.sub(r"\W", "", text))
        score = 1.5 if length >= 9 else 0.5 if length >= 6 else -2.0
        return score - (2.0 if re.search(r"[。；！]|，.*，", text) else 0.0)
    words = len(_WORD.findall(text))
    if _EDITION.match(text):
        return -4.0
    if words < 3:
        return -1.5 if words == 2 else -2.5
    return 3 * title_text.title_score(text) + (0.3 if words >= 5 else -0.3)


def _people(parts: list[Part], names: list[bool], whole: list[bool], at: int) -> list[Candidate]:
    part = parts[at]
    if _is_citation(part):
        return [Candidate(PEOPLE, at, 3.5)]
    if part.form == "bracketed":
        return _bracketed_people(part, at)
    stop, commas = at, set[str]()
    while stop < len(parts) and names[stop] and (stop == at or _joins_names(parts[stop])):
        commas |= {parts[stop].separator} & _COMMAS - {";"} if stop > at else set()
        if len(commas) > 1:
            break  # one sign joins the names, another ends the list
        stop += 1
    ends = sorted({at, at + 1, stop - 3, stop - 2, stop - 1})
    malus = _CUT_LIST if _is_within_names(parts, names, at) else 0.0
    in_em = 0.3 if part.form == "em" else 0.0
    out: list[Candidate] = []
    for end in ends:
        if not at <= end < stop:
            continue
        if all(whole[at : end + 1]) and _are_listed(parts[at + 1 : end + 1]):
            count = len({each.text for each in parts[at : end + 1]})
            out.append(Candidate(PEOPLE, end, _count_score(count) + in_em - malus))
        elif found := _people_to(parts, at, end, in_em - malus):
            out.append(found)
    if _is_family_before_year(parts, at):
        out.append(Candidate(PEOPLE, at, _FAMILY_BEFORE_YEAR))
    return out


def _is_family_before_year(parts: list[Part], at: int) -> bool:
    """Whether a part is a single family name, followed by a year in brackets: ``Pearl (1995)``."""
    following = parts[at + 1] if at + 1 < len(parts) else None
    return (
        following is not None
        and (following.form, following.separator) == ("bracketed", "")
        and parts[at].form == "text"
        and bool(_FAMILY.fullmatch(parts[at].text))
        and not dates_venues.parse_venue(parts[at].text)
        and dates_venues.parse_date(following.text) is not None
    )


def _are_listed(further: list[Part]) -> bool:
    """Whether some parts follow the one before by a comma, so that each of them is a name by itself."""
    return all(part.separator in _COMMAS for part in further)


def _count_score(count: int) -> float:
    """Score a number of whole names as people."""
    return 1.5 + 0.7 * min(count, 4) + 0.1 * max(0, count - 4) if count > 1 else 1.0


def _is_citation(part: Part) -> bool:
    """Whether a part in brackets, or the text of a link, is names and a year: ``(Hu et al., 2021)``."""
    if part.form not in ("bracketed", "role", "link"):
        return False
    cited = _CITED.fullmatch(part.text.strip("()（）[]【】 "))
    return bool(cited) and author_lists.looks_like_authors(cited["names"], least=1)  # type: ignore[index]


def _bracketed_people(part: Part, at: int) -> list[Candidate]:
    text = _BY.sub("", part.text.strip("()（）[]【】{} "))
    is_single_word = len(text.split()) < 2 and not _CJK_NAMES.fullmatch(text)
    if is_single_word or status_marks.names_orgs(text) or not author_lists.looks_like_authors(text, least=1):
        return []
    return [Candidate(PEOPLE, at, _people_score(text) + 0.5)]


def _joins_names(part: Part) -> bool:
    return part.separator in (*_COMMAS, "i", "", "-") and not (
        part.separator in ("", "-") and part.form != "link"
    )


def _people_to(parts: list[Part], at: int, end: int, more: float) -> Candidate | None:
    written = join(parts[at : end + 1])
    text = _BY.sub("", written)
    if not author_lists.looks_like_authors(text, least=1):
        return None
    stated = 2.5 if len(text) < len(written) else 0.0
    return Candidate(PEOPLE, end, _people_score(text) + stated + more)


@lru_cache(maxsize=2048)
def _people_score(text: str) -> float:
    names = author_lists.parse_authors(text)
    score = 2.5 if _ET_AL.search(text) else 0.0
    if len(names) >= 2:
        only_words = not any(" " in name or "," in name or _CJK_NAMES.fullmatch(name) for name in names)
        return score + _count_score(len(names)) - (2.5 if only_words and not score else 0.0)
    if _CJK_NAMES.fullmatch(text):
        return score + 0.8
    words = text.replace(",", " ").split()
    return score + (1.0 if len(words) >= 2 else -1.0)


def _is_whole_name(part: Part) -> bool:
    """Whether a text is the name of one person in two to four plain words. Cheap: most names are."""
    return part.form in ("text", "em", "strong") and _is_plain_name(part.text)


@lru_cache(maxsize=4096)
def _is_plain_name(text: str) -> bool:
    return (
        bool(_PLAIN_NAME.fullmatch(text))
        and author_lists.looks_like_authors(text, least=1)
        and not dates_venues.is_short_venue(text)
    )


def _is_namely(part: Part) -> bool:
    """Whether a part may be a name, or several, in a list of names."""
    if part.form not in ("text", "em", "link", "strong", "role"):
        return False
    if part.form == "role" and part.piece.bare:
        return False
    text = _AND.sub("", _BY.sub("", part.text)).strip(" *.")
    if len(text) > 400 or not text:
        return False
    if _INITIALS.fullmatch(text) or _CJK_NAMES.fullmatch(text) or _ET_AL.fullmatch(text):
        return True
    if _FOUR_SIGNS.fullmatch(text) and not text.endswith("等"):
        return False
    return author_lists.looks_like_authors(text, least=1) and not dates_venues.is_short_venue(text)


def _venues(parts: list[Part], names: list[bool], whole: list[bool], at: int) -> list[Candidate]:
    out: list[Candidate] = []
    part = parts[at]
    if part.form == "id" or part.piece.bare or (part.form == "role" and url_finder.is_generic(part.text)):
        return out
    if (end := _end_of_place(parts, at)) is not None:
        out.append(Candidate(VENUE, end, _PLACE_SCORE))
    for last in range(at, min(len(parts), at + _MOST_VENUE_PARTS)):
        here = parts[last]
        if last > at and whole[last] and whole[last - 1]:
            break
        if last > at and (
            here.separator in (NEW_LINE, "-", "|", "  ", "/") or here.form not in ("text", "em", "id")
        ):
            break
        text = join(parts[at : last + 1])
        form = parts[last].form if last > at and _IN.fullmatch(part.text) else part.form
        score = _venue_score(text, form, last - at)
        if part.separator == "@":
            score += 1.5
        if last + 1 < len(parts) and parts[last + 1].separator == ":" and here.form == "text":
            score -= 2.0  # the name of a work before its subtitle
        if score < _KNOWN and _is_within_names(parts, names, at):
            score -= _CUT_LIST + (0.7 if whole[at] else 0.0)
        if last > at and dates_venues.parse_date(here.text):
            score -= 0.5
        if score > -2.0:
            out.append(Candidate(VENUE, last, score - 0.4 * (last - at)))
    return out


def _end_of_place(parts: list[Part], at: int) -> int | None:
    """Return the last part of the longest place of an article in a journal that starts with a part; None without one."""
    part = parts[at]
    if part.form not in ("text", "em") or not part.text[:1].isupper():
        return None
    text, end = part.text, None
    for last in range(at, min(len(parts), at + _MOST_PLACE_PARTS)):
        here = parts[last]
        if last > at:
            if here.separator == NEW_LINE or here.form not in _PLACE_FORMS:
                break
            text = f"{text}{here.gap}{here.text}"
        if not _DIGIT.search(here.text):
            if last > at + 1:
                break
        elif parse_journal_place(text):
            end = last
    return end


@lru_cache(maxsize=2048)
def _venue_score(text: str, form: str, more: int) -> float:
    """Score a text as a venue: by its wording, its markup, and a word like ``In`` before it."""
    bare = text.strip("()（）[]【】{} .,，。")
    stated = _IN.match(bare)
    inner = bare[stated.end() :] if stated else bare
    is_count = form == "badge" and re.search(r"\b(?:stars?|license|build|version)\b", inner, re.IGNORECASE)
    if not inner or is_count or dates_venues.parse_date(inner):
        return _NEVER
    return _VENUE_FORMS.get(form, 0.0) + (1.5 if stated else 0.0) + _venue_wording(inner, more)


def _venue_wording(text: str, more: int) -> float:
    if len(text) > _LONGEST_NAME and not _VENUE_WORD.search(text):
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
    if not all(word[:1].isupper() or word in _SMALL_WORDS for word in words):
        return _NEVER if len(words) > 1 else -1.5
    if len(words) == 1 and _CAMEL.fullmatch(text):
        return -0.5  # rather the nickname of a work
    if all(_ACRONYM.fullmatch(word) for word in words):
        return 1.0
    return 0.0 if len(words) <= 5 else -0.7


def _dates(parts: list[Part], at: int) -> list[Candidate]:
    part = parts[at]
    if part.form in ("link", "badge"):
        return []
    text = part.text.strip("()（）[]【】{} .,，。")
    if dates_venues.parse_date(text) or (part.form == "bracketed" and _UNDATED.fullmatch(text)):
        return [Candidate(DATE, at, 4.0)]
    if _SHORT_YEAR.fullmatch(text):
        return [Candidate(DATE, at, 2.0)]
    if at + 1 < len(parts) and parts[at + 1].separator in (",", ".") and part.form == "text":
        both = join(parts[at : at + 2])
        if dates_venues.parse_date(both) and not dates_venues.parse_date(parts[at + 1].text):
            return [Candidate(DATE, at + 1, 4.0)]
        if re.fullmatch(r"[A-Za-z]+\.?(?:\s\d{1,2})?", part.text) and dates_venues.parse_date(both):
            return [Candidate(DATE, at + 1, 4.5)]
    return []


def _links(parts: list[Part], at: int) -> list[Candidate]:
    part = parts[at]
    if part.form == "role":
        return [Candidate(LINK, at, 3.0)]
    if part.form == "id" or (part.form == "bracketed" and _is_bracketed_id(part.text)):
        return [Candidate(LINK, at, 3.5)]
    if part.form == "link":
        return [Candidate(LINK, at, 0.0 if len(part.text.split()) <= 2 else -1.5)]
    return []


def _is_bracketed_id(text: str) -> bool:
    found = find_identifiers(f"[{text.strip('()（）[]【】{} ')}]")
    return bool(found) and len(text) <= len(found[0].value) + 14


def _nicks(parts: list[Part], at: int) -> list[Candidate]:
    """Return a short name before a title (set off by its form or a colon), or in brackets."""
    part = parts[at]
    text = part.text.strip("()（）[]【】{} ")
    if not _SHORT_NAME.fullmatch(text) or dates_venues.parse_date(text):
        return []
    if part.form in ("strong", "code", "link", "bracketed"):
        known = dates_venues.is_short_venue(text)
        return [Candidate(NICK, at, -1.0 if known else 0.3 if at and part.form == "bracketed" else 1.2)]
    return []


def _remark(parts: list[Part], at: int) -> Candidate:
    part = parts[at]
    score = -0.6
    if part.form == "text" and (_SENTENCE_END.search(part.text) or len(part.text.split()) > 12):
        score = -0.1
    if part.form in ("link", "role", "id", "quoted"):
        score = -1.5
    if part.form == "badge":
        score = 0.0
    return Candidate(REMARK, at, score)
