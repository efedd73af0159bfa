"""The names of providers in messages; everywhere else they have the short names of the configuration."""

from __future__ import annotations

_DISPLAY_NAMES = {
    "arxiv": "arXiv",
    "arxiv_oai": "arXiv's OAI-PMH",
    "arxiv_page": "arXiv's website",
    "crossref": "Crossref",
    "datacite": "DataCite",
    "acl": "the ACL Anthology",
    "dblp": "DBLP",
    "openalex": "OpenAlex",
    "openreview": "OpenReview",
    "semanticscholar": "Semantic Scholar",
    "github": "GitHub",
    "page": "the website",
}


def display_name(provider: str) -> str:
    """Return the name of a provider as the provider itself writes it; an unknown name is returned as it is."""
    return _DISPLAY_NAMES.get(provider, provider)


_MINUTES, _HOURS = 120, 5400
"""Seconds from which a time is said in minutes, and in hours."""


def duration(seconds: float) -> str:
    """Return a time as people say it: '40 seconds', '5 minutes', '15 hours'."""
    if seconds >= _HOURS:
        return f"{seconds / 3600:.0f} hours"
    return f"{seconds / 60:.0f} minutes" if seconds >= _MINUTES else f"{seconds:.0f} seconds"
