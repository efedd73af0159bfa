"""Read RDF in XML: Zotero's, Bibliontology, and Dublin Core without qualifiers, by the local names of their properties.

    <bib:Article rdf:about="…"><z:itemType>journalArticle</z:itemType>
      <dcterms:isPartOf rdf:resource="urn:issn:…"/>   what it appeared in, within or elsewhere in the file
      <bib:authors><rdf:Seq><rdf:li><foaf:Person>…    people in order; ``dc:creator`` is one of them
    <z:Collection><dcterms:hasPart rdf:resource="…"/>  topics
    <bib:Memo rdf:about="#item_1">                     notes, which ``dcterms:isReferencedBy`` refers to

Sources: Zotero's RDF (https://www.zotero.org/support/kb/rdf_export), https://bibliontology.com, https://www.dublincore.org/documents/dces/.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError
from readlist.formats.readers import reference as ref
from readlist.formats.readers.csl_item import read_made
from readlist.formats.readers.html_text import html_to_text
from readlist.formats.readers.line_spans import (
    Claim,
    Found,
    Lines,
    claims_under,
    cover,
    lay_out,
    normalize_lines,
)
from readlist.formats.readers.reference import storable
from readlist.formats.readers.xml_records import cut_children, text_of, without_namespaces
from readlist.formats.reference_types import FROM_ZOTERO
from readlist.model.edtf import find_edtf
from readlist.model.parsed_document import Diagnostic

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Iterator, Sequence

    from readlist.formats.readers.xml_records import XmlRecord
    from readlist.model.parsed_document import ParsedDocument

_TYPES = {
    "article": "article-journal", "academicarticle": "article-journal", "journalarticle": "article-journal", "book": "book",
    "editedbook": "book", "booksection": "chapter", "chapter": "chapter", "thesis": "thesis", "report": "report",
    "proceedings": "book", "conferencepaper": "paper-conference", "webpage": "webpage", "document": "document",
    "manuscript": "manuscript", "patent": "patent", "legalcasedocument": "legal_case", "map": "map", "image": "graphic",
    "audiodocument": "song", "audiovisualdocument": "motion_picture", "film": "motion_picture", "interview": "interview",
    "letter": "personal_communication", "email": "personal_communication", "dataset": "dataset", "software": "software",
    "slideshow": "speech", "standard": "standard", "statute": "legislation", "bill": "bill", "text": "document",
    "referencesource": "book", "motionpicture": "motion_picture", "recording": "song", "illustration": "graphic",
}  # fmt: skip
"""Classes and values of ``dc:type``, folded, each as a type of CSL."""
_NO_WORKS = frozenset(
    "Attachment Memo Collection Journal Series Person Organization Agent Note Seq Newspaper Magazine Website "
    "Periodical List Address".split()
)
_AUTHORS = (
    "authors authorList creator presenters programmers inventors artists cartographers interviewees podcasters sponsors "
    "interviewee"
).split()
_EDITORS = ("editors", "editorList", "editor")
_ROLES = {
    "directors": "director", "composers": "composer", "performers": "performer", "scriptwriters": "script-writer",
    "producers": "producer", "interviewers": "interviewer", "translators": "translator", "seriesEditors": "collection-editor",
    "bookAuthors": "container-author", "reviewedAuthors": "reviewed-author", "recipients": "recipient", "guests": "guest",
    "contributors": "contributor", "director": "director", "performer": "performer", "translator": "translator",
    "interviewer": "interviewer", "producer": "producer", "recipient": "recipient", "contributor": "contributor",
}  # fmt: skip
"""Properties for other people, in Zotero's RDF and Bibliontology, with their roles in CSL."""
_IDS = ("about", "ID", "nodeID")


def read(text: str, name: str) -> ParsedDocument:
    """Read RDF: one item per work. Raises InputError if it has none, or is not well-formed."""
    text = normalize_lines(text)
    lines = Lines(text)
    try:
        records = cut_children(text)
    except ValueError as error:
        raise InputError(f"is not well-formed XML: {error}", file=name) from error
    graph = _Graph(records)
    found: list[Found] = []
    problems: list[Diagnostic] = []
    for record in records:
        if record.element is None or not graph.is_work(record.element):
            continue
        reference = read_made(graph.to_csl(record.element))
        made = ref.make_record(reference)
        if made is None:
            problems.append(Diagnostic(lines.at(record.start), "this item has neither a title nor a link"))
            continue
        problems += [Diagnostic(lines.at(record.start), message) for message in ref.find_problems(reference)]
        paths = graph.paths_of(record.element)
        notes = (Claim(made, paths[0] if paths else (), note) for note in graph.notes_of(record.element))
        found.append(Found(record.start, record.end, (*claims_under(made, paths), *notes)))
    if not found:
        raise InputError(
            "contains no references",
            file=name,
            hint="readlist reads RDF of Zotero, Bibliontology, Dublin Core.",
        )
    return lay_out(text, name, cover(text, found), problems)


