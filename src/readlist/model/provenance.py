"""Origins of records, and which take precedence."""

from __future__ import annotations

from typing import NamedTuple

HAND = "hand"
REMOVED = "hand:removed"
FORMER = "former"
"""The origin of a record from a removed mention, kept as long as tags, notes or merges by the person depend on it."""
_PROVIDERS = (
    "acl",
    "crossref",
    "openreview",
    "dblp",
    "arxiv",
    "arxiv_oai",
    "arxiv_page",
    "datacite",
    "openalex",
    "semanticscholar",
    "github",
)
"""Providers in order of trust: the publisher of a work has the best data about its publication."""


class Origin(NamedTuple):
    """The origin of a record: ``name`` is ``hand``, the name of a provider, or a source line such as ``notes.md:12``."""

    name: str
    is_note: bool = False

    @property
    def rank(self) -> int:
        """The precedence of this origin; smaller numbers come first."""
        if self.is_note:
            return 100
        if self.name == HAND:
            return 0
        if self.name == FORMER:
            return 200
        return 1 + (_PROVIDERS.index(self.name) if self.name in _PROVIDERS else 50)


STUB = "typed"
"""The origin of a record that has only what the person typed, until a provider has been asked."""

PROVIDERS = (
    "arxiv",
    "arxiv_oai",
    "arxiv_page",
    "crossref",
    "datacite",
    "acl",
    "dblp",
    "openalex",
    "openreview",
    "semanticscholar",
    "github",
    "page",
)
"""The names of all providers, in the configuration and as origins of claims."""

_SAME_DATA = {"arxiv_oai": "arxiv"}


def source_of(origin: str) -> str:
    """Return the origin that stands for all that have the same data: arXiv's API and its OAI-PMH are one source.

    What one of them says replaces what the other has said, and what a person decides about one holds for both.
    """
    return _SAME_DATA.get(origin, origin)


STAND_INS = ("datacite", "arxiv_page")
"""Providers that are asked about an arXiv ID while arXiv does not answer, and know less about it."""
