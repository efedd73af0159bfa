"""Markdown text to a tree of blocks with line spans, whose inline content is plain pieces.

    text ── markdown-it-py ──> tokens ──> Block
                                          ├─ kind: heading, paragraph, list, item, quote, table, row, code, html, rule
                                          ├─ line … end         first and last line, counted from 1
                                          ├─ lines: [[Piece]]   logical lines: source lines, split again at <br>
                                          └─ children

A Piece is a run of text of one style, a link with its whole text, or an image. Nothing is judged here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from readlist.links import find_urls, is_badge, repair_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.token import Token

MAX_NESTING = 40
"""Deeper lists and quotes than this are read as text: no person nests so deep, a hostile file may."""


@dataclass(slots=True)
class Piece:
    """A run of inline content. ``style``: '', 'strong', 'em', 'code', 'mark'; ``image`` is an image's source."""

    text: str
    line: int
    href: str = ""
    style: str = ""
    image: str = ""
    bare: bool = False

    @property
    def is_link(self) -> bool:
        """Whether the piece leads somewhere."""
        return bool(self.href)


Line = list[Piece]

STRETCH = 200_000
"""Letters from which a text is parsed in parts."""
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:\s*\S")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BREAK_HERE = re.compile(r"#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s")


@dataclass(slots=True)
class Block:
    """A block of the document with the lines it spans, blank lines at its end left out."""

    kind: str
    line: int
    end: int
    level: int = 0
    lines: list[Line] = field(default_factory=list)
    children: list[Block] = field(default_factory=list)
    ordered: bool = False
    closes: bool = False
    """Of an HTML block: it ends a ``<details>`` group."""


def parse_tree(lines: list[str]) -> list[Block]:
    """Parse the lines of a markdown text (tables included, indented code read as text) into its top blocks."""
    parser = _parser()
    root = Block("root", 1, len(lines))
    # The tokens of a parse take some eighty times the room of its text, so a long text is parsed in parts.
    environment: dict[str, Any] = {}
    parser.parse("\n".join(line for line in lines if _DEFINITION.match(line)), environment)
    for start, stop in _stretches(lines):
        tokens = parser.parse("\n".join(lines[start:stop]), dict(environment))
        _Builder(lines, start).fill(root, tokens)
    return root.children


def _stretches(lines: list[str]) -> Iterable[tuple[int, int]]:
    """Cut a long text at a bullet of the margin, or at a heading or number behind a blank line, outside of code."""
    start = size = 0
    fence = ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and (not fence or (line.strip().startswith(fence) and not line.strip(f" {fence[0]}"))):
            fence = "" if fence else mark[1]
        size += len(line) + 1
        if size > STRETCH and not fence and _BREAK_HERE.match(line) and (line[0] in "-*+" or not lines[number - 1].strip()):
            yield start, number
            start, size = number, 0
    yield start, len(lines)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").enable("strikethrough")
    # Notes indent paragraphs by four and more columns and mean no code by it.
    parser.disable("code")
    # URLs are kept as written, and judged elsewhere.
    parser.normalizeLink = str  # type: ignore[method-assign,assignment]
    parser.normalizeLinkText = str  # type: ignore[method-assign,assignment]
    parser.validateLink = lambda _: True  # type: ignore[method-assign]
    return parser


_KINDS = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "list_item_open": "item",
    "blockquote_open": "quote",
    "table_open": "table",
    "tr_open": "row",
    "th_open": "cell",
    "td_open": "cell",
}


class _Builder:
    def __init__(self, source: list[str], offset: int) -> None:
        self.source = source
        self.offset = offset

    def fill(self, root: Block, tokens: Sequence[Token]) -> None:
        stack = [root]
        for token in tokens:
            if token.nesting == 1:
                kind = _KINDS.get(token.type)
                if kind is None:  # thead, tbody
                    stack.append(stack[-1])
                    continue
                block = self._block(kind, token, stack[-1])
                stack[-1].children.append(block)
                stack.append(block)
            elif token.nesting == -1:
                stack.pop()
            elif token.type == "inline":
                stack[-1].lines = read_inline(token.children or [], stack[-1].line)
            elif token.type in ("fence", "code_block"):
                stack[-1].children.append(self._block("code", token, stack[-1]))
            elif token.type == "html_block":
                block = self._block("html", token, stack[-1])
                block.closes = "</details" in token.content.lower()
                _read_html(token.content, block)
                stack[-1].children.append(block)
            elif token.type == "hr":
                stack[-1].children.append(self._block("rule", token, stack[-1]))

    def _block(self, kind: str, token: Token, parent: Block) -> Block:
        first, last = (parent.line - 1, parent.end)
        if token.map:
            first, last = token.map[0] + self.offset, token.map[1] + self.offset
        while last > first + 1 and not self.source[last - 1].strip():
            last -= 1
        level = int(token.tag[1]) if kind == "heading" else 0
        return Block(kind, first + 1, last, level, ordered=token.type == "ordered_list_open")


