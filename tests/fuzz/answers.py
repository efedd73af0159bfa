"""Feed made-up answers to the providers: no connection is opened, all else is as in a command.

The first letter of the input says what is asked (``CALLS``: a, b, c…), the rest is the body of every answer.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import string
import tempfile
from pathlib import Path
from unittest import mock

from readlist.errors import ReadlistError
from readlist.model.identifiers import Identifier
from readlist.model.provenance import PROVIDERS
from readlist.model.record import Record
from readlist.providers import publications, resolver, title_search
from readlist.providers.arxiv_oai import ArxivOai
from readlist.providers.http import Answer, Http
from readlist.providers.link_checker import check_links
from readlist.providers.rate_limiter import RateLimiter
from readlist.providers.settings import Settings

TITLE = "Attention Is All You Need"
PREPRINT = Identifier("arxiv", "1706.03762")
DOI = Identifier("doi", "10.5555/3295222.3295349")
_OWN = Record(kind="paper", title=TITLE, authors=("Ashish Vaswani",), year=2017, ids=(PREPRINT,))


def _settings(*enabled: str) -> Settings:
    """Settings with which only these providers are asked, once each, and nothing is cached."""
    return Settings(
        cache_dir=Path(tempfile.gettempdir()) / "readlist-fuzz-cache",
        mirror=None,
        tries=1,
        cache_days=0,
        disabled=frozenset(PROVIDERS) - set(enabled),
        sleep=lambda seconds: None,
    )


def _by_id(name: str, *ids: Identifier) -> None:
    for batch in resolver.iter_batches(ids, _settings(name)):
        for found in batch.found.values():
            found.record.to_json().encode()
        assert all(isinstance(error, ReadlistError) for error in batch.problems.values())


def _by_title(name: str) -> None:
    settings = _settings(name)
    for found in title_search.search_title(TITLE, settings, name):
        found.record.to_json().encode()
    with title_search.open_title_search(settings) as search:
        search.find([_OWN])


def _by_preprint(name: str) -> None:
    with publications.open_publications(_settings(name)) as search:
        search.find({PREPRINT: _OWN})


def _of_a_day() -> None:
    with contextlib.closing(ArxivOai(_settings("arxiv_oai"))) as provider:
        for page in itertools.islice(provider.iter_pages("2026-11-01", "2026-11-02", "cs"), 100):
            for _, found in page:
                found.record.to_json().encode()


CALLS = tuple(
    functools.partial(*call)
    for call in (
        (_by_id, "arxiv", PREPRINT, Identifier("arxiv", "hep-th/9901001", 2)),
        (_by_id, "arxiv_oai", PREPRINT),
        (_by_id, "arxiv_page", PREPRINT),
        (_by_id, "crossref", DOI, Identifier("doi", "10.1000/182")),
        (_by_id, "datacite", DOI, PREPRINT),
        (_by_id, "openalex", DOI),
        (_by_id, "acl", Identifier("acl", "2020.acl-main.1")),
        (_by_id, "openreview", Identifier("openreview", "nZeVKeeFYf9")),
        (_by_id, "github", Identifier("github", "a/b")),
        (_by_id, "semanticscholar", Identifier("acl", "P18-1001")),
        *((_by_title, name) for name in title_search.SOURCES),
        *((_by_preprint, name) for name in ("semanticscholar", "crossref", "openalex", "dblp", "openreview")),
        (_of_a_day,),
        (resolver.fetch_page, "https://example.org/a", _settings("page")),
        (
            lambda: list(
                check_links(["https://github.com/a/b", "https://example.org/a"], _settings("github", "page"))
            ),
        ),
    )
)
_LETTERS = string.ascii_letters


def read_answer(data: bytes) -> None:
    """Ask with this answer to all requests; only errors that are reported to people may be raised."""
    place = _LETTERS.find(chr(data[0])) if data else 0
    call = CALLS[place % len(CALLS)]
    body = data[1:]
    kind = {"content-type": "text/html" if body.lstrip()[:1] == b"<" else "application/json"}

    def send(self, request, read):
        return Answer(str(request.url), 200, kind, body)

    with (
        mock.patch.object(Http, "_send", send),
        mock.patch.object(RateLimiter, "turn", return_value=contextlib.nullcontext()),
        contextlib.suppress(ReadlistError),
    ):
        call()
