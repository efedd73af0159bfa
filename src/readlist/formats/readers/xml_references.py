"""Read references in XML; the name and the elements of a record show which format it is in.

    PubmedArticle, PubmedBookArticle   MEDLINE of PubMed  ─┐ values by tag of the programs' tagged text ── tagged
    record with titles, contributors   EndNote            ─┘
    mods                               MODS               ─┐
    record with leader, datafield      MARCXML, of SRU too ├ items of CSL-JSON ── csl_item
    biblStruct, Source, dc             TEI, Word, OAI      │
    doi_record, resource               Crossref, DataCite  │
    record with display, addata        Primo              │
    reference with front               the IETF           ─┘
    entry with a type below            BibTeXML           ── fields of BibTeX ── field_dict

Each record is cut out of the text and parsed alone, so that it has its lines, and one that is not valid costs no other.
Elements: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html (MEDLINE); EndNote's export has no published
schema, its elements are those of EndNote X7 to 21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.readers import crossref_xml, datacite, ietf_xml, marc, mods, small_xml, tagged
from readlist.formats.readers import reference as ref
from readlist.formats.readers.csl_item import read_made
from readlist.formats.readers.field_dict import read_fields
from readlist.formats.readers.line_spans import Claim, Found, Lines, cover, lay_out, normalize_lines
from readlist.formats.readers.marc_fields import MarcField, MarcRecord
from readlist.formats.readers.reference import clean
from readlist.formats.readers.xml_records import cut_records
from readlist.formats.readers.xml_records import text_of as _text
from readlist.formats.typefaces import text_with_tags
from readlist.model.parsed_document import Diagnostic

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Iterator

    from readlist.formats.readers.reference import Reference
    from readlist.model.parsed_document import ParsedDocument

_NAMES = (
    "PubmedArticle", "PubmedBookArticle", "record", "mods", "biblStruct", "Source", "dc", "entry", "doi_record", "resource", "reference",
)  # fmt: skip
"""The names of elements that are records."""
_INNER = ("mods", "dc", "biblStruct", "resource")
"""The names of those that protocols deliver within a record of theirs."""
_ENDNOTE = {
    "authors/author": "%A", "secondary-authors/author": "%E", "tertiary-authors/author": "%Y",
    "subsidiary-authors/author": "%?", "translated-authors/author": "%H", "titles/title": "%T",
    "titles/secondary-title": "%J", "periodical/full-title": "%J", "titles/tertiary-title": "%S", "titles/alt-title": "%O",
    "periodical/abbr-1": "%O", "titles/short-title": "%!", "titles/translated-title": "%Q", "volume": "%V", "number": "%N",
    "pages": "%P", "section": "%&", "num-vols": "%6", "dates/year": "%D", "dates/pub-dates/date": "%8",
    "electronic-resource-num": "%R", "urls/web-urls/url": "%U", "urls/related-urls/url": "%U", "urls/pdf-urls/url": "%>",
    "abstract": "%X", "keywords/keyword": "%K", "isbn": "%@", "publisher": "%I", "pub-location": "%C", "language": "%G",
    "edition": "%7", "notes": "%Z", "research-notes": "%<", "work-type": "%9", "label": "%F", "access-date": "%[",
    "call-num": "%L", "accession-num": "%M", "remote-database-name": "%~", "remote-database-provider": "%W", "orig-pub": "%(",
    "reprint-edition": "%)", "reviewed-item": "%*", "caption": "%^", "custom1": "%1", "custom2": "%2", "custom3": "%3",
    "custom4": "%4", "custom5": "%#", "custom6": "%$", "custom7": "%]",
}  # fmt: skip
"""Elements of a record of EndNote, each with the tag that has the same in EndNote's tagged text."""
_MEDLINE = {
    "MedlineCitation/PMID": "PMID", "Article/ArticleTitle": "TI", "Article/VernacularTitle": "TT", "Article/Journal/Title": "JT",
    "Article/Journal/ISOAbbreviation": "TA", "Article/Journal/ISSN": "IS", "JournalIssue/Volume": "VI",
    "JournalIssue/Issue": "IP", "Article/Language": "LA", "KeywordList/Keyword": "OT", "MeshHeading/DescriptorName": "MH",
    "BookDocument/PMID": "PMID", "BookDocument/ArticleTitle": "TI", "BookDocument/Language": "LA", "Book/BookTitle": "BTI",
    "Book/CollectionTitle": "CTI", "Book/Volume": "VI", "Book/Edition": "EN", "Book/Isbn": "ISBN",
    "Book/Publisher/PublisherName": "PB", "Book/Publisher/PublisherLocation": "PL",
}  # fmt: skip
_TYPES = {"Preprint": "preprint", "Dataset": "dataset"}


