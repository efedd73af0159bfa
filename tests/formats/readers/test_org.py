"""Notes in Org are read whatever is in them, and no line is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readlist.formats.readers import read

LINE = st.sampled_from(
    [
        "* TODO A title", "** DONE [[https://arxiv.org/abs/2106.09685][LoRA]] :a:b:", ":PROPERTIES:", ":DOI: 10.1234/a", ":END:",
        "#+title: X", "#+filetags: :x:", "#+TODO: A | B", "#+TODO:", "text [[https://x.org][y]]", "- [ ] item", "#+begin_src",
        "#+end_src", "SCHEDULED: <2026-99-99>", ":Effort: x:y", "CLOCK: [2020-01-01 Wed 10:00]--[bad]", "*** ", "|a|b|",
        "[cite:@k]", ":LOGBOOK:", "", "***** deep", "* COMMENT x", ":AUTHOR: A, B, C",
    ]
)  # fmt: skip


def test_a_date_that_does_not_exist_costs_nothing():
    (item,) = [
        item
        for item in read(
            "* TODO [[https://arxiv.org/abs/2106.09685][LoRA]]\n  DEADLINE: <2026-02-30>\n", "a.org"
        ).items
        if item.record.kind != "note"
    ]
    assert (item.record.title, item.record.status, item.end_line) == ("LoRA", "todo", 2)


def test_a_property_with_a_plus_adds_to_the_one_before():
    text = """* Warm rivers
:PROPERTIES:
:AUTHOR: Lind, Ada
:AUTHOR+: and Ek, Bo
:VENUE: Water Days
:YEAR: 2020
:END:
"""
    (item,) = read(text, "a.org").items
    record = item.record
    assert (record.title, record.authors, record.venue, record.year) == (
        "Warm rivers",
        ("Ada Lind", "Bo Ek"),
        "Water Days",
        2020,
    )


def test_a_table_of_works_is_read_with_the_rule_below_its_head():
    text = """* Rivers
| Title | Authors | Venue | Year | Read |
|-------+---------+-------+------+------|
| Double weirs for warm rivers | Lind et al. | Water Journal | 2018 | X |
| Targeted weirs for cold rivers | Ek, Vos | River Days | 2006 | |
"""
    records = [item.record for item in read(text, "a.org").items]
    assert [(record.title, record.authors, record.year) for record in records if record.kind == "paper"] == [
        ("Double weirs for warm rivers", ("Lind",), 2018),
        ("Targeted weirs for cold rivers", ("Ek", "Vos"), 2006),
    ]


@given(st.lists(LINE, max_size=9))
def test_no_line_is_lost(lines):
    document = read("\n".join(lines), "a.org")
    held = {number for item in document.items for number in range(item.line, item.end_line + 1)}
    assert all(number in held for number, line in enumerate(lines, 1) if line.strip())


def test_a_description_list_states_the_fields_of_the_work_of_a_file():
    text = """:PROPERTIES:
:ID:       1234
:ROAM_REFS: cite:quill2001
:END:
#+title: The Two Mills

- author :: Quill, Ada and Berg, Tim
- year :: 2001
- journal :: Annals of Mills

* Notes

- colour :: red
"""
    (item,) = [item for item in read(text, "a.org").items if item.record.kind == "paper"]
    record = item.record
    assert (record.title, record.authors) == ("The Two Mills", ("Ada Quill", "Tim Berg"))
    assert (record.year, record.venue) == (2001, "Annals of Mills")
