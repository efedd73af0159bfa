"""arXiv's services: where they are, and the one rate limit that holds across them.

    api/query   export.arxiv.org    a hundred papers per request, any version       (``arxiv``)
    oai         oaipmh.arxiv.org    one paper per request, the latest version       (``arxiv_oai``)
    abs, pdf    arxiv.org           one paper per request, any version              (``arxiv_page``, PDF downloads)

If the settings name another server for the API, its other services are looked for on the same server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from readlist.providers.rate_limiter import ARXIV_INTERVAL, is_arxiv
from readlist.providers.single_lookup import Single

if TYPE_CHECKING:
    from readlist.providers.settings import Settings

TURNS = "arxiv"
"""The name of the rate limit of all of arXiv's services."""
_HOMES = {"arxiv_oai": ("https://oaipmh.arxiv.org", "/oai"), "arxiv_page": ("https://arxiv.org", "")}


def find_url(name: str, settings: Settings) -> str:
    """Return the URL of ``arxiv_oai`` or ``arxiv_page``."""
    home, path = _HOMES[name]
    if name in settings.urls:
        return settings.urls[name]
    if api := settings.urls.get("arxiv"):
        parts = urlsplit(api)
        home = home if is_arxiv(api) else f"{parts.scheme}://{parts.netloc}"
    return home + path


def find_interval(url: str, settings: Settings) -> float:
    """Return the seconds between requests; at arXiv itself they cannot be lowered."""
    return ARXIV_INTERVAL if is_arxiv(url) else settings.delays.get(TURNS, ARXIV_INTERVAL)


class ArxivSite(Single):
    """A service of arXiv that is asked for one paper at a time, at the URL and the rate that hold for arXiv."""

    schemes: ClassVar[tuple[str, ...]] = ("arxiv",)
    turns: ClassVar[str] = TURNS

    def find_url(self, settings: Settings) -> str:
        """Return the URL of the service."""
        return find_url(self.name, settings)

    def find_interval(self, settings: Settings) -> float:
        """Return the seconds between requests."""
        return find_interval(self.find_url(settings), settings)
