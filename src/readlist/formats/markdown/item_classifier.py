"""Judging what lines are: a work, the start of one, the rest of one, or prose.

title score   SURE     stands for a title by itself
              LIKELY   a title where something else speaks for it too
              HINTED   a title where it is quoted, or names stand beside it
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, field_labels, title_text
from readlist.formats.markdown.block_predicates import STRONG_FIELDS, bold_name, direct_lines
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.line_reader import read_lines
from readlist.formats.markdown.span_predicates import names_work
from readlist.formats.markdown.title_text import HINTED, LIKELY, SENTENCE, SURE
from readlist.model import urls
from readlist.model.identifiers import parse_url

if TYPE_CHECKING:
    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line
    from readlist.formats.markdown.item_draft import ItemDraft

LONGEST_NAME = 160
"""Letters of the longest text before a link that is taken for a title though nothing else speaks for it."""


@dataclass(frozen=True, slots=True)
class Below:
    """What stands below a list item: lines of date and venue, links that name works, links that name nothing."""

    metas: list[Block]
    titled: list[Block]
    bare: list[Block]


def is_item(head: ItemDraft, lines: list[Line], below: Below) -> bool:
    """Whether the lines of a list item are a work, given what stands below it."""
    if not head.title:
        return False
    if head.how in ("link", "url", "field"):
        return is_work(head, lines)
    score = title_text.title_score(head.title)
    if head.how == "local":
        return not below.titled and (head.is_tied or bool(below.metas or below.bare) or score >= SURE)
    if head.is_tied and not SENTENCE.search(plain(lines[0]) if head.how == "plain" else head.title):
        return is_work(head, lines)
    if len(below.titled) >= 2 or (below.titled and score < SURE):
        return False
    if head.how == "quoted":
        return score >= HINTED or bool(head.authors or head.is_tied or below.metas)
    if head.how == "citation":
        named = score >= HINTED or bool(head.authors)
        return named and len(head.title.split()) >= 2 and not SENTENCE.search(head.title)
    return _is_unlinked_item(head, below, score)


def _is_unlinked_item(head: ItemDraft, below: Below, score: float) -> bool:
    """Whether plain text is a title: by what stands below it, else by its shape alone, and then only if that is clear."""
    words = len(head.title.split())
    if below.metas:
        return score > 0 or (words >= 3 and not title_text.is_mostly_cjk(head.title))
    if len(below.bare) == 1 or any(_same_name(head.title, child) for child in below.bare):
        return not field_labels.is_label_name(head.title)
    if (below.bare and score >= LIKELY) or (head.authors and score >= HINTED):
        return True
    alone = head.how in ("plain", "strong") and not head.prose and (words >= 5 or ":" in head.title)
    return alone and score > SURE


def is_work(head: ItemDraft, lines: list[Line]) -> bool:
    """Whether what was read is a work, rather than a sentence that has a link in it, a label, or a search page."""
    if not head.title or (head.title_url and urls.is_search_page(head.title_url)):
        return False
    if head.how == "link":
        return not head.before or _is_named_in_passing(head)
    if head.how == "local":
        return bool(head.web_links)
    score = title_text.title_score(head.title)
    if head.how in ("plain", "strong", "citation") and SENTENCE.search(head.title):
        return score >= LIKELY + 0.1
    if head.how == "plain" and not head.is_tied:
        return score >= SURE and len(plain(lines[0])) < 300
    if head.how == "plain":
        return (
            len(head.title) <= LONGEST_NAME
            and not field_labels.is_label_name(head.title)
            and not runs_on(head)
        )
    return head.how != "url" or not field_labels.is_label_name(head.title)


def _is_named_in_passing(head: ItemDraft) -> bool:
    """Whether a link behind other text is still what the line is about: a few words before it, or the page of a paper."""
    known = parse_url(head.title_url)
    is_paper = known is not None and known.scheme != "github" and title_text.title_score(head.title) >= LIKELY
    return is_paper or (len(head.before) < 40 and not SENTENCE.search(head.before))


def runs_on(head: ItemDraft) -> bool:
    """Whether an English sentence goes on behind its link, so that what stands before the link is no title."""
    following = head.prose[0] if head.prose else ""
    return (
        len(following) > 20
        and following[0].islower()
        and title_text.title_score(head.title) < LIKELY
        and not title_text.is_mostly_cjk(head.title)
    )


def _same_name(name: str, child: Block) -> bool:
    folded = re.sub(r"[\W_]", "", name).casefold()
    return any(
        folded and folded in re.sub(r"[\W_]", "", piece.href).casefold()
        for line in direct_lines(child)
        for piece in line
    )


def own_work(child: Block) -> bool:
    """Whether a link below an item is a work of its own rather than part of the item's notes."""
    head = read_lines(direct_lines(child))
    return (
        bool(head.title_url)
        and urls.url_kind(head.title_url) in ("paper", "article", "repo")
        and not head.before
    )


