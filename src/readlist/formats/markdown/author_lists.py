"""Parse author lists in the common notations: ``Last, First and …``, commas, initials, ``et al.``, Chinese names."""

from __future__ import annotations

import re
from collections import deque
from functools import lru_cache

from readlist.formats.markdown import dates_venues
from readlist.formats.markdown.status_marks import names_orgs
from readlist.model import url_finder
from readlist.model.person_name import PARTICLES

_UPPER = "A-ZÀ-ÖØ-ÞĀ-Ž"
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿĀ-žƀ-ɏ'’`´\\-\u0300-\u036f"
_PARTICLE = rf"(?:{'|'.join(sorted(PARTICLES))}|mc|st\.|['’]t)"
_NAME_WORD = rf"(?>(?:[{_UPPER}]\.\s?-?)+|[{_UPPER}][{_LETTER}]*\.?)"
"""Initials, or a word; what it takes it keeps, so that no name is tried in all the ways in which it could be cut."""
_NEXT_WORD = rf"(?:\s+|(?<=[.\s-]))(?:{_PARTICLE}\s+)*{_NAME_WORD}"
_NAME = rf"(?:{_PARTICLE}\s+)*{_NAME_WORD}(?:{_NEXT_WORD}){{0,4}}(?:,?\s(?:Jr\.?|Sr\.?|II|III|IV))?"
_NAME_RE = re.compile(_NAME)
_PLAIN_NAME = re.compile(r"[A-Z][A-Za-z'\-]*\.?(?: [A-Z][A-Za-z'\-]*\.?){0,4}")
"""The names that need no more than this; trying it first is much cheaper."""
_KOREAN_FAMILIES = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국"
_CJK_NAME = re.compile(rf"[\u4e00-\u9fff]{{2,4}}|[{_KOREAN_FAMILIES}][\uac00-\ud7af]{{1,3}}")
_CJK_FULL_NAME = re.compile(r"[\u4e00-\u9fff]{1,4}[ \u3000][\u4e00-\u9fff\u3040-\u30ff]{1,4}")
"""A Japanese name with a blank between its parts."""
_BESIDE_NAMES = re.compile(r"[\u30a0-\u30ff=]{2,24}|[\u4e00-\u9fff]{5}")
"""A foreign or a long name in Japanese, which says nothing without other names."""
INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_a-z]\.")
"""The initial of a name, which may stand anywhere in it."""
_INITIALS = re.compile(rf"(?:[{_UPPER}]\.?[\s-]?){{1,4}}")
_SPLIT = re.compile(r"\s*(?:[,，、;；&]|\band\b|\b和\b|以及)\s*(?:(?:and|&)\s+)?", re.IGNORECASE)
_ET_AL = re.compile(
    r"[\s,，;；.]*\b(?:et\.?\s*al\.?|and others|others)(?!\w)[.,，:：]?|[\s,，]*等(?:\s?\d+\s?)?人?\s*$|(?<=\w)\s*ら\s*$|\s他\s*$|\s외(?:\s?\d*[명인])?\s*$|\s*(?:\.\.\.|…)\s*$",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"[*†‡§¶⋆∗#✉📧♠♣♥♦$]+|\^\{?[\w,*]+\}?|(?<=[a-zà-ÿ])\s?\d(?:\s?,\s?\d)*(?=\s*(?:[,，;；]|and\b|$))|[¹²³⁴⁵⁶⁷⁸⁹⁰]+"
)
_MAY_HAVE_MARKS = re.compile(r"[*†‡§¶⋆∗#✉📧♠♣♥♦$^\d¹²³⁴⁵⁶⁷⁸⁹⁰]")
_MAY_HAVE_ET_AL = re.compile(r"[Aa][Ll]|[Oo][Tt][Hh][Ee][Rr][Ss]|[等…ら외他]|\.\.\.")
"""Signs without which the patterns above cannot match; looking for these is much cheaper."""
_NO_NAME = re.compile(r"[?!？！:：\"“”|]|https?:")
_SEMICOLON = re.compile(r"\s*[;；]\s*(?:and\s+)?")
_CONJUNCTION = re.compile(r"\s+(?:and|&)\s+")
_AFFILIATION = re.compile(r"(?<=\w)\s*(?:\([^()]*\)|（[^（）]*）)(?=\s*(?:[,，、;；&]|and\b|和|$))")
"""What stands in brackets after a name: where the person works."""
_PLACED_NAME = re.compile(r"[^\W\d][^:]{2,60}:\s+[^\W\d][^:]+$")
"""A name and, after a colon, where the person works."""
_INVERTED_NAME = re.compile(r"[^\s,，]+, [^\s,，]+")
_FULL_NAME = re.compile(rf"[{_UPPER}][^\s.]+\s\S")
_FAMILY = re.compile(rf"[{_UPPER}][a-zà-ž'’-]+(?:-[{_UPPER}][a-zà-ž]+)?")
_LEFT_OUT = re.compile(r"[\s,，]*(?:\.\.\.|…)[\s,，&]*(?=[^\W\d_])")
"""A sign for names left out before the last ones: ``A. Quill, …, T. Berg``."""
_GIVEN_NAMES = re.compile(rf"[{_UPPER}][a-zà-ž'’-]+(?:\s[{_UPPER}]\.?)+")
_LEADING_PARTICLES = re.compile(rf"^(?:{_PARTICLE}\s+)+")
_NOBLE = re.compile(r"[A-Z][a-z]+\s(?:(?:de[nrms]?|la|le|las|los|het|ten|ter|zu)\s)+(?=[A-Z])")
"""Particles of a family name of which the first is written as a word: ``Van der Klaauw``."""
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_COMMA = re.compile(r"[,，]")
_CLOSING_STOP = re.compile(r"(?<!\b\w)\.$")
_REST_OF = re.compile(r"(\bet\.?\s*al\.?|等人?)\s*(?:\([^()]*\)|（[^（）]*）)$")
"""The place in brackets of people who are left out."""
_NOBODY = re.compile(r"(?:authors?\s)?(?:tbd|tba|to be (?:determined|announced))", re.IGNORECASE)
"""What is in the place of names that are not known yet."""
_ROLE = re.compile(r"^(?:and|by|作者)\s+")
_LETTER_OR_DIGIT = re.compile(r"\w")
_SYLLABLE = re.compile(r"-\w{1,2}\b")
"""A short part of a given name after a hyphen: ``Ze-An``."""
_NAME_PARTS = re.compile(r"[^\s.\-]+")
_NOT_NAMES = frozenset(
    "the a an of for in on with from to by via and learning language model models neural network networks deep large survey paper "
    "code pdf data dataset using towards toward how what why is are can do we attention transformer transformers training generation "
    "retrieval framework system systems benchmark evaluation knowledge graph vision visual image text based reasoning conference "
    "proceedings university institute research lab google microsoft openai meta facebook deepmind amazon apple nvidia tencent "
    "alibaba baidu huawei stanford mit berkeley cmu tsinghua arxiv github accepted workshop journal note notes update new "
    "hugging face adaptation tuning understanding".split()
)
_ALSO_NAMES = frozenset("an do can to in on how are we de".split())
COMMON_GIVEN = frozenset(
    "Adam Alan Alex Alexander Alice Amy Andrea Andreas Andrew Ann Anna Anne Anthony Antonio Ben Benjamin Brian Carlos Carol "
    "Catherine Charles Chris Christian Christine Christopher Claire Dan Daniel David Deborah Diana Dmitry Edward Elena "
    "Elizabeth Emily Emma Eric Erik Eva Fernando Francesco Francisco Frank Gary George Giovanni Greg Hannah Hans Helen "
    "Henry Ian Ivan Jack Jacob Jakob James Jan Jane Jason Jean Jeffrey Jennifer Jessica Jesus Joan Johan Johannes John Jon "
    "Jonas Jonathan Jose José Joseph Joshua Juan Julia Julie Karen Karl Kate Katherine Kevin Larry Laura Lars Lisa Luca "
    "Luis Luke Marco Margaret Maria María Marie Mario Mark Markus Martha Matthew Max Megan Michael Michel Michelle "
    "Miguel Mike Nancy Natalie Nicholas Nicolas Nina Olga Oliver Pablo Patricia Patrick Paul Pedro Peter Philip Philipp "
    "Pierre Rachel Rebecca Richard Robert Roger Ronald Ruth Sam Samuel Sandra Sara Sarah Sebastian Sergey Simon Sofia "
    "Stefan Stephanie Stephen Steve Steven Susan Thomas Tim Timothy Tom Tomas Tony Victor Vladimir Walter Wei William Yann".split()
)
"""Given names that are hardly ever family names, for lists that say nothing by their form."""
SINGLE_FAMILY = re.compile(r"[A-ZÀ-Ž][a-zà-ž'’]+(?:-[A-ZÀ-Ž][a-zà-ž]+)?")
"""A family name by itself, where a year or a venue beside it tells that it is one."""
_CITED_LINK = re.compile(
    rf"(?P<names>[^()（）\[\]]{{2,200}}?),?\s*[(（\[](?P<year>{dates_venues.YEAR})[a-z]?[)）\]]"
)
_CITED_SEVERAL = re.compile(
    rf"(?P<names>[^\W\d][\w'’ -]{{1,40}}(?:\s(?:&|and)\s[^\W\d][\w'’-]{{1,30}}|,?\set\sal\.?)),?\s(?P<year>{dates_venues.YEAR})[a-z]?"
)
"""Several people and a year without brackets: ``Gray et al., 1975``."""
MAX_FAMILY = 4
"""Maximum length of a family name after a given name that is also a word of a title."""


