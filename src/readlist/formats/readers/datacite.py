"""Turn metadata of DataCite, in JSON or XML, into an item of CSL-JSON.

    {"doi", "types", "creators", "titles", "publisher", "container", "dates", …}     JSON; in the API's answers as attributes
    <resource> identifier, creators, titles, publisher, publicationYear, …            XML

Source: https://schema.datacite.org (metadata schema 4), https://support.datacite.org/docs/api-get-doi.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from readlist.formats.readers.csl_item import member_text
from readlist.formats.readers.xml_records import find_text, text_of

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Iterable

_TYPES = {
    "Software": "software", "ComputationalNotebook": "software", "Dataset": "dataset", "DataPaper": "article-journal",
    "JournalArticle": "article-journal", "Journal": "periodical", "Book": "book", "BookChapter": "chapter",
    "ConferencePaper": "paper-conference", "ConferenceProceeding": "book", "Dissertation": "thesis", "Report": "report",
    "Preprint": "article", "PeerReview": "review", "Standard": "standard", "Image": "graphic", "Sound": "song",
    "Audiovisual": "motion_picture",
}  # fmt: skip
"""General types, each with the type of CSL; ``Text`` and others say too little."""
_WORDS = (
    ("thesis", "thesis"), ("dissertation", "thesis"), ("article", "article-journal"), ("chapter", "chapter"), ("book", "book"),
    ("conference", "paper-conference"), ("report", "report"), ("preprint", "article"),
)  # fmt: skip
"""Words of the types that depositors write themselves."""
_DATES = ("Issued", "Available", "Submitted", "Created", "Updated")


def find_attributes(value: dict[str, Any]) -> dict[str, Any] | None:
    """Return what describes the work in an object of DataCite's JSON, also in an answer of its API; None in any other."""
    inner = value["data"] if isinstance(value.get("data"), dict) else value
    found = inner["attributes"] if isinstance(inner.get("attributes"), dict) else inner
    return (
        found if isinstance(found.get("titles"), list) and isinstance(found.get("creators"), list) else None
    )


def json_to_csl(work: dict[str, Any]) -> dict[str, Any]:
    """Return the item that an object of JSON states."""
    types = _object(work.get("types"))
    related = [
        one for one in _objects(work.get("relatedItems")) if one.get("relationType") == "IsPublishedIn"
    ]
    host = {**_object(work.get("container")), **(related[0] if related else {})}
    dates = {member_text(one, "dateType"): member_text(one, "date") for one in _objects(work.get("dates"))}
    host_id = _object(host.get("relatedItemIdentifier"))
    ids = {
        member_text(one, kind): member_text(one, name)
        for one, kind, name in (
            *(
                (one, "relatedIdentifierType", "relatedIdentifier")
                for one in _objects(work.get("relatedIdentifiers"))
            ),
            (host, "identifierType", "identifier"),
            (host_id, "relatedItemIdentifierType", "relatedItemIdentifier"),
        )
    }
    contributors = _objects(work.get("contributors"))
    return {
        "type": _csl_type(member_text(types, "resourceTypeGeneral"), member_text(types, "resourceType"), types),
        "title": _title((member_text(one, "titleType"), member_text(one, "title")) for one in _objects(work.get("titles"))),
        "author": [_person(one) for one in _objects(work.get("creators"))],
        "editor": [_person(one) for one in contributors if member_text(one, "contributorType") == "Editor"],
        "container-title": member_text(host, "title") or _title(
            ("", member_text(one, "title")) for one in _objects(host.get("titles"))
        ),
        "volume": member_text(host, "volume"),
        "issue": member_text(host, "issue"),
        "page": "-".join(filter(None, (member_text(host, name) for name in ("firstPage", "lastPage")))),
        "edition": member_text(host, "edition"),
        "issued": {"raw": next((dates[kind] for kind in _DATES if dates.get(kind)), "") or member_text(work, "publicationYear")},
        "publisher": member_text(work, "publisher") or member_text(_object(work.get("publisher")), "name"),
        "DOI": member_text(work, "doi") or member_text(work, "id"),
        "URL": member_text(work, "url"),
        "ISSN": ids.get("ISSN", ""),
        "ISBN": ids.get("ISBN", ""),
        "version": member_text(work, "version"),
        "language": member_text(work, "language"),
        "keyword": [text for one in _objects(work.get("subjects")) if (text := member_text(one, "subject"))],
        "abstract": _abstract(
            (member_text(one, "descriptionType"), member_text(one, "description")) for one in _objects(work.get("descriptions"))
        ),
    }  # fmt: skip


