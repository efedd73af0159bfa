"""Read the lines of an item into a draft, one by one, each by its form.

line ──┬── labelled field            ItemDraft.read_field
       ├── title already found       ItemDraft.read_rest: authors, venue, date, links, prose
       └── no title yet              title_finder.read_title_line
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, field_labels
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.inline_fields import InlineField, has_inline_fields, split_inline_fields
from readlist.formats.markdown.item_draft import ItemDraft
from readlist.formats.markdown.linked_citations import join_linked_names
from readlist.formats.markdown.span_predicates import (
    has_link,
    join_broken_title,
    names_itself,
    names_work,
    quotes_title,
    readable_pieces,
    value_pieces,
)
from readlist.formats.markdown.title_finder import read_names_and_year, read_title_line

if TYPE_CHECKING:
    from readlist.formats.markdown.inline import Line, Piece

MAX_ABOVE = 2
"""Maximum number of lines above a linked title that have a nickname and names."""
MIN_TITLE_WORDS = 3
"""Minimum number of words of such a title."""
_BRACKETED_NAME = re.compile(r"\[(?P<name>[\w.+-]{2,30})\]")
_CLOSING_TAGS = re.compile(r"(?:(?:^|\s)#[^\W\d][\w/-]*)+\s*$")


def read_lines(lines: list[Line], draft: ItemDraft | None = None) -> ItemDraft:
    """Read the lines of an item in order into ``draft`` or a new one, and return it.

    A title in code marks on a later line takes precedence over plain text on the lines before it.
    """
    draft = draft or ItemDraft()
    lines = _read_names_above(draft, lines)
    lead = _count_lead(lines)
    for number, line in enumerate(join_broken_title(lines)):
        if number < lead:
            draft.read_marks(line, plain(line))
        else:
            read_line(draft, line)
    return draft


def _read_names_above(draft: ItemDraft, lines: list[Line]) -> list[Line]:
    """Read a nickname in brackets and names, each a line above a linked title; return the lines from the title on.

    Names with their year in bold may be above a title in other markup.
    """
    if _is_marked(lines) and read_names_and_year(draft, plain(lines[0]).strip(" :：,，.")):
        return lines[1:]
    at = next((at for at, line in enumerate(lines[: MAX_ABOVE + 1]) if has_link(line)), 0)
    if not at or draft.title or not _is_linked_title(lines[at][0]):
        return lines
    texts = [plain(line) for line in lines[:at]]
    label = _BRACKETED_NAME.fullmatch(texts[0])
    names = texts[1:] if label else texts
    if len(names) > 1 or not all(author_lists.looks_like_authors(text, least=1) for text in names):
        return lines
    if label:
        draft.offer_label(label["name"])
    draft.offer_authors(author_lists.parse_authors("".join(names)))
    return lines[at:]


def _is_marked(lines: list[Line]) -> bool:
    """Whether the first line is only a text in bold, and the next begins with one in italics or code, or a title."""
    if len(lines) < 2 or len(lines[0]) != 1 or not lines[1]:
        return False
    first, following = lines[0][0], lines[1][0]
    is_bold = first.style == "strong" and not first.href
    return is_bold and (following.style in ("em", "code") or _is_linked_title(following))


def _is_linked_title(piece: Piece) -> bool:
    return names_work(piece) and len(piece.text.split()) >= MIN_TITLE_WORDS


def _count_lead(lines: list[Line]) -> int:
    """Count the lines of plain text before a later line that starts with a title in code marks."""
    later = next((number for number, line in enumerate(lines) if number and quotes_title(line)), 0)
    is_plain = not any(piece.href or piece.style == "code" for line in lines[:later] for piece in line)
    return later if is_plain else 0


def read_line(draft: ItemDraft, line: Line) -> None:
    """Read one line of an item into its draft."""
    if has_inline_fields(line):
        line, fields = split_inline_fields(line)
        _read_inline_fields(draft, line, fields)
        return
    _read_whole_line(draft, line)


def _read_inline_fields(draft: ItemDraft, line: Line, fields: list[InlineField]) -> None:
    """Read a line without the fields within it, then these."""
    _read_whole_line(draft, line)
    for field, pieces in fields:
        draft.read_field(field, plain(pieces), pieces)


def _take_tags(draft: ItemDraft, pieces: list[Piece]) -> list[Piece]:
    """Take the tags at the end of a line (``#retrieval #graphs``) off its last piece."""
    last = pieces[-1] if pieces else None
    found = (
        _CLOSING_TAGS.search(last.text)
        if last and not last.href and not last.style and "#" in last.text
        else None
    )
    if not last or not found:
        return pieces
    draft.tags += [tag.lstrip("#") for tag in found[0].split()]
    text = last.text[: found.start()]
    return [*pieces[:-1], *([replace(last, text=text)] if text.strip() else [])]


def _read_whole_line(draft: ItemDraft, line: Line) -> None:
    text = plain(line)
    draft.read_marks(line, text)
    pieces = _take_tags(draft, readable_pieces(join_linked_names(line)))
    if not pieces:
        return
    labelled = field_labels.parse_label(text)
    if labelled and not names_itself(pieces, labelled):
        value = labelled.value or draft.take_badges(line)
        draft.read_field(labelled.field, value, value_pieces(line, labelled))
    elif draft.title and draft.title_form not in ("local", "url"):
        draft.read_rest(pieces)
    else:
        read_title_line(draft, pieces)