@lru_cache(maxsize=1024)
def parse_authors(text: str) -> tuple[str, ...]:
    """Split an author list into names as written, without ``et al.`` and footnote marks."""
    given = text
    text = _AFFILIATION.sub("", _REST_OF.sub(r"\1", text)) if "(" in text or "（" in text else text
    text = _strip_marks(_join_left_out(text)).strip(" 。*_[]()（）:：;；-–—|")
    text = _CLOSING_STOP.sub("", strip_et_al(text).strip(" ,，;；"))
    if not text:
        return ()
    names = _names(_split_names(text))
    if len(names) == 2 and text != given and _is_one_inverted(given, *names):
        names = (f"{names[0]}, {names[1]}",)
    if names and re.search(r"[\s.\-][A-Z]$", names[-1]) and re.search(r"\b[A-Z]\.", given):
        names = (
            *names[:-1],
            f"{names[-1]}.",
        )  # the full stop of a final initial, stripped as that of the sentence
    return names


def join_halves(names: list[str]) -> list[str]:
    """Join the family and given names of a list that was cut at all its commas: ``Lin``, ``Stephanie``, ``Hilton``, ``Jacob``.

    Halves are told by initials or several given names after single family names, else by common given names.
    """
    families, given = names[::2], names[1::2]
    if not given or len(families) != len(given) or any("," in name for name in names):
        return names
    if any(" " in _LEADING_PARTICLES.sub("", name) or "." in name for name in families):
        return names
    are_given = any(" " in name or "." in name for name in given) or (
        not COMMON_GIVEN.isdisjoint(given) and COMMON_GIVEN.isdisjoint(families)
    )
    return (
        [f"{family}, {first}" for family, first in zip(families, given, strict=True)] if are_given else names
    )


