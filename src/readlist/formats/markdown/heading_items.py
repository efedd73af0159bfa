"""Tell what the headings of a document are: its title, a table of contents, a meeting, a section of fields."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, field_labels, title_text
from readlist.formats.markdown.block_predicates import (
    all_lines,
    direct_lines,
    has_linked_title,
    heading_text,
    links_follow,
)
from readlist.formats.markdown.head_lines import Values, read_unlabelled
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.item_draft import ItemDraft
from readlist.formats.markdown.line_reader import read_lines
from readlist.formats.markdown.note_head import is_metadata
from readlist.formats.markdown.span_predicates import is_web_link, names_work
from readlist.formats.markdown.title_text import LIKELY
from readlist.model import url_finder, urls

if TYPE_CHECKING:
    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Piece

CONTENTS = re.compile(
    r"\W*(?:(?:table of )?contents?|toc|catalog(?:ue)?|index|目录|目錄|目次|차례|목차)\W*", re.IGNORECASE
)
"""The heading of a table of contents, below which the sections of a document may stand."""
METADATA = re.compile(
    r"(?:the\s)?(?:paper|article|bibliographic(?:al)?)?\s*(?:citation|metadata|meta data|meta|info|information|details?|reference|data)|元数据|论文信息|基本信息|文献信息",
    re.IGNORECASE,
)
"""Headings of a section that has the fields of the work that the document is about."""
_MEETING = re.compile(
    r"第\s?[\d一二三四五六七八九十]+\s?[回次周週期期讲講]|\d+\s?(?:주차|회차|차)|\b(?:week|session|meeting|day|lecture)\s?#?\d+|(?:19|20)\d\d\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}",
    re.IGNORECASE,
)
"""What headings of meetings, weeks and days have."""

_SECTION = re.compile(
    r"\W*(?:references?|bibliography|literature|sources?|resources?|further reading|see also|appendix|related work|credits?"
    r"|参考|参考文献|參考文獻|参考资料|參考資料|相关工作|参考リンク|참고|참고\s?문헌|참고\s?자료|출처)\W*",
    re.IGNORECASE,
)
"""Headings of sections with links that are no works by themselves."""
_LEVELS = re.compile(r"^(?:\d{1,2}\.){1,3}\d{1,2}\.?\s+(?=[A-Z])")
"""The number of a section of a section: ``1.2``."""
MIN_LISTED = 2
"""Minimum number of items of a list that a heading and a paragraph without links introduce."""
MAX_CITED_LINES = 3
"""Maximum number of lines of a paragraph that states people, venue and date below the title."""


def is_contents(blocks: list[Block]) -> bool:
    """Whether a section is only a table of contents: nothing but links to other places of the page."""
    pieces = [piece for block in blocks for line in all_lines(block) for piece in line if piece.text.strip()]
    return bool(pieces) and all(piece.href and urls.is_page_anchor(piece.href) for piece in pieces)


def names_writer(draft: ItemDraft) -> bool:
    """Whether a heading links whose list it is: ``A paper list of [Ada Quill](…)``."""
    return bool(draft.before) and author_lists.looks_like_authors(draft.title, least=1)


def names_meeting(heading: Block, body: list[Block]) -> bool:
    """Whether a heading names a meeting or a week rather than the work whose title is among the fields below it."""
    if not _MEETING.search(heading_text(heading)) or title_text.title_score(heading_text(heading)) >= LIKELY:
        return False
    draft = read_lines(direct_lines(body[0]))
    return bool({"title", "paper"} & draft.seen_fields) and draft.title_form in ("field", "link")


def document_title(headings: list[Block]) -> Block | None:
    """Return the heading that is the document's title: the only top-level heading, first, with others below it."""
    top = [block for block in headings if block.level == 1]
    alone = len(top) == 1 and headings[0] is top[0] and len(headings) > 1
    return top[0] if alone and not has_linked_title(top[0]) else None


