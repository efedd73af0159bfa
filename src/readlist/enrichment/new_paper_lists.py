"""arXiv's lists of the papers of some days, kept as far as they can be read.

    days ──> spans of a week at most ──> one list per set ─┬─ read ──> its papers
                                                           └─ fails ─┬─ several days ──> each half of them
                                                                     └─ one day ──> once more, then: missed

A page that is slow or damaged costs its own day, not the run. Three failures in a row, an answer that arXiv is full and
a limit of pages end the run: the days that were not read to their end are ``missed``, for the next run.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from readlist.errors import NetworkError
from readlist.providers.arxiv_oai import ArxivOai
from readlist.providers.circuit_breaker import BUSY_PAUSE, CircuitBreaker, DownError
from readlist.providers.watches import iter_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.model.provider_record import ProviderRecord
    from readlist.providers.settings import Settings

_WEEK = 7
_MAX_FAILURES = 3
"""Failures in a row after which arXiv is left alone."""
_MAX_PAGES = 100


class NewPaperLists:
    """The lists of arXiv's OAI-PMH for one run.

    ``missed``: for each set the days that were not read to their end; ``failure``: why.
    """

    def __init__(self, settings: Settings) -> None:
        self.missed: dict[str, set[str]] = defaultdict(set)
        self.failure: NetworkError | None = None
        self.pages = 0
        self._settings = settings
        self._failures = 0
        self._ended = False

    def iter_papers(self, sets: Iterable[str], days: Iterable[str]) -> Iterator[tuple[str, ProviderRecord]]:
        """Yield each paper of these sets that is new or changed on these days (2026-11-28), with its day.

        Raises PausedError if arXiv failed a moment ago.
        """
        breaker = CircuitBreaker(self._settings, ArxivOai.name)
        breaker.check()
        provider = ArxivOai(self._settings)
        try:
            spans = list(_spans(sorted(days)))
            for name in sets:
                for span in spans:
                    yield from self._read(provider, name, span)
        finally:
            provider.close()
            if self._ended and isinstance(self.failure, DownError):
                breaker.trip(self.failure)

    def _read(
        self, provider: ArxivOai, name: str, days: Sequence[str], tries: int = 2
    ) -> Iterator[tuple[str, ProviderRecord]]:
        if self._ended:
            self.missed[name].update(days)
            return
        try:
            for page in provider.iter_pages(days[0], days[-1], name):
                self.pages += 1
                self._failures = 0
                yield from page
                self._check_limit()
        except NetworkError as error:
            self._note(error)
            if len(days) > 1:
                middle = len(days) // 2
                yield from self._read(provider, name, days[:middle])
                yield from self._read(provider, name, days[middle:])
            elif tries > 1:
                yield from self._read(provider, name, days, tries - 1)
            else:
                self.missed[name].update(days)

    def _check_limit(self) -> None:
        if self.pages >= _MAX_PAGES:
            self._ended = True
            raise NetworkError(f"arXiv has more papers of these days than {_MAX_PAGES} pages list")

    def _note(self, error: NetworkError) -> None:
        self.failure = error
        self._failures += 1
        is_full = isinstance(error, DownError) and error.pause >= BUSY_PAUSE
        self._ended = self._ended or is_full or self._failures >= _MAX_FAILURES


def _spans(days: Sequence[str]) -> Iterator[list[str]]:
    """Yield days in a row, up to a week of them."""
    span: list[str] = []
    for day in days:
        if span and (len(span) == _WEEK or [*iter_days(span[-1], day)][1:] != [day]):
            yield span
            span = []
        span.append(day)
    if span:
        yield span
