"""Read the lists below an item into its draft: labelled fields, dates, names, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, field_labels, title_text
from readlist.formats.markdown.block_predicates import all_lines, direct_lines, label_of
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.line_reader import read_line
from readlist.formats.markdown.span_predicates import clean, has_link
from readlist.formats.markdown.title_text import LIKELY
from readlist.model import urls
from readlist.model.identifiers import parse_url

if TYPE_CHECKING:
    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line
    from readlist.formats.markdown.item_classifier import Below
    from readlist.formats.markdown.item_draft import ItemDraft


def read_below(draft: ItemDraft, below: Below, own: list[Block]) -> None:
    """Read the metadata lines and bare links below an item, and the links in its notes.

    ``own`` has the list items below it that are not works of their own.
    """
    for child in below.metas:
        draft.read_meta(plain(direct_lines(child)[0]))
    for child in below.bare:
        for line in direct_lines(child):
            read_line(draft, line)
    if own and not draft.authors:
        draft.offer_authors(_people_of(own))
    for child in own:
        if child not in below.bare:
            read_nested_links(draft, child)


def _people_of(children: list[Block]) -> tuple[str, ...]:
    """Return the people that the first bullet below an item names; a single person only if a labelled field follows."""
    lines = direct_lines(children[0])
    following = label_of(children[1]) if len(children) > 1 else None
    text = plain(lines[0]) if len(lines) == 1 and not has_link(lines[0]) else ""
    least = 1 if following and len(text.split()) > 1 else 2
    return author_lists.parse_authors(text) if author_lists.looks_like_authors(text, least=least) else ()


def read_field_lines(draft: ItemDraft, child: Block, headline: str) -> None:
    """Read a child of a record: its first line, and the labelled lines that follow it.

    ``headline`` is the record's name if this is its first child, which may then be the title in English.
    """
    for position, line in enumerate(direct_lines(child)):
        if position and field_labels.parse_label(plain(line)) is None:
            break
        _read_field_line(draft, line, headline)


def _read_field_line(draft: ItemDraft, line: Line, headline: str) -> None:
    text = plain(line)
    if field_labels.parse_label(text):
        read_line(draft, line)
    elif draft.read_meta(text):
        return
    elif not draft.authors and author_lists.looks_like_authors(
        text, least=1 if headline and " " in text else 2
    ):
        draft.authors = author_lists.parse_authors(text)
    elif (
        title_text.is_mostly_cjk(headline)
        and title_text.title_score(text) >= LIKELY
        and "title" not in draft.seen_fields
    ):
        draft.seen_fields.add("title")
        draft.label, draft.title, draft.title_form = headline, clean(text), "field"


def read_nested_links(draft: ItemDraft, child: Block) -> None:
    """Add all web links of a child and its descendants to the draft.

    An article within a sentence is about its words, and below a linked title so is any other page.
    """
    for line in all_lines(child):
        for at, piece in enumerate(line):
            if piece.href and urls.is_web(piece.href):
                is_known = any(link.url == piece.href for link in draft.links)
                draft.add_link(piece, piece.text)
                is_aside = urls.url_kind(piece.href) == "article" or bool(draft.title_url)
                if not is_known and is_aside and _is_within_words(line, at) and not parse_url(piece.href):
                    draft.asides.add(piece.href)


def _is_within_words(line: Line, at: int) -> bool:
    """Whether words stand before a link with a text of its own, and are no label of it."""
    before = plain(line[:at])
    return not line[at].bare and any(map(str.isalpha, before)) and not before.endswith((":", "："))


def read_body(draft: ItemDraft, body: list[Block], *, has_fields: bool) -> None:
    """Read the blocks below a heading that is an item; above fields, only they say what the title is."""
    for line in (line for block in body for line in direct_lines(block)):
        if draft.title or not has_fields or field_labels.parse_label(plain(line)):
            read_line(draft, line)