# -- inline ------------------------------------------------------------------------------------------------------

_NOWHERE = "#"
_STYLES = {"strong_open": "strong", "em_open": "em"}
_BREAK = re.compile(r"</?(?:br|p|div|li|tr|h[1-6])\b[^>]*>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\b[^>]*?\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_IMG = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


def read_inline(tokens: Sequence[Token], line: int) -> list[Line]:
    """Read the inline tokens of a block that starts at ``line`` into logical lines of pieces."""
    reader = _InlineReader(line)
    for token in tokens:
        reader.read(token)
    return reader.finish()


class _InlineReader:
    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: list[Line] = [[]]
        self.styles: list[str] = []
        self.link: Piece | None = None

    def read(self, token: Token) -> None:
        kind = token.type
        if kind in ("softbreak", "hardbreak"):
            self.line += 1
            self._break()
        elif kind == "text":
            self._text(token.content)
        elif kind == "code_inline":
            self._piece(Piece(token.content, self.line, style="code"))
        elif kind == "image":
            self._image(str(token.attrs.get("src", "")), token.content)
        elif kind == "link_open":
            self._open(str(token.attrs.get("href", "")))
        elif kind in ("link_close",):
            self._close()
        elif kind in _STYLES:
            self.styles.append(_STYLES[kind])
        elif kind in ("strong_close", "em_close") and self.styles:
            self.styles.pop()
        elif kind == "html_inline":
            self._html(token.content)

    def finish(self) -> list[Line]:
        self._close()
        return [merged for line in self.lines if (merged := _merge(line))]

    def _html(self, tag: str) -> None:
        if match := _ANCHOR.match(tag):
            self._open(unescape(match[1] or match[2] or match[3] or ""))
        elif tag.lower().startswith("</a"):
            self._close()
        elif match := _IMG.match(tag):
            alt = re.search(r"\balt\s*=\s*[\"']([^\"']*)", tag, re.IGNORECASE)
            self._image(match[1], alt[1] if alt else "")
        elif _BREAK.match(tag):
            self._break()
        elif tag.lower() in ("<b>", "<strong>"):
            self.styles.append("strong")
        elif tag.lower() in ("<i>", "<em>", "<u>"):
            self.styles.append("em")
        elif tag.lower() in ("</b>", "</strong>", "</i>", "</em>", "</u>") and self.styles:
            self.styles.pop()
        elif tag.startswith("<!--"):
            self.line += tag.count("\n")

    def _break(self) -> None:
        if self.link is not None:
            self.link.text += " "
        else:
            self.lines.append([])

    def _open(self, href: str) -> None:
        self._close()
        self.link = Piece("", self.line, href=repair_url(href) or _NOWHERE, style=self._style())

    def _close(self) -> None:
        link, self.link = self.link, None
        if link is None:
            return
        if link.href == _NOWHERE:  # [Title](): set off like a link, though it leads nowhere
            link.href, link.style = "", "strong"
        link.bare = bool(link.href) and repair_url(link.text) == link.href
        self.lines[-1].append(link)

    def _image(self, source: str, alt: str) -> None:
        if self.link is not None:  # [![arXiv](badge)](url): the picture is the link's text
            self.link.image = source
            self.link.text += alt
        else:
            self.lines[-1].append(Piece(alt, self.line, image=source))

    def _style(self) -> str:
        return "strong" if "strong" in self.styles else self.styles[-1] if self.styles else ""

    def _text(self, text: str) -> None:
        if text:
            self._piece(Piece(text, self.line, style=self._style()))

    def _piece(self, piece: Piece) -> None:
        if self.link is not None:
            self.link.text += piece.text
            self.link.style = self.link.style or piece.style
        else:
            self.lines[-1].append(piece)


_WRITTEN_LINK = re.compile(r"\[+(?P<text>[^\[\]]{1,300})\]+\s*[(（](?P<href>[^()（）]*)[)）]")


def _merge(line: Line) -> Line:
    """Join neighbouring text of one style, then cut out the links that markdown did not see."""
    joined: Line = []
    for piece in line:
        last = joined[-1] if joined else None
        if last and not (piece.href or piece.image or last.href or last.image) and piece.style == last.style != "code":
            joined[-1] = Piece(last.text + piece.text, last.line, style=last.style)
        else:
            joined.append(piece)
    out: Line = []
    for piece in joined:
        if piece.href or piece.image or piece.style == "code":
            out.append(piece)
        else:
            out.extend(_cut(piece))
    return [piece for piece in out if piece.text.strip() or piece.href or piece.image]


def _cut(piece: Piece) -> Iterable[Piece]:
    """Cut written links (``[[pdf]] (url)``, targets with spaces) and bare URLs out of a text."""
    text, start = piece.text, 0
    for match in _WRITTEN_LINK.finditer(text):
        href = match["href"].strip()
        urls = find_urls(href)
        if not urls and not re.fullmatch(r"(?:[\w.%\- ]+/)+[\w.%\- ]*|[\w.%\- ]+\.\w{2,4}", href):
            continue
        yield from _cut_urls(text[start : match.start()], piece)
        yield Piece(match["text"].strip(), piece.line, href=urls[0].url if urls else href, style=piece.style)
        start = match.end()
    yield from _cut_urls(text[start:], piece)


def _cut_urls(text: str, piece: Piece) -> Iterable[Piece]:
    start = 0
    for found in find_urls(text):
        if text[start : found.start]:
            yield Piece(text[start : found.start], piece.line, style=piece.style)
        yield Piece(text[found.start : found.end], piece.line, href=found.url, style=piece.style, bare=True)
        start = found.end
    if text[start:]:
        yield Piece(text[start:], piece.line, style=piece.style)


# -- HTML blocks -------------------------------------------------------------------------------------------------


def _read_html(content: str, block: Block) -> None:
    """Read an HTML block: its text and links as lines, table rows as rows, a ``<summary>`` as the block's name."""
    reader = _HtmlReader(block)
    reader.feed(content)
    reader.close()
    reader.flush()
    block.lines = [merged for line in block.lines if (merged := _merge(line))]
    for row in block.children:
        for cell in row.children:
            cell.lines = [merged for line in cell.lines if (merged := _merge(line))]


class _HtmlReader(HTMLParser):
    _LINES = frozenset(("br", "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd"))

    def __init__(self, block: Block) -> None:
        super().__init__(convert_charrefs=True)
        self.block = block
        self.cell: Block | None = None
        self.row: Block | None = None
        self.pieces: Line = []
        self.link: Piece | None = None
        self.style = ""

    @property
    def _line(self) -> int:
        return min(self.block.end, self.block.line + self.getpos()[0] - 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.link = Piece("", self._line, href=repair_url(values["href"] or ""), style=self.style)
        elif tag == "img":
            self._image(values.get("src") or "", values.get("alt") or "")
        elif tag in ("b", "strong", "i", "em"):
            self.style = "strong" if tag in ("b", "strong") else "em"
        elif tag in ("td", "th"):
            self.flush()
            self.cell = Block("cell", self._line, self._line)
            (self.row.children if self.row else self.block.children).append(self.cell)
        elif tag == "tr":
            self.flush()
            self.row = Block("row", self._line, self._line)
            self.block.children.append(self.row)
        elif tag == "summary":
            self.flush()
            self.style = "summary"
        elif tag in self._LINES:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._close_link()
        elif tag in ("b", "strong", "i", "em"):
            self.style = ""
        elif tag == "summary":
            self.flush()
            self.style = ""
        elif tag in ("td", "th"):
            self.flush()
            self.cell = None
        elif tag in ("tr", "table"):
            self.flush()
            if self.row:
                self.row.end = self._line
            self.row = self.cell = None
        elif tag in self._LINES:
            self.flush()

    def handle_data(self, data: str) -> None:
        line = self._line
        for number, text in enumerate(data.split("\n")):
            if number and self.link is None:
                self.flush_line()
            if not text.strip():
                continue
            if self.link is not None:
                self.link.text = f"{self.link.text} {text.strip()}".strip()
            else:
                self.pieces.append(Piece(text, min(self.block.end, line + number), style=self.style))

    def _image(self, source: str, alt: str) -> None:
        if self.link is not None:
            self.link.image = source
            self.link.text += alt
        else:
            self.pieces.append(Piece(alt, self._line, image=source))

    def _close_link(self) -> None:
        if self.link is not None:
            self.pieces.append(self.link)
            self.link = None

    def flush_line(self) -> None:
        """End a line within text: it goes on where it stood in a cell."""
        if self.cell is None:
            self.flush()

    def flush(self) -> None:
        self._close_link()
        if self.pieces:
            (self.cell.lines if self.cell else self.block.lines).append(self.pieces)
            self.pieces = []


def plain(line: Line) -> str:
    """The text of a line without its marks; images are left out, links give their text."""
    return re.sub(r"\s+", " ", "".join(piece.text for piece in line if not piece.image or piece.href)).strip()


def badges(line: Line) -> list[Piece]:
    """The badges of a line: words drawn as pictures that lead nowhere."""
    return [piece for piece in line if piece.image and not piece.href and piece.text.strip() and is_badge(piece.image)]
