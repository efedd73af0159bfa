"""EndNote's fields mean what its types make of them, in its tagged text, its XML and its RIS alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from readlist.formats.readers import read
from readlist.formats.writers import writer_for
from readlist.model.entry import Entry

if TYPE_CHECKING:
    from readlist.model.record import Record

ELEMENTS = {
    "%A": "contributors/authors/author", "%E": "contributors/secondary-authors/author",
    "%Y": "contributors/tertiary-authors/author", "%?": "contributors/subsidiary-authors/author", "%T": "titles/title",
    "%J": "titles/secondary-title", "%B": "titles/secondary-title", "%S": "titles/tertiary-title", "%!": "titles/short-title",
    "%D": "dates/year", "%8": "dates/pub-dates/date", "%V": "volume", "%N": "number", "%P": "pages", "%&": "section",
    "%7": "edition", "%6": "num-vols", "%C": "pub-location", "%I": "publisher", "%@": "isbn", "%9": "work-type",
    "%2": "custom2", "%3": "custom3", "%M": "accession-num", "%W": "remote-database-provider", "%[": "access-date",
    "%<": "research-notes",
}  # fmt: skip


def as_xml(text: str) -> str:
    """Return a record of tagged text as EndNote's XML."""
    kind, *lines = text.strip().split("\n")
    elements = []
    for line in lines:
        *outer, inner = ELEMENTS[line[:2]].split("/")
        value = f"<{inner}><style face='normal'>{line[3:]}</style></{inner}>"
        for name in reversed(outer):
            value = f"<{name}>{value}</{name}>"
        elements.append(value)
    return f"<xml><records><record><ref-type name='{kind[3:]}'>0</ref-type>{''.join(elements)}</record></records></xml>"


def both(text: str) -> Record:
    """Return the record of a tagged text, which is that of the XML too."""
    ((tagged,), (xml,)) = (read(text, "a.enw").items, read(as_xml(text), "a.xml").items)
    assert xml.record == tagged.record
    return tagged.record


def csl(record: Record) -> dict[str, object]:
    entry = Entry(
        id=1, key="k", kind="paper", title=record.title or "", authors=record.authors, details=record.details
    )
    item: dict[str, object] = json.loads("".join(writer_for("csl-json").write([entry])))[0]
    return item


@pytest.mark.parametrize(
    ("kind", "csl_type"),
    [
        ("Journal Article", "article-journal"), ("Electronic Article", "article-journal"), ("Book Section", "chapter"),
        ("Encyclopedia", "entry-encyclopedia"), ("Dictionary", "entry-dictionary"), ("Blog", "post-weblog"),
        ("Film or Broadcast", "motion_picture"), ("Map", "map"), ("Statute", "legislation"), ("Case", "legal_case"),
        ("Manuscript", "manuscript"), ("Unpublished Work", "manuscript"), ("Government Document", "report"),
        ("Standard", "standard"), ("Online Database", "dataset"), ("Pamphlet", "pamphlet"), ("Artwork", "graphic"),
        ("Personal Communication", "personal_communication"), ("Conference Paper", "paper-conference"),
        ("Generic", "document"), ("Journal Article Review", "article-journal"), ("Weir Log", "article-journal"),
    ],
)  # fmt: skip
def test_types(kind: str, csl_type: str) -> None:
    assert both(f"%0 {kind}\n%A Lind, Ada\n%T On Ponds\n").details.type == csl_type


def test_people_of_a_chapter_have_their_roles() -> None:
    record = both(
        "%0 Book Section\n%A Ek, Bo\n%E Lind, Ada\n%Y Moe, Siv\n%? Dam, Jan\n%T Weirs\n%B On Ponds\n%S Water Books\n"
        "%! Weir\n%& 3\n%7 2nd\n"
    )
    item = csl(record)
    assert [str(name) for name in record.details.editor] == ["Ada Lind"]
    assert item["collection-editor"] == [{"family": "Moe", "given": "Siv"}]
    assert item["translator"] == [{"family": "Dam", "given": "Jan"}]
    assert (item["chapter-number"], item["title-short"], item["edition"]) == ("3", "Weir", "2nd")
    assert (record.details.container, record.details.series) == ("On Ponds", "Water Books")


def test_an_edition_of_an_article_that_is_a_date_is_its_first_appearance() -> None:
    record = both(
        "%0 Journal Article\n%A Ek, Bo\n%T Weirs\n%J Pond Letters\n%D 2019\n%7 2018/11/03\n%@ 1234-5678 (Print)\n"
    )
    assert record.details.edition is None
    assert record.details.issn == "1234-5678"
    assert csl(record)["available-date"] == {"date-parts": [[2018, 11, 3]]}
    (in_ris,) = read("TY  - JOUR\nAU  - Ek, Bo\nTI  - Weirs\nET  - 2018/11/03\nER  - \n", "a.ris").items
    assert in_ris.record.details.edition is None
    assert csl(in_ris.record)["available-date"] == {"date-parts": [[2018, 11, 3]]}


