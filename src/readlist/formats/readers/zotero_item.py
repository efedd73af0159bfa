"""Read an item of Zotero's or Better BibTeX's JSON.

Fields are those of https://api.zotero.org/schema. A date is kept as the person typed it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from readlist.formats.marked_titles import kept_title
from readlist.formats.readers.csl_item import member_text, member_texts, name_to_csl
from readlist.formats.readers.reference import Reference, make_details, plain
from readlist.formats.reference_types import FROM_ZOTERO, sort_of
from readlist.model.edtf import find_edtf
from readlist.model.name_parts import PersonName
from readlist.model.person_name import is_others, split_particle, split_suffix

if TYPE_CHECKING:
    from collections.abc import Iterator

_VENUES = (
    "publicationTitle proceedingsTitle conferenceName bookTitle repository websiteTitle blogTitle".split()
)
_CONTAINERS = (
    "publicationTitle proceedingsTitle bookTitle encyclopediaTitle dictionaryTitle websiteTitle blogTitle forumTitle programTitle "
    "reporter code"
).split()
_PUBLISHERS = "publisher institution university company studio network label distributor court repository assignee".split()
_NUMBERS = "issue reportNumber number seriesNumber patentNumber billNumber docketNumber publicLawNumber episodeNumber".split()
_VOLUMES = ("volume", "reporterVolume", "codeNumber", "codeVolume")
_PAGES = ("pages", "firstPage", "codePages")
_PLACES = ("place", "country")
_DATES = ("date", "issueDate", "dateDecided", "dateEnacted")
_TITLES = ("title", "caseName", "nameOfAct", "subject")
_ARXIV_LINE = re.compile(
    r"^\s*arxiv\s*:\s*\S+\s*\[([a-z-]+(?:\.[A-Za-z-]+)?)\]", re.IGNORECASE | re.MULTILINE
)
_GENRES = "thesisType reportType genre manuscriptType presentationType websiteType postType letterType mapType".split()
_NO_AUTHORS = frozenset(
    "editor translator seriesEditor reviewedAuthor bookAuthor contributor recipient attorneyAgent producer castMember "
    "scriptwriter commenter counsel cosponsor wordsBy guest interviewer".split()
)
"""Creators who did not write the work itself."""
_MAKERS = "scriptwriter producer castMember wordsBy guest interviewer translator bookAuthor seriesEditor contributor".split()
"""Creators who are shown as authors where there are neither authors nor editors, the first of these roles only."""
_ROLES = {
    "translator": "translator", "seriesEditor": "collection-editor", "reviewedAuthor": "reviewed-author",
    "bookAuthor": "container-author", "contributor": "contributor", "recipient": "recipient", "producer": "producer",
    "scriptwriter": "script-writer", "guest": "guest", "interviewer": "interviewer",
}  # fmt: skip
"""CSL's roles of creators (https://github.com/zotero/zotero-schema) who are neither authors nor editors."""
_CONSUMED = frozenset(
    (*_CONTAINERS, *_PUBLISHERS, *_NUMBERS, *_VOLUMES, *_PAGES, *_PLACES, *_GENRES, *_DATES, *_TITLES)
) | frozenset(
    "itemType title creators abstractNote date DOI url tags series seriesTitle edition ISBN ISSN language "
    "citationKey citekey citation-key archiveID collections attachments notes relations key version itemID itemKey uri select "
    "libraryID dateAdded dateModified parentItem deleted".split()
)
"""Members whose value is in the record, or that are about Zotero's database."""
_CITATION_KEY = re.compile(r"^\s*citation key\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def read_zotero(item: dict[str, Any]) -> Reference:
    """Return the reference of an item."""
    extra = member_text(item, "extra")
    stated = _CITATION_KEY.search(extra)
    kind = FROM_ZOTERO.get(item["itemType"], "document")
    issued = find_edtf(member_text(item, *_DATES))
    number = member_text(item, *_NUMBERS)
    authors, editors, makers = _creators(item)
    return Reference(
        sort=sort_of(kind),
        key=member_text(item, "citationKey", "citekey", "citation-key") or (stated[1] if stated else ""),
        title=plain(member_text(item, *_TITLES)),
        label=plain(member_text(item, "shortTitle")),
        names=authors,
        makers=makers,
        org=member_text(item, "institution", "university", "company"),
        abstract=plain(member_text(item, "abstractNote")),
        issued=issued,
        venue=plain(member_text(item, *_VENUES)),
        doi=member_text(item, "DOI"),
        eprints=tuple(
            filter(None, (member_text(item, "archiveID"), number if number[:5].lower() == "arxiv" else ""))
        ),
        url=member_text(item, "url"),
        urls=tuple((url, "pdf") for url in member_texts(item.get("attachments"), _file)),
        notes=(extra,) if extra else (),
        tags=member_texts(item.get("tags"), lambda tag: member_text(tag, "tag")),
        categories=tuple(_ARXIV_LINE.findall(extra)),
        details=make_details(
            type=kind,
            genre=member_text(item, *_GENRES),
            editor=editors,
            container=plain(member_text(item, *_CONTAINERS)),
            volume=member_text(item, *_VOLUMES),
            issue="" if number[:5].lower() == "arxiv" else number,
            pages=re.sub(r"\s*[-‐-―]+\s*", "-", member_text(item, *_PAGES)),
            series=plain(member_text(item, "series", "seriesTitle")),
            edition=member_text(item, "edition"),
            publisher=plain(member_text(item, *_PUBLISHERS)),
            publisher_place=member_text(item, *_PLACES),
            isbn=member_text(item, "ISBN"),
            issn=member_text(item, "ISSN"),
            language=member_text(item, "language"),
            issued=issued,
            extra=(
                *kept_title(member_text(item, *_TITLES)),
                *_extra(item),
                *_roles(item),
                *_undated(item, issued),
            ),
        ),
    )


def _extra(item: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, value in item.items():
        if name not in _CONSUMED and isinstance(value, str) and value.strip():
            yield "zotero", name, value


def _undated(item: dict[str, Any], issued: str) -> Iterator[tuple[str, str, str]]:
    """Yield what stands in the place of a date: ``in press``."""
    if not issued and (stated := member_text(item, *_DATES)):
        yield "zotero", "date", stated


def _creators(item: dict[str, Any]) -> tuple[tuple[PersonName, ...], ...]:
    """Return the authors or similar creators (programmers, presenters), the editors, and translators and the like."""
    given = item.get("creators")
    creators = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    first = [one for one in creators if member_text(one, "creatorType") not in _NO_AUTHORS]
    editors = [one for one in creators if member_text(one, "creatorType") == "editor"]
    by_role = ([one for one in creators if member_text(one, "creatorType") == role] for role in _MAKERS)
    return tuple(_names(first)), tuple(_names(editors)), tuple(_names(next(filter(None, by_role), [])))


def _roles(item: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the people who are neither authors nor editors, under the names of CSL's roles."""
    given = item.get("creators")
    people: dict[str, list[dict[str, str]]] = {}
    for one in given if isinstance(given, list) else ():
        role = _ROLES.get(member_text(one, "creatorType")) if isinstance(one, dict) else None
        if role:
            people.setdefault(role, []).extend(name_to_csl(name) for name in _names([one]))
    yield from (
        ("csl", role, json.dumps(names, ensure_ascii=False)) for role, names in people.items() if names
    )


def _names(creators: list[dict[str, Any]]) -> Iterator[PersonName]:
    for one in creators:
        family, given = plain(member_text(one, "lastName")), plain(member_text(one, "firstName"))
        literal = (
            plain(member_text(one, "name")) or (family if not given else "") or (given if not family else "")
        )
        if literal and not is_others(literal):
            yield PersonName(family=literal, literal=literal)
        elif not literal:
            given, suffix = split_suffix(given)
            particle, family = split_particle(family.split())
            yield PersonName(family, given, particle, suffix)


def _file(attachment: dict[str, Any]) -> str:
    """Return the address that an attached PDF was downloaded from, or an empty string."""
    url = member_text(attachment, "url")
    return url if url.startswith(("http://", "https://")) and "pdf" in url.lower() else ""
