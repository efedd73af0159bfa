"""Who made a work: authors, editors, and others, who are shown where there are neither; each stays what a source says."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from readlist import Library
from readlist.formats.readers import read

if TYPE_CHECKING:
    from pathlib import Path

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<bib:Recording rdf:about="#i2"><z:itemType>{type}</z:itemType><z:{role}><rdf:Seq><rdf:li><foaf:Person>
<foaf:surname>Ek</foaf:surname><foaf:givenName>Bo</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></z:{role}>
<dc:title>Ponds</dc:title></bib:Recording></rdf:RDF>"""
MODS = """<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>Ponds</title></titleInfo>
<name type="personal"><namePart>{name}</namePart><role><roleTerm type="code">{role}</roleTerm></role></name></mods>"""
MARC = """<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000ngm a2200000 a 4500</leader>
<datafield tag="245"><subfield code="a">Ponds</subfield></datafield>{}</record>"""


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("a.bib", "@book{a, translator = {Ek, Bo}, title = {Ponds}}", ["Bo Ek"]),
        ("a.bib", "@movie{a, director = {Ek, Bo}, title = {Ponds}}", ["Bo Ek"]),
        (
            "a.bib",
            "@book{a, editor = {Lind, Ada}, translator = {Ek, Bo}, title = {Ponds}}",
            ["Ada Lind"],
        ),
        ("a.ris", "TY  - BOOK\nA4  - Ek, Bo\nTI  - Ponds\nER  - \n", ["Bo Ek"]),
        (
            "a.json",
            '[{"type": "song", "title": "Ponds", "composer": [{"family": "Ek", "given": "Bo"}]}]',
            ["Bo Ek"],
        ),
        (
            "a.json",
            (
                '[{"itemType": "interview", "title": "Ponds", "creators": [{"creatorType": "interviewer", "name": "Lind"},'
                ' {"creatorType": "interviewee", "firstName": "Bo", "lastName": "Ek"}]}]'
            ),
            ["Bo Ek"],
        ),
        (
            "a.json",
            (
                '[{"itemType": "book", "title": "Ponds", "creators": [{"creatorType": "seriesEditor", "name": "Lind"},'
                ' {"creatorType": "translator", "firstName": "Bo", "lastName": "Ek"}]}]'
            ),
            ["Bo Ek"],
        ),
        ("a.rdf", RDF.format(type="film", role="directors"), ["Bo Ek"]),
        ("a.rdf", RDF.format(type="interview", role="interviewees"), ["Bo Ek"]),
        ("a.rdf", RDF.format(type="map", role="cartographers"), ["Bo Ek"]),
        ("a.xml", MODS.format(name="Ek, Bo, 1950-", role="trl"), ["Bo Ek"]),
        ("a.xml", MODS.format(name="Ek, Bo, b. 1950", role="pht"), ["Bo Ek"]),
        (
            "a.xml",
            MARC.format(
                '<datafield tag="700"><subfield code="a">Ek, Bo,</subfield><subfield code="4">drt</subfield></datafield>'
            ),
            ["Bo Ek"],
        ),
        (
            "a.xml",
            MARC.format(
                '<datafield tag="110"><subfield code="a">Pond Office.</subfield><subfield code="b">Section of Heat.</subfield>'
                "</datafield>"
            ),
            ["Pond Office. Section of Heat"],
        ),
        (
            "a.csv",
            'Key,Item Type,Publication Year,Author,Title,Editor,Interviewee\nA,interview,2001,,Ponds,,"Ek, Bo"\n',
            ["Bo Ek"],
        ),
        (
            "a.csv",
            'Authors,Author full names,Title,Year,DOI\n"Ek B.; de la Cruz J.M.","Ek, Bo (12); de la Cruz, Juana (13)",Ponds,2001,\n',
            ["Bo Ek", "Juana de la Cruz"],
        ),
        (
            "a.txt",
            "<1>\nUnique Identifier\n  1\nAuthors\n  Ek B. Lind AM. de la Cruz J.\nTitle\n  Ponds.\nSource\n  Heat. 1(2):3-4, 2010.\n",
            ["B. Ek", "A. M. Lind", "J. de la Cruz"],
        ),
    ],
)
def test_those_who_made_a_work(name: str, text: str, shown: list[str]) -> None:
    (item,) = read(text, name).items
    assert item.record.title == "Ponds"
    assert list(item.record.authors) == shown


