r"""Decode LaTeX in the fields of a bibliography to plain text.

    {\"u}, \'{e}, \ss, \o, \v{S}     to letters
    {LoRA}, \emph{x}, \href{u}{x}    to their content
    \&, \%, \textbraceleft{}, --     to signs
    \enquote{x}, \mkbibquote{x}      to “x”, and to ‘x’ within such quotation marks
    $\alpha$, \(x^2\)                unchanged: mathematics has no plain-text form
    \texorpdfstring{$\alpha$}{alpha}  to its second form, which is plain text; also of \ifmmode … \else … \fi
    \footnote{…}, \noopsort{1973}   to nothing: what is no part of the text
    \SI{5}{\kilo\metre}, \ce{H2O}   to 5 km, H2O
    \cite{doe2020}                   to the key, [doe2020]
    \apj                             to the name of the journal (``journal_macros``)

``pylatexenc`` knows the macros. It is loaded on first use, since most fields have no macros.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from readlist.formats.readers.journal_macros import JOURNALS

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_LENGTH = 2000
"""Maximum length of a word or group decoded as LaTeX, in characters; from longer ones only braces are removed."""
_URL = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")
_MATH = re.compile(r"((?<!\\)\$[^$]*(?<!\\)\$|\\\([^$]{0,300}?\\\))")
_BRACE = re.compile(r"(?<!\\)[{}]")
_BRACE_OR_TEXT = re.compile(r"\\.|[{}]|\S")
_ESCAPED = re.compile(r"\\([&%_#$])")
# Ends of words outside braces; a macro at the end of a word continues after the space: Sk\l odowska.
_WORD_END = re.compile(r"(?<!\\)[{}]|\s+")
_OPEN_MACRO = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z\s])$")
_IF_MATH = re.compile(
    r"\\ifmmode(?![A-Za-z])(?:(?!\\(?:else|fi)(?![A-Za-z])).)*\\else\s*(.*?)\s*\\fi(?![A-Za-z])(?:\{\}|\s)?",
    re.DOTALL,
)
# Of these macros with two arguments, the second is the text.
_SECOND = re.compile(r"\\(?:texorpdfstring|foreignlanguage|textcolor|resizebox|href)(?![A-Za-z])\s*")
# Macros of which nothing is printed in the place of the text, with their arguments.
_SILENT = re.compile(
    r"\\(?:(?:footnote|thanks|label|index|noopsort|SortNoop|noop|nocite|color|pagecolor|vspace\*?|hspace\*?|phantom|hphantom|vphantom|"
    r"selectlanguage|bibsortkey|sortkey|switchargs)\s*(?:\[[^\[\]]*\])?|fontsize\s*\{[^{}]*\}\s*|addtocounter\s*\{[^{}]*\}\s*)(?=\{)"
)
_SPACING = re.compile(
    r"\\(?:(?:linebreak|nolinebreak|pagebreak|nopagebreak)\s*\[\d\]|(?:kern|hskip|vskip|penalty)\s*-?[\d.]+\s?(?:pt|em|ex|mm|cm|in|mu)?)"
)
"""Commands for the space between words whose arguments have no braces."""
_MATH_SIGNS = {"less": "<", "greater": ">", "mathsemicolon": ";", "mathplus": "+", "mathequals": "="}
_MATH_SIGN = re.compile(rf"\$\\({'|'.join(_MATH_SIGNS)})\$")
"""Signs that Crossref writes as formulas."""
_HREF = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ENSURED = re.compile(r"\\ensuremath\s*\{((?:[^{}$]|\{[^{}$]*\})*)\}")
_CAPITALS = re.compile(r"[A-Z]{3,}")
_LONE_MACRO = re.compile(r"\\[A-Za-z]+\s*")
_QUANTITY = re.compile(r"\\(SI|qty|si|unit|ang|num)\s*(?:\[[^\[\]]*\])?\s*\{([^{}]*)\}(?:\s*\{([^{}]*)\})?")
_QUANTITY_NUMBER = ("SI", "qty")
_UNIT_MACRO = re.compile(r"\\([A-Za-z]+)|[~.]")
_UNITS = {
    "yocto": "y", "zepto": "z", "atto": "a", "femto": "f", "pico": "p", "nano": "n", "micro": "µ", "milli": "m", "centi": "c",
    "deci": "d", "deca": "da", "hecto": "h", "kilo": "k", "mega": "M", "giga": "G", "tera": "T", "peta": "P", "exa": "E",
    "metre": "m", "meter": "m", "gram": "g", "second": "s", "ampere": "A", "kelvin": "K", "mole": "mol", "candela": "cd",
    "hertz": "Hz", "newton": "N", "pascal": "Pa", "joule": "J", "watt": "W", "coulomb": "C", "volt": "V", "farad": "F",
    "ohm": "Ω", "siemens": "S", "weber": "Wb", "tesla": "T", "henry": "H", "lumen": "lm", "lux": "lx", "becquerel": "Bq",
    "gray": "Gy", "sievert": "Sv", "electronvolt": "eV", "minute": "min", "hour": "h", "day": "d", "degree": "°",
    "celsius": "°C", "degreeCelsius": "°C", "litre": "l", "liter": "L", "tonne": "t", "bar": "bar", "angstrom": "Å",
    "percent": "%", "per": "/", "squared": "²", "cubed": "³", "square": "", "cubic": "", "bit": "bit", "byte": "B",
    "decibel": "dB", "astronomicalunit": "au", "parsec": "pc", "solarmass": "M☉", "kg": "kg", "km": "km", "nm": "nm",
}  # fmt: skip
"""The symbols of the units and prefixes of siunitx (https://ctan.org/pkg/siunitx)."""
_CITATION = re.compile(
    r"\\(?:[Pp]aren|[Tt]ext|[Ff]oot|[Aa]uto|full)?cite[a-z]*\*?(?:\s*\[[^\[\]{}]*\])*\s*\{([^{}]*)\}"
)
_UPPER = re.compile(
    r"\\(uppercase|MakeUppercase|MakeTextUppercase|lowercase|MakeLowercase|MakeTextLowercase)\s*\{([^{}\\]*)\}"
)
_QUOTATION = re.compile(r"\\(?:enquote|mkbibquote|textquote)(?![A-Za-z])(?P<inner>\*?)\s*(?=\{)")
"""Macros of csquotes and biblatex that put their argument in quotation marks."""
_MARKS = (("“", "”"), ("‘", "’"))
_DEEPEST = 20
"""Quotations within one another that are read."""
_MATHSCINET = re.compile(r"\\(ocirc|polhk|soft|udot|cftil)(?![A-Za-z])\s*(?=\{)")
_MATHSCINET_ACCENTS = {"ocirc": r"\r", "polhk": r"\k", "soft": r"\v", "udot": r"\d", "cftil": r"\~"}
"""Accents that MathSciNet defines in the preamble of its records, by those of LaTeX."""
_ON_ACCENT = re.compile(
    r"(\\(?:[`'^\"~=.]|[uvHckrdbth](?=\s*\\)))\s*(\\[`'^\"~=.](?:\s*\{[A-Za-z]\}|[A-Za-z]))"
)
"""An accent on a letter with an accent, without braces: ``\\~\\^{e}``."""
_HOOK = re.compile(r"\\h(?![A-Za-z])\s*(?:(?P<letter>\w)|(?=\{))")
"""The hook above a letter of Vietnamese, which ``pylatexenc`` does not know."""
_BARE_ACCENT = re.compile(r"\\([~^])(?:\s*\{\s*\}|(?=[^A-Za-z\\{\s]|$))")
_QUOTED = re.compile(r"(?<!`)`([^`']+)'(?!['\w])")
_SIGNS = (("?`", "¿"), ("!`", "¡"), ("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
_TIE = re.compile(r"(?<!/)~")
"""A blank at which no line ends; after a slash the sign is one of an address."""
TEXT_MACROS = {
    "textbraceleft": "{", "textbraceright": "}", "lbrace": "{", "rbrace": "}", "textasciicircum": "^",
    "textasciitilde": "~", "textless": "<", "textgreater": ">", "textbar": "|", "textbackslash": "\\", "textdollar": "$",
    "LaTeX": "LaTeX", "LaTeXe": "LaTeX2e", "TeX": "TeX", "BibTeX": "BibTeX", "XeTeX": "XeTeX", "XeLaTeX": "XeLaTeX",
    "LuaTeX": "LuaTeX", "LuaLaTeX": "LuaLaTeX", "ConTeXt": "ConTeXt", "AmSTeX": "AMSTeX", "METAFONT": "METAFONT",
    "pounds": "£", "textsterling": "£", "S": "§", "textsection": "§", "P": "¶", "textparagraph": "¶", "copyright": "©",
    "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "euro": "€", "texteuro": "€", "EUR": "€", "yen": "¥",
    "textyen": "¥", "textdegree": "°", "degree": "°", "hyphen": "-", "textendash": "–", "textemdash": "—",
    "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“", "textquotedblright": "”", "glqq": "„", "grqq": "“", "flqq": "«", "frqq": "»", "textquotesingle": "'",
    "textellipsis": "…", "dots": "…", "ldots": "…", "dag": "†", "ddag": "‡", "textperiodcentered": "·", "slash": "/",
    "nobreakdash": "", "allowbreak": "", "-": "", "/": "", "newblock": "", "protect": "", "relax": "",
    "textunderscore": "_", "textquotedbl": '"', "textquotestraightbase": "‚", "textquotestraightdblbase": "„", "SS": "SS",
    "textbardbl": "‖", "texthyphen": "‐", "textnonbreakinghyphen": "‑", "textminus": "−", "textsurd": "√", "textpilcrow": "¶",
    "textborn": "*", "textdied": "†", "textmarried": "⚭", "textdivorced": "⚮", "ordfeminine": "ª", "ordmasculine": "º",
    "checkmark": "✓", "celsius": "°C", "perthousand": "‰", "micro": "µ", "BibLaTeX": "BibLaTeX", "pdfTeX": "pdfTeX",
    "pdfLaTeX": "pdfLaTeX", "AmS": "AMS", "AMS": "AMS", "KOMAScript": "KOMA-Script",
    "guillemetleft": "«", "guillemetright": "»", "lq": "‘", "rq": "’", "textcopyleft": "🄯", "angstrom": "Å",
    "textordfeminine": "ª", "textordmasculine": "º", "textmu": "µ", "textonehalf": "½", "textnumero": "№",
    "ohorn": "ơ", "OHORN": "Ơ", "uhorn": "ư", "UHORN": "Ư", "newline": " ", "hfill": " ", "quad": " ", "qquad": " ", "og": "« ",
    "fg": " »", "cprime": "ʹ", "cdprime": "ʺ", "lasp": "ʽ", "rasp": "ʼ",
}  # fmt: skip
"""Macros that print a word or a sign, or nothing."""
_OF_PREAMBLES = {"emdash": "—", "endash": "–", "MP": "MetaPost", "METAPOST": "MetaPost"}
"""Macros that many files define for themselves, which others cannot print."""
_OWN_MACRO = re.compile(rf"\\({'|'.join(_OF_PREAMBLES)}|[A-Z]{{3,}})(?![A-Za-z])(?:\{{\}}|\s+)?")
_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega"
for _name, _sign in zip(_GREEK.split(), "αβγδεζηθικλμνξοπρστυφχψω", strict=True):
    TEXT_MACROS |= {f"text{_name.title()}": _sign.upper()} | (
        {f"text{_name}": _sign} if _name != "mu" else {}
    )
_TRANSPARENT = re.compile(
    r"\\(?:mbox|hbox|fbox|text|texttt|textsf|textup|textmd|textnormal|textsuperscript|textsubscript|"
    r"MakeUppercase|MakeLowercase|uppercase|lowercase|NoCaseChange|MakeTextLowercase|bibstring|mkbibemph|underline|uline|ul)\s*(?=\{)"
)
"""Macros that print their argument, which is decoded as any other group."""


def decode_latex(text: str) -> str:
    """Return a field as plain text on one line; from invalid LaTeX only braces are removed."""
    if text.isalnum():
        return text
    if "\\" not in text and "$" not in text:
        return " ".join(_bare(text).split())
    text = _ON_ACCENT.sub(r"\1{\2}", choose_branches(_URL.sub(_address, text)))
    text = _BARE_ACCENT.sub(lambda match: _BARE_ACCENTS[match[1]], text)
    hooked = _with_hooks(text)
    parts = (part if number % 2 else _decode(part) for number, part in enumerate(_MATH.split(hooked)))
    decoded = " ".join("".join(parts).split())
    return decoded if hooked == text else normalize("NFC", decoded)


def _with_hooks(text: str) -> str:
    """Return a text in which the sign of Unicode for a hook follows the letter that LaTeX puts it on."""
    start = 0
    while match := _HOOK.search(text, start):
        end = group_end(text, match.end())
        letter = match["letter"] or text[match.end() : end]
        text = f"{text[: match.start()]}{letter}\u0309{text[end:]}"
        start = match.start() + 1
    return text


_BARE_ACCENTS = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def _address(match: re.Match[str]) -> str:
    """Return an address that is part of a text, in which no sign has another meaning, as LaTeX."""
    return match[1].replace("~", r"\textasciitilde{}")


def choose_branches(text: str) -> str:
    """Replace macros that have their text in two forms, or in one of several arguments, by that text."""
    if "\\" not in text:
        return text
    text = _MATH_SIGN.sub(lambda sign: _MATH_SIGNS[sign[1]], text)
    text = _CITATION.sub(r"[\1]", _SPACING.sub("", _drop_silent(text)))
    text = _QUANTITY.sub(_quantity, _ENSURED.sub(_ensured, _UPPER.sub(_cased, text)))
    text = _MATHSCINET.sub(lambda accent: _MATHSCINET_ACCENTS[accent[1]], _quote(text))
    if "\\ifmmode" in text:
        text = _IF_MATH.sub(r"\1", text)
    start = 0
    while match := _SECOND.search(text, start):
        first = group_end(text, match.end())
        second = group_end(text, first)
        if second > first > match.end():
            text = text[: match.start()] + text[first:second].strip() + text[second:]
        start = match.start() + 1
    return _TRANSPARENT.sub("", text)


def _quote(text: str, depth: int = 0) -> str:
    """Return a text with quotation marks for the macros that print them, ``depth`` of them within one another."""
    out, start = [], 0
    while match := _QUOTATION.search(text, start):
        end = group_end(text, match.end())
        if end == match.end():
            break
        opening, closing = _MARKS[(depth + bool(match["inner"])) % 2]
        inner = _quote(text[match.end() : end], depth + 1) if depth < _DEEPEST else text[match.end() : end]
        out += [text[start : match.start()], opening, inner, closing]
        start = end
    return "".join([*out, text[start:]])


def _drop_silent(text: str) -> str:
    while match := _SILENT.search(text):
        end = group_end(text, match.end())
        text = text[: match.start()] + text[max(end, match.end() + (end == match.end())) :]
    return text


def _ensured(match: re.Match[str]) -> str:
    return f"{{{match[1]}}}" if _LONE_MACRO.fullmatch(match[1]) else f"${match[1]}$"


def _cased(match: re.Match[str]) -> str:
    return f"{{{match[2].upper() if 'pper' in match[1] else match[2].lower()}}}"


def _quantity(match: re.Match[str]) -> str:
    """Return the text of a number, an angle, a unit, or a number with its unit."""
    name, first, second = match[1], match[2], match[3]
    if name in _QUANTITY_NUMBER and second is not None:
        unit = _unit(second)
        return f"{first}{unit}" if unit in ("%", "°") else f"{first} {unit}"
    rest = f"{{{second}}}" if second is not None else ""
    shown = _unit(first) if name in ("si", "unit") else f"{first}°" if name == "ang" else first
    return shown + rest


def _unit(text: str) -> str:
    return _UNIT_MACRO.sub(lambda match: _UNITS.get(match[1], match[1]) if match[1] else " ", text).strip()


def group_end(text: str, start: int) -> int:
    """Return the end of the group in braces at ``start``, after blanks; ``start`` if there is none."""
    depth = 0
    for match in _BRACE_OR_TEXT.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth <= 0:
            return match.end() if match[0] == "}" and depth == 0 else start
    return start


def _decode(text: str) -> str:
    """Decode text outside mathematics, word by word, because pylatexenc takes milliseconds for a sentence."""
    if "\\" not in _ESCAPED.sub("", text):
        return _ESCAPED.sub(r"\1", _bare(text))
    words = (_decode_word(word) if "\\" in word else _bare(word) for word in _words(text))
    return "".join(words)


def _words(text: str) -> Iterator[str]:
    """Split a text into words and the spaces between them; a group in braces is one word."""
    start = depth = 0
    for match in _WORD_END.finditer(text):
        if match[0] in "{}":
            depth = depth + 1 if match[0] == "{" else max(0, depth - 1)
        elif depth == 0 and not _OPEN_MACRO.search(text, max(start, match.start() - 40), match.start()):
            yield text[start : match.start()]
            yield " "
            start = match.end()
    yield text[start:]


@lru_cache(maxsize=65536)
def _decode_word(word: str) -> str:
    if len(word) <= _MAX_LENGTH:
        # Unlike in a LaTeX document, % and & are literal here: not comments or column separators.
        escaped = re.sub(r"(?<!\\)([%&])", r"\\\1", word)
        try:
            return str(_decoder().latex_to_text(escaped)).replace("\xa0", " ")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            pass  # the errors that pylatexenc raises for invalid LaTeX
    return _bare(word)


def _bare(text: str) -> str:
    """Convert a text without macros: remove braces, and replace multi-character signs such as ``--``."""
    if "`" in text:
        text = _QUOTED.sub(r"‘\1’", text)
    for sign, printed in _SIGNS:
        if sign in text:
            text = text.replace(sign, printed)
    if "~" in text:
        text = _TIE.sub(" ", text)
    return _BRACE.sub("", text) if "{" in text or "}" in text else text


@lru_cache(maxsize=1)
def _decoder() -> Any:
    from pylatexenc.latex2text import (  # type: ignore[import-untyped]  # noqa: PLC0415
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )

    context = get_default_latex_context_db()
    macros = [
        MacroTextSpec(name, simplify_repl=sign)
        for name, sign in (TEXT_MACROS | JOURNALS | _OF_PREAMBLES).items()
    ]
    context.add_context_category("readlist", prepend=True, macros=macros)
    context.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_unknown))
    return LatexNodes2Text(latex_context=context, math_mode="verbatim", keep_comments=True)


def _unknown(macro: Any) -> str:
    """Return what a macro prints that is defined elsewhere: one in capitals prints its name, a program or a body."""
    name = str(macro.macroname)
    return name if _CAPITALS.fullmatch(name) else ""


def print_own_macros(text: str) -> str:
    """Replace the macros that only a file itself defines by what they print."""
    return _OWN_MACRO.sub(lambda match: _shown_by_name(match[1]) or match[0], text) if "\\" in text else text


def _shown_by_name(name: str) -> str:
    known = name in TEXT_MACROS or name in JOURNALS
    return "" if known else _OF_PREAMBLES.get(name) or name


_VERBATIM_SIGNS = re.compile(
    r"\{?\\(?P<name>textasciitilde|textless|textgreater|textbar|textbackslash|textasciicircum|textunderscore|textquotesingle|"
    r"string)(?:\{\}|\s|(?![A-Za-z]))\}?|\{?\$\\sim\$\}?|\{\\~\{\}\}|\\~\{\}|\{?\$(?P<sign>[<>_|~])\$\}?"
)


def decode_verbatim(text: str) -> str:
    """Decode a URL, DOI or file name, which is literal but often escaped nevertheless."""
    text = text.strip()
    if "\\" in text:
        text = _HREF.sub(r"\1 \2", _URL.sub(r"\1", text))
    while len(text) > 1 and text[0] == "{" and text[-1] == "}" and "{" not in text[1:-1]:
        text = text[1:-1].strip()
    if "\\" in text or "$" in text:
        text = _VERBATIM_SIGNS.sub(_verbatim_sign, text)
        text = re.sub(r"\{?\\([_%&#~{}$])\}?", r"\1", text)
    text = text.strip()
    return text[1:-1].strip() if text.startswith("<") and text.endswith(">") else text


def _verbatim_sign(match: re.Match[str]) -> str:
    name = match["name"]
    if match["sign"]:
        return match["sign"]
    return {"textunderscore": "_", "string": ""}.get(name) or TEXT_MACROS.get(name, "'" if name else "~")
