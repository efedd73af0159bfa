"""Read an item of CSL-JSON, or of Crossref's JSON, which differs in the names of types and in the members for dates.

Fields are those of https://github.com/citation-style-language/schema (csl-data.json, 1.0.2). A member of the wrong type is
treated as absent; dates and names are also read in the forms that programs write in violation of the schema.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from readlist.formats.marked_titles import is_marked_html
from readlist.formats.readers import reference as ref
from readlist.formats.readers.reference import Reference, make_details, plain
from readlist.formats.reference_types import FROM_CROSSREF, sort_of
from readlist.model.dates import find_month
from readlist.model.details import CSL_TYPES, is_edtf
from readlist.model.edtf import find_edtf, to_edtf
from readlist.model.identifiers import parse_identifier
from readlist.model.name_parts import PersonName
from readlist.model.person_name import (
    OTHERS,
    is_others,
    parse_index_name,
    split_names,
    split_particle,
    split_suffix,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PLACED = ("report", "thesis", "software", "webpage", "post-weblog", "dataset")
"""Types whose publisher is the organisation that produced the work, not a publishing house."""
_STATED = re.compile(r"report|thesis|dissertation|学位论文|学位論文", re.IGNORECASE)
NUMBERS = ("issue", "collection-number", "number")
"""Members for a number, of which a record has one."""
_WITH_ISSUES = (
    "article-journal", "article-magazine", "article-newspaper", "review", "review-book", "periodical", "paper-conference",
)  # fmt: skip
_IN_SERIES = (
    "book",
    "classic",
    "collection",
    "pamphlet",
    "chapter",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
)
_ARTICLES = ("article-journal", "article-magazine", "article-newspaper", "review", "review-book")
"""Types whose ``number`` is that of the article, not of the issue."""
_DATES = ("issued", "published", "published-print", "published-online", "posted", "created")
"""Members for the date of issue, the last ones those of Crossref."""
_MAKERS = (
    "director composer performer host script-writer series-creator compiler curator organizer producer executive-producer "
    "illustrator interviewer translator contributor"
).split()
"""Roles of those who are shown as authors where there are neither authors nor editors, the first maker first."""
ROLES = frozenset(_MAKERS) | frozenset(
    "chair collection-editor container-author editorial-director guest narrator original-author recipient reviewed-author".split()
)
"""CSL's roles besides author and editor (https://docs.citationstyles.org/en/stable/specification.html#name-variables)."""
_ARCHIVE = ("archive", "archive_location")
_ARCHIVES = ("arxiv", "acl", "openreview")
"""Archives whose IDs are known."""
_CONSUMED = frozenset(
    "id type citation-key citekey title subtitle author abstract issued year container-title DOI URL keyword genre editor volume page "
    "publisher publisher-place ISBN ISSN language edition collection-title".split()
)
"""Members whose value is in the record; all others are kept as they are."""


def member_text(value: dict[str, Any], *names: str) -> str:
    """Return the first of these members that is a string, a number, or a list of strings (Crossref's titles)."""
    for name in names:
        found = value.get(name)
        found = found[0] if isinstance(found, list) and found else found
        if isinstance(found, (str, int)) and not isinstance(found, bool) and str(found).strip():
            return str(found)
    return ""


def member_texts(value: Any, read: Callable[[dict[str, Any]], str]) -> tuple[str, ...]:
    """Return the text that ``read`` finds in each object of a list; strings in the list are kept as they are."""
    given = value if isinstance(value, list) else []
    texts = (one if isinstance(one, str) else read(one) if isinstance(one, dict) else "" for one in given)
    return tuple(text for text in texts if text)


def is_reference(item: dict[str, Any]) -> bool:
    """Whether an object is an item: it has a type, or, where programs leave that out, a title and people, a date or a DOI."""
    if isinstance(item.get("type"), str):
        return any(member_text(item, name) for name in ("title", "DOI", "URL", "id", "citation-key"))
    people = item.get("author") or item.get("editor")
    is_cited = isinstance(people, list) and all(
        isinstance(one, dict) and {"family", "literal"} & one.keys() for one in people
    )
    return bool(member_text(item, "title")) and (
        is_cited or isinstance(item.get("issued"), dict) or "DOI" in item
    )


