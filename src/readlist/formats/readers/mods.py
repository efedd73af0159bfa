"""Turn a MODS record into an item of CSL-JSON.

    titleInfo, name, typeOfResource, genre, originInfo, language, abstract, subject, identifier, location, part
    relatedItem type="host"      what it appeared in; it then has volume, issue and pages
    relatedItem type="series"    its series

Source: https://www.loc.gov/standards/mods/userguide/.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.formats.readers.xml_records import find_text, text_of
from readlist.model.person_name import is_suffix

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

_GENRES = (
    ("conference", "paper-conference"), ("proceeding", "paper-conference"), ("thesis", "thesis"), ("dissertation", "thesis"),
    ("book chapter", "chapter"), ("bookitem", "chapter"), ("book section", "chapter"), ("article", "article-journal"),
    ("newspaper", "article-newspaper"), ("magazine", "article-magazine"), ("web", "webpage"), ("report", "report"),
    ("patent", "patent"), ("dataset", "dataset"), ("software", "software"), ("map", "map"), ("interview", "interview"),
    ("book", "book"), ("journal", "article-journal"), ("letter", "personal_communication"),
)  # fmt: skip
_RESOURCES = (
    ("software", "software"), ("sound", "song"), ("moving image", "motion_picture"), ("cartographic", "map"),
    ("still image", "graphic"), ("notated music", "musical_score"), ("mixed", "document"),
)  # fmt: skip
_LIFE = re.compile(r",\s*(?:(?:b|d|fl|ca|active|approximately)\b[.\s]*)*\d{3,4}\??(?:\s*[-‐-―].*)?$")
"""The years of a person's life, at the end of a name."""
_AUTHORS = frozenset("aut author cre creator".split())
_EDITORS = frozenset("edt editor".split())
_TRANSLATORS = frozenset(("trl", "translator"))
_MADE_BY_ARTISTS = ("graphic", "map")
"""Types whose photographer, artist or cartographer is the author if none is stated."""
_NO_MAKERS = frozenset(
    "pbl publisher dst distributor fnd funder spn sponsor hst host own owner rps repository dgg ths dnr donor dte dedicatee rcp addressee".split()
)
"""Roles of those who did not make the work."""


def to_csl(record: ET.Element) -> dict[str, Any]:
    """Return the item that a record without namespaces states."""
    host = next((one for one in record.findall("relatedItem") if one.get("type") == "host"), None)
    series = next((one for one in record.findall(".//relatedItem") if one.get("type") == "series"), None)
    places = [record] if host is None else [host, record]
    authors, editors, others = _people(record)
    if host is not None:
        editors = editors or _people(host)[1]
    title, csl_type = _title(record), _csl_type(record, host)
    if csl_type in _MADE_BY_ARTISTS and not authors:
        authors, others["contributor"] = others["contributor"], []
    return {
        "type": csl_type,
        "title": title,
        "container-title": _title(host) if host is not None else "",
        "collection-title": _series_title(series) if series is not None else "",
        "collection-number": find_text(series, "titleInfo/partNumber") if series is not None else "",
        "author": authors,
        "editor": editors,
        "translator": others["translator"],
        "contributor": others["contributor"] if not authors and not editors else [],
        "issued": {"raw": _date(record, places)},
        "publisher": _first(places[::-1], "originInfo/publisher"),
        "publisher-place": _place(record, host),
        "edition": _first(places[::-1], "originInfo/edition"),
        "volume": _detail(places, "volume"),
        "issue": _detail(places, "issue") or _detail(places, "number"),
        "page": _pages(places),
        "DOI": _identifier(record, host, "doi"),
        "ISBN": _identifier(record, host, "isbn"),
        "ISSN": _identifier(record, host, "issn"),
        "URL": _url(record),
        "abstract": "\n\n".join(filter(None, map(text_of, record.findall("abstract")))),
        "language": _language(record),
        "keyword": [text for one in record.findall("subject/topic") if (text := text_of(one))],
        "note": "\n".join(filter(None, map(text_of, record.findall("note")))),
    }


def _title(element: ET.Element) -> str:
    infos = element.findall("titleInfo")
    plain = [one for one in infos if one.get("type") is None] or infos[:1]
    if not plain:
        return ""
    info = plain[0]
    title = " ".join(filter(None, (find_text(info, "nonSort"), find_text(info, "title"))))
    for sub in map(text_of, info.findall("subTitle")):
        title = f"{title} {sub}" if title.endswith((":", "?", "!")) else f"{title}: {sub}"
    parts = [find_text(info, "partNumber"), find_text(info, "partName")]
    return ". ".join(filter(None, (title, " ".join(filter(None, parts)))))


def _series_title(series: ET.Element) -> str:
    number = find_text(series, "titleInfo/partNumber")
    return _title(series).removesuffix(number).rstrip(" .,;") if number else _title(series)


