"""Where a preprint was published, from one source after another, until one has a publication of record.

    preprints ── Semantic Scholar, in one request ─┬─ linked: by the preprint's own ID
              ── Crossref: the DOI that arXiv names ┤
              ── OpenAlex: other places of the work ┤  free
              ── Crossref: relations of a preprint  ┘
              ── DBLP: title and first surname      ── by title
              ── Crossref, OpenReview: title        ── by title
    each candidate ──> linkage.publication ──> Publication, or none

An ID that links the two allows another title; without one the title must be the same. An ACL or OpenReview ID among
what was found is asked for at its own provider, which knows best.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
from typing import TYPE_CHECKING, Any

from readlist.errors import NotFoundError, ReadlistError
from readlist.formats.readers.latex_decoder import decode_latex
from readlist.linkage.publication import Publication, find_publication
from readlist.model.person_name import parse_name
from readlist.providers import resolver
from readlist.providers.base import UNREADABLE
from readlist.providers.circuit_breaker import CircuitBreaker, DownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from readlist.model.identifiers import Identifier
    from readlist.model.provider_record import ProviderRecord
    from readlist.model.record import Record
    from readlist.providers.settings import Settings

_OWN_PROVIDERS = ("acl", "openreview")
_MATH = re.compile(r"[$\\{}^_]")


class Publications:
    """A search for publications over one connection per provider; ``close`` it at the end."""

    def __init__(self, settings: Settings) -> None:
        timeout = min(settings.timeout, settings.attempt)
        self._settings = dataclasses.replace(settings, tries=1, timeout=timeout)
        self._opened: dict[str, Any] = {}
        self._steps: tuple[tuple[str, bool, Callable[[Any, Record], Iterable[ProviderRecord]]], ...] = (
            ("crossref", True, _by_own_doi),
            ("openalex", True, _by_places),
            ("crossref", True, _by_relation),
            ("dblp", False, _by_title_and_surname),
            ("crossref", False, _by_title),
            ("openreview", False, _by_title),
        )

    def close(self) -> None:
        """Close the connections."""
        for provider in self._opened.values():
            provider.close()

    def find(self, preprints: Mapping[Identifier, Record]) -> dict[Identifier, Publication]:
        """Find the publications of preprints; those without one are left out. A source that fails is left alone."""
        linked: dict[Identifier, Publication] = {}
        for batch in resolver.enrich(preprints, self._settings):
            for identifier, found in batch.found.items():
                if known := find_publication(preprints[identifier], [found], linked=True):
                    linked[identifier] = known
        out: dict[Identifier, Publication] = {}
        for identifier, preprint in preprints.items():
            if best := self._improve(preprint, linked.get(identifier)):
                out[identifier] = self._ask_own_provider(preprint, best)
        return out

    def _improve(self, preprint: Record, best: Publication | None) -> Publication | None:
        """Ask the sources in turn until a publication is found that no other could beat.

        A workshop, or a similar title, counts only if all sources have answered: another may know the main one.
        """
        missing = False
        for name, linked, look_up in self._steps:
            if best and best.is_final:
                break
            candidates = self._ask(name, look_up, preprint)
            missing = missing or (candidates is None and name not in self._settings.disabled)
            found = find_publication(preprint, candidates or (), linked=linked)
            best = min(filter(None, (best, found)), key=lambda one: one.rank, default=None)
        return None if best and missing and not best.is_certain else best

    def _ask(
        self, name: str, look_up: Callable[[Any, Record], Iterable[ProviderRecord]], preprint: Record
    ) -> list[ProviderRecord] | None:
        """Ask one provider; None if it is disabled, left alone or fails. Not to know the work is an answer."""
        if name in self._settings.disabled:
            return None
        breaker = CircuitBreaker(self._settings, name)
        try:
            breaker.check()
            if name not in self._opened:
                self._opened[name] = resolver.open_provider(name, self._settings)
            return list(look_up(self._opened[name], preprint))
        except DownError as error:
            breaker.trip(error)
        except NotFoundError:
            return []
        except (ReadlistError, *UNREADABLE):
            pass
        return None

    def _ask_own_provider(self, preprint: Record, best: Publication) -> Publication:
        """Return what the ACL Anthology or OpenReview says of the publication, if it has an ID there."""
        ids = [one for one in best.found.record.ids if one.scheme in _OWN_PROVIDERS]
        if best.found.origin in _OWN_PROVIDERS or not ids:
            return best
        own = [
            found for batch in resolver.iter_batches(ids, self._settings) for found in batch.found.values()
        ]
        return find_publication(preprint, own, linked=True) or best


@contextlib.contextmanager
def open_publications(settings: Settings) -> Iterator[Publications]:
    """Open a search for publications."""
    with contextlib.closing(Publications(settings)) as search:
        yield search


def _by_own_doi(crossref: Any, preprint: Record) -> Iterator[ProviderRecord]:
    """Look up the DOI that the authors gave to arXiv."""
    dois = [one for one in preprint.ids if one.scheme == "doi"]
    for batch in crossref.fetch(dois) if dois else ():
        _raise_if_down(batch.problems.values())
        yield from batch.found.values()


def _by_places(openalex: Any, preprint: Record) -> Iterable[ProviderRecord]:
    found: Iterable[ProviderRecord] = openalex.iter_locations(preprint.ids[0])
    return found


def _by_relation(crossref: Any, preprint: Record) -> Iterable[ProviderRecord]:
    found: Iterable[ProviderRecord] = crossref.find_published(preprint.ids[0])
    return found


def _by_title(provider: Any, preprint: Record) -> Iterable[ProviderRecord]:
    found: Iterable[ProviderRecord] = provider.search_title(_plain(preprint.title))
    return found


def _by_title_and_surname(dblp: Any, preprint: Record) -> Iterable[ProviderRecord]:
    surname = parse_name(preprint.authors[0]).surname if preprint.authors else ""
    found: Iterable[ProviderRecord] = dblp.search_title(_plain(preprint.title), surname=surname)
    return found


def _plain(title: str | None) -> str:
    """Return a title without the LaTeX that arXiv keeps in it, and that nobody else has."""
    return _MATH.sub("", decode_latex(title or ""))


def _raise_if_down(errors: Iterable[ReadlistError]) -> None:
    if down := next((error for error in errors if isinstance(error, DownError)), None):
        raise down
