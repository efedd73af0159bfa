"""Classify lines: a work, the start of a work, the continuation of a work, or prose.

title score   SURE     a title without other evidence
              LIKELY   a title with other evidence, such as a link
              HINTED   a title if quoted or next to author names
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, field_labels, title_text
from readlist.formats.markdown.block_predicates import (
    STRONG_FIELDS,
    bold_name,
    direct_lines,
    is_meta,
    link_only,
    linked_title,
)
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.line_reader import read_lines
from readlist.formats.markdown.span_predicates import is_web_link, says_role
from readlist.formats.markdown.title_text import HINTED, LIKELY, SENTENCE, SURE
from readlist.model import urls
from readlist.model.identifiers import parse_url

if TYPE_CHECKING:
    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line, Piece
    from readlist.formats.markdown.item_draft import ItemDraft

LONGEST_NAME = 160
"""Maximum length, in characters, of plain text that is a title only because a link follows it."""


@dataclass(frozen=True, slots=True)
class Below:
    """The children of a list item by their form: metadata (date, venue), links that name works, bare links."""

    metas: list[Block]
    titled: list[Block]
    bare: list[Block]


def sort_children(children: list[Block]) -> Below:
    """Group the children of a list item by their form; only the first two can be metadata."""
    return Below(
        metas=[child for child in children[:2] if is_meta(child)],
        titled=[child for child in children if linked_title(child)],
        bare=[child for child in children if link_only(child)],
    )


def is_item(head: ItemDraft, lines: list[Line], below: Below) -> bool:
    """Whether a list item is a work, given what is below it."""
    if not head.title:
        return False
    if head.how in ("link", "url", "field"):
        return is_work(head, lines)
    if head.how == "local":
        return _is_local_item(head, below)
    if head.is_tied and not SENTENCE.search(plain(lines[0]) if head.how == "plain" else head.title):
        return is_work(head, lines)
    return not _is_list_of_works(head, below) and _is_unlinked_item(head, below)


def _is_local_item(head: ItemDraft, below: Below) -> bool:
    """Whether a link to the writer's own notes names a work: there is another link, or the text reads like a title."""
    if below.titled:
        return False
    return head.is_tied or bool(below.metas or below.bare) or title_text.title_score(head.title) >= SURE


def _is_list_of_works(head: ItemDraft, below: Below) -> bool:
    """Whether a text is only the heading of the works below it."""
    is_one_sure = len(below.titled) == 1 and title_text.title_score(head.title) >= SURE
    return bool(below.titled) and not is_one_sure


def _is_unlinked_item(head: ItemDraft, below: Below) -> bool:
    """Whether a text without its own link is a title."""
    score = title_text.title_score(head.title)
    if head.how == "quoted":
        return score >= HINTED or bool(head.authors or head.is_tied or below.metas)
    if head.how == "citation":
        return (score >= HINTED or bool(head.authors)) and _is_phrase(head.title)
    return _is_plain_item(head, below, score)


def _is_phrase(text: str) -> bool:
    return len(text.split()) >= 2 and not SENTENCE.search(text)


def _is_plain_item(head: ItemDraft, below: Below, score: float) -> bool:
    """Whether plain text is a title: because of what is below it, or, if its score is high, by its form alone."""
    if below.metas:
        return score > 0 or (len(head.title.split()) >= 3 and not title_text.is_mostly_cjk(head.title))
    if len(below.bare) == 1 or any(_same_name(head.title, child) for child in below.bare):
        return not field_labels.is_label_name(head.title)
    if (below.bare and score >= LIKELY) or (head.authors and score >= HINTED):
        return True
    return score > SURE and _stands_alone(head)


def _stands_alone(head: ItemDraft) -> bool:
    """Whether a line is only a text long enough for a title."""
    is_whole = head.how in ("plain", "strong") and not head.prose
    return is_whole and (len(head.title.split()) >= 5 or ":" in head.title)


def is_work(head: ItemDraft, lines: list[Line]) -> bool:
    """Whether a draft is a work, rather than a sentence with a link in it, a label, or a search page."""
    if not head.title or (head.title_url and urls.is_search_page(head.title_url)):
        return False
    if head.how == "link":
        return not head.before or _is_named_in_passing(head)
    if head.how == "local":
        return bool(head.web_links)
    if head.how in ("plain", "strong", "citation") and SENTENCE.search(head.title):
        return title_text.title_score(head.title) >= LIKELY + 0.1
    if head.how == "plain":
        return _is_plain_work(head, lines)
    return head.how != "url" or not field_labels.is_label_name(head.title)


def _is_plain_work(head: ItemDraft, lines: list[Line]) -> bool:
    """Whether text without markup is a title: because a link follows it, or by its form alone."""
    if not head.is_tied:
        return title_text.title_score(head.title) >= SURE and len(plain(lines[0])) < 300
    is_short = len(head.title) <= LONGEST_NAME and not field_labels.is_label_name(head.title)
    return is_short and not runs_on(head)


