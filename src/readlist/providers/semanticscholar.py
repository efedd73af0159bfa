"""Semantic Scholar: five hundred works per request, with their publication venue and other IDs.

https://api.semanticscholar.org/api-docs/graph#tag/Paper-Data/operation/post_graph_get_papers
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from readlist.errors import NetworkError, NotFoundError
from readlist.model.dates import find_month
from readlist.model.identifiers import Identifier, parse_acl, parse_arxiv, parse_doi
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Record
from readlist.providers.base import Batch, fetch_in_batches, match_answer, read_each, text_of, unexpected
from readlist.providers.circuit_breaker import BUSY_PAUSE, DownError
from readlist.providers.http import Answer, Http, TransientError
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from readlist.providers.settings import Settings

URL = "https://api.semanticscholar.org/graph/v1"
_INTERVAL = 1.1
_MAX_IDS = 500
_FIELDS = "title,authors,year,venue,externalIds,abstract,publicationDate"
_PREFIXES = {"arxiv": "ARXIV", "doi": "DOI", "acl": "ACL"}
_READERS = {"ArXiv": parse_arxiv, "DOI": parse_doi, "ACL": parse_acl}
_PREPRINT_VENUES = frozenset(("arxiv.org", "arxiv", "corr", ""))


class Semanticscholar:
    """Records by arXiv ID, DOI or ACL ID."""

    name: ClassVar[str] = "semanticscholar"
    schemes: ClassVar[tuple[str, ...]] = ("arxiv", "doi", "acl")

    def __init__(self, settings: Settings) -> None:
        self._url = settings.urls.get(self.name, URL)
        key = settings.keys.get(self.name)
        self._http = Http(
            settings,
            self.name,
            interval=settings.delays.get(self.name, _INTERVAL),
            secrets={"x-api-key": key} if key else None,
            explain=_explain,
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def fetch(self, ids: Sequence[Identifier]) -> Iterator[Batch]:
        """Fetch ``ids``, five hundred per request."""
        return fetch_in_batches(self._fetch, ids, _MAX_IDS)

    def _fetch(self, ids: Sequence[Identifier]) -> Batch:
        asked = [f"{_PREFIXES[i.scheme]}:{i.value}" for i in ids]
        answer = self._http.post(f"{self._url}/paper/batch", params={"fields": _FIELDS}, json={"ids": asked})
        if answer.status == 400:  # none of the IDs is known
            return Batch(problems={i: _unknown(i) for i in ids})
        items = answer.json() if answer.status == 200 else None
        if not isinstance(items, list) or len(items) != len(ids):
            raise unexpected(self.name, answer)
        sent = [item for item in items if item is not None]
        read = read_each(self.name, sent, _read)
        known = {identifier[:2]: one for one in read for identifier in one.record.ids}
        found = {i: known[i[:2]] for i in ids if i[:2] in known}
        return match_answer(self.name, ids, found, len(sent), _unknown)

    def search_title(self, title: str, *, limit: int = 1) -> list[ProviderRecord]:  # noqa: ARG002  (it has only one)
        """Search for the work whose title is most like ``title``. Raises NetworkError."""
        params = {"query": title, "fields": _FIELDS}
        answer = self._http.get(f"{self._url}/paper/search/match", params=params)
        if answer.status in (400, 404):  # there is no match
            return []
        content = answer.json() if answer.status == 200 else None
        items = content.get("data") if isinstance(content, dict) else None
        if not isinstance(items, list):
            raise unexpected(self.name, answer)
        return read_each(self.name, items, _read)


def _unknown(identifier: Identifier) -> NotFoundError:
    return NotFoundError(f"Semantic Scholar has no record of {identifier.value}")


def _explain(answer: Answer) -> NetworkError | None:
    """Return the error for a refusal: 403 is not about the work, and an anonymous 429 about all anonymous callers."""
    if answer.status == 403:
        return DownError(
            "Semantic Scholar refuses us (HTTP 403): key suspended or region blocked",
            hint="A key that was not used for some time is suspended; ask for a new one, or leave it out.",
        )
    if answer.status == 429:
        hint = "A key of your own helps: set READLIST_SEMANTICSCHOLAR_KEY."
        return TransientError("Semantic Scholar is busy (HTTP 429)", hint=hint, tries=1, pause=BUSY_PAUSE)
    return None


def _ids(item: Mapping[str, Any]) -> tuple[Identifier, ...]:
    given = item.get("externalIds") or {}
    found = (read(str(given[name])) for name, read in _READERS.items() if given.get(name))
    return tuple(dict.fromkeys(i for i in found if i))


def _read(item: Mapping[str, Any]) -> ProviderRecord | None:
    if not item["title"]:
        return None
    year = item.get("year")
    venue = one_line(text_of(item.get("venue")))
    record = Record(
        kind="paper",
        title=one_line(text_of(item["title"])),
        authors=tuple(
            name for author in item.get("authors") or () if (name := one_line(text_of(author.get("name"))))
        ),
        abstract=one_line(text_of(item.get("abstract"))) or None,
        year=year if isinstance(year, int) else None,
        month=find_month(str(item.get("publicationDate") or "")),
        venue=venue if venue.lower() not in _PREPRINT_VENUES else None,
        ids=_ids(item),
    )
    return ProviderRecord(Semanticscholar.name, record)
