"""A list's own pattern decides what its parts are; edits elsewhere in the list do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from readlist.formats.markdown import list_pattern, pattern_reader
from readlist.formats.markdown.block_parser import parse_tree
from readlist.formats.markdown.note_reader import parse_document

if TYPE_CHECKING:
    from readlist.model.parsed_document import Item

WORKS = [
    ("Reading rivers from orbit", "Ada Quill, Tomas Berg", "HydroSense Letters", 2019),
    ("Sand dunes that sing", "Ines Okafor", "Dune Studies", 2004),
    ("How glaciers forget their past", "Lee Sorensen, Ada Quill", "Ice Forum", 2021),
    ("A short history of mud", "Tomas Berg", "Ground Truths", 1998),
    ("Clouds as clocks", "Mia Vos, Ada Quill, Lee Sorensen", "Skylark", 2015),
    ("What tides remember", "Ines Okafor, Mia Vos", "HydroSense Letters", 2011),
]
LAYOUTS = [
    "- {title}. {people}. {venue}. {year}.",
    "- {people}: {title}. {venue}. {year}.",
    "1. {year} - {title} - {people} - {venue}",
    "* {title} | {venue} {year} | {people}",
    "- *{title}* ({people}) {venue}, {year}",
]


def write(layout: str, works: list[tuple[str, str, str, int]] = WORKS) -> str:
    names = ("title", "people", "venue", "year")
    return "\n".join(layout.format(**dict(zip(names, work, strict=True))) for work in works)


def read(text: str) -> list[Item]:
    return [item for item in parse_document(text, "list").items if item.record.kind != "note"]


def count_right(text: str, *, learn: bool) -> int:
    found = [
        item.draft
        for items in pattern_reader.read_patterns(parse_tree(text.split("\n")), learn=learn).values()
        for item in items
    ]
    right = 0
    for title, people, venue, _ in WORKS:
        draft = next((draft for draft in found if draft.title == title), None)
        if draft:
            right += 1 + (", ".join(draft.authors) == people) + (draft.venue or "").startswith(venue)
    return right


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_read_wherever_its_parts_stand(layout: str) -> None:
    read_works = [
        (record.title, ", ".join(record.authors), record.year)
        for record in (item.record for item in read(write(layout)))
    ]
    assert read_works == [(title, people, year) for title, people, _, year in WORKS]


def test_the_pattern_decides_more_than_the_parts_do_by_themselves() -> None:
    alone = sum(count_right(write(layout), learn=False) for layout in LAYOUTS)
    learnt = sum(count_right(write(layout), learn=True) for layout in LAYOUTS)
    assert learnt > alone


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_edited_item_leaves_the_readings_of_the_others(layout: str) -> None:
    before = {item.record for item in read(write(layout))}
    edited = [*WORKS[:-1], ("What tides forget", "Mia Vos", "Skylark", 2012)]
    after = {item.record for item in read(write(layout, edited))}
    assert len(before - after) == len(after - before) == 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_order_of_items_does_not_matter(layout: str) -> None:
    forward = {item.record for item in read(write(layout))}
    assert {item.record for item in read(write(layout, WORKS[::-1]))} == forward


def test_a_list_without_a_pattern_is_left_to_the_general_rules() -> None:
    text = (
        "- buy bread, milk, 2 onions\n"
        "- **Call** Ada Quill in 2024\n"
        "- the talk (Berg, Vos) was moved\n"
        "- water the plants"
    )
    assert pattern_reader.read_patterns(parse_tree(text.split("\n"))) == {}


def test_growth_is_linear() -> None:
    reads: list[int] = []
    original = list_pattern.Candidates.read

    def counting(self: list_pattern.Candidates, scores: list_pattern.Scores) -> object:
        reads.append(len(self.parts))
        return original(self, scores)

    sizes = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(list_pattern.Candidates, "read", counting)
        for copies in (5, 20):
            reads.clear()
            read(write(LAYOUTS[0], WORKS * copies))
            sizes[copies] = sum(reads)
    assert sizes[20] <= 4.5 * sizes[5]
