"""What stands below an item and tells more of it: labelled fields, dates, names, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.markdown import labels, people, titles
from readlist.markdown.inline import plain
from readlist.markdown.pieces import clean
from readlist.markdown.shapes import all_lines, direct_lines
from readlist.markdown.titles import LIKELY
from readlist.model import urls

if TYPE_CHECKING:
    from readlist.markdown.block import Block
    from readlist.markdown.head import Head
    from readlist.markdown.inline import Line
    from readlist.markdown.judging import Below


def read_below(head: Head, below: Below) -> None:
    """Take in the date lines and the links that stand alone below an item."""
    for child in below.metas:
        head.read_meta(plain(direct_lines(child)[0]))
    for child in below.bare:
        for line in direct_lines(child):
            head.read_line(line)


def read_field_lines(head: Head, child: Block, headline: str) -> None:
    """Take in a child of a record: its first line, and those behind it that are labelled too.

    ``headline`` is the record's name where this is its first child, which may then be the title in English.
    """
    for position, line in enumerate(direct_lines(child)):
        if position and labels.parse_label(plain(line)) is None:
            break
        _read_field_line(head, line, headline)


def _read_field_line(head: Head, line: Line, headline: str) -> None:
    text = plain(line)
    if labels.parse_label(text):
        head.read_line(line)
    elif head.read_meta(text):
        return
    elif not head.authors and people.looks_like_authors(text):
        head.authors = people.parse_authors(text)
    elif titles.is_mostly_cjk(headline) and titles.title_score(text) >= LIKELY and "title" not in head.seen:
        head.seen.add("title")
        head.label, head.title, head.how = headline, clean(text), "field"


def read_nested_links(head: Head, child: Block) -> None:
    """Take in every link to the web that a child and all below it hold."""
    for line in all_lines(child):
        for piece in line:
            if piece.href and urls.is_web(piece.href):
                head.add_link(piece, piece.text)
