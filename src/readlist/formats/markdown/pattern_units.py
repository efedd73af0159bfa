"""Collect what may be the items of a list, in groups that may share a pattern.

    blocks ── collect_units ──> Groups: units by kind and nesting level, runs of paragraphs, headings with a few lines

A unit is what may be one item: a list item with the lines and plain bullets below it, a paragraph, a numbered line, a
quote, a heading with a few lines. What has labelled fields, or works below it, is not a unit: the general rules read it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from readlist.formats.markdown import dates_venues, field_labels, title_text
from readlist.formats.markdown.block import RUN_IN
from readlist.formats.markdown.block_predicates import (
    STRONG_FIELDS,
    cites_work,
    direct_lines,
    is_meta,
    own_papers,
)
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.inline_fields import has_inline_fields
from readlist.formats.markdown.item_boundaries import names_group, pairs_works
from readlist.formats.markdown.item_parts import MAX_PARTS, Part, split_parts
from readlist.formats.markdown.list_pattern import Candidates
from readlist.formats.markdown.role_candidates import DATE, LINK, PEOPLE, TITLE, VENUE
from readlist.formats.markdown.span_predicates import (
    is_identifier,
    join_broken_title,
    names_itself,
    readable_pieces,
)
from readlist.model import urls
from readlist.model.identifiers import parse_url

if TYPE_CHECKING:
    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line

CLEAR_TITLE = 4.0
"""Minimum score of a text that is clearly a title by itself."""
MAX_SENTENCE = 80
"""Maximum number of characters of a line in Chinese that has a full stop or semicolon and may be an item."""
MIN_CJK_TITLE, MIN_HEADING_WORDS, MIN_HEADING_LENGTH = 6, 3, 14
"""Minimum length of a heading that may be a title: in characters if it is in Chinese, else in words or in characters."""
MAX_NICKNAME_WORDS = 3
"""Maximum number of words of a nickname in brackets before a linked title."""
MIN_DATED = 2
"""Minimum number of items with a year of a list that lists works: the facts of one work have one."""
MAX_LINES = 8
"""Maximum number of lines of a unit."""
CLEAR_FACT = 2.0
"""Minimum score of people, a venue, a date or a link that the lines below a short heading state."""
MIN_STATED_FACTS = 2
"""Minimum number of kinds of them."""
_FACTS = (PEOPLE, VENUE, DATE, LINK)
_FACT = re.compile(
    r"['’]\d\d\b|\bet\.? al|等(?=[\s.,，。)）]|$)|学报|學報"
    r"|[A-ZÀ-Ž][\w.'’-]*,?\s[A-ZÀ-Ž][\w.'’-]*(?:,|;|\sand|\s&)\s[A-ZÀ-Ž]"
    r"|(?:^|[\s(（|])[\u4e00-\u9fff]{2,4}[,，、]\s?[\u4e00-\u9fff]{2,4}(?=[\s,，、.。)）|]|$)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE_PREFIX = 2
"""Maximum position of a year that begins a line, in brackets or not."""
_CJK_STOP = re.compile(r"[；。]\s*[^\s\W]")
_PAPER_LINK = re.compile(r"arxiv|doi\.org|aclanthology|aclweb|openreview", re.IGNORECASE)
_PAPER_ID = re.compile(r"\b(?:arxiv\s?:\s?\d{4}|doi\s?:\s?10\.\d)", re.IGNORECASE)
_NUMBER = re.compile(r"\[[^\[\]]{0,6}\]|\(\d{1,4}\)\s|\d{1,4}[.)]\s|\d{4}([-./])\d{1,2}\1\d{1,2}[\s:：]")
"""The number of a line in a list of references, or the day of one in a log."""
_COMMAS = re.compile(r"[^,，|·]+(?:[,，][^,，|·]+){1,2}")


@dataclass(slots=True)
class Unit:
    """Blocks that may be one item: their lines, the span of lines in the document, and what their parts may be.

    ``section`` is the number of headings before it.
    """

    blocks: list[Block]
    lines: list[Line]
    start: int
    end: int
    section: int = 0
    _parts: list[Part] | None = None
    _candidates: Candidates | None = None

    @property
    def parts(self) -> list[Part]:
        """The parts of the unit's lines; worked out once."""
        if self._parts is None:
            self._parts = split_parts(join_broken_title(self.lines))
        return self._parts

    @property
    def candidates(self) -> Candidates:
        """What each of the parts may be; worked out once."""
        if self._candidates is None:
            self._candidates = Candidates.of(self.parts)
        return self._candidates

    @property
    def is_readable(self) -> bool:
        """Whether the unit has parts, and not too many."""
        return 0 < len(self.parts) <= MAX_PARTS

    @property
    def states_facts(self) -> bool:
        """Whether the text has at a glance what works have: a year, names, a link to a paper. Cheap."""
        return any(map(_states_facts, self.lines)) or any(map(_links_paper, self.lines))


