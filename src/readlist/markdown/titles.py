"""Titles: making them clean, judging whether a text reads like one, and finding one in a citation.

A text is judged by its shape alone (words, capitals, punctuation), never by what it is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from readlist.markdown import fields

_SMALL = frozenset(
    "a an and as at but by for from in into is its nor of on onto or over per so than that the their to toward towards under up upon "
    "via vs when with within without yet be are can do does not you your we our it using through between beyond against across".split()
)
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ][\w'’\-]*")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_MARKUP = re.compile(r"\*{2,}|(?<!\w)__|__(?!\w)|`+|~~|==|^[*_]+|(?<![\w%])[*_]+$")
_NUMBERING = re.compile(
    r"^\s*(?:(?:\(?\d{1,3}[.)、]|[（(]\d{1,3}[）)]|\[\d{1,3}\]|【\d{1,3}】|[①-⑳]|#\d{1,3}|No\.\s?\d+)\s*[.:：]?\s*(?=\S)|[-–—•·▪◦►▶★☆⭐🔥🌟✨📄📝📖📚🆕🏆👉💡❗️\ufe0f|]+\s*)+"
)
_TAIL_EXTENSION = re.compile(r"\.(?:md|markdown|pdf|html?)$", re.IGNORECASE)
_QUOTES = {"“": "”", "\"": "\"", "「": "」", "『": "』", "《": "》", "‘": "’", "«": "»"}
_ARXIV_TAG = re.compile(r"^\s*[\[(（]?\s*(?:arxiv\s*[:：]?\s*)?\d{4}\.\d{4,5}(?:v\d+)?\s*[\])）]?\s*[:：]?\s*|\s*[\[(（]\s*(?:arxiv\s*[:：]?\s*)?\d{4}\.\d{4,5}(?:v\d+)?\s*[\])）]\s*$|[\s,;-]*\barxiv\s*[:：]\s*\d{4}\.\d{4,5}(?:v\d+)?\s*$", re.IGNORECASE)
_JOURNAL_MARK = re.compile(r"\s*\[(?:J|C|M|D|EB/OL|J/OL|A)\]\s*\.?\s*$")  # GB/T 7714's mark of the kind of publication


def clean_title(text: str) -> str:
    """Make a title of a text: without markdown, numbering, quotes around it, ids, trailing stop and doubled spaces."""
    text = _MARKUP.sub("", text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", ""))
    text = re.sub(r"\s+", " ", text).strip()
    text = _NUMBERING.sub("", text)
    text = _ARXIV_TAG.sub("", text)
    text = _TAIL_EXTENSION.sub("", _JOURNAL_MARK.sub("", text)).strip()
    text = _unwrap(text)
    text = re.sub(r"\s*[:：,，;；、|–—]+$|\s+-+$", "", text)
    if text.endswith((".", "。")) and not text.endswith(("...", "et al.")):
        text = text[:-1]
    return text.strip().replace("\\", "")


def strip_numbering(text: str) -> str:
    """Take off a leading number, bullet or emoji (``7.``, ``[3]``, ``★``)."""
    return _NUMBERING.sub("", text)


def _unwrap(text: str) -> str:
    while len(text) > 2:
        closer = _QUOTES.get(text[0])
        if closer and text.rstrip(" .,。，").endswith(closer) and text.count(text[0]) <= (2 if closer == text[0] else 1):
            text = text[1:].rstrip(" .,。，")[:-1].strip()
        elif text[0] == "[" and text[-1] == "]" and text.count("[") == 1:
            text = text[1:-1].strip()
        else:
            break
    return text


def is_mostly_cjk(text: str) -> bool:
    """Whether a text is Chinese rather than English."""
    han = len(_CJK.findall(text))
    return han * 2 > len(_WORD.findall(text)) * 3 if han else False


def title_score(text: str) -> float:
    """Judge how much an English text reads like a paper's title, from 0 to 1; Chinese text gives 0.

    What counts: four words and more, capitals on the long ones or a short name before a colon; what speaks
    against it: the look of a sentence (a stop within, a closing stop, we, this, a small first letter).
    """
    text = clean_title(text)
    words = _WORD.findall(text)
    if len(words) < 4 or len(words) > 40 or len(text) > 300 or is_mostly_cjk(text) or "http" in text:
        return 0.0
    long_words = [w for w in words[1:] if w.lower() not in _SMALL and len(w) > 2]
    capital = sum(w[0].isupper() or any(c.isupper() for c in w[1:]) for w in long_words) / max(1, len(long_words))
    head, colon, rest = text.partition(":") if ":" in text else text.partition("：")
    nickname = bool(colon) and len(head.split()) <= 4 and len(_WORD.findall(rest)) >= 3
    score = 0.9 * capital if len(long_words) >= 2 else 0.3
    if nickname and head[:1].isupper() and rest.strip()[:1].isupper():
        score = max(score, 0.65) + 0.1
    score += 0.05 * min(4, len(words) - 4) / 4
    if re.search(r"[.!?;。；！]\s+\S|[,，;；]$|\b(?:we|our|this|these|it|they|I)\b|[，。；、]|=|→", text):
        score -= 0.35
    if words and text[:1].islower() and not any(c.isupper() for c in words[0]):
        score -= 0.4
    return max(0.0, min(1.0, score))


# -- citations ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation string says."""

    title: str
    authors: tuple[str, ...] = ()
    venue: str | None = None
    year: int | None = None
    month: int | None = None
    quoted: bool = False


