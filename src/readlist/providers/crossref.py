"""Crossref: the records of most DOIs.

    twenty DOIs ──> /works?filter=doi:…,doi:… ──> the works that Crossref has, matched by DOI

With a contact in the settings, requests go to the polite pool:
https://www.crossref.org/documentation/retrieve-metadata/rest-api/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from readlist.errors import NotFoundError
from readlist.model.dates import read_date_parts
from readlist.model.identifiers import Identifier, parse_doi
from readlist.model.name_parts import join_name
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.model.record import Record
from readlist.providers.base import (
    Batch,
    UnreadableError,
    fetch_in_batches,
    match_answer,
    plain_text,
    read_each,
    text_of,
    unexpected,
)
from readlist.providers.crossref_details import DATES, read_details
from readlist.providers.http import Answer, Http
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from readlist.providers.settings import Settings

URL = "https://api.crossref.org"
_INTERVALS = {False: 0.2, True: 0.1}
"""Seconds between requests, without and with a contact: five and ten requests a second."""
_MAX_IDS = 20
_RESOURCE_TYPES = frozenset(("dataset", "database", "component", "grant", "peer-review"))
_WITHOUT_VENUE = frozenset(("posted-content", "book", "monograph", "dissertation"))


class Crossref:
    """Records by DOI."""

    name: ClassVar[str] = "crossref"
    schemes: ClassVar[tuple[str, ...]] = ("doi",)

    def __init__(self, settings: Settings) -> None:
        self._url = settings.urls.get(self.name, URL)
        self._params = {"mailto": settings.contact} if settings.contact else {}
        interval = settings.delays.get(self.name, _INTERVALS[bool(settings.contact)])
        self._http = Http(settings, self.name, interval=interval)

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def fetch(self, ids: Sequence[Identifier]) -> Iterator[Batch]:
        """Fetch ``ids``, twenty per request."""
        return fetch_in_batches(self._fetch, ids, _MAX_IDS)

    def _fetch(self, ids: Sequence[Identifier]) -> Batch:
        asked = ",".join(f"doi:{i.value}" for i in ids)
        params = {"filter": asked, "rows": str(len(ids)), **self._params}
        items = _items(self._http.get(f"{self._url}/works", params=params, check=_check))
        found = {one.record.ids[0]: one for one in read_each(self.name, items, read_work)}
        return match_answer(self.name, ids, found, len(items), _unknown)

    def search_title(self, title: str, *, limit: int = 10) -> list[ProviderRecord]:
        """Search for works with a title like ``title``, best first. Raises NetworkError."""
        params = {"query.bibliographic": title, "rows": str(limit), **self._params}
        items = _items(self._http.get(f"{self._url}/works", params=params, check=_check))
        return read_each(self.name, items, read_work)

    def find_published(self, preprint: Identifier) -> Iterator[ProviderRecord]:
        """Yield the works that were published of a preprint, by Crossref's relations in either direction."""
        doi = f"10.48550/arxiv.{preprint.value}" if preprint.scheme == "arxiv" else preprint.value
        params = {"filter": f"relation.object:{doi}", "rows": "5", **self._params}
        items = _items(self._http.get(f"{self._url}/works", params=params, check=_check))
        if preprint.scheme == "doi":  # Crossref's own preprints name what was published
            own = {"filter": f"doi:{doi}", "rows": "1", **self._params}
            items += [
                item
                for known in _items(self._http.get(f"{self._url}/works", params=own, check=_check))
                for published in _related(known, "is-preprint-of")
                for item in self._by_doi(published)
            ]
        related = [
            item for item in items if doi in _related(item, "has-preprint") or preprint.scheme == "doi"
        ]
        yield from read_each(self.name, related, read_work)

    def _by_doi(self, doi: str) -> list[Any]:
        params = {"filter": f"doi:{doi}", "rows": "1", **self._params}
        return _items(self._http.get(f"{self._url}/works", params=params, check=_check))


def _related(item: Any, relation: str) -> list[str]:
    """Return the DOIs to which a work has a relation (https://www.crossref.org/documentation/principles-practices/posted-content/)."""
    relations = item.get("relation") if isinstance(item, dict) else None
    found = relations.get(relation) if isinstance(relations, dict) else None
    return [str(one.get("id", "")).lower() for one in found or () if isinstance(one, dict)]


def _unknown(identifier: Identifier) -> NotFoundError:
    return NotFoundError(f"Crossref has no record of {identifier.value}")


def _check(answer: Answer) -> Answer:
    _items(answer)
    return answer


def _items(answer: Answer) -> list[Any]:
    if answer.status != 200:
        raise unexpected(Crossref.name, answer)
    content = answer.json()
    message = content.get("message") if isinstance(content, dict) else None
    items = message.get("items") if isinstance(message, dict) else None
    if not isinstance(items, list):
        raise UnreadableError(Crossref.name)
    return items


def read_work(item: Mapping[str, Any]) -> ProviderRecord | None:
    """Convert a work in Crossref's format (https://github.com/CrossRef/rest-api-doc); None without DOI or title."""
    identifier = parse_doi(text_of(item.get("DOI")))
    title = _title(item)
    if identifier is None or not title:
        return None
    kind = str(item.get("type", ""))
    year, month = _date(item)
    record = Record(
        kind="resource" if kind in _RESOURCE_TYPES else "paper",
        title=title,
        authors=tuple(filter(None, map(_name, item.get("author") or ()))),
        abstract=plain_text(text_of(item.get("abstract"))).removeprefix("Abstract ") or None,
        year=year,
        month=month,
        venue=None
        if kind in _WITHOUT_VENUE
        else plain_text(text_of(_first(item.get("container-title")))) or None,
        ids=(identifier,),
        url=identifier.url,
        details=read_details(item),
    )
    return ProviderRecord(Crossref.name, record, ProviderFacts(withdrawn=_is_withdrawn(item)))


def _title(item: Mapping[str, Any]) -> str:
    """Return the title with the subtitle appended, unless it already contains it."""
    title, subtitle = (plain_text(text_of(_first(item.get(name)))) for name in ("title", "subtitle"))
    return f"{title}: {subtitle}" if title and subtitle and subtitle.lower() not in title.lower() else title


def _is_withdrawn(item: Mapping[str, Any]) -> bool:
    updates = (str(one.get("type")) for one in item.get("updated-by") or () if isinstance(one, dict))
    return any(update in ("retraction", "withdrawal", "removal") for update in updates)


def _first(values: Any) -> Any:
    return values[0] if isinstance(values, list) and values else None


def _name(author: Any) -> str:
    """Return an author's name in reading order; a group has only ``name``."""
    if not isinstance(author, dict):
        return ""
    given, family, suffix = (one_line(text_of(author.get(part))) for part in ("given", "family", "suffix"))
    return join_name(given, family, suffix) or one_line(text_of(author.get("name")))


def _date(item: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return year and month of publication, from the first of the date fields that has a year."""
    for name in DATES:
        year, month = read_date_parts((item.get(name) or {}).get("date-parts"))
        if year:
            return year, month
    return None, None
