"""The text of HTML as simple markdown: paragraphs, headings, lists, links, emphasis.

    <p>A <b>word</b></p><ul><li>one</li></ul>  ──>  A **word**
                                                    - one

For notes that other programs keep as HTML. What has no counterpart in markdown is left out, its text kept.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    "p div ul ol li blockquote pre table tr section article h1 h2 h3 h4 h5 h6 dl dt dd hr".split()
)
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_NO_TEXT = ("script", "style", "head", "title")


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._lists: list[int] = []
        self._links: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NO_TEXT:
            self._hidden += 1
        if tag in _BLOCKS:
            self.parts.append("\n" if tag in ("li", "tr", "dt", "dd") else "\n\n")
        if tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else -1)
        elif tag == "li":
            self._item()
        elif re.fullmatch(r"h[1-6]", tag):
            self.parts.append("#" * int(tag[1]) + " ")
        elif tag == "blockquote":
            self.parts.append("> ")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self.parts.append("[" if self._is_web() else "")
        elif tag in _MARKS:
            self.parts.append(_MARKS[tag])

    def _item(self) -> None:
        depth = max(len(self._lists) - 1, 0)
        number = self._lists[-1] if self._lists else -1
        if number >= 0:
            self._lists[-1] = number + 1
        self.parts.append("  " * depth + (f"{number + 1}. " if number >= 0 else "- "))

    def _is_web(self) -> bool:
        return bool(self._links) and self._links[-1].startswith(("http://", "https://"))

    def handle_endtag(self, tag: str) -> None:
        if tag in _NO_TEXT:
            self._hidden = max(self._hidden - 1, 0)
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if tag in ("p", "ul", "ol", "blockquote", "pre") or re.fullmatch(r"h[1-6]", tag):
            self.parts.append("\n" if self._lists else "\n\n")
        elif tag == "a" and self._links:
            is_web = self._is_web()
            url = self._links.pop()
            self.parts.append(f"]({url})" if is_web else "")
        elif tag in _MARKS:
            self.parts.append(_MARKS[tag])

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def html_to_text(text: str) -> str:
    """Return the text of HTML, with paragraphs and lists on lines of their own; text without markup is unchanged."""
    if "<" not in text and "&" not in text:
        return text.strip()
    writer = _Writer()
    writer.feed(text)
    writer.close()
    lines = [re.sub(r"[ \t\xa0]+$", "", line) for line in "".join(writer.parts).split("\n")]
    joined = "\n".join(line.lstrip() if not re.match(r"\s*(?:- |\d+\. )", line) else line for line in lines)
    joined = re.sub(r"(^|\n)(\s*(?:- |\d+\. ))\n+(?=\S)", r"\1\2", joined)
    return re.sub(r"\n{3,}", "\n\n", joined).strip()
