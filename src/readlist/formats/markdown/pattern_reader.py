"""Read the items of a document by the pattern of their list, where the list has one.

    blocks ── pattern_units ──> units ── Pool: learn, read ──> readings ── pattern_draft ──> drafts ──> item_reader

Units of one kind and nesting level are read together. Sections in which most units look like works by themselves are a
pool, from which the pattern is learnt; a long section has a pattern of its own. A section is a list of works if most of
its units, read by the pattern, have a title and, beside it, people, a venue, a date or a link; then its units that fit
are items. All others are read by the general rules of ``item_reader``.

File names, the words of headings and other files play no part.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from readlist.formats.markdown.list_pattern import Pattern, Reading, Scores, read_group
from readlist.formats.markdown.pattern_doubts import find_doubts, without_doubtful
from readlist.formats.markdown.pattern_draft import ends_in_name, to_draft
from readlist.formats.markdown.pattern_units import Unit, collect_headings, collect_units, merge
from readlist.formats.markdown.people_roles import is_citation
from readlist.formats.markdown.role_candidates import DATE, LINK, NICK, PEOPLE, REMARK, TITLE, VENUE
from readlist.formats.markdown.span_predicates import breaks_off
from readlist.formats.markdown.title_text import is_mostly_cjk
from readlist.model.identifiers import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.item_draft import ItemDraft
    from readlist.formats.markdown.item_parts import Part

MIN_UNITS = 3
"""Minimum number of units that show a pattern."""
MIN_OWN = 15
"""Minimum number of units of a section that has a pattern of its own."""
MIN_APART = 4
"""Minimum number of units of a section that is read by itself where the short sections have no common pattern."""
MIN_ALONE = 0.5
"""Minimum share of a section's units that look like works by themselves, for the section to be learnt from."""
MIN_SHARE = 0.7
"""Minimum share of a section's units that must read as works by the pattern."""
MIN_STATING = 0.1
"""Minimum share of a section's paragraphs that state facts, of which at most three are one item, for it to have items."""
MIN_STATED = 0.5
"""Minimum share of a pool's units that clearly state people, a venue or a date."""
MIN_LINKED = 0.8
"""Minimum share, without those, of units that are only a title with links to a paper."""
MIN_CLEAR = 2.5
"""Minimum score of a clear statement."""
MIN_REGULAR = 0.65
"""Minimum mean of the share of parts in the usual forms of their roles, for a pool to have a pattern."""
MAX_PARAGRAPHS = 3
"""Maximum number of paragraphs of an item."""
MIN_SCORE = 3.0
"""Minimum score of a reading that is used."""
MIN_PLACED = 0.5
"""Minimum score of a reading with a clear venue, whose title may have no capitals."""
MIN_NAMED = 0.3
"""Minimum share of a pool's titles with a short name in brackets after them, for it to be a nickname."""
MIN_ALIKE = 0.9
"""Minimum share of a list's titles in the same markup, for a text in that markup alone to be a title, too."""
MIN_TITLE_WORDS = 3
"""Minimum number of words of such a title."""
_EVIDENCE = (PEOPLE, VENUE, DATE, LINK)


@dataclass(frozen=True, slots=True)
class PatternItem:
    """An item read by the pattern of its list, and the number of blocks that it takes."""

    draft: ItemDraft
    start: int
    end: int
    blocks: int


PatternItems = dict[int, list[PatternItem]]
"""The items by the identity of their first block."""
_Read = tuple[Unit, "Reading | None"]


def read_patterns(blocks: list[Block], *, learn: bool = True) -> PatternItems:
    """Return the items of all sections of a document that are lists of works with a pattern.

    Without ``learn`` the units are read each by itself, to measure what the pattern brings.
    """
    rounds = 2 if learn else 0
    headed = [
        item
        for units in collect_headings(blocks)
        for item in _read_units(units, rounds)
        if _is_stated(item[1].draft)
    ]
    groups, runs = collect_units(blocks, {id(block) for unit, _ in headed for block in unit.blocks})
    read = [_read_units(units, rounds) for units in groups]
    read += [_read_runs(level, rounds) for level in runs]
    found: PatternItems = {}
    for unit, item in chain(headed, *read):
        found.setdefault(id(unit.blocks[0]), []).append(item)
    return found


def _is_stated(draft: ItemDraft) -> bool:
    """Whether a heading and the lines below it state more of a work than names: a link, an ID, a year, or a venue."""
    return (
        draft.has_link_or_id
        or draft.date is not None
        or draft.venue_year is not None
        or bool(draft.authors and draft.venue)
    )


