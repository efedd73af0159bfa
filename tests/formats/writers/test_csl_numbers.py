"""The number of a work keeps the name that CSL-JSON gives it, and has that of its type when another format states it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from readlist.formats.readers import read
from readlist.formats.writers import writer_for
from readlist.model.entry import Entry


def through(text: str, name: str) -> dict[str, Any]:
    """Return the item that a file with one work becomes in CSL-JSON."""
    (item,) = read(text, name).items
    record = item.record
    entry = Entry(
        id=1, key="k", kind="paper", title=record.title or "", authors=record.authors, details=record.details
    )
    out: dict[str, Any] = json.loads("".join(writer_for("csl-json").write([entry])))[0]
    return out


@pytest.mark.parametrize(
    "csl_type", ["map", "speech", "broadcast", "legal_case", "webpage", "report", "book", "thesis"]
)
@pytest.mark.parametrize("name", ["issue", "number", "collection-number"])
@pytest.mark.parametrize("series", [{}, {"collection-title": "Pond Papers"}])
def test_a_number_keeps_its_name(csl_type: str, name: str, series: dict[str, str]) -> None:
    item = {"id": "k", "type": csl_type, "title": "Weirs", name: "7"} | series
    written = through(json.dumps([item]), "a.json")
    assert {one: written[one] for one in written if one in ("issue", "number", "collection-number")} == {
        name: "7"
    }


def test_several_numbers_are_kept_apart() -> None:
    item = {
        "id": "k",
        "type": "book",
        "title": "Weirs",
        "issue": "3",
        "number": "7",
        "collection-number": "44",
    }
    assert through(json.dumps([item]), "a.json").items() >= item.items() - {("id", "k")}


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("@article{k, title={Weirs}, number={7}}", "issue"), ("@techreport{k, title={Weirs}, number={7}}", "number"),
        ("@book{k, title={Weirs}, number={7}}", "collection-number"), ("@misc{k, title={Weirs}, number={7}}", "number"),
        ("@inproceedings{k, title={Weirs}, number={7}}", "issue"), ("@movie{k, title={Weirs}, number={7}}", "number"),
        ("@inproceedings{k, title={Weirs}, number={7}, series={Pond Papers}}", "collection-number"),
        ("@jurisdiction{k, title={Weirs}, number={7}}", "number"),
    ],
)  # fmt: skip
def test_a_number_of_bibtex_has_the_name_of_its_type(entry: str, name: str) -> None:
    assert through(entry, "a.bib")[name] == "7"
