"""References as catalogues, databases and other programs export them: XML, RDF, tables, tagged text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.errors import InputError
from readlist.formats.readers import find_format, is_known_content, read
from readlist.util.encoding import decode

MODS = """<?xml version="1.0" encoding="UTF-8"?>
<mods:modsCollection xmlns:mods="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink">
<mods:mods version="3.3">
 <mods:titleInfo><mods:nonSort>The</mods:nonSort><mods:title>Warmth of Ponds</mods:title><mods:subTitle>a study</mods:subTitle></mods:titleInfo>
 <mods:name type="personal"><mods:namePart type="family">Lind</mods:namePart><mods:namePart type="given">Ada</mods:namePart>
  <mods:role><mods:roleTerm type="text">author</mods:roleTerm></mods:role></mods:name>
 <mods:name type="personal"><mods:namePart>Ek, Bo</mods:namePart><mods:role><mods:roleTerm type="code">edt</mods:roleTerm></mods:role></mods:name>
 <mods:genre>article</mods:genre>
 <mods:relatedItem type="host"><mods:titleInfo><mods:title>Pond Letters</mods:title></mods:titleInfo>
  <mods:originInfo><mods:dateIssued>2019</mods:dateIssued><mods:publisher>Pond Press</mods:publisher>
   <mods:place><mods:placeTerm type="text">Lund</mods:placeTerm></mods:place></mods:originInfo>
  <mods:identifier type="issn">1234-5678</mods:identifier>
  <mods:part><mods:detail type="volume"><mods:number>3</mods:number></mods:detail><mods:detail type="issue"><mods:number>2</mods:number></mods:detail>
   <mods:extent unit="pages"><mods:start>11</mods:start><mods:end>19</mods:end></mods:extent></mods:part></mods:relatedItem>
 <mods:identifier type="doi">10.1234/ponds</mods:identifier>
