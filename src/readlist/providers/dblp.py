"""DBLP: venues and DOIs of works in computer science, by title.

    title, first surname ──> /search/publ/api?q=… ──> hits, newest first, without CoRR, those with a DOI first

DBLP returns at most a hundred hits, so a well-known title needs a surname to bring the right one among them; its record
of arXiv's copy (CoRR) is of no use here. It has no abstracts. After a burst it answers 429 once and then drops
connections. https://dblp.org/faq/How+to+use+the+dblp+search+API.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from readlist.model.identifiers import parse_doi, parse_url
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Record
from readlist.providers.base import plain_text, read_each, text_of, unexpected
from readlist.providers.http import Http
from readlist.text.display import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from readlist.providers.settings import Settings

URL = "https://dblp.org"
_INTERVAL = 2.0
_MAX_HITS = 100
_NAMESAKE = re.compile(r"\s+\d{4}$")
"""The number that DBLP appends to the name of one of several people: Wei Wang 0001."""
_NICKNAME = re.compile(r"^\s*[^\s:]+\s*:\s+(?=(?:\S+\s+){2}\S)")
"""The nickname before a title of three words or more: the published form may lack it, and all words must be found."""
_SPELT_OTHERWISE = re.compile(r"[^\x00-\x7f]|[aou]e|ss")
"""In a surname that DBLP may write in other letters: Müller, Mueller."""
_WORDS = re.compile(r"\w+")


class Dblp:
    """Records by title."""

    name: ClassVar[str] = "dblp"

    def __init__(self, settings: Settings) -> None:
        self._url = settings.urls.get(self.name, URL)
        self._http = Http(settings, self.name, interval=settings.delays.get(self.name, _INTERVAL))

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def search_title(self, title: str, *, surname: str = "", limit: int = 10) -> list[ProviderRecord]:
        """Search for works with the words of ``title`` and an author's ``surname``. Raises NetworkError."""
        words = _NICKNAME.sub("", title)
        hits = self._search(f"{words} {surname}")
        if not hits and _SPELT_OTHERWISE.search(surname):
            hits = self._search(words)
        found = read_each(self.name, hits, _read)
        return sorted(found, key=lambda one: not _has_doi(one))[:limit]

    def _search(self, text: str) -> list[Any]:
        """Return the hits that have all words of ``text``."""
        params = {"q": " ".join(_WORDS.findall(text)), "format": "json", "h": str(_MAX_HITS), "c": "0"}
        answer = self._http.get(f"{self._url}/search/publ/api", params=params)
        hits = _hits(answer.json()) if answer.status == 200 else None
        if hits is None:
            raise unexpected(self.name, answer)
        return hits


def _hits(content: Any) -> list[Any] | None:
    """Return the hits of an answer; DBLP leaves the list out where there are none."""
    result = content.get("result") if isinstance(content, dict) else None
    hits = result.get("hits") if isinstance(result, dict) else None
    found = hits.get("hit", []) if isinstance(hits, dict) else None
    return found if isinstance(found, list) else None


def _has_doi(found: ProviderRecord) -> bool:
    return any(i.scheme in ("doi", "acl") for i in found.record.ids)


def _read(hit: Mapping[str, Any]) -> ProviderRecord | None:
    """Convert a hit; None for CoRR's, which is arXiv's copy, and for anything that is not a publication at a venue."""
    info = hit["info"]
    venues = info.get("venue") or ""
    venue = one_line(text_of(venues[0] if isinstance(venues, list) else venues))
    title = plain_text(text_of(info["title"])).removesuffix(".")
    if not venue or venue == "CoRR" or not title:
        return None
    pages = info.get("ee") or ()
    urls = [pages] if isinstance(pages, str) else pages
    ids = [parse_doi(str(info.get("doi") or "")), *(parse_url(str(url)) for url in urls)]
    known = tuple(dict.fromkeys(i for i in ids if i and i.scheme in ("doi", "acl", "openreview")))
    year = str(info.get("year", ""))
    record = Record(
        kind="paper",
        title=title,
        authors=_authors(info.get("authors") or {}),
        year=int(year) if year.isdigit() else None,
        venue=venue,
        ids=known,
        url=known[0].url if known else one_line(info.get("url")) or None,
    )
    return ProviderRecord(Dblp.name, record)


def _authors(authors: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names; a single author is not in a list."""
    listed = authors.get("author") or ()
    people = [listed] if isinstance(listed, dict) else listed
    return tuple(_NAMESAKE.sub("", one_line(text_of(person["text"]))) for person in people)