def lists_links(blocks: list[Block]) -> bool:
    """Whether some blocks have a table, or a list with links to the web; a list without them is notes."""
    return any(
        block.kind == "table"
        or (block.kind == "list" and any(is_web_link(piece) for line in all_lines(block) for piece in line))
        for block in blocks
    )


def names_metadata(body: list[Block]) -> bool:
    """Whether a section begins with a paragraph that only says that a list of metadata follows."""
    if len(body) < 2 or body[0].kind != "paragraph" or body[1].kind != "list":
        return False
    return is_metadata(" ".join(map(plain, body[0].lines)))


def read_cited(body: list[Block]) -> Values | None:
    """Return what the first paragraph below a heading states, if that is only the people and the place of one work.

    The heading then is the title of that work. None for any other paragraph.
    """
    if not body or body[0].kind != "paragraph" or len(body[0].lines) > MAX_CITED_LINES:
        return None
    stated: Values = {}
    for line in body[0].lines:
        found = read_unlabelled(
            " | ".join(filter(None, (plain([*run]) for _, run in groupby(line, key=_target))))
        )
        if found is None or any(piece.style == "strong" or names_work(piece) for piece in line):
            return None
        for name, values in found.items():
            stated.setdefault(name, []).extend(values)
    has_more = any(block.kind == "list" and len(block.children) >= MIN_LISTED for block in body[1:3])
    has_link = any(piece.href for line in body[0].lines for piece in line)
    if has_more and not has_link:
        return None  # a list, and what it is about
    return stated if "authors" in stated and len(stated) > 1 else None


def _target(piece: Piece) -> str:
    return piece.href


def names_links(heading: Block, body: list[Block]) -> bool:
    """Whether a heading is the title of the work to which the first block below it links, or whose address that is."""
    return links_follow(heading, body[:1]) or _names_address(heading, body)


def _names_address(heading: Block, body: list[Block]) -> bool:
    """Whether a heading is the name of the only thing below it: a paragraph that is nothing but the address of a paper."""
    lines = body[0].lines if body and body[0].kind == "paragraph" else []
    if len(lines) != 1 or len(lines[0]) != 1 or not lines[0][0].bare:
        return False
    name, address = heading_text(heading), lines[0][0].href
    is_section = CONTENTS.fullmatch(name) or METADATA.fullmatch(name) or _SECTION.fullmatch(name)
    if is_section or field_labels.is_label_name(name) or url_finder.is_generic(name):
        return False
    others = [
        piece for block in body[1:] for line in all_lines(block) for piece in line if is_web_link(piece)
    ]
    return not others and urls.url_kind(address) == "paper"


def take_cited(draft: ItemDraft, body: list[Block], cited: Values | None) -> bool:
    """Add what the first paragraph of the body states, and its links, to a draft; False if it states nothing."""
    for name, values in (cited or {}).items():
        draft.read_field(name, ", ".join(values), [])
    for piece in (piece for block in body[:1] if cited for line in block.lines for piece in line):
        draft.add_link(piece, "" if piece.bare else piece.text)
    return bool(cited)


def read_whole(heading: Block, draft: ItemDraft) -> ItemDraft:
    """Return what a heading above labelled fields was read as, but its whole text as the title if that was cut or missed.

    A title with a full stop within it resembles a citation: ``### Mills of the north. Their weirs``.
    """
    text = title_text.strip_numbering(heading_text(heading))
    is_cut = draft.title_form in ("plain", "citation") and text.startswith(f"{draft.title}. ")
    return (
        titled(text, "plain") if not draft.title or (is_cut and not (draft.authors or draft.date)) else draft
    )


def section_title(heading: Block) -> str:
    """Return the text of a heading without the number of a section below another: ``1.2 A Title``."""
    return _LEVELS.sub("", heading_text(heading), count=1)


def titled(title: str, title_form: str) -> ItemDraft:
    """Return a draft with this title in this form."""
    draft = ItemDraft()
    draft.set_title(title, title_form, 0)
    return draft
