"""Folding: one form for text that differs in width, case, accents or Chinese script."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from readlist.text.regional_terms import REGION_WORDS
from readlist.text.script_table import SIMPLIFIED, TRADITIONAL

_GREEK = """α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi ο omicron
π pi ρ rho σ sigma ς sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega"""
_GREEK_LETTERS = dict(zip(_GREEK.split()[::2], _GREEK.split()[1::2], strict=True))
_LETTERS = (
    "Ø O ø o Ł L ł l Đ D đ d Ð D ð d Æ AE æ ae Œ OE œ oe Þ TH þ th ı i Ŋ N ŋ n Ħ H ħ h Ŧ T ŧ t ẞ SS ß ss"
)
_TABLE: dict[int, int | str | None] = {**str.maketrans(TRADITIONAL, SIMPLIFIED)}
_TABLE |= {
    ord(letter): simple for letter, simple in zip(_LETTERS.split()[::2], _LETTERS.split()[1::2], strict=True)
}
# https://www.unicode.org/Public/UNIDATA/Blocks.txt: combining marks that sit on Latin, Greek and Cyrillic letters
_TABLE |= dict.fromkeys(
    [*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00), 0xAD, 0x200B, 0xFEFF]
)
_NO_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}
"""Takes all else than letters and digits out of ASCII text."""
_CJK = "\u3005"
"""々: from here on, nearly all letters are Chinese, Japanese or Korean. (A regular expression for them would cost each
search 1.2 ms to compile: the engine draws a map of all 65,536 characters.)"""
_LONE_MARK = re.compile(r"\s[\u0300-\u036f]")


@cache
def _folded() -> frozenset[str]:
    """The characters that fold into others; made when it is first asked for, as below."""
    return frozenset(map(chr, _TABLE))


@cache
def _region_words() -> dict[str, list[str]]:
    """Regional words by their first character."""
    words: dict[str, list[str]] = {}
    for word, _ in REGION_WORDS:
        words.setdefault(word[0], []).append(word)
    return words


def _unmark(text: str) -> str:
    """Width, ligatures, accents and script folded; case and white space kept."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", _LONE_MARK.sub("", text))
    if not _folded().isdisjoint(text):
        text = text.translate(_TABLE)
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Fold for comparison: width, case, accents and traditional characters; white space collapsed."""
    return " ".join(_unmark(text).casefold().split())


@lru_cache(maxsize=4096)
def fold_char(letter: str) -> str:
    """Fold one character, to none, one or several; for finding the place in a text where something folded stands."""
    return _unmark(letter).casefold()


@lru_cache(maxsize=32_768)
def title_key(title: str) -> str:
    """Make a key that is equal for titles that differ in case, punctuation, accents, script or LaTeX only."""
    text = _unmark(_undo_latex(title)).casefold()
    if text.isascii():
        return text.translate(_NO_LETTERS)
    return "".join(_GREEK_LETTERS.get(chunk, chunk) for chunk in re.findall(r"[^\W_]+", text))


def plain(text: str) -> str:
    """Prepare text for ``tokenize``: all of ``fold`` but case, LaTeX undone, regional words made one."""
    text = _unmark(_undo_latex(text))
    if not text.isascii() and _has_region_word(text):
        for old, new in REGION_WORDS:
            text = text.replace(old, new)
    return text


def _has_region_word(text: str) -> bool:
    known = _region_words()
    return any(word in text for start in known.keys() & set(text) for word in known[start])


def _undo_latex(text: str) -> str:
    if "\\" not in text:
        return text
    from readlist.text.latex import undo_latex  # noqa: PLC0415  (rarely needed, and its patterns take time to compile)

    return undo_latex(text)


def is_lone(word: str) -> bool:
    """Whether a token is one Chinese character, which stands for every pair that begins with it."""
    return len(word) == 1 and is_cjk(word)


def is_cjk(text: str) -> bool:
    """Whether the text begins with a Chinese, Japanese or Korean character."""
    return text[:1] >= _CJK
