"""Find a work by its title, from one source after another, until one has what evidence confirms.

    own records ──> mirror or arXiv ─┬─ accepted ──> Verdict
                    Crossref         ├─ several works with this very title ──> doubtful: a person decides
                    DBLP             └─ doubtful, unknown, down ──> the next source
                    OpenAlex                                        none left ──> the first doubtful one, else unknown
                    Semantic Scholar

Each source gets one try with a deadline, and one that failed is left alone (``circuit_breaker``), so a title costs what
the sources that work cost: three seconds at arXiv, less at the others, ten credits at OpenAlex. That nobody has a title
is a verdict only if the first source has answered.
"""

from __future__ import annotations

import contextlib
import dataclasses
from typing import TYPE_CHECKING, Any

from readlist.errors import NetworkError
from readlist.linkage.verification import ACCEPTED, DOUBTFUL, UNKNOWN, Verdict, choose_by_title
from readlist.model.person_name import author_words, parse_name, share_author
from readlist.providers.circuit_breaker import CircuitBreaker, DownError
from readlist.providers.failures import join_reasons, no_answer
from readlist.providers.resolver import has_mirror, open_mirror, open_provider
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from readlist.model.provider_record import ProviderRecord
    from readlist.model.record import Record
    from readlist.providers.arxiv_mirror import Mirror
    from readlist.providers.settings import Settings

SOURCES = ("arxiv", "crossref", "dblp", "openalex", "semanticscholar")
"""The sources, in the order of asking."""


class TitleSearch:
    """A search of all sources over one connection each; ``close`` it at the end.

    ``first`` is asked in place of arXiv: the mirror's search.
    """

    def __init__(self, settings: Settings, first: Any = None) -> None:
        names = [name for name in SOURCES if name not in settings.disabled or (first and name == "arxiv")]
        if not names:
            raise NetworkError("all providers that find titles are disabled in the settings")
        if len(names) > 1:
            timeout = min(settings.timeout, settings.attempt)
            settings = dataclasses.replace(settings, tries=1, timeout=timeout)
        self._settings = settings
        self._names = names
        self._opened: dict[str, Any] = {"arxiv": first} if first else {}
        self._first = first

    def close(self) -> None:
        """Close the connections."""
        for provider in self._opened.values():
            if provider is not self._first:
                provider.close()

    def find(self, own: Sequence[Record]) -> Verdict:
        """Find the work that these records describe; the state is ACCEPTED, DOUBTFUL or UNKNOWN.

        Raises NetworkError if no source has it and the first one did not answer.
        """
        best = Verdict(UNKNOWN)
        failures: dict[str, NetworkError] = {}
        for name in self._names:
            try:
                candidates = list(self._search(name, own))
            except NetworkError as error:
                failures[name] = error
                continue
            verdict = choose_by_title(own, candidates)
            if verdict.state == ACCEPTED or _has_namesakes(own, candidates):
                return verdict
            best = verdict if best.state != DOUBTFUL else best
        if best.state == UNKNOWN and (first := failures.get(self._names[0])):
            raise _explain(first, failures, self._names)
        return best

    def search(self, name: str, title: str, surname: str = "") -> list[ProviderRecord]:
        """Return what one source has under a title. Raises NetworkError."""
        breaker = CircuitBreaker(self._settings, name)
        if not (self._first and name == "arxiv"):
            breaker.check()
        more = {"surname": surname} if name == "dblp" else {}
        try:
            found: list[ProviderRecord] = self._provider(name).search_title(title, **more)
        except DownError as error:
            if name != "openalex":  # its budget concerns searches only, and has a breaker of its own
                breaker.trip(error)
            raise
        return found

    def _search(self, name: str, own: Sequence[Record]) -> Iterator[ProviderRecord]:
        title = next((record.title for record in own if record.title), "")
        authors = next((record.authors for record in own if record.authors), ())
        surname = parse_name(authors[0]).surname if authors else ""
        found = self.search(name, title, surname)
        return iter(found) if name == "arxiv" else _without_editions(found)

    def _provider(self, name: str) -> Any:
        if name not in self._opened:
            self._opened[name] = open_provider(name, self._settings)
        return self._opened[name]


def _explain(first: NetworkError, failures: Mapping[str, NetworkError], names: Sequence[str]) -> NetworkError:
    """Return the error that says which sources failed, and whether those that answered have the title."""
    failed = list(failures.values())
    if len(failures) == len(names):
        return first if len(names) == 1 else no_answer(failed, first.hint)
    reasons = join_reasons(failed)
    return NetworkError(f"the providers that answered do not have this title; {reasons}", hint=first.hint)


def _has_namesakes(own: Sequence[Record], candidates: Sequence[ProviderRecord]) -> bool:
    """Return whether several works have this very title: then a single one at another source proves nothing."""
    titles = {title_key(record.title or "") for record in own}
    return sum(title_key(one.record.title or "") in titles for one in candidates) > 1


def _without_editions(found: Sequence[ProviderRecord]) -> Iterator[ProviderRecord]:
    """Yield one record for each work: those with a venue first, and none with the title and an author of another."""
    seen: list[tuple[str, set[str]]] = []
    for one in sorted(found, key=lambda one: not one.record.venue):
        title, authors = title_key(one.record.title or ""), author_words(one.record.authors)
        if not any(title == other and share_author(authors, people) for other, people in seen):
            seen.append((title, authors))
            yield one


class _MirrorTitles:
    """The mirror as a source of titles."""

    def __init__(self, mirror: Mirror) -> None:
        self.search_title = mirror.find_title


@contextlib.contextmanager
def open_title_search(settings: Settings) -> Iterator[TitleSearch]:
    """Open a search of all sources; if there is a mirror of arXiv, it takes the place of arXiv."""
    with contextlib.ExitStack() as stack:
        first = None
        if has_mirror(settings):
            first = _MirrorTitles(stack.enter_context(open_mirror(settings)))
        yield stack.enter_context(contextlib.closing(TitleSearch(settings, first)))


def search_title(title: str, settings: Settings, source: str = SOURCES[0]) -> list[ProviderRecord]:
    """Return what one source (by default the mirror, else arXiv) has under a title. Raises NetworkError."""
    with open_title_search(settings) as search:
        return search.search(source, title)
