"""Find the items of a list that are each only the name of a work, because all of them are.

- Weirs and Ferries           a name and, in a list below it, nothing but its link, although each by itself
  - https://arxiv.org/abs/…   could be the name of a group or a list of people
- Tides, a Review:
  - https://example.org/…

- [x] weirs.pdf               the names of files
- [ ] The_Tides_of_Canals.pdf
"""

from __future__ import annotations

import re
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
    from readlist.formats.markdown.inline import Line

MIN_FILES = 3
"""Minimum number of items of a list that are files, which must be most of them."""
_FILE = re.compile(r"\w\.(?:pdf|djvu|epub)$", re.IGNORECASE)
_TASK = re.compile(r"^\s*\[[ xX]\]\s*")
MIN_NAMED = 2
"""Minimum number of such items of a list, which must be half of those with something below them."""


def find_names(items: list[Block]) -> list[Block]:
    """Return the items of a list that are a name with a link below, or a file; none unless they are the rule in the list."""
    found = [item for item in items if _is_named_link(item)]
    nested = sum(len(item.children) > 1 for item in items)
    if len(found) >= MIN_NAMED and 2 * len(found) >= nested:
        return found
    files = [item for item in items if _is_file(item)]
    return files if len(files) >= MIN_FILES and 2 * len(files) > len(items) else []


def _is_file(item: Block) -> bool:
    lines = direct_lines(item)
    return len(item.children) == len(lines) == 1 and not has_link(lines[0]) and _has_extension(lines[0])


def _has_extension(line: Line) -> bool:
    return _FILE.search(plain(line).rstrip(" ~*`")) is not None


def _is_named_link(item: Block) -> bool:
    if len(item.children) != 2 or item.children[1].kind != "list":
        return False
    below, lines = item.children[1].children, direct_lines(item)
    if len(below) != 1 or len(lines) != 1 or has_link(lines[0]) or not is_link_only(below[0]):
        return False
    name = _name(item)
    return bool(name) and not field_labels.is_label_name(name) and not url_finder.is_generic(name)


def _name(item: Block) -> str:
    text = _TASK.sub("", plain(direct_lines(item)[0])).strip(" :：~*`")
    if _FILE.search(text) and " " not in text and text.count("_") > 1:
        text = text.replace("_", " ")
    return clean(text)


def read_name(item: Block) -> ItemDraft:
    """Return the draft of such an item's line, whose title is its name if the line does not state another."""
    lines = direct_lines(item)
    draft = read_lines(lines)
    if draft.title and not _has_extension(lines[0]):
        return draft
    return ItemDraft(title=_name(item), title_form="plain", line=lines[0][0].line, status=draft.status)