def read(text: str, name: str) -> ParsedDocument:
    """Read a file: one item per record. Raises InputError if it has none."""
    text = normalize_lines(text)
    lines = Lines(text)
    found: list[Found] = []
    problems: list[Diagnostic] = []
    unread: list[tuple[int, int]] = []
    for one in cut_records(text, _NAMES):
        line = lines.at(one.start)
        if one.element is None:
            unread.append((one.start, one.end))
            problems.append(
                Diagnostic(line, f"this record is not valid XML and is kept as prose: {clean(one.error)}")
            )
            continue
        reference = _reference(one.element)
        if reference is None:
            continue
        made = ref.make_record(reference)
        if made is None:
            unread.append((one.start, one.end))
            problems.append(Diagnostic(line, "this record has neither a title nor a link"))
            continue
        problems += [Diagnostic(line, message) for message in ref.find_problems(reference)]
        found.append(Found(one.start, one.end, (Claim(made),)))
    if not found:
        raise InputError(
            "contains no reference",
            file=name,
            hint="readlist reads XML of PubMed, EndNote, Crossref, DataCite, MODS, MARC, Primo, TEI, Word, OAI-PMH, the IETF and BibTeXML.",
        )
    return lay_out(text, name, cover(text, found, unread), problems)


def _reference(record: ET.Element) -> Reference | None:
    """Return the reference of a record; None if its format is not known."""
    if record.tag.startswith("Pubmed"):
        return tagged.read_values(_by_tag(_medline(record)), "PubMed")
    if record.find("datafield") is not None:
        return read_made(marc.to_csl(_marc(record)))
    if record.tag == "record" and (record.find("titles") is not None or record.find("ref-type") is not None):
        return tagged.read_values(_by_tag(_endnote(record)), "EndNote")
    if record.tag == "entry":
        return _bibtexml(record)
    if record.tag == "reference" and record.find("front") is None:
        return None
    if record.tag == "record" and record.find("display") is None:  # of OAI-PMH or SRU: around another
        inner = next((one for one in record.iter() if one is not record and _is_inner(one)), None)
        return _reference(inner) if inner is not None else None
    make = {
        "mods": mods.to_csl,
        "biblStruct": small_xml.tei_to_csl,
        "Source": small_xml.word_to_csl,
        "dc": small_xml.dublin_core_to_csl,
        "record": small_xml.primo_to_csl,
        "doi_record": crossref_xml.to_csl,
        "resource": datacite.xml_to_csl,
        "reference": ietf_xml.to_csl,
    }.get(record.tag)
    return read_made(make(record)) if make else None


def _is_inner(element: ET.Element) -> bool:
    """Whether an element is the record in what a protocol delivers."""
    return element.tag in _INNER or (element.tag == "record" and element.find("datafield") is not None)


