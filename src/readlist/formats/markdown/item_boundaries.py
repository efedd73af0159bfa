"""Find where one work of a list ends and the next begins: in a line, in a list item, and between blocks.

line        one linked title, or two that "and" joins                     pairs_works, starts_item
list item   the lines of one work, of several, or of a group's name       split_paragraphs, names_group
blocks      a title and, below it, the rest of its work or a group's      continues_below, opens_group, begins_work
"""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, field_labels, title_text
from readlist.formats.markdown.block_predicates import (
    STRONG_FIELDS,
    bold_name,
    cites_title,
    direct_lines,
    has_linked_title,
    label_of,
)
from readlist.formats.markdown.inline import Piece, plain
from readlist.formats.markdown.item_classifier import MAX_NAME_LENGTH, runs_on
from readlist.formats.markdown.item_draft import LINK_FIELDS
from readlist.formats.markdown.line_reader import read_lines
from readlist.formats.markdown.span_predicates import has_link, is_role_link, is_web_link
from readlist.formats.markdown.title_text import LIKELY, SENTENCE
from readlist.model import urls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line
    from readlist.formats.markdown.item_draft import ItemDraft

_AND_BETWEEN = re.compile(
    r"(?P<own>\s*+(?:[(（\[][^()（）\[\]]{2,30}[)）\]])?)\s*+(?:,|;|，|、|/|\+)?\s*+(?:\band|&|和|及|与|,|;|\+|/)\s*(?:[Tt]he\s+)?"
)
"""What stands between two works in one line: the year of the first, and a word or sign that joins them."""
_YEAR_AFTER = re.compile(rf"\s*[(（\[]{dates_venues.YEAR}[)）\]]")
_BRACKETS = re.compile(r"\s*[(（\[][^()（）\[\]]{1,30}[)）\]]\s*$")
_CONTINUES = re.compile(r"\s*(?:[a-z]|I\b)")
MIN_BOLD_WORDS = 3
"""Minimum number of words of a line in bold that is a title by its place alone."""


def opens_in_bold(lines: list[Line]) -> bool:
    """Whether the first of several lines is a title entirely in bold, with links of the work on a later line."""
    first = lines[0] if len(lines) > 1 else []
    is_bold_line = bool(first) and all(
        piece.style == "strong" and not piece.href for piece in first if piece.text.strip(" .:")
    )
    links = [piece for line in lines[1:] for piece in line if is_role_link(piece) and is_web_link(piece)]
    return (
        is_bold_line
        and bool(links)
        and len(plain(first).split()) >= MIN_BOLD_WORDS
        and not field_labels.parse_label(plain(first))
    )


def starts_item(line: Line) -> bool:
    """Whether a line of running text starts an item: with a link that names a work, or a title in markup."""
    draft = read_lines([line])
    if not draft.title or draft.before:
        return False
    if draft.title_form in ("link", "url"):
        return not (len(line) > 1 and author_lists.looks_like_authors(plain(line)))
    if draft.title_form in ("quoted", "strong"):
        return title_text.title_score(draft.title) >= LIKELY or bool(draft.web_links)
    if draft.title_form == "field":
        return "title" in draft.seen_fields
    return bool(draft.web_links) and _is_name_before_link(draft)


def _is_name_before_link(draft: ItemDraft) -> bool:
    is_short = len(draft.title) <= MAX_NAME_LENGTH and not SENTENCE.search(draft.title)
    return is_short and not runs_on(draft)


def lacks_links(run: list[Line]) -> bool:
    """Whether the last item has no links yet, so that a following line of links belongs to it."""
    draft = read_lines(run)
    return draft.title_form in ("quoted", "strong", "field", "plain") and not draft.web_links


def continues_below(block: Block, following: Block) -> bool:
    """Whether a paragraph continues in the next block: a title without links, then its authors and links."""
    draft = read_lines(block.lines)
    if (
        not draft.title
        or draft.web_links
        or draft.title_form not in ("quoted", "strong", "plain", "citation")
    ):
        return False
    is_marked_up = draft.title_form in ("quoted", "strong")
    if following.kind == "list":
        is_title = is_marked_up or title_text.title_score(draft.title) >= LIKELY
        return is_title and _is_record(block, following)
    if following.kind != "paragraph" or not following.lines:
        return False
    return (is_marked_up or title_text.title_score(draft.title) >= LIKELY) and _completes(following)


def _completes(paragraph: Block) -> bool:
    """Whether a paragraph has the links of the title above it: only links, or links after names, a label or a few words."""
    pieces = [piece for line in paragraph.lines for piece in line]
    links = [piece for piece in pieces if is_role_link(piece)]
    if not any(map(is_web_link, links)):
        return False
    return len(links) == len(pieces) or (not starts_item(paragraph.lines[0]) and _leads_to_links(pieces))


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
    if "paper" in known and bold_name(block) and all(field_labels.parse_label(plain(line)) for line in lines):
        return True
    return len(known & STRONG_FIELDS) >= 2 or (
        bool(known & {"paper", "title"}) and title_text.title_score(plain(block.lines[0])) >= LIKELY
    )


_OF_WORK = frozenset(("authors", "venue", "date", *LINK_FIELDS))
"""Fields that only a work has."""


def split_paragraphs(paragraphs: list[Block]) -> list[list[Line]]:
    """Split the lines of a list item by work: a paragraph that starts with a title in markup starts a new one."""
    runs: list[list[Line]] = [list(paragraphs[0].lines)]
    for paragraph in paragraphs[1:]:
        before = read_lines(runs[-1])
        if not before.title or not before.web_links or _repeats_title(before, read_lines(paragraph.lines)):
            runs[-1] += paragraph.lines
        elif _is_marked_up_work(read_lines(paragraph.lines)):
            runs.append(list(paragraph.lines))
        elif (not before.authors and _names_people(paragraph)) or _states_field(paragraph):
            runs[-1] += paragraph.lines
    return runs


