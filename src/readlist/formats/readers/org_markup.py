"""Write the markup of Org as markdown, line by line, so that the reader of notes understands lists in Org.

    [[https://…][text]]  [[https://…]]     [text](https://…)  <https://…>
    [[doi:10.…]]  [[arxiv:…]]              links to doi.org and arxiv.org
    [[id:…][text]]  [cite:@key]            text, without a link
    *bold*  /italic/  =code=  ~code~       **bold**  *italic*  `code`
    #+begin_src … #+end_src                a fenced block
    :DRAWER: … :END:, #+KEY: …, SCHEDULED: empty

Syntax: https://orgmode.org/worg/org-syntax.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINK = re.compile(r"\[\[(?P<target>[^\[\]]+)\](?:\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])+)\])?\]")
_CITATION = re.compile(r"\[cite(?:/[\w/-]+)?:[^\[\]]*\]|(?<![\w:])cite[a-z]*:&?[\w:.,&/-]+")
_EMPHASIS = re.compile(
    r"(?<![^\s\-({'\"])(?P<mark>[*/=~+])(?P<text>\S|\S[^\n]*?\S)(?P=mark)(?![^\s\-.,;:!?'\")}\[])"
)
_TABLE_RULE = re.compile(r"\s*\|-+(?:\+-+)*\|\s*$")
_MARKS = {"*": "**", "/": "*", "=": "`", "~": "`", "+": "~~"}
_BLOCK = re.compile(r"\s*#\+(?P<end>begin|end)_(?P<name>\w+)(?P<rest>.*)", re.IGNORECASE)
_CODE = ("src", "example", "export")
_DRAWER = re.compile(r"\s*:[\w-]+:\s*$")
_DRAWER_END = re.compile(r"\s*:end:\s*$", re.IGNORECASE)
_NO_TEXT = re.compile(
    r"\s*(?:#\+\w+(?:\[[^\]]*\])?:|#(?:\s|$)|(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):\s*[<\[])", re.IGNORECASE
)
_DESCRIPTION = re.compile(r"^(\s*[-+]\s+)(\S.*?)\s+::(?:\s+|$)")
_PREFIXES = {
    "doi": "https://doi.org/",
    "arxiv": "https://arxiv.org/abs/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
}


def to_markdown(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines of text in Org, without headings, as lines of markdown, one for one."""
    closing = ""
    in_drawer = False
    for line in lines:
        block = _BLOCK.match(line)
        if closing:
            is_end = block is not None and block["end"].lower() == "end" and block["name"].lower() == closing
            yield "```" if is_end else line
            closing = "" if is_end else closing
        elif in_drawer:
            in_drawer = not _DRAWER_END.match(line)
            yield ""
        elif block and block["end"].lower() == "begin" and block["name"].lower() in _CODE:
            closing = block["name"].lower()
            yield f"```{block['rest'].split()[0] if block['rest'].split() else ''}"
        elif _DRAWER.match(line) and not _DRAWER_END.match(line):
            in_drawer = True
            yield ""
        elif block or _NO_TEXT.match(line) or _DRAWER_END.match(line):
            yield ""
        else:
            yield inline_markdown(_DESCRIPTION.sub(r"\1**\2**: ", line))


def inline_markdown(text: str) -> str:
    """Return a line with its links, citations and emphasis as markdown."""
    if _TABLE_RULE.match(text):
        return text.replace("+", "|")
    if "[[" not in text and not re.search(r"[*/=~+]|cite", text):
        return text
    kept: list[str] = []

    def keep(markdown: str) -> str:
        kept.append(markdown)
        return f"\0{len(kept) - 1}\0"

    text = _LINK.sub(lambda match: keep(_link(match)), text.replace("\0", ""))
    text = re.sub(r"https?://[^\s<>\[\]]+", lambda match: keep(match[0]), text)
    text = _CITATION.sub("", text)
    text = _EMPHASIS.sub(lambda match: f"{_MARKS[match['mark']]}{match['text']}{_MARKS[match['mark']]}", text)
    while "\0" in text:
        text = re.sub(r"\0(\d+)\0", lambda match: kept[int(match[1])], text)
    return text


def plain_text(text: str) -> str:
    """Return a line without links, citations and the marks of emphasis."""
    text = _LINK.sub(lambda match: match["text"] or match["target"], text)
    text = _CITATION.sub("", text)
    return " ".join(_EMPHASIS.sub(lambda match: match["text"], text).split())


def find_links(text: str) -> list[str]:
    """Return the web addresses of the links in a text."""
    return [url for match in _LINK.finditer(text) if (url := _url(match["target"]))]


def _link(match: re.Match[str]) -> str:
    target, text = match["target"].strip(), match["text"]
    if url := _url(target):
        return f"[{text}]({url})" if text else f"<{url}>"
    if target.startswith(("file:", "./", "../", "attachment:")):
        path = re.sub(r"^(?:file|attachment):|::.*$", "", target).replace(" ", "%20")
        return f"[{text or path}]({path})"
    return text or ("" if target.startswith(("cite", "id:", "@")) else target)


def _url(target: str) -> str:
    """Return the web address of a target; empty if it has none."""
    if target.startswith(("http://", "https://", "ftp://")):
        return target.strip()
    scheme, _, rest = target.partition(":")
    return _PREFIXES[scheme.lower()] + rest.strip("/ ") if scheme.lower() in _PREFIXES and rest else ""
