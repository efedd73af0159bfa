"""Escape text for LaTeX, so that it can neither end its field nor call a command of TeX; formulas are kept.

    100% of A_b < C         100\\% of A\\_b \textless{} C
    the case $\\mathbb{R}^n$  unchanged: a formula, all of whose commands are known
    from $5 to $10          from \\$5 to \\$10
    LoRA                    {LoRA} in a title

Formulas are paired from left to right, by Pandoc's rule (https://pandoc.org/MANUAL.html#extension-tex_math_dollars): no
blank follows the first dollar, none precedes the last, and no digit follows it. A formula with a command that is not known
is escaped as a whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

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
# Letters, signs and accents of mathematics: no command that reads a file, writes one or defines a macro.
_COMMANDS = frozenset(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi varpi rho
    varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
    aleph beth ell hbar hslash imath jmath wp Re Im infty partial nabla forall exists nexists emptyset varnothing neg lnot top
    bot angle triangle prime backprime surd flat natural sharp clubsuit diamondsuit heartsuit spadesuit
    pm mp times div cdot cdotp ast star circ bullet cap cup uplus sqcap sqcup vee wedge setminus wr diamond bigtriangleup
    bigtriangledown triangleleft triangleright oplus ominus otimes oslash odot bigcirc dagger ddagger amalg lor land
    leq le geq ge neq ne ll gg prec succ preceq succeq sim simeq approx cong equiv doteq propto subset supset subseteq supseteq
    sqsubseteq sqsupseteq in ni notin vdash dashv models perp parallel mid nmid smile frown asymp bowtie lesssim gtrsim
    leqslant geqslant lessapprox gtrapprox ltimes rtimes subsetneq supsetneq
    leftarrow gets rightarrow to leftrightarrow Leftarrow Rightarrow Leftrightarrow mapsto longmapsto longrightarrow
    Longrightarrow longleftarrow longleftrightarrow uparrow downarrow updownarrow Uparrow Downarrow hookrightarrow
    hookleftarrow rightharpoonup rightleftharpoons leadsto iff implies nearrow searrow swarrow nwarrow xrightarrow
    sum prod coprod int oint iint iiint bigcap bigcup bigvee bigwedge bigoplus bigotimes bigodot biguplus
    sqrt frac dfrac tfrac binom over choose atop overline underline overbrace underbrace overrightarrow overleftarrow
    widehat widetilde hat tilde bar vec dot ddot check breve acute grave mathring
    mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr boldsymbol bm pmb mathnormal operatorname text textrm
    textbf textit textsf texttt textsuperscript textsubscript mbox rm bf it sf tt cal
    left right bigl bigr Bigl Bigr big Big bigg Bigg langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert
    lbrace rbrace lbrack rbrack backslash
    sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp log ln lg det dim ker hom arg deg gcd lim limsup
    liminf max min sup inf Pr mod bmod pmod
    ldots cdots vdots ddots dots dotsc dotsb quad qquad enspace thinspace displaystyle textstyle scriptstyle limits nolimits
    not stackrel overset underset prescript phantom ensuremath mathop mathrel mathbin""".split()
)
_NAME = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_SIGN_COMMANDS = frozenset(",;:!.> {}|%&_#-/")
_MOST_FORMULA = 400
_CLOSER = re.compile(r"(?<!\\)\$")
_PAREN = re.compile(r"\\\((.{1,300}?)\\\)")
_MATH_SIGN = re.compile(r"[\\^_=+<>*/|]|\d\s?[a-zA-Z]|[a-zA-Z]\(")
_WORD = re.compile(r"(?P<before>[^\w\s]*)(?P<bare>\S*?)(?P<after>[^\w\s]*)(?=\s|$)")


def escape(text: str) -> str:
    """Escape running text, on one line, so that TeX prints it literally; formulas are kept."""
    text = one_line(text)
    if not _NEEDS_TABLE.search(text):
        return text
    return "".join(part if is_math else _plain(part) for part, is_math in split_formulas(text))


def protect(title: str) -> str:
    """Escape a title, and brace the words that styles must not convert to lower case: ``{LoRA}``, ``{GPT-4}``."""
    return "".join(
        part if is_math else _WORD.sub(_protected, part) for part, is_math in split_formulas(one_line(title))
    )


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
        or after.isdigit()
    ):
        return False
    if opener and text[opener - 1] == "\\":
        return False
    return bool(_MATH_SIGN.search(inner)) or " " not in inner


def _is_safe(inner: str) -> bool:
    """Whether a formula can be kept: its braces are paired, and all its commands are known."""
    if re.search(r"[%#~\"]", inner.replace("\\%", "").replace("\\#", "")):
        return False
    if inner.startswith("\\(") and inner.endswith("\\)"):
        inner = inner[2:-2]
    for name in _NAME.findall(inner):
        if name not in _COMMANDS and name not in _SIGN_COMMANDS:
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


def _protected(word: re.Match[str]) -> str:
    bare = word["bare"]
    inner = f"{{{_plain(bare)}}}" if _needs_braces(bare) else _plain(bare)
    return f"{_plain(word['before'])}{inner}{_plain(word['after'])}"


def _plain(text: str) -> str:
    return text.translate(_TABLE) if _NEEDS_TABLE.search(text) else text


@lru_cache(maxsize=16384)
def _needs_braces(word: str) -> bool:
    """Whether a word has a capital after the first letter of a part, or a single letter (``Vitamin C``) except "A"."""
    parts = [part for part in re.split(r"[\W_]+", word) if part]
    return any(
        any(char.isupper() for char in part[1:]) or (len(part) == 1 and part.isupper() and part != "A")
        for part in parts
    )
