from __future__ import annotations

import pytest

from readlist.model.details import EMPTY, Details, is_edtf
from readlist.model.entry import Entry
from readlist.model.name_parts import PersonName

STATED = Details(
    type="chapter",
    author=(PersonName("Maaten", "Laurens", "van der"), PersonName("Water Board", literal="Water Board")),
    container="The Book of Rivers",
    pages="12-19",
    issued="2020-21",
    extra=(("bibtex", "eid", "12"), ("ris", "C5", "x")),
)
VALUES = {
    "type": "chapter",
    "author": [{"family": "Maaten", "given": "Laurens", "particle": "van der"}, {"literal": "Water Board"}],
    "container": "The Book of Rivers",
    "pages": "12-19",
    "issued": "2020-21",
    "extra": {"bibtex": {"eid": "12"}, "ris": {"C5": "x"}},
}


def test_details_are_json_without_empty_members():
    assert STATED.to_dict() == VALUES
    assert Details.from_json(STATED.to_json()) == STATED
    assert (EMPTY.to_json(), Details.from_json(None)) == (None, EMPTY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "novel"},
        {"type": ["book"]},
        {"volume": 12},
        {"pages": "  "},
        {"author": "Doe"},
        {"author": [{"given": "Jane"}, "Doe", {"family": 1}]},
        {"issued": "last spring"},
        {"issued": "2021-5"},
        {"extra": ["eid"]},
        {"extra": {"bibtex": {"eid": 12, "": "x", "lccn": ""}}},
        {"unknown": "x"},
    ],
)
def test_members_that_are_not_valid_are_dropped(wrong):
    assert Details.from_dict(wrong) == EMPTY
    assert Details.from_dict({**wrong, "edition": "2"}) == Details(edition="2")


@pytest.mark.parametrize(
    "text", ["2021", "2021-05-03", "2021-24", "1850~", "1850?", "2019/2020", "2019-05/..", "../1999", "-0044"]
)
def test_dates_of_edtf(text):
    assert is_edtf(text)


def test_an_entry_is_exported_with_its_details_as_fields():
    out = Entry(1, "k", "paper", "T", details=STATED).to_dict()
    assert {name: out[name] for name in VALUES} == VALUES
    assert (out["volume"], out["editor"], out["extra"]) == (None, [], VALUES["extra"])
    assert Entry(1, "k", "paper", "T").to_dict()["extra"] is None