</mods:mods>
</mods:modsCollection>
"""
MARC = """<collection xmlns="http://www.loc.gov/MARC21/slim">
<record><leader>01832cam a2200349 a 4500</leader>
<datafield tag="020"><subfield code="a">9780306406157 (pbk.)</subfield></datafield>
<datafield tag="100"><subfield code="a">Lind, Ada,</subfield><subfield code="d">1950-</subfield></datafield>
<datafield tag="245"><subfield code="a">Ponds :</subfield><subfield code="b">a portrait /</subfield><subfield code="c">Ada Lind.</subfield></datafield>
<datafield tag="250"><subfield code="a">2nd ed.</subfield></datafield>
<datafield tag="264"><subfield code="a">Lund :</subfield><subfield code="b">Pond Press,</subfield><subfield code="c">c2012.</subfield></datafield>
<datafield tag="490"><subfield code="a">Pond books ;</subfield><subfield code="v">7</subfield></datafield>
<datafield tag="700"><subfield code="a">Ek, Bo</subfield><subfield code="e">editor.</subfield></datafield>
<datafield tag="650"><subfield code="a">Ponds</subfield><subfield code="z">Sweden.</subfield></datafield>
</record>
<record><leader>00000naa a2200000 a 4500</leader>
<datafield tag="100"><subfield code="a">Berg, Jan</subfield></datafield>
<datafield tag="245"><subfield code="a">On heat.</subfield></datafield>
<datafield tag="773"><subfield code="t">Pond Letters</subfield><subfield code="x">1234-5678</subfield><subfield code="g">Vol. 3, no. 2 (2019), p. 11-19</subfield></datafield>
</record>
</collection>
"""
ZOTERO_RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/">
    <bib:Article rdf:about="#item_1">
        <z:itemType>journalArticle</z:itemType>
        <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
        <bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Lind</foaf:surname><foaf:givenName>Ada</foaf:givenName></foaf:Person></rdf:li>
        <rdf:li><foaf:Person><foaf:surname>Ek</foaf:surname><foaf:givenName>Bo</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors>
        <dcterms:isReferencedBy rdf:resource="#item_2"/>
        <dc:title>Wärme &amp; Ponds</dc:title>
        <dc:date>2019-05</dc:date>
        <dc:identifier>DOI 10.1234/ponds</dc:identifier>
        <bib:pages>11-19</bib:pages>
    </bib:Article>
    <bib:Memo rdf:about="#item_2"><rdf:value>&lt;p&gt;good&lt;/p&gt;</rdf:value></bib:Memo>
    <bib:Journal rdf:about="urn:issn:1234-5678"><prism:volume>3</prism:volume><prism:number>2</prism:number><dc:title>Pond Letters</dc:title>
        <dc:identifier>ISSN 1234-5678</dc:identifier></bib:Journal>
    <z:Collection rdf:about="#collection_1"><dc:title>Reading</dc:title><dcterms:hasPart rdf:resource="#collection_2"/></z:Collection>
    <z:Collection rdf:about="#collection_2"><dc:title>Ponds</dc:title><dcterms:hasPart rdf:resource="#item_1"/></z:Collection>
</rdf:RDF>
"""
BIBO = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:bibo="http://purl.org/ontology/bibo/"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:foaf="http://xmlns.com/foaf/0.1/">
<bibo:AcademicArticle rdf:about="x"><dcterms:title>On Ponds</dcterms:title><bibo:volume>3</bibo:volume><bibo:doi>10.1234/ponds</bibo:doi>
<bibo:pageStart>11</bibo:pageStart><bibo:pageEnd>19</bibo:pageEnd><dcterms:date>2019</dcterms:date>
<dcterms:isPartOf><bibo:Journal><dcterms:title>Pond Letters</dcterms:title></bibo:Journal></dcterms:isPartOf>
<bibo:authorList><rdf:Seq><rdf:li rdf:nodeID="n1"/></rdf:Seq></bibo:authorList></bibo:AcademicArticle>
<foaf:Person rdf:nodeID="n1"><foaf:givenname>Ada</foaf:givenname><foaf:surname>Lind</foaf:surname></foaf:Person>
</rdf:RDF>
"""


def works(text, name):
    return [item for item in read(text, name).items if item.record.kind != "note"]


def values(item):
    """Return what an item says about where its work appeared."""
    record, details = item.record, item.record.details
    return {
        name: value
        for name, value in (
            ("title", record.title),
            ("authors", record.authors),
            ("year", record.year),
            *(
                (name, getattr(details, name))
                for name in ("type", "container", "volume", "issue", "pages", "publisher")
            ),
            *(
                (name, getattr(details, name))
                for name in ("publisher_place", "edition", "series", "isbn", "issn")
            ),
            ("editors", tuple(map(str, details.editor))),
            ("doi", next((one.value for one in record.ids if one.scheme == "doi"), None)),
            ("tags", record.tags),
        )
        if value
    }


PONDS = {
    "title": "On Ponds",
    "authors": ("Ada Lind",),
    "year": 2019,
    "type": "article-journal",
    "container": "Pond Letters",
    "volume": "3",
    "pages": "11-19",
    "doi": "10.1234/ponds",
}


def test_mods():
    (item,) = works(MODS, "a.xml")
    assert values(item) == PONDS | {
        "title": "The Warmth of Ponds: a study",
        "issue": "2",
        "publisher": "Pond Press",
        "publisher_place": "Lund",
        "issn": "1234-5678",
        "editors": ("Bo Ek",),
    }


@pytest.mark.parametrize(
    ("people", "authors"),
    [
        ([("Lind, Ada", "pht"), ("Ek, Bo", "dst")], ("Ada Lind",)),
        ([("Lind, Ada", "aut"), ("Ek, Bo", "ill")], ("Ada Lind",)),
    ],
)
def test_people_of_mods_who_made_a_work_in_other_ways(people, authors):
    names = "".join(
        f"<name><namePart>{name}</namePart><role><roleTerm>{role}</roleTerm></role></name>"
        for name, role in people
    )
    text = (
        f"<mods xmlns='http://www.loc.gov/mods/v3'><titleInfo><title>A pond</title></titleInfo>{names}</mods>"
    )
    (item,) = works(text, "a.xml")
    assert item.record.authors == authors


def test_the_photographer_of_a_picture_in_mods_is_its_author():
    text = (
        "<mods xmlns='http://www.loc.gov/mods/v3'><titleInfo><title>A pond</title></titleInfo>"
        "<name><namePart>Lind, Ada</namePart><role><roleTerm>pht</roleTerm></role></name>"
        "<typeOfResource>still image</typeOfResource></mods>"
    )
    (item,) = works(text, "a.xml")
    assert list(map(str, item.record.details.author)) == ["Ada Lind"]


def test_one_bad_record_does_not_cost_the_others():
    bad = MODS.replace(
        "</mods:modsCollection>", "<mods:mods><mods:title>x</mods:mods>\n</mods:modsCollection>"
    )
    document = read(bad, "a.mods")
    assert [item.record.kind for item in document.items] == ["paper", "note"]
    assert [problem.line for problem in document.diagnostics] == [17]


def test_marc():
    book, article = works(MARC, "a.xml")
    assert values(book) == {
        "title": "Ponds: a portrait",
        "authors": ("Ada Lind",),
        "year": 2012,
        "type": "book",
        "publisher": "Pond Press",
        "publisher_place": "Lund",
        "edition": "2nd ed.",
        "series": "Pond books",
        "isbn": "9780306406157",
        "editors": ("Bo Ek",),
        "tags": ("Ponds", "Sweden"),
    }
    assert values(article) == {
        "title": "On heat",
        "authors": ("Jan Berg",),
        "year": 2019,
        "type": "article-journal",
        "container": "Pond Letters",
        "volume": "3",
        "issue": "2",
        "pages": "11-19",
        "issn": "1234-5678",
    }


def test_marc_in_iso_2709():
    fields = [
        ("001", "123"),
        ("020", "  \x1fa9780306406157"),
        ("100", "1 \x1faLind, Åda"),
        ("245", "10\x1faPonds :\x1fba portrait /\x1fcÅda Lind."),
        ("260", "  \x1faLund :\x1fbPond Press,\x1fc2012."),
    ]
    directory = "".join(f"{tag}000000000" for tag, _ in fields)
    record = (
        f"00925nam  22002777a 4500{directory}\x1e" + "".join(f"{text}\x1e" for _, text in fields) + "\x1d"
    )
    first, second = works(record + record.replace("Ponds", "Lakes"), "a.mrc")
    assert values(first) == {
        "title": "Ponds: a portrait",
        "authors": ("Åda Lind",),
        "year": 2012,
        "type": "book",
        "publisher": "Pond Press",
        "publisher_place": "Lund",
        "isbn": "9780306406157",
    }
    assert second.record.title == "Lakes: a portrait"
    assert decode(record.encode(), "a.mrc") == (record, "utf-8")
    assert find_format("catalogue", record) == "marc_records"


def test_rdf_of_zotero():
    item, note = works(ZOTERO_RDF, "a.rdf")
    assert values(item) == PONDS | {
        "title": "Wärme & Ponds",
        "authors": ("Ada Lind", "Bo Ek"),
        "issue": "2",
        "issn": "1234-5678",
    }
    assert item.topics == ("Reading", "Ponds")
    assert (note.record, note.text) == (item.record, "good")
    assert find_format("export.xml", ZOTERO_RDF) == "rdf"


def test_rdf_of_bibliontology_and_dublin_core():
    (item,) = works(BIBO, "a.rdf")
    assert values(item) == PONDS
    (book,) = works(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description>'
        "<dc:title>Wind</dc:title><dc:creator>Ek, Bo</dc:creator><dc:type>book</dc:type><dc:date>2001</dc:date></rdf:Description></rdf:RDF>",
        "a.rdf",
    )
    assert values(book) == {"title": "Wind", "authors": ("Bo Ek",), "year": 2001, "type": "book"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            (
                '<bibtex:file xmlns:bibtex="http://bibtexml.sf.net/"><bibtex:entry id="lind2019"><bibtex:article><bibtex:author>Ada Lind</bibtex:author>'
                "<bibtex:title>On Ponds</bibtex:title><bibtex:journal>Pond Letters</bibtex:journal><bibtex:year>2019</bibtex:year><bibtex:volume>3</bibtex:volume>"
                "<bibtex:pages>11--19</bibtex:pages><bibtex:doi>10.1234/ponds</bibtex:doi></bibtex:article></bibtex:entry></bibtex:file>"
            ),
            "a.xml",
        ),
        (
            (
                '<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"><b:Source><b:Tag>L</b:Tag>'
                "<b:SourceType>JournalArticle</b:SourceType><b:Author><b:Author><b:NameList><b:Person><b:Last>Lind</b:Last><b:First>Ada</b:First></b:Person>"
                "</b:NameList></b:Author></b:Author><b:Title>On Ponds</b:Title><b:JournalName>Pond Letters</b:JournalName><b:Year>2019</b:Year>"
                "<b:Volume>3</b:Volume><b:Pages>11-19</b:Pages><b:DOI>10.1234/ponds</b:DOI></b:Source></b:Sources>"
            ),
            "a.xml",
        ),
        (
            (
                '<TEI xmlns="http://www.tei-c.org/ns/1.0"><listBibl><biblStruct xml:id="b0"><analytic><title level="a">On Ponds</title><author><persName>'
                "<forename>Ada</forename><surname>Lind</surname></persName></author><idno type='DOI'>10.1234/ponds</idno></analytic><monogr>"
                '<title level="j">Pond Letters</title><imprint><biblScope unit="volume">3</biblScope><biblScope unit="page" from="11" to="19"/>'
                '<date when="2019"/></imprint></monogr></biblStruct></listBibl></TEI>'
            ),
            "a.xml",
        ),
        (
            "Authors,Title,Year,Source title,Volume,Page start,Page end,DOI,Document Type\n"
            '"Lind A.",On Ponds,2019,Pond Letters,3,11,19,10.1234/ponds,Article\n'.replace(
                "Lind A.", "Lind, Ada"
            ),
            "scopus.csv",
        ),
        (
            "PT\tAF\tTI\tSO\tPY\tVL\tBP\tEP\tDI\nJ\tLind, Ada\tOn Ponds\tPond Letters\t2019\t3\t11\t19\t10.1234/ponds\n",
            "savedrecs.txt",
        ),
        (
            (
                "<1>\nVN  - Ovid Technologies\nDB  - BIOSIS\nAU  - Lind, Ada [Author]\nTI  - On Ponds. [Article]\n"
                "SO  - Pond Letters. 3:11-9, 2019.\nDO  - 10.1234/ponds\nVI  - 3\n"
            ),
            "ovid.txt",
        ),
        (
            "Exported\n\nRT Journal, Electronic\nSR Electronic(1)\nA1 Lind,Ada\nT1 On Ponds\nJF Pond Letters\nVO 3\nSP 11\nOP 19\nYR 2019\nDO 10.1234/ponds\n",
            "refworks.txt",
        ),
    ],
    ids=["bibtexml", "word", "tei", "scopus", "wos-table", "ovid", "refworks"],
)
def test_small_formats(text, name):
    (item,) = works(text, name)
    assert values(item) == PONDS


def test_names_and_rows_of_tables():
    first, second = works(
        '"Authors","Title","Year","Source title"\n"Lind A., Van Der Berg J.K., Ek B.","On the\nPonds","2019","Pond Letters"\n'
        '"[No author name available]","Second","2001","X"\n',
        "scopus.csv",
    )
    assert first.record.authors == ("A. Lind", "J.K. Van Der Berg", "B. Ek")
    assert (first.record.title, first.line, first.end_line) == ("On the Ponds", 1, 3)
    assert (second.record.authors, second.line) == ((), 4)


def test_books_of_endnote_are_in_a_series_and_edited_books_have_editors():
    text = "%0 Book\n%A Lind, Ada\n%T Ponds\n%B Pond Books\n%D 2019\n\n%0 Edited Book\n%A Ek, Bo\n%T Wind\n%D 2020\n"
    book, edited = works(text, "a.enw")
    assert (book.record.details.series, book.record.details.container) == ("Pond Books", None)
    assert tuple(map(str, edited.record.details.editor)) == ("Bo Ek",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.xml", "<?xml version='1.0'?><svg></svg>"),
        ("a.csv", "a,b\n1,2\n"),
        ("a.rdf", "<rdf:RDF>"),
        ("a.tsv", ""),
    ],
)
def test_other_files_have_no_references(name, text):
    assert not is_known_content(name, text) or name == "a.rdf"
    with pytest.raises(InputError):
        read(text, name)


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (MODS, "a.xml"),
        (MARC, "a.xml"),
        (ZOTERO_RDF, "a.rdf"),
        ("Title,Authors,Year\nA,B,2020\n", "a.csv"),
        ("PMID- 1\nTI  - A\n", "a.nbib"),
    ],
)
@given(cut=st.integers(0, 2000), more=st.text(max_size=20))
def test_damaged_files_lose_no_line(start, name, cut, more):
    text = start[:cut] + more + start[cut:][::-1][:200]
    try:
        document = read(text, name)
    except InputError:
        return
    held = {n for item in document.items for n in range(item.line, item.end_line + 1)}
    assert all(
        n in held
        for n, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)
        if line.strip() and line.isprintable()
    )


@pytest.mark.parametrize(
    ("field", "language"),
    [
        ('<datafield tag="041"><subfield code="a">engswe</subfield></datafield>', "eng"),
        ('<datafield tag="041"><subfield code="a">swe</subfield></datafield>', "swe"),
        ("", "fre"),
    ],
)
def test_the_language_of_marc(field: str, language: str) -> None:
    fixed = f'<controlfield tag="008">{"9" * 35}fre d</controlfield>'
    name = '<datafield tag="100"><subfield code="a">Lind, Tim.</subfield></datafield>'
    text = MARC.replace("<datafield", f"{fixed}{field}{name}<datafield", 1)
    record = works(text, "a.xml")[0].record
    assert (record.details.language, record.authors[0]) == (language, "Tim Lind")


SRU = """<zs:searchRetrieveResponse>
<zs:records><zs:record><zs:recordPacking>xml</zs:recordPacking><zs:recordData>
<record>
  <leader>
    00921nam
    a2200289
  </leader>
  <controlfield tag="008">
    230607s1991
    gl||
  </controlfield>
  <datafield tag="100"><subfield code="a">Lind,
    Ada</subfield></datafield>
  <datafield tag="245"><subfield code="a">Warm ponds</subfield></datafield>
  <datafield tag="264"><subfield code="a">Oslo</subfield><subfield code="b">Reprint House</subfield></datafield>
  <datafield tag="502"><subfield code="b">Dissertation</subfield><subfield code="c">Lund University</subfield></datafield>
