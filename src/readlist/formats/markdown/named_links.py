"""Find the items of a list that are each a name and, in a list below it, nothing but its link.

- Weirs and Ferries           names of works, although each by itself could be that of a group or a list of people
  - https://arxiv.org/abs/…
- Tides, a Review:
  - https://example.org/…
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.formats.markdown import field_labels
from readlist.formats.markdown.block_predicates import direct_lines, is_link_only
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.item_draft import ItemDraft
from readlist.formats.markdown.line_reader import read_lines
from readlist.formats.markdown.span_predicates import clean, has_link
from readlist.model import url_finder

if TYPE_CHECKING:
    from readlist.formats.markdown.block import Block

MIN_NAMED = 2
"""Minimum number of such items of a list, which must be half of those with something below them."""


def find_named_links(items: list[Block]) -> list[Block]:
    """Return the items of a list that are a name with a link below; none unless they are the rule in the list."""
    found = [item for item in items if _is_named_link(item)]
    nested = sum(len(item.children) > 1 for item in items)
    return found if len(found) >= MIN_NAMED and 2 * len(found) >= nested else []


def _is_named_link(item: Block) -> bool:
    if len(item.children) != 2 or item.children[1].kind != "list":
        return False
    below, lines = item.children[1].children, direct_lines(item)
    if len(below) != 1 or len(lines) != 1 or has_link(lines[0]) or not is_link_only(below[0]):
        return False
    name = _name(item)
    return bool(name) and not field_labels.is_label_name(name) and not url_finder.is_generic(name)


def _name(item: Block) -> str:
    return clean(plain(direct_lines(item)[0]).rstrip(" :："))


def read_name(item: Block) -> ItemDraft:
    """Return the draft of such an item's line, whose title is its name if the line does not state another."""
    lines = direct_lines(item)
    draft = read_lines(lines)
    return draft if draft.title else ItemDraft(title=_name(item), title_form="plain", line=lines[0][0].line)