LONGEST_CITATION = 3000
"""Letters of the longest citation: a list of a hundred authors fits, a page of prose does not."""
_QUOTED = re.compile(r"“([^“”]{8,300})”|\"([^\"]{8,300})\"|「([^「」]{6,200})」|『([^『』]{6,200})』|《([^《》]{2,200})》|``(.{8,300}?)''")
_CUT = re.compile(r"(?<=[a-zà-ÿ\d)\]”\"'’》A-Z][.。?？])\s+(?=[\[(“\"'A-Z0-9À-Ö*_《\u4e00-\u9fff]|arXiv|in [A-Z])|(?<=[。？])(?=\S)")
_AUTHOR_YEAR = re.compile(rf"^(?P<authors>.{{3,600}}?)[\s,.]*[(（]?(?P<year>{fields.YEAR})[a-z]?(?:,[^)）]{{1,12}})?[)）]?[.,:]\s+(?P<rest>\S.*)$")
_AL = re.compile(r"\bet\.?\s*al\b\.?|等人", re.IGNORECASE)


def parse_citation(text: str) -> Citation | None:
    """Read a citation in one of the common orders of authors, title, venue and year; None where no title is found.

    ``Authors. "Title." Venue (2015).``, ``Authors. 2019. Title. In Venue.``, ``Author, et al.: Title, Venue Year.``,
    ``Title. Authors. Venue, year``, ``Title (2016), A. Author et al.``
    """
    text = _NUMBERING.sub("", re.sub(r"\s+", " ", text)).strip(" []|,，;；-–—")
    if not text or len(text) > LONGEST_CITATION:
        return None
    if quoted := _QUOTED.search(text):
        title = next(group for group in quoted.groups() if group)
        before, after = text[: quoted.start()], text[quoted.end() :]
        names = not before.strip(" .,:：") or fields.looks_like_authors(before, least=2 if _CJK.search(before) else 1)
        if len(before) < 400 and names and (not is_mostly_cjk(title) or quoted[0][0] in "《「『"):
            return _around(title, before, after, quoted=True)
        if _CJK.search(before + after) and title_score(title) >= 0.6:  # a title quoted within a Chinese sentence
            date = fields.find_date(before) or fields.find_date(after)
            return Citation(clean_title(title), (), None, date.year if date else None, None, quoted=True)
    dated = _AUTHOR_YEAR.match(text)
    if dated and fields.looks_like_authors(dated["authors"], least=1 if re.search(r"[,.]|et al", dated["authors"]) else 2):
        title, _, tail = _split_title(dated["rest"])
        names = dated["authors"] + ("." if re.search(r"[\s.]\w$", dated["authors"]) else "")
        around = _around(title, names, tail, quoted=False)
        return around if around.year else replace(around, year=int(dated["year"]))
    if (al := _AL.search(text)) and (colon := re.match(r"\s*[,.]?\s*[:：]\s*", text[al.end() :])):
        rest = text[al.end() + colon.end() :]
        title, _, tail = _split_title(rest)
        return _around(title, text[: al.end()], tail, quoted=False)
    return _by_segments(text)


