r"""Undoing the LaTeX that titles and abstracts are written with: accents, letters, styles.

    Schr{\"o}dinger         Schrodinger
    \O{}sterg\aa rd          Ostergaard
    \textbf{so \emph{it} is}  so it is

Commands that name something, such as ``\lambda``, keep their name: it is what a person types.
"""

from __future__ import annotations

import re

_ACCENT = re.compile(r"""\\(?:[`'^"~=.]\s*\{?\\?([A-Za-z])\}?|[cdbruvHtk]\s*\{([A-Za-z])\})""")
_LETTER = re.compile(r"\\(o|O|l|L|aa|AA|ae|AE|oe|OE|ss|i|j)(?![A-Za-z])\s*(?:\{\})?")
_STYLE = re.compile(r"\\(?:math|text|operator|emph)[a-z]*\s*\{([^{}]*)\}|\\(?:it|bf|rm|tt)(?![A-Za-z])")


def undo_latex(text: str) -> str:
    """Leave the words of a text with LaTeX in it."""
    text = _ACCENT.sub(lambda match: match[1] or match[2], text)
    text = _LETTER.sub(r"\1", text)
    for _ in range(2):  # \text{\textbf{…}}
        text = _STYLE.sub(r"\1", text)
    return text.replace("{", "").replace("}", "") if "$" not in text else text
