r"""Which control sequences may be in a field of BibTeX that is written back as its file states it.

    See {\"u}ber \emph{all}, \cite{x}    unchanged: accents, signs, fonts, citations, formulas
    \input{/etc/passwd}, \csname x       \textbackslash{}input…: printed, not executed
    ^^5cinput                            TeX's other notation for a backslash: the carets are printed

A list of what is harmless, since nobody can list what is not: packages define more every day.
"""

from __future__ import annotations

import re

from readlist.formats.readers.journal_macros import JOURNALS
from readlist.formats.readers.latex_decoder import TEXT_MACROS
from readlist.formats.writers.latex_commands import MATH_COMMANDS

_SIGNS = frozenset("&%$#_{}\\ ,;:!/-@.'`^\"~=<>()[]|*+\n\t")
_WORDS = frozenset(
    """c v u H h k r d b t i j l L o O ss SS ae AE oe OE aa AA dh DH th TH dj DJ ng NG
    em it bf tt sc rm sf sl bfseries itshape scshape ttfamily sffamily rmfamily normalfont upshape slshape
    emph textbf textit texttt textsc textsf textrm textup textsl textmd textnormal textsuperscript textsubscript underline
    enquote mkbibquote mkbibemph mkbibbold mkbibparens mkbibbrackets bibstring autocap parentext
    mbox hbox text ensuremath url href nolinkurl path doi cite citep citet citeauthor citeyear textcite parencite fullcite
    noopsort SortNoop NoCaseChange MakeUppercase MakeLowercase uppercase lowercase foreignlanguage textgreek textcyrillic
    texorpdfstring par newline linebreak quad thinspace backslash ce SI si num qty unit ang
    guillemotleft guillemotright guilsinglleft guilsinglright quotedblbase quotesinglbase textquotedbl textunderscore
    textexclamdown textquestiondown textcent textcurrency textbrokenbar textasciidieresis textlnot textasciimacron textpm
    textasciiacute textbullet textdagger textdaggerdbl textperthousand texttimes textdiv textvisiblespace""".split()
)
_ALLOWED = _SIGNS | _WORDS | MATH_COMMANDS | frozenset(TEXT_MACROS) | frozenset(JOURNALS)
_CONTROL = re.compile(r"\\([A-Za-z@]+|.|$)", re.DOTALL)
_PATHS = frozenset(("file", "pdf", "local-url", "localfile", "sentelink", "ps"))
"""Fields for paths of files, in which a backslash separates folders."""
_CODE = "execute"
"""The field that biblatex executes (https://ctan.org/pkg/biblatex, section 2.2.3)."""


def make_harmless(name: str, value: str) -> str:
    """Return the value of a field with only control sequences that print something; empty for a field that is code."""
    if name == _CODE:
        return ""
    if "\\" in value:
        instead = "/" if name in _PATHS else r"\textbackslash{}"
        value = _CONTROL.sub(lambda match: match[0] if match[1] in _ALLOWED else instead + match[1], value)
    return value.replace("^^", r"\textasciicircum{}\textasciicircum{}") if "^^" in value else value
