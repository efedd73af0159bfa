"""Read one object of a JSON file; its members show which format it is in.

    {"schema": 1, "key", "kind", "mentions", …}    own export   ``readlist export --format jsonl`` and ``json``
    {"itemType": "journalArticle", "creators", …}  Zotero       JSON of Zotero and Better BibTeX
    {"type": "article-journal", "author", …}       CSL          CSL-JSON: Zotero, Pandoc, Crossref's citation service

A member of the wrong type is treated as absent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.formats.readers import own_export
from readlist.formats.readers import reference as ref
from readlist.formats.readers.line_spans import Claim
from readlist.formats.readers.reference import Reference, plain
from readlist.model.dates import find_date, read_date_parts
from readlist.model.name_parts import join_name
from readlist.model.person_name import is_others

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CSL_SORTS = {
    "software": "software", "dataset": "dataset", "webpage": "web", "post-weblog": "post", "post": "post",
    "article-newspaper": "post", "broadcast": "post", "motion_picture": "post", "interview": "post", "speech": "post",
    "article": "misc", "document": "misc", "manuscript": "misc", "graphic": "misc", "": "misc",
}  # fmt: skip
_CSL_PLACED = ("report", "thesis", "software", "webpage", "post-weblog", "dataset")
"""Types whose publisher is the organisation that produced the work, not a publishing house."""
_ZOTERO_SORTS = {
    "computerProgram": "software", "dataset": "dataset", "webpage": "web", "blogPost": "post", "forumPost": "post",
    "newspaperArticle": "post", "videoRecording": "post", "podcast": "post", "presentation": "post", "document": "misc",
    "manuscript": "misc", "preprint": "misc",
}  # fmt: skip
_ZOTERO_NO_WORKS = ("attachment", "note", "annotation")
_ZOTERO_VENUES = (
    "publicationTitle proceedingsTitle conferenceName bookTitle repository websiteTitle blogTitle".split()
)
_STATED = re.compile(r"report|thesis|dissertation|学位论文|学位論文", re.IGNORECASE)


class Reading(NamedTuple):
    """The result of reading one object; ``known``: whether its format was recognised."""

    known: bool
    claims: tuple[Claim, ...] = ()
    problems: tuple[str, ...] = ()


def read_object(value: Any) -> Reading:
    """Read one value of a JSON file, in whichever format it is."""
    if not isinstance(value, dict):
        return Reading(known=False)
    if own_export.is_entry(value):
        return Reading(
            known=True, claims=own_export.read_claims(value), problems=own_export.find_losses(value)
        )
    inner = value["data"] if isinstance(value.get("data"), dict) else value
    if isinstance(inner.get("itemType"), str):
        if inner["itemType"] in _ZOTERO_NO_WORKS:
            return Reading(known=True)
        return _made(_zotero(inner))
    if isinstance(value.get("type"), str) and any(
        _text(value, n) for n in ("title", "DOI", "URL", "id", "citation-key")
    ):
        return _made(_csl(value))
    return Reading(known=False)


def _made(reference: Reference) -> Reading:
    record = ref.make_record(reference)
    if record is None:
        return Reading(known=True, problems=("this item has neither a title nor a link",))
    return Reading(known=True, claims=(Claim(record),), problems=tuple(ref.find_problems(reference)))


# -- members -----------------------------------------------------------------------------------------------------


def _text(value: dict[str, Any], *names: str) -> str:
    """Return the first of these members that is a string, a number, or a list of strings (Crossref's titles)."""
    for name in names:
        found = value.get(name)
        found = found[0] if isinstance(found, list) and found else found
        if isinstance(found, (str, int)) and not isinstance(found, bool) and str(found).strip():
            return str(found)
    return ""


def _list(value: Any, read: Callable[[dict[str, Any]], str]) -> tuple[str, ...]:
    """Return the text that ``read`` finds in each object of a list; strings in the list are kept as they are."""
    given = value if isinstance(value, list) else []
    texts = (one if isinstance(one, str) else read(one) if isinstance(one, dict) else "" for one in given)
    return tuple(text for text in texts if text)


# -- CSL ---------------------------------------------------------------------------------------------------------


def _csl(item: dict[str, Any]) -> Reference:
    kind = item["type"]
    publisher = _text(item, "publisher")
    stated = kind in ("report", "thesis") and bool(_STATED.search(publisher))
    venue = _text(item, "container-title", "event-title", "event") or (publisher if stated else "")
    keywords = item.get("keyword")
    return Reference(
        sort=_CSL_SORTS.get(kind, "paper"),
        key=_csl_key(item),
        title=plain(_text(item, "title")),
        label=plain(_text(item, "title-short", "shortTitle")),
        authors=_list(item.get("author") or item.get("editor"), _csl_name),
        org=publisher if kind in _CSL_PLACED and not stated else "",
        abstract=plain(_text(item, "abstract")),
        date=_csl_date(item),
        venue=plain(venue),
        eprints=tuple(_csl_eprints(item)),
        url=_text(item, "URL"),
        notes=tuple(filter(None, (_text(item, "note"), _text(item, "annote")))),
        tags=_list(keywords, lambda _: "")
        if isinstance(keywords, list)
        else ref.split_keywords(_text(item, "keyword")),
    )


def _csl_key(item: dict[str, Any]) -> str:
    """Return the citation key; an ``id`` that is an address (Zotero) is not a key."""
    key = _text(item, "citation-key", "citekey") or _text(item, "id")
    return "" if "://" in key else key


def _csl_name(name: dict[str, Any]) -> str:
    if literal := _text(name, "literal", "name"):
        return "" if is_others(literal) else plain(literal)
    family = " ".join(
        filter(
            None,
            (_text(name, "dropping-particle"), _text(name, "non-dropping-particle"), _text(name, "family")),
        )
    )
    return plain(join_name(_text(name, "given"), family, _text(name, "suffix")))


def _csl_date(item: dict[str, Any]) -> tuple[int | None, int | None]:
    issued = item.get("issued")
    if isinstance(issued, str):
        return find_date(issued)
    if not isinstance(issued, dict):
        return find_date(_text(item, "year"))
    year, month = read_date_parts(issued.get("date-parts"))
    return (year, month) if year else find_date(_text(issued, "raw", "literal"))


def _csl_eprints(item: dict[str, Any]) -> Iterator[str]:
    yield from filter(None, (_text(item, "DOI"), _text(item, "number")))
    if (archive := _text(item, "archive").lower()) in ("arxiv", "acl", "openreview"):
        yield f"{archive}:{_text(item, 'archive_location')}"


# -- Zotero ------------------------------------------------------------------------------------------------------


def _zotero(item: dict[str, Any]) -> Reference:
    extra = _text(item, "extra")
    stated = re.search(r"^\s*citation key\s*:\s*(\S+)", extra, re.IGNORECASE | re.MULTILINE)
    return Reference(
        sort=_ZOTERO_SORTS.get(item["itemType"], "paper"),
        key=_text(item, "citationKey", "citekey", "citation-key") or (stated[1] if stated else ""),
        title=plain(_text(item, "title", "caseName", "nameOfAct", "subject")),
        label=plain(_text(item, "shortTitle")),
        authors=_zotero_names(item),
        org=_text(item, "institution", "university", "company"),
        abstract=plain(_text(item, "abstractNote")),
        date=find_date(_text(item, "date")),
        venue=plain(_text(item, *_ZOTERO_VENUES)),
        eprints=tuple(filter(None, (_text(item, "DOI"), _text(item, "archiveID")))),
        url=_text(item, "url"),
        urls=tuple((url, "pdf") for url in _list(item.get("attachments"), _zotero_file)),
        notes=(extra,) if extra else (),
        tags=_list(item.get("tags"), lambda tag: _text(tag, "tag")),
    )


def _zotero_names(item: dict[str, Any]) -> tuple[str, ...]:
    """Return the authors or similar creators (programmers, presenters); editors and translators if there are no others."""
    creators = (
        [c for c in item.get("creators") or () if isinstance(c, dict)]
        if isinstance(item.get("creators"), list)
        else []
    )
    first = [
        c
        for c in creators
        if _text(c, "creatorType") not in ("editor", "translator", "seriesEditor", "reviewedAuthor")
    ]
    return _list(
        first or creators,
        lambda c: _text(c, "name") or join_name(_text(c, "firstName"), _text(c, "lastName")),
    )


def _zotero_file(attachment: dict[str, Any]) -> str:
    """Return the address that an attached PDF was downloaded from, or an empty string."""
    url = _text(attachment, "url")
    return url if url.startswith(("http://", "https://")) and "pdf" in url.lower() else ""
