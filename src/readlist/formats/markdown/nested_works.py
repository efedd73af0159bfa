"""Move works in the bullets below a work up to its own list, where they are written in the same form.

- **A title** — Ann Lee (SOSP 1998)                      - **A title** — Ann Lee (SOSP 1998)
  - Hard to read.                                          - Hard to read.
  - Read instead: *Another* — Ann Lee (ATC 2001)         - **Another** — Ann Lee (ATC 2001)

The same form: a title with markup or a link, the same sign after it, a name and a year. A label before the title says how
the works are related, and is dropped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from readlist.formats.markdown import author_lists, field_labels
from readlist.formats.markdown.inline import plain
from readlist.util.lazy_regex import lazy_pattern

if TYPE_CHECKING:
    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line

MIN_TITLE_WORDS = 2
"""Minimum number of words of a title below a work."""
_YEAR = lazy_pattern(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_LABEL = lazy_pattern(r"\s*(?P<label>[^\W\d_][^\d:：.,()\[\]]{1,40})[:：]\s*$")
_TASK = lazy_pattern(r"\s*\[[ xX]\]\s*$")
_NAME_END = lazy_pattern(r"\s*[,;(（]|\s(?:and|et al)\b")
MIN_NAME_WORDS = 2
"""Minimum number of words of the first name after a title."""
_SIGN = lazy_pattern(r"\s*(?P<sign>[-–—,.:;(|/])")


class _Form(NamedTuple):
    """The markup of a title, whether it is a link, and the sign after it."""

    style: str
    is_linked: bool
    sign: str


def raise_works(blocks: list[Block]) -> list[Block]:
    """Return blocks with the works in the bullets below works raised to the list of these."""
    return [_raise(block) if block.kind == "list" else block for block in blocks]


def _raise(block: Block) -> Block:
    items: list[Block] = []
    for item in block.children:
        form = _form_of(_only_line(item.children[:1]), 0)
        items += _split(item, form) if form else [item.with_children(raise_works(item.children))]
    return block.with_children(items)


def _split(item: Block, form: _Form) -> list[Block]:
    """Return an item of this form without the works below it, and these."""
    kept: list[Block] = []
    raised: list[Block] = []
    for child in item.children:
        if child.kind != "list":
            kept.append(child)
            continue
        found = [(bullet, _work_below(bullet, form)) for bullet in child.children]
        own = [bullet for bullet, work in found if not work]
        raised += [work for _, work in found if work]
        if own:
            kept.append(replace(child, children=own, end=own[-1].end))
    if not raised:
        return [item]
    end = max(child.end for child in kept)
    return [replace(item, children=kept, end=end), *raised]


def _work_below(bullet: Block, form: _Form) -> Block | None:
    """Return a bullet that is a work of this form, without a label before the title; None if it is none."""
    line = _only_line(bullet.children)
    lead = line[0] if len(line) > 1 else None
    label = _LABEL.fullmatch(lead.text) if lead and not lead.style and not lead.href else None
    at = 1 if label else 0
    own = _form_of(line, at)
    if not own or own[1:] != form[1:]:
        return None
    if (label and field_labels.label_field(label["label"])) or len(line[at].text.split()) < MIN_TITLE_WORDS:
        return None
    title = replace(line[at], style=form.style)
    first = replace(bullet.children[0], lines=[[title, *line[at + 1 :]]])
    return replace(bullet, children=[first])


def _only_line(blocks: list[Block]) -> Line:
    """Return the line of a paragraph that is the only block and has no other; empty for anything else."""
    is_line = len(blocks) == 1 and blocks[0].kind == "paragraph" and len(blocks[0].lines) == 1
    return blocks[0].lines[0] if is_line else []


def _form_of(line: Line, at: int) -> _Form | None:
    """Return the form of a line whose title is the piece ``at`` a place, with a year after it; None without these."""
    if not at and len(line) > 1 and _TASK.fullmatch(line[0].text):
        at = 1
    if len(line) <= at + 1:
        return None
    title, following = line[at], line[at + 1]
    sign = _SIGN.match(following.text) if not following.href else None
    if not sign or not (title.style or title.href):
        return None
    stated = plain(line[at + 1 :])
    name = _NAME_END.split(stated[sign.end() :].strip(), maxsplit=1)[0]
    is_name = len(name.split()) >= MIN_NAME_WORDS and author_lists.looks_like_authors(name, least=1)
    if not is_name or not _YEAR.search(stated):
        return None
    return _Form(title.style, bool(title.href), sign["sign"])