@pytest.mark.parametrize(
    ("text", "authors", "editors"),
    [
        # EndNote: A2 of a book with T2 are the editors of the series.
        ("TY  - BOOK\nAU  - Ek, Bo\nA2  - Lind, Ada\nT2  - Heat\n", ["Bo Ek"], []),
        ("TY  - BOOK\nAU  - Ek, Bo\nA2  - Lind, Ada\nT3  - Heat\n", ["Bo Ek"], ["Ada Lind"]),
        ("TY  - BOOK\nA2  - Lind, Ada\nT2  - Heat\n", [], ["Ada Lind"]),
        ("TY  - EDBOOK\nAU  - Ek, Bo\nA2  - Lind, Ada\nT2  - Heat\n", [], ["Bo Ek"]),
        ("TY  - EDBOOK\nA2  - Lind, Ada\nT2  - Heat\n", [], ["Ada Lind"]),
        ("TY  - PCOMM\nAU  - Ek, Bo\nA2  - Lind, Ada\n", ["Bo Ek"], []),
        ("TY  - RPRT\nAU  - Pond Office,, Heat\n", ["Pond Office, Heat"], []),
        ("TY  - JOUR\nAU  - Ek B M\nAU  - Lind A.\n", ["B. M. Ek", "A. Lind"], []),
    ],
)
def test_people_of_ris(text: str, authors: list[str], editors: list[str]) -> None:
    (item,) = read(f"{text}TI  - Ponds\nER  - \n", "a.ris").items
    details = item.record.details
    assert [str(name) for name in details.author] == authors
    assert [str(name) for name in details.editor] == editors


def test_a_series_keeps_its_editors_apart_in_enw() -> None:
    (item,) = read("%0 Book\n%A Ek, Bo\n%E Lind, Ada\n%B Heat\n%T Ponds\n", "a.enw").items
    assert item.record.details.editor == ()
    assert item.record.details.series == "Heat"


