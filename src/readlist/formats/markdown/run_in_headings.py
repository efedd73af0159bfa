"""Find the headings in bold that run into a reference, and set them apart.

    **Locks.** Lee, A. (2004). A title. *Journal*, 4(3), 1–9.     the label of the reference
    **Locks.** Lee, A. (2004). … / Berg, T. (2006). …              the name of a group of references
    **No meeting.**                                                among such headings, one with nothing below it

Where one of several headings has more than one reference, or none, they name groups: paragraphs become a heading with
a paragraph below it, list items a group with an item below it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from readlist.formats.markdown.block import RUN_IN, Block
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.reference_strings import parse_reference, split_references
from readlist.formats.markdown.span_predicates import mark_italics
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.formats.markdown.inline import Line

MAX_HEADING = 120
"""Maximum number of characters of such a heading."""
_STOPS = ".:：。—–"
_INITIAL = lazy_pattern(r"(?:^|[\s.\-])[A-Z]\.$")


def set_apart(blocks: list[Block]) -> list[Block]:
    """Return the blocks of one level, and all below them, with the headings that name groups as blocks of their own."""
    split = [_split(block) for block in blocks]
    cited = [count for *_, count in filter(None, split) if count]
    alone = [_is_heading(block) for block in blocks]
    is_grouped = bool(cited) and (max(cited) > 1 or any(alone))
    out: list[Block] = []
    for block, parts, is_alone in zip(blocks, split, alone, strict=True):
        if is_grouped and parts:
            out += _as_group(block, parts[0], parts[1])
        elif is_grouped and is_alone and block.kind == "paragraph":
            out.append(replace(block, kind="heading", level=RUN_IN))
        else:
            is_group = block.kind in ("list", "quote")
            out.append(block.with_children(set_apart(block.children)) if is_group else block)
    return out


def split_run_in(line: Line) -> tuple[Line, Line] | None:
    """Split a line into a heading in bold and the text that it runs into; None for any other line."""
    if len(line) < 2:
        return None
    first, *rest = line
    text = first.text.strip()
    if first.style != "strong" or first.href or not 1 < len(text) <= MAX_HEADING:
        return None
    following = rest[0].text
    closes = following.lstrip()[:1]
    if _INITIAL.search(text) or not (text[-1] in _STOPS or (closes and closes in _STOPS)):
        return None
    if rest[0].href:
        return [first], rest
    bare = following.lstrip(f"{_STOPS} ")
    return [first], [replace(rest[0], text=bare), *rest[1:]] if bare else rest[1:]


def count_references(line: Sequence[Line]) -> int:
    """Return how many references some lines are, one of them with its place; 0 if they are anything else."""
    text = " ".join(map(mark_italics, line))
    spans = split_references(text) or [(0, len(text))]
    found = [parse_reference(text[start:end]) for start, end in spans]
    placed = [one for one in found if one and one.venue and not one.title.startswith(one.venue)]
    return len(found) if all(found) and placed else 0


def _split(block: Block) -> tuple[Line, list[Line], int] | None:
    """Return the heading of a paragraph or of a list item, the lines that it runs into, and how many works these are."""
    own = block if block.kind == "paragraph" else block.children[0] if len(block.children) == 1 else None
    if block.kind not in ("paragraph", "item") or own is None or own.kind != "paragraph" or not own.lines:
        return None
    parts = split_run_in(own.lines[0])
    if not parts:
        return None
    lines = [line for line in (parts[1], *own.lines[1:]) if line]
    count = count_references(lines)
    return (parts[0], lines, count) if count else None


def _is_heading(block: Block) -> bool:
    """Whether a paragraph, or a list item, is one line in bold and nothing else."""
    if block.kind == "item" and len(block.children) == 1:
        return _is_heading(block.children[0])
    return (
        block.kind == "paragraph"
        and len(block.lines) == 1
        and len(plain(block.lines[0])) <= MAX_HEADING
        and all(piece.style == "strong" and not piece.href for piece in block.lines[0])
    )


def _as_group(block: Block, heading: Line, lines: list[Line]) -> list[Block]:
    name = [replace(heading[0], text=heading[0].text.strip().rstrip(_STOPS))]
    text = Block("paragraph", block.line, block.end, lines=lines)
    if block.kind == "paragraph":
        return [Block("heading", block.line, block.line, RUN_IN, lines=[name]), text]
    item = Block("item", block.line, block.end, children=[text])
    below = Block("list", block.line, block.end, children=[item])
    first = Block("paragraph", block.line, block.line, RUN_IN, lines=[name])
    return [replace(block, children=[first, below])]