def _states_facts(line: Line) -> bool:
    """Whether a line has names, linked names, a venue's badge, or a year that does not begin it."""
    if sum(bool(piece.href) and urls.is_profile(piece.href) for piece in line) > 1:
        return True
    return _has_year(line) or any(
        bool(piece.image and not piece.href) or bool(_FACT.search(piece.text)) for piece in line
    )


def _has_year(line: Line) -> bool:
    """Whether a line has a year that does not begin it."""
    return any(
        number or year.start() > _DATE_PREFIX
        for number, piece in enumerate(line)
        for year in _YEAR.finditer(piece.text)
    )


def _links_paper(line: Line) -> bool:
    return any(
        _PAPER_LINK.search(piece.href) if piece.href else _PAPER_ID.search(piece.text) for piece in line
    )


def collect_units(blocks: list[Block], taken: set[int]) -> tuple[list[list[Unit]], list[list[list[Unit]]]]:
    """Return the units of a document by kind and nesting level, and the runs of paragraphs by level.

    ``taken`` are the identities of blocks that are left out.
    """
    collector = _Collector(taken)
    collector.walk(blocks, 0)
    return list(collector.groups.values()), list(collector.runs.values())


def merge(units: list[Unit]) -> Unit:
    """Return consecutive units as one."""
    if len(units) == 1:
        return units[0]
    lines = [line for unit in units for line in unit.lines]
    blocks = [block for unit in units for block in unit.blocks]
    return Unit(blocks, lines, units[0].start, units[-1].end, units[0].section)


class _Collector:
    """Collects the units of a document in groups, by kind and nesting level."""

    def __init__(self, taken: set[int]) -> None:
        self.groups: dict[tuple[str, int], list[Unit]] = defaultdict(list)
        self.runs: dict[int, list[list[Unit]]] = defaultdict(list)
        self.taken = taken
        self.section = 0

    def walk(self, blocks: list[Block], level: int) -> None:
        """Collect the units among some blocks of one container and below."""
        run: list[Block] = []
        for block in blocks:
            if block.kind == "paragraph" and id(block) not in self.taken:
                run.append(block)
                continue
            self._paragraphs(run, level)
            run = []
            if id(block) in self.taken:
                continue
            if block.kind == "heading":
                self.section += 1
            elif block.kind == "list":
                self._list(block, level)
            elif block.kind == "quote":
                self._quote(block, level)
        self._paragraphs(run, level)

    def _list(self, block: Block, level: int) -> None:
        are_meetings = _are_meetings(block.children)
        for item in block.children:
            unit = None if are_meetings and _heads_bullets(item) else _item_unit(item, self.section)
            if unit:
                self.groups["item", level] += _split_pair(unit)
            elif not _has_metadata(item):
                self.walk([child for child in item.children if child.kind != "paragraph"], level + 1)

    def _quote(self, block: Block, level: int) -> None:
        if all(child.kind == "paragraph" for child in block.children):
            lines = [line for child in block.children for line in child.lines]
            if _is_readable(lines):
                self.groups["quote", level].append(Unit([block], lines, block.line, block.end, self.section))
        else:
            self.walk(block.children, level + 1)

    def _paragraphs(self, run: list[Block], level: int) -> None:
        units: list[Unit] = []
        for block in run:
            if len(block.lines) > 1 and all(map(_is_numbered, block.lines)):
                self._lines(block, level)
            elif _is_readable(block.lines):
                units.append(Unit([block], block.lines, block.line, block.end, self.section))
                continue
            if units:
                self.runs[level].append(units)
            units = []
        if units:
            self.runs[level].append(units)

    def _lines(self, block: Block, level: int) -> None:
        starts = [line[0].line for line in block.lines]
        for line, (start, following) in zip(block.lines, pairwise([*starts, block.end + 1]), strict=True):
            self.groups["line", level].append(
                Unit([block], [line], start, max(start, following - 1), self.section)
            )


