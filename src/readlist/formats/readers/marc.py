"""Turn a record of MARC 21 into an item of CSL-JSON; MARCXML and text of ISO 2709 have the same fields.

    100, 110, 111, 700, 710, 711   people and organisations; $e and $4 say their roles
    245, 250, 260 or 264           title, edition, place, publisher and date
    020, 022, 024, 856             ISBN, ISSN, DOI, address
    440, 490, 830; 773             series; what it appeared in, with volume and pages in $g
    520, 65x, 546                  abstract, subjects, language

Source: https://www.loc.gov/marc/bibliographic/.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.formats.readers import unimarc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.formats.readers.marc_fields import MarcField, MarcRecord

_END = re.compile(r"[\s/:;,=]+$")
"""Punctuation of cards at the end of a subfield."""
_AUTHORS = re.compile(r"\b(?:aut|author|cre|creator|verfasser\w*|art|cmp|prf|dis)\b", re.IGNORECASE)
_EDITORS = re.compile(r"\b(?:edt|ed|editor|hrsg|hg|herausgeber\w*|com|compiler)\b", re.IGNORECASE)
_NO_MAKERS = re.compile(
    r"\b(?:pbl|publisher|dst|distributor|fnd|spn|sponsor|hst|host|own|owner|rps|dgs|ths|advisor|supervisor|dgg|dnr|donor|dte|"
    r"dedicatee|rcp|addressee|asn|oth|other)\b",
    re.IGNORECASE,
)
"""Roles of those who did not make the work."""
_PART = re.compile(r"\b(?:volume|vol\.?|bd\.?|band|jg\.?)\s*:?\s*(?P<volume>[\w/]+)", re.IGNORECASE)
_ISSUE = re.compile(r"\b(?:no\.?|nr\.?|number|issue|heft|h\.)\s*:?\s*(?P<issue>[\w/-]+)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_PAGES = re.compile(
    r"\b(?:p\.?|pp\.?|s\.?|pages?|seiten?)\s*:?\s*(?P<pages>\d+(?:\s*[-‐-―]\s*\d+)?)", re.IGNORECASE
)
_STOP_AFTER_NAME = re.compile(r"(?<=[^\W\d_a-z][a-z]{2})\.$")
"""The full stop that ends a field, not that of an initial or of ``Jr.``"""
_NO_LANGUAGES = ("und", "zxx", "mul")


def to_csl(record: MarcRecord) -> dict[str, Any]:
    """Return the item that a record states; one of UNIMARC has its title under another tag."""
    if unimarc.is_unimarc(record):
        record = unimarc.to_marc_21(record)
    hosts = record.find("773")
    host = next((one for one in hosts if one.all("ta")), hosts[0] if hosts else None)
    published = [*record.find("264"), *record.find("260")]
    authors, editors, makers = _people(record)
    number, thesis = record.find("020"), record.find("502")
    return {
        "type": _csl_type(record, host),
        "title": _title(record),
        "author": authors,
        "editor": editors,
        "contributor": makers,
        "issued": {"raw": _date(record, published) or _year_of_hosts(hosts)},
        "genre": next((text for one in thesis for text in one.all("b")), ""),
        "publisher": _clean(
            next(
                (
                    text
                    for codes, some in (("c", thesis), ("b", published))
                    for one in some
                    for text in one.all(codes)
                ),
                "",
            )
        ),
        "publisher-place": _clean(next((text for one in published for text in one.all("a")), "")).strip("[]"),
        "edition": _clean(next((one.text("a") for one in record.find("250")), "")),
        "collection-title": _clean(next((one.text("a") for one in record.find("490", "440", "830")), "")),
        "container-title": _clean((host.text("t") or host.text("a")).partition(" / ")[0]) if host else "",
        **_part("; ".join(one.text("g") for one in hosts)),
        "ISBN": re.sub(r"[^\dXx-].*$", "", number[0].text("a")) if number else "",
        "ISSN": next(
            (text for field in (*record.find("022"), *([host] if host else [])) for text in field.all("ax")),
            "",
        )
        if not number
        else "",
        "DOI": next((one.text("a") for one in record.find("024") if one.text("2").lower() == "doi"), ""),
        "URL": next((text for one in record.find("856") for text in one.all("u")), ""),
        "abstract": _clean(" ".join(one.text("a") for one in record.find("520"))),
        "language": _language(record),
        "keyword": list(_subjects(record)),
        "note": "\n".join(one.text("a") for one in record.find("500", "502")),
    }


def _language(record: MarcRecord) -> str:
    """Return the code of the language; older records have several codes in one subfield, and all have one in field 008."""
    stated = next((text for one in record.find("041") for text in one.all("a")), "")
    if stated and (len(stated) <= 3 or len(stated) % 3):
        return stated
    fixed = next((value for one in record.find("008") for _, value in one.subfields), "")
    coded = fixed[35:38]
    return stated[:3] or (coded if coded.isalpha() and coded not in _NO_LANGUAGES else "")


def _clean(text: str) -> str:
    text = _END.sub("", re.sub(r"[\x80-\x9f]", "", text))
    return re.sub(r"(?<=[a-z]{3})\.$", "", text).strip()


def _title(record: MarcRecord) -> str:
    field = next(iter(record.find("245")), None)
    if field is None:
        return ""
    title, rest = _clean(field.text("a")), _clean(field.text("b"))
    part = _clean(" ".join(field.all("np")))
    title = f"{title}: {rest}" if title and rest else title or rest
    return f"{title}. {part}" if part else title


def _csl_type(record: MarcRecord, host: MarcField | None) -> str:
    kind, level = (record.leader[6:7], record.leader[7:8]) if len(record.leader) > 7 else ("a", "m")
    if record.find("502"):
        return "thesis"
    by_kind = {
        "e": "map",
        "f": "map",
        "g": "motion_picture",
        "i": "song",
        "j": "song",
        "c": "musical_score",
        "k": "graphic",
    }
    if kind in by_kind:
        return by_kind[kind]
    if host is not None or level in ("a", "b"):
        is_serial = bool(host and (host.all("x") or _ISSUE.search(host.text("g")))) or level == "b"
        return "article-journal" if is_serial else "chapter"
    return "periodical" if level == "s" else "book"


def _people(record: MarcRecord) -> tuple[list[dict[str, str]], ...]:
    """Return the authors, the editors, and whoever else made the work: a director, a translator."""
    authors, editors, others, makers = [], [], [], []
    for field in record.find("100", "110", "111", "700", "710", "711"):
        if field.tag.startswith("7") and field.all("t"):  # the title of another work
            continue
        roles = field.text("e4")
        name = _clean(
            field.text("a") if field.tag.endswith("00") else ". ".join(map(_clean, field.all("ab")))
        )
        family, comma, given = (part.strip() for part in name.partition(","))
        given = _STOP_AFTER_NAME.sub("", given)
        is_person = field.tag.endswith("00")
        person = {"family": family, "given": given} if comma and is_person else {"literal": name}
        if not name:
            continue
        if _EDITORS.search(roles):
            editors.append(person)
        elif field.tag.startswith("1") or _AUTHORS.search(roles):
            authors.append(person)
        elif (not roles and is_person) or (not roles and not record.find("100", "110", "111")):
            others.append(person)
        elif is_person and roles and not _NO_MAKERS.search(roles):
            makers.append(person)
    return authors + others, editors, makers


def _date(record: MarcRecord, published: list[MarcField]) -> str:
    for field in published:
        if match := re.search(r"\d{4}", field.text("c")):
            return match[0]
    control = next((text for one in record.find("008") for _, text in one.subfields), "")
    return control[7:11] if control[7:11].isdigit() else ""


def _year_of_hosts(hosts: list[MarcField]) -> str:
    """Return the year that the hosts of a work state: with its volume, or with their place."""
    stated = (match[0] for codes in "gd" for one in hosts if (match := _YEAR.search(one.text(codes))))
    return next(stated, "")


def _part(text: str) -> dict[str, str]:
    """Return volume, issue and pages as the host of a work names them."""
    volume, issue, pages = _PART.search(text), _ISSUE.search(text), _PAGES.search(text)
    return {
        "volume": volume["volume"] if volume else "",
        "issue": issue["issue"] if issue else "",
        "page": re.sub(r"\s*[-‐-―]\s*", "-", pages["pages"]) if pages else "",
    }


def _subjects(record: MarcRecord) -> Iterator[str]:
    for field in record.find("600", "610", "650", "651", "653"):
        for text in field.all("abxyz"):
            if word := _clean(text).rstrip("."):
                yield word