SOURCES = {
    "a.bib": "@book{a, title = {Ponds}, translator = {Ek, Bo and van der Berg, Jan}}\n",
    "a.ris": "TY  - BOOK\nID  - a\nTI  - Ponds\nA4  - Ek, Bo\nA4  - van der Berg, Jan\nER  - \n",
    "a.json": '[{"id": "a", "type": "book", "title": "Ponds", "translator": [{"family": "Ek", "given": "Bo"},'
    ' {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"}]}]',
    "z.json": '[{"itemType": "book", "citationKey": "a", "title": "Ponds", "creators": [{"creatorType": "translator", "firstName":'
    ' "Bo", "lastName": "Ek"}, {"creatorType": "translator", "firstName": "Jan", "lastName": "van der Berg"}]}]',
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("has_author", [False, True])
def test_a_translator_is_one_in_every_format(tmp_path: Path, source: str, has_author: bool) -> None:
    text = SOURCES[source]
    if has_author:
        added = {
            "a.bib": ("translator", "author = {Lind, Ada}, translator"),
            "a.ris": ("A4  - Ek", "AU  - Lind, Ada\nA4  - Ek"),
            "a.json": ('"translator"', '"author": [{"family": "Lind", "given": "Ada"}], "translator"'),
            "z.json": (
                '"creators": [',
                '"creators": [{"creatorType": "author", "firstName": "Ada", "lastName": "Lind"}, ',
            ),
        }
        text = text.replace(*added[source], 1)
    (tmp_path / source).write_text(text, encoding="utf-8")
    with Library.open(tmp_path / "library.db") as library:
        library.import_paths([tmp_path / source])
        written = {form: "".join(library.export(form)) for form in ("bibtex", "biblatex", "ris", "csl-json")}
    for form in ("bibtex", "biblatex"):
        assert re.search(r"translator = \{Ek, Bo and van der Berg, Jan\}", written[form])
        assert ("author" in written[form]) == has_author
    assert re.findall(r"^A4  - (.*)$", written["ris"], re.MULTILINE) == ["Ek, Bo", "van der Berg, Jan"]
    assert ("AU  - " in written["ris"]) == has_author
    (item,) = json.loads(written["csl-json"])
    assert [name["family"] for name in item["translator"]] == ["Ek", "Berg"]
    assert ("author" in item) == has_author


def test_authors_by_hand_are_written_beside_a_translator(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(SOURCES["a.bib"], encoding="utf-8")
    with Library.open(tmp_path / "library.db") as library:
        library.import_paths([tmp_path / "a.bib"])
        library.set_fields(["a"], {"authors": ["Ada Lind"]})
        written = "".join(library.export("bibtex"))
    assert "author = {Lind, Ada}" in written
    assert "translator = {Ek, Bo and van der Berg, Jan}" in written


WORD = (
    '<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"><b:Source><b:Tag>A</b:Tag>'
    "<b:SourceType>{type}</b:SourceType><b:Title>Ponds</b:Title><b:Author><b:{role}><b:NameList><b:Person><b:Last>Ek</b:Last>"
    "<b:First>Bo</b:First></b:Person></b:NameList></b:{role}></b:Author></b:Source></b:Sources>"
)
TEI = """<listBibl xmlns="http://www.tei-c.org/ns/1.0"><biblStruct><monogr><title level="m">Ponds</title>
<editor role="translator"><forename>Bo</forename><surname>Ek</surname></editor>{}</monogr></biblStruct></listBibl>"""
LIND = "<editor><forename>Ada</forename><surname>Lind</surname></editor>"
PRIMO = """<record><control/><display><type>book</type><title>Ponds / edited by Ada Lind</title>{}</display>
<addata><spage>3</spage><epage>9</epage></addata></record>"""
PUBMED = """<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Ponds</ArticleTitle>
<AuthorList><Author><CollectiveName>Pond Office, Section of Heat</CollectiveName></Author></AuthorList></Article>
</MedlineCitation></PubmedArticle></PubmedArticleSet>"""
CITAVI = """<CitaviExchangeData Version="6"><Persons><Person id="p"><FirstName>Bo</FirstName><LastName>Ek</LastName></Person>
</Persons><References><Reference id="r"><ReferenceType>Book</ReferenceType><Title>Ponds</Title></Reference></References>
<ReferenceCollaborators><OnetoN>r;p</OnetoN></ReferenceCollaborators></CitaviExchangeData>"""
BIBO = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:bibo="http://purl.org/ontology/bibo/"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:foaf="http://xmlns.com/foaf/0.1/"><bibo:Film rdf:about="urn:z">
<dcterms:title>Ponds</dcterms:title><bibo:director><foaf:Person><foaf:familyName>Ek</foaf:familyName>
<foaf:givenName>Bo</foaf:givenName></foaf:Person></bibo:director></bibo:Film></rdf:RDF>"""
DUBLIN_CORE = """<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Ponds</dc:title><dc:contributor>Ek, Bo</dc:contributor></oai_dc:dc>"""
HAYAGRIVA = """ek:
  type: video
  title: Ponds
  affiliated:
    - role: director
      names: ["Ek, Bo"]
"""


@pytest.mark.parametrize(
    ("name", "text", "shown", "editors"),
    [
        ("a.xml", WORD.format(type="Film", role="Director"), ["Bo Ek"], []),
        ("a.xml", WORD.format(type="Interview", role="Interviewee"), ["Bo Ek"], []),
        ("a.xml", WORD.format(type="Book", role="Editor"), ["Bo Ek"], ["Bo Ek"]),
        ("a.xml", TEI.format(""), ["Bo Ek"], []),
        ("a.xml", TEI.format(LIND), ["Ada Lind"], ["Ada Lind"]),
        (
            "a.xml",
            PRIMO.format("<contributor>Lind, Ada, editor; Ek, Bo</contributor>"),
            ["Bo Ek"],
            ["Ada Lind"],
        ),
        ("a.xml", PUBMED, ["Pond Office, Section of Heat"], []),
        ("a.xml", CITAVI, ["Bo Ek"], []),
        ("a.xml", DUBLIN_CORE, ["Bo Ek"], []),
        ("a.rdf", BIBO, ["Bo Ek"], []),
        ("a.yaml", HAYAGRIVA, ["Bo Ek"], []),
        ("a.txt", "%T Ponds\n%A Bo Ek\n%Q Pond Office\n%J Heat\n", ["Bo Ek", "Pond Office"], []),
    ],
)
def test_people_of_catalogues_and_databases(
    name: str, text: str, shown: list[str], editors: list[str]
) -> None:
    (item,) = read(text, name).items
    assert item.record.title == "Ponds"
    assert list(item.record.authors) == shown
    assert [str(one) for one in item.record.details.editor] == editors


def test_pages_of_primo() -> None:
    (item,) = read(PRIMO.format("<creator>Ek, Bo</creator>"), "a.xml").items
    assert item.record.details.pages == "3-9"


@pytest.mark.parametrize("field", ["Ek, Bo and ", " and Ek, Bo", "Ek, Bo and  and"])
def test_an_and_without_a_name(field: str) -> None:
    (item,) = read(f"@book{{a, author = {{{field}}}, title = {{Ponds}}}}", "a.bib").items
    assert item.record.authors == ("Bo Ek",)


def test_an_entry_without_a_key_is_nobodys_crossref() -> None:
    text = (
        "@inproceedings{a, crossref = {v}, title = {Ponds}}\n"
        "@proceedings{v, title = {Pond Days}, year = 2002}\n"
        "@article{, title = {Heat}, journal = {Air}, year = 2003}\n"
    )
    item = read(text, "a.bib").items[0]
    assert (item.record.year, item.record.venue) == (2002, "Pond Days")


def exported(source: Path, text: str, form: str) -> str:
    """Import a file with this text into a library beside it, and return what the library exports."""
    source.write_text(text, encoding="utf-8")
    with Library.open(source.parent / "library.db") as library:
        library.import_paths([source])
        return "".join(library.export(form))


def test_a_book_in_a_larger_one_keeps_its_editors_in_ris(tmp_path: Path) -> None:
    text = "@book{a, author = {Ek, Bo}, editor = {Lind, Ada}, maintitle = {Heat}, title = {Ponds}}"
    (item,) = read(exported(tmp_path / "a.bib", text, "ris"), "a.ris").items
    assert [str(name) for name in item.record.details.editor] == ["Ada Lind"]


def test_greek_letters_of_text() -> None:
    (item,) = read(r"@book{a, title = {\textalpha{} rays and \textOmega{}}}", "a.bib").items
    assert item.record.title == "α rays and Ω"


def test_a_title_in_bt_is_not_the_series_too(tmp_path: Path) -> None:
    text = "TY  - BOOK\nBT  - Ponds\nAU  - Ek, Bo\nER  - \n"
    (item,) = read(exported(tmp_path / "a.ris", text, "ris"), "a.ris").items
    assert (item.record.title, item.record.details.series) == ("Ponds", None)


def test_tags_with_commas_and_abbreviated_venues_in_csl(tmp_path: Path) -> None:
    text = "@misc{a, title = {Ponds}, howpublished = {Pond Repts.}, keywords = {heat, air; water}}"
    (item,) = read(exported(tmp_path / "a.bib", text, "csl-json"), "a.json").items
    assert set(item.record.tags) == {"heat, air", "water"}
    assert item.record.venue == "Pond Repts."
