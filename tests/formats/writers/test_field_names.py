"""A fact that one format states has its name in the others: notes, dates of access and of a first edition, meetings."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from formats.writers.test_details import again, export, read_entry
from readlist.formats.readers import read
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
        type="book",
        extra=(("zotero", "extra", "Original Date: 1920\nPMID: 1234\nCitation Key: k\nMy own words"),),
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


@pytest.mark.parametrize(
    ("source", "form", "written"),
    [
        (ARTICLE + "langid={ngerman}}", "csl-json", '"language": "de"'),
        (ARTICLE + "langid={ngerman}}", "biblatex", "langid = {ngerman}"),
        (ARTICLE + "eprint={77}, eprinttype={jstor}}", "csl-json", '"URL": "https://www.jstor.org/stable/77"'),
        (ARTICLE + "eprint={2001.01236v2}, eprinttype={arxiv}}", "biblatex", "eprint = {2001.01236v2}"),
        ("@periodical{k, title={Pond Letters}, year=2020}", "bibtex", "type = {periodical}"),
        ("@review{k, title={On Ponds}, journal={J}, year=2020}", "bibtex", "entrysubtype = {review}"),
        ("@misc{k, title={On Ponds}, journal={Pond Letters}, year=2020}", "bibtex", "journal = {Pond Letters}"),
        ("@mastersthesis{k, title={On Ponds}, type={Diplomarbeit}, year=2020}", "biblatex", "type = {Diplomarbeit}"),
        ("@patent{k, title={A Pond}, location={countryus}, year=2020}", "csl-json", '"United States of America"'),
        ("@patent{k, title={A Pond}, location={countryus}, year=2020}", "biblatex", "location = {countryus}"),
        ("@software{k, title={Ponder}, version={1.2}, year=2020}", "ris", "ET  - 1.2\n"),
        ("@misc{k, title={On Ponds}, howpublished={Lecture notes, 2015}, year=2020}", "ris", "M3  - Lecture notes, 2015\n"),
    ],
)  # fmt: skip
def test_words_that_stand_for_others(source: str, form: str, written: str) -> None:
    assert written in export(form, read_entry(source))


@pytest.mark.parametrize(
    ("source", "form", "written"),
    [
        (csl(language="en-GB"), "biblatex", "langid = {british}"),
        (csl(type="map"), "bibtex", "entrysubtype = {map}"),
        (csl(type="post-weblog"), "biblatex", "entrysubtype = {post-weblog}"),
        (csl(type="software", version="1.2"), "ris", "ET  - 1.2\n"),
        (csl(issued={"raw": "1999-12-31/2000-01-02"}), "bibtex", "date = {1999-12-31/2000-01-02}"),
    ],
)
def test_types_and_dates_that_bibtex_has_not(source: str, form: str, written: str) -> None:
    one = read_entry(source, "a.json")
    assert written in export(form, one)
    if form != "ris":
        assert again(form, one).details.type == one.details.type
        assert again(form, one).details.issued == one.details.issued


def test_months_as_macros_beside_days() -> None:
    source = '@article{k, title={On Ponds}, year=2020, month="10~" # jan}'
    assert 'month = "10~" # jan' in export("bibtex", read_entry(source))


def test_tags_with_commas() -> None:
    one = replace(read_entry(BOOK + "}"), tags=("ponds, lakes", "oars"))
    assert "keywords = {ponds, lakes; oars}" in export("bibtex", one)
    assert read(export("bibtex", replace(one, tags=("ponds, lakes",))), "a.bib").items[0].record.tags == (
        "ponds, lakes",
    )


def test_a_site_is_a_container_by_way_of_howpublished() -> None:
    post = read_entry(csl(type="post-weblog", **{"container-title": "Pond Notes"}), "a.json")
    for form in ("bibtex", "biblatex"):
        assert again(form, post).details.container == "Pond Notes"


def test_issns_of_crossref_are_a_list() -> None:
    one = read_entry(csl(type="article-journal", ISSN=["1234-5678", "2345-6789"]), "a.json")
    assert one.details.issn == "1234-5678, 2345-6789"
    assert "SN  - 1234-5678\nSN  - 2345-6789\n" in export("ris", one)


def test_a_date_of_crossref_that_is_none_is_left_out() -> None:
    assert "issued" not in export("csl-json", read_entry(csl(issued={"date-parts": [[None]]}), "a.json"))


def test_dates_of_zotero() -> None:
    stated = {
        "itemType": "book",
        "title": "On Ponds",
        "date": "in press",
        "accessDate": "2021-01-02T10:00:00Z",
    }
    one = read_entry(json.dumps([stated]), "a.json")
    assert '"issued": {"literal": "in press"}' in export("csl-json", one)
    assert "urldate = {2021-01-02}" in export("biblatex", one)


PUBMED = """PMID- 77
IS  - 1234-5678 (Print)
IS  - 2345-6789 (Electronic)
TI  - On ponds.
TT  - Om dammar.
TA  - Pond Lett
JT  - Pond letters
PMC - PMC88
DP  - 2020
"""
ENDNOTE = """%0 Thesis
%T On Ponds
%A Ek, Bo
%P 200
%Z With a map
%D 2020
"""


@pytest.mark.parametrize(
    ("source", "name", "form", "written"),
    [
        (PUBMED, "a.nbib", "csl-json", '"PMID": "77"'),
        (PUBMED, "a.nbib", "bibtex", "pmcid = {PMC88}"),
        (PUBMED, "a.nbib", "biblatex", "origtitle = {Om dammar}"),
        (PUBMED, "a.nbib", "ris", "J2  - Pond Lett\n"),
        (PUBMED, "a.nbib", "ris", "SN  - 2345-6789\n"),
        (ENDNOTE, "a.enw", "csl-json", '"number-of-pages": "200"'),
        (ENDNOTE, "a.enw", "bibtex", "note = {With a map}"),
    ],
)
def test_facts_of_databases(source: str, name: str, form: str, written: str) -> None:
    assert written in export(form, read_entry(source, name))


def test_titles_of_pandoc_are_markdown() -> None:
    source = r"""references:
