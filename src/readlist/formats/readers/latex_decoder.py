r"""Decode LaTeX in the fields of a bibliography to plain text.

    {\"u}, \'{e}, \ss, \o, \v{S}     to letters
    {LoRA}, \emph{x}, \href{u}{x}    to their content
    \&, \%, \textbraceleft{}, --     to signs
    $\alpha$, \(x^2\)                unchanged: mathematics has no plain-text form

``pylatexenc`` knows the macros. It is loaded on first use, since most fields have no macros.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_LENGTH = 2000
"""Maximum length of a word or group decoded as LaTeX, in characters; from longer ones only braces are removed."""
_HREF = re.compile(r"\\href\s*\{[^{}]*\}\s*(?=\{)")
_URL = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")
_MATH = re.compile(r"((?<!\\)\$[^$]*(?<!\\)\$|\\\([^$]{0,300}?\\\))")
_BRACE = re.compile(r"(?<!\\)[{}]")
_ESCAPED = re.compile(r"\\([&%_#$])")
# Ends of words outside braces; a macro at the end of a word continues after the space: Sk\l odowska.
_WORD_END = re.compile(r"(?<!\\)[{}]|\s+")
_OPEN_MACRO = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z\s])$")
_SIGNS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", " "))


def decode_latex(text: str) -> str:
    """Return a field as plain text on one line; from invalid LaTeX only braces are removed."""
    if "\\" not in text and "$" not in text:
        return " ".join(_bare(text).split())
    text = _URL.sub(r"\1", _HREF.sub("", text))
    parts = (part if number % 2 else _decode(part) for number, part in enumerate(_MATH.split(text)))
    return " ".join("".join(parts).split())


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
    for sign, printed in _SIGNS:
        if sign in text:
            text = text.replace(sign, printed)
    return _BRACE.sub("", text) if "{" in text or "}" in text else text


@lru_cache(maxsize=1)
def _decoder() -> Any:
    from pylatexenc.latex2text import (  # type: ignore[import-untyped]  # noqa: PLC0415
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )

    context = get_default_latex_context_db()
    signs = {
        "textbraceleft": "{",
        "textbraceright": "}",
        "lbrace": "{",
        "rbrace": "}",
        "textasciicircum": "^",
    }
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in signs.items()]
    context.add_context_category("readlist", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context, math_mode="verbatim", keep_comments=True)


def decode_verbatim(text: str) -> str:
    """Decode a URL, DOI or file name, which is literal but often escaped nevertheless."""
    text = _URL.sub(r"\1", text.strip())
    return re.sub(
        r"\\([_%&#~{}$])", r"\1", text.replace("{\\_}", "_").replace("\\textasciitilde{}", "~")
    ).strip("<> ")
