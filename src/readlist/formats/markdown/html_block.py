"""Read HTML blocks: text and links as lines, table rows as rows, a ``<summary>`` as the name of a group."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from readlist.formats.markdown.block import Block
from readlist.formats.markdown.inline import Piece, draw_emoji, merge
from readlist.model.url_repair import repair_url

if TYPE_CHECKING:
    from readlist.formats.markdown.inline import Line


_HAS_LINK = re.compile(r"\]\(|https?://|\barxiv\b|\bdoi\b", re.IGNORECASE)
_LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_ONE_HEADING = re.compile(
    r"\s*<h[1-6]\b[^>]*>[^<>]*(?:<(?!/?h[1-6]\b)[^<>]*>[^<>]*)*</h[1-6]>\s*", re.IGNORECASE
)
MAX_ROWSPAN = 10_000
"""A ``rowspan`` of this many rows or more is ignored."""


def read_html(content: str, block: Block) -> None:
    """Parse HTML into ``block``: text and links as lines, table rows as rows, a ``<summary>`` as a line of that style."""
    reader = _HtmlReader(block)
    reader.feed(content)
    reader.close()
    reader.flush()
    block.lines = [merged for line in block.lines if (merged := merge(line))]
    for row in block.children:
        for cell in row.children:
            cell.lines = [merged for line in cell.lines if (merged := merge(line))]


@dataclass(frozen=True, slots=True)
class HtmlPart:
    """A part of an HTML block, with the number of lines before it, and whether it is a list in markdown."""

    text: str
    offset: int = 0
    is_markdown: bool = False


def split_html(content: str) -> list[HtmlPart]:
    """Split an HTML block into its headings, the lists in markdown within it, and the rest.

    In markdown, HTML ends at the next blank line only: a list right below ``<summary>`` is HTML too, which nobody means.
    """
    if content.lstrip().startswith("<!--") and not _HAS_LINK.search(content):
        return [HtmlPart(content)]  # a remark of the writer's own
    lines = content.split("\n")
    is_table = "<td" in content.lower()
    kinds: list[str] = []
    for line in lines:
        held = kinds[-1] if kinds else ""
        if not is_table and (
            _LIST_ITEM.match(line) or (held == "list" and line.strip() and line.lstrip()[0] != "<")
        ):
            kinds.append("list")
        else:
            kinds.append("heading" if _ONE_HEADING.fullmatch(line) else "html")
    out: list[HtmlPart] = []
    for kind, run in groupby(range(len(lines)), key=kinds.__getitem__):
        numbers = list(run)
        text = "\n".join(lines[numbers[0] : numbers[-1] + 1])
        if text.strip():
            out.append(HtmlPart(text, numbers[0], kind == "list"))
    return out


class _HtmlReader(HTMLParser):
    _LINES = frozenset(("br", "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd"))
    _BLOCKS = _LINES | {"td", "th", "tr", "summary"}
    _STYLES: ClassVar = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "summary": "summary"}

    def __init__(self, block: Block) -> None:
        super().__init__(convert_charrefs=True)
        self.block = block
        self.cell: Block | None = None
        self.row: Block | None = None
        self.pieces: Line = []
        self.link: Piece | None = None
        self.style = ""
        self.spans: dict[int, int] = {}
        """Columns covered by a cell in a row above, with the number of rows it still covers."""

    @property
    def _line(self) -> int:
        return min(self.block.end, self.block.line + self.getpos()[0] - 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in self._BLOCKS:
            self.flush()
        if tag == "a" and values.get("href"):
            self.link = Piece("", self._line, href=repair_url(values["href"] or ""), style=self.style)
        elif tag == "img":
            self._image(values.get("src") or "", values.get("alt") or "")
        elif tag in self._STYLES:
            self.style = self._STYLES[tag]
        elif tag in ("td", "th"):
            self.cell = self._new_cell(values.get("rowspan") or "1")
        elif tag == "tr":
            self.row = Block("row", self._line, self._line)
            self.block.children.append(self.row)

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
        elif tag in ("tr", "table", "thead"):
            self._end_row()
            if tag != "tr":
                self.spans.clear()
        elif tag in self._LINES:
            self.flush()

    def _new_cell(self, rows: str) -> Block:
        """Append a cell to the row, after empty cells for the columns that a cell above covers."""
        cells = self.row.children if self.row else self.block.children
        if self.row:
            while self.spans.get(len(cells)):
                self.spans[len(cells)] -= 1
                cells.append(Block("cell", self._line, self._line))
            if rows.isdigit() and 1 < int(rows) < MAX_ROWSPAN:
                self.spans[len(cells)] = int(rows) - 1
        cell = Block("cell", self._line, self._line)
        cells.append(cell)
        return cell

    def _end_row(self) -> None:
        self.flush()
        if self.row:
            self.row.end = self._line
        self.row = self.cell = None

    def handle_data(self, data: str) -> None:
        line = self._line
        for number, text in enumerate(draw_emoji(data).split("\n")):
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
        """End a line at a newline in the text; within a table cell, the line continues."""
        if self.cell is None:
            self.flush()

    def flush(self) -> None:
        self._close_link()
        if self.pieces:
            (self.cell.lines if self.cell else self.block.lines).append(self.pieces)
            self.pieces = []
