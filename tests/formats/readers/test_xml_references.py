from __future__ import annotations

import pytest

from readlist.errors import InputError
from readlist.formats.readers import find_format, read

MEDLINE = """\
<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://dtd.nlm.nih.gov/x.dtd">
<PubmedArticleSet>
<PubmedArticle><MedlineCitation><PMID Version="1">101</PMID><Article>
<Journal><ISSN IssnType="Print">1234-5678</ISSN><JournalIssue><Volume>12</Volume><Issue>3</Issue>
<PubDate><Year>2019</Year><Month>May</Month></PubDate></JournalIssue><Title>Journal of Orchards</Title></Journal>
<ArticleTitle>Grafting <i>in vitro</i> &amp; outdoors.</ArticleTitle><Pagination><MedlinePgn>436-44</MedlinePgn></Pagination>
<ELocationID EIdType="doi">10.1234/a&lt;1&gt;2</ELocationID>
<Abstract><AbstractText Label="AIM">To graft.</AbstractText><AbstractText>We did.</AbstractText></Abstract>
<AuthorList><Author><LastName>van Dam</LastName><ForeName>Jan</ForeName></Author>
<Author><CollectiveName>Orchard Study Group</CollectiveName></Author></AuthorList>
<Language>eng</Language><PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList>
</Article></MedlineCitation></PubmedArticle>
<PubmedArticle><MedlineCitation><Article><ArticleTitle>Broken</Article></MedlineCitation></PubmedArticle>
</PubmedArticleSet>
"""
ENDNOTE = """\
<xml><records><record><ref-type name="Book Section">5</ref-type><contributors>
<authors><author><style face="normal">Olsen, Bo</style></author></authors>
<secondary-authors><author>Maren, Wil</author></secondary-authors></contributors>
<titles><title><style>Pruning </style><style face="italic">Malus</style></title><secondary-title>On Trees</secondary-title></titles>
<pages>1-9</pages><dates><year>2001</year></dates><publisher>Harbour Press</publisher><pub-location>Oslo</pub-location>
<electronic-resource-num>10.1234/b</electronic-resource-num><keywords><keyword>trees</keyword></keywords></record></records></xml>
"""


def records(text, name):
    return [item.record for item in read(text, name).items if item.record.kind != "note"]


def test_records_of_pubmed():
    document = read(MEDLINE, "a.xml")
    (record,) = records(MEDLINE, "a.xml")
    assert record.title == "Grafting in vitro & outdoors"
    assert record.authors == ("Jan van Dam", "Orchard Study Group")
    assert [str(i) for i in record.ids] == ["doi:10.1234/a<1>2"]
    details = record.details
    assert (details.type, details.container, details.volume, details.issue, details.pages) == (
        "article-journal", "Journal of Orchards", "12", "3", "436-444",
    )  # fmt: skip
    assert (details.issn, details.issued, record.year) == ("1234-5678", "2019-05", 2019)
    assert "AIM: To graft." in record.abstract
    assert [one.line for one in document.diagnostics] == [14]


def test_books_and_chapters_of_pubmed():
    book = """<PubmedBookArticle><BookDocument><PMID>7</PMID><Book><Publisher><PublisherName>Orchard College</PublisherName>
    <PublisherLocation>Lund</PublisherLocation></Publisher><BookTitle>Orchards: a guide</BookTitle><PubDate><Year>2009</Year>
    <Month>02</Month></PubDate><AuthorList Type="{}"><Author><CollectiveName>Orchard Board</CollectiveName></Author><Author>
    <LastName>Ek</LastName><Initials>B</Initials></Author></AuthorList><Isbn>9780306406157</Isbn></Book>{}
    <PublicationType>Review</PublicationType></BookDocument></PubmedBookArticle>"""
    chapter = "<ArticleTitle>Grafting</ArticleTitle><AuthorList><Author><LastName>Lind</LastName><ForeName>Ada</ForeName></Author></AuthorList>"
    (whole,) = records(book.format("authors", ""), "a.xml")
    assert (whole.title, whole.authors) == ("Orchards: a guide", ("Orchard Board", "B Ek"))
    assert (whole.details.type, whole.details.container, whole.details.issued) == ("book", None, "2009-02")
    assert (whole.details.publisher, whole.details.isbn) == ("Orchard College", "9780306406157")
    (part,) = records(book.format("editors", chapter), "a.xml")
    assert (part.title, part.authors, part.details.type) == ("Grafting", ("Ada Lind",), "chapter")
    assert part.details.container == "Orchards: a guide"
    assert list(map(str, part.details.editor)) == ["Orchard Board", "B Ek"]


def test_a_short_record_of_pubmed():
    text = """<PubmedArticle><MedlineCitation><Article><Journal><ISOAbbreviation>Orch. J.</ISOAbbreviation></Journal>
    <ArticleTitle>Grafting</ArticleTitle><Pagination><StartPage>134</StartPage><EndPage>150</EndPage></Pagination>
    <AuthorList><Author><LastName>Lind</LastName><Initials>A</Initials></Author></AuthorList></Article></MedlineCitation></PubmedArticle>"""
    (record,) = records(text, "a.xml")
    assert (record.authors, record.details.container, record.details.pages) == (
        ("A Lind",),
        "Orch. J.",
        "134-150",
    )


def test_records_of_endnote_are_known_by_content():
    assert find_format("export", ENDNOTE) == "xml_references"
    (record,) = records(ENDNOTE, "export.xml")
    assert (record.title, record.authors, record.year) == ("Pruning Malus", ("Bo Olsen",), 2001)
    details = record.details
    assert (details.type, details.container, details.pages) == ("chapter", "On Trees", "1-9")
    assert (details.publisher, details.publisher_place) == ("Harbour Press", "Oslo")
    assert [str(name) for name in details.editor] == ["Wil Maren"]
    assert record.tags == ("trees",)


@pytest.mark.parametrize(
    "text", ["<feed/>", "", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<record><title>x</record>"]
)
def test_xml_without_a_record_is_refused(text):
    with pytest.raises(InputError, match="contains no reference"):
        read(text, "a.xml")


def test_entities_are_not_expanded():
    text = '<!DOCTYPE x [<!ENTITY b "boom">]>\n' + ENDNOTE.replace("Pruning ", "&b; ")
    (record,) = records(text, "a.xml")
    assert record.title == "&b; Malus"