def parse_cited(text: str) -> tuple[str, ...]:
    """Split the names of a citation, in which single words are family names: ``Ng, Silver (2009)``."""
    families = [name.strip() for name in text.split(",")]
    are_families = not any(" " in name or "." in name for name in families)
    return tuple(families) if are_families else parse_authors(text)


def parse_cited_link(text: str) -> tuple[tuple[str, ...], int] | None:
    """Parse the text of a link that cites the work named before (``Gray et al. (1975)``): its names and year, or None."""
    found = _CITED_LINK.fullmatch(text) or _CITED_SEVERAL.fullmatch(text)
    if not found or not are_cited(found["names"]):
        return None
    return parse_cited(found["names"]), int(found["year"])


def _is_one_inverted(given: str, family: str, first: str) -> bool:
    """Whether two parts before ``et al.`` are one name: ``Altschul, Stephen F., et al.``."""
    is_given = bool(_GIVEN_NAMES.fullmatch(first))
    return is_given and " " not in family and bool(re.search(r",\s*et\.?\s*al", given))


def _join_left_out(text: str) -> str:
    """Return names in one line, with a comma for the sign that some are left out."""
    text = " ".join(text.split())
    return _LEFT_OUT.sub(", ", text) if "…" in text or "..." in text else text


def _strip_marks(text: str) -> str:
    return _MARKS.sub("", text) if _MAY_HAVE_MARKS.search(text) else text


