"""Read list items in which links to several papers follow a text: ``Week 2. Readings: [A Title](…) (Lee), [B Title](…)``.

The text before the first link says what the papers are for; each paper is an item of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, title_text
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.item_draft import ItemDraft
from readlist.formats.markdown.pattern_reader import PatternItem, PatternItems
from readlist.formats.markdown.span_predicates import names_work
from readlist.formats.markdown.title_finder import read_title_link
from readlist.formats.markdown.title_text import LIKELY
from readlist.model.identifiers import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line, Piece

_JOIN = re.compile(r"[\s,;，；、]*(?:\b(?:and|or))?\s*$")
_CITED = re.compile(
    r"\s*[(（](?P<names>[A-ZÀ-Ž][\w'’-]+(?:,? et\.? al\.?| (?:and|&) [A-ZÀ-Ž][\w'’-]+)?)[)）]"
)
"""Family names in brackets after the title."""
MIN_WORDS = 4
"""Minimum number of words of the text of a link that is a title whatever its form."""


def read_linked_runs(blocks: list[Block]) -> PatternItems:
    """Return the papers of such list items, by the identity of their block."""
    found: PatternItems = {}
    waiting = [*blocks]
    while waiting:
        block = waiting.pop()
        if block.kind == "item" and len(block.children) == 1 and len(block.children[0].lines) == 1:
            if drafts := list(_read_line(block.children[0].lines[0])):
                found[id(block)] = [PatternItem(draft, block.line, block.end, 1) for draft in drafts]
        elif block.children:
            waiting += block.children
    return found


def _read_line(line: Line) -> Iterator[ItemDraft]:
    """Yield the papers that a line links, if a text that ends before the first of them introduces several."""
    if len(line) < 4 or line[0].href:
        return
    named = [at for at, piece in enumerate(line) if piece.href and _links_paper(piece)]
    ids = {parse_url(line[at].href) for at in named}
    if len({known.scheme for known in ids if known}) > 1 and not all(
        _is_title(line[at].text) for at in named
    ):
        return  # perhaps versions of one paper
    if (
        len(ids) < 2
        or len(ids) < len(named)
        or not plain(line[: named[0]]).rstrip().endswith((":", "：", ".", "。"))
    ):
        return
    for start, end in pairwise([*named, len(line)]):
        draft = ItemDraft(line=line[start].line)
        own = [line[start], *map(_without_join, line[start + 1 : end])]
        if cited := _CITED.match(own[1].text) if len(own) > 1 and not own[1].href else None:
            draft.offer_authors(author_lists.parse_authors(cited["names"]))
            own[1] = replace(own[1], text=own[1].text[cited.end() :])
        read_title_link(draft, own, 0)
        yield draft


def _without_join(piece: Piece) -> Piece:
    """Return a text without what joins it with the next work."""
    return piece if piece.href else replace(piece, text=_JOIN.sub("", piece.text))


def _links_paper(piece: Piece) -> bool:
    """Whether a link leads to a paper, and its text names one."""
    known = parse_url(piece.href)
    return known is not None and known.scheme != "github" and " " in piece.text.strip() and names_work(piece)


def _is_title(text: str) -> bool:
    return len(text.split()) >= MIN_WORDS or title_text.title_score(text) >= LIKELY