class _Graph:
    """The elements of a file by the names under which others refer to them."""

    def __init__(self, records: list[XmlRecord]) -> None:
        self._by_name: dict[str, ET.Element] = {}
        self._paths: dict[str, list[tuple[str, ...]]] = {}
        self._hosts: set[str] = set()
        tops = [record.element for record in records if record.element is not None]
        for element in tops:
            without_namespaces(element)
            for name in _names_of(element):
                self._by_name.setdefault(name, element)
        for element in tops:
            self._hosts |= {part.get("resource", "") for part in element.findall("isPartOf")}
        self._read_collections([one for one in tops if one.tag == "Collection"])

    def _read_collections(self, collections: list[ET.Element]) -> None:
        """Note the paths of the collections of each item; collections may contain others."""
        parents: dict[str, ET.Element] = {}
        for one in collections:
            for part in one.findall("hasPart"):
                target = self._by_name.get(part.get("resource", ""))
                if target is not None and target.tag == "Collection":
                    parents[_names_of(target)[0]] = one
        for one in collections:
            path: list[str] = []
            at: ET.Element | None = one
            while at is not None and len(path) < 50:
                path.insert(0, text_of(at.find("title")))
                at = parents.get(_names_of(at)[0]) if _names_of(at) else None
            for part in one.findall("hasPart"):
                self._paths.setdefault(part.get("resource", ""), []).append(tuple(filter(None, path)))

    def is_work(self, element: ET.Element) -> bool:
        if element.tag in _NO_WORKS or any(name in self._hosts for name in _names_of(element)):
            return False
        return element.find("title") is not None or element.find("itemType") is not None

    def paths_of(self, element: ET.Element) -> list[tuple[str, ...]]:
        return [path for name in _names_of(element) for path in self._paths.get(name, ()) if path]

    def notes_of(self, element: ET.Element) -> Iterator[str]:
        for one in element.findall("isReferencedBy"):
            memo = self._target(one)
            if memo is not None and memo.tag == "Memo" and (note := html_to_text(_value(memo))):
                yield storable(note)

    def _target(self, element: ET.Element) -> ET.Element | None:
        """Return what a property leads to: the element within it, or the one that it refers to."""
        if len(element):
            return element[0]
        return self._by_name.get(_refers_to(element))

    def to_csl(self, element: ET.Element) -> dict[str, Any]:
        """Return the item of CSL-JSON that an element states."""
        parts = [part for one in element.findall("isPartOf") if (part := self._target(one)) is not None]
        host = next((part for part in parts if part.tag != "Series"), None)
        nested = [self._target(one) for one in host.findall("isPartOf")] if host is not None else []
        series = next((part for part in (*parts, *nested) if part is not None and part.tag == "Series"), None)
        places = [element, *parts]
        ids = [
            text
            for place in places
            for text in self._texts(place, "identifier", "doi", "isbn", "issn", "isbn13", "uri")
        ]
        publisher = self._publisher(element) or (self._publisher(host) if host is not None else {})
        authors = self._people(element, *_AUTHORS)
        first, last = self._text(places, "pageStart"), self._text(places, "pageEnd")
        return {
            "type": self._type(element),
            "title": self._text([element], "title", "shortTitle"),
            "container-title": self._text([host], "title")
            if host is not None
            else self._text([element], "publicationTitle"),
            "collection-title": self._text([series], "title") if series is not None else "",
            "collection-number": _series_number(series) if series is not None else "",
            "author": authors,
            "editor": next((found for place in places if (found := self._people(place, *_EDITORS))), []),
            **{role: people for name, role in _ROLES.items() if (people := self._people(element, name))},
            "issued": {"raw": self._text([element, *parts], "date", "issued", "created")},
            "volume": self._text(places, "volume"),
            "issue": self._text(places, "number", "issue"),
            "page": self._text([element], "pages") or (f"{first}-{last}" if first and last else first),
            "edition": self._text([element], "edition"),
            "abstract": self._text([element], "abstract"),
            "language": self._text([element], "language"),
            "title-short": self._text([element], "shortTitle"),
            "container-title-short": self._text([host], "alternative"),
            "genre": self._text([element], "type") if element.find("itemType") is not None else "",
            "number-of-pages": self._text([element], "numPages"),
            "number-of-volumes": self._text([element], "numberOfVolumes"),
            "source": self._text([element], "libraryCatalog"),
            "accessed": _date(self._text([element], "dateSubmitted"))
            if element.find("itemType") is not None
            else "",
            "citation-key": self._text([element], "citationKey"),
            "note": self._text([element], "description"),
            "keyword": [
                text
                for one in element.findall("subject")
                if (text := _value(one) or text_of(self._target(one)))
            ],
            "DOI": _identifier(ids, self._texts(element, "doi"), r"10\.\d{4,9}/\S+"),
            "ISBN": _identifier(
                ids, self._texts(element, "isbn", "isbn13"), r"(?<=ISBN )[\dXx -]{10,17}|(?<=isbn:)[\dXx-]+"
            ),
            "ISSN": _identifier(
                ids,
                [text for place in places for text in self._texts(place, "issn")],
                r"(?<=ISSN )\d{4}-?\d{3}[\dXx]|(?<=issn:)\d{4}-?\d{3}[\dXx]",
            ),
            "URL": next(
                (text for text in (*ids, element.get("about", "")) if re.match(r"https?://", text)), ""
            ),
            **publisher,
        }

    def _type(self, element: ET.Element) -> str:
        stated = text_of(element.find("itemType"))
        if stated in FROM_ZOTERO:
            return FROM_ZOTERO[stated]
        kinds = [one.get("resource", "") or text_of(one) for one in element.findall("type")]
        for kind in (*kinds, element.tag):
            folded = re.sub(r"[^a-z]", "", kind.rpartition("/")[2].rpartition("#")[2].casefold())
            if folded in _TYPES:
                return _TYPES[folded]
        return "document"

    def _texts(self, place: ET.Element, *names: str) -> list[str]:
        return [
            text
            for name in names
            for one in place.findall(name)
            if (text := _value(one) or one.get("resource", ""))
        ]

    def _text(self, places: Sequence[ET.Element | None], *names: str) -> str:
        return next((t for place in places if place is not None for t in self._texts(place, *names)), "")

    def _people(self, element: ET.Element, *names: str) -> list[dict[str, str]]:
        """Return the people of the first of these properties that has any."""
        for name in names:
            found = [person for one in element.findall(name) for person in self._persons(one)]
            if found:
                return found
        return []

    def _persons(self, element: ET.Element) -> Iterator[dict[str, str]]:
        lists = element.findall(".//li")
        for one in lists or [element]:
            person = self._target(one) if len(one) or _refers_to(one) else one
            if person is not None and (made := _person(person)):
                yield made

    def _publisher(self, element: ET.Element) -> dict[str, str]:
        found = element.find("publisher")
        if found is None:
            return {}
        target = self._target(found)
        if target is None:
            return {"publisher": text_of(found)}
        name = next(
            (text_of(one) for one in target.iter() if one.tag in ("name", "title") and text_of(one)), ""
        )
        place = next(
            (
                text_of(one)
                for one in target.iter()
                if one.tag in ("locality", "localityName") and text_of(one)
            ),
            "",
        )
        return {"publisher": name, "publisher-place": place}


