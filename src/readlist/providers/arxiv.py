"""arXiv's API, through the ``arxiv`` package with our own HTTP session.

    IDs ──> batches of 100 ──> request ─┬─ feed ──> results, matched by ID (their order is not that of the request)
                                        ├─ empty or cut short ──> retry
                                        ├─ 429 or 'Rate exceeded' ──> the service is full: ask another source
                                        └─ 400, 414 ──> two halves, down to the ID that arXiv rejects

The package builds queries and parses feeds. Its client has no timeout, does not share its rate limit between processes
and ignores Retry-After, so it gets a session that does all of that (``http``) and fetches each page once. Its log is
turned off: it contains the texts of others.

The API: https://info.arxiv.org/help/api/user-manual.html; its terms (one request in three seconds, one
connection): https://info.arxiv.org/help/api/tou.html
"""

from __future__ import annotations

import contextlib
import logging
import re
from typing import TYPE_CHECKING, ClassVar

import arxiv  # type: ignore[import-untyped]

from readlist.errors import NetworkError, NotFoundError
from readlist.model.identifiers import Identifier, parse_arxiv, parse_doi, parse_url
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.model.record import Link, Record
from readlist.providers.arxiv_sites import TURNS, find_interval
from readlist.providers.base import (
    UNREADABLE,
    Batch,
    UnreadableError,
    fetch_in_batches,
    is_withdrawn,
    malformed_arxiv,
    match_answer,
)
from readlist.providers.circuit_breaker import BUSY_PAUSE
from readlist.providers.http import Answer, Http, TransientError
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from readlist.providers.settings import Settings

URL = "https://export.arxiv.org/api/query"
MAX_IDS = 100
"""Maximum IDs per request: longer lists have been answered with 414."""
_MIN_FOR_RETRY = 5
"""Minimum number of valid IDs for which an empty answer counts as one of arXiv's erroneous empty pages."""
_TITLE_WORDS = 12
# Words that Lucene's standard analyzer, which parses arXiv's queries, does not index:
# https://lucene.apache.org/core/9_0_0/analysis/common/org/apache/lucene/analysis/en/EnglishAnalyzer.html
_STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to "
    "was will with".split()
)
_ENTRY = re.compile(rb"<entry\b.*?</entry>", re.DOTALL)
_LOG = logging.getLogger("arxiv")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False


class Arxiv:
    """Records of arXiv papers, by ID or by title."""

    name: ClassVar[str] = "arxiv"
    schemes: ClassVar[tuple[str, ...]] = ("arxiv",)

    def __init__(self, settings: Settings) -> None:
        self._url = settings.urls.get(self.name, URL)
        interval = find_interval(self._url, settings)
        self._http = Http(settings, self.name, interval=interval, turns=TURNS, explain=_explain)

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def fetch(self, ids: Sequence[Identifier]) -> Iterator[Batch]:
        """Fetch ``ids``, a hundred per request; an ID with a version fetches that version."""
        valid = [i for i in dict.fromkeys(ids) if parse_arxiv(i.value)]
        if refused := {i: malformed_arxiv(i) for i in ids if not parse_arxiv(i.value)}:
            yield Batch(problems=refused)
        yield from fetch_in_batches(self._fetch, valid, MAX_IDS)

    def _fetch(self, ids: Sequence[Identifier]) -> Batch:
        try:
            results, sent = self._ask(
                arxiv.Search(id_list=[_versioned(i) for i in ids], max_results=len(ids))
            )
        except _RefusedError:
            return self._fetch_halves(ids)
        return _match_results(ids, results, sent)

    def _fetch_halves(self, ids: Sequence[Identifier]) -> Batch:
        """Fetch each half by itself, to isolate the ID that makes arXiv reject the whole list."""
        if len(ids) == 1:
            return Batch(problems={ids[0]: malformed_arxiv(ids[0])})
        half = len(ids) // 2
        first, second = self._fetch(ids[:half]), self._fetch(ids[half:])
        return Batch({**first.found, **second.found}, {**first.problems, **second.problems})

    def search_title(self, title: str, *, limit: int = 10) -> list[ProviderRecord]:
        """Search for papers whose title has the words of ``title``, best first. Raises NetworkError.

        The caller decides whether one of them is the right paper.
        """
        distinct = dict.fromkeys(re.findall(r"\w+", title.lower()))
        words = [word for word in distinct if word not in _STOP_WORDS][:_TITLE_WORDS]
        if not words:
            return []
        query = " AND ".join(f"ti:{word}" for word in words)
        try:
            results, sent = self._ask(arxiv.Search(query=query, max_results=limit))
        except _RefusedError as error:
            raise NetworkError(f"arXiv does not accept the query {query!r}") from error
        if sent and not results:
            raise UnreadableError(self.name)
        return results

    def _ask(self, search: arxiv.Search) -> tuple[list[ProviderRecord], int]:
        """Fetch one page and return the papers on it that can be read, and the number of entries that it has."""
        session = _Session(self._http, many=len(search.id_list) >= _MIN_FOR_RETRY)
        try:
            results = self._parse(search, session)
        except UNREADABLE:
            results = []
            for entry in _split_feed(session.page):
                with contextlib.suppress(*UNREADABLE):
                    results += self._parse(search, _Page(entry))
        return results, session.entries

    def _parse(self, search: arxiv.Search, session: _Session | _Page) -> list[ProviderRecord]:
        """Let the package parse a page, the only one: it would fetch another if an ID or an entry is missing."""
        client = arxiv.Client(page_size=search.max_results or MAX_IDS, delay_seconds=0, num_retries=0)
        client.query_url_format = self._url + "?{}"
        client._session = session  # noqa: SLF001  (the only way to set a time limit)
        results: list[ProviderRecord] = []
        with contextlib.suppress(_LastPageError):
            for result in client.results(search):
                results += filter(None, (_to_record(result),))
        return results


