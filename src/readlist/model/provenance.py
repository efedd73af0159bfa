"""Where a statement about a work comes from, and whose word counts for more."""

from __future__ import annotations

from typing import NamedTuple

HAND = "hand"
REMOVED = "hand:removed"
FORMER = "former"
"""What a mention said that is gone, kept while the person's tags, notes or merges hang on it."""
_PROVIDERS = ("acl", "crossref", "openreview", "arxiv", "datacite", "semanticscholar", "github")
"""Providers in the order of trust: who publishes a work knows best how it was published."""


class Origin(NamedTuple):
    """Where a record comes from: ``name`` is ``hand``, a provider's name, or ``notes.md:12``."""

    name: str
    is_note: bool = False

    @property
    def rank(self) -> int:
        """Smaller goes first."""
        if self.is_note:
            return 100
        if self.name == HAND:
            return 0
        if self.name == FORMER:
            return 200
        return 1 + (_PROVIDERS.index(self.name) if self.name in _PROVIDERS else 50)


STUB = "typed"
"""The origin of a record that holds only what the person typed, until a provider has been asked."""

PROVIDERS = ("arxiv", "crossref", "datacite", "acl", "openreview", "semanticscholar", "github", "page")
"""Every provider, by the name it has in the configuration and as the origin of a claim."""
