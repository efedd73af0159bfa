"""The language of a text, by its script, so that a browser chooses the right fonts, voices and line breaks.

    推荐系统 ──> zh-Hans    推薦系統 ──> zh-Hant    中文 ──> zh    LoRA ──> nothing: that of the page

Han characters have other shapes in Chinese, Japanese and Korean fonts (https://www.w3.org/International/questions/
qa-lang-why), and most are one code point for all of them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from readlist.text.script_table import SIMPLIFIED, TRADITIONAL

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_WORD = re.compile(r"[^\W\d_\u0e00-\uffff]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def find_language(text: str) -> str | None:
    """Return the BCP 47 tag of a text's language, as far as its script tells; None for other scripts.

    A text with a few foreign words is in its own language: a Chinese character counts for as much as a word.
    """
    if text.isascii():
        return None
    han, kana, hangul = (len(pattern.findall(text)) for pattern in (_HAN, _KANA, _HANGUL))
    if han + kana + hangul <= len(_WORD.findall(text)):
        return None
    if kana * 10 >= han and kana:
        return "ja"
    if hangul * 2 >= han and hangul:
        return "ko"
    return _script(text)


def is_right_to_left(text: str) -> bool:
    """Whether a text has letters that are written from right to left."""
    return not text.isascii() and bool(_RIGHT_TO_LEFT.search(text))


def _script(text: str) -> str:
    traditional, simplified = (sum(map(chars.__contains__, text)) for chars in _distinct())
    if traditional == simplified:
        return "zh"
    return "zh-Hant" if traditional > simplified else "zh-Hans"


@cache
def _distinct() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters of traditional script only, and those of simplified script only.

    The table folds compatibility characters too, whose "simplified" forms belong to both scripts.
    """
    pairs = [
        (old, new)
        for old, new in zip(TRADITIONAL, SIMPLIFIED, strict=True)
        if unicodedata.normalize("NFKC", old) != new
    ]
    traditional, simplified = frozenset(old for old, _ in pairs), frozenset(new for _, new in pairs)
    return traditional - simplified, simplified - traditional
