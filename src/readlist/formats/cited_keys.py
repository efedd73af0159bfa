"""Find the citation keys that a text cites.

paper.aux          \\citation{a,b}, \abx@aux@cite{0}{a}        what LaTeX wrote for BibTeX or biber
paper.tex          \\cite[p. 3]{a,b}, \\parencites{a}{b}        any command whose name has "cite" in it
paper.md, .qmd     @a, [-@b, p. 3], @{a}                      Pandoc (https://pandoc.org/MANUAL.html#citation-syntax)
"""

from __future__ import annotations

import re
from pathlib import PurePath

_AUX = re.compile(r"\\(?:citation|abx@aux@(?:cite|segm)\{[^{}]*\}|abx@aux@cite)\{([^{}]*)\}")
_LATEX = re.compile(
    r"\\[a-zA-Z]*cite[a-zA-Z]*\*?((?:\s*(?:\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}))+)", re.IGNORECASE
)
_GROUP = re.compile(r"\{([^{}]*)\}")
_REMARK = re.compile(r"(?<!\\)%[^\n]*")
_PANDOC = re.compile(r"(?<![\w@\\/.])@(?:\{(?P<braced>[^{}\s]+)\}|(?P<bare>\w(?:[\w:.#$%&\-+?<>~/]*\w)?))")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)


def find_cited_keys(text: str, name: str) -> tuple[str, ...]:
    """Return the keys that a file cites, in order, each once; ``name`` tells which kind of file it is."""
    suffix = PurePath(name).suffix.lower()
    if suffix in (".aux", ".bcf"):
        found = [key for group in _AUX.findall(text) for key in group.split(",")]
    elif suffix in (".tex", ".ltx", ".latex", ".rnw"):
        found = [key for match in _LATEX.finditer(_REMARK.sub("", text)) for key in _last_groups(match[1])]
    else:
        found = [match["braced"] or match["bare"] for match in _PANDOC.finditer(_CODE.sub(" ", text))]
    return tuple(dict.fromkeys(key.strip() for key in found if key.strip() not in ("", "*")))


def _last_groups(arguments: str) -> list[str]:
    return [key for group in _GROUP.findall(arguments) for key in group.split(",")]
