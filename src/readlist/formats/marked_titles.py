r"""Titles as files write them, with marks that plain text has no place for: braces, typefaces, a subtitle apart.

    On the {Malcev} weir          a capital that styles keep, in a word that is not braced by its form (``latex_text.protect``)
    \emph{Salmo trutta} in ponds  a typeface, also in the tags of CSL: <i>Salmo trutta</i> in ponds
    title, subtitle               two fields of biblatex

A record has the plain title. The written form is kept in its ``extra`` and written back to the format that it is from, as
long as the title of the entry is still the same.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from readlist.formats.readers.latex_decoder import decode_latex
from readlist.formats.readers.reference import clean, plain
from readlist.formats.typefaces import latex_to_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.entry import Entry

_TYPEFACE = re.compile(
    r"\\(?:emph|textit|textbf|textsc|textsuperscript|textsubscript|mkbibemph)\s*\{|\{\\(?:em|it|bf|sc)(?:shape|series)?(?![A-Za-z])"
)
_UNESCAPED = re.compile(r"(?<!\\)[%&#_^~$]")
"""Signs that TeX would not print; such a title is written anew."""
_WORD = re.compile(r"(?:[^\s{}]|\{[^{}]*\})+")
_GROUP = re.compile(r"\{([^{}]*)\}")
_TAG = re.compile(r"<(?:i|b|sup|sub|sc|span)\b[^<>]*>")
_MAX_LENGTH = 1000


def join_subtitle(title: str, subtitle: str) -> str:
    """Return a title and its subtitle as one text."""
    if not subtitle or not title:
        return title
    return f"{title} {subtitle}" if title[-1] in ".:?!" else f"{title}: {subtitle}"


def is_marked_latex(raw: str) -> bool:
    """Whether a title of BibTeX has marks that are not those of ``protect``, which braces words by their form."""
    if "{" not in raw or len(raw) > _MAX_LENGTH or _UNESCAPED.search(raw):
        return False
    if _TYPEFACE.search(raw):
        return True
    whole = raw.strip()
    inner = whole[1:-1] if _GROUP.fullmatch(whole) else whole
    words = inner.split()[1:] if inner is not whole else _braced_words(whole)
    return any(map(_has_lone_capital, words))


def _braced_words(raw: str) -> Iterator[str]:
    """Yield the words whose first letter is in braces, but for the first of the title, which keeps its capital."""
    for match in _WORD.finditer(raw):
        if match[0].startswith("{") and "\\" not in match[0]:
            yield from _GROUP.sub(r"\1", match[0]).split()[match.start() == 0 :]


def _has_lone_capital(word: str) -> bool:
    """Whether the first letter of a word is its only capital, so that nothing in its form says that it keeps it."""
    letters = re.sub(r"[\W\d_]", "", word)
    return len(letters) > 1 and letters[0].isupper() and not any(map(str.isupper, letters[1:]))


def is_marked_html(raw: str) -> bool:
    """Whether a title of CSL has a typeface, or letters whose case is kept."""
    return "<" in raw and bool(_TAG.search(raw)) and len(raw) <= _MAX_LENGTH


def kept_title(raw: str) -> tuple[tuple[str, str, str], ...]:
    """Return what is kept of a title that has CSL's tags, in another format than CSL, for ``Details.extra``."""
    if not is_marked_html(raw):
        return ()
    text = html.unescape(raw)
    text = text if len(_TAG.findall(text)) == len(_TAG.findall(raw)) else raw
    return (("csl", "title", " ".join(text.split())),)


def find_latex(entry: Entry) -> dict[str, str]:
    """Return the title, and the subtitle, as a BibTeX file writes them, if they still say the title of the entry."""
    stated = _stated(entry, "bibtex")
    shown = join_subtitle(*(plain(decode_latex(stated.get(name, ""))) for name in ("title", "subtitle")))
    return stated if _is_same(shown, entry.title) else {}


def find_html(entry: Entry) -> str:
    """Return the title with CSL's tags, as a file writes it or made of its LaTeX, if it still says the title of the entry.

    Else return an empty string.
    """
    stated = _stated(entry, "csl").get("title", "") or _made_of_latex(_stated(entry, "bibtex"))
    return stated if _is_same(plain(stated), entry.title) else ""


def _made_of_latex(stated: dict[str, str]) -> str:
    made = {name: latex_to_html(raw) for name, raw in stated.items()}
    if not any(made.values()):
        return ""
    return join_subtitle(
        *(made.get(name) or decode_latex(stated.get(name, "")) for name in ("title", "subtitle"))
    )


def _stated(entry: Entry, form: str) -> dict[str, str]:
    return {
        name: value
        for stated, name, value in entry.details.extra
        if stated == form and name in ("title", "subtitle")
    }


def _is_same(shown: str, title: str) -> bool:
    return bool(shown) and clean(shown).rstrip(". ") == title.rstrip(". ")