def _read_units(units: list[Unit], rounds: int) -> list[tuple[Unit, PatternItem]]:
    """Return the units of one kind and level that are items, with what the pattern reads in them."""
    units = [unit for unit in _stating(units) if unit.is_readable]
    usual = Scores(None)
    alone = [(unit, unit.candidates.read(usual)) for unit in units] if len(units) >= MIN_UNITS else []
    out: list[tuple[Unit, PatternItem]] = []
    for pool in _pools(alone):
        out += _read_pool(pool, rounds) or [
            item
            for section in _by_section(pool)
            if MIN_APART <= len(section) < len(pool)
            for item in _read_pool(section, rounds)
        ]
    return out


def _read_pool(pool: list[_Read], rounds: int) -> list[tuple[Unit, PatternItem]]:
    units = [unit for unit, _ in pool]
    readings, _ = read_group(
        [unit.candidates for unit in units], [reading for _, reading in pool], rounds=rounds
    )
    return _accept(list(zip(units, readings, strict=True)))


def _stating(units: list[Unit]) -> list[Unit]:
    """Return the units of the sections in which enough units have, at a glance, what works have."""
    sections: dict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        sections[unit.section].append(unit)
    stating = [
        own for own in sections.values() if sum(unit.states_facts for unit in own) >= MIN_ALONE * len(own)
    ]
    return list(chain.from_iterable(stating))


def _pools(alone: list[_Read]) -> Iterator[list[_Read]]:
    """Yield the units that are learnt from together: of each long section, and of all short ones."""
    short: list[_Read] = []
    for read in _by_section(alone):
        if sum(map(_is_work, read)) >= MIN_ALONE * len(read):
            if len(read) >= MIN_OWN:
                yield read
            else:
                short += read
    yield short


def _by_section(read: list[_Read]) -> list[list[_Read]]:
    sections: dict[int, list[_Read]] = defaultdict(list)
    for unit, reading in read:
        sections[unit.section].append((unit, reading))
    return list(sections.values())


def _read_runs(runs: list[list[Unit]], rounds: int) -> list[tuple[Unit, PatternItem]]:
    """Return the items of runs of paragraphs, of which one to three may be one item."""
    runs = _stating_runs(runs)
    if sum(map(len, runs)) < MIN_UNITS:
        return []
    scores = Scores(None)
    for _ in range(2):
        units = [unit for run in runs for unit in _segment(run, scores)]
        readings, scores = read_group([unit.candidates for unit in units], rounds=rounds)
    return _accept(list(zip(units, readings, strict=True)))


def _stating_runs(runs: list[list[Unit]]) -> list[list[Unit]]:
    """Return the runs of the sections in which enough paragraphs have, at a glance, what works have; others are prose."""
    count, stating = Counter[int](), Counter[int]()
    for unit in chain.from_iterable(runs):
        count[unit.section] += 1
        stating[unit.section] += unit.states_facts
    return [run for run in runs if stating[run[0].section] > MIN_STATING * count[run[0].section]]


def _segment(run: list[Unit], scores: Scores) -> list[Unit]:
    """Cut consecutive paragraphs into units, each of one to three, where their readings score most in total."""
    best: list[tuple[float, int, Unit | None]] = [(0.0, 0, None)]
    for stop in range(1, len(run) + 1):
        found: list[tuple[float, int, Unit | None]] = [(best[stop - 1][0], stop - 1, None)]
        for start in range(max(0, stop - MAX_PARAGRAPHS), stop):
            unit = merge(run[start:stop])
            reading = unit.candidates.read(scores) if unit.is_readable else None
            if reading:
                found.append((best[start][0] + reading.score, start, unit))
        best.append(max(found, key=lambda each: each[0]))
    units: list[Unit] = []
    at = len(run)
    while at:
        _, at, last = best[at]
        if last:
            units.append(last)
    return units[::-1]


def _accept(read: list[_Read]) -> list[tuple[Unit, PatternItem]]:
    """Return the items of a pool, from the sections of it that are lists of works."""
    works = [(unit, reading) for unit, reading in read if reading and _is_work((unit, reading))]
    stated = sum(_is_published(reading) for _, reading in works)
    linked = sum(_has_paper(unit.parts, reading) for unit, reading in works)
    if len(works) < MIN_UNITS or (stated < MIN_STATED * len(read) and linked < MIN_LINKED * len(read)):
        return []
    pattern = Pattern.of((unit.parts, reading) for unit, reading in works)
    regular = sum(pattern.regularity(unit.parts, reading) for unit, reading in works) / len(works)
    if regular < MIN_REGULAR:
        return []
    works = _with_bare_titles(read, works)
    known = {id(unit) for unit, _ in works}
    listing = {
        section[0][0].section
        for section in _by_section(read)
        if sum(id(unit) in known for unit, _ in section) >= MIN_SHARE * len(section)
    }
    named = sum(ends_in_name(unit.parts, reading) for unit, reading in works) >= MIN_NAMED * len(works)
    doubts = find_doubts([(unit.parts, reading) for unit, reading in works])
    return [
        (unit, _to_item(unit, without_doubtful(unit.parts, reading, doubts), ends_in_name=named))
        for unit, reading in works
        if unit.section in listing
    ]