def _is_named_in_passing(head: ItemDraft) -> bool:
    """Whether a link after other text is the subject of the line: few words precede it, or it leads to a paper."""
    known = parse_url(head.title_url)
    is_paper = known is not None and known.scheme != "github" and title_text.title_score(head.title) >= LIKELY
    return is_paper or (len(head.before) < 40 and not SENTENCE.search(head.before))


def runs_on(head: ItemDraft) -> bool:
    """Whether an English sentence continues after its link, so that the text before the link is not a title."""
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
    """Whether a link below an item is a separate work rather than part of the item's notes."""
    head = read_lines(direct_lines(child))
    return (
        bool(head.title_url)
        and urls.url_kind(head.title_url) in ("paper", "article", "repo")
        and not head.before
    )


def starts(line: Line) -> bool:
    """Whether a line of running text starts an item: with a link that names a work, or a title in markup."""
    head = read_lines([line])
    if not head.title or head.before:
        return False
    if head.how in ("link", "url"):
        return True
    if head.how in ("quoted", "strong"):
        return title_text.title_score(head.title) >= LIKELY or bool(head.web_links)
    if head.how == "field":
        return "title" in head.seen
    return bool(head.web_links) and _is_name_before_link(head)


def _is_name_before_link(head: ItemDraft) -> bool:
    is_short = len(head.title) <= LONGEST_NAME and not SENTENCE.search(head.title)
    return is_short and not runs_on(head)


def open_head(run: list[Line]) -> bool:
    """Whether the last item has no links yet, so that a following line of links belongs to it."""
    head = read_lines(run)
    return head.how in ("quoted", "strong", "field", "plain") and not head.web_links


def continues(block: Block, following: Block) -> bool:
    """Whether a paragraph continues in the next block: a title without links, then its authors and links."""
    head = read_lines(block.lines)
    if not head.title or head.web_links or head.how not in ("quoted", "strong", "plain", "citation"):
        return False
    is_set_off = head.how in ("quoted", "strong")
    if following.kind == "list":
        return is_set_off and _is_record(block, following)
    if following.kind != "paragraph" or not following.lines:
        return False
    return (is_set_off or title_text.title_score(head.title) >= LIKELY) and _completes(following)


def _completes(paragraph: Block) -> bool:
    """Whether a paragraph has the links of the title above it: only links, or links after names, a label or a few words."""
    pieces = [piece for line in paragraph.lines for piece in line]
    links = [piece for piece in pieces if says_role(piece)]
    if not any(map(is_web_link, links)):
        return False
    return len(links) == len(pieces) or (not starts(paragraph.lines[0]) and _leads_to_links(pieces))


def _leads_to_links(pieces: list[Piece]) -> bool:
    """Whether the text between the links of a paragraph is only names, a label or a few words."""
    text = plain([piece for piece in pieces if not piece.href])
    if len(text) < 40 or field_labels.parse_label(text):
        return True
    return author_lists.looks_like_authors(re.split(r"\d{4}|[\[(]", text)[0])


def _is_record(block: Block, following: Block) -> bool:
    """Whether a bold line and the list that follows it are one work: the list has fields of a work."""
    lines = direct_lines(following)
    known = {found.field for line in lines if (found := field_labels.parse_label(plain(line)))}
    return len(known & STRONG_FIELDS) >= 2 or (
        bool(known & {"paper", "title"}) and title_text.title_score(plain(block.lines[0])) >= LIKELY
    )


def split_paragraphs(paragraphs: list[Block]) -> list[list[Line]]:
    """Split the lines of a list item by work: a paragraph that starts with a title in markup starts a new one."""
    runs: list[list[Line]] = [list(paragraphs[0].lines)]
    for paragraph in paragraphs[1:]:
        before = read_lines(runs[-1])
        if not before.title or not before.web_links:
            runs[-1] += paragraph.lines
        elif _is_set_off_work(read_lines(paragraph.lines)):
            runs.append(list(paragraph.lines))
        elif not before.authors and _names_people(paragraph):
            runs[-1] += paragraph.lines
    return runs


def _is_set_off_work(head: ItemDraft) -> bool:
    is_set_off = head.how in ("quoted", "strong") and bool(head.web_links)
    return is_set_off and title_text.title_score(head.title) >= LIKELY


def _names_people(paragraph: Block) -> bool:
    return bool(paragraph.lines) and author_lists.looks_like_authors(plain(paragraph.lines[0]))


def opens_group(block: Block, following: Block) -> bool:
    """Whether a paragraph that is entirely bold names the list or table that follows it."""
    return bool(bold_name(block)) and following.kind in ("list", "table") and not _is_record(block, following)


def begins_work(block: Block) -> bool:
    """Whether a paragraph starts with the title of a work, in markup or as a link."""
    if block.kind != "paragraph" or not block.lines:
        return False
    head = read_lines(block.lines[:1])
    return (
        head.how in ("quoted", "strong", "link")
        and title_text.title_score(head.title) >= LIKELY
        and not head.before
    )