def strip_et_al(text: str) -> str:
    """Return names without ``et al.`` and the like."""
    return _ET_AL.sub("", text) if _MAY_HAVE_ET_AL.search(text) else text


_BARE_INITIALS = re.compile(r"\w\s[A-ZÀ-Ž]{1,3},\s*\w[\w'’ -]*\s[A-ZÀ-Ž]{1,3}(?:,|\s*$)")
"""Two names with initials without stops and a comma between them: ``Quill A, Berg TU``."""


def _split_names(text: str) -> list[str]:
    semicolons = _SEMICOLON.split(text)
    if len(semicolons) > 1:
        if ":" in text and all(map(_PLACED_NAME.match, semicolons)):
            return [part.partition(":")[0].strip() for part in semicolons]
        if any(map(_BARE_INITIALS.search, semicolons)):  # names between commas, a body between semicolons
            return [name.strip() for part in semicolons for name in part.split(",")]
        return semicolons
    conjunctions = _CONJUNCTION.split(text)
    if len(conjunctions) > 2 and all("," in part for part in conjunctions[:2]):  # Last, First and Last, First
        return conjunctions
    if len(conjunctions) == 2 and not any(map(_COMMA.search, conjunctions)):
        return conjunctions  # two family names, not the halves of one name: Hu and Shen
    if len(conjunctions) == 2 and all(map(_INVERTED_NAME.fullmatch, conjunctions)):
        return conjunctions
    return _pair([part.strip() for part in _SPLIT.split(text) if part.strip()])


def _pair(parts: list[str]) -> list[str]:
    """Join ``Last, First`` pairs: a single word next to a comma is half a name, several words are a whole name."""
    out: list[str] = []
    if len(parts) not in (0, 2) and not any(
        " " in _LEADING_PARTICLES.sub("", _NOBLE.sub("", part)) or "." in part for part in parts
    ):
        return parts  # family names alone: who writes given names in full joins such pairs by "and" or semicolons
    inverted = len(parts) > 1 and _is_inverted(*parts)
    rest = deque(parts)
    while rest:
        part = rest.popleft()
        if out and _SUFFIX.fullmatch(part):
            out[-1] += f", {part}"
        elif rest and _are_halves(part, rest[0], inverted=inverted):
            out.append(f"{part}, {rest.popleft()}")
        else:
            out.append(part)
    return out


def _is_inverted(first: str, second: str, *later: str) -> bool:
    """Whether a list that starts with these two parts has family names first: ``Hu, Edward J.``, ``Hu, E. J.``."""
    if " " in _LEADING_PARTICLES.sub("", first):
        return False
    if later and _FAMILY.fullmatch(first) and all(map(_FULL_NAME.match, (second, *later))):
        return True  # the others have both names
    is_given = len(second.split()) == 2 and (second.endswith(".") or second[-2:-1] == " ")
    is_given = is_given or (not later and bool(_GIVEN_NAMES.fullmatch(second)))
    return " " not in second or bool(_INITIALS.fullmatch(second)) or is_given


