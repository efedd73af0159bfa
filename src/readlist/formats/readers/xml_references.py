"""Read references in XML: PubMed's MEDLINE records and EndNote's export.

    <PubmedArticle> … <Article><ArticleTitle>…     ─┐
    <record> … <titles><title><style>…             ─┴─> values by tag of the program's tagged text ──> tagged

Each record is cut out of the text and parsed alone, so that it has its lines, and no document type declares entities.
Elements: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html (MEDLINE); EndNote's export has no published
schema, its elements are those of EndNote X7 to 21.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.readers import reference as ref
from readlist.formats.readers import tagged
from readlist.formats.readers.line_spans import Claim, Found, Lines, lay_out, normalize_lines
from readlist.formats.readers.reference import clean
from readlist.model.parsed_document import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.parsed_document import ParsedDocument

_RECORD = re.compile(r"<(PubmedArticle|record)(?:\s[^<>]*)?>.*?</\1\s*>", re.DOTALL)
_ENTITY_NAME = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
"""What XML would take for an entity that is declared elsewhere."""
_ENDNOTE = {
    "authors/author": "%A", "secondary-authors/author": "%E", "titles/title": "%T", "titles/secondary-title": "%J",
    "periodical/full-title": "%J", "titles/tertiary-title": "%S", "volume": "%V", "number": "%N", "pages": "%P",
    "dates/year": "%D", "dates/pub-dates/date": "%8", "electronic-resource-num": "%R", "urls/related-urls/url": "%U",
    "abstract": "%X", "keywords/keyword": "%K", "isbn": "%@", "publisher": "%I", "pub-location": "%C", "language": "%G",
    "edition": "%7", "notes": "%Z", "work-type": "%9", "label": "%F",
}  # fmt: skip
"""Elements of a record of EndNote, each with the tag that has the same in EndNote's tagged text."""
_MEDLINE = {
    "MedlineCitation/PMID": "PMID", "Article/ArticleTitle": "TI", "Article/Journal/Title": "JT",
    "Article/Journal/ISSN": "IS", "JournalIssue/Volume": "VI", "JournalIssue/Issue": "IP",
    "Article/Pagination/MedlinePgn": "PG", "Article/Language": "LA", "KeywordList/Keyword": "OT",
}  # fmt: skip
_TYPES = {"Preprint": "preprint", "Dataset": "dataset"}


def read(text: str, name: str) -> ParsedDocument:
    """Read a file: one item per record. Raises InputError if it has none."""
    text = normalize_lines(text)
    lines = Lines(text)
    found: list[Found] = []
    problems: list[Diagnostic] = []
    for match in _RECORD.finditer(text):
        line = lines.at(match.start())
        try:
            element = ET.fromstring(_ENTITY_NAME.sub("&amp;", match[0]))  # noqa: S314  (no declarations, see above)
        except ET.ParseError as error:
            problems.append(
                Diagnostic(line, f"this record is not valid XML and is kept as prose: {clean(str(error))}")
            )
            continue
        values: dict[str, list[str]] = {}
        for tag, value in _medline(element) if match[1] == "PubmedArticle" else _endnote(element):
            if value:
                values.setdefault(tag, []).append(value)
        reference = tagged.read_values(values, "PubMed" if match[1] == "PubmedArticle" else "EndNote")
        made = ref.make_record(reference)
        if made is None:
            problems.append(Diagnostic(line, "this record has neither a title nor a link"))
            continue
        problems += [Diagnostic(line, message) for message in ref.find_problems(reference)]
        found.append(Found(match.start(), match.end(), (Claim(made),)))
    if not found:
        raise InputError(
            "contains no reference", file=name, hint="readlist reads XML of PubMed (MEDLINE) and of EndNote."
        )
    found[0] = found[0]._replace(start=0)  # what is around the records says nothing
    found[-1] = found[-1]._replace(end=len(text.rstrip()))
    return lay_out(text, name, found, problems)


def _endnote(record: ET.Element) -> Iterator[tuple[str, str]]:
    kind = record.find("ref-type")
    yield "%0", kind.get("name", "") if kind is not None else ""
    for path, tag in _ENDNOTE.items():
        for element in record.findall(f".//{path}"):
            yield tag, _text(element)


def _medline(article: ET.Element) -> Iterator[tuple[str, str]]:
    for path, tag in _MEDLINE.items():
        for element in article.findall(f".//{path}"):
            yield tag, _text(element)
    for element in article.findall(".//PublicationType"):
        yield "PT", _TYPES.get(_text(element), "Journal Article")
    for part in article.findall(".//Article/Abstract/AbstractText"):
        label = part.get("Label")
        yield "AB", f"{label}: {_text(part)}" if label else _text(part)
    for element in article.findall(".//Article/AuthorList/Author"):
        if group := element.findtext("CollectiveName"):
            yield "CN", group
        family, given = element.findtext("LastName", ""), element.findtext("ForeName", "")
        yield "FAU", ", ".join(filter(None, (family, element.findtext("Suffix", ""), given)))
    for element in [
        *article.findall(".//ELocationID"),
        *article.findall("./PubmedData/ArticleIdList/ArticleId"),
    ]:
        if "doi" in (element.get("EIdType"), element.get("IdType")):
            yield "LID", f"{_text(element)} [doi]"
    date = article.find(".//JournalIssue/PubDate")
    if date is not None:
        yield "DP", date.findtext("MedlineDate") or " ".join(filter(None, (date.findtext(n) for n in _DATE)))


_DATE = ("Year", "Month", "Day")


def _text(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())
