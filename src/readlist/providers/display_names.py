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
