"""Titles with formulas, which arXiv keeps in LaTeX and others write in Unicode or MathML. Pure functions.

    Search for $B^0_s \\to \\mu^+\\mu^-$ decays ─┬─ letters of the whole title, in any order: equal ──> True
    Search for Bs0→μ+μ− decays                ─┘  equal words, other letters in the formulas     ──> False: another work
                                                  else                                           ──> None

Indices change places (``B^0_s``, ``Bs0``), so letters are compared, not their order. Arrows, roots and fonts are left out.
"""

from __future__ import annotations

import re
from collections import Counter

from readlist.text.folding import GREEK_LETTERS, fold

_FORMULA = re.compile(r"\$[^$]+\$")
_MACRO = re.compile(r"\\([A-Za-z]+)\*?")
_LETTER = re.compile(r"[^\W_]|\+")
_WORD = re.compile(r"[^\W_]+")
_NAMED = frozenset(GREEK_LETTERS.values()) | frozenset(
    "arg cos cosh cot deg det dim exp gcd inf ker lim ln log max min mod pr sin sinh sup tan tanh".split()
)
"""Macros that print their name."""
_SYMBOLS = {"ell": "l", "hbar": "h", "o": "ø", "l": "ł"}
_ROOT = re.compile(r"\bsqrt\b")


def compare_formulas(first: str, second: str) -> bool | None:
    """Return whether two titles have the same words and formulas (True), or the same words and other formulas (False)."""
    if not (_FORMULA.search(first) or _FORMULA.search(second)):
        return None
    if _letters(first) == _letters(second):
        return True
    return False if _has_words_of(second, first) or _has_words_of(first, second) else None


def without_formula_marks(text: str) -> str:
    """Return a text without the marks and fonts of LaTeX's formulas: ``$\\mathrm{BABAR}$`` is *BABAR*."""
    return re.sub(r"[${}^]|_(?=[{A-Za-z0-9])|\\[^A-Za-z\s]?", "", _MACRO.sub(_macro, text)).strip()


def _macro(match: re.Match[str]) -> str:
    """Return the letters that a macro stands for: the names of Greek ones; none for signs and fonts."""
    name = match[1].lower().removeprefix("var")
    return name if name in _NAMED else _SYMBOLS.get(name, "")


def _letters(title: str) -> Counter[str]:
    text = _ROOT.sub("", fold(without_formula_marks(title)))
    return Counter("".join(GREEK_LETTERS.get(letter, letter) for letter in _LETTER.findall(text)))


def _has_words_of(title: str, other: str) -> bool:
    """Return whether a title has all words that another one has outside of its formulas."""
    if not _FORMULA.search(other):
        return False
    words = Counter(_WORD.findall(fold(title)))
    return not Counter(_WORD.findall(fold(_FORMULA.sub(" ", other)))) - words
