"""Turn records of small XML formats into items of CSL-JSON, each by a table of its elements.

    biblStruct      TEI, as GROBID and editions write it: analytic, monogr, imprint
    Source          Microsoft Word's bibliography
    dc              Dublin Core, as OAI-PMH delivers it
    record          Primo's normalized record: display for people, addata for OpenURL

Sources: https://tei-c.org/release/doc/tei-p5-doc/en/html/ref-biblStruct.html, ECMA-376 part 1 section 22.6 (bibliography),
https://www.openarchives.org/OAI/openarchivesprotocol.html, https://developers.exlibrisgroup.com/primo (PNX).
"""

from __future__ import annotations

import re
from locale import windows_locale
from typing import TYPE_CHECKING, Any

from readlist.formats.readers.xml_records import find_text, text_of
from readlist.model.edtf import find_edtf

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

_WORD_TYPES = {
    "ArticleInAPeriodical": "article-magazine", "Book": "book", "BookSection": "chapter", "ConferenceProceedings": "paper-conference",
    "JournalArticle": "article-journal", "Report": "report", "InternetSite": "webpage", "DocumentFromInternetSite": "webpage",
    "ElectronicSource": "webpage", "Film": "motion_picture", "Interview": "interview", "Patent": "patent", "Case": "legal_case",
    "Art": "graphic", "SoundRecording": "song", "Misc": "document",
}  # fmt: skip
_WORD = {
    "title": ("Title",), "container-title": ("JournalName", "BookTitle", "ConferenceName", "PeriodicalTitle", "InternetSiteTitle"),
    "volume": ("Volume",), "issue": ("Issue",),
    "number": ("PatentNumber", "CaseNumber"), "version": ("Version",), "number-of-volumes": ("NumberVolumes",), "title-short": ("ShortTitle",),
    "page": ("Pages",), "publisher": ("Publisher", "Institution"),
    "publisher-place": ("City",), "edition": ("Edition",), "URL": ("URL",), "DOI": ("DOI",), "genre": ("ThesisType",),
    "jurisdiction": ("CountryRegion",), "authority": ("Court",), "medium": ("Medium",), "abstract": ("Abstract",), "note": ("Comments",), "citation-key": ("Tag",),
}  # fmt: skip
_WORD_ROLES = (
    ("author", "Author"), ("editor", "Editor"), ("translator", "Translator"), ("director", "Director"), ("composer", "Composer"),
    ("performer", "Performer"), ("artist", "Artist"), ("inventor", "Inventor"), ("interviewee", "Interviewee"),
    ("interviewer", "Interviewer"), ("compiler", "Compiler"), ("script-writer", "Writer"), ("producer", "ProducerName"),
    ("container-author", "BookAuthor"),
)  # fmt: skip
"""Members for people, each with Word's name for their role."""
_NUMBER = re.compile(r"(?::?(?P<sort>[A-Za-z]{3,5})\s*:?\s*)?(?P<number>\d\S*(?: \S+)*)")
_ISSN = re.compile(r"\d{4}-\d{3}[\dXx]")
_THESIS = re.compile(r"thesis|dissertation", re.IGNORECASE)
_WORD_AUTHORS = ("artist", "inventor", "interviewee")
_DC_TYPES = (
    ("article", "article-journal"), ("thesis", "thesis"), ("dissertation", "thesis"), ("conference", "paper-conference"),
    ("bookpart", "chapter"), ("book part", "chapter"), ("chapter", "chapter"), ("book", "book"), ("report", "report"),
    ("preprint", "article"), ("dataset", "dataset"), ("software", "software"), ("image", "graphic"), ("patent", "patent"),
)  # fmt: skip


def _word_number(stated: str) -> dict[str, str]:
    """Return the member for a standard number, before which programs write of which sort it is: ``ISSN 1234-5678``."""
    match = _NUMBER.fullmatch(stated)
    if not match or (sort := (match["sort"] or "").upper()) not in ("", "ISBN", "ISSN", "DOI"):
        return {}
    number = match["number"]
    guessed = "ISSN" if _ISSN.fullmatch(number) else "DOI" if number.startswith("10.") else "ISBN"
    return {sort or guessed: number}


def _word_language(code: str) -> str:
    """Return the tag of a language that Windows numbers (https://learn.microsoft.com/openspecs/windows_protocols/ms-lcid)."""
    return windows_locale.get(int(code), "").replace("_", "-") if code.isdecimal() else ""


def _word_date(source: ET.Element, suffix: str = "") -> str:
    """Return the date in three elements, whose names may end with ``Accessed``."""
    year, month, day = (find_text(source, f"{name}{suffix}") for name in ("Year", "Month", "Day"))
    if month.isdigit():
        return "-".join(filter(None, (year, month, day)))
    return " ".join(filter(None, (day, month, year)))