def read_made(item: dict[str, Any]) -> Reference:
    """Return the reference of an item that was made of another format, whose number has the usual name of its type.

    Members without a value are left out.
    """
    item = {name: value for name, value in item.items() if value}
    names = _number_names(item, member_text(item, "type").lower())
    stated = next((name for name in names if member_text(item, name)), names[0])
    if stated == names[0]:
        return read_csl(item)
    return read_csl(
        {names[0] if name == stated else name: value for name, value in item.items() if name != names[0]}
    )


def read_csl(item: dict[str, Any]) -> Reference:
    """Return the reference of an item."""
    stated_type = member_text(item, "type").lower()
    kind = FROM_CROSSREF.get(stated_type, stated_type)
    publisher = member_text(item, "publisher")
    stated = kind in ("report", "thesis") and bool(_STATED.search(publisher))
    venue = member_text(item, "container-title", "event-title", "event") or (publisher if stated else "")
    if not venue and kind == "document":
        venue = member_text(item, "medium")
    keywords = item.get("keyword")
    issued = _issued(item)
    return Reference(
        sort=sort_of(kind),
        key=_key(item),
        title=_title(item),
        label=plain(member_text(item, "title-short", "shortTitle")),
        names=read_people(item.get("author")),
        makers=next((people for role in _MAKERS if (people := read_people(item.get(role)))), ()),
        org=publisher if kind in _PLACED and not stated and not _is_arxiv(item, publisher) else "",
        abstract=plain(member_text(item, "abstract")),
        issued=issued,
        venue=plain(venue),
        doi=member_text(item, "DOI"),
        eprints=tuple(_eprints(item)),
        url=member_text(item, "URL"),
        notes=tuple(filter(None, (member_text(item, "note"), member_text(item, "annote")))),
        tags=member_texts(keywords, lambda _: "")
        if isinstance(keywords, list)
        else ref.split_keywords(member_text(item, "keyword")),
        details=make_details(
            type=kind if kind in CSL_TYPES else "",
            genre=member_text(item, "genre"),
            editor=read_people(item.get("editor")),
            container=plain(member_text(item, "container-title")),
            volume=member_text(item, "volume"),
            issue=_number(item, kind),
            pages=_pages(item, kind),
            series=plain(member_text(item, "collection-title")),
            edition=member_text(item, "edition"),
            publisher="" if _is_arxiv(item, publisher) else plain(publisher),
            publisher_place=member_text(item, "publisher-place"),
            isbn=_serials(item, "ISBN"),
            issn=_serials(item, "ISSN"),
            language=member_text(item, "language"),
            issued=issued,
            extra=tuple(_extra(item, kind, issued)),
        ),
    )


def _title(item: dict[str, Any]) -> str:
    """Return the title, with Crossref's subtitle after it."""
    title, subtitle = (plain(member_text(item, name)) for name in ("title", "subtitle"))
    is_said = not title or not subtitle or subtitle.casefold() in title.casefold()
    return title if is_said else f"{title}: {subtitle}"


def _key(item: dict[str, Any]) -> str:
    """Return the citation key; an ``id`` that is an address (Zotero) is not a key."""
    name = member_text(item, "id")
    return member_text(item, "citation-key", "citekey") or ("" if "://" in name else name)


def _serials(item: dict[str, Any], name: str) -> str:
    """Return the numbers of a member; Crossref has a list of them."""
    value = item.get(name)
    return (
        ", ".join(member_texts(value, lambda _: "")) if isinstance(value, list) else member_text(item, name)
    )


def number_name(csl_type: str, *, in_series: bool) -> str:
    """Return the member that usually has the number of a record of this type: an issue, a place in a series, or its own."""
    if csl_type in _WITH_ISSUES:
        return "collection-number" if in_series and csl_type == "paper-conference" else "issue"
    return "collection-number" if csl_type in _IN_SERIES else "number"