def test_a_web_page_has_its_day_of_access_in_volume_and_number() -> None:
    record = both("%0 Web Page\n%A Ek, Bo\n%T Weirs\n%B Pond Site\n%D 2014\n%V 2015\n%N 2 January\n")
    assert (record.details.volume, record.details.issue) == (None, None)
    assert csl(record)["accessed"] == {"date-parts": [[2015, 1, 2]]}


def test_a_thesis_has_its_degree_as_volume_and_a_department() -> None:
    record = both(
        "%0 Thesis\n%A Ek, Bo\n%T Weirs\n%B Department of Water\n%V Ph.D.\n%I Pond University\n%D 2010\n%P 200\n"
    )
    assert (record.details.genre, record.details.volume, record.details.container) == ("Ph.D.", None, None)
    assert record.details.publisher == "Pond University"
    assert csl(record)["number-of-pages"] == "200"


@pytest.mark.parametrize(
    ("fields", "number"),
    [("%@ TR-12\n%N 55\n", "TR-12"), ("%N 55\n", "55"), ("%N arXiv:1912.00055\n", None)],
)
def test_the_number_of_a_report(fields: str, number: str | None) -> None:
    assert both(f"%0 Report\n%A Ek, Bo\n%T Weirs\n%I Pond Institute\n{fields}").details.issue == number


def test_numbers_of_patents_and_in_series() -> None:
    assert both("%0 Patent\n%A Ek, Bo\n%T Weir\n%@ NO12345\n").details.issue == "NO12345"
    book = both(
        "%0 Book\n%A Ek, Bo\n%E Lind, Ada\n%Y Moe, Siv\n%T Weirs\n%B Water Books\n%N 7\n%6 3\n%P 333\n"
    )
    item = csl(book)
    assert (item["collection-title"], item["collection-number"]) == ("Water Books", "7")
    assert (item["number-of-volumes"], item["number-of-pages"]) == ("3", "333")
    assert [str(name) for name in book.details.editor] == ["Siv Moe"]


def test_proceedings_and_the_meeting() -> None:
    item = csl(
        both(
            "%0 Conference Proceedings\n%A Ek, Bo\n%T Weirs\n%B Pond Days\n%3 Proceedings of Pond Days\n%S Waters\n"
        )
    )
    assert (item["container-title"], item["event-title"]) == ("Proceedings of Pond Days", "Pond Days")
    assert item["collection-title"] == "Waters"


def test_ids_of_pubmed() -> None:
    item = csl(
        both(
            "%0 Journal Article\n%A Ek, Bo\n%T Weirs\n%J Ponds\n%2 PMC1234567\n%M 30000001\n%W NLM\n%< Read again\n"
        )
    )
    assert (item["PMID"], item["PMCID"], item["annote"]) == ("30000001", "PMC1234567", "Read again")
    other = csl(both("%0 Journal Article\n%A Ek, Bo\n%T Weirs\n%J Ponds\n%2 12\n%M 30000001\n"))
    assert not {"PMID", "PMCID"} & other.keys()


def test_what_stands_in_the_place_of_a_year() -> None:
    assert csl(both("%0 Journal Article\n%A Ek, Bo\n%T Weirs\n%J Ponds\n%D in press\n"))["issued"] == {
        "literal": "in press"
    }


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Ada Lind", "Ada Lind"), ("Jan van der Dam", "Jan van der Dam"), ("Pond Research Institute", "Pond Research Institute"),
        ("Ministry of Ponds", "Ministry of Ponds"), ("Lind, Ada", "Ada Lind"), ("Weir Board,", "Weir Board"),
    ],
)  # fmt: skip
def test_people_in_reading_order_and_organisations(written: str, read_as: str) -> None:
    record = both(f"%0 Journal Article\n%A {written}\n%T Weirs\n")
    assert record.authors == (read_as,)
    is_person = read_as.rsplit(maxsplit=1)[-1] in ("Lind", "Dam")
    assert bool(record.details.author[0].literal) != is_person


@pytest.mark.parametrize(
    ("names", "are_people"),
    [
        (("Ada Lind", "Bo B. Ek"), True), (("Ada Lind", "Ek, Bo"), False), (("Weir Club",), False),
        (("Ada Lind", "Pond Society"), False), (("Ada Lind",), False),
    ],
)  # fmt: skip
def test_names_of_ris_that_all_are_in_reading_order(names: tuple[str, ...], are_people: bool) -> None:
    lines = "".join(f"AU  - {name}\n" for name in names)
    (item,) = read(f"TY  - JOUR\n{lines}TI  - Weirs\nER  - \n", "a.ris").items
    assert (not item.record.details.author[0].literal) == are_people