def _around(title: str, before: str, after: str, *, quoted: bool) -> Citation:
    authors = fields.parse_authors(re.sub(rf"[(（]?{fields.YEAR}[)）]?\.?\s*$", "", before.strip())) if before.strip(" .,:：") else ()
    rest = after.strip(" .,，()（）[]-–—")
    dated, behind = fields.strip_date(rest)
    trailing = re.search(rf"[\s,，(（]+({fields.YEAR})$", behind)
    names = behind[: trailing.start()] if trailing else behind
    if not authors and fields.looks_like_authors(names, least=2):
        authors, rest = fields.parse_authors(names), str(dated.year) if dated else trailing[1] if trailing else ""
    venue = fields.find_venue(rest) or fields.parse_venue(rest)
    date = fields.find_date(rest) or fields.find_date(before)
    year = venue.year if venue and venue.year else date.year if date else None
    month = date.month if date and date.year == year else None
    return Citation(clean_title(title), authors, venue.name if venue else None, year, month, quoted=quoted)


def _split_title(text: str) -> tuple[str, str, str]:
    """Split ``Title, Venue Year`` or ``Title. Venue`` where the venue begins."""
    parts = _CUT.split(text, maxsplit=1)
    if len(parts) > 1:
        return parts[0], ". ", parts[1]
    for match in re.finditer(r"[,，(（]\s*", text):
        tail = text[match.end() :]
        if fields.parse_venue(tail.strip(" .)")) or fields.parse_date(tail.strip(" .)")):
            return text[: match.start()], match[0], tail
    return text, "", ""


def _by_segments(text: str) -> Citation | None:
    segments = [segment.strip() for segment in _segments(text) if segment.strip(" .,，")]
    authors: tuple[str, ...] = ()
    venue: fields.Venue | None = None
    date: fields.Date | None = None
    titles: list[str] = []
    for segment in segments:
        bare = segment.strip(" .,，;；()（）[]")
        if not authors and fields.looks_like_authors(bare, least=2 if titles or len(segments) == 1 else 2):
            authors = fields.parse_authors(segment)
        elif found := fields.parse_date(bare):
            date = date or found
        elif found_venue := fields.parse_venue(bare):
            venue = venue or found_venue
        else:
            lead = re.match(rf"^[(（]({fields.YEAR})[)）]\.?\s*", segment)
            if lead and not titles:
                date, segment = fields.Date(int(lead[1])), segment[lead.end() :]
            if segment.strip():
                titles.append(segment)
    if not titles:
        return None
    title, _, tail = _split_title(titles[0])
    if tail:
        titles.insert(1, tail)
    elif title.endswith(("?", "？")) and len(titles) > 1 and not fields.find_venue(titles[1]):
        title = f"{title} {titles.pop(1)}"
    if not authors and _AL.search(title):
        title, authors = _trailing_authors(title)
    for rest in titles[1:]:
        venue = venue or fields.find_venue(rest)
        date = date or fields.find_date(rest)
        if not authors and fields.looks_like_authors(rest, least=2):
            authors = fields.parse_authors(rest)
    year = venue.year if venue and venue.year else date.year if date else None
    month = date.month if date and date.year == year else None
    return Citation(clean_title(title), authors, venue.name if venue else None, year, month)


def _trailing_authors(title: str) -> tuple[str, tuple[str, ...]]:
    """Split ``Title, First Author et al.``"""
    for comma in re.finditer(r"[,，.]\s+|\s+[-–—]\s+|\s+by\s+", title):
        tail = title[comma.end() :]
        if _AL.search(tail) and fields.looks_like_authors(tail, least=2):
            return title[: comma.start()], fields.parse_authors(tail)
    return title, ()


def _segments(text: str) -> list[str]:
    """Cut a citation at full stops that end a part, not at initials and ``et al.``"""
    out = [""]
    for part in _CUT.split(text):
        tail = out[-1].rstrip()
        if out[-1] and re.search(r"(?:^|[\s.\-])[A-Z]\.$|\bal\.$|\b(?:vs|Jr|Dr|St|No|Vol|pp|eds?|cf|e\.g|i\.e|Fig)\.$", tail) and not _ends_names(tail, part):
            out[-1] += " " + part
        else:
            out.append(part)
    return [segment for segment in out if segment]


def _ends_names(before: str, after: str) -> bool:
    """Whether an initial or ``et al.`` ends a list of names: what follows is no further name."""
    if re.search(r"\bal\.$", before):
        return True
    following = re.match(r"[^.,]*", after)
    return bool(following) and len(following[0].split()) >= 4 and fields.looks_like_authors(before, least=2)