def _number_names(item: dict[str, Any], kind: str) -> tuple[str, ...]:
    """Return the members that may have the number of an item, the usual one of its type first."""
    usual = number_name(kind, in_series=bool(member_text(item, "collection-title")))
    others = NUMBERS[:-1] if kind in _ARTICLES else NUMBERS
    return (usual, *(name for name in others if name != usual))


def _number(item: dict[str, Any], kind: str) -> str:
    text = member_text(item, *_number_names(item, kind))
    return "" if text.casefold().startswith("arxiv") else text


def _pages(item: dict[str, Any], kind: str) -> str:
    """Return the pages, or the number of an article in their place."""
    pages = member_text(item, "page", "article-number", "page-first") or (
        member_text(item, "number") if kind in _ARTICLES else ""
    )
    return "" if pages.casefold().startswith("arxiv") else re.sub(r"\s*[-‐-―]+\s*", "-", pages)


def _is_arxiv(item: dict[str, Any], publisher: str) -> bool:
    """Whether the publisher is arXiv and the ID of the preprint is known, which says the same."""
    return publisher.casefold() == "arxiv" and any(map(parse_identifier, _eprints(item)))


def _eprints(item: dict[str, Any]) -> Iterator[str]:
    yield from filter(None, (member_text(item, "number"),))
    if (archive := member_text(item, "archive").lower()) in _ARCHIVES:
        yield f"{archive}:{member_text(item, 'archive_location')}"


def _extra(item: dict[str, Any], kind: str, issued: str) -> Iterator[tuple[str, str, str]]:
    """Yield the members whose value is not in the record, among them a date that is none: ``{"literal": "in press"}``."""
    usual, *_ = names = _number_names(item, kind)
    used = {usual if next((name for name in names if member_text(item, name)), "") == usual else ""}
    if kind in _ARTICLES and not member_text(item, "page", "article-number", "page-first"):
        used.add("number")
    for name, value in item.items():
        is_kept = name not in _CONSUMED or (name == "issued" and not issued and _says_why(value))
        if name == "title" and isinstance(value, str) and is_marked_html(value):
            yield "csl", name, value
        if name in ("author", "editor") and _have_dropping_particles(value):
            yield "csl", name, to_extra(value)
        if name == "DOI" and isinstance(value, str) and not ref.is_own_doi(value):
            yield "csl", name, to_extra(value)
        if name in _ARCHIVE and any(map(parse_identifier, _eprints(item))):
            continue
        if is_kept and name not in used and value not in (None, "", [], {}):
            yield "csl", name, to_extra(value)


def to_extra(value: Any) -> str:
    """Return the value of a member as it is kept: a text as it is, unless it looks like another value, else JSON."""
    is_text = isinstance(value, str) and not _is_json(value)
    return value if is_text else json.dumps(value, ensure_ascii=False)


def _says_why(date: Any) -> bool:
    """Whether a date that is none has words in its place; Crossref has ``[[null]]``, which CSL does not allow."""
    return isinstance(date, str) or (isinstance(date, dict) and bool(member_text(date, "literal", "raw")))


def _is_json(text: str) -> bool:
    """Whether a text would be taken for another value when it is written: ``1.10``, ``true``."""
    if text[:1] not in '"[{-0123456789tfn':
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


# -- names -------------------------------------------------------------------------------------------------------


def read_people(value: Any) -> tuple[PersonName, ...]:
    """Return the names of a member for people, also in forms that the schema does not allow."""
    given = value if isinstance(value, list) else [value]
    return tuple(name for one in given for name in _read_name(one))


def _read_name(name: Any) -> Iterator[PersonName]:
    """Yield the person or organisation of one value; several if the value is a text that lists them."""
    if isinstance(name, str):
        for part in re.split(r"\s+and\s+", name):
            yield from map(parse_index_name, split_names(part))
    if not isinstance(name, dict):
        return
    literal = plain(member_text(name, "literal", "name"))
    family = plain(member_text(name, "family"))
    given = plain(member_text(name, "given"))
    if is_others(literal) or (is_others(family) and not given):
        yield OTHERS
    elif literal or not family:
        if literal or given:
            yield PersonName(family=literal or given, literal=literal or given)
    else:
        is_whole = (
            name.get("non-dropping-particle") == ""
        )  # as we write a family name that begins like a particle
        inner, family = ("", family) if is_whole else split_particle(family.split())
        stated = (member_text(name, f"{kind}-particle") for kind in ("dropping", "non-dropping"))
        particle = " ".join(filter(None, (*stated, inner)))
        given, suffix = split_suffix(given)
        yield PersonName(family, given, particle, member_text(name, "suffix") or suffix)


