"""Write CSL-JSON for Pandoc, Zotero and other citation processors.

    [{"id": "hu2021lora", "type": "paper-conference", "title": …, "author": [{"family": "Hu", "given": "Edward J."}],
      "issued": {"date-parts": [[2022]]}, "container-title": "ICLR", …}]

Types and field names are those of https://github.com/citation-style-language/schema (csl-data.json, 1.0.2).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from readlist.formats.babel_names import tag_of
from readlist.formats.marked_titles import find_html
from readlist.formats.readers.csl_item import (
    NUMBERS,
    ROLES,
    from_parts,
    name_to_csl,
    number_name,
    read_people,
    to_extra,
)
from readlist.formats.readers.latex_decoder import decode_latex
from readlist.formats.writers.entry_names import find_names
from readlist.formats.writers.field_names import VERSIONED, date_names, find_facts, find_undated
from readlist.formats.writers.publication_type import describe, is_server, publications
from readlist.formats.writers.role_names import find_roles
from readlist.model.edtf import year_month
from readlist.util.json_array import write_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.formats.writers.publication_type import Publication
    from readlist.model.details import Details
    from readlist.model.entry import Entry
    from readlist.model.name_parts import PersonName

_PLACED = ("report", "thesis", "software", "dataset")
"""Types whose place of publication is a publisher, not a container."""
_OBJECTS = ("custom", "categories")
_DATES = ("issued", "submitted", "available-date")
_NAMES = {"short-container-title": "container-title-short"}
"""CSL's names of members of Crossref."""
_STATED = ("title", "author", "editor")
"""Members that are kept to write them as they were, not as further members."""
_EVENTS = ("event-title", "event")
"""Members for the name of a meeting, which is not the container of its papers."""
_DATE = re.compile(r"(-?\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:  # noqa: ARG001 - the interface
    """Yield one array of items, in the given order, without prose entries; the format has no ``title``."""
    yield from write_array(json.dumps(_item(entry), ensure_ascii=False) for entry in publications(entries))


def _item(entry: Entry) -> dict[str, Any]:
    publication = describe(entry)
    details = entry.details
    is_preprint = publication.type == "article" and bool(entry.arxiv_id)
    edition = "version" if publication.type in VERSIONED else "edition"
    placed = _place_name(publication.type, entry)
    item = {
        "id": entry.key,
        "citation-key": entry.key,
        "type": publication.type,
        "title": find_html(entry) or entry.title,
        "author": _as_stated(details, "author", find_names(entry, ROLES)),
        "issued": _issued(entry, publication),
        placed: None if is_preprint and is_server(publication.container or "") else publication.container,
        "editor": _as_stated(details, "editor", details.editor),
        "volume": details.volume,
        _number_name(publication.type, details): details.issue,
        "page": details.pages,
        "collection-title": details.series,
        edition: details.edition,
        "genre": details.genre,
        "ISBN": details.isbn,
        "ISSN": details.issn,
        "language": tag_of(details.language or ""),
        "publisher-place": details.publisher_place,
        "DOI": entry.doi,
        "URL": entry.url,
        "abstract": entry.abstract,
        "keyword": ("; " if any("," in tag for tag in entry.tags) else ", ").join(entry.tags),
    }
    if details.publisher:
        item["publisher"] = details.publisher
    if is_preprint:
        item |= {"publisher": "arXiv", "number": f"arXiv:{entry.arxiv_id}"}
    elif entry.arxiv_id:
        item["archive"], item["archive_location"] = "arXiv", entry.arxiv_id
    item |= _facts(details)
    item |= {role: _names(people) for role, people in find_roles(details, but="csl").items()}
    if publication.container in (item.get("event-title"), *(v for _, n, v in details.extra if n in _EVENTS)):
        item.pop("container-title", None)
    written = {name: value for name, value in item.items() if value}
    return {**{name: value for name, value in _extra(details) if name not in written}, **written}


def _facts(details: Details) -> dict[str, Any]:
    """Return the members for facts that other formats state."""
    dates = date_names("csl")
    facts = find_facts(details, "csl").items()
    return {name: edtf_to_csl(value) if name in dates else value for name, value in facts}


def _extra(details: Details) -> Iterator[tuple[str, Any]]:
    """Yield the members that only CSL-JSON states; those that are not texts, or look so, are kept as JSON."""
    for form, name, value in details.extra:
        if form == "csl" and name not in _STATED:
            given = _decoded(value) if value[:1] in '"[{-0123456789tfn' else value
            if (fit := _fit(name, given)) is not None:
                yield _NAMES.get(name, name), fit


def _fit(name: str, value: Any) -> Any:
    """Return a value as citation processors take it; None for one of Crossref's members that they stop at.

    Values are texts and numbers, but for people, dates, and the ``custom`` and ``categories`` of the schema.
    """
    if name in ROLES or name in _OBJECTS or name in date_names("csl") or name in _DATES:
        return value
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return "; ".join(value)
    return None if isinstance(value, (dict, list)) else value


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _place_name(csl_type: str, entry: Entry) -> str:
    """Return the name of the member that says where a work appeared; of one without a container, how."""
    details = entry.details
    if csl_type in _PLACED and not (details.container and details.publisher):
        return "publisher"
    if not details.type or details.container:
        return "container-title"
    stated = [
        decode_latex(value)
        for form, name, value in details.extra
        if (form, name) == ("bibtex", "howpublished")
    ]
    return "medium" if csl_type == "document" or entry.venue in stated else "container-title"


def _number_name(csl_type: str, details: Details) -> str:
    """Return the member for the number: the one that a CSL file has it in, or the usual one of the type."""
    written = (details.issue, to_extra(details.issue))
    stated = (
        name for form, name, value in details.extra if form == "csl" and name in NUMBERS and value in written
    )
    return next(stated, number_name(csl_type, in_series=bool(details.series)))


def _issued(entry: Entry, publication: Publication) -> dict[str, Any] | None:
    """Return the date as CSL has it: parts, or two lists of parts for an interval, a season, and whether it is certain.

    The seasons of an interval are months, 21 to 24, as in EDTF: CSL has one season for both dates. What the parts cannot
    say, an open interval or the kind of doubt, is in ``raw``.
    """
    issued = entry.details.issued or ""
    if issued and year_month(issued)[0] == publication.year:
        return edtf_to_csl(issued)
    if not publication.year:
        undated = find_undated(entry.details, "csl")
        return {"literal": undated} if undated else None
    return {"date-parts": [[*filter(None, (publication.year, publication.month))]]}


def _year_to_csl(year: int) -> int:
    """Return a year of EDTF, in which 0 is the year before 1, as CSL counts: -1 is that year, of the era before."""
    return year if year > 0 else year - 1


def edtf_to_csl(issued: str) -> dict[str, Any]:
    """Return a date of EDTF as CSL has it."""
    dates = [match.groups() for part in issued.split("/") if (match := _DATE.match(part))]
    parts = [[_year_to_csl(int(date[0])), *(int(part) for part in date[1:] if part)] for date in dates]
    out: dict[str, Any] = {"date-parts": parts}
    if len(parts) == 1 and len(parts[0]) > 1 and parts[0][1] > 12:
        out["season"] = parts[0][1] - 20
        out["date-parts"] = [parts[0][:1]]
    if any(mark in issued for mark in "~?%"):
        out["circa"] = True
    return out if from_parts(out) == issued else {**out, "raw": issued}


def _as_stated(details: Details, role: str, names: tuple[PersonName, ...]) -> list[dict[str, str]]:
    """Return names as a CSL file writes them, with particles that are left out at times, if they are still the same."""
    stated = next(
        (_decoded(value) for form, name, value in details.extra if (form, name) == ("csl", role)), None
    )
    return stated if isinstance(stated, list) and read_people(stated) == names else _names(names)


def _names(names: Iterable[PersonName]) -> list[dict[str, str]]:
    return list(map(name_to_csl, names))