def _are_meetings(items: list[Block]) -> bool:
    """Whether items of a list are each a venue and its year above the titles that were published there."""
    return sum(len(list(filter(_is_title, _bullets(item)))) > 1 for item in items if _heads_bullets(item)) > 1


def _heads_bullets(item: Block) -> bool:
    """Whether a list item is a line that is only a venue and its year, with bullets below it."""
    lines = item.children[0].lines if item.children else []
    is_name = len(lines) == 1 and len(item.children) == 2 and not any(piece.href for piece in lines[0])
    return is_name and bool(_bullets(item)) and dates_venues.parse_meeting(plain(lines[0])) is not None


def _bullets(item: Block) -> list[Block]:
    return [bullet for child in item.children if child.kind == "list" for bullet in child.children]


def _is_title(bullet: Block) -> bool:
    lines = direct_lines(bullet)
    return bool(lines) and title_text.title_score(plain(lines[0])) >= title_text.LIKELY


def _item_unit(item: Block, section: int) -> Unit | None:
    """Return a list item with its lines, or None if it has blocks other than text, or works below it."""
    first = item.children[0] if item.children else None
    if first is None or first.kind != "paragraph" or first.level == RUN_IN:
        return None
    lines: list[Line] = []
    below: list[Block] = []
    if len(item.children) > 2 and names_group(
        [child for child in item.children if child.kind == "paragraph"]
    ):
        return None
    for child in item.children:
        if child.kind == "paragraph":
            lines += child.lines
        elif child.kind == "list":
            below += child.children
        else:
            return None
    if any(len(child.children) != 1 or child.children[0].kind != "paragraph" for child in below):
        return None
    if any(map(_is_metadata, below)) or any(map(cites_work, below)) or own_papers(below):
        return None
    lines += [line for child in below for line in child.children[0].lines]
    if not _is_readable(lines) or sum(_names_work(child.children[0].lines) for child in below):
        return None
    return Unit([item], lines, item.line, item.end, section)


def _split_pair(unit: Unit) -> list[Unit]:
    """Return the two units of a line that joins two works, else the unit itself."""
    lines = pairs_works(unit.lines[0]) if len(unit.lines) == 1 else []
    if len(lines) < 2:
        return [unit]
    return [Unit(unit.blocks, [line], unit.start, unit.end, unit.section) for line in lines]


def _has_metadata(item: Block) -> bool:
    """Whether the bullets below a list item start with metadata; the general rules read all of them with the item."""
    return any(map(_is_metadata, _bullets(item)[:1]))


def _is_metadata(bullet: Block) -> bool:
    """Whether a bullet is a date, an organisation and a label with commas, which ``ItemDraft.read_meta`` reads."""
    lines = direct_lines(bullet)
    return bool(lines) and bool(_COMMAS.fullmatch(plain(lines[0]))) and is_meta(bullet)


def _names_work(lines: list[Line]) -> bool:
    parts = split_parts(lines[:1])
    if len(parts) > 1 and parts[0].form == "bracketed" and len(parts[0].text.split()) <= MAX_NICKNAME_WORDS:
        parts = parts[1:]
    return (
        bool(parts)
        and parts[0].form == "link"
        and any(
            found.role == TITLE and found.score >= CLEAR_TITLE
            for found in Candidates.of(parts[:1]).candidates[0]
        )
    )


def _is_readable(lines: list[Line]) -> bool:
    """Whether some lines may be an item: not labelled fields, other than its authors alone, and not a paragraph of prose."""
    if not 0 < len(lines) <= MAX_LINES or _is_prose(lines[0]) or any(map(has_inline_fields, lines)):
        return False
    first, *fields = [_field_of(line, is_first=not number) for number, line in enumerate(lines)]
    return not first and [name for name in fields if name] in ([], ["authors"])


