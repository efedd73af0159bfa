"""Formats of databases, catalogues and programs that are seen less often: which record has which value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from readlist.formats.readers import find_format, is_known_content, read

if TYPE_CHECKING:
    from readlist.model.record import Record


def records(text: str, name: str = "a.txt") -> list[Record]:
    return [item.record for item in read(text, name).items if item.record.kind != "note"]


def parts(record: Record, *names: str) -> tuple[str | None, ...]:
    return tuple(getattr(record.details, name) for name in names)


# -- tagged text -------------------------------------------------------------------------------------------------

COPAC = """
TI- Ponds and pools : a survey
AU- Lind, Ada
AU- University of Lund. Department of Ponds
SE- Water series ; 4
PU- Lund : Harbour Press
PY- 1972
IS- 0306406152 (Pbk)
KW- Ponds, Sweden, Records
    of depth, to 1971
HL- Edinburgh

TI- Wells
AU- Ek, Bo
PU- Oslo ; Bergen : North Books
PY- 1977
"""


def test_records_of_copac_are_books_with_their_place_apart():
    first, second = records(COPAC)
    assert (first.title, first.year, first.details.type) == ("Ponds and pools : a survey", 1972, "book")
    assert first.authors == ("Ada Lind", "University of Lund. Department of Ponds")
    assert parts(first, "publisher", "publisher_place", "series", "container") == (
        "Harbour Press", "Lund", "Water series ; 4", None,
    )  # fmt: skip
    assert first.tags == ("Ponds, Sweden, Records of depth, to 1971",)
    assert second.title == "Wells"
    assert parts(second, "publisher", "publisher_place") == ("North Books", "Oslo ; Bergen")


def test_records_of_silver_platter_have_hyphened_names_and_a_citation():
    text = """Record 1 of 2 - PONDBASE 1993

TI: Dipoles in ponds: a simulation.
AU: Supek-S; van-Dam-CJ; Olsen,-Bo
SO: J-Pond-Eng. 1993 Jun; 40(6): 529-40
PY: 1993
LA: English

Record 2 of 2 - PONDBASE 1993

TI: Wells.
AU: Ek-B
SO: Wells and pools. 1994; 2: 7
"""
    first, second = records(text)
    assert (first.title, first.year, first.month) == ("Dipoles in ponds: a simulation", 1993, 6)
    assert first.authors == ("S Supek", "CJ van Dam", "Bo Olsen")
    assert parts(first, "container", "volume", "issue", "pages") == ("J Pond Eng", "40", "6", "529-540")
    assert parts(second, "container", "volume", "pages") == ("Wells and pools", "2", "7")


def test_records_of_inspec_have_no_marks_of_subscripts():
    text = """Record.*INSPEC.*

TI ~ Growth of LiNbO/sub 3/ and Sn/sub 2 /P/sub 2/ crystals
AU ~ Olsen, Bo
SO ~ Crystal Journal. 1992; 19: 20
RT ~ Journal-Paper
"""
    (record,) = records(text)
    assert record.title == "Growth of LiNbO3 and Sn2P2 crystals"
    assert parts(record, "type", "container", "volume", "pages") == (
        "article-journal", "Crystal Journal", "19", "20",
    )  # fmt: skip
    isi = "FN ISI Export Format\nVR 1.0\nPT J\nTI Waves in BaB/sub 2/O\n   /sub 4/ films\nAU Ada Lind\n   Olsen, BM\nPY 2006\nER\nEF\n"
    (record,) = records(isi, "a.isi")
    assert (record.title, record.authors) == ("Waves in BaB2O4 films", ("Ada Lind", "BM Olsen"))


def test_records_of_biblioscape():
    text = """
--AU-- Olsen, B.; Lind, A. M.
--TI-- Splicing of ponds
--ST-- Pond Letters
--YP-- 1996
--VL-- 87
--NB-- 9
--PS-- 3934
--PE-- 3941
--RT-- Journal Article
--AB-- One line
and a second.
------
--AU-- Ek, B.
--ST-- Wells
--RT-- book
------
"""
    first, second = records(text)
    assert (first.title, first.authors, first.year) == ("Splicing of ponds", ("B. Olsen", "A. M. Lind"), 1996)
    assert parts(first, "container", "volume", "issue", "pages") == ("Pond Letters", "87", "9", "3934-3941")
    assert first.abstract == "One line and a second."
    assert (second.title, second.details.type) == ("Wells", "book")


def test_long_labels_of_ovid():
    text = """<8>
