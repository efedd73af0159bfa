"""Folding: one form for text that differs only in width, case, accents or Chinese script."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from readlist.text.regional_terms import REGIONAL_TERMS, VARIANTS
from readlist.text.script_table import SIMPLIFIED, TRADITIONAL

_GREEK = """α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi ο omicron
π pi ρ rho σ sigma ς sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega"""
GREEK_LETTERS = dict(zip(_GREEK.split()[::2], _GREEK.split()[1::2], strict=True))
_LATIN = "Ø O ø o Ł L ł l Đ D đ d Ð D ð d Æ AE æ ae Œ OE œ oe Þ TH þ th ı i Ŋ N ŋ n Ħ H ħ h Ŧ T ŧ t ẞ SS ß ss"
_TABLE: dict[int, int | str | None] = {**str.maketrans(TRADITIONAL, SIMPLIFIED)}
_TABLE |= {
    ord(letter): simple for letter, simple in zip(_LATIN.split()[::2], _LATIN.split()[1::2], strict=True)
}
# https://www.unicode.org/Public/UNIDATA/Blocks.txt: the combining marks used with Latin, Greek and Cyrillic letters,
# then the soft hyphen, the zero-width space and the byte-order mark
_TABLE |= dict.fromkeys(
    [*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00), 0xAD, 0x200B, 0xFEFF]
)
_VARIANTS = str.maketrans(VARIANTS)
_DROP_PUNCTUATION = {code: None for code in range(128) if not chr(code).isalnum()}
"""Translation table that leaves only the letters and digits of ASCII text."""
FIRST_CJK = "\u3005"
"""々: nearly all letters from this code point on are Chinese, Japanese or Korean.

A regular expression for them would cost each search 1.2 ms to compile, because the engine builds a map of all 65,536
characters.
"""
_LONE_MARK = re.compile(r"\s[\u0300-\u036f]")


@cache
def _foldable() -> frozenset[str]:
    """Return the characters that ``_TABLE`` changes; built on first use to save start-up time."""
    return frozenset(map(chr, _TABLE))


@cache
def _regional_terms() -> dict[str, list[str]]:
    """Return the regional terms by first character; built on first use to save start-up time."""
    terms: dict[str, list[str]] = {}
    for term, _ in REGIONAL_TERMS:
        terms.setdefault(term[0], []).append(term)
    return terms


def _fold_keeping_case(text: str) -> str:
    """Fold width, ligatures, accents and script; keep case and white space."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", _LONE_MARK.sub("", text))
    if not _foldable().isdisjoint(text):
        text = text.translate(_TABLE)
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Fold width, case, accents and traditional characters, and collapse white space, to compare texts."""
    return " ".join(_fold_keeping_case(text).casefold().split())


@lru_cache(maxsize=4096)
def fold_char(letter: str) -> str:
    """Fold one character to none, one or several, as ``normalize``, to map positions in folded text to the original."""
    return _fold_keeping_case(letter).translate(_VARIANTS).casefold()


@lru_cache(maxsize=32_768)
def title_key(title: str) -> str:
    """Return a key that is equal for titles that differ only in case, punctuation, accents, script or LaTeX."""
    text = _fold_keeping_case(_undo_latex(title)).casefold()
    if text.isascii():
        return text.translate(_DROP_PUNCTUATION)
    return "".join(GREEK_LETTERS.get(chunk, chunk) for chunk in re.findall(r"[^\W_]+", text))


def normalize(text: str) -> str:
    """Prepare text for the tokenizer: as ``fold``, but keep case; undo LaTeX and unify regional terms."""
    text = _fold_keeping_case(_undo_latex(text))
    if text.isascii():
        return text
    text = unify_variants(text)
    if _has_regional_term(text):
        for old, new in REGIONAL_TERMS:
            text = text.replace(old, new)
    return text


def unify_variants(text: str) -> str:
    """Unify the characters that are another one in some words, in folded text."""
    return text.translate(_VARIANTS)


def _has_regional_term(text: str) -> bool:
    known = _regional_terms()
    return any(term in text for start in known.keys() & set(text) for term in known[start])


def _undo_latex(text: str) -> str:
    if "\\" not in text:
        return text
    from readlist.text.latex import undo_latex  # noqa: PLC0415  (rarely needed, and its patterns are slow to compile)

    return undo_latex(text)


def is_single_cjk(word: str) -> bool:
    """Whether a token is one Chinese character, which a query takes as a prefix of every bigram it begins."""
    return len(word) == 1 and is_cjk(word)


def is_cjk(text: str) -> bool:
    """Whether the text begins with a Chinese, Japanese or Korean character."""
    return text[:1] >= FIRST_CJK