def _states_field(paragraph: Block) -> bool:
    """Whether a paragraph is a labelled field of the work above it: ``Authors: …``."""
    label = label_of(paragraph)
    return label is not None and label.field in _OF_WORK


def _repeats_title(before: ItemDraft, draft: ItemDraft) -> bool:
    """Whether a paragraph links the same title again, to another place: ``code [T](…)``, ``paper [T](…)``."""
    return draft.title_form == "link" and _fold(draft.title) == _fold(before.title)


def _fold(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def names_again(title: str, child: Block) -> bool:
    """Whether a linked title below an item is the item's own, but for a nickname in brackets."""
    linked = read_lines(direct_lines(child)[:1]).title
    return _fold(_BRACKETS.sub("", title)) == _fold(_BRACKETS.sub("", linked))


def names_group(paragraphs: list[Block]) -> bool:
    """Whether the first paragraph of a list item is the name of a group, with a paragraph for each of its works below."""
    first, *rest = paragraphs
    named = [paragraph for paragraph in rest if has_linked_title(paragraph)]
    return (
        len(named) >= 2
        and 2 * len(named) >= len(rest)
        and not any(map(is_web_link, chain.from_iterable(first.lines)))
    )


def pairs_works(line: Line) -> list[Line]:
    """Split a line of two linked titles (``[A](…) (2003) and [B](…) (2006): …``) into one line for each."""
    named = [at for at, piece in enumerate(line) if _links_title(piece)]
    if len(named) < 2:
        named = _dated_links(line)
    if len(named) != 2 or line[named[0]].href == line[named[1]].href or named[1] != named[0] + 2:
        return [line]
    between = _AND_BETWEEN.fullmatch(line[named[0] + 1].text)
    if not between or line[named[0] + 1].href:
        return [line]
    own = Piece(between["own"], line[named[0]].line)
    return [[*line[: named[0] + 1], *([own] if own.text.strip() else [])], line[named[1] :]]


def _dated_links(line: Line) -> list[int]:
    """Return the places of the links of some words that a year in brackets follows."""
    return [
        at
        for at, (piece, after) in enumerate(pairwise(line))
        if is_web_link(piece)
        and " " in piece.text.strip()
        and not after.href
        and _YEAR_AFTER.match(after.text)
    ]


def _links_title(piece: Piece) -> bool:
    return (
        is_web_link(piece)
        and title_text.title_score(piece.text) >= LIKELY
        and urls.url_kind(piece.href) != "repo"
    )


def _is_marked_up_work(draft: ItemDraft) -> bool:
    is_marked_up = draft.title_form in ("quoted", "strong") and bool(draft.web_links)
    return is_marked_up and title_text.title_score(draft.title) >= LIKELY


def _names_people(paragraph: Block) -> bool:
    return bool(paragraph.lines) and author_lists.looks_like_authors(plain(paragraph.lines[0]))


def opens_group(block: Block, following: Block) -> bool:
    """Whether a paragraph that is entirely bold names the list or table that follows it."""
    return bool(bold_name(block)) and following.kind in ("list", "table") and not _is_record(block, following)


def begins_work(block: Block) -> bool:
    """Whether a paragraph starts with the title of a work, in markup or as a link."""
    if block.kind != "paragraph" or not block.lines:
        return False
    draft = read_lines(block.lines[:1])
    return (
        draft.title_form in ("quoted", "strong", "link")
        and title_text.title_score(draft.title) >= LIKELY
        and not draft.before
    )


def split_runs(lines: list[Line], *, opens: bool) -> list[list[Line]]:
    """Split running lines into items; prose before the first and after a later one is left out."""
    runs: list[list[Line]] = []
    for number, line in enumerate(lines):
        is_start = starts_item(line) and not (number and _goes_on(lines[number - 1], line))
        is_whole = cites_title(line)
        if (opens and not number) or is_whole or (is_start and not (runs and lacks_links(runs[-1]))):
            runs.append([line])
        elif runs and (not _is_sentence(line) or (len(runs) == 1 and has_link(line))):
            runs[-1].append(line)
    return runs


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a sentence of the line before goes on with a link and small letters after it, as in prose that is wrapped."""
    end, after = before[-1], line[1] if len(line) > 1 else None
    is_open = (
        not end.href and not end.style and len(plain(before).split()) > 1 and end.text.rstrip()[-1:].isalnum()
    )
    return is_open and (line[0].href != "" and after is not None and bool(_CONTINUES.match(after.text)))


def _is_sentence(line: Line) -> bool:
    """Whether a line has the marks of a sentence, and is not a labelled field, whose initials have full stops too."""
    text = plain(line)[:200]
    return bool(SENTENCE.search(text)) and field_labels.parse_label(text) is None


def opens_in_quotes(draft: ItemDraft, lines: list[Line]) -> bool:
    """Whether a paragraph begins with a title in quotes, and has a link below that line."""
    if draft.title_form != "quoted" or not draft.web_links or len(lines) < 2 or has_link(lines[0]):
        return False
    return plain(lines[0])[:1] in ('"', "“", "「", "『", "《")


def split_pair(run: list[Line]) -> list[list[Line]]:
    return [[line] for line in pairs_works(run[0])] if len(run) == 1 else [run]


def spans(first_lines: list[int], end: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of each of several consecutive parts, the last of which ends at ``end``."""
    return ((start, max(start, following - 1)) for start, following in pairwise([*first_lines, end + 1]))