def _refers_to(element: ET.Element) -> str:
    return element.get("resource") or element.get("nodeID") or ""


def _names_of(element: ET.Element) -> list[str]:
    """Return the names by which other elements refer to an element."""
    names = [element.get(name, "") for name in _IDS]
    return [name for one in names if one for name in (one, f"#{one}")]


def _value(element: ET.Element) -> str:
    """Return the text of a property: its own, or that of the ``rdf:value`` within it."""
    value = element.find(".//value")
    return text_of(value if value is not None else element)


def _person(element: ET.Element) -> dict[str, str]:
    parts = {one.tag.casefold(): text_of(one) for one in element.iter()}
    family = parts.get("surname") or parts.get("familyname") or parts.get("family_name") or ""
    given = parts.get("givenname") or parts.get("firstname") or parts.get("given_name") or ""
    if family and given:
        return {"family": family, "given": given}
    if family:  # as Zotero writes a body
        return {"literal": family}
    whole = parts.get("name") or given or text_of(element)
    last, comma, first = (part.strip() for part in whole.partition(","))
    if comma and first:
        return {"family": last, "given": first}
    words = whole.split()
    if "name" not in parts and not given and 1 < len(words) < 5:
        return {"family": words[-1], "given": " ".join(words[:-1])}
    return {"literal": whole} if whole else {}


def _series_number(series: ET.Element) -> str:
    return next(
        (text for one in series.findall("identifier") if (text := _value(one)) and "ISSN" not in text), ""
    )


def _date(text: str) -> dict[str, Any] | None:
    """Return a day as CSL has it, or None."""
    parts = re.findall(r"\d+", find_edtf(text.partition(" ")[0].partition("T")[0]))
    return {"date-parts": [[int(part) for part in parts]]} if parts else None


def _identifier(texts: list[str], own: list[str], pattern: str) -> str:
    if own:
        return own[0]
    return next((match[0].strip() for text in texts if (match := re.search(pattern, text))), "")