def _are_halves(part: str, following: str, *, inverted: bool) -> bool:
    """Whether two parts are the family name and the given names of one person."""
    if _INITIALS.fullmatch(following) and not _INITIALS.fullmatch(part):
        return True
    is_word = " " not in _LEADING_PARTICLES.sub("", part) and not part.endswith(".")
    return inverted and is_word and not _CJK_NAME.fullmatch(part) and not _CJK_NAME.fullmatch(following)


def _names(parts: list[str]) -> tuple[str, ...]:
    cleaned = (
        _ROLE.sub("", part.strip(" *_,，") if part.rstrip().endswith(".") else part.strip(" *_.,，"))
        for part in parts
    )
    return tuple(
        dict.fromkeys(
            name for name in cleaned if _LETTER_OR_DIGIT.search(name) and not _NOBODY.fullmatch(name)
        )
    )


def _strip_affiliations(text: str) -> str:
    """Remove the organisations in brackets after names."""
    if "(" not in text and "（" not in text:
        return text
    return _AFFILIATION.sub(lambda found: "" if names_orgs(found[0].strip(" ()（）")) else found[0], text)


@lru_cache(maxsize=1024)
def looks_like_authors(text: str, *, least: int = 2) -> bool:
    """Whether a text is only a list of at least ``least`` names; ``et al.`` counts as one."""
    text = _strip_affiliations(_join_left_out(text)).strip(" .*_[]()（）|–—-")
    if not text or len(text) > 3000 or _NO_NAME.search(text):
        return False
    more = len(_ET_AL.findall(text)) if _MAY_HAVE_ET_AL.search(text) else 0
    unmarked = _strip_marks(text)
    parts = [p for p in _SPLIT.split(_ET_AL.sub("", unmarked) if more else unmarked) if p.strip()]
    if len(parts) + more < least or not parts:
        return False
    parts = [part for part in parts if not _BESIDE_NAMES.fullmatch(part.strip())] or parts
    good = sum(_is_name(part.strip()) for part in parts)
    return good >= 0.8 * len(parts) and bool(more or good >= least)


def _is_name(part: str) -> bool:
    if _CJK_NAME.fullmatch(part) or _CJK_FULL_NAME.fullmatch(part):
        return True
    if not (_PLAIN_NAME.fullmatch(part) or _NAME_RE.fullmatch(part)):
        return False
    words = _NAME_PARTS.findall(_SYLLABLE.sub("", part.lower()))
    if len(words) > 6:
        return False
    refused = [
        at
        for at, word in enumerate(words)
        if len(word) > 1 and word in _NOT_NAMES and not (word in _ALSO_NAMES and _is_hyphenated(part, word))
    ]
    return not refused or (len(refused) == 1 and _is_short_name(part, words, refused[0]))


def _is_hyphenated(part: str, word: str) -> bool:
    """Whether a word is half of a given name: ``De-An Huang``."""
    return f"-{word}" in part.lower() or f"{word}-" in part.lower()


def _is_short_name(part: str, words: list[str], at: int) -> bool:
    """Whether the word of a name that no name has is also a short name in Asia: ``Keyu An``, ``Can Xu``."""
    is_last = at == len(words) - 1
    return (
        words[at] in _ALSO_NAMES
        and len(words) in (2, 3)
        and part == part.title()
        and (is_last or (at == 0 and len(words) == 2 and len(words[1]) <= MAX_FAMILY))
    )


def are_cited(names: str) -> bool:
    """Whether a text before a year in brackets is names, or a single family name: ``Pearl (1995)``."""
    is_family = bool(SINGLE_FAMILY.fullmatch(names))
    least = 1 if is_family and not dates_venues.parse_venue(names) and not url_finder.is_generic(names) else 2
    return looks_like_authors(names, least=least)
