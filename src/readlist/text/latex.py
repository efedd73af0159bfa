r"""Plain text from the LaTeX in titles and abstracts: accents, special letters, styles.

    Schr{\"o}dinger         Schrodinger
    \O{}sterg\aa rd          Ostergaard
    \textbf{so \emph{it} is}  so it is

A command that names a symbol, such as ``\lambda``, keeps its name, because people type the name.
"""

from __future__ import annotations

import re

_ACCENT = re.compile(r"""\\(?:[`'^"~=.]\s*\{?\\?([A-Za-z])\}?|[cdbruvHtk]\s*\{([A-Za-z])\})""")
_LETTER = re.compile(r"\\(o|O|l|L|aa|AA|ae|AE|oe|OE|ss|i|j)(?![A-Za-z])\s*(?:\{\})?")
_STYLE = re.compile(r"\\(?:math|text|operator|emph)[a-z]*\s*\{([^{}]*)\}|\\(?:it|bf|rm|tt)(?![A-Za-z])")


def undo_latex(text: str) -> str:
    """Replace LaTeX accents, letters and styles with plain letters; drop braces too, unless the text has formulas."""
    text = _ACCENT.sub(lambda match: match[1] or match[2], text)
    text = _LETTER.sub(r"\1", text)
    for _ in range(2):  # \text{\textbf{…}}
        text = _STYLE.sub(r"\1", text)
    return text.replace("{", "").replace("}", "") if "$" not in text else text