def _explain(answer: Answer) -> NetworkError | None:
    """Return the error for 'Rate exceeded.', with status 429 or 200: it concerns all clients, so waiting is in vain."""
    is_full = b"rate exceeded" in answer.body[:200].lower()
    if not is_full and (answer.status != 429 or "retry-after" in answer.headers):
        return None
    return TransientError("arXiv's API is full: 'Rate exceeded'", tries=1, pause=BUSY_PAUSE)


class _LastPageError(Exception):
    """There is no further page."""


class _RefusedError(Exception):
    """ArXiv rejects this list of IDs (400), or it is too long (414)."""


class _Session:
    """A replacement for the requests session of ``arxiv.Client`` that fetches pages with our own client.

    ``page``: the last page, and ``entries`` the number of entries on it.
    """

    def __init__(self, http: Http, *, many: bool) -> None:
        self._http = http
        self._many = many
        self._empty = 0
        self.page = b""
        self.entries = 0

    def get(self, url: str, headers: Mapping[str, str]) -> _Response:  # noqa: ARG002  (the client names itself there)
        if self.page:
            raise _LastPageError
        answer = self._http.get(url, check=self._check)
        if answer.status in (400, 404, 414) or b"/api/errors" in answer.body:
            raise _RefusedError
        self.page = answer.body
        self.entries = answer.body.count(b"<entry")
        return _Response(answer.status, answer.body)

    def _check(self, answer: Answer) -> Answer:
        if answer.status in (400, 404, 414):
            return answer
        body = answer.body.strip()
        if b"<feed" not in body[:1000]:
            raise TransientError(
                "arXiv's address sent no Atom feed; a login page or a proxy may have intercepted the request"
            )
        if not body.endswith(b"</feed>"):
            raise TransientError("arXiv's answer was cut short")
        if b"<entry" not in body:
            self._check_empty(body)
        return answer

    def _check_empty(self, body: bytes) -> None:
        """Raise for an empty page that looks like an error: arXiv sometimes sends one, whatever total it reports."""
        self._empty += 1
        total = re.search(rb"totalResults[^>]*>\s*(\d+)", body)
        counted = int(total[1]) if total else 0
        if self._empty == 1 or counted or self._many:
            raise _EmptyPageError


class _EmptyPageError(TransientError):
    def __init__(self) -> None:
        super().__init__("arXiv sent an empty page, although it has matching papers", tries=3, least=2)


class _Response:
    """The two attributes of a requests response that ``arxiv.Client`` uses."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status_code = status
        self.content = body


class _Page:
    """A page that was fetched before, in the place of a session."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def get(self, url: str, headers: Mapping[str, str]) -> _Response:  # noqa: ARG002
        if not self._body:
            raise _LastPageError
        body, self._body = self._body, b""
        return _Response(200, body)


def _split_feed(page: bytes) -> list[bytes]:
    """Return a feed for each entry of a feed, so that one that cannot be read does not cost the others."""
    head, _, _ = page.partition(b"<entry")
    return [b"%b%b</feed>" % (head, entry) for entry in _ENTRY.findall(page)]


def _versioned(identifier: Identifier) -> str:
    return identifier.value + (f"v{identifier.version}" if identifier.version else "")


def _match_results(ids: Sequence[Identifier], results: Sequence[ProviderRecord], sent: int) -> Batch:
    """Match results to the requested IDs by their own ID; of duplicates use the last, which is the complete one.

    ``sent``: the number of entries that the answer had.
    """
    by_id: dict[Identifier, ProviderRecord] = {}
    for found in results:
        version = found.record.ids[0]
        by_id[version] = by_id[Identifier("arxiv", version.value)] = found
    repeated = len(results) - len({found.record.ids[0] for found in results})
    return match_answer(Arxiv.name, ids, by_id, sent - repeated, _unknown)


def _unknown(identifier: Identifier) -> NotFoundError:
    return NotFoundError(f"arXiv has no paper {_versioned(identifier)}", hint="Check the number.")


def _to_record(result: arxiv.Result) -> ProviderRecord | None:
    """Convert a result of the package; None for an entry that is not a paper, or an incomplete one."""
    identifier = parse_url(result.entry_id)
    title = one_line(result.title)
    if identifier is None or identifier.scheme != "arxiv" or not title:
        return None
    doi = parse_doi(result.doi) if result.doi else None
    record = Record(
        kind="paper",
        title=title,
        authors=tuple(name for author in result.authors if (name := one_line(author.name))),
        abstract=one_line(result.summary) or None,
        year=result.published.year,
        month=result.published.month,
        venue=one_line(result.journal_ref) or None,
        ids=(identifier, doi) if doi else (identifier,),
        categories=tuple(dict.fromkeys(filter(None, (result.primary_category, *result.categories)))),
        url=identifier.url,
        links=(Link(f"https://arxiv.org/pdf/{identifier.value}", "pdf"),),
    )
    comment = one_line(result.comment)
    withdrawn = is_withdrawn(comment, record.abstract)
    return ProviderRecord(Arxiv.name, record, ProviderFacts(identifier.version, withdrawn, comment or None))
