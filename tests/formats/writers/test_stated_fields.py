"""A BibTeX file that is imported and exported says the same: fields, types and dates as they were written."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from formats.writers.test_details import again, export, read_entry
from readlist.formats.readers import read
from readlist.model.details import Details
from readlist.model.edtf import year_month
from readlist.model.entry import Entry


@pytest.mark.parametrize(
    "fields",
    [
        "journal = {Adv. Math.},\n  year = {2013},\n  fjournal = {Advances in Mathematics}",
        "journal = {Pond Letters},\n  year = {1998/99}",
        "journal = {Pond Letters},\n  year = {1975b}",
        "journal = {Pond Letters},\n  year = {(about 1984)}",
        "journal = {Pond Letters},\n  year = {2010},\n  month = {May/June}",
        "journal = {Pond Letters},\n  year = {2010},\n  month = may,\n  day = {3}",
        "journal = {Pond Letters},\n  year = {2010},\n  eid = {015001},\n  mrnumber = {3077863}",
        "journal = {Pond Letters},\n  pages = {S1--S20},\n  year = {in press}",
        "journal = {Pond Letters},\n  year = {2010},\n  doi = {10/abcde}",
    ],
)
def test_fields_of_an_article(fields: str) -> None:
    text = export(
        "bibtex", read_entry(f"@article{{k, title = {{On ponds}}, author = {{Lind, Ada}}, {fields}}}")
    )
    for line in fields.split(",\n"):
        assert f"  {line.strip()},\n" in text
    assert text.count(" = ") == len(fields.split(",\n")) + 2 + ("url = {https://doi.org/10/abcde}" in text)


@pytest.mark.parametrize(
    ("source", "written"),
    [
        (
            "@thesis{k, title={T}, type={Habilitation}, institution={Lund}}",
            ("@phdthesis{", "type = {Habilitation}"),
        ),
        (
            "@thesis{k, title={T}, type={Bachelor's thesis}, school={Lund}}",
            ("@mastersthesis{", "type = {Bachelor's thesis}"),
        ),
        ("@book{k, title={T}, maintitle={Waters}, volume=3}", ("@book{", "maintitle = {Waters}")),
        ("@proceedings{k, title={Proc.}, booktitle={Proc. of Ponds}}", ("booktitle = {Proc. of Ponds}",)),
        (
            "@inproceedings{k, title={T}, booktitle={P}, location={Lund}, address={Oslo}}",
            ("location = {Lund}", "address = {Oslo}"),
        ),
        (
            "@unpublished{k, title={T}, eprint={2001.01236}, note={Draft}}",
            ("@unpublished{", "note = {Draft}"),
        ),
    ],
)
def test_types_and_their_fields(source: str, written: tuple[str, ...]) -> None:
    text = export("bibtex", read_entry(source))
    assert all(part in text for part in written)


def test_other_keys_of_the_file_are_kept_beside_former_ones() -> None:
    one = replace(read_entry("@book{k, title={T}, ids={old, older}}"), former_keys=("k0", "old"))
    assert "ids = {k0,old,older}" in export("biblatex", one)


@pytest.mark.parametrize(
    ("form", "name", "written"),
    [
        ("csl-json", "a.json", '{"family": "Ek", "given": "Bo"}, {"literal": "others"}]'),
        ("ris", "a.ris", "AU  - Ek, Bo\nAU  - et al.\n"),
        ("bibtex", "a.bib", "author = {Ek, Bo and others}"),
    ],
)
def test_a_list_of_names_that_goes_on(form: str, name: str, written: str) -> None:
    text = export(form, read_entry("@book{k, title={On Ponds}, author={Ek, Bo and others}}"))
    assert written in text
    (item,) = read(text, name).items
    assert list(map(str, item.record.details.author)) == ["Bo Ek", "others"]
    assert item.record.authors == ("Bo Ek",)


def test_names_that_fields_have_in_biblatex() -> None:
    source = "@inproceedings{k, title={T}, booktitle={P}, location={Lund}, address={Oslo}}"
    text = export("biblatex", read_entry(source))
    assert "location = {Oslo}" in text
    assert "venue = {Lund}" in text


def test_a_date_that_the_person_corrected_is_written() -> None:
    details = Details(type="book", issued="1998/1999", extra=(("bibtex", "year", "1998/99"),))
    assert "year = {2001}" in export("bibtex", Entry(1, "k", "paper", "On Ponds", year=2001, details=details))


@pytest.mark.parametrize(
    ("issued", "written"),
    [
        ("1998/1999", "year = {1998--1999}"),
        ("2010-11/2010-12", 'month = nov # "/" # dec'),
        ("2010-21", "month = {Spring}"),
        ("2010-05-03", "day = {3}"),
        ("2010-05-12/2010-05-14", "day = {12--14}"),
        ("-0343", "year = {-0343}"),
        ("2010-05-30/2010-06-02", 'month = "30~" # may # "--2~" # jun'),
        ("1850~", "year = {(about 1850)}"),
        ("1850?", "year = {(1850?)}"),
        ("1850%", "year = {(about 1850?)}"),
        ("1999/", "year = {1999--}"),
        ("/1999", "year = {--1999}"),
    ],
)
def test_dates_of_bibtex(issued: str, written: str) -> None:
    year, month = year_month(issued)
    details = Details(type="book", issued=issued)
    text = export("bibtex", Entry(1, "k", "paper", "On Ponds", year=year, month=month, details=details))
    assert written in text
    assert read_entry(text).details.issued == issued


@pytest.mark.parametrize("kind", ["dataset", "software", "online", "patent", "standard", "artwork"])
def test_a_type_that_bibtex_lacks_is_stated_in_a_field(kind: str) -> None:
    first = read_entry(f"@{kind}{{k, title = {{On Ponds}}, year = 2001}}")
    text = export("bibtex", first)
    assert text.startswith("@misc{")
    assert f"type = {{{kind}}}" in text
    again = read_entry(text)
    assert (again.details.type, again.kind) == (first.details.type, first.kind)
    assert export("biblatex", again).startswith(f"@{kind}{{")
    assert "type =" not in export("biblatex", again)


def test_the_work_that_a_volume_belongs_to_is_kept() -> None:
    entry = read_entry(
        "@inbook{k, title = {On Ponds}, booktitle = {Small Waters}, maintitle = {All Waters}, mainsubtitle = {A Survey}}"
    )
    assert entry.details.container == "Small Waters"
    for name in ("bibtex", "biblatex"):
        text = export(name, entry)
        assert all(
            field in text
            for field in ("booktitle = {Small", "maintitle = {All Waters}", "mainsubtitle = {A Survey}")
        )


def test_how_a_work_was_published_is_no_container() -> None:
    entry = read_entry("@misc{k, title = {On Ponds}, howpublished = {Spray paint}}")
    item = json.loads(export("csl-json", entry))[0]
    assert item["medium"] == "Spray paint"
    assert "container-title" not in item
    assert again("csl-json", entry).venue == "Spray paint"


def test_other_types_of_misc_stay_as_they_are() -> None:
    entry = read_entry("@misc{k, title = {On Ponds}, type = {Leaflet}}")
    assert entry.details.type == "document"
    assert "type = {Leaflet}" in export("bibtex", entry)


def test_ris_has_the_number_of_a_report_where_others_look_for_it() -> None:
    entry = read_entry("@techreport{k, title = {On Ponds}, number = {TR-7}, institution = {Lund}}")
    assert "SN  - TR-7\n" in export("ris", entry)


@pytest.mark.parametrize(
    "issued", ["1998/1999", "2010-05/2010-06", "2010-05-12/2010-05-14", "1850~", "2010-21", "-0343"]
)
def test_any_date_is_written_in_csl_and_ris(issued: str) -> None:
    entry = Entry(
        1,
        "k",
        "paper",
        "On Ponds",
        year=None if issued[0] == "-" else int(issued[:4]),
        details=Details(type="book", issued=issued),
    )
    parts = json.loads(export("csl-json", entry))[0]["issued"]["date-parts"]
    assert parts[0][0] == (int(issued[:5]) - 1 if issued[0] == "-" else int(issued[:4]))  # CSL has no year 0
    assert export("ris", entry).startswith("TY  - BOOK")
