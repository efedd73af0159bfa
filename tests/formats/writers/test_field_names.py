"""A fact that one format states has its name in the others: notes, dates of access and of a first edition, meetings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from formats.writers.test_details import again, export, read_entry
from readlist.formats.writers.field_names import find_facts
from readlist.model.details import Details

BOOK = "@book{k, title={On Ponds}, author={Ek, Bo}, year=2020, "
ARTICLE = "@article{k, title={On Ponds}, author={Ek, Bo}, journal={Pond Letters}, year=2020, "
RIS_BOOK = "TY  - BOOK\nID  - k\nTI  - On Ponds\nAU  - Ek, Bo\nPY  - 2020\n"
RIS_TALK = "TY  - CONF\nID  - k\nTI  - On Ponds\nAU  - Ek, Bo\nPY  - 2020\n"


def csl(**members: Any) -> str:
    return json.dumps(
        [{"id": "k", "type": "book", "title": "On Ponds", "issued": {"raw": "2020"}, **members}]
    )


@pytest.mark.parametrize(
    ("source", "name", "form", "written"),
    [
        (BOOK + "note={Second printing}}", "a.bib", "csl-json", '"note": "Second printing"'),
        (BOOK + "note={Second printing}}", "a.bib", "ris", "N1  - Second printing\n"),
        (BOOK + "origdate={1920-05}}", "a.bib", "csl-json", '"original-date": {"date-parts": [[1920, 5]]}'),
        (BOOK + "origdate={1920-05}}", "a.bib", "ris", "OP  - 1920/05//\n"),
        (BOOK + "urldate={2021-01-02}}", "a.bib", "ris", "Y2  - 2021/01/02/\n"),
        (BOOK + "pagetotal={345}}", "a.bib", "ris", "SP  - 345\n"),
        (BOOK + "pagetotal={345}}", "a.bib", "csl-json", '"number-of-pages": "345"'),
        (BOOK + "volumes={3}}", "a.bib", "ris", "NV  - 3\n"),
        (BOOK + "shorttitle={Ponds}}", "a.bib", "csl-json", '"title-short": "Ponds"'),
        (BOOK + "pubstate={inpress}}", "a.bib", "csl-json", '"status": "in press"'),
        (ARTICLE + "pages={1--9}, eid={e12}}", "a.bib", "csl-json", '"number": "e12"'),
        (ARTICLE + "pages={1--9}, eid={e12}}", "a.bib", "ris", "C7  - e12\n"),
        (ARTICLE + "shortjournal={Pond Lett.}}", "a.bib", "ris", "J2  - Pond Lett.\n"),
        (ARTICLE + "eprint={1234}, eprinttype={pubmed}}", "a.bib", "csl-json", '"PMID": "1234"'),
        (BOOK.replace("@book", "@inbook") + "booktitle={Waters}, bookauthor={Ro, Al}}", "a.bib", "csl-json",
         '"container-author": [{"family": "Ro", "given": "Al"}]'),
        (RIS_BOOK + "SP  - 345\nER  - \n", "a.ris", "bibtex", "pagetotal = {345}"),
        (RIS_BOOK + "A2  - Ro, Al\nT2  - Waters\nER  - \n", "a.ris", "csl-json",
         '"collection-editor": [{"family": "Ro", "given": "Al"}]'),
        (RIS_BOOK + "N1  - 50% off\nER  - \n", "a.ris", "bibtex", r"note = {50\% off}"),
        (RIS_BOOK + "Y2  - 2021/01/02/\nER  - \n", "a.ris", "biblatex", "urldate = {2021-01-02}"),
        (RIS_TALK + "T2  - Pond Days\nC3  - Proc. Pond Days\nER  - \n", "a.ris", "biblatex", "eventtitle = {Pond Days}"),
        (RIS_TALK + "C1  - Oslo\nCY  - Lund\nT2  - Proc.\nER  - \n", "a.ris", "csl-json", '"event-place": "Lund"'),
        (csl(**{"original-date": {"date-parts": [[1920]]}}), "a.json", "biblatex", "origdate = {1920}"),
        (csl(**{"number-of-pages": 345}), "a.json", "ris", "SP  - 345\n"),
        (csl(note="original-date: 1920\nReprint"), "a.json", "biblatex", "origdate = {1920}"),
        (csl(note="original-date: 1920\nReprint"), "a.json", "biblatex", "note = {Reprint}"),
        (csl(note="{:original-title: Vatten}"), "a.json", "biblatex", "origtitle = {Vatten}"),
        (csl(PMID="1234"), "a.json", "bibtex", "pmid = {1234}"),
        (csl(archive="Lake Museum", archive_location="Box 3"), "a.json", "csl-json", '"archive_location": "Box 3"'),
    ],
)  # fmt: skip
def test_facts_in_other_formats(source: str, name: str, form: str, written: str) -> None:
    assert written in export(form, read_entry(source, name))


def test_zotero_states_facts_in_lines_of_its_extra() -> None:
    details = Details(
        type="book", extra=(("zotero", "extra", "Original Date: 1920\nPMID: 1234\nMy own words"),)
    )
    assert find_facts(details, "csl") == {"original-date": "1920", "PMID": "1234", "note": "My own words"}


def test_what_a_format_states_itself_is_not_written_twice() -> None:
    details = Details(type="book", extra=(("ris", "N1", "One"), ("csl", "note", "Two")))
    assert find_facts(details, "ris") == {}
    assert find_facts(details, "bibtex") == {"note": "One"}


def test_proceedings_and_their_meeting_in_ris() -> None:
    talk = read_entry(
        "@inproceedings{k, title={On Ponds}, author={Ek, Bo}, booktitle={Proc. Pond Days}, eventtitle={Pond Days}, "
        "venue={Lund}, address={Oslo}, year=2020}"
    )
    assert "C3  - Proc. Pond Days\nT2  - Pond Days\nC1  - Oslo\nCY  - Lund\n" in export("ris", talk)
    assert again("ris", talk).details.container == "Proc. Pond Days"


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "csl-json", "ris"])
def test_what_stands_for_a_date(form: str) -> None:
    for source, name in (
        (ARTICLE.replace("2020", "{in press}") + "}", "a.bib"),
        (csl(issued={"literal": "in press"}), "a.json"),
        (RIS_BOOK.replace("2020", "in press") + "ER  - \n", "a.ris"),
    ):
        assert "in press" in export(form, read_entry(source, name))


def test_an_event_is_no_container() -> None:
    book = read_entry(csl(**{"event-title": "Pond Days"}), "a.json")
    assert "Pond Days" not in export("ris", book)
    assert "maintitle" not in export("bibtex", book)
    assert "container-title" not in export("csl-json", book)
