"""Which providers to ask for an ID, in which order, and for how many IDs at most.

    arXiv, up to three IDs   OAI-PMH, API, DataCite, page
    arXiv, more              quick:   API, DataCite, OAI-PMH for 20, page for 20
                             patient: API, OAI-PMH for 100, DataCite, page for 20
                             full:    API, OAI-PMH for 100: arXiv's own data or none
    DOI                      Crossref, DataCite, OpenAlex
    others                   one provider

OAI-PMH and the page take one paper per request and so, by arXiv's rule, three seconds each; the API takes a hundred
papers per request but may be full for hours; DataCite takes fifty, and has less about each.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.providers.settings import Settings

_FEW = 3
_LAST_RESORT = 20
_PATIENT = 100


class Pace(Enum):
    """How long the answers may take: a person waits; a long run; a long run that needs the provider's own data."""

    QUICK = "quick"
    PATIENT = "patient"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Turn:
    """A provider to ask, and the largest number of IDs to ask it for (None: all)."""

    name: str
    most: int | None = None


_OTHERS = {
    "doi": ("crossref", "datacite", "openalex"),
    "acl": ("acl",),
    "openreview": ("openreview",),
    "github": ("github",),
}
_FALLBACKS = {"acl": ("semanticscholar",)}
"""The providers to ask if all of those are disabled."""
_AUTHORITIES = {"arxiv": ("arxiv_oai", "arxiv")}
"""Providers that know all IDs of a scheme: if one of these does not know an ID, it does not exist."""
_LAST_WORDS = {"arxiv": "arxiv"}
"""The one whose word is the last: OAI-PMH does not have the papers of the last day."""


def find_turns(scheme: str, count: int, pace: Pace, settings: Settings) -> list[Turn]:
    """Return the enabled providers for ``count`` IDs of a scheme, in the order of asking."""
    if scheme != "arxiv":
        return [*_enabled(map(Turn, _OTHERS.get(scheme, ())), settings)] or [
            *_enabled(map(Turn, _FALLBACKS.get(scheme, ())), settings)
        ]
    return [*_enabled(_arxiv_turns(count, pace), settings)]


def _arxiv_turns(count: int, pace: Pace) -> Sequence[Turn]:
    api, registry = Turn("arxiv"), Turn("datacite")
    page = Turn("arxiv_page", _LAST_RESORT)
    if pace is Pace.FULL:
        own = Turn("arxiv_oai", _PATIENT)
        return (own, api) if count <= _FEW else (api, own)
    if count <= _FEW:
        return Turn("arxiv_oai"), api, registry, page
    if pace is Pace.PATIENT:
        return api, Turn("arxiv_oai", _PATIENT), registry, page
    return api, registry, Turn("arxiv_oai", _LAST_RESORT), page


def _enabled(turns: Iterable[Turn], settings: Settings) -> Iterator[Turn]:
    return (turn for turn in turns if turn.name not in settings.disabled)


def is_authority(scheme: str, name: str) -> bool:
    """Return whether an ID that this provider does not know does not exist."""
    return name in _AUTHORITIES.get(scheme, ())


def has_last_word(scheme: str, name: str) -> bool:
    """Return whether nobody else needs to be asked about an ID that this provider does not know."""
    return _LAST_WORDS.get(scheme) == name