Score
  *****
Author
  Olsen, Bo MD *;  Lind, Ada 1;  Ek, B. C. 2
Institution
  (1)Pond Institute, Lund
Title
  Effects of ponds: a review.[Review]
Source
  Journal of Ponds.
Status
  Publish Ahead of Print, 18 August 2014
Author Keywords
  ponds;  wells.
DOI Number
  10.1234/pond-2014
Link to the Ovid Full Text or citation
 http://ovidsp.example.org/x

<9>
Authors
  Roe, Richard M.  Doe, Jane.
Title
  Wells.
Source
  Pond Letters. 12(3):11-19, 2001 Feb.
"""
    first, second = records(text)
    assert (first.title, first.authors) == (
        "Effects of ponds: a review",
        ("Bo Olsen", "Ada Lind", "B. C. Ek"),
    )
    assert (str(first.ids[0]), first.details.issued) == ("doi:10.1234/pond-2014", "2014-08-18")
    assert (first.details.container, first.tags) == ("Journal of Ponds", ("ponds", "wells"))
    assert second.authors == ("Richard M. Roe", "Jane Doe")
    assert parts(second, "container", "volume", "issue", "pages") == ("Pond Letters", "12", "3", "11-19")
    assert second.details.issued == "2001-02"


def test_ref_works_states_month_and_day_alone_and_a_doi_in_a_note():
    text = "RT Journal Article\nID 7\nA1 Lind,Ada\nT1 Wells\nJF Ponds\nYR 2003\nFD 02/17\nNO doi: 10.1234/w\n"
    (record,) = records(text)
    assert (record.details.issued, list(map(str, record.ids))) == ("2003-02-17", ["doi:10.1234/w"])


def test_a_thesis_of_eric_is_published_by_its_university():
    text = (
        "OWN - ERIC\nTI  - On wells\nAU  - Lind, Ada\nJT  - ProQuest LLC\nSO  - Ph.D. Dissertation, University of Lund\n"
        "DP  - 2021\nPT  - Dissertations/Theses - Doctoral Dissertations\n"
    )
    (record,) = records(text, "a.nbib")
    assert parts(record, "type", "publisher", "container") == ("thesis", "University of Lund", None)


@pytest.mark.parametrize("kind", ["CONF", "EJOUR", "MGZN"])
def test_ris_has_the_issue_of_some_types_in_m1(kind: str):
    text = f"TY  - {kind}\nTI  - Wells\nT2  - Ponds\nVL  - 2\nM1  - 3\nER  - \n"
    (record,) = records(text, "a.ris")
    assert parts(record, "volume", "issue") == ("2", "3")
    assert ("ris", "M1", "3") not in record.details.extra
    (other,) = records(text.replace("M1  - 3", "M1  - 1008150341"), "a.ris")
    assert other.details.issue is None


@pytest.mark.parametrize(
    "text",
    [
        "TI: a reminder to buy milk\n\nThen some prose.\n",
        "# Notes\n\n- [Wells](https://example.org/w.pdf)\n",
        "<1>\n\nA plain text.\n",
        "TI- a heading\n\nProse.\n",
    ],
)
def test_notes_are_not_taken_for_tagged_text(text: str):
    assert find_format("a.txt", text) == "markdown_notes"


# -- XML ---------------------------------------------------------------------------------------------------------

PERSON = '<person_name contributor_role="{}" sequence="first"><given_name>{}</given_name><surname>{}</surname></person_name>'


def crossref(inner: str) -> str:
    return f'<?xml version="1.0"?>\n<doi_records>\n <doi_record owner="10.1234"><crossref>{inner}</crossref></doi_record></doi_records>\n'


def test_an_article_of_crossref():
    text = crossref(
        '<journal><journal_metadata language="en"><full_title>Pond Ecology</full_title><issn media_type="print">12345679</issn>'
        "</journal_metadata><journal_issue><journal_volume><volume>84</volume></journal_volume><issue>1</issue></journal_issue>"
        "<journal_article><titles><title>Changes of CO<sub>2</sub> in ponds</title><subtitle>A survey</subtitle></titles>"
        f"<contributors>{PERSON.format('author', 'Ada', 'LIND')}{PERSON.format('author', 'Bo', 'van Dam')}"
        '<organization contributor_role="author">Pond Group</organization></contributors>'
        '<publication_date media_type="online"><month>12</month><day>10</day><year>2012</year></publication_date>'
        '<publication_date media_type="print"><month>4</month><year>2013</year></publication_date>'
        "<pages><first_page>60</first_page><last_page>74</last_page></pages>"
        "<doi_data><doi>10.1234/pond.12040</doi><resource>https://example.org/p</resource></doi_data>"
        "<citation_list><citation key='1'><doi>10.1234/other</doi></citation></citation_list></journal_article></journal>"
    )
    (record,) = records(text, "a.xml")
    assert record.title == "Changes of CO2 in ponds: A survey"
    assert record.authors == ("Ada Lind", "Bo van Dam", "Pond Group")
    assert list(map(str, record.ids)) == ["doi:10.1234/pond.12040"]
    assert parts(record, "type", "container", "volume", "issue", "pages", "issued", "language") == (
        "article-journal", "Pond Ecology", "84", "1", "60-74", "2013-04", "en",
    )  # fmt: skip


def test_works_in_books_and_proceedings_of_crossref():
    book = (
        '<book book_type="edited_book"><book_metadata><contributors>'
        + PERSON.format("editor", "Ed", "Poe")
        + "</contributors>"
        "<titles><title>Pond book</title></titles><publication_date><year>2006</year></publication_date><isbn>9780306406157</isbn>"
        "<publisher><publisher_name>Harbour Press</publisher_name><publisher_place>Lund</publisher_place></publisher>{}</book_metadata>{}</book>"
    )
    chapter = (
        '<content_item component_type="chapter"><contributors>'
        + PERSON.format("author", "Ada", "Lind")
        + "</contributors>"
        "<titles><title>Wells</title></titles><pages><first_page>5</first_page></pages><doi_data><doi>10.1234/c1</doi></doi_data></content_item>"
    )
    (part,) = records(crossref(book.format("", chapter)), "a.xml")
    assert (part.title, part.authors) == ("Wells", ("Ada Lind",))
    assert parts(part, "type", "container", "pages", "publisher", "publisher_place", "isbn", "issued") == (
        "chapter", "Pond book", "5", "Harbour Press", "Lund", "9780306406157", "2006",
    )  # fmt: skip
    assert list(map(str, part.details.editor)) == ["Ed Poe"]
    (whole,) = records(crossref(book.format("<doi_data><doi>10.1234/b1</doi></doi_data>", "")), "a.xml")
    assert (whole.title, parts(whole, "type", "container")) == ("Pond book", ("book", None))
    (paper,) = records(
        crossref(
            "<conference><proceedings_metadata><proceedings_title>Pond Days</proceedings_title></proceedings_metadata>"
            f"<conference_paper><contributors>{PERSON.format('author', 'Ada', 'Lind')}</contributors>"
            "<titles><title>Wells</title></titles><publication_date><month>2</month><year>2017</year></publication_date>"
            "</conference_paper></conference>"
        ),
        "a.xml",
    )
    assert parts(paper, "type", "container", "issued") == ("paper-conference", "Pond Days", "2017-02")


def test_a_thesis_and_a_preprint_of_crossref():
    (thesis,) = records(
        crossref(
            f"<dissertation>{PERSON.format('author', 'Ada', 'Lind')}<titles><title>On wells</title></titles><approval_date>"
            "<month>01</month><year>1958</year></approval_date><institution><institution_name>University of Lund</institution_name>"
            "<institution_place>Lund</institution_place></institution><degree>PhD (Doctor)</degree></dissertation>"
        ),
        "a.xml",
    )
    assert parts(thesis, "type", "publisher", "publisher_place", "genre", "issued") == (
        "thesis", "University of Lund", "Lund", "PhD", "1958-01",
    )  # fmt: skip
    (preprint,) = records(
        crossref(
            "<posted_content type='preprint'><group_title>Pond Server</group_title><titles><title>Wells</title></titles>"
            "<posted_date><month>07</month><day>03</day><year>2018</year></posted_date></posted_content>"
        ),
        "a.xml",
    )
    assert parts(preprint, "type", "publisher", "issued") == ("article", "Pond Server", "2018-07-03")


def test_xml_of_datacite():
    text = """<?xml version="1.0"?>
