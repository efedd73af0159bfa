"""Turn a reference of the IETF's XML (BibXML), as drafts and RFCs have them, into an item of CSL-JSON.

    <reference anchor="RFC1234" target="…"><front><title>, <author>, <date>, <abstract></front>
    <seriesInfo name="RFC" value="1234"/>      the series, its number, a DOI
    <refcontent>…</refcontent>                 what it appeared in

Source: RFC 7991, section 2.40, and https://bib.ietf.org.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.formats.readers.xml_records import find_text, text_of

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

_PLACE = re.compile(
    r"(?P<container_title>[^,]+(?:,[^,]+?)*?),\s*vol(?:ume|\.)?\s*(?P<volume>[\w-]+)(?:,\s*(?:no\.?|issue|number)\s*(?P<issue>[\w-]+))?"
    r"(?:,\s*p(?:p|ages?)?\.?\s*(?P<page>[\w.-]+))?(?:,.*)?\.?",
    re.IGNORECASE,
)
_SERIES = ("RFC", "Internet-Draft", "BCP", "STD", "FYI")
"""Series of the IETF, that of the document itself first."""


def to_csl(reference: ET.Element) -> dict[str, Any]:
    """Return the item that a reference states."""
    infos = {
        one.get("name", ""): one.get("value", "")
        for path in ("seriesInfo", "front/seriesInfo")
        for one in reference.findall(path)
    }
    number = next((infos[name] for name in _SERIES if name in infos), "")
    series = next((name for name in _SERIES if name in infos), "")
    other = next((name for name in infos if name not in (*_SERIES, "DOI", "ISBN", "ISSN")), "")
    people: dict[str, list[dict[str, str]]] = {"author": [], "editor": []}
    for one in reference.findall("front/author"):
        if person := _person(one):
            people["editor" if one.get("role") == "editor" else "author"].append(person)
    date = reference.find("front/date")
    place = _place(find_text(reference, "refcontent"))
    is_article = "volume" in place or "ISSN" in infos
    return {
        "type": "report" if series else "article-journal" if is_article else "document",
        "title": find_text(reference, "front/title"),
        **people,
        "issued": {"raw": _date(date) if date is not None else ""},
        "abstract": "\n\n".join(filter(None, map(text_of, reference.findall("front/abstract/*")))),
        "collection-title": series or other,
        "number": number or infos.get(other, ""),
        **place,
        "publisher": "IETF" if series == "Internet-Draft" else "RFC Editor" if series else "",
        "DOI": infos.get("DOI", ""),
        "ISBN": infos.get("ISBN", ""),
        "ISSN": infos.get("ISSN", ""),
        "URL": reference.get("target")
        or next((one.get("target", "") for one in reference.findall("format")), ""),
        "citation-key": reference.get("anchor", ""),
    }


def _place(text: str) -> dict[str, str]:
    """Return the container, with the volume, issue and pages, of ``Pond Letters, vol. 3, no. 2, pp. 1-9``."""
    match = _PLACE.fullmatch(text)
    if not match:
        return {"container-title": text}
    return {name.replace("_", "-"): value for name, value in match.groupdict().items() if value}


def _person(author: ET.Element) -> dict[str, str]:
    family, full = author.get("surname", ""), author.get("fullname", "")
    if not family and not full:
        body = find_text(author, "organization")
        return {"literal": body} if body else {}
    given = full.removesuffix(family).strip() if family and full.endswith(family) else ""
    return {"family": family, "given": given or author.get("initials", "")} if family else {"literal": full}


def _date(date: ET.Element) -> str:
    return " ".join(filter(None, (date.get("day"), date.get("month"), date.get("year"))))
