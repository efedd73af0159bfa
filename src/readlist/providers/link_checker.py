"""Is a link dead? Several sites at once, each site one request at a time, and never on suspicion.

    URLs ──> by site ──> GitHub: its API ──> ok, moved (renamed), archived, dead (404, and again some seconds later)
                     ──> arXiv: not asked; an ID that is well-formed stays
                     ──> others: GET, redirects followed ─┬─ 404, 410, and again some seconds later ──> dead
                                                         ├─ 403, 412, 429, 5xx, no name, TLS, time ──> unsure
                                                         └─ else ──> ok
    each result ──> links.jsonl in the cache folder: a run that was stopped is continued by the next one

A site that asks us to wait, or fails twice in a row, is left alone: its other links are unsure. The threads do not keep
a stopped program from ending: what they wait for is given up. What is unsure is no finding: sites refuse programs for many reasons, and most such alarms are false.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import threading
from collections import defaultdict
from dataclasses import asdict, dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from readlist.errors import NotFoundError, ReadlistError
from readlist.model.identifiers import Identifier, parse_url
from readlist.providers.circuit_breaker import DownError
from readlist.providers.github import Github
from readlist.providers.http import TRY_LATER
from readlist.providers.rate_limiter import is_arxiv
from readlist.providers.web_page import WebPage
from readlist.util.private_files import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from readlist.providers.settings import Settings

_Opened = TypeVar("_Opened", Github, WebPage)
OK, DEAD, MOVED, ARCHIVED, UNSURE = "ok", "dead", "moved", "archived", "unsure"
_DEAD_STATUS = (404, 410)
_SITES_AT_ONCE = 8
_SECOND_LOOK = 5.0
"""Seconds before a link that seems dead is asked again."""
_KEPT = (OK, MOVED, ARCHIVED)
"""States that are not asked about again while they are fresh."""
_FEW_BYTES = 4096
_GITHUB = "github.com"


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """The state of a link, one of the constants above; ``detail``: the new address, or the reason."""

    url: str
    state: str
    detail: str = ""


def check_links(urls: Iterable[str], settings: Settings) -> Generator[LinkStatus]:
    """Check links and yield the state of each as it is known; those of the last days come from the cache."""
    wanted = list(dict.fromkeys(urls))
    log = _Log(settings)
    known = log.read(wanted)
    yield from known.values()
    by_site: dict[str, list[str]] = defaultdict(list)
    for url in wanted:
        if url not in known:
            by_site[_site(url)].append(url)
    for status in _Workers(by_site, dataclasses.replace(settings, tries=1)).run():
        log.add(status)
        yield status


def is_repository(url: str) -> bool:
    """Return whether a link leads to a repository at GitHub, or to something in it."""
    identifier = parse_url(url)
    return identifier is not None and identifier.scheme == "github"


def _site(url: str) -> str:
    if is_repository(url):
        return _GITHUB
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


class _Workers:
    """Threads that check one site each, its links one after another; they end with the program, whatever they wait for."""

    def __init__(self, by_site: Mapping[str, Sequence[str]], settings: Settings) -> None:
        self._settings = settings
        self._todo: SimpleQueue[tuple[str, Sequence[str]]] = SimpleQueue()
        for item in by_site.items():
            self._todo.put(item)
        self._sites = len(by_site)
        self._results: SimpleQueue[LinkStatus | None] = SimpleQueue()
        self._open: set[Github | WebPage] = set()
        self._stopped = threading.Event()

    def run(self) -> Iterator[LinkStatus]:
        """Yield the results as they arrive. Stopped before the end, what is being asked is given up."""
        for _ in range(min(_SITES_AT_ONCE, self._sites)):
            threading.Thread(target=self._work, daemon=True).start()
        try:
            for _ in range(self._sites):
                while (status := self._results.get()) is not None:
                    yield status
        finally:
            self._stopped.set()
            for provider in list(self._open):
                provider.abandon()

    def _work(self) -> None:
        with contextlib.suppress(Empty):
            while not self._stopped.is_set():
                self._check_site(*self._todo.get_nowait())

    def _check_site(self, site: str, urls: Sequence[str]) -> None:
        """Check the links of one site; the end is None, whatever happens."""
        try:
            for status in self._find_states(site, urls):
                self._results.put(status)
                if self._stopped.is_set():
                    return
        finally:
            self._results.put(None)

    def _find_states(self, site: str, urls: Sequence[str]) -> Iterator[LinkStatus]:
        if is_arxiv(f"https://{site}"):
            yield from (LinkStatus(url, OK) for url in urls)
            return
        if site == _GITHUB:
            with self._opened(Github(self._settings)) as github:
                yield from _check_repositories(github, urls, self._settings)
        else:
            with self._opened(WebPage(self._settings, turns=f"page {site}")) as pages:
                yield from _check_pages(pages, urls, self._settings)

    @contextlib.contextmanager
    def _opened(self, provider: _Opened) -> Iterator[_Opened]:
        self._open.add(provider)
        try:
            yield provider
        finally:
            self._open.discard(provider)
            provider.close()


# -- GitHub ------------------------------------------------------------------------------------------------------------


def _check_repositories(github: Github, urls: Sequence[str], settings: Settings) -> Iterator[LinkStatus]:
    """Ask GitHub's API once for each repository, and again for those that seem deleted: a renamed one is not."""
    by_name: dict[Identifier, list[str]] = defaultdict(list)
    for url in urls:
        identifier = parse_url(url)
        if identifier:
            by_name[identifier].append(url)
    suspects = []
    for identifier, links in by_name.items():
        state, detail = _repository_state(github, identifier)
        if state == DEAD:
            suspects.append(identifier)
        else:
            yield from (LinkStatus(url, state, _renamed(url, detail, state)) for url in links)
    if suspects:
        settings.sleep(_SECOND_LOOK)
    for identifier in suspects:
        state, detail = _repository_state(github, identifier)
        yield from (LinkStatus(url, state, _renamed(url, detail, state)) for url in by_name[identifier])