def _by_tag(pairs: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for tag, value in pairs:
        if value:
            values.setdefault(tag, []).append(value)
    return values


def _marc(record: ET.Element) -> MarcRecord:
    fields = [
        MarcField(one.get("tag", ""), (("", _unindented(one.text or "")),))
        for one in record.findall("controlfield")
    ]
    fields += [
        MarcField(
            one.get("tag", ""), tuple((sub.get("code", ""), _text(sub)) for sub in one.findall("subfield"))
        )
        for one in record.findall("datafield")
    ]
    return MarcRecord(_unindented(record.findtext("leader") or ""), tuple(fields))


def _unindented(text: str) -> str:
    """Return a text whose characters have meaning by their place, without what a program set around it."""
    return text.strip() if text[:1] in "\r\n" else text


def _bibtexml(record: ET.Element) -> Reference | None:
    """Return the reference of an entry of BibTeXML: its only element is its type, with the fields in it."""
    kind = next(iter(record), None)
    if kind is None or len(kind) == 0:
        return None
    fields: dict[str, str] = {}
    for one in kind:
        if value := _text(one):
            joint = " and " if one.tag in ("author", "editor") else ", "
            fields[one.tag] = f"{fields[one.tag]}{joint}{value}" if one.tag in fields else value
    return read_fields({**fields, "ENTRYTYPE": kind.tag, "ref": record.get("id", "")})


def _endnote(record: ET.Element) -> Iterator[tuple[str, str]]:
    kind = record.find("ref-type")
    yield "%0", kind.get("name", "") if kind is not None else ""
    for path, tag in _ENDNOTE.items():
        for element in record.findall(f".//{path}"):
            yield tag, (text_with_tags if tag == "%T" else _text)(element)


def _medline(article: ET.Element) -> Iterator[tuple[str, str]]:
    for path, tag in _MEDLINE.items():
        for element in article.findall(f".//{path}"):
            yield tag, (text_with_tags if tag == "TI" else _text)(element)
    book = article.find("BookDocument")
    if book is not None:
        yield "PT", "Book" if book.find("ArticleTitle") is None else "Book Chapter"
    for element in () if book is not None else article.findall(".//PublicationType"):
        yield "PT", _TYPES.get(_text(element), "Journal Article")
    for part in article.findall(".//Abstract/AbstractText"):
        label = part.get("Label")
        yield "AB", f"{label}: {_text(part)}" if label else _text(part)
    for people in article.iter("AuthorList"):
        tag = "FED" if people.get("Type") == "editors" else "FAU"
        yield from ((tag, _medline_name(one)) for one in people.findall("Author"))
    yield from _medline_ids(article)
    yield from ((("PG", _medline_pages(one))) for one in article.findall(".//Pagination"))
    yield from _medline_dates(article)


def _medline_ids(article: ET.Element) -> Iterator[tuple[str, str]]:
    own = article.findall("./PubmedData/ArticleIdList/ArticleId")
    for element in [*article.findall(".//ELocationID"), *own]:
        kind = element.get("EIdType") or element.get("IdType")
        if kind == "doi" or (element.get("EIdType") == "pii" and article.find("BookDocument") is None):
            yield "LID", f"{_text(element)} [{kind}]"
    yield from (("PMC", _text(element)) for element in own if element.get("IdType") == "pmc")


def _medline_dates(article: ET.Element) -> Iterator[tuple[str, str]]:
    for date in article.findall(".//Article/ArticleDate"):
        yield "DEP", _medline_date(date)
    for date in [*article.findall(".//JournalIssue/PubDate"), *article.findall(".//Book/PubDate")]:
        yield "DP", date.findtext("MedlineDate") or _medline_date(date)


def _medline_date(date: ET.Element) -> str:
    parts = [text for name in _DATE if (text := date.findtext(name))]
    return ("-" if all(map(str.isdigit, parts)) else " ").join(parts)


def _medline_name(author: ET.Element) -> str:
    if group := _text(author.find("CollectiveName")):
        return f"{group.replace(',', ',,')},"  # as the tagged text of programs writes an organisation
    names = (author.findtext(name, "") for name in ("LastName", "Suffix"))
    given = author.findtext("ForeName") or author.findtext("FirstName") or author.findtext("Initials", "")
    return ", ".join(filter(None, (*names, given)))


def _medline_pages(pagination: ET.Element) -> str:
    first, last = pagination.findtext("StartPage", ""), pagination.findtext("EndPage", "")
    return pagination.findtext("MedlinePgn") or (f"{first}-{last}" if last and last != first else first)


_DATE = ("Year", "Month", "Day")
