"""Write RIS for EndNote, Mendeley, Zotero and library catalogues: one tag and value per line, from TY to ER.

    TY  - CONF
    TI  - LoRA: Low-Rank Adaptation of Large Language Models
    AU  - Hu, Edward J.
    ER  -

The tags are those of https://en.wikipedia.org/wiki/RIS_(file_format) that both Zotero and EndNote read.
A value ends with its line, so line breaks in values become spaces.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.readers.ris import WITH_GENRE
from readlist.formats.reference_types import FROM_RIS, TO_RIS
from readlist.formats.writers.entry_names import find_names
from readlist.formats.writers.field_names import date_names, find_facts, find_undated
from readlist.formats.writers.publication_type import describe, publications
from readlist.formats.writers.role_names import find_roles
from readlist.model.edtf import find_edtf
from readlist.model.name_parts import join_particle
from readlist.model.person_name import is_others, parse_index_name
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.formats.writers.publication_type import Publication
    from readlist.model.details import Details
    from readlist.model.entry import Entry
    from readlist.model.name_parts import PersonName

_TAG = re.compile(r"[A-Z][A-Z0-9]")
_ISSUED = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_PLAIN_DATE = re.compile(r"\d{4}(?:-(?:0\d|1[0-2])(?:-\d{2})?)?")
_SERIALS = re.compile(r"[;,]\s*")
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_NUMBERED = ("RPRT", "PAT", "STAND")
"""Types whose ``SN`` is a number of their own."""
_BOOKS = ("book", "classic")
_ROLES = frozenset(("translator",))
_JOURNALS = ("JOUR", "MGZN", "NEWS", "JFULL")


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:  # noqa: ARG001 - the interface
    """Yield one record per work, in the given order, without prose entries; the format has no ``title``."""
    for entry in publications(entries):
        lines = [f"{tag}  - {text}\n" for tag, value in _tags(entry) if (text := one_line(value))]
        yield "".join(lines) + "ER  - \n\n"


def _tags(entry: Entry) -> Iterator[tuple[str, str | None]]:
    publication = describe(entry)
    details = entry.details
    kind = _type(entry, publication)
    yield "TY", kind
    yield "ID", entry.key
    yield "TI", entry.title
    yield from _people(entry, publication, kind)
    yield "PY", _year(entry, publication)
    yield "DA", _date(entry, publication)
    facts = find_facts(details, "ris")
    yield from _places(entry, publication, facts)
    yield "VL", details.volume
    yield "SN" if kind in _NUMBERED else "IS", details.issue
    first, _, last = (details.pages or facts.pop("SP", "")).partition("-")
    yield from (("SP", first), ("EP", last)) if "-" not in last else (("SP", details.pages),)
    yield "ET", details.edition or facts.pop("ET", "")
    yield "PB", details.publisher or entry.org
    yield from (("SN", one) for text in (details.isbn, details.issn) for one in _SERIALS.split(text or ""))
    yield "LA", details.language
    if publication.type in WITH_GENRE:
        yield "M3", details.genre
    yield "DO", entry.doi
    yield "AN", f"arXiv:{entry.arxiv_id}" if entry.arxiv_id else None
    yield "UR", entry.url
    yield from (
        ("L1" if link.role == "pdf" else "L2", link.url) for link in entry.links if link.url != entry.url
    )
    yield from (("KW", tag) for tag in entry.tags)
    yield "AB", entry.abstract
    yield from _extra(entry)
    if facts.get("AN", "").isdigit() and not {"DB", "DP"} & facts.keys():
        facts["DB"] = "PubMed"
    dates = date_names("ris")
    for tag, value in facts.items():
        yield from ((tag, _in_slashes(line) if tag in dates else line) for line in value.split("\n"))
    yield from (("N1", note.body) for note in entry.notes)


def _people(entry: Entry, publication: Publication, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the people; EndNote's ``A2`` of a book with a series are the editors of that, and its own are ``A3``."""
    roles = find_roles(entry.details, but="ris")
    authors = find_names(entry, _ROLES)
    of_series = roles.get("collection-editor", ()) or find_roles(entry.details).get("collection-editor", ())
    tag_of_series = "A2" if publication.type in _BOOKS else "A3"
    tag = "A3" if of_series and tag_of_series == "A2" else _editor_tag(kind, entry, publication)
    yield from (("AU", _name(name)) for name in authors)
    yield from ((tag, _name(name)) for name in entry.details.editor)
    if kind not in _JOURNALS:
        yield from ((tag_of_series, _name(name)) for name in roles.get("collection-editor", ()))
    yield from (("A4", _name(name)) for name in roles.get("translator", ()))


