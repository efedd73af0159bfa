"""The title of any other web page, fetched with care because its URL may come from somebody else's notes.

    URL ──> http(s), no credentials ──> each host on the way resolved, private addresses refused (network_guard)
        ──> at most 1 MB, five redirects ──> HTML: citation_title, og:title, <title> ──> ProviderRecord

The connection uses the address that was checked, so that a name cannot resolve differently the second time. A proxy
resolves names itself: hosts that are private here are not requested from it; hosts that only it can resolve are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin, urlsplit

from readlist.errors import NetworkError, NotFoundError
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Link, Record
from readlist.model.urls import link_role, url_kind, url_title
from readlist.providers.circuit_breaker import DownError
from readlist.providers.http import Answer, Http, TransientError
from readlist.providers.network_guard import check_address
from readlist.providers.page_metadata import read_metadata

if TYPE_CHECKING:
    from readlist.providers.settings import Settings

MAX_BYTES = 2**20
"""Bytes of a page that are read: the title is near the start."""
_MAX_REDIRECTS = 5
_INTERVAL = 0.5
_MAX_TITLE = 500


class WebPage:
    """Web pages; those with the same ``turns`` are fetched one after another.

    A host that asks us to wait, or has failed twice in a row, is left alone for the rest of the run.
    """

    name: ClassVar[str] = "page"

    def __init__(self, settings: Settings, *, turns: str = "") -> None:
        self._settings = settings
        self._http = Http(
            settings,
            self.name,
            interval=settings.delays.get(self.name, _INTERVAL),
            turns=turns,
            headers={"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"},
            private=settings.private_hosts,
            follow=False,
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def abandon(self) -> None:
        """Let others ask, although the page has not arrived."""
        self._http.abandon()

    def find(self, url: str) -> ProviderRecord:
        """Fetch a page and read its title. Raises InputError, NotFoundError, NetworkError."""
        answer = self.follow(url)
        if answer.status in (404, 410):
            raise NotFoundError(f"there is no page {url}", hint="Check the address.")
        if answer.status != 200:
            raise NetworkError(f"{_host(url)} did not send the page (HTTP {answer.status})")
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        title = _read_title(answer) if kind in ("", "text/html", "application/xhtml+xml") else None
        return ProviderRecord(self.name, _record(url, title))

    def follow(self, url: str, *, max_bytes: int = MAX_BYTES) -> Answer:
        """Fetch ``url`` and follow its redirects, checking each address before the request. Raises as ``find`` does."""
        for _ in range(_MAX_REDIRECTS + 1):
            check_address(url, self._settings.private_hosts)
            answer = self._get(url, max_bytes)
            target = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return answer
            url = urljoin(url, target)
        raise NetworkError(f"{_host(url)} redirects too often")

    def _get(self, url: str, max_bytes: int) -> Answer:
        """Fetch one page, unless its host is left alone. Raises NetworkError."""
        failures, host = self._settings.tripped, _host(url)
        once, twice = f"page {host} once", f"page {host}"
        if known := failures.get(twice):
            raise NetworkError(
                f"{known.message}; {host} is left alone for the rest of the run", hint=known.hint
            )
        try:
            answer = self._http.get(url, max_bytes=max_bytes, cut=True)
        except DownError as error:
            if isinstance(error, TransientError) or error.pause:  # else this page alone is refused
                asked_to_wait = not isinstance(error, TransientError) or error.wait
                failures[twice if asked_to_wait or once in failures else once] = error
            raise
        failures.pop(once, None)
        return answer


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _record(url: str, title: str | None) -> Record:
    title = title or url_title(url)
    return Record(kind=url_kind(url), title=title, url=url, links=(Link(url, link_role(url)),))


def _read_title(answer: Answer) -> str | None:
    page = read_metadata(answer.body, answer.headers.get("content-type", ""))
    return page.first("citation_title", "og:title", "title")[:_MAX_TITLE] or None