</record></zs:recordData></zs:record>
<zs:record><zs:recordData><record><leader>00000naa a2200000</leader>
  <datafield tag="245"><subfield code="a">On heat</subfield></datafield>
  <datafield tag="773"><subfield code="g">pages:47-73</subfield></datafield>
  <datafield tag="773"><subfield code="t">Essays on ponds / edited by Bo Ek</subfield><subfield code="d">Oslo, 1992</subfield></datafield>
</record></zs:recordData></zs:record>
<zs:record><zs:recordData><record><leader>00000naa a2200000</leader>
  <datafield tag="245"><subfield code="a">On cold</subfield></datafield>
  <datafield tag="773"><subfield code="t">Pond Letters</subfield><subfield code="g">volume:3</subfield>
   <subfield code="g">year:2019</subfield><subfield code="g">number:2</subfield><subfield code="g">pages:11</subfield></datafield>
</record></zs:recordData></zs:record>
</zs:records></zs:searchRetrieveResponse>
"""


@pytest.mark.parametrize("text", [SRU, SRU.replace("zs:", "")])
def test_marc_in_the_answer_of_a_catalogue(text):
    thesis, chapter, article = map(values, works(text, "a.xml"))
    assert thesis == {
        "title": "Warm ponds",
        "authors": ("Ada Lind",),
        "year": 1991,
        "type": "thesis",
        "publisher": "Lund University",
        "publisher_place": "Oslo",
    }
    assert chapter == {
        "title": "On heat",
        "year": 1992,
        "type": "chapter",
        "container": "Essays on ponds",
        "pages": "47-73",
    }
    assert article == {
        "title": "On cold",
        "year": 2019,
        "type": "article-journal",
        "container": "Pond Letters",
        "volume": "3",
        "issue": "2",
        "pages": "11",
    }
    assert all(item.record.details.extra == () for item in works(text, "a.xml")[1:])


def test_a_record_within_a_record_of_its_name_belongs_to_it():
    inner = "<biblStruct><monogr><title level='m'>Old water</title></monogr></biblStruct>"
    outer = "<biblStruct><monogr><title level='m'>Water {0}</title></monogr><relatedItem>{1}</relatedItem>{2}"
    ended = "</biblStruct>\n"
    text = f"<listBibl>{outer.format(1, inner, ended)}{outer.format(2, '', ended)}</listBibl>"
    assert [item.record.title for item in works(text, "a.xml")] == ["Water 1", "Water 2"]
    lost = f"<listBibl>{outer.format(1, '', '')}{outer.format(2, '', ended)}{outer.format(3, '', ended)}</listBibl>"
    assert [item.record.title for item in works(lost, "a.xml")] == ["Water 3"]


UNIMARC = """<collection><record format="Unimarc"><leader>00000nam0 2200000   450 </leader>
<datafield tag="010"><subfield code="a">978-0-306-40615-7</subfield></datafield>
<datafield tag="100"><subfield code="a">20010301d2001    m  y0frey50      ba</subfield></datafield>
<datafield tag="200"><subfield code="a">Les \x98étangs</subfield><subfield code="e">une étude</subfield><subfield code="f">A. Lind</subfield></datafield>
<datafield tag="210"><subfield code="a">Lund</subfield><subfield code="c">Éditions des Eaux</subfield></datafield>
<datafield tag="225"><subfield code="a">Eaux vives</subfield><subfield code="v">3</subfield></datafield>
<datafield tag="700"><subfield code="a">Lind</subfield><subfield code="b">, Ada</subfield><subfield code="4">070</subfield></datafield>
<datafield tag="702"><subfield code="a">Ek</subfield><subfield code="b">Bo</subfield><subfield code="4">340</subfield></datafield>
<datafield tag="702"><subfield code="a">Berg</subfield><subfield code="b">Jan</subfield></datafield>
</record></collection>
"""


def test_unimarc():
    (item,) = works(UNIMARC, "a.xml")
    assert values(item) == {
        "title": "Les étangs: une étude",
        "authors": ("Ada Lind",),
        "editors": ("Bo Ek",),
        "year": 2001,
        "type": "book",
        "publisher": "Éditions des Eaux",
        "publisher_place": "Lund",
        "series": "Eaux vives",
        "isbn": "978-0-306-40615-7",
    }


def _iso_2709(*fields: tuple[str, bytes]) -> bytes:
    directory = "".join(f"{tag}000000000" for tag, _ in fields).encode()
    return (
        b"00925nam  22002777a 4500"
        + directory
        + b"\x1e"
        + b"".join(text + b"\x1e" for _, text in fields)
        + b"\x1d"
    )


def test_marc_8_has_marks_before_their_letters():
    record = _iso_2709(
        ("100", b"1 \x1faLorenc, Hali\xf0na Zof\xe2ia"), ("245", b"10\x1faNad \xb1\xe8ark\xe2a / \x1fcH. L.")
    )
    text, encoding = decode(record, "a.mrc")
    (item,) = works(text, "a.mrc")
    assert item.record.title == "Nad łärká"
    assert (text.encode(encoding), item.record.authors) == (record, ("Haliņa Zofía Lorenc",))


def test_other_encodings_of_marc_are_not_marc_8():
    record = _iso_2709(
        (
            "245",
            "10\x1faÉtangs présents et été dernier\x1fcpar Aimé Févier, préface de Bénédicte".encode(
                "cp1252"
            ),
        )
    )
    (item,) = works(decode(record, "a.mrc")[0], "a.mrc")
    assert item.record.title == "Étangs présents et été dernier"


def test_a_chapter_of_bibliontology_has_what_its_book_states():
    host = (
        "<dcterms:isPartOf><bibo:EditedBook><dcterms:title>Ponds</dcterms:title><bibo:issn>1234-5678</bibo:issn><bibo:editorList>"
        "<rdf:Seq><rdf:li><foaf:Person><foaf:givenName>Siv</foaf:givenName><foaf:familyName>Moe</foaf:familyName></foaf:Person>"
        "</rdf:li></rdf:Seq></bibo:editorList></bibo:EditedBook></dcterms:isPartOf>"
    )
    start, end = BIBO.index("<dcterms:isPartOf>"), BIBO.index("<bibo:authorList>")
    (item,) = works(BIBO[:start] + host + BIBO[end:], "a.rdf")
    assert (values(item)["editors"], values(item)["issn"]) == (("Siv Moe",), "1234-5678")
    assert not any(name == "DOI" for _, name, _ in item.record.details.extra)


def test_the_source_of_dublin_core_in_coins_is_the_container():
    text = (
        '<span class="Z3988" title="ctx_ver=Z39.88-2004&amp;rft_val_fmt=info:ofi/fmt:kev:mtx:dc&amp;rft.title=Weirs'
        '&amp;rft.source=Pond+pages&amp;rft.type=webpage"></span>'
    )
    (item,) = works(text, "a.html")
    assert item.record.details.container == "Pond pages"


IETF = """<referencegroup anchor="BCP14">
<reference anchor="RFC9901" target="https://www.example.org/rfc9901"><front><title>Words for ponds</title>
 <author fullname="Ada van Lind" initials="A." surname="van Lind"/><author fullname="B. Ek" initials="B." surname="Ek" role="editor"/>
 <author><organization>Pond Group</organization></author><date month="March" year="1997"/><abstract><t>On words.</t></abstract></front>
 <seriesInfo name="BCP" value="14"/><seriesInfo name="RFC" value="9901"/><seriesInfo name="DOI" value="10.1234/RFC9901"/></reference>
<reference anchor="Ek"><front><title>On weirs</title><author initials="B." surname="Ek"/><date year="2001"/></front>
 <refcontent>Letters, Pond, vol. 3, no. 2, pp. 1-9</refcontent></reference>
</referencegroup>
"""


def test_references_of_the_ietf():
    report, article = works(IETF, "a.xml")
    assert values(report) == {
        "title": "Words for ponds",
        "authors": ("Ada van Lind", "Pond Group"),
        "editors": ("B. Ek",),
        "year": 1997,
        "type": "report",
        "series": "RFC",
        "issue": "9901",
        "publisher": "RFC Editor",
        "doi": "10.1234/rfc9901",
    }
    assert (report.record.key, report.record.abstract) == ("RFC9901", "On words.")
    assert values(article) == {
        "title": "On weirs",
        "authors": ("B. Ek",),
        "year": 2001,
        "type": "article-journal",
        "container": "Letters, Pond",
        "volume": "3",
        "issue": "2",
        "pages": "1-9",
    }
