"""Find the runs of parts that may be the title of an item, and score their form and wording."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, title_text
from readlist.formats.markdown.item_parts import NEW_LINE
from readlist.formats.markdown.people_roles import is_citation
from readlist.formats.markdown.role_candidates import LONGEST_NAME, TITLE, Candidate
from readlist.model.person_name import PARTICLES

if TYPE_CHECKING:
    from readlist.formats.markdown.item_parts import Part
    from readlist.formats.markdown.role_candidates import Names

_TITLE_FORMS = {"link": 3.0, "quoted": 3.0, "mark": 2.0, "strong": 2.0, "code": 1.5, "em": 1.0, "text": 0.0}
_MOST_TITLE_PARTS = 14
_BROKEN = {".": 1.5, ",": 0.3, "，": 0.5, "、": 0.3, ":": 0.0, "?": 0.0, "": 0.3, "i": 1.5}
"""What a separator within a title takes off its score; others take off two."""
_BRACKETED = 0.8
"""What brackets within a title take off its score besides."""
_CODED_TITLE = 5.0
"""What the code of the document's type at its end adds to the score of a title."""
_CITED = 5.0
"""What names and a year in brackets, and a remark after these, add to the score of the first part of an item."""
_AFTER_NAMES = 2.5
"""What names and a colon at the start of a title, or ``by`` and a name after a comma, take off its score."""
_BY_NAME = re.compile(r"by\s[A-ZÀ-Ž][\w'’.-]*\s[A-ZÀ-Ž]")
_MOST_BROKEN = 4.0
"""Maximum of what the separators within a title take off."""
_DATED_PLACE = 1.0
"""What a name after a comma, and before a comma and a date, takes off the score of a title that includes it."""
_SMALL = frozenset(("of", "the", "and", "on", "in", "&", "for"))
_NUMBERED = 0.3
"""What the number of a part in a title (``…. III. The …``), or a subtitle such as *A survey*, takes off its score."""
_ROMAN = re.compile(r"I{1,3}|I?V|VI{1,3}|I?X")
_ENDS_IN_ROMAN = re.compile(r"[.,]\s+(?:I{1,3}|I?V|VI{1,3}|I?X)$")
_SUBTITLE = re.compile(
    r"(?:An?|The)\s(?:[\w-]+\s){0,3}(?:survey|review|overview|tutorial|perspective|study|benchmark|framework|approach|introduction)\b",
    re.IGNORECASE,
)
MIN_QUOTED_WORDS = 4
"""Minimum number of words in quotes that are a title by themselves, after a name, people or a full stop."""
_SMALL_WORD = re.compile(r"(?<![\w'’-])[a-z]{2,}(?![\w'’-])")
_NAME_WORDS = frozenset(("and", "et", "al", "by", "others", "colleagues", *PARTICLES))
_SURE_NAMES = 3
"""Minimum number of whole names that are no title together."""
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ0-9][\w'’\-]*")
_CLOSED_QUOTE = re.compile(r"[.,?!][”\"』」’]+$")
_PUBLISHER = re.compile(
    r"(?:[^:]{2,30}:\s)?[\w&.' -]{0,40}\b(?:Press|Verlag|Publishers?|Publishing|Publications|Wiley|Springer|Elsevier|Routledge)"
)
_THESIS = re.compile(
    r"(?:ph\.?\s?d\.?|doctoral|master(?:['’]?s)?|m\.?sc\.?|bachelor(?:['’]?s)?)\s(?:thesis|dissertation)",
    re.IGNORECASE,
)
_EDITION = re.compile(r"\W*\d{0,2}(?:st|nd|rd|th)?\s?ed(?:ition|\.)", re.IGNORECASE)


def find_titles(parts: list[Part], names: Names, at: int) -> list[Candidate]:
    """Return the titles that start with a part."""
    part = parts[at]
    if names.continue_at(at) or part.form not in _TITLE_FORMS:
        return []
    is_whole = part.form != "text" and (part.form != "quoted" or bool(_CLOSED_QUOTE.search(part.text)))
    if is_whole and not _runs_on(parts, at):
        return [Candidate(TITLE, at, _title_score(part.text, part.form))]
    cited = _CITED if _is_cited_first(parts, at) else 0.0
    out, broken, text = [Candidate(TITLE, at, _title_score(part.text, part.form) + cited)], 0.0, part.text
    for last in range(at + 1, min(len(parts), at + _MOST_TITLE_PARTS)):
        here = parts[last]
        if not _may_go_on(here) or _is_quoted_title(here) or is_citation(here):
            break
        broken += _break(here, text, is_initial=part.separator == "i")
        broken += _DATED_PLACE if _is_dated_place(parts, last) else 0.0
        if broken > _MOST_BROKEN:
            break
        text = f"{text}{here.gap}{here.text}"
        if last < at + _SURE_NAMES - 1 or not all(names.whole[at : last + 1]):
            out.append(Candidate(TITLE, last, _title_score(text, "text") - broken))
    return out


def _is_cited_first(parts: list[Part], at: int) -> bool:
    """Whether a part is all that stands before names and a year in brackets, and a dash: ``LoRA (Hu et al., 2021) — …``."""
    if at or len(parts) < 3 or parts[0].form != "text" or not is_citation(parts[1]):
        return False
    return parts[1].form == "bracketed" and not parts[1].separator and parts[2].separator in ("-", ":")


def _may_go_on(here: Part) -> bool:
    """Whether a title may include a further part."""
    if here.separator == NEW_LINE or here.form not in ("text", "quoted", "bracketed", "em", "strong"):
        return False
    return not (here.form in ("em", "strong") and here.separator)


def _is_dated_place(parts: list[Part], at: int) -> bool:
    """Whether a part after a comma has capitals throughout, and a comma and a date follow: ``…, River Studies, 1997``."""
    here, following = parts[at], parts[at + 1] if at + 1 < len(parts) else None
    if following is None or (here.separator, following.separator) != (",", ","):
        return False
    words = here.text.split()
    has_capitals = all(word[:1].isupper() or word in _SMALL for word in words)
    return has_capitals and words[0][:1].isupper() and bool(dates_venues.parse_date(following.text))


def _is_quoted_title(here: Part) -> bool:
    """Whether a part in quotes after a separator is a title itself, with a name before it: DiMP: “Learning …”."""
    if here.form != "quoted" or here.separator not in (".", ",", ":", "i"):
        return False
    text = here.text.strip("“”\"'")
    return len(text.split()) >= MIN_QUOTED_WORDS and title_text.title_score(text) >= title_text.HINTED


def _break(here: Part, text: str, *, is_initial: bool) -> float:
    """Return what the separator before a part, and names before its colon, take off the score of a title."""
    if (here.form, here.separator) == ("text", "") and here.text[:1].islower() and text.endswith((")", "]")):
        return -_BRACKETED  # the title goes on after the brackets
    if here.separator == "." and (_ROMAN.fullmatch(here.text) or _ENDS_IN_ROMAN.search(text)):
        return _NUMBERED
    if here.separator == "-" and _SUBTITLE.match(here.text):
        return _NUMBERED
    if here.separator == "," and _BY_NAME.match(here.text):
        return _AFTER_NAMES
    broken = _BROKEN.get(here.separator, 2.0) + (_BRACKETED if here.form == "bracketed" else 0)
    if here.separator in (":", "：") and author_lists.looks_like_authors(text, least=1 if is_initial else 2):
        broken += _AFTER_NAMES
    return broken


def _runs_on(parts: list[Part], at: int) -> bool:
    """Whether text in bold or italics is only the start of a phrase: **Primacy Bias** in Deep …, **FMB**: a Benchmark."""
    following = parts[at + 1] if at + 1 < len(parts) else None
    if parts[at].form not in ("em", "strong") or following is None or following.form != "text":
        return False
    if following.separator == ":":
        return parts[at].form == "strong"
    return not following.separator and following.text[:1].islower()


@lru_cache(maxsize=2048)
def _title_score(text: str, form: str) -> float:
    score = _TITLE_FORMS[form] + _wording(text)
    if "[" in text and title_text.CLOSING_CODE.search(text):
        score += _CODED_TITLE
    bare = text.strip(" .。")
    if not _has_small_words(bare) and author_lists.looks_like_authors(bare, least=1):
        score -= 3.0 if author_lists.looks_like_authors(bare) else 1.0
    if len(bare) > LONGEST_NAME:
        return score
    if _PUBLISHER.fullmatch(bare):
        return score - 4.0
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
    if _EDITION.match(text) or _THESIS.fullmatch(text.strip(" .")):
        return -4.0
    if words < 3:
        return -1.5 if words == 2 else -2.5
    return 3 * title_text.title_score(text) + (0.3 if words >= 5 else -0.3)