def word_to_csl(source: ET.Element) -> dict[str, Any]:
    """Return the item that a source of Word's bibliography states."""
    out: dict[str, Any] = {name: find_text(source, *paths) for name, paths in _WORD.items()}
    out |= _word_number(find_text(source, "StandardNumber"))
    out["language"] = _word_language(find_text(source, "LCID"))
    out["type"] = _WORD_TYPES.get(find_text(source, "SourceType"), "document")
    if out["type"] == "report" and _THESIS.search(out["genre"]):  # Word has no type for one
        out["type"] = "thesis"
    out["issued"] = {"raw": _word_date(source)}
    if accessed := re.findall(r"\d+", find_edtf(_word_date(source, "Accessed"))):
        out["accessed"] = {"date-parts": [[int(part) for part in accessed]]}
    for member, role in _WORD_ROLES:
        names = [
            {
                "family": find_text(one, "Last"),
                "given": " ".join(filter(None, (find_text(one, "First"), find_text(one, "Middle")))),
            }
            for one in source.findall(f"Author/{role}/NameList/Person")
        ]
        corporate = find_text(source, f"Author/{role}/Corporate")
        out[member] = [name for name in names if name["family"]] or (
            [{"literal": corporate}] if corporate else []
        )
    if not out["author"]:  # whom Word cites first
        out["author"] = next((out[role] for role in _WORD_AUTHORS if out[role]), [])
    return out


def tei_to_csl(record: ET.Element) -> dict[str, Any]:
    """Return the item that a ``biblStruct`` states."""
    analytic, monograph = record.find("analytic"), record.find("monogr")
    own = analytic if analytic is not None else monograph if monograph is not None else record
    level = next((one.get("level") or "" for one in own.findall("title")), "")
    is_journal = monograph is not None and any(one.get("level") == "j" for one in monograph.findall("title"))
    host = find_text(monograph, "title") if analytic is not None and monograph is not None else ""
    kind = (record.get("type") or "").casefold()
    csl_type = (
        "article-journal" if is_journal else "chapter" if host else "book" if level == "m" else "document"
    )
    if "conference" in kind or (monograph is not None and monograph.find("meeting") is not None):
        csl_type = "paper-conference"
    imprint = record.find(".//imprint")
    date = record.find(".//imprint/date")
    place = imprint if imprint is not None else record
    return {
        "type": csl_type,
        "title": find_text(own, "title"),
        "container-title": host,
        "collection-title": find_text(record, "series/title"),
        "author": _tei_people(own, "author"),
        "editor": _tei_people(record, ".//editor", but="translator"),
        "translator": _tei_people(record, ".//editor[@role='translator']"),
        "issued": {"raw": (date.get("when") or text_of(date)) if date is not None else ""},
        "publisher": find_text(place, "publisher"),
        "publisher-place": find_text(place, "pubPlace"),
        "volume": _tei_scope(record, "volume"),
        "issue": _tei_scope(record, "issue"),
        "page": _tei_scope(record, "page") or _tei_scope(record, "pp"),
        "DOI": _tei_id(record, "doi"),
        "ISBN": _tei_id(record, "isbn"),
        "ISSN": _tei_id(record, "issn"),
        "URL": next((url for one in record.iter("ptr") if (url := one.get("target"))), ""),
        "citation-key": "" if re.fullmatch(r"b\d+", key := record.get("id") or "") else key,
    }


def _tei_people(element: ET.Element, path: str, *, but: str = "") -> list[dict[str, str]]:
    """Return the people at a path, without those in the role ``but``."""
    out = []
    for one in element.findall(path):
        if but and one.get("role") == but:
            continue
        family = find_text(one, ".//surname")
        given = " ".join(filter(None, map(text_of, one.findall(".//forename"))))
        if family:
            out.append({"family": family, "given": given})
        elif text := text_of(one):
            last, comma, first = (part.strip() for part in text.partition(","))
            out.append({"family": last, "given": first} if comma else {"literal": text})
    return out


def _tei_scope(record: ET.Element, unit: str) -> str:
    for scope in record.iter("biblScope"):
        if (scope.get("unit") or scope.get("type")) == unit:
            first, last = scope.get("from"), scope.get("to")
            return f"{first}-{last}" if first and last and first != last else first or text_of(scope)
    return ""


def _tei_id(record: ET.Element, kind: str) -> str:
    return next(
        (text_of(one) for one in record.iter("idno") if (one.get("type") or "").casefold() == kind), ""
    )


