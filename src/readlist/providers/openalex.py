"""OpenAlex: works by DOI without a limit, and by title within a daily budget.

    DOI, arXiv ID ──> /works/doi:…                       free: neither counted nor limited
    title         ──> /works?filter=title.search:…       ten credits of 1,000 (with a key 10,000) a day
                        x-ratelimit-remaining below ten, or 429 ──> left alone until x-ratelimit-reset, Retry-After

A spent budget concerns searches only. https://developers.openalex.org/api-reference/authentication
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from readlist.model.dates import find_date
from readlist.model.identifiers import Identifier, parse_doi, parse_url
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.model.record import Record
from readlist.providers.base import UnreadableError, plain_text, read_each, text_of, unexpected
from readlist.providers.circuit_breaker import BUSY_PAUSE, CircuitBreaker, DownError
from readlist.providers.display_names import duration
from readlist.providers.http import retry_after
from readlist.providers.single_lookup import Single
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from readlist.errors import NetworkError
    from readlist.providers.http import Answer
    from readlist.providers.settings import Settings

SEARCH = "search"
"""The service of OpenAlex that has a budget, and a breaker of its own."""
_SEARCH_COST = 10
_ARXIV_PREFIX = "10.48550/arxiv."
_PREPRINT_TYPES = frozenset(("repository", "preprint", "other", "metadata", None))
_NOT_FOR_SEARCH = re.compile(r"[^\w\s-]")


class Openalex(Single):
    """Records by DOI, and by title."""

    name: ClassVar[str] = "openalex"
    schemes: ClassVar[tuple[str, ...]] = ("doi", "arxiv")
    home: ClassVar[str] = "https://api.openalex.org"
    interval: ClassVar[float] = 0.1

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._settings = settings
        key = settings.keys.get(self.name)
        self._params = {"api_key": key} if key else {}

    def explain(self, answer: Answer) -> NetworkError | None:
        """Return the error for a spent budget: no wait of hours, and single works are still answered."""
        if answer.status != 429:
            return None
        wait = retry_after(answer.headers, self._settings.clock()) or BUSY_PAUSE
        hint = "" if self._params else "A free key allows ten times as many: set READLIST_OPENALEX_KEY."
        return DownError(
            f"the daily budget at OpenAlex is spent for another {duration(wait)}", hint=hint, pause=wait
        )

    def find(self, identifier: Identifier) -> ProviderRecord:
        """Fetch one work."""
        prefix = _ARXIV_PREFIX if identifier.scheme == "arxiv" else ""
        content = self.ask(identifier, f"/works/doi:{prefix}{identifier.value}", **self._params).json()
        found = read_work(content)
        if found is None:
            raise UnreadableError(self.name, str(identifier))
        return found

    def iter_locations(self, identifier: Identifier) -> Iterator[ProviderRecord]:
        """Yield the places in which a work has appeared, each as a record with its venue, DOI and type."""
        prefix = _ARXIV_PREFIX if identifier.scheme == "arxiv" else ""
        content = self.ask(identifier, f"/works/doi:{prefix}{identifier.value}", **self._params).json()
        yield from read_each(self.name, content["locations"], lambda one: _read_location(content, one))

    def search_title(self, title: str, *, limit: int = 10) -> list[ProviderRecord]:
        """Search for works with this title, unless the budget is spent. Raises NetworkError."""
        breaker = CircuitBreaker(self._settings, self.name, SEARCH)
        breaker.check()
        try:
            return self._search(breaker, title, limit)
        except DownError as error:
            breaker.trip(error)
            raise

    def _search(self, breaker: CircuitBreaker, title: str, limit: int) -> list[ProviderRecord]:
        words = " ".join(_NOT_FOR_SEARCH.sub(" ", title).split())
        params = {"filter": f"title.search:{words}", "per-page": str(limit), **self._params}
        answer = self.http.get(f"{self.url}/works", params=params)
        self._watch_budget(breaker, answer)
        content = answer.json() if answer.status == 200 else None
        items = content.get("results") if isinstance(content, dict) else None
        if not isinstance(items, list):
            raise unexpected(self.name, answer)
        return read_each(self.name, items, read_work)

    def _watch_budget(self, breaker: CircuitBreaker, answer: Answer) -> None:
        """Send no further search if what is left of the budget does not pay for it."""
        left, reset = (answer.headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "reset"))
        if left.isdigit() and int(left) < _SEARCH_COST:
            pause = float(reset) if reset.isdigit() else BUSY_PAUSE
            breaker.trip(
                DownError(f"the daily budget at OpenAlex is spent for {duration(pause)}", pause=pause)
            )


def read_work(item: Mapping[str, Any]) -> ProviderRecord | None:
    """Convert a work in OpenAlex's format (https://developers.openalex.org/api-reference/works); None without title."""
    title = plain_text(text_of(item["title"]))
    if not title:
        return None
    location = item.get("primary_location") or {}
    ids = tuple(dict.fromkeys(filter(None, (_id(item.get("doi")), *map(_location_id, _locations(item))))))
    year, month = find_date(str(item.get("publication_date") or item.get("publication_year") or ""))
    record = Record(
        kind="paper",
        title=title,
        authors=tuple(
            filter(None, (one_line(text_of(one["author"]["display_name"])) for one in item["authorships"]))
        ),
        abstract=_abstract(item.get("abstract_inverted_index")),
        year=year,
        month=month,
        venue=_venue(location),
        ids=ids,
        url=ids[0].url if ids else one_line(item["id"]),
    )
    return ProviderRecord(Openalex.name, record, ProviderFacts(withdrawn=item.get("is_retracted") is True))


def _locations(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in item.get("locations") or () if isinstance(one, dict)]


def _id(doi: Any) -> Identifier | None:
    return parse_doi(str(doi)) if doi else None


def _location_id(location: Mapping[str, Any]) -> Identifier | None:
    """Return the ID in a location's page, if it is arXiv's, OpenReview's or the ACL's."""
    return parse_url(str(location.get("landing_page_url") or ""))


def _venue(location: Mapping[str, Any]) -> str | None:
    """Return the journal or conference of a location; a repository is not a venue."""
    source = location.get("source") or {}
    return (
        None
        if source.get("type") in _PREPRINT_TYPES
        else one_line(text_of(source.get("display_name"))) or None
    )


def _read_location(work: Mapping[str, Any], location: Mapping[str, Any]) -> ProviderRecord | None:
    found = read_work(work)
    identifier = _location_id(location)
    venue = _venue(location)
    if found is None or identifier is None or venue is None or identifier.scheme == "arxiv":
        return None
    record = found.record._replace(ids=(identifier,), venue=venue, url=identifier.url)
    return ProviderRecord(found.origin, record, found.facts)


def _abstract(index: Mapping[str, list[int]] | None) -> str | None:
    """Return the abstract from OpenAlex's index of its words: word to places."""
    if not index:
        return None
    words = sorted((place, word) for word, places in index.items() for place in places)
    return plain_text(" ".join(word for _, word in words)) or None
