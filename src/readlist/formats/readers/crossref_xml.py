"""Turn a record of Crossref's XML (UNIXREF, UNIXSD) into an item of CSL-JSON.

    doi_record ─ crossref ─ journal          journal_metadata, journal_issue, journal_article
                          ─ book             book_metadata (or …_series_, …_set_metadata), content_item
                          ─ conference       event_metadata, proceedings_metadata, conference_paper
                          ─ report-paper, standard, dissertation, posted_content, database, peer_review

Source: https://www.crossref.org/documentation/schema-library/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.formats.readers.xml_records import find_text, text_of

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET


class _Form(NamedTuple):
    """A kind of record: its type of CSL, the elements that may describe the work itself, and those of what it is in."""

    csl_type: str
    own: tuple[str, ...]
    host: tuple[str, ...] = ()


_BOOKS = ("book_metadata", "book_series_metadata", "book_set_metadata")
_PROCEEDINGS = ("proceedings_metadata", "proceedings_series_metadata")
_FORMS = {
    "journal": _Form(
        "article-journal", ("journal_article", "journal_issue"), ("journal_metadata", "journal_issue")
    ),
    "conference": _Form("paper-conference", ("conference_paper", *_PROCEEDINGS), _PROCEEDINGS),
    "book": _Form("chapter", ("content_item",), _BOOKS),
    "report-paper": _Form("report", ("report-paper_metadata", "report-paper_series_metadata")),
    "standard": _Form("standard", ("standard_metadata",)),
    "database": _Form("dataset", ("dataset", "database_metadata"), ("database_metadata",)),
    "dissertation": _Form("thesis", (".",)),
    "posted_content": _Form("article", (".",)),
    "peer_review": _Form("review", (".",)),
    "sa_component": _Form("document", (".//component",)),
}
_WHOLE_BOOK = _Form("book", _BOOKS)
_DATES = (
    "publication_date", "posted_date", "approval_date", "review_date", "database_date/publication_date", "acceptance_date",
)  # fmt: skip


def to_csl(record: ET.Element) -> dict[str, Any]:
    """Return the item that a ``doi_record`` states; an empty one if it is about no work."""
    found = ((form, one) for name, form in _FORMS.items() for one in record.iter(name))
    form, work = next(found, (None, record))
    if form is None:
        return {}
    if work.tag == "book" and work.find("content_item") is None:
        form = _WHOLE_BOOK
    own = _first(work, form.own)
    hosts = [one for path in form.host if (one := work.find(path)) is not None and one is not own]
    series = next(
        (one for place in (own, *hosts) if (one := place.find("series_metadata")) is not None), None
    )
    places = (own, *hosts, work)
    container = _first_text(hosts, "full_title", "proceedings_title", "titles/title") if hosts else ""
    return {
        "type": _csl_type(form, work, own),
        "title": _title(own) or _title(work),
        "container-title": container,
        "collection-title": find_text(series, "titles/title", "full_title") if series is not None else "",
        "author": _people((own, *hosts), "author") if form.csl_type == "dataset" else _people((own,), "author"),
        "editor": _people((own, *hosts), "editor"),
        "issued": {"raw": _date(places)},
        "volume": _first_text((work,), "journal_issue/journal_volume/volume") or _first_text(places, "volume"),
        "issue": _first_text((work,), "journal_issue/issue", "journal_issue/journal_volume/issue"),
        "number": _first_text((own,), "publisher_item/item_number") if form.csl_type in ("report", "standard") else "",
        "page": _pages(own, form),
        "DOI": find_text(own, "doi_data/doi") or find_text(work, "doi_data/doi"),
        "URL": find_text(own, "doi_data/resource"),
        "publisher": _first_text(places, "publisher/publisher_name", "institution/institution_name", "group_title"),
        "publisher-place": _first_text(places, "publisher/publisher_place", "institution/institution_place"),
        "genre": find_text(own, "degree").partition("(")[0].strip(),
        "edition": _first_text(places, "edition_number"),
        "ISBN": _first_text(places, "isbn"),
        "ISSN": _first_text((*hosts, *([series] if series is not None else [])), "issn"),
        "language": next((text for one in (own, *hosts, work) if (text := one.get("language"))), ""),
        "abstract": find_text(own, "abstract", "description"),
    }  # fmt: skip


def _first(element: ET.Element, paths: tuple[str, ...]) -> ET.Element:
    return next((one for path in paths if (one := element.find(path)) is not None), element)


def _first_text(places: Any, *paths: str) -> str:
    return next((text for place in places if (text := find_text(place, *paths))), "")


def _csl_type(form: _Form, work: ET.Element, own: ET.Element) -> str:
    if form.csl_type == "chapter" and work.get("book_type") == "reference":
        return "entry-encyclopedia"
    return (
        "book" if own.tag in _PROCEEDINGS else "periodical" if own.tag == "journal_issue" else form.csl_type
    )


def _title(element: ET.Element) -> str:
    title = find_text(element, "titles/title", "proceedings_title", "title")
    subtitle = find_text(element, "titles/subtitle")
    joint = " " if title.endswith((":", "?", "!")) else ": "
    return f"{title}{joint}{subtitle}" if title and subtitle else title


def _people(places: tuple[ET.Element, ...], role: str) -> list[dict[str, str]]:
    """Return who has a role in the first of these places that names anybody who has it."""
    for place in places:
        stated = [
            *place.findall("contributors/*"),
            *place.findall("person_name"),
            *place.findall("organization"),
        ]
        people = [_person(one) for one in stated if one.get("contributor_role", "author") == role]
        if found := [one for one in people if one]:
            return found
    return []


def _person(element: ET.Element) -> dict[str, str]:
    if element.tag == "organization":
        return {"literal": name} if (name := text_of(element)) else {}
    family, given, suffix = (_cased(find_text(element, name)) for name in ("surname", "given_name", "suffix"))
    return {"family": family, "given": given, "suffix": suffix} if family else {}


def _cased(name: str) -> str:
    """Return a name that is in capitals as it is written elsewhere; initials stay."""
    return name.title() if name.isupper() and len(name) > 3 and "." not in name else name


def _date(places: tuple[ET.Element, ...]) -> str:
    """Return the first date, that of the print before others."""
    for place in places:
        found = [one for path in _DATES for one in place.findall(path)]
        ordered = sorted(found, key=lambda one: one.get("media_type") != "print")
        if parts := next((kept for one in ordered if (kept := _date_parts(one))), ""):
            return parts
    return ""


def _date_parts(date: ET.Element) -> str:
    year, month, day = (find_text(date, name) for name in ("year", "month", "day"))
    numbers = [year, *([month.zfill(2)] if month else []), *([day.zfill(2)] if month and day else [])]
    return "-".join(numbers) if year else ""


def _pages(own: ET.Element, form: _Form) -> str:
    first, last = find_text(own, "pages/first_page"), find_text(own, "pages/last_page")
    if first:
        return f"{first}-{last}" if last and last != first else first
    numbers = own.findall("publisher_item/item_number")
    stated = [one for one in numbers if "article" in (one.get("item_number_type") or "").casefold()]
    return text_of(next(iter(stated), None)) if form.csl_type == "article-journal" else ""
