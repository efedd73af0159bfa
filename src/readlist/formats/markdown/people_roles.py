"""Find the runs of parts that may be the people of an item: names in one of the notations of ``author_lists``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, status_marks
from readlist.formats.markdown.names_places import is_cited
from readlist.formats.markdown.role_candidates import COMMAS, CUT_LIST, PEOPLE, Candidate, Names, join
from readlist.model import url_finder
from readlist.model.identifiers import parse_url

if TYPE_CHECKING:
    from readlist.formats.markdown.item_parts import Part

_BY = re.compile(r"^(?:by|with|authors?|作者|著者|저자)\s*[:：]?\s+", re.IGNORECASE)
_PLAIN_NAME = re.compile(
    r"(?!(?:By|Authors?|And)\b)[A-Z][a-z]{1,20}(?: [A-Z]\.?(?= ))?(?: [A-Z][a-z]{1,20}){1,2}"
)
_FAMILY_BEFORE_YEAR = 0.5
_AND = re.compile(r"^(?:and|&|和|与)\s+", re.IGNORECASE)
_ET_AL = re.compile(r"\bet\.?\s*al\b|\band (?:others|colleagues|coworkers)\b|等(?:人)?$|\s他$", re.IGNORECASE)
_CLOSING_AL = re.compile(r"\bet\.?\s*al\.?$|等人?$|\s他$", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:Collaboration|Consortium|Organi[sz]ation|Committee|Council|Foundation|Initiative|Society|Working Group|Team|Project)$"
)
"""How the names of bodies that write papers end."""
_CORPORATE = 2.0
MAX_ORG_WORDS = 3
"""Maximum number of words of an organisation between a title and a date."""
_WORD = re.compile(r"[A-Z]\w{0,30}[a-z]\w{0,30}[A-Z\d][\w-]{0,30}|[A-Z]{2}[\w-]{0,30}")
"""A word written like the short name of a work."""
_JAPANESE_FAMILY = re.compile(
    "佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邉|山本|中村|小林|加藤|吉田|山田|山口|松本|井上|木村|斎藤|斉藤|清水|山崎|池田|橋本|阿部|石川|山下|中島|石井|小川|前田|"
    "岡田|藤田|後藤|近藤|村上|遠藤|青木|坂本|福田|太田|西村|藤井|金子|岡本|藤原|三浦|中野|中川|原田|松田|竹内|小野|田村|中山|和田|石田|森田|上田|内田|柴田|"
    "酒井|宮崎|横山|高木|安藤|宮本|大野|小島|谷口|工藤|今井|高田|増田|丸山|杉山|村田|大塚|新井|小山|平野|藤本|河野|上野|野口|武田|松井|千葉|菅原|岩崎|久保|"
    "木下|佐野|野村|松尾|市川|杉本|古川|大西|島田|水野|桜井|高野|吉川|山内|西田|菊池|西川|安田|川口|平田|中田|服部|岩田|土屋|川崎|福島|本田|秋山|永井|山中|"
    "吉村|川上|石原|大橋|松岡|馬場|浜田|森本|矢野|浅野|吉岡|小池|野田|荒木|松浦|熊谷|大谷"
)
"""The commonest Japanese family names of two signs, with which four signs are a name and not a phrase."""
_FOUR_SIGNS = re.compile(r"[\u4e00-\u9fff]{4}")
_FILE = re.compile(r"\.(?:pdf|ps|ps\.gz)(?:[?#].*)?$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[A-ZÀ-Ž]\.?[\s-]?){1,4}")
_TWO_SIGN_FAMILIES = "(?:欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|皇甫|尉迟|尉遲|公孙|公孫|慕容|令狐|宇文|长孙|長孫|司徒|夏侯|端木)"
_CJK_NAMES = re.compile(
    rf"[\u4e00-\u9fff]{{2,3}}|{_TWO_SIGN_FAMILIES}[\u4e00-\u9fff]{{1,2}}|[\uac00-\ud7af]{{2,4}}"
)


def find_names(parts: list[Part]) -> Names:
    """Return which of the parts of an item may be names."""
    whole = [_is_whole_name(part) for part in parts]
    possible = [is_whole or _is_namely(part) for is_whole, part in zip(whole, parts, strict=True)]
    _mark_affiliations(parts, possible)
    for at in range(len(parts) - 1):
        if (
            possible[at]
            and (not at or possible[at - 1])
            and parts[at + 1].separator == ":"
            and _WORD.fullmatch(parts[at].text)
        ):
            possible[at] = whole[at] = False  # the short name of a work before its subtitle
    return Names(parts, whole, possible)


def _mark_affiliations(parts: list[Part], names: list[bool]) -> None:
    """Mark the places of work in brackets after names as parts of the list of names."""
    for at in range(1, len(parts)):
        part = parts[at]
        if part.form == "bracketed" and names[at - 1] and not part.separator:
            names[at] = status_marks.names_orgs(part.text.strip("()（）[]{} "))


def find_people(parts: list[Part], names: Names, at: int) -> list[Candidate]:
    """Return the people that start with a part."""
    part = parts[at]
    if is_citation(part):
        return [Candidate(PEOPLE, at, 3.5)]
    if part.form == "bracketed":
        return _bracketed_people(part, at)
    stop = _end_of_names(parts, names, at)
    ends = sorted({at, at + 1, stop - 3, stop - 2, stop - 1})
    is_cut = names.continue_at(at) or part.separator == "i"
    malus = CUT_LIST if is_cut else 0.0
    in_em = 0.3 if part.form == "em" else 0.0
    out: list[Candidate] = []
    if _is_org_between_stops(parts, at) if at else _is_corporate(parts):
        out.append(Candidate(PEOPLE, at, _CORPORATE))
    for end in ends:
        if not at <= end < stop or (part.form == "code" and " " not in part.text):
            continue
        if end + 1 < len(parts) and parts[end + 1].separator == "i" and _cuts_name(parts, at, end):
            continue
        if all(names.whole[at : end + 1]) and _are_listed(parts[at + 1 : end + 1]):
            count = len({each.text for each in parts[at : end + 1]})
            out.append(Candidate(PEOPLE, end, _count_score(count) + in_em - malus))
        elif found := _people_to(parts, at, end, in_em - malus):
            out.append(found)
    if _is_family_before_year(parts, at):
        out.append(Candidate(PEOPLE, at, _FAMILY_BEFORE_YEAR))
    return out


def _cuts_name(parts: list[Part], at: int, end: int) -> bool:
    """Whether names would end between an initial and its family name, in a list with initials first or after ``by``."""
    if _BY.match(parts[at].text) and not _AND.match(parts[end + 1].text):
        return _is_namely(parts[end + 1])
    return _is_led(parts, end) and any(_is_led(parts, before) for before in range(at, end - 1))


def _is_led(parts: list[Part], at: int) -> bool:
    """Whether a part is only initials, and the next follows by their full stop and is no other name."""
    following = parts[at + 1]
    is_led = following.separator == "i" and not _AND.match(following.text)
    return is_led and bool(_INITIALS.fullmatch(parts[at].text))


def _is_corporate(parts: list[Part]) -> bool:
    """Whether an item begins with an organisation as its author, before a full stop or a colon."""
    if len(parts) < 2 or parts[0].form != "text" or parts[1].separator not in (".", ":"):
        return False
    return bool(_BODY.search(parts[0].text)) or status_marks.names_orgs(parts[0].text)


def _is_org_between_stops(parts: list[Part], at: int) -> bool:
    """Whether a part is an organisation between full stops, the second before a date: ``A title. OpenAI. 2023.``."""
    if at + 1 >= len(parts) or not parts[at].separator == parts[at + 1].separator == ".":
        return False
    is_dated = (
        parts[at].form == "text" and dates_venues.parse_date(parts[at + 1].text.strip(" .")) is not None
    )
    return (
        is_dated and len(parts[at].text.split()) <= MAX_ORG_WORDS and status_marks.names_orgs(parts[at].text)
    )


def _end_of_names(parts: list[Part], names: Names, at: int) -> int:
    """Return the index after the last part of the list of names that starts with a part."""
    stop, commas = at, set[str]()
    while stop < len(parts) and names.possible[stop]:
        if stop > at and (
            not _joins_names(parts[stop])
            or names.changes_style(stop)
            or _CLOSING_AL.search(parts[stop - 1].text)
        ):
            break
        commas |= {parts[stop].separator} & COMMAS - {";"} if stop > at else set()
        if len(commas) > 1:
            break  # one sign joins the names, another ends the list
        stop += 1
    return stop


def _is_family_before_year(parts: list[Part], at: int) -> bool:
    """Whether a part is a single family name, followed by a year in brackets: ``Pearl (1995)``."""
    following = parts[at + 1] if at + 1 < len(parts) else None
    return (
        following is not None
        and (following.form, following.separator) == ("bracketed", "")
        and parts[at].form == "text"
        and bool(author_lists.SINGLE_FAMILY.fullmatch(parts[at].text))
        and not dates_venues.parse_venue(parts[at].text)
        and dates_venues.parse_date(following.text) is not None
    )


def _are_listed(further: list[Part]) -> bool:
    """Whether some parts follow the one before by a comma, so that each of them is a name by itself."""
    return all(part.separator in COMMAS for part in further)


def _count_score(count: int) -> float:
    """Score a number of whole names as people."""
    return 1.5 + 0.7 * min(count, 4) + 0.1 * max(0, count - 4) if count > 1 else 1.0


def is_citation(part: Part) -> bool:
    """Whether a part in brackets, or the text of a link, is names and a year: ``(Hu et al., 2021)``."""
    return part.form in ("bracketed", "role", "link") and is_cited(part.text)


def _bracketed_people(part: Part, at: int) -> list[Candidate]:
    text = _BY.sub("", part.text.strip("()（）[]【】{} "))
    if _WORD.fullmatch(text):
        return []  # the short name of a work
    is_single_word = len(text.split()) < 2 and not _CJK_NAMES.fullmatch(text.removesuffix("等"))
    if is_single_word or status_marks.names_orgs(text) or not author_lists.looks_like_authors(text, least=1):
        return []
    return [Candidate(PEOPLE, at, _people_score(text) + 0.5)]


def _joins_names(part: Part) -> bool:
    if part.separator in ("", "-"):
        return part.form == "link" or (part.form == "bracketed" and not part.separator)
    return part.separator in COMMAS or part.separator == "i"


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


def _leads_to_paper(part: Part) -> bool:
    """Whether a link leads to a paper or a file, so that its text is a title, but for a citation with ``et al.``."""
    known = parse_url(part.piece.href)
    is_paper = known is not None and known.scheme != "github"
    return (is_paper or bool(_FILE.search(part.piece.href))) and not _ET_AL.search(part.text)


def _is_namely(part: Part) -> bool:
    """Whether a part may be a name, or several, in a list of names."""
    if part.form not in ("text", "em", "link", "strong", "role"):
        return False
    if (part.form == "role" and part.piece.bare) or (part.form == "link" and _leads_to_paper(part)):
        return False
    text = _AND.sub("", _BY.sub("", part.text)).strip(" *.")
    if len(text) > 400 or not text:
        return False
    if " " not in text and url_finder.is_generic(text):
        return False
    if _INITIALS.fullmatch(text) or _CJK_NAMES.fullmatch(text) or _ET_AL.fullmatch(text):
        return True
    if _FOUR_SIGNS.fullmatch(text) and not text.endswith("等") and not _JAPANESE_FAMILY.match(text):
        return False
    return author_lists.looks_like_authors(text, least=1) and not dates_venues.is_short_venue(text)