def _with_bare_titles(read: list[_Read], works: list[tuple[Unit, Reading]]) -> list[tuple[Unit, Reading]]:
    """Add the units that state nothing but a title, in the markup that the titles of the list have."""
    forms = Counter(form for unit, reading in works if (form := _title_form(unit.parts, reading)))
    form, count = forms.most_common(1)[0] if forms else ("", 0)
    if form in ("", "text") or count < MIN_ALIKE * len(works):
        return works
    known = {id(unit) for unit, _ in works}
    return [
        (unit, reading)
        for unit, reading in read
        if reading
        and (
            id(unit) in known
            or (_title_form(unit.parts, reading) == form and _is_bare_title(unit.parts, reading))
        )
    ]


def _title_form(parts: list[Part], reading: Reading) -> str:
    """Return the form of the title that a reading begins with; empty if it begins otherwise."""
    at, found = reading.runs[0]
    return parts[at].form if found.role == TITLE else ""


def _is_bare_title(parts: list[Part], reading: Reading) -> bool:
    """Whether a unit is a title that reads like one, alone or before a remark."""
    (at, title), *rest = reading.runs
    is_long = len(parts[at].text.split()) >= MIN_TITLE_WORDS or is_mostly_cjk(parts[at].text)
    return is_long and title.score >= MIN_CLEAR and all(found.role in (REMARK, NICK) for _, found in rest)


def _to_item(unit: Unit, reading: Reading, *, ends_in_name: bool) -> PatternItem:
    draft = to_draft(unit.parts, reading, unit.lines, ends_in_name=ends_in_name)
    return PatternItem(draft, unit.start, unit.end, len(unit.blocks))


def _is_work(read: _Read) -> bool:
    """Whether a unit reads as a work: a title, and something that works have."""
    unit, reading = read
    if reading is None:
        return False
    if _breaks_off(unit.parts, reading):
        return False
    is_linked = _is_linked_name(unit.parts, reading)
    if not is_linked and not any(map(reading.first, _EVIDENCE)):
        return False
    is_placed = is_linked or _is_placed(unit.parts, reading)
    return reading.score >= MIN_SCORE or (reading.score >= MIN_PLACED and is_placed)


def _breaks_off(parts: list[Part], reading: Reading) -> bool:
    """Whether a text goes on with a link and small letters after it: ``We released a [review](…) of methods``."""
    if len(parts) < 2 or parts[0].form != "text" or not parts[1].piece.href or parts[1].separator:
        return False
    found = reading.first(TITLE)
    is_first = found is not None and any(at == 0 and each.role == TITLE for at, each in reading.runs)
    return is_first and breaks_off(parts[0].text, "")


def _is_linked_name(parts: list[Part], reading: Reading) -> bool:
    """Whether an item is only a linked name and the title after it: ``[[CVIU](…)] 3D Articulated …``."""
    roles = [found.role for _, found in reading.runs]
    return roles == [NICK, TITLE] and bool(parts[0].piece.href) and parts[1].form == "text"


def _is_placed(parts: list[Part], reading: Reading) -> bool:
    """Whether an item states a clear venue in words, or people and a year in brackets, and nothing doubtful."""
    is_clear = any(
        (found.role == VENUE and found.score >= MIN_CLEAR and parts[at].form != "badge")
        or (found.role == PEOPLE and is_citation(parts[at]))
        for at, found in reading.runs
    )
    return is_clear and not reading.first(REMARK)


def _is_published(reading: Reading) -> bool:
    """Whether an item clearly states people, a venue or a date."""
    return any(found.role in (PEOPLE, VENUE, DATE) and found.score >= MIN_CLEAR for _, found in reading.runs)


def _has_paper(parts: list[Part], reading: Reading) -> bool:
    """Whether an item is only a title with links, one of them to a paper."""
    if reading.first(REMARK):
        return False
    return any(
        (known := parse_url(part.piece.href)) and known.scheme != "github"
        for part in parts
        if part.piece.href
    )