def starts(line: Line) -> bool:
    """Whether a line begins an item of running text: with a link that names a work, or a text set off like a title."""
    head = read_lines([line])
    if not head.title or head.before:
        return False
    if head.how in ("link", "url"):
        return True
    if head.how in ("quoted", "strong"):
        return title_text.title_score(head.title) >= LIKELY or bool(head.web_links)
    if head.how == "field":
        return "title" in head.seen
    return (
        bool(head.web_links)
        and len(head.title) <= LONGEST_NAME
        and not SENTENCE.search(head.title)
        and not runs_on(head)
    )


def open_head(run: list[Line]) -> bool:
    """Whether the item that was begun still lacks its links, so that a further line of links belongs to it."""
    head = read_lines(run)
    return head.how in ("quoted", "strong", "field", "plain") and not head.web_links


def continues(block: Block, following: Block) -> bool:
    """Whether a paragraph goes on in the next block: a title without links, then its names and links."""
    head = read_lines(block.lines)
    if not head.title or head.web_links or head.how not in ("quoted", "strong", "plain", "citation"):
        return False
    if following.kind == "list":
        return head.how in ("strong", "quoted") and _is_record(block, following)
    if following.kind != "paragraph" or not following.lines:
        return False
    text = plain([p for line in following.lines for p in line if not p.href])
    has_links = any(
        p.href and urls.is_web(p.href) and not names_work(p) for line in following.lines for p in line
    )
    if not has_links or (
        title_text.title_score(head.title) < LIKELY and head.how not in ("quoted", "strong")
    ):
        return False
    if all(piece.href and not names_work(piece) for line in following.lines for piece in line):
        return True
    return not starts(following.lines[0]) and (
        len(text) < 40
        or author_lists.looks_like_authors(re.split(r"\d{4}|[\[(]", text)[0])
        or bool(field_labels.parse_label(text))
    )


def _is_record(block: Block, following: Block) -> bool:
    """Whether a bold line and what follows it are one work: fields, or links that only say what is behind them."""
    lines = direct_lines(following)
    known = {found.field for line in lines if (found := field_labels.parse_label(plain(line)))}
    return len(known & STRONG_FIELDS) >= 2 or (
        bool(known & {"paper", "title"}) and title_text.title_score(plain(block.lines[0])) >= LIKELY
    )


def split_paragraphs(paragraphs: list[Block]) -> list[list[Line]]:
    """The lines of a list item by the works they are of: a paragraph that starts with a set-off title begins a new one."""
    runs: list[list[Line]] = [list(paragraphs[0].lines)]
    for paragraph in paragraphs[1:]:
        before = read_lines(runs[-1])
        own = read_lines(paragraph.lines)
        if (
            before.title
            and own.how in ("quoted", "strong")
            and own.web_links
            and title_text.title_score(own.title) >= LIKELY
            and before.web_links
        ):
            runs.append(list(paragraph.lines))
        elif not before.web_links or not before.title or (not before.authors and _names_people(paragraph)):
            runs[-1] += paragraph.lines
    return runs


def _names_people(paragraph: Block) -> bool:
    return bool(paragraph.lines) and author_lists.looks_like_authors(plain(paragraph.lines[0]))


def opens_group(block: Block, following: Block) -> bool:
    """Whether a paragraph of nothing but bold text names the list or table that follows it."""
    return bool(bold_name(block)) and following.kind in ("list", "table") and not _is_record(block, following)


def begins_work(block: Block) -> bool:
    """Whether a paragraph begins with the title of a work, set off or linked."""
    if block.kind != "paragraph" or not block.lines:
        return False
    head = read_lines(block.lines[:1])
    return (
        head.how in ("quoted", "strong", "link")
        and title_text.title_score(head.title) >= LIKELY
        and not head.before
    )
