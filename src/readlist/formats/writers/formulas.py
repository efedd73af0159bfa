r"""Formulas in titles as text, for formats that have none: letters and signs, with parts that are raised or lowered.

Cu$_2$O at $\sqrt{s}=13$ TeV    Cu<sub>2</sub>O at √s=13 TeV    in the tags of CSL
                                Cu₂O at √s=13 TeV                in characters of Unicode
$\binom{n}{k}$ ponds            unchanged: a line of text cannot show it
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.readers.latex_decoder import find_sign
from readlist.formats.writers.latex_text import split_formulas

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = re.compile(r"\\(?P<name>[A-Za-z]+|.)(?P<after>\s*)|(?P<space>\s+)|(?P<sign>.)", re.DOTALL)
_TRANSPARENT = frozenset(
    "mathrm mathit mathbf mathsf mathtt mathnormal boldsymbol bm operatorname text textrm textit textbf textsf texttt mbox "
    "textnormal ensuremath mathcal mathscr mathop mathrel mathbin".split()
)
"""Commands whose argument is shown in another typeface."""
_NOTHING = frozenset(
    "left right big Big bigg Bigg bigl bigr Bigl Bigr rm bf it sf tt cal displaystyle textstyle scriptstyle limits nolimits ! /".split()
)
_BLANKS = frozenset(("quad", "qquad", "enspace", "thinspace", "", ",", ";", ":", ">"))
_ACCENTS = {
    "bar": "\u0304",
    "overline": "\u0305",
    "hat": "\u0302",
    "tilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "vec": "\u20d7",
}
_DOUBLE = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
_NAMED = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp log ln lg det dim ker hom arg deg gcd lim max min sup inf Pr".split()
)
_AS_IT_IS = {"∘": "°", "'": "′", "''": "″"}
"""What is raised by its form."""
_RAISED = dict(zip("0123456789+-−=()ni*′∗", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ*′*", strict=True))
_LOWERED = dict(zip("0123456789+-−=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ", strict=True))


def formulas_to_html(text: str) -> str:
    """Return a text with its formulas in the tags of CSL; those that tags cannot show stay as they are."""
    return _replaced(text, _to_html) if "$" in text or "\\(" in text else text


def formulas_to_unicode(text: str) -> str:
    """Return a text with its formulas in characters of Unicode; those that have none stay as they are."""
    return _replaced(text, _to_unicode) if "$" in text or "\\(" in text else text


def _replaced(text: str, shown: Callable[[str], str]) -> str:
    return "".join(shown(part) if is_formula else part for part, is_formula in split_formulas(text))


def _to_html(formula: str) -> str:
    return _read(formula, lambda text: f"<sup>{text}</sup>", lambda text: f"<sub>{text}</sub>")


def _to_unicode(formula: str) -> str:
    return _read(formula, lambda text: _in(_RAISED, text), lambda text: _in(_LOWERED, text))


def _in(characters: dict[str, str], text: str) -> str:
    if not all(char in characters for char in text):
        raise _UnshownError
    return "".join(characters[char] for char in text)


class _UnshownError(Exception):
    """A formula has what a line of text cannot show."""


def _read(formula: str, raised: Callable[[str], str], lowered: Callable[[str], str]) -> str:
    inner = formula[2:-2] if formula.startswith("\\(") else formula.strip("$")
    reader = _Reader(inner, raised, lowered)
    try:
        shown = reader.group(closing="")
    except (_UnshownError, RecursionError):
        return formula
    return shown if shown.strip() else formula


class _Reader:
    """Reads a formula from left to right."""

    def __init__(self, text: str, raised: Callable[[str], str], lowered: Callable[[str], str]) -> None:
        self._tokens = [_token(match) for match in _TOKEN.finditer(text)]
        self._at = 0
        self._scripts = {"^": raised, "_": lowered}

    def group(self, closing: str) -> str:
        """Return the text up to the brace that ends a group, or up to the end."""
        out = []
        while (piece := self._next()) != closing:
            out.append(self._shown(piece))
        return "".join(out)

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1] if self._at <= len(self._tokens) else ""

    def _argument(self) -> str:
        while (piece := self._next()) == " ":
            pass
        return self._shown(piece)

    def _shown(self, piece: str) -> str:
        if piece in self._scripts:
            script = self._argument().strip()
            return _AS_IT_IS.get(script) or self._scripts[piece](script)
        if piece == "{":
            return self.group("}")
        if piece in ("", "}", "&", "~", "%", "#"):
            raise _UnshownError
        if piece[0] != "\\":
            return piece
        before = self._tokens[self._at - 2] if self._at > 1 else ""
        name = piece[1:].rstrip()
        return self._with_argument(name) or self._alone(name, before, piece[1 + len(name) :])

    def _with_argument(self, name: str) -> str:
        """Return what a command shows with its arguments; empty if it has none."""
        if name in _TRANSPARENT:
            return self._argument()
        if name in _ACCENTS:
            letter = self._argument()
            if len(letter) != 1:
                raise _UnshownError
            return letter + _ACCENTS[name]
        if name == "mathbb":
            return _in(_DOUBLE, self._argument())
        if name == "sqrt":
            return f"√{_grouped(self._argument())}"
        if name in ("frac", "tfrac", "dfrac"):
            return f"{_grouped(self._argument())}/{_grouped(self._argument())}"
        return ""

    @staticmethod
    def _alone(name: str, before: str, blank: str) -> str:
        """Return the sign of a command; after it the ``blank`` that ends it, where TeX sets one."""
        if name in _NOTHING:
            return ""
        if name in _BLANKS:
            return " "
        if name in _NAMED:
            return f"{' ' * before[-1:].isalnum()}{name}{blank}"
        sign = name if name in "{}_&%#$|" else find_sign(name)
        if not sign:
            raise _UnshownError
        return sign if sign.isalpha() or not before.endswith(" ") else f"{sign}{blank}"


def _token(match: re.Match[str]) -> str:
    if match["name"]:
        return f"\\{match['name']}{' ' * bool(match['after'])}"
    return " " if match["space"] else match["sign"]


def _grouped(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() else f"({text})"