def _repository_state(github: Github, identifier: Identifier) -> tuple[str, str]:
    """Return the state of a repository and its name, or the reason; once GitHub is down, it is not asked again."""
    try:
        if github.down:
            raise github.down
        name, archived = github.find_state(identifier)
    except NotFoundError:
        return DEAD, "GitHub has no such repository"
    except DownError as error:
        github.down = error
        hint = "" if error.hint == TRY_LATER else error.hint
        return UNSURE, f"{error.message}. {hint}".removesuffix(". ")
    except ReadlistError as error:
        return UNSURE, error.message
    if name.lower() != identifier.value:
        return MOVED, name
    return (ARCHIVED, name) if archived else (OK, name)


def _renamed(url: str, name: str, state: str) -> str:
    """Return the address with the new name of its repository, and the rest of the path as it is."""
    if state != MOVED:
        return name if state in (DEAD, UNSURE) else ""
    parts = urlsplit(url)
    rest = parts.path.split("/")[3:]
    suffix = ".git" if parts.path.rstrip("/").endswith(".git") and not rest else ""
    path = "/".join(("", *name.split("/"), *rest)) + suffix
    return parts._replace(scheme="https", netloc=_GITHUB, path=path).geturl()


# -- other sites -------------------------------------------------------------------------------------------------------


def _check_pages(pages: WebPage, urls: Sequence[str], settings: Settings) -> Iterator[LinkStatus]:
    """Ask for each page, and again later for those that seem dead."""
    suspects = []
    for url in urls:
        status = _page_status(pages, url)
        if status.state == DEAD:
            suspects.append(url)
        else:
            yield status
    if suspects:
        settings.sleep(_SECOND_LOOK)
    for url in suspects:
        yield _page_status(pages, url)


def _page_status(pages: WebPage, url: str) -> LinkStatus:
    try:
        answer = pages.follow(url, max_bytes=_FEW_BYTES)
    except ReadlistError as error:
        return LinkStatus(url, UNSURE, error.message)
    if answer.status in _DEAD_STATUS:
        return LinkStatus(url, DEAD, f"HTTP {answer.status}")
    if answer.status >= 400:
        return LinkStatus(url, UNSURE, f"HTTP {answer.status}")
    return LinkStatus(url, OK)


# -- the log -----------------------------------------------------------------------------------------------------------


class _Log:
    """Results on disk, one line each; what cannot be read or written is asked again."""

    def __init__(self, settings: Settings) -> None:
        self._path: Path = settings.cache_dir / "links.jsonl"
        self._seconds = settings.cache_days * 86_400
        self._clock = settings.clock

    def read(self, urls: Sequence[str]) -> dict[str, LinkStatus]:
        """Return the fresh results about these links."""
        wanted, out = set(urls), {}
        with contextlib.suppress(OSError), self._path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                with contextlib.suppress(ValueError, TypeError, KeyError):
                    row = json.loads(line)
                    status = LinkStatus(row["url"], row["state"], row["detail"])
                    is_fresh = 0 <= self._clock() - row["at"] < self._seconds
                    if is_fresh and status.state in _KEPT and status.url in wanted:
                        out[status.url] = status
        return out

    def add(self, status: LinkStatus) -> None:
        """Append a result."""
        line = json.dumps({**asdict(status), "at": self._clock()}, ensure_ascii=True)
        with contextlib.suppress(OSError):
            make_private_folder(self._path.parent)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