- id: k
  type: book
  title: On *Nuphar*, H~2~O, x^2^, [NASA]{.nocase}, a_b_c and 5 \* 6
"""
    assert read_entry(source, "a.yaml").title == "On Nuphar, H2O, x2, NASA, a_b_c and 5 * 6"


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (r"Of $\less$i$\greater$Nuphar$\less$/i$\greater$ {\&}amp$\mathsemicolon$ oars", "Of Nuphar & oars"),
        ("Of <math altimg='a.svg'><mi>H</mi></math> and <scp>DNA</scp>", "Of H and DNA"),
    ],
)
def test_markup_of_crossref_in_bibtex(raw: str, title: str) -> None:
    assert read_entry(f"@article{{k, title = {{{raw}}}}}").title == title


def test_what_fields_hold_against_their_names() -> None:
    one = read_entry("@article{k, title={On Ponds}, isbn={1234-5678}, year={[1929] 2004}}")
    assert (one.details.isbn, one.details.issn, one.year) == (None, "1234-5678", 2004)


def test_a_subtitle_and_a_short_title_of_crossref() -> None:
    stated = {"title": ["On Ponds"], "subtitle": ["A Survey"], "short-container-title": ["Pond Lett"]}
    one = read_entry(csl(**stated), "a.json")
    assert one.title == "On Ponds: A Survey"
    assert "shortjournal = {Pond Lett}" in export("biblatex", one)


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "csl-json", "ris"])
@pytest.mark.parametrize("doi", ["10.48550/arXiv.2001.01241", "10.18653/v1/2020.acl-main.1"])
def test_a_doi_that_an_archive_makes_of_its_ids_is_written_back(form: str, doi: str) -> None:
    one = read_entry(f"@misc{{k, title={{On Ponds}}, doi={{{doi}}}, year=2020}}")
    assert doi in export(form, one)


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ("year=2020, month={5--6}", "2020-05/2020-06"),
        ("year=2020, month=5, day={3--5}", "2020-05-03/2020-05-05"),
        ("year={350 BCE}", "-0349"),
    ],
)
def test_dates_in_other_forms(fields: str, issued: str) -> None:
    assert read_entry(f"@article{{k, title={{On Ponds}}, {fields}}}").details.issued == issued


def test_values_of_ris_are_lines_of_their_own() -> None:
    source = RIS_TALK + "T2  - Pond Days\nJF  - Proc. Pond Days\nN1  - One\n  and more\nN1  - Two\nER  - \n"
    text = export("ris", read_entry(source, "a.ris"))
    assert "N1  - One and more\nN1  - Two\n" in text
    assert "JF  - Proc. Pond Days\n" in text
    assert "T2  - Pond Days\n" in text


def test_members_of_crossref_that_no_processor_takes_are_left_out() -> None:
    others = {"link": [{"URL": "https://example.org"}], "subject": ["Ponds", "Oars"], "relation": {"a": 1}}
    item = json.loads(export("csl-json", read_entry(csl(custom={"a": "b"}, **others), "a.json")))[0]
    assert item["subject"] == "Ponds; Oars"
    assert item["custom"] == {"a": "b"}
    assert not {"link", "relation"} & item.keys()
