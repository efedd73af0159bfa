r"""LaTeX in a bibliography's fields, to the plain text that it prints.

    {\"u}, \'{e}, \ss, \o, \v{S}     the letters
    {LoRA}, \emph{x}, \href{u}{x}    what is within
    \&, \%, \textbraceleft{}, --     the signs
    $\alpha$, \(x^2\)                as it is: mathematics has no plain text

``pylatexenc`` knows the macros. It is loaded for the first field that has one, since most have none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 2000
"""Letters of a word or group that is read as LaTeX; a longer one is no running text, and only loses its braces."""
_HREF = re.compile(r"\\href\s*\{[^{}]*\}\s*(?=\{)")
_URL = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")
_MATH = re.compile(r"((?<!\\)\$[^$]*(?<!\\)\$|\\\([^$]{0,300}?\\\))")
_BRACE = re.compile(r"(?<!\\)[{}]")
_ESCAPED = re.compile(r"\\([&%_#$])")
# Where a word ends, if no brace is open; a macro at its end takes the blank and what follows: Sk\l odowska.
_WORD_END = re.compile(r"(?<!\\)[{}]|\s+")
_OPEN_MACRO = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z\s])$")
_SIGNS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", " "))


def decode_latex(text: str) -> str:
    """The plain text of a field, on one line; what LaTeX could not read either only loses its braces."""
    if "\\" not in text and "$" not in text:
        return " ".join(_bare(text).split())
    text = _URL.sub(r"\1", _HREF.sub("", text))
    parts = (part if number % 2 else _decode(part) for number, part in enumerate(_MATH.split(text)))
    return " ".join("".join(parts).split())


def _decode(text: str) -> str:
    """Decode what is no mathematics, word by word: the library takes milliseconds for a sentence."""
    if "\\" not in _ESCAPED.sub("", text):
        return _ESCAPED.sub(r"\1", _bare(text))
    words = (_decode_word(word) if "\\" in word else _bare(word) for word in _words(text))
    return "".join(words)


def _words(text: str) -> Iterator[str]:
    """Cut a text into words and the blanks between them, a group in braces counting as one word."""
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
    if len(word) <= _LONGEST:
        # Unlike in a document, a bare sign starts no comment and parts no columns here.
        escaped = re.sub(r"(?<!\\)([%&])", r"\\\1", word)
        try:
            return str(_decoder().latex_to_text(escaped)).replace("\xa0", " ")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            pass  # the ways in which pylatexenc gives up on what is no LaTeX
    return _bare(word)


def _bare(text: str) -> str:
    """Text without macros: braces go, signs of several letters become one."""
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
    """A URL, DOI or file name, whose signs stand for themselves, of what is often escaped in it all the same."""
    text = _URL.sub(r"\1", text.strip())
    return re.sub(
        r"\\([_%&#~{}$])", r"\1", text.replace("{\\_}", "_").replace("\\textasciitilde{}", "~")
    ).strip("<> ")
