"""Clean titles, and score how much a text reads like the title of a paper.

The score depends only on the form of a text (words, capitals, punctuation), never on its subject.
"""

from __future__ import annotations

import re
from functools import lru_cache

SURE = 0.75
"""Minimum score of a title without other evidence."""
LIKELY = 0.5
"""Minimum score of a title with other evidence, such as a link."""
HINTED = 0.4
"""Minimum score of a title that is quoted or next to author names."""
SENTENCE_MALUS = 0.35
"""What punctuation or words of a sentence take off a score."""
SENTENCE = re.compile(r"[。；！]|(?<!\bvs)(?<!\b[A-Z])[.;!]\s+\S+\s+\S+|，.*，")
"""Punctuation that sentences have and titles do not."""

_SMALL = frozenset(
    "a an and as at but by for from in into is its nor of on onto or over per so than that the their to toward towards under up upon "
    "via vs when with within without yet be are can do does not you your we our it using through between beyond against across".split()
)
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ][\w'’\-]*")
CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CJK_LETTER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_MARKUP = re.compile(r"\*{2,}|(?<!\w)__|__(?!\w)|`+|~~|==|^[*_]+|(?<![\w%])[*_]+$")
_NUMBERING = re.compile(
    r"^\s*(?:(?:\(?\d{1,3}[.)、]|\d{1,3}\s?-(?=\s)|[（(]\d{1,3}[）)]|\[\d{1,3}\]|【\d{1,3}】|[①-⑳]|#\d{1,3}|No\.\s?\d+)\s*[.:：]?\s*(?=\S|$)|[-–—•·|◦\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]++\s*)+"
)
_SENTENCE_SIGN = re.compile(r"[.!?;。；！,，、=→]")
_SENTENCE_MARK = re.compile(r"(?<!\bvs)(?<!\b[A-Z])\.\s+\S|[!?;。；！]\s+\S|[,，;；]$|[，。；、]|=|→")
_SENTENCE_WORD = re.compile(r"\b(?:we|our|this|these|it|they|I)\b")
_TAIL_EXTENSION = re.compile(r"\.(?:md|markdown|pdf|html?)$", re.IGNORECASE)
_MAY_HAVE_MARKUP = re.compile(r"[*_`~=]")
_FOUR_DIGITS = re.compile(r"\d{4}")
_CLOSING_MARK = re.compile(r"\s*[:：,，;；、|–—]+$|\s+-+$")
_CLOSING_MARKS = frozenset(":：,，;；、|–—-")
_QUOTES = {"“": "”", '"': '"', "「": "」", "『": "』", "《": "》", "‘": "’", "«": "»", "〈": "〉", "'": "'"}
_ARXIV_TAG = re.compile(
    r"^\s*[\[(（]?\s*(?:arxiv\s*[:：]?\s*)?\d{4}\.\d{4,5}(?:v\d+)?\s*[\])）]?\s*[:：]?\s*|\s*[\[(（]\s*(?:arxiv\s*[:：]?\s*)?\d{4}\.\d{4,5}(?:v\d+)?\s*[\])）]\s*$|[\s,;-]*\barxiv\s*[:：]\s*\d{4}\.\d{4,5}(?:v\d+)?\s*$|[\s,;.-]+\(?\bdoi\s*[:：]?\s*10\.\d{4,9}/\S+$",
    re.IGNORECASE,
)
_EDITION = re.compile(
    r"[.,]\s+(?:\d{1,2}(?:st|nd|rd|th)|[Rr]ev(?:ised|\.)?|[Ss]econd|[Tt]hird)\s+ed(?:\.|n\b|ition\b).*$"
)
"""The edition of a book after its title, and what follows it."""
_PORTION = re.compile(
    r"\s+\((?:(?:chapters?|chap\.|ch\.|sections?|sec\.|parts?|pages?|pp?\.)\s*[\dIVX][^()]{0,60}|up to [^()]{2,80}|in (?:submission|press|preparation)"
    r"|(?:ph\.?\s?d\.?|doctoral|master(?:['’]?s)?|m\.?sc\.?|bachelor(?:['’]?s)?)\s(?:thesis|dissertation))\)$",
    re.IGNORECASE,
)
"""What part of a work is meant, or what kind of work it is, in brackets after its title."""
_ESCAPE = re.compile(r"\\(?![A-Za-z])")
_CODE = r"\[(?:J|C|M|D|P|R|N|S|A|Z|G|DB|CP|EB)(?:/(?:OL|CD|DK|MT))?\]"
DOCUMENT_CODE = re.compile(rf"(?<=\w)(?P<code>{_CODE})\s*(?://|[.．。:：])\s*")
"""The code of the document's type after a title, and the sign after it (https://en.wikipedia.org/wiki/GB/T_7714)."""
CLOSING_CODE = re.compile(rf"\s*{_CODE}\s*\.?\s*$")


@lru_cache(maxsize=1024)
def clean_title(text: str) -> str:
    """Clean a title: remove markdown, numbering, enclosing quotes, IDs, a trailing full stop and doubled spaces."""
    text = text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "")
    text = _MARKUP.sub("", text) if _MAY_HAVE_MARKUP.search(text) else text
    text = " ".join(text.split())
    text = _NUMBERING.sub("", text.lstrip("# ") if text.startswith("# ") else text)
    text = _ARXIV_TAG.sub("", text) if _FOUR_DIGITS.search(text) else text
    text = CLOSING_CODE.sub("", text) if "[" in text else text
    text = _EDITION.sub("", text) if " ed" in text else text
    text = _PORTION.sub("", text.rstrip(" .")) if ")" in text[-2:] else text
    text = _unwrap(_TAIL_EXTENSION.sub("", text).strip())
    text = _CLOSING_MARK.sub("", text) if text[-1:] in _CLOSING_MARKS else text
    if text.endswith((".", "。")) and not text.endswith(("...", "et al.")):
        text = text[:-1]
    # A backslash that is not part of a formula or of a command is an escape that was left over.
    return text.strip() if "$" in text else _ESCAPE.sub("", text.strip())


