"""Escape text for LaTeX, so that it can neither end its field nor call a command of TeX; formulas are kept.

    100% of A_b < C         100\\% of A\\_b \textless{} C
    the case $\\mathbb{R}^n$  unchanged: a formula, all of whose commands are known
    from $5 to $10          from \\$5 to \\$10
    LoRA                    {LoRA} in a title

Formulas are paired from left to right, by Pandoc's rule (https://pandoc.org/MANUAL.html#extension-tex_math_dollars): no
blank follows the first dollar, none precedes the last, and no digit follows it (unless it can be no amount of money). A
formula with a command that is not known is escaped as a whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

from readlist.formats.writers.latex_commands import MATH_COMMANDS
from readlist.text.display import one_line

_SPECIAL = {
    "\\": r"\textbackslash{}",
    # BibTeX counts escaped braces too, so they are written as macros.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    # Other signs in the default encoding of LaTeX, OT1.
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
} | {char: f"\\{char}" for char in "$&#%_"}
_TABLE = str.maketrans(_SPECIAL)
_NEEDS_TABLE = re.compile(r"[\\{}^~<>|$&#%_]")
_NAME = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_SIGNMATH_COMMANDS = frozenset(",;:!.> {}|%&_#-/")
_MOST_FORMULA = 400
_CLOSER = re.compile(r"(?<!\\)\$")
_PAREN = re.compile(r"\\\((.{1,300}?)\\\)")
_MATH_SIGN = re.compile(r"[\\^_=+<>*/|]|\d\s?[a-zA-Z]|[a-zA-Z]\(")
_SURE = re.compile(r"[\\^_]|^\W+$")
"""What no amount of money has, so that a digit may follow."""
_WORD = re.compile(r"(?P<before>[^\w\s]*)(?P<bare>\S*?)(?P<after>[^\w\s]*)")


def escape(text: str) -> str:
    """Escape running text, on one line, so that TeX prints it literally; formulas are kept."""
    if not text:  # most fields of most works
        return ""
    text = one_line(text)
    if not _NEEDS_TABLE.search(text):
        return text
    return "".join(part if is_math else _plain(part) for part, is_math in split_formulas(text))


def protect(title: str) -> str:
    """Escape a title, and brace the words that styles must not convert to lower case: ``{LoRA}``, ``{GPT-4}``."""
    parts = split_formulas(one_line(title))
    return "".join(part if is_math else " ".join(map(_protected, part.split(" "))) for part, is_math in parts)


def split_formulas(text: str) -> list[tuple[str, bool]]:
    """Split a text into parts, each with whether it is a formula, with its dollars, that can be kept."""
    if "$" not in text and "\\(" not in text:
        return [(text, False)]
    out: list[tuple[str, bool]] = []
    start = place = 0
    while (found := _next_formula(text, place)) is not None:
        first, last = found
        if _is_safe(text[first:last].strip("$")):
            out += [(text[start:first], False), (text[first:last], True)]
            start = last
        place = last
    return [*out, (text[start:], False)]


def _next_formula(text: str, place: int) -> tuple[int, int] | None:
    """Return the start and end of the first formula from an offset on, or None."""
    paren = _PAREN.search(text, place)
    opener = text.find("$", place)
    while opener >= 0 and (paren is None or opener < paren.start()):
        closer = _CLOSER.search(text, opener + 1)
        if closer and _is_formula(text, opener, closer.start()):
            return opener, closer.end()
        opener = text.find("$", opener + 1)
    return paren.span() if paren else None


def _is_formula(text: str, opener: int, closer: int) -> bool:
    inner, after = text[opener + 1 : closer], text[closer + 1 : closer + 2]
    if (
        not inner
        or len(inner) > _MOST_FORMULA
        or inner[0].isspace()
        or inner[-1].isspace()
        or (after.isdigit() and not _SURE.search(inner))
    ):
        return False
    if opener and text[opener - 1] == "\\":
        return False
    return bool(_MATH_SIGN.search(inner)) or " " not in inner


def _is_safe(inner: str) -> bool:
    """Whether a formula can be kept: its braces are paired, and all its commands are known."""
    if "^^" in inner or re.search(r"[%#~\"]", inner.replace("\\%", "").replace("\\#", "")):
        return False
    if inner.startswith("\\(") and inner.endswith("\\)"):
        inner = inner[2:-2]
    for name in _NAME.findall(inner):
        if name not in MATH_COMMANDS and name not in _SIGNMATH_COMMANDS:
            return False
    return _is_balanced(inner)


def _is_balanced(text: str) -> bool:
    depth = 0
    for char in text:  # BibTeX counts escaped braces too
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth < 0:
            return False
    return depth == 0


def is_balanced(text: str) -> bool:
    """Whether the braces of a text are paired, so that it can stand in a field."""
    return ("{" not in text and "}" not in text) or _is_balanced(text)


@lru_cache(maxsize=16384)
def _protected(word: str) -> str:
    """Escape a word, in braces if styles must not convert it; signs around it stay outside."""
    match = _WORD.fullmatch(word)
    if match is None:
        return _plain(word)
    before, bare, after = map(_plain, match.groups())
    return f"{before}{{{bare}}}{after}" if _needs_braces(match["bare"]) else f"{before}{bare}{after}"


def _plain(text: str) -> str:
    return text.translate(_TABLE) if _NEEDS_TABLE.search(text) else text


def _needs_braces(word: str) -> bool:
    """Whether a word has a capital after the first letter of a part, or a single letter (``Vitamin C``) except "A"."""
    parts = [part for part in re.split(r"[\W_]+", word) if part]
    return any(
        any(char.isupper() for char in part[1:]) or (len(part) == 1 and part.isupper() and part != "A")
        for part in parts
    )