def xml_to_csl(record: ET.Element) -> dict[str, Any]:
    """Return the item that a ``resource`` states; an empty one if it is not of DataCite."""
    titles = record.findall("titles/title")
    if not titles:
        return {}
    kind = record.find("resourceType")
    general = (kind.get("resourceTypeGeneral") or "") if kind is not None else ""
    dates = {one.get("dateType") or "": text_of(one) for one in record.findall("dates/date")}
    host = next(
        (
            one
            for one in record.findall("relatedItems/relatedItem")
            if one.get("relationType") == "IsPublishedIn"
        ),
        None,
    )
    ids = {
        one.get("relatedIdentifierType"): text_of(one)
        for one in record.findall("relatedIdentifiers/relatedIdentifier")
    }
    part = record if host is None else host
    return {
        "type": _csl_type(general, text_of(kind), {}),
        "title": _title((one.get("titleType") or "", text_of(one)) for one in titles),
        "author": [_xml_person(one, "creatorName") for one in record.findall("creators/creator")],
        "editor": [
            _xml_person(one, "contributorName")
            for one in record.findall("contributors/contributor")
            if one.get("contributorType") == "Editor"
        ],
        "container-title": find_text(host, "titles/title") if host is not None else "",
        "volume": find_text(part, "volume"),
        "issue": find_text(part, "issue"),
        "page": "-".join(filter(None, (find_text(part, name) for name in ("firstPage", "lastPage")))),
        "issued": {"raw": next((dates[one] for one in _DATES if dates.get(one)), "") or find_text(record, "publicationYear")},
        "publisher": find_text(record, "publisher"),
        "DOI": next((text_of(one) for one in record.findall("identifier") if one.get("identifierType") == "DOI"), ""),
        "ISSN": ids.get("ISSN", ""),
        "ISBN": ids.get("ISBN", ""),
        "version": find_text(record, "version"),
        "language": find_text(record, "language"),
        "keyword": [text for one in record.findall("subjects/subject") if (text := text_of(one))],
        "abstract": _abstract(
            (one.get("descriptionType") or "", text_of(one)) for one in record.findall("descriptions/description")
        ),
    }  # fmt: skip


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _csl_type(general: str, own: str, types: dict[str, Any]) -> str:
    if general in _TYPES:
        return _TYPES[general]
    folded = own.casefold()
    stated = member_text(types, "citeproc")
    return next((csl_type for word, csl_type in _WORDS if word in folded), stated or "document")


def _title(titles: Iterable[tuple[str, str]]) -> str:
    """Return the title with its subtitle, or else the first title of another kind."""
    given = [(kind.casefold(), " ".join(text.split())) for kind, text in titles if text]
    main = next((text for kind, text in given if not kind), "")
    subtitle = next((text for kind, text in given if kind == "subtitle"), "")
    joined = f"{main}: {subtitle}" if main and subtitle else main
    return joined or next((text for _, text in given), "")


def _abstract(descriptions: Iterable[tuple[str, str]]) -> str:
    return next((text for kind, text in descriptions if kind == "Abstract"), "")


def _person(creator: dict[str, Any]) -> dict[str, str]:
    return _name(
        member_text(creator, "name"),
        member_text(creator, "familyName"),
        member_text(creator, "givenName"),
        member_text(creator, "nameType"),
    )


def _xml_person(creator: ET.Element, name: str) -> dict[str, str]:
    stated = creator.find(name)
    kind = (stated.get("nameType") or "") if stated is not None else ""
    return _name(text_of(stated), find_text(creator, "familyName"), find_text(creator, "givenName"), kind)


def _name(name: str, family: str, given: str, kind: str) -> dict[str, str]:
    if family and given:
        return {"family": family, "given": given}
    last, comma, first = (part.strip() for part in name.partition(","))
    return (
        {"family": last, "given": first}
        if comma and kind != "Organizational"
        else {"literal": name or family}
    )
