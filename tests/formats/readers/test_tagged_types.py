"""What PubMed, Web of Science and RefWorks state of the type of a work, and of its days, places and numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from readlist.formats.readers import read

if TYPE_CHECKING:
    from readlist.model.record import Record


def only(text: str, name: str) -> Record:
    (record,) = [item.record for item in read(text, name).items if item.record.kind != "note"]
    return record


def facts(record: Record) -> dict[str, Any]:
    return {
        name: json.loads(value) if value[0] == "{" else value
        for form, name, value in record.details.extra
        if form == "csl"
    }


@pytest.mark.parametrize(
    ("types", "csl_type"),
    [
        (["Case Reports", "Letter"], "article-journal"), (["Consensus Development Conference", "Journal Article"], "article-journal"),
        (["Technical Report"], "article-journal"), (["Webcast"], "article-journal"), (["Preprint"], "article"),
        (["Dataset"], "dataset"), (["Account Books", "Historical Article"], "article-journal"),
    ],
)  # fmt: skip
def test_what_a_journal_publishes_is_an_article(types: list[str], csl_type: str) -> None:
    stated = "".join(f"PT  - {one}\n" for one in types)
    assert only(f"PMID- 7\nTI  - Weirs\n{stated}JT  - Pond letters\n", "a.nbib").details.type == csl_type


def test_books_of_pubmed_and_records_of_eric_have_the_types_that_they_state() -> None:
    assert only("PMID- 7\nTI  - Weirs\nPT  - Book Chapter\nBTI - Ponds\n", "a.nbib").details.type == "chapter"
    eric = "OWN - ERIC\nTI  - Weirs\nPT  - Reports - Research\nJT  - Pond Reports\n"
    assert only(eric, "a.nbib").details.type == "report"


@pytest.mark.parametrize(
    ("appeared", "stated", "csl_type"),
    [
        ("J", "Article; Proceedings Paper", "article-journal"), ("J", "Book Review", "article-journal"),
        ("J", "Data Set", "article-journal"), ("S", "Proceedings Paper", "paper-conference"),
        ("S", "Article; Book Chapter", "chapter"), ("B", "Editorial Material; Book Chapter", "chapter"),
        ("B", "Book", "book"), ("B", "Proceedings Paper", "paper-conference"), ("B", "", "book"), ("C", "", "paper-conference"),
        ("P", "", "patent"), ("J", "", "article-journal"), ("D", "Dataset", "dataset"),
    ],
)  # fmt: skip
def test_where_a_work_appeared_counts_first_in_web_of_science(
    appeared: str, stated: str, csl_type: str
) -> None:
    kind = f"DT {stated}\n" if stated else ""
    text = f"FN Some Index\nVR 1.0\nPT {appeared}\nAU Ek, B\nTI Weirs\nSO POND LETTERS\n{kind}PY 2019\nER\n\nEF\n"
    assert only(text, "a.ciw").details.type == csl_type


def test_meetings_first_appearance_and_patents_of_web_of_science() -> None:
    start = "FN Some Index\nVR 1.0\nPT "
    paper = only(
        f"{start}J\nAU Ek, B\nTI Weirs\nSO PONDS\nCT 5th Pond Days\nCL Oslo, NORWAY\nEA JAN 2021\nER\n\nEF\n",
        "a.ciw",
    )
    assert (facts(paper)["event-title"], facts(paper)["event-place"]) == ("5th Pond Days", "Oslo, NORWAY")
    assert paper.details.issued == "2021-01"
    patent = only(f"{start}P\nAU Ek, B\nTI Weir\nPN NO123-A\nAE POND WORKS\nPY 2003\nER\n\nEF\n", "a.ciw")
    assert (patent.details.issue, patent.details.publisher) == ("NO123-A", "POND WORKS")
    part = only(f"{start}J\nAU Ek, B\nTI Weirs\nSO PONDS\nPN 2\nPY 2003\nER\n\nEF\n", "a.ciw")
    assert part.details.issue is None


def test_words_with_figures_in_titles_in_capitals() -> None:
    text = "FN Some Index\nVR 1.0\nPT J\nAU Ek, B\nTI CO2 AND H2O IN 21ST CENTURY PONDS\nSO PONDS\nER\n\nEF\n"
    assert only(text, "a.ciw").title == "CO2 and H2O in 21st Century Ponds"


@pytest.mark.parametrize(
    ("kind", "csl_type"),
    [
        ("Laws/Statutes", "legislation"), ("Case/Court Decisions", "legal_case"), ("Video/ DVD", "motion_picture"),
        ("Map", "map"), ("Monograph", "book"), ("Personal Communication", "personal_communication"),
        ("Journal, Electronic", "article-journal"), ("Sound Recording", "song"), ("Artwork", "graphic"),
        ("Book, Section", "chapter"), ("Dissertation/Thesis", "thesis"), ("Bills/Resolutions", "bill"),
    ],
)  # fmt: skip
def test_types_of_refworks(kind: str, csl_type: str) -> None:
    record = only(f"RT {kind}\nSR Electronic(1)\nA1 Ek,Bo\nT1 Weirs\nRD 2015/01/02\n", "a.txt")
    assert record.details.type == csl_type
    assert facts(record)["accessed"] == {"date-parts": [[2015, 1, 2]]}


def test_main_keywords_first_appearance_and_pages_of_pubmed() -> None:
    record = only(
        "PMID- 7\nTI  - Weirs\nJT  - Ponds\nOT  - *fish\nDEP - 20190201\nPG  - 101-10, 115-7, e12-5\n",
        "a.nbib",
    )
    assert (record.tags, record.details.pages) == (("fish",), "101-110, 115-117, e12-5")
    assert facts(record)["available-date"] == {"date-parts": [[2019, 2, 1]]}


def test_headings_of_mesh_are_keywords() -> None:
    text = "PMID- 7\nTI  - Weirs\nJT  - Ponds\nMH  - *Fishes/growth & development\nMH  - Ponds\nOT  - *Ponds\nOT  - weirs\n"
    assert sorted(only(text, "a.nbib").tags) == ["Fishes", "Ponds", "weirs"]
    xml = (
        "<PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>Weirs</ArticleTitle></Article>"
        "<MeshHeadingList><MeshHeading><DescriptorName>Fishes</DescriptorName><QualifierName>growth</QualifierName>"
        "</MeshHeading></MeshHeadingList></MedlineCitation></PubmedArticle>"
    )
    assert only(xml, "a.xml").tags == ("Fishes",)


def test_a_title_of_pubmed_in_its_own_language_only_and_an_article_number() -> None:
    record = only(
        "<PubmedArticle><MedlineCitation><PMID>7</PMID><Article><Journal><Title>Teiche</Title></Journal><ArticleTitle/>"
        "<VernacularTitle>Wehre</VernacularTitle><ELocationID EIdType='pii'>e123</ELocationID><ArticleDate><Year>2019</Year>"
        "<Month>02</Month><Day>01</Day></ArticleDate></Article></MedlineCitation><PubmedData><ArticleIdList>"
        "<ArticleId IdType='pmc'>PMC123</ArticleId></ArticleIdList></PubmedData></PubmedArticle>",
        "a.xml",
    )
    assert (record.title, record.details.pages, facts(record)["PMCID"]) == ("Wehre", "e123", "PMC123")
    assert facts(record)["available-date"] == {"date-parts": [[2019, 2, 1]]}


def test_the_number_of_a_chapter_at_its_publisher_is_no_page() -> None:
    record = only(
        "<PubmedBookArticle><BookDocument><PMID>7</PMID><ArticleTitle>Weirs</ArticleTitle><Book><BookTitle>Ponds</BookTitle>"
        "<ELocationID EIdType='pii'>1223321</ELocationID></Book></BookDocument></PubmedBookArticle>",
        "a.xml",
    )
    assert (record.details.type, record.details.pages) == ("chapter", None)
