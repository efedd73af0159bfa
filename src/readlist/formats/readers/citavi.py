"""Read Citavi's XML (Citavi 5 and 6): references that name people, periodicals and others by their IDs.

    Reference id="r1" ─ ReferenceType, Title, Year, PageRange, PeriodicalID, …
    ReferenceAuthors ─ OnetoN   r1;p1;p2            the people p1 and p2, in this order; so editors, publishers, keywords, groups
    ReferenceReferences ─ OnetoN   r9;r1            r1 is a contribution to r9

Source: https://www1.citavi.com/sub/manual6/en (project files), and the element names of its exports.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError
from readlist.formats.readers import reference as ref
from readlist.formats.readers.csl_item import read_made
from readlist.formats.readers.line_spans import Found, Lines, claims_under, cover, lay_out, normalize_lines
from readlist.formats.readers.xml_records import cut_records, find_text, text_of
from readlist.model.parsed_document import Diagnostic

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

    from readlist.model.parsed_document import ParsedDocument

_TYPES = {
    "ArchiveMaterial": "manuscript", "AudioBook": "book", "AudioOrVideoDocument": "motion_picture", "Book": "book",
    "BookEdited": "book", "Broadcast": "broadcast", "CollectedWorks": "book", "ComputerProgram": "software",
    "ConferenceProceedings": "book", "Contribution": "chapter", "ContributionInLegalCommentary": "chapter",
    "CourtDecision": "legal_case", "File": "manuscript", "InternetDocument": "webpage", "InterviewMaterial": "interview",
    "JournalArticle": "article-journal", "Lecture": "speech", "LegalCommentary": "book", "Manuscript": "manuscript",
    "Map": "map", "Movie": "motion_picture", "MusicAlbum": "song", "MusicTrack": "song", "NewsAgencyReport": "article-newspaper",
    "NewspaperArticle": "article-newspaper", "Patent": "patent", "PersonalCommunication": "personal_communication",
    "PressRelease": "report", "RadioPlay": "broadcast", "SpecialIssue": "book", "Standard": "standard",
    "StatuteOrRegulation": "legislation", "Thesis": "thesis", "UnpublishedWork": "report",
}  # fmt: skip
_FIELDS = {
    "abstract": "Abstract", "URL": "OnlineAddress", "volume": "Volume", "issue": "Number", "DOI": "DOI", "ISBN": "ISBN",
    "edition": "Edition", "publisher-place": "PlaceOfPublication", "title-short": "ShortTitle", "language": "Language",
    "citation-key": "CitationKey", "genre": "AdditionalInfo",
}  # fmt: skip
_OF_HOST = (
    "editor",
    "publisher",
    "publisher-place",
    "ISBN",
    "volume",
    "edition",
    "collection-title",
    "issued",
)
"""Members that a contribution has from the work that it is in."""
_NAMED = ("Person", "Publisher", "Keyword", "Periodical", "SeriesTitle", "Group", "Category")
"""Elements that references name by ID."""
_LINKS = re.compile(r"<(?P<list>Reference[A-Za-z]+)>(?P<rows>(?:\s*<OnetoN>[^<]*</OnetoN>)*)\s*</(?P=list)>")
_ROW = re.compile(r"<OnetoN>([^<]*)</OnetoN>")
_PAGES = re.compile(r"<os>(.*?)</os>|<n>(\d+)</n>", re.DOTALL)
_NO_ID = "00000000-0000-0000-0000-000000000000"


def read(text: str, name: str) -> ParsedDocument:
    """Read a file: one item per reference, under its categories as topics. Raises InputError if it has none."""
    text = normalize_lines(text)
    lines = Lines(text)
    found: list[Found] = []
    problems: list[Diagnostic] = []
    records = [one for one in cut_records(text, ("Reference",)) if one.element is not None]
    project = _Project(
        text, {one.element.get("id") or "": one.element for one in records if one.element is not None}
    )
    for one in records:
        if one.element is None:
            continue
        reference = read_made(project.to_csl(one.element))
        made = ref.make_record(reference)
        line = lines.at(one.start)
        if made is None:
            problems.append(Diagnostic(line, "this reference has neither a title nor a link"))
            continue
        problems += [Diagnostic(line, message) for message in ref.find_problems(reference)]
        found.append(Found(one.start, one.end, claims_under(made, project.topics_of(one.element))))
    if not found:
        raise InputError("contains no reference of Citavi", file=name)
    return lay_out(text, name, cover(text, found), problems)


class _Project:
    """What references of one file name by their IDs."""

    def __init__(self, text: str, references: dict[str, ET.Element]) -> None:
        self._references = references
        self._named = {
            one.element.get("id") or "": one.element
            for one in cut_records(text, _NAMED)
            if one.element is not None
        }
        self._links: dict[str, dict[str, list[str]]] = {}
        for match in _LINKS.finditer(text):
            rows = (row.split(";") for row in _ROW.findall(match["rows"]))
            self._links[match["list"]] = {
                first.strip(): [one.strip() for one in rest] for first, *rest in rows
            }
        parts = self._links.get("ReferenceReferences", {})
        self._hosts = {part: whole for whole, inner in parts.items() for part in inner}

    def to_csl(self, element: ET.Element) -> dict[str, Any]:
        """Return the item that a reference states, with what it has from the work that it is in."""
        own = element.get("id") or ""
        host = self._references.get(self._hosts.get(own, ""))
        periodical = self._named.get(find_text(element, "PeriodicalID"))
        kind = find_text(element, "ReferenceType")
        out: dict[str, Any] = {member: find_text(element, name) for member, name in _FIELDS.items()}
        out |= {
            "type": _TYPES.get(kind, "document"),
            "title": _title(element),
            "issued": {"raw": find_text(element, "Date") or find_text(element, "Year")},
            "page": _pages(element),
            "author": self._people("ReferenceAuthors", own),
            "editor": self._people("ReferenceEditors", own),
            "contributor": self._people("ReferenceCollaborators", own),
            "publisher": "; ".join(self._names("ReferencePublishers", own)),
            "collection-title": self._name(find_text(element, "SeriesTitleID")),
            "container-title": find_text(periodical, "Name") if periodical is not None else "",
            "ISSN": find_text(periodical, "ISSN") if periodical is not None else "",
            "keyword": [*self._names("ReferenceKeywords", own), *self._names("ReferenceGroups", own)],
        }
        if not out["author"] and not out["editor"]:
            out["author"] = self._people("ReferenceOrganizations", own)
        if host is not None and host is not element:
            whole = self.to_csl(host) if not self._hosts.get(host.get("id") or "") else {}
            out["container-title"] = out["container-title"] or _title(host)
            if find_text(host, "ReferenceType") == "ConferenceProceedings":
                out["type"] = "paper-conference"
            for member in _OF_HOST:
                stated = out.get(member)
                if not stated or stated == {"raw": ""}:
                    out[member] = whole.get(member)
        return out

    def topics_of(self, element: ET.Element) -> list[tuple[str, ...]]:
        """Return the categories of a reference as topic paths."""
        return [(name,) for name in self._names("ReferenceCategories", element.get("id") or "")]

    def _ids(self, links: str, own: str) -> list[str]:
        return self._links.get(links, {}).get(own, [])

    def _name(self, identifier: str) -> str:
        named = self._named.get(identifier)
        return find_text(named, "Name") if named is not None and identifier != _NO_ID else ""

    def _names(self, links: str, own: str) -> list[str]:
        return list(filter(None, (self._name(one) for one in self._ids(links, own))))

    def _people(self, links: str, own: str) -> list[dict[str, str]]:
        people = filter(None, (self._named.get(one) for one in self._ids(links, own)))
        return [person for one in people if (person := _person(one))]


def _person(element: ET.Element) -> dict[str, str]:
    family, suffix = find_text(element, "LastName"), find_text(element, "Suffix")
    family = " ".join(filter(None, (find_text(element, "Prefix"), family)))
    given = " ".join(filter(None, (find_text(element, "FirstName"), find_text(element, "MiddleName"))))
    if not given:
        return {"literal": family} if family else {}
    return {"family": family, "given": given, "suffix": suffix}


def _title(element: ET.Element) -> str:
    title, subtitle = find_text(element, "Title"), find_text(element, "Subtitle")
    joint = " " if title.endswith((":", "?", "!")) else ": "
    return f"{title}{joint}{subtitle}" if title and subtitle else title


def _pages(element: ET.Element) -> str:
    """Return the pages as they were typed, or else the numbers that Citavi made of them; they are XML within a text."""
    stated = text_of(element.find("PageRange"))
    typed = next((match[1] for match in _PAGES.finditer(stated) if match[1]), "")
    numbers = dict.fromkeys(match[2] for match in _PAGES.finditer(stated) if match[2])
    return typed.strip() or "-".join(numbers) or ("" if "<" in stated else stated)
