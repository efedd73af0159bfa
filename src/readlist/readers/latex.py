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
from typing import Any

_LONGEST = 50_000
"""Letters of a field that are read as LaTeX; a longer one is no running text, and only loses its braces."""
_HREF = re.compile(r"\\href\s*\{[^{}]*\}\s*(?=\{)")
_URL = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")
_SIGNS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", " "))


@lru_cache(maxsize=4096)
def decode_latex(text: str) -> str:
    """The plain text of a field, on one line; what LaTeX could not read either only loses its braces."""
    if "\\" not in text and "$" not in text:
        return _bare(text)
    if len(text) <= _LONGEST:
        # Unlike in a document, a bare sign starts no comment and parts no columns here.
        escaped = re.sub(r"(?<!\\)([%&])", r"\\\1", _URL.sub(r"\1", _HREF.sub("", text)))
        try:
            return " ".join(_decoder().latex_to_text(escaped).replace("\xa0", " ").split())
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            pass  # the ways in which pylatexenc gives up on what is no LaTeX
    return _bare(text)


def _bare(text: str) -> str:
    for sign, printed in _SIGNS:
        if sign in text:
            text = text.replace(sign, printed)
    return " ".join(re.sub(r"(?<!\\)[{}]", "", text).split())


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