<resource xmlns="http://datacite.org/schema/kernel-4">
<identifier identifierType="DOI">10.1234/data</identifier>
<creators><creator><creatorName nameType="Personal">Lind, Ada</creatorName><givenName>Ada</givenName><familyName>Lind</familyName></creator>
<creator><creatorName nameType="Organizational">Ponds, Inc.</creatorName></creator></creators>
<titles><title>Pond depths</title><title titleType="Subtitle">A table</title></titles><publisher>Pond Store</publisher>
<publicationYear>2015</publicationYear><resourceType resourceTypeGeneral="Dataset">Table</resourceType>
<dates><date dateType="Issued">2015-03-02</date></dates></resource>
"""
    assert find_format("a.xml", text) == "xml_references"
    assert is_known_content("a.xml", text)
    (record,) = records(text, "a.xml")
    assert (record.title, record.authors) == ("Pond depths: A table", ("Ada Lind", "Ponds, Inc."))
    assert parts(record, "type", "publisher", "issued") == ("dataset", "Pond Store", "2015-03-02")
    assert list(map(str, record.ids)) == ["doi:10.1234/data"]


def test_json_of_datacite_also_as_the_answer_of_its_api():
    work = {
        "id": "https://doi.org/10.1234/data", "doi": "10.1234/data", "types": {"resourceTypeGeneral": "JournalArticle"},
        "creators": [{"nameType": "Personal", "name": "Lind, Ada", "familyName": "Lind", "givenName": "Ada"}, {"name": "Pond Group"}],
        "titles": [{"title": "Pond depths"}, {"title": "Bassins", "titleType": "TranslatedTitle"}], "publisher": {"name": "Pond Store"},
        "container": {"type": "Series", "title": "Ponds", "volume": "4", "firstPage": "5", "lastPage": "9", "identifier": "1234-5679",
                      "identifierType": "ISSN"},
        "publicationYear": 2015, "subjects": [{"subject": "ponds"}],
        "descriptions": [{"descriptionType": "Abstract", "description": "Deep."}],
    }  # fmt: skip
    for value in (work, [work], {"data": {"id": "10.1234/data", "type": "dois", "attributes": work}}):
        (record,) = records(json.dumps(value), "a.json")
        assert (record.title, record.authors, record.year) == (
            "Pond depths",
            ("Ada Lind", "Pond Group"),
            2015,
        )
        assert parts(record, "type", "container", "volume", "pages", "publisher", "issn") == (
            "article-journal", "Ponds", "4", "5-9", "Pond Store", "1234-5679",
        )  # fmt: skip
        assert (record.tags, record.abstract) == (("ponds",), "Deep.")


def test_records_of_primo():
    text = """<record xmlns="http://www.exlibrisgroup.com/xsd/primo/primo_nm_bib"><control><recordid>1</recordid></control>
