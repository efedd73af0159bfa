"""What one format states survives another one, and comes back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from readlist.formats.readers import read
from readlist.formats.writers import writer_for
from readlist.model.entry import Entry


def convert(text: str, name: str, form: str) -> str:
    """Return what a file with one work is in another format."""
    (item,) = read(text, name).items
    record = item.record
    entry = Entry(
        id=1, key="k", kind="paper", title=record.title or "", authors=record.authors, year=record.year, details=record.details
    )  # fmt: skip
    return "".join(writer_for(form).write([entry]))


def as_csl(text: str, name: str) -> dict[str, Any]:
    (out,) = json.loads(convert(text, name, "csl-json"))
    assert isinstance(out, dict)
    return out


def test_the_id_of_pubmed_survives_ris() -> None:
    ris = convert("PMID- 30000001\nTI  - Weirs\nJT  - Ponds\n", "a.nbib", "ris")
    assert "AN  - 30000001\n" in ris
    assert as_csl(ris, "a.ris")["PMID"] == "30000001"


def test_the_archive_of_another_database_stays_its_own() -> None:
    item = [
        {"id": "k", "type": "book", "title": "Weirs", "archive": "Weir Archive", "archive_location": "77"}
    ]
    ris = convert(json.dumps(item), "a.json", "ris")
    assert "PubMed" not in ris
    assert "PMID" not in as_csl(ris, "a.ris")


def test_editors_of_a_book_and_of_its_series_stay_apart_in_ris() -> None:
    text = (
        "TY  - BOOK\nAU  - Ek, Bo\nA2  - Moe, Siv\nA3  - Lind, Ada\nTI  - Weirs\nT2  - Pond Books\nER  - \n"
    )
    first = as_csl(text, "a.ris")
    again = as_csl(convert(text, "a.ris", "ris"), "a.ris")
    assert first["editor"] == again["editor"] == [{"family": "Lind", "given": "Ada"}]
    assert first["collection-editor"] == again["collection-editor"] == [{"family": "Moe", "given": "Siv"}]


def test_the_place_of_a_meeting_beside_that_of_the_publisher() -> None:
    text = "@inproceedings{k, title={Weirs}, booktitle={Pond Days}, location={Oslo, Norway}, address={Lund}}"
    item = as_csl(text, "a.bib")
    assert (item["event-place"], item["publisher-place"]) == ("Oslo, Norway", "Lund")
    assert "venue = {Oslo, Norway}" in convert(text, "a.bib", "biblatex")


def test_a_year_with_a_macro_that_tex_may_not_know_is_written_as_a_year() -> None:
    text = r"@book{k, title={Weirs}, year={{\noopsort{1973a}}{\switchargs{--90}{1968}}}}"
    assert "  year = {1968},\n" in convert(text, "a.bib", "bibtex")
    kept = r"@book{k, title={Weirs}, year={{\noopsort{1973a}}1968}}"
    assert r"  year = {{\noopsort{1973a}}1968}," in convert(kept, "a.bib", "bibtex")


def test_entities_in_a_title_with_tags() -> None:
    text = "TY  - BOOK\nTI  - Ponds &amp; <i>weirs</i> &lt;i&gt;\nER  - \n"
    assert as_csl(text, "a.ris")["title"] == "Ponds &amp; <i>weirs</i> &lt;i&gt;"
    assert as_csl(text.replace(" &lt;i&gt;", ""), "a.ris")["title"] == "Ponds & <i>weirs</i>"


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("Müller2020", "ids = {Müller2020}"),
        ("8765432", "ids = {8765432}"),
        ("weir2020", None),
        ("weir, 2020", None),
    ],
)
def test_a_key_that_the_library_cannot_have_is_another_key_of_the_entry(
    key: str, written: str | None
) -> None:
    record = f"@book{{{key}, title={{Weirs}}, author={{Ek, Bo}}}}"
    for form in ("bibtex", "biblatex"):
        out = convert(record, "a.bib", form)
        assert written in out if written else "ids" not in out


def test_other_keys_of_a_file_are_kept_beside_it() -> None:
    assert "ids = {old, 王2020}" in convert("@book{王2020, ids={old}, title={Weirs}}", "a.bib", "bibtex")


@pytest.mark.parametrize(
    ("fields", "authors"),
    [
        ("collaboration={WEIR}", ["WEIR Collaboration"]), ("collaboration={{Pond Collaboration} and Mill}", ["Pond Collaboration", "Mill Collaboration"]),
        ("collaboration={WEIR}, author={Ek, Bo}", None), ("collaboration={WEIR}, editor={Ek, Bo}", None),
        ("collaboration={Pond Working Group}", ["Pond Working Group"]),
    ],
)  # fmt: skip
def test_a_collaboration_without_authors_is_the_author(fields: str, authors: list[str] | None) -> None:
    people = as_csl(f"@article{{k, title={{Weirs}}, {fields}}}", "a.bib").get("author")
    if authors:
        assert people == [{"literal": name} for name in authors]
    else:
        assert not people or "literal" not in people[0]


def test_lists_that_an_entry_has_twice_are_joined() -> None:
    document = read(
        "@book{k, title={Weirs}, title={Mills}, keywords={a}, year=2020, keywords={b}, keywords=c}", "a.bib"
    )
    (item,) = document.items
    assert (item.record.title, item.record.tags) == ("Weirs", ("a", "b", "c"))
    assert [one.message for one in document.diagnostics] == ["duplicate field 'title'; the first is used"]


def test_ref_works_as_cnki_writes_it() -> None:
    item = as_csl(
        "RT Journal Article\nSR 1\nA1 林一;艾二\nT1 池塘研究\nJF 水利学报\nYR 2020\nIS 05\nvo 35\nOP 1-10\nLA 中文;\nDS CNKI\n",
        "a.txt",
    )
    assert (item["volume"], item["issue"], item["page"], item["language"]) == ("35", "05", "1-10", "zh")
    assert item["author"] == [{"literal": "林一"}, {"literal": "艾二"}]


def test_bibtex_of_web_of_science() -> None:
    item = as_csl(
        "@article{ WOS:0001,\nAuthor = {Ek, Bo},\nTitle = {{Weirs}},\nJournal = {{JOURNAL OF PONDS}},\nEarly Access Date = {{APR 2020}},"
        "\nYear = {{2020}},\nArticle-Number = {{e5}},\n}\n",
        "a.bib",
    )
    assert (item["container-title"], item["page"], item["issued"]) == (
        "Journal of Ponds",
        "e5",
        {"date-parts": [[2020]]},
    )
    assert "early-access-date = {{APR 2020}}" in convert(
        "@article{WOS:0001,Title={Weirs},Early Access Date = {{APR 2020}}}", "a.bib", "bibtex"
    )


def test_bibtex_of_scopus() -> None:
    (item,) = read(
        "@ARTICLE{Ek2020, title={Weirs}, journal={Ponds}, art_number={101}, author_keywords={weir; mill}, keywords={Water}}",
        "a.bib",
    ).items
    assert (item.record.details.pages, item.record.tags) == ("101", ("weir", "mill", "Water"))
    (book,) = read("@BOOK{Ek2019, title={Weirs}, journal={Weirs}, publisher={Pond Press}}", "a.bib").items
    assert (book.record.venue, book.record.details.container) == (None, None)


def test_article_numbers_and_notes_of_ris() -> None:
    text = "TY  - JOUR\nAU  - Ek, Bo\nTI  - Weirs\nT2  - Ponds\nC7  - {}\nN1  - https://pond.example/1\nUR  - https://pond.example/1\nER  - \n"
    item = as_csl(text.format("e101"), "a.ris")
    assert item["page"] == "e101"
    assert "note" not in item
    assert "page" not in as_csl(text.format("see the end"), "a.ris")
    assert "page" not in as_csl(text.format("arXiv:1912.00123"), "a.ris")


NAMESPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/"'
)


def of_rdf(content: str) -> dict[str, Any]:
    return as_csl(f"<rdf:RDF {NAMESPACES}>{content}</rdf:RDF>", "a.rdf")


def test_a_part_of_a_book_in_a_series_in_rdf_of_zotero() -> None:
    item = of_rdf(
        '<bib:BookSection rdf:about="#i1"><z:itemType>bookSection</z:itemType><dc:title>Weirs</dc:title><dcterms:isPartOf>'
        "<bib:Book><dc:title>Ponds</dc:title><dcterms:isPartOf><bib:Series><dc:title>Waters</dc:title><dc:identifier>5"
        "</dc:identifier></bib:Series></dcterms:isPartOf></bib:Book></dcterms:isPartOf><bib:authors><rdf:Seq><rdf:li><foaf:Person>"
        "<foaf:surname>Weir Board of Lund</foaf:surname></foaf:Person></rdf:li></rdf:Seq></bib:authors></bib:BookSection>"
    )
    assert (item["container-title"], item["collection-title"], item["collection-number"]) == (
        "Ponds",
        "Waters",
        "5",
    )
    assert item["author"] == [{"literal": "Weir Board of Lund"}]


def test_a_report_and_a_page_in_rdf_of_zotero() -> None:
    report = of_rdf(
        '<bib:Report rdf:about="#i2"><z:itemType>report</z:itemType><dc:title>Weirs</dc:title><prism:number>TR-12</prism:number>'
        "<z:type>Technical</z:type><z:numPages>20</z:numPages><dcterms:dateSubmitted>2020-01-02 03:04:05</dcterms:dateSubmitted>"
        "</bib:Report>"
    )
    assert (report["number"], report["genre"], report["number-of-pages"]) == ("TR-12", "Technical", "20")
    assert report["accessed"] == {"date-parts": [[2020, 1, 2]]}
    (page,) = read(
        f'<rdf:RDF {NAMESPACES}><bib:Document rdf:about="http://pond.example/1"><z:itemType>webpage</z:itemType><dc:title>Weirs'
        "</dc:title></bib:Document></rdf:RDF>",
        "a.rdf",
    ).items
    assert page.record.url == "http://pond.example/1"


def test_series_and_suffixes_of_mods() -> None:
    item = as_csl(
        "<mods><titleInfo><title>Weirs</title></titleInfo><genre>book</genre><name type='personal'><namePart type='family'>Ek</namePart>"
        "<namePart type='given'>Bo</namePart><namePart type='termsOfAddress'>Jr.</namePart><role><roleTerm>author</roleTerm></role></name>"
        "<relatedItem type='series'><titleInfo><title>Pond Books</title><partNumber>7</partNumber></titleInfo></relatedItem></mods>",
        "a.xml",
    )
    assert (item["collection-title"], item["collection-number"]) == ("Pond Books", "7")
    assert item["author"] == [{"family": "Ek", "given": "Bo", "suffix": "Jr."}]


def of_word(content: str) -> dict[str, Any]:
    return as_csl(
        f"<b:Sources xmlns:b='urn:b'><b:Source>{content}</b:Source></b:Sources>",
        "a.xml",
    )


def test_sources_of_word() -> None:
    page = of_word(
        "<b:SourceType>InternetSite</b:SourceType><b:Title>Weirs</b:Title><b:YearAccessed>2020</b:YearAccessed>"
        "<b:MonthAccessed>January</b:MonthAccessed><b:DayAccessed>2</b:DayAccessed>"
    )
    assert page["accessed"] == {"date-parts": [[2020, 1, 2]]}
    patent = of_word(
        "<b:SourceType>Patent</b:SourceType><b:Title>Weir</b:Title><b:PatentNumber>NO1</b:PatentNumber>"
    )
    assert patent["number"] == "NO1"
    for genre, csl_type in (("Doctoral thesis", "thesis"), ("Technical report", "report")):
        source = (
            f"<b:SourceType>Report</b:SourceType><b:Title>Weirs</b:Title><b:ThesisType>{genre}</b:ThesisType>"
        )
        assert (of_word(source)["type"], of_word(source)["genre"]) == (csl_type, genre)


def test_an_article_called_like_its_journal_keeps_it() -> None:
    first = convert("@article{k, journal={Pond Letters}, year=2020}", "a.bib", "bibtex")
    assert as_csl(first, "a.bib")["container-title"] == as_csl(first, "a.bib")["title"] == "Pond Letters"


@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_editors_of_a_series_are_redactors_in_biblatex(form: str) -> None:
    item = {
        "id": "k",
        "type": "chapter",
        "title": "Weirs",
        "collection-title": "Pond Books",
        "issued": {"raw": "2019-02-30"},
    }
    people = {
        "editor": [{"family": "Moe", "given": "Siv"}],
        "collection-editor": [{"family": "Lind", "given": "Ada"}],
    }
    text = convert(json.dumps([item | people]), "a.json", form)
    assert "editora = {Lind, Ada},\n  editoratype = {redactor}" in text
    again = as_csl(text, "a.bib")
    assert {name: again[name] for name in people} == people


def test_macros_that_only_a_file_defines_are_written_as_what_they_print() -> None:
    text = r"@book{k, title={{\PLOT}: \emph{Salmo} {Weirs}\emdash{}new}}"
    assert r"title = {{PLOT}: \emph{Salmo} {Weirs}—new}" in convert(text, "a.bib", "bibtex")
