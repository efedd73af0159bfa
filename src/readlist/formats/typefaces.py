r"""Typefaces within titles, in the notation of LaTeX, of CSL's tags, and of XML, each made from the others.

    \emph{Salmo trutta} in H\textsubscript{2}O  ── <i>Salmo trutta</i> in H<sub>2</sub>O
    {\em Salmo trutta}, {New York} (from CSL)   ── <i>…</i>, <span class="nocase">New York</span>
    <style face="italic">, <i>, <sub>           ── the same tags, from records in XML

Tags are those that Zotero and citeproc-js have (https://www.zotero.org/support/kb/rich_text_bibliography).
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from readlist.formats.readers.latex_decoder import decode_latex, group_end

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Callable

_SMALL_CAPITALS = '<span style="font-variant:small-caps;">'
_TAGS = (
    ("<i>", "</i>"),
    ("<b>", "</b>"),
    ("<sup>", "</sup>"),
    ("<sub>", "</sub>"),
    (_SMALL_CAPITALS, "</span>"),
)
_MACROS = {"emph": 0, "textit": 0, "mkbibemph": 0, "textbf": 1, "mkbibbold": 1, "textsuperscript": 2, "textsubscript": 3, "textsc": 4}  # fmt: skip
_SWITCHES = {"em": 0, "it": 0, "itshape": 0, "bf": 1, "bfseries": 1, "sc": 4, "scshape": 4}
_MACRO = re.compile(
    rf"\\(?P<name>{'|'.join(_MACROS)})\s*(?=\{{)|\{{\\(?P<switch>{'|'.join(_SWITCHES)})(?![A-Za-z])\s*"
)
_OPEN, _CLOSE = "\ue010\ue011\ue012\ue013\ue014", "\ue020\ue021\ue022\ue023\ue024"
"""Signs for private use that stand for the tags while LaTeX is decoded."""
_TAG = re.compile(r"<(/?)(i|b|sup|sub|sc|span)\b([^<>]*)>")
_BY_TAG = {"i": "emph", "b": "textbf", "sup": "textsuperscript", "sub": "textsubscript", "sc": "textsc"}
_FACES = {"italic": "i", "bold": "b", "superscript": "sup", "subscript": "sub"}
_ELEMENTS = {"i": "i", "em": "i", "b": "b", "strong": "b", "sup": "sup", "sub": "sub"}


def latex_to_html(raw: str) -> str:
    """Return the plain text of LaTeX with tags for its typefaces; empty if it has none."""
    text, start = raw, 0
    while match := _MACRO.search(text, start):
        first = match.end() if match["name"] else match.start()
        end = group_end(text, first)
        start = match.start() + 1
        if end > first:
            number = _MACROS[match["name"]] if match["name"] else _SWITCHES[match["switch"]]
            inner = text[first + 1 : end - 1] if match["name"] else text[match.end() : end - 1]
            text = f"{text[: match.start()]}{_OPEN[number]}{inner}{_CLOSE[number]}{text[end:]}"
    if text == raw:
        return ""
    out = decode_latex(text)
    for number, tags in enumerate(_TAGS):
        for sign, tag in zip((_OPEN[number], _CLOSE[number]), tags, strict=True):
            out = out.replace(sign, tag)
    return out


def html_to_latex(text: str, protect: Callable[[str], str]) -> str:
    """Return a text with CSL's tags as LaTeX, its words as ``protect`` writes them; empty if the tags are not paired."""
    out: list[str] = []
    opened: list[str] = []
    pieces = _TAG.split(text)
    for place in range(0, len(pieces), 4):
        words = html.unescape(pieces[place])
        blanks = len(words) - len(words.lstrip())
        out += [
            " " * bool(blanks),
            protect(words.strip()),
            " " * (words != words.rstrip() and blanks < len(words)),
        ]
        if place + 1 == len(pieces):
            break
        closing, name, attributes = pieces[place + 1 : place + 4]
        if not closing:
            opened.append(name)
            out.append(_opening(name, attributes))
        elif opened and opened.pop() == name:
            out.append("}")
        else:
            return ""
    return "" if opened else "".join(out)


def _opening(name: str, attributes: str) -> str:
    """Return the start of the group for a tag; one of no typeface, such as ``nocase``, keeps the case of its words."""
    macro = _BY_TAG.get(name) or ("textsc" if "small-caps" in attributes else "")
    return f"\\{macro}{{" if macro else "{"


def text_with_tags(element: ET.Element | None) -> str:
    """Return the text of an element of XML on one line, with CSL's tags for the typefaces in it; empty for None."""
    return " ".join(_inner(element).split()) if element is not None else ""


def _inner(element: ET.Element) -> str:
    return (element.text or "") + "".join(_tagged(one) + (one.tail or "") for one in element)


def _tagged(element: ET.Element) -> str:
    faces = [_FACES[face] for face in element.get("face", "").split() if face in _FACES]
    inner = _inner(element)
    for name in faces or filter(None, [_ELEMENTS.get(str(element.tag))]):
        bare = inner.strip()
        inner = inner.replace(bare, f"<{name}>{bare}</{name}>", 1) if bare else inner
    return inner