def _csl_type(record: ET.Element, host: ET.Element | None) -> str:
    genres = [text_of(one).casefold() for one in record.findall("genre")]
    for word, csl_type in _GENRES:
        if any(word in genre for genre in genres):
            return "chapter" if csl_type == "book" and host is not None else csl_type
    resource = find_text(record, "typeOfResource").casefold()
    for word, csl_type in _RESOURCES:
        if word in resource:
            return csl_type
    if host is not None:
        is_serial = find_text(host, "originInfo/issuance").casefold() in (
            "continuing",
            "serial",
            "integrating resource",
        )
        is_serial |= any("issn" in (one.get("type") or "").casefold() for one in host.findall("identifier"))
        is_serial |= any("journal" in text_of(one).casefold() for one in host.findall("genre"))
        return "article-journal" if is_serial or _detail([host, record], "issue") else "chapter"
    return (
        "book"
        if resource.startswith("text") or record.find("originInfo/publisher") is not None
        else "document"
    )


def _people(
    element: ET.Element,
) -> tuple[list[dict[str, str]], list[dict[str, str]], dict[str, list[dict[str, str]]]]:
    """Return the authors and the editors of an element, and whoever else made it: a photographer, a composer.

    Somebody without a role is an author.
    """
    authors: list[dict[str, str]] = []
    editors: list[dict[str, str]] = []
    others: dict[str, list[dict[str, str]]] = {"translator": [], "contributor": []}
    for name in element.findall("name"):
        roles = {text_of(term).casefold().strip(". ") for term in name.findall("role/roleTerm")}
        person = _person(name)
        if person and (not roles or roles & _AUTHORS):
            authors.append(person)
        elif person and roles & _EDITORS:
            editors.append(person)
        elif person and not roles & _NO_MAKERS:
            others["translator" if roles & _TRANSLATORS else "contributor"].append(person)
    return authors, editors, others


def _person(name: ET.Element) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    for part in name.findall("namePart"):
        if part.get("type") != "date":
            parts.setdefault(part.get("type") or "", []).append(text_of(part))
    if "family" in parts or "given" in parts:
        named = {part: " ".join(parts.get(part, [])) for part in ("family", "given")}
        suffix = next((text for text in parts.get("termsOfAddress", ()) if is_suffix(text)), "")
        return named | ({"suffix": suffix} if suffix else {})
    whole = ", ".join(filter(None, parts.get("", []))) or find_text(name, "displayForm")
    family, comma, given = whole.partition(",")
    if comma and name.get("type") not in ("corporate", "conference"):
        return {"family": family.strip(), "given": _LIFE.sub("", given.partition("[")[0]).strip(" ,")}
    return {"literal": whole} if whole else {}


def _date(record: ET.Element, places: list[ET.Element]) -> str:
    paths = ("originInfo/dateIssued", "originInfo/copyrightDate", "originInfo/dateCreated", "part/date")
    for place in places[::-1]:
        for path in paths:
            found = [one for one in place.findall(path) if one.get("point") != "end" and text_of(one)]
            if found:
                return text_of(next((one for one in found if one.get("encoding")), found[0]))
    return find_text(record, "originInfo/dateOther")


def _first(places: list[ET.Element], path: str) -> str:
    return next((text for place in places if (text := find_text(place, path))), "")


def _place(record: ET.Element, host: ET.Element | None) -> str:
    for element in (record, host):
        terms = element.findall("originInfo/place/placeTerm") if element is not None else []
        if found := next((text_of(one) for one in terms if one.get("type") != "code" and text_of(one)), ""):
            return found
    return ""


def _detail(places: list[ET.Element], kind: str) -> str:
    for place in places:
        for detail in place.findall("part/detail"):
            if detail.get("type") == kind and (text := find_text(detail, "number", ".")):
                return text
    return ""


def _pages(places: list[ET.Element]) -> str:
    for place in places:
        for extent in place.findall("part/extent"):
            if extent.get("unit") in ("page", "pages", None):
                start, end = find_text(extent, "start"), find_text(extent, "end")
                listed = find_text(extent, "list")
                if start or listed:
                    return f"{start}-{end}" if end and end != start else start or listed
    return ""


def _identifier(record: ET.Element, host: ET.Element | None, kind: str) -> str:
    for element in (record, host) if kind != "doi" else (record,):
        for one in element.findall("identifier") if element is not None else ():
            if (one.get("type") or "").casefold() == kind and one.get("invalid") != "yes" and text_of(one):
                return text_of(one)
    return ""


def _url(record: ET.Element) -> str:
    urls = record.findall("location/url")
    primary = [one for one in urls if (one.get("usage") or "").startswith("primary")]
    return next(
        (text_of(one) for one in (*primary, *urls) if one.get("access") != "preview" and text_of(one)), ""
    )


def _language(record: ET.Element) -> str:
    terms = record.findall("language/languageTerm")
    text = [one for one in terms if one.get("type") == "text"]
    return next((text_of(one) for one in (*text, *terms)), "")
