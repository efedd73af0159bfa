"""Predicates and accessors of blocks: is it a name, a link or a field, and what does it contain.

They look at syntax only; decisions that need the title score are in ``item_classifier``.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, dates_venues, field_labels
from readlist.formats.markdown.block import Block
from readlist.formats.markdown.inline import badges, plain
from readlist.formats.markdown.item_draft import LINK_FIELDS, ItemDraft
from readlist.formats.markdown.line_reader import read_lines
from readlist.formats.markdown.span_predicates import (
    cites,
    clean,
    has_link,
    is_identifier,
    is_role_link,
    is_web_link,
    names_work,
)
from readlist.formats.markdown.title_text import SENTENCE
from readlist.model import url_finder, urls

if TYPE_CHECKING:
    from readlist.formats.markdown.inline import Line, Piece

_PAPER_WORD = re.compile(r"\b(?:paper|pdf)\b|论文|論文", re.IGNORECASE)
_QUOTED = re.compile(r"\s*(?:《[^《》]{4,200}》|「[^「」]{4,200}」|“[^“”]{8,200}”)\s*[:：]?\s*")
"""A title in quotes, and nothing else."""
_NAMED_TITLE = re.compile(r"(?P<names>[^\"“”:]{3,200}?)[.,]?\s+[\"“][^\"“”]{8,300}[\"”][.,]?\s*")
MIN_FACTS = 2
"""Number of items after a linked title that are its names, and its venue and year."""
MIN_HEADING_WORDS = 3
"""Minimum number of words of a heading that is the title of the paper linked below it."""
MIN_OWN_PAPERS = 2
"""Minimum number of bullets below a list item that have papers of their own."""
MIN_OWN_WORDS = 2
"""Minimum number of words before the link to such a paper."""
STRONG_FIELDS = frozenset(
    ("title", "paper", "code", "authors", "org", "venue", "tags", "date", "abstract", "project")
)


def heading_text(block: Block) -> str:
    """Return the text of a heading without markup."""
    lines = ([piece for piece in line if not _leads_up(piece)] for line in block.lines)
    text = " ".join(map(plain, lines)) or " ".join(b.text for line in block.lines for b in badges(line))
    text = re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", text)
    return " ".join(text.split()).strip("#").strip()


def _leads_up(piece: Piece) -> bool:
    """Whether a piece of a heading is only a sign that links to a place on its page, as to its contents: ``[^](#top)``."""
    return urls.is_page_anchor(piece.href) and not any(map(str.isalnum, piece.text))


def cites_title(line: Line) -> bool:
    """Whether a line is only names and a title in quotes: ``Quill, A., and Berg, T. "A Title."``."""
    found = _NAMED_TITLE.fullmatch(plain(line))
    return found is not None and author_lists.looks_like_authors(found["names"], least=1)


def direct_lines(block: Block) -> list[Line]:
    """Return a block's own lines: of a list item, those of its first paragraph; of a list, those of its items."""
    if block.kind == "list":
        return [line for item in block.children for line in direct_lines(item)]
    if block.kind == "item":
        return block.children[0].lines if block.children and block.children[0].kind == "paragraph" else []
    return block.lines


def all_lines(block: Block) -> list[Line]:
    """Return the lines of a block and of all its descendants."""
    out = list(block.lines)
    for child in block.children:
        out += all_lines(child)
    return out


def label_of(child: Block) -> field_labels.Labelled | None:
    """Parse the first line of a block as a labelled field; None if it is not one."""
    lines = direct_lines(child)
    return field_labels.parse_label(plain(lines[0])) if lines else None


def nest_fields(items: list[Block]) -> list[Block]:
    """Move labelled fields on the same level as their item below the item that precedes them."""
    out: list[Block] = []
    rest = list(items)
    while rest:
        item, *rest = rest
        own = list(takewhile(_is_single_field, rest)) or _facts_after(item, rest)
        if (label := label_of(item)) and label.field == "title" and _is_flat(item):
            own = list(takewhile(lambda field: not _states(field, "title"), own))
        if own and (not label_of(own[0]) or (_lacks_fields(item) and _are_fields_of_one(own))):
            rest = rest[len(own) :]
            below = Block("list", own[0].line, own[-1].end, children=own)
            item = Block("item", item.line, own[-1].end, children=[*item.children, below])
        out.append(item)
    return out


def _facts_after(item: Block, rest: list[Block]) -> list[Block]:
    """Return the two items after one that links a title if they are only its names, and its venue and year."""
    facts = rest[:2]
    if len(facts) < MIN_FACTS or not all(map(_is_flat, [item, *facts])):
        return []
    names, place = (plain(lines[0]) if len(lines := direct_lines(fact)) == 1 else "" for fact in facts)
    if not place[-2:].isdigit() or any(map(_has_web_link, facts)) or not has_linked_title(item):
        return []
    is_placed = dates_venues.parse_dated_venue(place) or dates_venues.parse_unlisted_venue(place)
    return facts if is_placed and author_lists.looks_like_authors(names) else []


def _is_single_field(item: Block) -> bool:
    """Whether a list item is a labelled field with nothing below it; with fields below it, it is a work of its own."""
    return bool(label_of(item)) and _is_flat(item)


def _is_flat(item: Block) -> bool:
    return not any(child.kind == "list" for child in item.children)


def _lacks_fields(item: Block) -> bool:
    """Whether the fields of a list item may follow it: it is a title, or has no web link and is not a field itself."""
    label = label_of(item)
    return (label.field == "title" and _is_flat(item)) if label else not _has_web_link(item)


def _states(item: Block, name: str) -> bool:
    """Whether a list item is a labelled field of this name."""
    label = label_of(item)
    return label is not None and label.field == name


def has_links(block: Block) -> bool:
    """Return whether any line of a block, or of one within it, has a link."""
    return any(piece.href for line in all_lines(block) for piece in line)


def _has_web_link(block: Block) -> bool:
    """Whether a block's own lines contain a web link."""
    return any(is_web_link(piece) for line in direct_lines(block) for piece in line)


def _are_fields_of_one(children: list[Block]) -> bool:
    """Whether labelled list items describe one work: its title, or at least two different fields, but not two titles."""
    found = [label for child in children if (label := label_of(child))]
    strong = [label.field for label in found if label.field in STRONG_FIELDS]
    return ("title" in strong or len(set(strong)) >= 2) and strong.count("title") <= 1


def is_bold(first: Block) -> bool:
    """Whether a block is one bold text and links; if only labelled fields follow below, they all belong to it."""
    return (
        len(first.lines) == 1
        and first.lines[0][0].style == "strong"
        and all(piece.href or not piece.text.strip(" []") for piece in first.lines[0][1:])
    )


def is_meta(child: Block) -> bool:
    """Whether a block starts with a line of metadata: date, venue, organisation (``ItemDraft.read_meta``)."""
    lines = direct_lines(child)
    return bool(lines) and not has_link(lines[0]) and ItemDraft().read_meta(plain(lines[0]))


def has_linked_title(block: Block) -> bool:
    """Whether a block starts with a web link whose text names a work."""
    lines = direct_lines(block)
    if not lines or not any(map(names_work, lines[0])):
        return False
    if field_labels.parse_label(plain(lines[0])) and not lines[0][0].href:
        return False
    draft = read_lines(lines[:1])
    return draft.title_form == "link" and bool(draft.title_url) and not draft.before


def cites_work(bullet: Block) -> bool:
    """Whether a list item is a title and the link of its citation: ``The Art of Mills. [Knuth (1974)](…)``."""
    lines = direct_lines(bullet)
    if len(lines) != 1 or lines[0][0].href:
        return False
    links = [piece for piece in lines[0] if is_web_link(piece)]
    return len(links) == 1 and cites(links[0].text)


def own_papers(bullets: list[Block]) -> list[Block]:
    """Return the bullets below a list item that are each a title with a link to its paper, if there are several.

    ``A Mill [[paper](…)]``, ``A Weir [[SOSP'13](…)]``: one work has one paper.
    """
    found = [bullet for bullet in bullets if _has_own_paper(bullet)]
    return found if len(found) >= MIN_OWN_PAPERS else []


def _has_own_paper(bullet: Block) -> bool:
    """Whether a list item is words, and after them only links in brackets, of which one is named as a paper or a meeting."""
    lines = direct_lines(bullet)
    line = lines[0] if len(lines) == 1 else []
    title, rest = line[:1], line[1:]
    if not rest or title[0].href or len(title[0].text.split()) < MIN_OWN_WORDS:
        return False
    if any(piece.text.strip(" []()|,") for piece in rest if not piece.href):
        return False
    links = [piece for piece in rest if is_web_link(piece)]
    names = [piece.text.strip(" []()") for piece in links]
    return any(name.casefold() == "paper" or dates_venues.parse_dated_venue(name) for name in names)


def is_link_only(child: Block) -> bool:
    """Whether a list item is only a link, with or without a word for its target (``code: https://…``)."""
    lines = direct_lines(child)
    if len(lines) != 1 or not any(map(is_web_link, lines[0])):
        return False
    text = " ".join(piece.text for piece in lines[0] if not piece.href).strip(" :：[]()-")
    return len(text) <= 24 and all(
        piece.bare or url_finder.is_generic(piece.text) for piece in lines[0] if is_web_link(piece)
    )


def bold_name(block: Block) -> str:
    """Return the text of a paragraph that is entirely bold, as the name of what follows it; else an empty string."""
    if len(block.lines) != 1 or any(
        piece.href or piece.style != "strong" for piece in block.lines[0] if piece.text.strip(" :：")
    ):
        return ""
    text = plain(block.lines[0])
    return clean(text) if len(text) <= 60 else ""


def group_name(first: Block) -> str:
    """Return the name of the group that a list item opens; an empty string if its text is a sentence or a label."""
    marks = [badge.text.strip() for line in first.lines for badge in badges(line)]
    if marks:
        return marks[0]
    text = clean(plain(first.lines[0])) if len(first.lines) == 1 else ""
    is_name = len(text) <= 60 and not SENTENCE.search(text) and not _is_plain_label(text)
    return text if is_name else ""


def _is_plain_label(text: str) -> bool:
    return field_labels.is_label_name(text) and field_labels.label_field(text) in (
        *LINK_FIELDS,
        "title",
        "notes",
    )


def append(block: Block, paragraph: Block) -> None:
    """Append a paragraph to the last item of a list."""
    last = block.children[-1]
    last.children.append(paragraph)
    last.end = block.end = paragraph.end


def _states_facts(block: Block) -> bool:
    """Whether the items of a list state the people, the venue and the date of a work."""
    return {"authors", "venue", "date"} <= _stated(_labels(direct_lines(block)))


def is_body(block: Block) -> bool:
    """Whether a block below a heading that is an item may belong to that item: text or fields, not a list of works."""
    if block.kind == "list":
        linked = sum(map(has_linked_title, block.children))
        return not linked or (linked == 1 and _states_facts(block))
    return block.kind in ("paragraph", "code", "quote", "rule")


def fields_follow(body: list[Block]) -> bool:
    """Whether the first block below a heading consists mostly of labelled fields of one work."""
    if not body or (body[0].kind == "list" and not all(map(_is_flat, body[0].children))):
        return False
    if body[0].kind == "list" and any(map(_is_titled_record, body[0].children)):
        return False
    lines = direct_lines(body[0])
    found = _labels(lines)
    names = [label.field for label in found]
    if len(found) * 2 < len(lines) or names.count("title") > 1:
        return False
    stated = _stated(found) & STRONG_FIELDS
    return len(stated) >= 2 or bool(stated & {"paper", "title"})


def _is_titled_record(item: Block) -> bool:
    """Whether a list item is a text in bold on a line of its own, and labelled fields below it: a work by itself."""
    first, *rest = direct_lines(item) or [[]]
    is_bold = bool(first) and all(piece.style == "strong" and not piece.href for piece in first)
    return is_bold and bool(rest) and not _labels([first]) and len(_labels(rest)) == len(rest)


def links_follow(heading: Block, body: list[Block]) -> bool:
    """Whether only links that say Paper or PDF, and perhaps code, stand first below a heading with a title."""
    lines = direct_lines(body[0]) if body and body[0].kind in ("list", "paragraph") else []
    pieces = [piece for line in lines for piece in line if piece.text.strip(" []()|·,/•")]
    if not pieces or not all(_is_link(piece) and url_finder.is_generic(piece.text) for piece in pieces):
        return False
    has_paper = any(
        urls.link_role(piece.href, piece.text) in ("paper", "pdf") or _PAPER_WORD.search(piece.text)
        for piece in pieces
    )
    return (
        has_paper
        and len(heading_text(heading).split()) >= MIN_HEADING_WORDS
        and not heading_text(heading).endswith(":")
    )


def _is_link(piece: Piece) -> bool:
    """Whether a piece is a link, to the web or to a file beside the note."""
    return bool(piece.href) and not urls.is_page_anchor(piece.href)


def states_title(body: list[Block]) -> bool:
    """Whether a labelled field of the first block is a title."""
    return any(label.field == "title" for label in _labels(direct_lines(body[0])))


def _labels(lines: list[Line]) -> list[field_labels.Labelled]:
    """Return the labelled fields among some lines; an ID written with its scheme (``arXiv:…``) is not one."""
    texts = [text for text in map(plain, lines) if not is_identifier(text)]
    return [label for text in texts if (label := field_labels.parse_label(text))]


def _stated(labels: list[field_labels.Labelled]) -> set[str]:
    """Return the names of the fields that have a value."""
    return {label.field for label in labels if label.value}


def links_of_last(block: Block, following: Block) -> bool:
    """Whether a paragraph of links after a list belongs to the list's last item, which has no link of its own."""
    if following.kind != "paragraph" or not following.lines or not block.children:
        return False
    last = block.children[-1]
    return all(map(is_role_link, following.lines[0])) and bool(direct_lines(last)) and not _has_web_link(last)


def is_labelled_record(first: Block, children: list[Block]) -> bool:
    """Whether a list item is a record: labelled fields of one work among its children or in its own lines."""
    label = label_of(first)
    leads = label and label.field in ("title", "paper")
    found = _labels(first.lines if leads else first.lines[1:])
    found += [label for child in children if (label := label_of(child))]
    known, stated = {label.field for label in found}, _stated(found)
    if "title" in known:
        return True
    if sum(map(has_linked_title, children)) >= 2:
        return False
    if len(known & STRONG_FIELDS) >= 2 or stated & {"paper", "authors", "venue"}:
        return True
    is_marked = is_bold(first) or bool(_QUOTED.fullmatch(" ".join(map(plain, first.lines))))
    return bool(stated - {"notes"}) and is_marked and all(map(label_of, children))


def short_text(child: Block) -> str:
    """Return the text of a list item that is one short phrase without a link; else an empty string."""
    lines = direct_lines(child)
    if not lines or has_link(lines[0]):
        return ""
    text = clean(plain(lines[0]))
    return text if len(text) <= 120 and not SENTENCE.search(text) else ""


def records_of(items: list[Block]) -> list[str]:
    """Return the first lines of the list items that have others below."""
    with_list = [item for item in items if any(child.kind == "list" for child in item.children)]
    return [plain(lines[0]) for item in with_list if (lines := direct_lines(item))]