def dublin_core_to_csl(record: ET.Element) -> dict[str, Any]:
    """Return the item that a record of Dublin Core states."""
    kinds = " ".join(text_of(one).casefold() for one in record.findall("type"))
    ids = [text_of(one) for one in (*record.findall("identifier"), *record.findall("relation"))]
    dates = sorted((text for one in record.findall("date") if (text := text_of(one))), key=len)
    return {
        "type": next((csl for word, csl in _DC_TYPES if word in kinds), "document"),
        "title": find_text(record, "title"),
        "author": _named(record, "creator"),
        "editor": _named(record, "contributor") if "editor" in kinds else [],
        "contributor": []
        if "editor" in kinds or record.find("creator") is not None
        else _named(record, "contributor"),
        "issued": {"raw": dates[0] if dates else ""},
        "container-title": re.split(r"[;,]", find_text(record, "source"))[0] if "article" in kinds else "",
        "publisher": find_text(record, "publisher"),
        "abstract": find_text(record, "description"),
        "language": find_text(record, "language"),
        "keyword": [text for one in record.findall("subject") if (text := text_of(one))],
        "DOI": next((m[0] for text in ids if (m := re.search(r"10\.\d{4,9}/\S+", text))), ""),
        "ISBN": next(
            (m[1] for text in ids if (m := re.search(r"isbn[:\s]*([\dXx-]{10,17})", text, re.IGNORECASE))), ""
        ),
        "URL": next((text for text in ids if text.startswith(("http://", "https://"))), ""),
    }


def _named(record: ET.Element, name: str) -> list[dict[str, str]]:
    out = []
    for text in filter(None, map(text_of, record.findall(name))):
        family, comma, given = (part.strip() for part in text.partition(","))
        out.append({"family": family, "given": given} if comma else {"literal": text})
    return out


_PRIMO = {
    "title": ("display/title", "addata/atitle", "addata/btitle"), "volume": ("addata/volume",), "issue": ("addata/issue",),
    "page": ("addata/pages",), "DOI": ("addata/doi",), "ISBN": ("addata/isbn", "search/isbn"),
    "ISSN": ("addata/issn", "addata/eissn", "search/issn"), "language": ("display/language",), "edition": ("display/edition",),
    "publisher": ("addata/pub",), "publisher-place": ("addata/cop",), "abstract": ("addata/abstract", "display/description"),
}  # fmt: skip


_PRIMO_ROLE = re.compile(
    r",\s*(?P<role>author|creator|editor|ed\.|hrsg\.|herausgeber|translator|illustrator|contributor|compiler)\.?\s*$",
    re.IGNORECASE,
)
"""What somebody did, after the name."""
_EDITORS = ("editor", "ed.", "hrsg.", "herausgeber")


def primo_to_csl(record: ET.Element) -> dict[str, Any]:
    """Return the item that a normalized record of Primo states."""
    out: dict[str, Any] = {name: find_text(record, *paths) for name, paths in _PRIMO.items()}
    out["title"] = out["title"].partition(" / ")[
        0
    ]  # before the statement of responsibility, as in a catalogue
    first, last = find_text(record, "addata/spage"), find_text(record, "addata/epage")
    out["page"] = out["page"] or (f"{first}-{last}" if first and last and first != last else first)
    kind = find_text(record, "display/type").casefold()
    out["type"] = next((csl for word, csl in _DC_TYPES if word in kind), "document")
    if out["type"] in ("article-journal", "chapter", "paper-conference"):
        out["container-title"] = find_text(record, "addata/jtitle", "addata/btitle", "display/ispartof")
    place, mark, publisher = find_text(record, "display/publisher").partition(" : ")
    if mark:
        out["publisher-place"] = out["publisher-place"] or place
        out["publisher"] = out["publisher"] or publisher.rsplit(",", 1)[0]
    date = find_text(record, "addata/risdate", "addata/date", "display/creationdate", "search/creationdate")
    out["issued"] = {"raw": re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", date)}
    shown = _primo_people(record, "display/creator") or _primo_people(record, "display/contributor")
    people = [text_of(one) for one in record.findall("addata/au")] if out["type"] != "book" else []
    editors = [
        name for name in shown if (match := _PRIMO_ROLE.search(name)) and match["role"].casefold() in _EDITORS
    ]
    out["author"] = [_primo_person(name) for name in people or shown if name not in editors]
    out["editor"] = [_primo_person(name) for name in editors] if not people else []
    out["keyword"] = [text for one in record.findall("display/subject") if (text := text_of(one))]
    return out


def _primo_people(record: ET.Element, path: str) -> list[str]:
    texts = (text_of(one).partition("$$")[0] for one in record.findall(path))
    return [name.strip() for text in texts for name in re.split(r"\s*;\s+", text) if name.strip()]


def _primo_person(name: str) -> dict[str, str]:
    """Return the person of ``Beck, Simone, 1904-1991. [former owner]``."""
    name = _PRIMO_ROLE.sub("", name)
    family, comma, rest = re.sub(r"\s*\[.*\]", "", name).partition(",")
    given = re.sub(r"(?<=\w\w)\.$", "", re.sub(r",?\s*(?:b\. )?\d{4}.*$", "", rest).strip())
    return {"family": family.strip(), "given": given} if comma else {"literal": name}
