"""Read the blocks of a document that are references: list items, paragraphs and their lines, rows of a table.

    block ── the text of its lines ── reference_strings.parse_reference ──> draft, with the links of the block

A reference says by the places of its parts what they are, so it needs neither the pattern of its list nor the words of
a title. What only resembles one is left to the other readers.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, title_text
from readlist.formats.markdown.block_predicates import all_lines, cites_work
from readlist.formats.markdown.headed_references import read_headed
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.item_classifier import lists_works, sort_children
from readlist.formats.markdown.item_draft import ItemDraft
from readlist.formats.markdown.nested_fields import read_below
from readlist.formats.markdown.pattern_reader import PatternItem, PatternItems
from readlist.formats.markdown.reference_places import EM_CLOSE, EM_OPEN, find_place, find_year
from readlist.formats.markdown.reference_strings import (
    MIN_LENGTH,
    Reference,
    parse_reference,
    split_references,
)
from readlist.formats.markdown.run_in_headings import split_run_in
from readlist.formats.markdown.span_predicates import clean, mark_italics, names_work
from readlist.model import urls
from readlist.model.identifiers import find_identifiers
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line

MAX_LINES = 8
"""Maximum number of lines of a reference."""
MAX_REMARKS = 12
"""Maximum number of blocks below a heading that is a reference."""
MIN_STACKED = 3
"""Minimum number of lines of a title, names and a place."""
MAX_PLACE = 120
"""Maximum number of characters of a place in a line of its own."""
MIN_BOLD_WORDS = 3
"""Minimum number of words in bold that are a whole title."""
MAX_LABEL = 40
"""Maximum number of characters of a label before a reference."""
_LABEL = lazy_pattern(rf"(?P<label>[^:：.,“\"]{{2,{MAX_LABEL}}})[:：]\s+(?=[A-ZÀ-Ž\u4e00-\u9fff])")
_FOUR_DIGITS = lazy_pattern(r"\d{4}")


def read_references(blocks: list[Block]) -> PatternItems:
    """Return the references among blocks and those within them, by the identity of their block."""
    found: PatternItems = {}
    _read_blocks(blocks, found)
    for at, block in enumerate(blocks):
        headed = (
            read_headed(block, blocks[at + 1 : at + 1 + MAX_REMARKS]) if block.kind == "heading" else None
        )
        if headed:
            draft = _to_draft(headed.reference, "", headed.lines, headed.lines)
            found[id(block)] = [PatternItem(draft, block.line, headed.blocks[-1].end, len(headed.blocks))]
        elif block.kind == "heading" and any(piece.href for line in block.lines for piece in line):
            whole = _draft(block.lines, block.lines)
            found |= {id(block): [PatternItem(whole, block.line, block.end, 1)]} if whole else {}
    return found


def choose_items(patterns: PatternItems, references: PatternItems) -> PatternItems:
    """Return the items of both readings: a reference, unless the markup or the other items of its list say otherwise.

    A title in bold, in quotes or in a link is one whatever comes before it; and where most items that a pattern reads
    are no references, one that looks like a reference by chance has the shape of the others.
    """
    both = sum(key in references for key in patterns)
    are_lists = 2 * both < len(patterns)
    kept = {
        key: items
        for key, items in patterns.items()
        if key in references and (are_lists or _is_marked_up(items)) and _differ(items, references[key])
    }
    for key in patterns.keys() & references.keys():
        _complete(patterns[key], references[key])
    return {**patterns, **references, **kept}


def _complete(items: list[PatternItem], others: list[PatternItem]) -> None:
    """Give references what they lack and the pattern of their list finds: the venue, and a label that is no author."""
    for item, other in zip(items, others, strict=False):
        draft, found = other.draft, item.draft
        if draft.title != found.title:
            continue
        if not draft.venue and found.venue:
            draft.venue, draft.venue_year = found.venue, found.venue_year
        if found.label and not found.authors and draft.authors == (found.label,):
            draft.authors = ()
            draft.offer_label(found.label)


def drop_headed(blocks: list[Block], patterns: PatternItems, references: PatternItems) -> PatternItems:
    """Return the items read by patterns without the headings above a reference, whose title it states itself."""
    out = {**patterns}
    for at, block in enumerate(blocks):
        items = patterns.get(id(block)) if block.kind == "heading" and id(block) not in references else None
        if not items:
            continue
        cited = [
            item.draft.title
            for below in blocks[at + 1 : at + items[0].blocks]
            for item in references.get(id(below), [])
        ]
        if cited and not {items[0].draft.title, items[0].draft.venue} & {*cited}:
            del out[id(block)]
    return out


def _is_marked_up(items: list[PatternItem]) -> bool:
    return all(item.draft.title_form in ("link", "local", "quoted", "strong") for item in items)


def _differ(items: list[PatternItem], others: list[PatternItem]) -> bool:
    """Whether two readings of the same blocks find other titles."""
    if len(items) != len(others) or any(
        item.blocks != other.blocks for item, other in zip(items, others, strict=True)
    ):
        return False
    if any(
        other.draft.venue and item.draft.title.startswith(other.draft.venue)
        for item, other in zip(items, others, strict=True)
    ):
        return False  # the pattern takes a place in italics for the title
    if any(_goes_on(item.draft.title, other.draft.title) for item, other in zip(items, others, strict=True)):
        return False  # the pattern takes the first line in italics for the whole title
    if all(other.draft.label for other in others):
        return False  # the pattern takes the heading before the reference for the title
    return any(item.draft.title != other.draft.title for item, other in zip(items, others, strict=True))


def _goes_on(title: str, longer: str) -> bool:
    """Whether a title is only the start of a longer one, which goes on in small letters."""
    rest = longer[len(title) :]
    return longer.startswith(title) and rest[:1] == " " and rest[1:2].islower()


def _read_blocks(blocks: list[Block], found: PatternItems) -> None:
    for block, following in pairwise([*blocks, None]):
        assert block is not None, "only the last element is None"
        if block.kind in ("paragraph", "html") and not block.children:
            items = list(_read_lines(block))
            if items and following and _is_remark(block, following):
                last = items[-1]
                items[-1] = PatternItem(last.draft, last.start, following.end, 1)
                items = [PatternItem(item.draft, item.start, item.end, 2) for item in items]
        elif block.kind == "row":
            items = list(_read_row(block))
        elif block.kind == "item" and block.children and block.children[0].kind == "paragraph":
            items = list(_read_item(block))
        else:
            items = []
        if items:
            found[id(block)] = items
        elif block.children:
            _read_blocks(block.children, found)


def _is_remark(block: Block, following: Block) -> bool:
    """Whether a list that directly follows a reference only says something about it."""
    if following.kind != "list" or following.line != block.end + 1:
        return False
    return not any(
        piece.href or _FOUR_DIGITS.search(piece.text)
        for item in following.children
        for line in all_lines(item)
        for piece in line
    )


def _read_item(block: Block) -> Iterator[PatternItem]:
    """Yield the reference that a list item is, with the links and remarks below it."""
    first, *rest = block.children
    if not any(_FOUR_DIGITS.search(piece.text) for line in first.lines for piece in line):
        return
    children = [item for child in rest if child.kind == "list" for item in child.children]
    if any(map(lists_works, children)) or any(map(cites_work, children)):
        return
    lines = [*first.lines, *(line for child in rest if child.kind == "paragraph" for line in child.lines)]
    if not rest and (run := list(_read_run(first.lines))):
        yield from (PatternItem(draft, block.line, block.end, 1) for draft in run)
        return
    draft = _draft(first.lines, lines)
    if draft:
        read_below(draft, sort_children(children), children)
        yield PatternItem(draft, block.line, block.end, 1)


def _read_lines(block: Block) -> Iterator[PatternItem]:
    """Yield the references of a paragraph: one, or one for each line or run of lines."""
    lines = [line for line in block.lines if line]
    if run := list(_read_run(lines)):
        yield from (PatternItem(draft, block.line, block.end, 1) for draft in run)
        return
    if not any(_FOUR_DIGITS.search(piece.text) for line in lines for piece in line):
        return
    starts = _find_starts(lines)
    if not starts or starts[0]:
        return
    ends = [*(lines[start][0].line - 1 for start in starts[1:]), block.end]
    for (start, stop), end in zip(pairwise([*starts, len(lines)]), ends, strict=True):
        own = lines[start:stop]
        if draft := _draft(own, own):
            yield PatternItem(draft, own[0][0].line, end, 1)


def _read_run(lines: list[Line]) -> Iterator[ItemDraft]:
    """Yield the references of a line that has several: ``Lee (2004). A title. Journal. Berg (2006). …``."""
    if len(lines) != 1 or len(_FOUR_DIGITS.findall(plain(lines[0]))) < 2:
        return
    text = mark_italics(lines[0])
    label = _LABEL.match(text)
    spans = split_references(text) or (split_references(text, label.end()) if label else [])
    for start, end in spans:
        own = [_cut(lines[0], start, end)]
        if draft := _draft(own, own):
            yield draft


def _cut(line: Line, start: int, end: int) -> Line:
    """Return the pieces of a line between two places of its marked text."""
    out: Line = []
    at = 0
    for piece in line:
        marked = mark_italics([piece])
        first, last = max(start - at, 0), min(end - at, len(marked))
        if first < last or (not marked and start < at <= end):
            text = piece.text if piece.href or len(marked) != len(piece.text) else marked[first:last]
            out.append(replace(piece, text=text))
        at += len(marked)
    return out


def _find_starts(lines: list[Line]) -> list[int]:
    """Return the numbers of the lines that start a reference, of which each begins after the one before is complete."""
    starts: list[int] = []
    at = 0
    while at < len(lines):
        end = next(
            (end for end in range(at + 1, min(at + MAX_LINES, len(lines)) + 1) if _parse(lines[at:end])), None
        )
        if end is None:
            at += 1
            continue
        starts.append(at)
        at = end
    return starts


def _read_row(row: Block) -> Iterator[PatternItem]:
    """Yield the reference that is in a cell of a row of a table, or those of its lines if each is one."""
    for cell in row.children:
        drafts = [_draft([line], [line]) for line in cell.lines] if len(cell.lines) > 1 else []
        if drafts and all(drafts):
            yield from (PatternItem(draft, row.line, row.end, 1) for draft in drafts if draft)
            return
        if draft := _draft(cell.lines, [line for other in row.children for line in other.lines]):
            yield PatternItem(draft, row.line, row.end, 1)
            return


def _parse(lines: list[Line]) -> tuple[Reference, str] | None:
    """Parse lines as a reference, perhaps after a label or a heading in bold; return both."""
    if _are_stacked(lines):
        stacked = _read_stacked(lines)
        return (stacked, "") if stacked else None
    if lines and (parts := split_run_in(lines[0])):
        text = " ".join(map(mark_italics, (parts[1], *lines[1:])))
        found = parse_reference(text) if text else None
        if found and found.venue and not found.title.startswith(found.venue):
            return found, parts[0][0].text.strip(" .:：。—–")
    text = " ".join(mark_italics(line) for line in lines).replace(f"{EM_CLOSE} {EM_OPEN}", " ")
    if len(text) < MIN_LENGTH or not _FOUR_DIGITS.search(text):
        return None
    if found := parse_reference(text):
        return found, ""
    label = _LABEL.match(text)
    found = parse_reference(text[label.end() :]) if label else None
    return (found, label["label"].strip(f" *{EM_OPEN}{EM_CLOSE}")) if found and label else None


def _are_stacked(lines: list[Line]) -> bool:
    """Whether the second of several lines is the names, and the first is none: a title, the names and the place."""
    if len(lines) < MIN_STACKED:
        return False
    first, second = plain(lines[0]), plain(lines[1])
    is_open = first.endswith((",", "-", "–", "&", " and")) or author_lists.looks_like_authors(first)
    return not is_open and " " in second and author_lists.looks_like_authors(second, least=1)


def _read_stacked(lines: list[Line]) -> Reference | None:
    """Read a title, the names and the place, each in a line of its own."""
    title, names, place = map(plain, lines[:3])
    year, venue = find_year(place), find_place(place)
    is_plain = not any(piece.style or piece.href for line in lines[:2] for piece in line)
    if not is_plain or not year or not venue or not place[:1].isupper() or len(place) > MAX_PLACE:
        return None
    return Reference(clean(title), author_lists.parse_authors(names), venue, year)


def _draft(own: list[Line], lines: list[Line]) -> ItemDraft | None:
    """Return the draft of the reference that is the text of its ``own`` lines, with the links of all its lines."""
    read = _parse(own)
    if not read or own[0][0].style == "code" or _links_title_before(own[0], read[0].title):
        return None
    return _to_draft(*read, own, lines)


def _links_title_before(line: Line, title: str) -> bool:
    """Whether a line begins with a linked title, so that what follows it is a remark: ``[A Title](…) (1995): words``."""
    first = line[0]
    is_title = names_work(first) and title_text.title_score(first.text) >= title_text.LIKELY
    return is_title and urls.is_web(first.href) and title not in clean(first.text)


def _bold_start(title: str, lines: list[Line]) -> str:
    """Return the text in bold that begins a title and ends before it: what follows is its place."""
    bold = (clean(piece.text) for line in lines for piece in line if piece.style == "strong")
    return next(
        (text for text in bold if len(text.split()) >= MIN_BOLD_WORDS and title.startswith(f"{text} ")), ""
    )


def _to_draft(reference: Reference, label: str, own: list[Line], lines: list[Line]) -> ItemDraft:
    """Return the draft of a reference that is the text of its ``own`` lines."""
    linked = [clean(piece.text) for line in own for piece in line if names_work(piece)]
    longer = next((text for text in linked if text.startswith(reference.title)), "")
    longer = "" if str(reference.year) in longer else longer  # a link around the whole reference
    draft = ItemDraft(title=longer or reference.title, title_form="citation", line=own[0][0].line)
    draft.authors, draft.venue, draft.venue_year = reference.authors, reference.venue, reference.year
    if draft.authors == (draft.title,):
        draft.authors = ()  # a label that is the whole title
    if bold := _bold_start(reference.title, own):
        place = reference.title[len(bold) :].strip(" .,")
        draft.title, draft.venue = bold, find_place(place) or draft.venue
    draft.date = dates_venues.Date(reference.year, reference.month)
    if label:
        draft.offer_label(label)
    for line in lines:
        draft.read_marks(line, plain(line))
        draft.ids += find_identifiers(plain(line))
        for piece in line:
            draft.add_link(piece, "" if piece.bare else piece.text)
    return draft