_CLOSING_NAME = re.compile(r"\s+[(（\[](?P<name>(?=[^\s]*[A-Z\d])[\w.+\-/@']{1,24})[)）\]]?$")


def split_closing_name(text: str) -> tuple[str, str] | None:
    """Split a short name in brackets off the end of a title (``… Language Models (LoRA)``); None if there is none."""
    found = _CLOSING_NAME.search(text)
    return (text[: found.start()], found["name"]) if found and found.start() else None


def repeats_name(text: str) -> bool:
    """Whether the short name in brackets at the end of a title also begins it: ``DuckDB: an … Database (DuckDB)``."""
    split = split_closing_name(text)
    return split is not None and re.split(r"\s*[:：]", split[0])[0] == split[1]


def strip_numbering(text: str) -> str:
    """Remove a leading number, bullet or emoji (``7.``, ``[3]``, ``★``)."""
    return _NUMBERING.sub("", text)


def _unwrap(text: str) -> str:
    if _UNEQUAL_QUOTES.fullmatch(text):
        text = text.strip('"“” .,')
    while len(text) > 2:
        closer = _QUOTES.get(text[0])
        if (
            closer
            and text.rstrip(" .,。，").endswith(closer)
            and text.count(text[0]) <= (2 if closer == text[0] else 1)
        ):
            text = text[1:].rstrip(" .,。，")[:-1].strip()
        elif text[0] == "[" and text[-1] == "]" and text.count("[") == 1:
            text = text[1:-1].strip()
        else:
            break
    return text


_UNEQUAL_QUOTES = re.compile(r"“[^“”\"]*\"[.,]?|\"[^“”\"]*”[.,]?")


def is_mostly_cjk(text: str) -> bool:
    """Whether a text is Chinese, Japanese or Korean rather than English."""
    han = len(_CJK_LETTER.findall(text))
    return han * 2 > len(_WORD.findall(text)) * 3 if han else False


@lru_cache(maxsize=1024)
def title_score(text: str) -> float:
    """Score how much an English text reads like a paper's title, from 0 to 1; Chinese text scores 0.

    For it: four words or more, capitals on the long words, a short name before a colon. Against it: signs of a
    sentence (punctuation within or at the end, "we", "this", a lower-case first letter).
    """
    text = clean_title(text)
    words = _WORD.findall(text)
    if not 4 <= len(words) <= 40 or len(text) > 300 or is_mostly_cjk(text) or "http" in text:
        return 0.0
    long_words = [word for word in words[1:] if word.lower() not in _SMALL and len(word) > 2]
    score = 0.9 * _capital_share(long_words) if len(long_words) >= 2 else 0.3
    if _has_nickname(text):
        score = max(score, 0.65) + 0.1
    score += 0.05 * min(4, len(words) - 4) / 4
    if _reads_on(text):
        score -= SENTENCE_MALUS
    if text[:1].islower() and words[0].islower():
        score -= 0.4
    return max(0.0, min(1.0, score))


def _reads_on(text: str) -> bool:
    """Whether a text has signs or words of a sentence."""
    has_mark = _SENTENCE_SIGN.search(text) and _SENTENCE_MARK.search(text)
    return bool(has_mark or _SENTENCE_WORD.search(text))


def _capital_share(words: list[str]) -> float:
    """Return the share of the words that contain a capital, from 0 to 1."""
    return sum(not word.islower() for word in words) / len(words)


def _has_nickname(text: str) -> bool:
    """Whether a title has a short name before a colon, both parts capitalised: ``LoRA: Low-Rank Adaptation of …``."""
    name, colon, rest = text.partition(":" if ":" in text else "：")
    if not colon:
        return False
    is_capitalized = name[:1].isupper() and rest.strip()[:1].isupper()
    return is_capitalized and len(name.split()) <= 4 and len(_WORD.findall(rest)) >= 3