def _have_dropping_particles(value: Any) -> bool:
    """Whether one of several names has a particle that is left out where the family name stands alone: ``de`` in French."""
    people = value if isinstance(value, list) else []
    return any(isinstance(one, dict) and bool(member_text(one, "dropping-particle")) for one in people)


def name_to_csl(name: PersonName) -> dict[str, str]:
    """Return a name as CSL has it; Pandoc prints "et al." for ``OTHERS``."""
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    is_whole = not name.particle and split_particle(name.family.split())[0]
    return {
        part: value
        for part, value in parts.items()
        if value or (is_whole and part == "non-dropping-particle")
    }


# -- dates -------------------------------------------------------------------------------------------------------


def _issued(item: dict[str, Any]) -> str:
    """Return the date of issue as a date of EDTF."""
    issued = next((item[name] for name in _DATES if item.get(name)), None)
    return find_edtf(member_text(item, "year")) if issued is None else date_to_edtf(issued)


def date_to_edtf(value: Any) -> str:
    """Return the value of a member for a date as a date of EDTF; empty if it states none."""
    if isinstance(value, list) and value and isinstance(value[0], (dict, str)):
        if len(value) == 2 and all(isinstance(one, dict) and "year" in one for one in value):  # CSL-YAML
            return "/".join(filter(None, map(from_parts, value)))
        value = value[0]
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return find_edtf(str(value))
    if isinstance(value, list):
        value = {"date-parts": value}
    if not isinstance(value, dict):
        return ""
    text = member_text(value, "edtf", "raw", "literal")
    found = from_parts(value)
    return text if found[:4] in text and is_edtf(text) else found or find_edtf(text)


def from_parts(issued: dict[str, Any]) -> str:
    """Return the date that the parts of a date of CSL state, as a date of EDTF; empty if they state none."""
    parts = issued.get("date-parts") or issued.get("date_parts")
    if not isinstance(parts, list) or not parts:
        parts = [[issued.get("year"), issued.get("month"), issued.get("day")]]
    if not isinstance(parts[0], list):  # without the inner list
        parts = [parts]
    dates = [_date(part) for part in parts[:2] if isinstance(part, list)]
    if not dates or not dates[0]:
        return ""
    season = member_text(issued, "season")
    if season and len(dates[0]) == 4:
        dates[0] = (
            find_edtf(f"{season} {dates[0]}")
            if not season.isdigit()
            else to_edtf(int(dates[0]), 20 + int(season))
        )
    mark = "~" if issued.get("circa") not in (None, False, 0, "", "false") else ""
    if len(dates) == 2 and parts[1] in ([0], ["0"]):  # the open end of an interval, as Pandoc writes it
        return f"{dates[0]}{mark}/"
    return "/".join(f"{date}{mark}" for date in dates if date)


def _date(parts: list[Any]) -> str:
    texts = [str(part).strip() if isinstance(part, (str, int)) else "" for part in parts]
    year, month, day = (*texts, "", "", "")[:3]
    if not re.fullmatch(r"-?\d{1,4}", year):
        return find_edtf(year)
    number = int(month) if month.isdigit() else find_month(month)
    if number and 13 <= number <= 16:  # seasons of citeproc-js
        number += 8
    # CSL has no year 0: -1 is the year before 1, which is 0 in EDTF, as in astronomy.
    counted = int(year) + (int(year) < 0)
    found = to_edtf(counted or 1, number, int(day) if day.isdigit() else None)
    return found.replace("0001", "0000", 1) if year == "-1" else found if int(year) else ""