def _field_of(line: Line, *, is_first: bool) -> str:
    """Return the labelled field of a work that a line is; on the first line, also one of the notes about it."""
    text = plain(line)
    labelled = None if is_identifier(text) else field_labels.parse_label(text)
    if not labelled or not (labelled.field in STRONG_FIELDS or (is_first and labelled.field == "notes")):
        return ""
    pieces = readable_pieces(line)
    return "" if pieces and names_itself(pieces, labelled) else labelled.field


def _is_prose(line: Line) -> bool:
    """Whether a line is a long sentence in Chinese or Japanese."""
    text = plain(line)
    return len(text) > MAX_SENTENCE and title_text.is_mostly_cjk(text) and bool(_CJK_STOP.search(text))


def _is_numbered(line: Line) -> bool:
    return bool(_NUMBER.match(plain(line)))


def collect_headings(blocks: list[Block]) -> list[list[Unit]]:
    """Return the headings followed by a few lines only, by level."""
    out: dict[int, list[Unit]] = defaultdict(list)
    places = [at for at, block in enumerate(blocks) if block.kind == "heading"]
    for at, stop in pairwise([*places, len(blocks)]):
        body = blocks[at + 1 : stop]
        lines = [*blocks[at].lines]
        for block in body:
            if block.kind == "paragraph":
                lines += block.lines
            elif block.kind == "list" and _is_flat(block) and not _lists_dated(block):
                lines += [line for item in block.children for line in item.children[0].lines]
            elif block.kind == "quote" and all(child.kind == "paragraph" for child in block.children):
                lines += [line for child in block.children for line in child.lines]
            else:
                lines = []
                break
        held = lines[len(blocks[at].lines) :]
        if (
            held
            and _is_readable(lines)
            and blocks[at].level != RUN_IN
            and (_may_be_title(blocks[at]) or _only_cites(held))
            and not _links_several(held)
            and not any(map(_holds_title, held))
        ):
            out[blocks[at].level].append(Unit([blocks[at], *body], lines, blocks[at].line, body[-1].end))
    return list(out.values())


def _is_flat(block: Block) -> bool:
    return all(len(item.children) == 1 for item in block.children)


def _lists_dated(block: Block) -> bool:
    """Whether several items of a list have a year, so that the heading above them names a group, and no work."""
    dated = (any(_has_year(line) for line in item.children[0].lines) for item in block.children)
    return sum(dated) >= MIN_DATED


def _may_be_title(heading: Block) -> bool:
    text = " ".join(map(plain, heading.lines))
    if title_text.is_mostly_cjk(text):
        return len(text) >= MIN_CJK_TITLE
    return len(text.split()) >= MIN_HEADING_WORDS or len(text) >= MIN_HEADING_LENGTH


def _only_cites(lines: list[Line]) -> bool:
    """Whether some lines clearly state people, a venue, a date and links, and nothing else: the title stands above them."""
    read = Candidates.of(split_parts(lines))
    stated: set[str] = set()
    at = 0
    while at < len(read.parts):
        runs = [run for run in read.candidates[at] if run.role in _FACTS and run.score >= CLEAR_FACT]
        if not runs:
            return False
        best = max(runs, key=lambda run: run.score)
        stated.add(best.role)
        at = best.last + 1
    return len(stated) >= MIN_STATED_FACTS and bool(stated & {PEOPLE, VENUE, DATE})


def _links_several(lines: list[Line]) -> bool:
    """Whether some lines link to several papers, which one work does not have."""
    found = [parse_url(piece.href) for line in lines for piece in line if piece.href]
    schemes: dict[str, set[str]] = defaultdict(set)
    for known in found:
        if known and known.scheme != "github":
            schemes[known.scheme].add(known.value)
    return any(len(values) > 1 for values in schemes.values())


def _holds_title(line: Line) -> bool:
    """Whether a part of a line is clearly a title by itself."""
    read = Candidates.of(split_parts([line]))
    return any(
        found.role == TITLE and found.last == at and found.score >= CLEAR_TITLE
        for at, runs in enumerate(read.candidates)
        for found in runs
    )