def _places(
    entry: Entry, publication: Publication, facts: dict[str, str]
) -> Iterator[tuple[str, str | None]]:
    """Yield where a work appeared; proceedings beside the name of a meeting are ``C3``, and their place is ``C1``.

    ``facts`` loses those that it has for these tags.
    """
    details = entry.details
    stated = {tag for form, tag, _ in details.extra if form == "ris"}
    event, event_place = facts.pop("T2", ""), facts.pop("CY", "")
    container = publication.container if publication.container not in (event, facts.get("M3")) else ""
    if "C3" not in stated:
        yield from (
            (("C3", container), ("T2", event)) if event and container else (("T2", container or event),)
        )
    is_series = publication.type in _BOOKS and not container and _has_series_editors(details)
    yield "T2" if is_series else "T3", details.series
    if event_place or (publication.type == "paper-conference" and "CY" in stated):
        yield from (("C1", details.publisher_place), ("CY", event_place))
    else:
        yield "CY", details.publisher_place


def _has_series_editors(details: Details) -> bool:
    """Whether a source states the editors of a series, by a tag of RIS or in another format."""
    is_stated = any((form, tag) == ("ris", "A2") for form, tag, _ in details.extra)
    return is_stated or bool(find_roles(details, but="ris").get("collection-editor"))


def _in_slashes(date: str) -> str:
    """Return a day, a month or a year as RIS writes it, ``2021/05/03/``; any other date of EDTF as it is."""
    if not _PLAIN_DATE.fullmatch(date):
        return date
    return "/".join((*date.split("-"), "", "", "")[:4])


def _editor_tag(kind: str, entry: Entry, publication: Publication) -> str:
    """Return the tag of the editors; EndNote's ``A2`` of a book with ``T2`` are the editors of that, a series."""
    if kind in _JOURNALS:
        return "ED"
    return (
        "A3" if publication.type in _BOOKS and publication.container and find_names(entry, _ROLES) else "A2"
    )


def _type(entry: Entry, publication: Publication) -> str:
    """Return the type that a RIS file states, if it is one of the entry's type of CSL, else the usual one."""
    stated = next((value for form, tag, value in entry.details.extra if (form, tag) == ("ris", "TY")), "")
    return stated if FROM_RIS.get(stated) == publication.type else TO_RIS.get(publication.type, "GEN")


def _extra(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the tags that only RIS files state, as they were read."""
    for form, tag, value in entry.details.extra:
        if form == "ris" and tag not in ("TY", "ER") and _TAG.fullmatch(tag):
            yield from ((tag, line) for line in value.split("\n"))


def _name(name: PersonName) -> str:
    """Return a name in the order of RIS: family name, given name, suffix; ``et al.`` for a list that goes on.

    The name of an organisation that would be read as that of a person ends with a comma: ``Lind Forlag AS,``.
    """
    if name.literal:
        # Two commas stand for one within the name of an organisation (EndNote's manual, "Corporate authors").
        whole = "et al." if is_others(name.literal) else re.sub(r",+", ",,", name.literal)
        return whole if parse_index_name(whole).literal else f"{whole},"
    return ", ".join(filter(None, (join_particle(name.particle, name.family), name.given, name.suffix)))


def _date(entry: Entry, publication: Publication) -> str | None:
    """Return ``2021/05/03/``; what has no place there is the last part: a season, an interval, ``c. 1850``."""
    year, month = publication.year, publication.month
    issued = entry.details.issued or ""
    match = _ISSUED.match(issued.lstrip("./"))
    if not match or int(match[1]) != year:
        return f"{year}/{month:02d}//" if year and month else None
    number, rest = match[2] or "", _in_words(issued)
    if season := _SEASONS.get(number):
        number, rest = "", rest or season
    return f"{year}/{number}/{match[3] or ''}/{rest}" if number or rest else None


def _year(entry: Entry, publication: Publication) -> str:
    """Return the year; one before the common era as EDTF has it."""
    issued = entry.details.issued or ""
    if publication.year:
        return str(publication.year)
    return issued if issued.startswith("-") else find_undated(entry.details, "ris")


def _in_words(issued: str) -> str:
    """Return an interval or a date that is not certain as a text, or an empty string for any other date.

    What would be read as another date is written as EDTF.
    """
    first, dash, last = issued.partition("/")
    if dash:
        words = " -- ".join(map(_season_in_words, (first, last))).strip()
    elif first.endswith(("~", "%")):
        words = f"c. {first[:-1]}{'?' * first.endswith('%')}"
    else:
        return first if first.endswith("?") else ""
    return words if find_edtf(words) == issued else issued


def _season_in_words(date: str) -> str:
    year, _, number = date.rpartition("-")
    return f"{_SEASONS[number]} {year}" if number in _SEASONS else date