<display><type>article</type><title>Water</title><creator>Lind, Ada ; Ek, Bo</creator><ispartof>Pond Letters, Vol.45(1)</ispartof></display>
<addata><au>Lind, Ada</au><au>Ek, Bo</au><jtitle>Pond Letters</jtitle><risdate>20120117</risdate><volume>45</volume><issue>1</issue>
<pages>1-2</pages><doi>10.1234/w</doi></addata></record>
<record><display><type>book</type><title>Cooking</title><creator>Beck, Simone, 1904-1991. $$QBeck, Simone</creator>
<publisher>Lund : Harbour Press, 1961-70.</publisher><creationdate>1961</creationdate></display></record>"""
    article, book = records(text, "a.xml")
    assert (article.title, article.authors) == ("Water", ("Ada Lind", "Bo Ek"))
    assert parts(article, "type", "container", "volume", "issue", "pages", "issued") == (
        "article-journal", "Pond Letters", "45", "1", "1-2", "2012-01-17",
    )  # fmt: skip
    assert (book.authors, parts(book, "type", "publisher", "publisher_place")) == (
        ("Simone Beck",), ("book", "Harbour Press", "Lund"),
    )  # fmt: skip


CITAVI = """<?xml version="1.0" encoding="utf-8"?>
<CitaviExchangeData Version="5.0">
<Persons><Person id="p1"><FirstName>Ed</FirstName><LastName>Poe</LastName></Person>
<Person id="p2"><FirstName>Ada</FirstName><MiddleName>B.</MiddleName><LastName>Lind</LastName></Person></Persons>
<Publishers><Publisher id="u1"><Name>Harbour Press</Name></Publisher></Publishers>
<Periodicals><Periodical id="j1"><Name>Journal of Ponds</Name></Periodical></Periodicals>
<Categories><Category id="c1"><Name>Water</Name></Category></Categories>
<References>
<Reference id="r1"><ReferenceType>ConferenceProceedings</ReferenceType><Title>Pond days</Title><Year>2015</Year></Reference>
<Reference id="r2"><ReferenceType>JournalArticle</ReferenceType><Title>Fraud</Title><Subtitle>A view</Subtitle><Year>2012</Year>
<Volume>3</Volume><Number>2</Number><PeriodicalID>j1</PeriodicalID><DOI>10.1234/f</DOI>
<PageRange>&lt;sp&gt;&lt;n&gt;24&lt;/n&gt;&lt;/sp&gt;&lt;ep&gt;&lt;n&gt;31&lt;/n&gt;&lt;/ep&gt;&lt;os&gt;24-31&lt;/os&gt;</PageRange></Reference>
<Reference id="r3"><ReferenceType>Contribution</ReferenceType><Title>On milk</Title></Reference>
</References>
<ReferenceAuthors>
<OnetoN>r2;p2;p1</OnetoN>
<OnetoN>r3;p2</OnetoN>
</ReferenceAuthors>
<ReferenceEditors><OnetoN>r1;p1</OnetoN></ReferenceEditors>
<ReferencePublishers><OnetoN>r1;u1</OnetoN></ReferencePublishers>
<ReferenceCategories><OnetoN>r2;c1</OnetoN></ReferenceCategories>
<ReferenceReferences><OnetoN>r1;r3</OnetoN></ReferenceReferences>
</CitaviExchangeData>
"""


def test_references_of_citavi_have_what_they_name_by_id():
    assert find_format("a.xml", CITAVI) == "citavi"
    document = read(CITAVI, "a.xml")
    book, article, part = (item.record for item in document.items)
    assert [item.topics for item in document.items] == [(), ("Water",), ()]
    assert (book.title, parts(book, "type", "publisher", "issued")) == (
        "Pond days",
        ("book", "Harbour Press", "2015"),
    )
    assert list(map(str, book.details.editor)) == ["Ed Poe"]
    assert (article.title, article.authors) == ("Fraud: A view", ("Ada B. Lind", "Ed Poe"))
    assert parts(article, "container", "volume", "issue", "pages") == ("Journal of Ponds", "3", "2", "24-31")
    assert list(map(str, article.ids)) == ["doi:10.1234/f"]
    assert (part.authors, parts(part, "type", "container", "publisher", "issued")) == (
        ("Ada B. Lind",), ("paper-conference", "Pond days", "Harbour Press", "2015"),
    )  # fmt: skip
    assert list(map(str, part.details.editor)) == ["Ed Poe"]


# -- what tables and Word say in one cell --------------------------------------------------------------------------


def test_the_source_of_embase_is_a_journal_with_volume_and_pages():
    head = "Title,Author Names,Source,Abstract\n"
    (record,) = records(
        f'{head}On Ponds,"Lind A., Falk N.",Pond Letters (2019) 12:3 (11-19). Date of Publication: 3 May 2019,Wet.\n',
        "a.csv",
    )
    details = record.details
    assert (details.container, details.volume, details.issue, details.pages) == (
        "Pond Letters",
        "12",
        "3",
        "11-19",
    )
    assert (details.issued, record.authors) == ("2019-05-03", ("A. Lind", "N. Falk"))


def test_the_citation_of_pubmed_states_volume_and_pages():
    head = "PMID,Title,Authors,Citation,Journal/Book,Publication Year,DOI\n"
    (record,) = records(
        f'{head}77,On Ponds.,"Lind A, Falk N.",Pond Lett. 2019 May;12(3):411-9. doi: 10.1234/p.,Pond Lett,2019,10.1234/p\n',
        "a.csv",
    )
    details = record.details
    assert (details.container, details.volume, details.issue, details.pages) == (
        "Pond Lett",
        "12",
        "3",
        "411-419",
    )


def test_cells_that_are_lists_of_python_are_lists():
    (record,) = records(
        "title,first_authors,year,keywords,volume\nOn Ponds,\"['Lind, Ada', 'Falk, Nils']\",2019,\"['heat', 'ice']\",3\n",
        "a.csv",
    )
    assert (record.authors, record.tags) == (("Ada Lind", "Nils Falk"), ("heat", "ice"))


def test_parts_of_an_abstract_are_one_abstract():
    article = (
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>77</PMID><Article><ArticleTitle>On Ponds</ArticleTitle>"
        '<Abstract><AbstractText Label="AIM">Heat.</AbstractText><AbstractText>Ice.</AbstractText></Abstract>'
        "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )
    assert records(article, "a.xml")[0].abstract == "AIM: Heat. Ice."
    assert (
        records("TY  - JOUR\nTI  - On Ponds\nAB  - Heat.\nAB  - Ice.\nN2  - Heat. Ice.\nER  - \n", "a.ris")[
            0
        ].abstract
        == "Heat. Ice."
    )


@pytest.mark.parametrize(
    ("number", "isbn", "issn", "ids"),
    [
        ("ISSN: 1234-5678", None, "1234-5678", 0),
        ("1234-5678", None, "1234-5678", 0),
        ("978-3-16-148410-0", "978-3-16-148410-0", None, 0),
        ("DOI: 10.1234/ponds", None, None, 1),
        (":LCCN:2019-77", None, None, 0),
    ],
)
def test_the_standard_number_of_word_is_of_any_sort(number, isbn, issn, ids):
    (record,) = records(
        "<b:Sources xmlns:b='x'><b:Source><b:SourceType>Book</b:SourceType><b:Title>On Ponds</b:Title><b:LCID>1033</b:LCID>"
        f"<b:StandardNumber>{number}</b:StandardNumber></b:Source></b:Sources>",
        "a.xml",
    )
    assert (record.details.isbn, record.details.issn, len(record.ids)) == (isbn, issn, ids)
    assert record.details.language == "en-US"


def test_publish_or_perish():
    item = {
        "uid": "GS:1", "title": "On Ponds", "source": "Pond Letters", "publisher": "ponds.example", "cites": 9, "year": 2019,
        "article_url": "https://ponds.example/1", "volume": 12, "issue": 0, "startpage": 11, "endpage": 19, "authors": ["A Lind", "N Falk", "…"],
    }  # fmt: skip
    (record,) = records(json.dumps([item]), "a.json")
    assert (record.title, record.authors, record.year) == ("On Ponds", ("A Lind", "N Falk"), 2019)
    assert parts(record, "container", "volume", "issue", "pages", "publisher") == (
        "Pond Letters",
        "12",
        None,
        "11-19",
        None,
    )


def test_a_repository_may_write_the_title_before_the_type():
    one = "%T On Ponds\n%0 Journal Article\n%A Lind, Ada\n%D 2019\n%B Pond Letters\n"
    first, second = records(f"{one}\n\n{one.replace('Ponds', 'Mills')}", "a.enw")
    assert (first.title, second.title, second.authors, second.year) == (
        "On Ponds",
        "On Mills",
        ("Ada Lind",),
        2019,
    )


def test_names_in_a_table_may_be_in_reading_order():
    (record,) = records(
        'Title,Authors,Publication,DOI\nOn Ponds,"Ada Lind, Nils Falk, Maria Ek",Ponds,10.1234/p\n', "a.csv"
    )
    assert [(name.family, name.given) for name in record.details.author] == [
        ("Lind", "Ada"),
        ("Falk", "Nils"),
        ("Ek", "Maria"),
    ]
    (record,) = records(
        "Document Title,Authors,Year,Volume\nOn Ponds,Ada Maria Lind; Nils van der Falk,2019,3\n", "a.csv"
    )
    assert [(name.family, name.given) for name in record.details.author] == [
        ("Lind", "Ada Maria"),
        ("Falk", "Nils"),
    ]
    (record,) = records("Title,Authors,Year,Volume\nOn Ponds,UNESCO; World Pond Bank,2019,3\n", "a.csv")
    assert [name.literal for name in record.details.author] == ["UNESCO", "World Pond Bank"]


def test_the_table_of_springer_has_columns_of_its_own():
    head = "Item Title,Publication Title,Journal Volume,Journal Issue,Item DOI,Authors,Publication Year\n"
    (record,) = records(f"{head}On Ponds,Pond Letters,17,3,10.1234/p,Ada Lind,2019\n", "a.csv")
    assert parts(record, "container", "volume", "issue") == ("Pond Letters", "17", "3")
    assert record.ids


def test_pages_of_ris_without_the_word_before_them():
    assert (
        records("TY  - JOUR\nTI  - On Ponds\nSP  - pp 37-64\nER  - \n", "a.ris")[0].details.pages == "37-64"
    )


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Eva LindJon M. Ek", ("Eva Lind", "Jon M. Ek")),
        ("Ann McDonaldEva Van der LindJon MacEk", ("Ann McDonald", "Eva Van der Lind", "Jon MacEk")),
        ("Ann DeLind", ("Ann DeLind",)),
        ("Wei XiaoMing", ("Wei XiaoMing",)),
    ],
)
def test_names_that_springer_writes_without_a_sign_between_them(written: str, names: tuple[str, ...]):
    (record,) = records(
        f"Item Title,Publication Title,Authors,Publication Year\nOn Ponds,Ponds,{written},2019\n", "a.csv"
    )
    assert record.authors == names


def test_pages_that_psycinfo_does_not_state():
    ris = "TY  - JOUR\nTI  - On Ponds\nJF  - Ponds\nVL  - 3\nSP  - No\nEP  - Specified\nER  -\n"
    (record,) = records(ris, "a.ris")
    assert parts(record, "volume", "pages") == ("3", None)
    (record,) = records("Title,Authors,Year,Pages\nOn Ponds,Ada Lind,2019,No Pagination Specified\n", "a.csv")
    assert record.details.pages is None


def test_the_issn_of_eric_without_the_word_before_it():
    (record,) = records(
        "PMID- 1\nOWN - ERIC\nTI  - On Ponds\nJT  - Ponds\nIS  - ISSN-1234-5679\nDP  - 2001\n", "a.nbib"
    )
    assert record.details.issn == "1234-5679"


def test_an_entry_of_ebsco_with_a_brace_too_many_goes_on_with_its_next_field():
    text = "@article{a,\nkeywords = {ponds, @type:Person}, weirs, {}},\n title = {On Ponds},\n}\n\n@misc{b, title = {Weirs}}\n"
    first, second = records(text, "a.bib")
    assert (first.title, first.key, second.title) == ("On Ponds", "a", "Weirs")
    (problem,) = read(text, "a.bib").diagnostics
    assert "text that is left out" in problem.message


def test_an_entry_that_ends_in_what_is_no_field_has_those_before_it():
    (record,) = records("@book{a, title = {On Ponds}, year = 2001, ???}\n", "a.bib")
    assert (record.title, record.year) == ("On Ponds", 2001)
