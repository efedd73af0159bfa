"""Parse markdown text into a tree of blocks with line spans.

    lines ── markdown-it-py ──> tokens ──> Block
                                           ├─ kind: heading, paragraph, list, item, quote, table, row, cell, code, html, rule
                                           ├─ line, end    first and last line, counted from 1
                                           ├─ lines        its inline content (see ``inline``)
                                           └─ children

Only the syntax is read here; ``item_reader`` decides what is an item.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from readlist.formats.markdown.block import Block
from readlist.formats.markdown.html_block import HtmlPart, read_html, split_html
from readlist.formats.markdown.inline import read_inline
from readlist.formats.markdown.stretches import find_stretches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

MAX_NESTING = 40
"""Lists and quotes nested deeper than this are read as text; only a hostile file has them."""
_HTML_HEADING = re.compile(
    r"<h(?P<level>[1-6])\b[^>]*>(?:(?!<h[1-6]\b).)*?</h(?P=level)>", re.IGNORECASE | re.DOTALL
)
_TAGS = re.compile(r"</?(?:a|p|div|center|br|hr)\b[^<>]*>", re.IGNORECASE)
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:\s*\S")


def parse_tree(lines: list[str]) -> list[Block]:
    """Parse the lines of a markdown text into top-level blocks, with tables, and indented code as text."""
    parser = _parser()
    root = Block("root", 1, len(lines))
    environment: dict[str, Any] = {}
    parser.parse("\n".join(line for line in lines if _DEFINITION.match(line)), environment)
    for start, stop in find_stretches(lines):
        tokens = parser.parse("\n".join(lines[start:stop]), dict(environment))
        _Builder(parser, lines, start).fill(root, tokens)
    return root.children


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").enable("strikethrough")
    # In notes, paragraphs indented by four or more columns are not meant as code.
    parser.disable("code")
    # URLs are kept as written and checked elsewhere.
    parser.normalizeLink = str  # type: ignore[method-assign,assignment]
    parser.normalizeLinkText = str  # type: ignore[method-assign,assignment]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return parser


def _html_headings(content: str, block: Block) -> list[Block]:
    """Return the headings of an HTML block that has nothing else; none if it has."""
    if _TAGS.sub("", _HTML_HEADING.sub("", content)).strip():
        return []
    out = []
    for found in _HTML_HEADING.finditer(content):
        start = block.line + content.count("\n", 0, found.start())
        heading = Block("heading", start, min(block.end, start + found[0].count("\n")), int(found["level"]))
        read_html(found[0], heading)
        out += [heading] if heading.lines else []
    return out


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
    def __init__(self, parser: MarkdownIt, source: list[str], offset: int) -> None:
        self.parser = parser
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
                parts = split_html(token.content) if len(stack) == 1 else [HtmlPart(token.content)]
                for part in parts:
                    self._add_html(stack[-1], block, part)
            elif token.type == "hr":
                stack[-1].children.append(self._block("rule", token, stack[-1]))

    def _add_html(self, parent: Block, whole: Block, part: HtmlPart) -> None:
        """Add a part of an HTML block: its headings, its text, or the list in markdown that it holds."""
        start = whole.line + part.offset
        if part.is_markdown:
            tokens = self.parser.parse(part.text)
            _Builder(self.parser, self.source, start - 1).fill(parent, tokens)
            return
        block = Block("html", start, min(whole.end, start + part.text.rstrip("\n").count("\n")))
        block.closes = "</details" in part.text.lower()
        read_html(part.text, block)
        headings = _html_headings(part.text, block) if parent.kind == "root" else []
        parent.children += headings or [block]

    def _block(self, kind: str, token: Token, parent: Block) -> Block:
        first, last = (parent.line - 1, parent.end)
        if token.map:
            first, last = token.map[0] + self.offset, token.map[1] + self.offset
        while last > first + 1 and not self.source[last - 1].strip():
            last -= 1
        level = int(token.tag[1]) if kind == "heading" else 0
        return Block(kind, first + 1, last, level, ordered=token.type == "ordered_list_open")
