"""Is a link dead? Several sites at once, each site one request at a time, and never on suspicion.

    URLs ──> by site ──> GitHub: its API ──> ok, moved (renamed), archived, dead (404)
                     ──> arXiv: not asked; an ID that is well-formed stays
                     ──> others: GET, redirects followed ─┬─ 404, 410, and again some seconds later ──> dead
                                                         ├─ 403, 412, 429, 5xx, no name, TLS, time ──> unsure
                                                         └─ else ──> ok
    each result ──> links.jsonl in the cache folder: a run that was stopped is continued by the next one

What is unsure is no finding: sites refuse programs for many reasons, and most such alarms are false.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from readlist.errors import NotFoundError, ReadlistError
from readlist.model.identifiers import Identifier, parse_url
from readlist.providers.circuit_breaker import DownError
from readlist.providers.github import Github
from readlist.providers.rate_limiter import is_arxiv
from readlist.providers.web_page import WebPage
from readlist.util.private_files import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from readlist.providers.settings import Settings

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


def check_links(urls: Iterable[str], settings: Settings) -> Iterator[LinkStatus]:
    """Check links and yield the state of each as it is known; those of the last days come from the cache."""
    wanted = list(dict.fromkeys(urls))
    log = _Log(settings)
    known = log.read(wanted)
    yield from known.values()
    by_site: dict[str, list[str]] = defaultdict(list)
    for url in wanted:
        if url not in known:
            by_site[_site(url)].append(url)
    results: SimpleQueue[LinkStatus | None] = SimpleQueue()
    settings = dataclasses.replace(settings, tries=1)
    with ThreadPoolExecutor(_SITES_AT_ONCE) as pool:
        for site, links in by_site.items():
            pool.submit(_check_site, site, links, settings, results)
        for _ in by_site:
            while (status := results.get()) is not None:
                log.add(status)
                yield status


def _site(url: str) -> str:
    identifier = parse_url(url)
    if identifier and identifier.scheme == "github":
        return _GITHUB
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _check_site(
    site: str, urls: Sequence[str], settings: Settings, results: SimpleQueue[LinkStatus | None]
) -> None:
    """Check the links of one site one after another; the end is None, whatever happens."""
    try:
        check = _check_repositories if site == _GITHUB else _check_pages
        for status in check(site, urls, settings):
            results.put(status)
    finally:
        results.put(None)


# -- GitHub ------------------------------------------------------------------------------------------------------------


def _check_repositories(_site: str, urls: Sequence[str], settings: Settings) -> Iterator[LinkStatus]:
    """Ask GitHub's API once for each repository: a renamed one has not been deleted."""
    by_name: dict[Identifier, list[str]] = defaultdict(list)
    for url in urls:
        identifier = parse_url(url)
        if identifier:
            by_name[identifier].append(url)
    down: DownError | None = None
    with contextlib.closing(Github(settings)) as github:
        for identifier, links in by_name.items():
            state, name = UNSURE, ""
            try:
                if down is None:
                    state, name = _repository_state(github, identifier)
            except DownError as error:
                down = error
            except ReadlistError as error:
                name = error.message
            detail = f"{down.message} {down.hint}" if down and state == UNSURE else name
            yield from (LinkStatus(url, state, _renamed(url, detail, state)) for url in links)


def _repository_state(github: Github, identifier: Identifier) -> tuple[str, str]:
    try:
        name, archived = github.find_state(identifier)
    except NotFoundError:
        return DEAD, "GitHub has no such repository"
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


def _check_pages(site: str, urls: Sequence[str], settings: Settings) -> Iterator[LinkStatus]:
    """Ask for each page, and again later for those that seem dead."""
    if is_arxiv(f"https://{site}"):
        yield from (LinkStatus(url, OK) for url in urls)
        return
    suspects = []
    with contextlib.closing(WebPage(settings, turns=f"page {site}")) as pages:
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
