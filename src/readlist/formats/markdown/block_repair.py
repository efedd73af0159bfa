"""Put together what belongs to one work, and apart what does not, where blank lines and indentation say otherwise.

**A title**  names  [link]  **A title**  names  [link]     a paragraph of several works: a paragraph for each
1.  **A title.** ICLR, 2020. [paper](…)                     an item, and its names in italics, indented too little:
   *Ada Quill, Björn Berg*                                  the names are part of the item
**A title** (ICLR 2020) [paper](…)                          lines that each begin a work: a paragraph for each
**Another title** (ICML 2021) [paper](…)
A title (arXiv:2106.09685)                               lines that each end in another ID: likewise
Another title (arXiv:2106.09686)
A line                                                      lines that are each names and a title in quotes:
Quill, A., and Berg, T. "A Title."                          likewise
**A title**. Ada Quill. ICLR 2020.                          a list of nothing but the links of the work above it:
- [paper](…)                                                more of its paragraph
**Authors**: Ada Quill                                      fields of a work below its heading, with blank lines
                                                            between: one paragraph
**Venue**: ICLR 2020
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists
from readlist.formats.markdown.block import RUN_IN
from readlist.formats.markdown.block_predicates import all_lines, append, cites_title, direct_lines
from readlist.formats.markdown.field_labels import parse_label
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.span_predicates import is_role_link, is_web_link
from readlist.model import urls
from readlist.model.identifiers import find_identifiers, parse_url

if TYPE_CHECKING:
    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line

MAX_CLOSING = 60
"""Maximum number of characters of an ID at the end of a line."""
_CLOSING_ID = re.compile(r"\b(?:arxiv|doi)\s?:\s?\S+$", re.IGNORECASE)
_DATED = re.compile(
    r"\S[^()]{6,200}\s\((?:19|20)\d\d\)[,.:]?\s(?P<names>[^()\[\]]{3,200}?)[.,]?(?:\s\[[\w ]{2,12}\])*\s*"
)
MAX_GROUP_WORDS = 6
"""Maximum number of words of a line that names the works on the lines below it."""
MIN_TITLE_WORDS = 3
"""Minimum number of words of a line in bold that begins a work within a paragraph."""


def repair_blocks(blocks: list[Block]) -> list[Block]:
    """Return the top-level blocks of a document with the parts of works put together and apart."""
    _unlink_titles(blocks)
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        if last is not None and last.kind == "list" and _names_people(block) and _lacks_people(last):
            append(last, block)
        elif last is not None and _continues_fields(out, block):
            out[-1] = replace(last, lines=[*last.lines, *block.lines], end=block.end)
        elif last is not None and _awaits_links(last) and _is_links(block) and block.line == last.end + 1:
            lines = [line for item in block.children for line in direct_lines(item)]
            out[-1] = replace(last, lines=[*last.lines, *lines], end=block.end)
        else:
            out += _split(block) if block.kind == "paragraph" and len(block.lines) > 1 else [block]
    return out


def _continues_fields(out: list[Block], block: Block) -> bool:
    """Whether a block is a paragraph of labelled fields of a work after others, the first of them below a heading."""
    if len(out) < 2 or out[-2].kind != "heading" or block.kind != "paragraph" or out[-1].kind != "paragraph":
        return False
    names = [_field(line) for paragraph in (out[-1], block) for line in paragraph.lines]
    return "" not in names and "notes" not in names and len({*names}) == len(names)


def _field(line: Line) -> str:
    """Return the labelled field that a line is, with its label in bold and nothing else; an empty string for any other."""
    found = parse_label(plain(line)) if line[0].style == "strong" else None
    return found.field if found and found.value else ""


def _unlink_titles(blocks: list[Block]) -> None:
    """Make a title that only links to a place on its own page, with more of the work on the lines below, text in bold.

    The heading that a list item begins with becomes its text.
    """
    for block in blocks:
        if len(block.lines) > 1 and _links_page(block.lines[0]):
            block.lines[0] = [replace(block.lines[0][0], href="", style="strong")]
        if block.kind == "item" and block.children and block.children[0].kind == "heading":
            block.children[0] = replace(block.children[0], kind="paragraph")
        _unlink_titles(block.children)


def _links_page(line: Line) -> bool:
    """Whether a line is only a link of several words to a place on its own page."""
    return (
        len(line) == 1 and urls.is_page_anchor(line[0].href) and len(line[0].text.split()) >= MIN_TITLE_WORDS
    )


def _names_people(block: Block) -> bool:
    """Whether a block is only a line of several names in italics."""
    if block.kind != "paragraph" or len(block.lines) != 1:
        return False
    line = block.lines[0]
    return all(piece.style == "em" and not piece.href for piece in line) and author_lists.looks_like_authors(
        plain(line)
    )


def _lacks_people(block: Block) -> bool:
    """Whether the last item of a list is one paragraph of one line, with a link, while another item has more."""
    *others, last = block.children
    is_short = (
        len(last.children) == 1 and last.children[0].kind == "paragraph" and len(last.children[0].lines) == 1
    )
    has_link = is_short and any(piece.href for piece in last.children[0].lines[0])
    return has_link and not any(len(item.children) == 1 for item in others)


def _split(block: Block) -> list[Block]:
    """Split a paragraph before each line in bold that follows a line with a link, if it begins with a line in bold."""
    if all(map(_is_work, block.lines)) or _end_in_ids(block.lines) or all(map(_is_dated, block.lines)):
        starts = [*range(1, len(block.lines))]
    elif named := [at for at, line in enumerate(block.lines) if at and cites_title(line)]:
        starts = named
    elif not _is_title(block.lines[0]):
        return [block]
    else:
        starts = _title_starts(block)
    if not starts:
        return [block]
    bounds = [0, *starts, len(block.lines)]
    out = []
    for start, stop in pairwise(bounds):
        lines = block.lines[start:stop]
        end = block.lines[stop][0].line - 1 if stop < len(block.lines) else block.end
        out.append(replace(block, line=block.line if not start else lines[0][0].line, end=end, lines=lines))
    if out[0].lines and cites_title(out[1].lines[0]) and _names_group(out[0]):
        out[0] = replace(out[0], kind="heading", level=RUN_IN)
    return out


def _is_dated(line: Line) -> bool:
    """Whether a line is a title, its year in brackets, and names: ``A Title (2016), A. Quill et al. [pdf]``."""
    found = _DATED.fullmatch(plain(line))
    return found is not None and author_lists.looks_like_authors(found["names"], least=1)


def _names_group(block: Block) -> bool:
    """Whether the first part of a paragraph is a line of a few words without a stop, above the works that it names."""
    text = plain(block.lines[0])
    is_line = len(block.lines) == 1 and not any(piece.href for piece in block.lines[0])
    return is_line and len(text.split()) <= MAX_GROUP_WORDS and text[-1:].isalnum()


def _end_in_ids(lines: list[Line]) -> bool:
    """Whether each line is some words, and after them the ID or the address of a paper, another one in each."""
    found = [_closing_id(line) for line in lines]
    return all(found) and len({*found}) == len(found)


def _closing_id(line: Line) -> str:
    """Return the ID in which a line ends after some words; an empty string if there is none."""
    last = line[-1]
    words = last.text if len(line) == 1 else plain(line[:-1])
    if line[0].href or line[0].style or len(words.split()) < MIN_TITLE_WORDS or parse_label(words):
        return ""
    if last.href:
        known = parse_url(last.href) if last.bare else None
        return str(known) if known and known.scheme != "github" else ""
    ids = find_identifiers(last.text[-MAX_CLOSING:])
    return str(ids[0]) if len(ids) == 1 and _CLOSING_ID.search(last.text) else ""


def _title_starts(block: Block) -> list[int]:
    """Return the lines of a paragraph in bold that follow a line with a link."""
    return [
        at
        for at, (before, line) in enumerate(pairwise(block.lines), 1)
        if _is_title(line) and any(piece.href for piece in before)
    ]


def _is_work(line: Line) -> bool:
    """Whether a line begins with a text of some words in bold and has a link after it."""
    return _begins_in_bold(line) and any(piece.href for piece in line[1:])


def _begins_in_bold(line: Line) -> bool:
    first = line[0]
    is_bold = first.style == "strong" and not first.href
    return is_bold and len(first.text.split()) >= MIN_TITLE_WORDS and first.text.rstrip()[-1] not in ":："


def _awaits_links(block: Block) -> bool:
    """Whether a block is a paragraph of one line that begins in bold and has no link."""
    if block.kind != "paragraph" or len(block.lines) != 1:
        return False
    line = block.lines[0]
    first = line[0]
    is_named = first.style == "strong" and len(line) > 1
    return is_named and not any(piece.href for piece in line)


def _is_links(block: Block) -> bool:
    """Whether a block is a list of nothing but links whose text is the type of their target."""
    if block.kind != "list":
        return False
    pieces = [piece for item in block.children for line in all_lines(item) for piece in line]
    return bool(pieces) and all(is_role_link(piece) and is_web_link(piece) for piece in pieces)


def _is_title(line: Line) -> bool:
    """Whether a line is a text of some words in bold, and nothing else."""
    is_bold = all(piece.style == "strong" and not piece.href for piece in line if piece.text.strip())
    return is_bold and len(plain(line).split()) >= MIN_TITLE_WORDS
