"""Build the reference of an object of CITATION.cff: the software itself, what to cite for it, or a work it refers to.

    type: software | dataset     the file's own work; ``software`` if nothing is said
    preferred-citation, references: objects with a type of their own, and ``journal``, ``collection-title``, ``start``, …

Source: https://github.com/citation-file-format/citation-file-format, schema guide 1.2.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from readlist.formats.readers.reference import Reference, make_details
from readlist.formats.reference_types import sort_of
from readlist.model.edtf import find_edtf, to_edtf
from readlist.model.name_parts import PersonName

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES = {
    "article": "article-journal", "magazine-article": "article-magazine", "newspaper-article": "article-newspaper",
    "conference": "event", "conference-paper": "paper-conference", "proceedings": "book", "book": "book", "blog": "post-weblog",
    "data": "dataset", "database": "dataset", "dataset": "dataset", "dictionary": "book", "encyclopedia": "book",
    "edited-work": "book", "government-document": "report", "report": "report", "thesis": "thesis", "pamphlet": "pamphlet",
    "patent": "patent", "standard": "standard", "unpublished": "manuscript", "manual": "book", "map": "map", "video": "motion_picture",
    "film-broadcast": "motion_picture", "sound-recording": "song", "music": "song", "website": "webpage", "statute": "legislation",
    "bill": "bill", "legal-case": "legal_case", "legal-rule": "regulation", "hearing": "hearing", "slides": "speech", "art": "graphic",
    "software": "software", "software-code": "software", "software-container": "software", "software-executable": "software",
    "software-virtual-machine": "software", "personal-communication": "personal_communication", "grant": "report",
}  # fmt: skip
"""Types of references, each as a type of CSL; any other is a document."""


def is_cff(value: dict[str, Any]) -> bool:
    """Whether a mapping is a whole CITATION.cff."""
    return "cff-version" in value


def read_cff(value: dict[str, Any]) -> Reference:
    """Return the reference of an object; members of the wrong type are absent."""
    kind = _TYPES.get(_text(value, "type") or "software", "document")
    issued = _issued(value)
    ids = list(_identifiers(value))
    container = _text(value, "journal", "collection-title", "website-title")
    publisher = value.get("publisher") or value.get("institution")
    placed: dict[str, Any] = publisher if isinstance(publisher, dict) else {}
    conference = value.get("conference")
    start, end = _text(value, "start", "loc-start"), _text(value, "end", "loc-end")
    code = [(text, "code") for name in ("repository-code", "repository") if (text := _text(value, name))]
    return Reference(
        sort=sort_of(kind),
        title=_text(value, "title"),
        names=tuple(_names(value.get("authors"))),
        org=_text(placed, "name") if kind in ("software", "dataset", "report", "thesis") else "",
        abstract=_text(value, "abstract"),
        issued=issued,
        venue=container or (_text(conference, "name") if isinstance(conference, dict) else ""),
        doi=_text(value, "doi") or next((text for name, text in ids if name == "doi"), ""),
        url=_text(value, "url") or next((text for text, _ in code), ""),
        urls=(*code, *((text, "") for name, text in ids if name == "url")),
        tags=tuple(text for text in value.get("keywords") or () if isinstance(text, str)),
        details=make_details(
            type=kind,
            genre=_text(value, "thesis-type"),
            editor=tuple(_names(value.get("editors"))),
            container=container,
            volume=_text(value, "volume"),
            issue=_text(value, "issue", "number"),
            pages=f"{start}-{end}" if start and end and start != end else start,
            edition=_text(value, "edition"),
            publisher=_text(placed, "name"),
            publisher_place=_text(placed, "city"),
            isbn=_text(value, "isbn"),
            issn=_text(value, "issn"),
            language=_text(value, "languages"),
            issued=issued,
            extra=tuple(
                ("cff", name, text)
                for name in ("version", "license", "notes")
                if (text := _text(value, name))
            ),
        ),
    )


def _text(value: Any, *names: str) -> str:
    for name in names:
        found = value.get(name) if isinstance(value, dict) else None
        found = found[0] if isinstance(found, list) and found else found
        if isinstance(found, (str, int)) and str(found).strip():
            return str(found)
    return ""


def _issued(value: dict[str, Any]) -> str:
    for name in ("date-published", "date-released", "issue-date"):
        if found := find_edtf(_text(value, name)):
            return found
    year, month = _text(value, "year"), _text(value, "month")
    return to_edtf(int(year), int(month) if month.isdigit() else None) if year.isdigit() else ""


def _identifiers(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    given = value.get("identifiers")
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict):
            yield _text(one, "type").lower(), _text(one, "value")


def _names(values: Any) -> Iterator[PersonName]:
    for one in values if isinstance(values, list) else ():
        family, given = _text(one, "family-names"), _text(one, "given-names")
        literal = _text(one, "name") or ("" if family else given or _text(one, "alias"))
        if literal:
            yield PersonName(family=literal, literal=literal)
        elif family:
            yield PersonName(family, given, _text(one, "name-particle"), _text(one, "name-suffix"))
