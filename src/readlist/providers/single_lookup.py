"""The base class of providers that answer for one work per request.

    fetch(ids) ──> for each ID: find ──> ask: GET {url}{path} ──> the subclass reads the answer ──> Batch
                                                └── 400, 404, 410: NotFoundError

Once such a provider cannot be reached, it is not asked for the remaining IDs.
"""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, ClassVar

from readlist.errors import NetworkError, NotFoundError, ReadlistError
from readlist.providers.base import UNREADABLE, Batch, UnreadableError
from readlist.providers.circuit_breaker import DownError
from readlist.providers.display_names import display_name
from readlist.providers.http import Http

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from readlist.model.identifiers import Identifier
    from readlist.model.provider_record import ProviderRecord
    from readlist.providers.http import Answer
    from readlist.providers.settings import Settings


class Single(abc.ABC):
    """A provider with one URL per work; a subclass builds the URL and parses the answer.

    ``home``: the default URL of its API. ``interval``: the default seconds between requests.
    """

    name: ClassVar[str]
    schemes: ClassVar[tuple[str, ...]]
    home: ClassVar[str]
    interval: ClassVar[float]
    turns: ClassVar[str] = ""
    """The name of the rate limit, if it is shared with other providers."""

    def __init__(self, settings: Settings) -> None:
        self.url = self.find_url(settings)
        self.http = Http(
            settings,
            self.name,
            interval=self.find_interval(settings),
            turns=self.turns,
            headers=self.headers(settings),
            secrets=self.secrets(settings),
            explain=self.explain,
        )

    def find_url(self, settings: Settings) -> str:
        """Return the URL of the API."""
        return settings.urls.get(self.name, self.home)

    def find_interval(self, settings: Settings) -> float:
        """Return the seconds between requests."""
        return settings.delays.get(self.name, self.interval)

    def headers(self, settings: Settings) -> Mapping[str, str]:  # noqa: ARG002
        """Return the headers of each request besides User-Agent."""
        return {}

    def secrets(self, settings: Settings) -> Mapping[str, str]:  # noqa: ARG002
        """Return the headers that only the provider's own server may get."""
        return {}

    def explain(self, answer: Answer) -> NetworkError | None:  # noqa: ARG002
        """Return the error for a refusal that this provider explains better than its status does."""
        return None

    def close(self) -> None:
        """Close the connection."""
        self.http.close()

    def abandon(self) -> None:
        """Let others ask, although an answer has not arrived."""
        self.http.abandon()

    def fetch(self, ids: Sequence[Identifier]) -> Iterator[Batch]:
        """Fetch each of ``ids``; once the provider is down, the remaining IDs get the same error without a request."""
        for place, identifier in enumerate(ids):
            try:
                yield Batch({identifier: self.find(identifier)})
            except DownError as error:
                yield Batch(problems=dict.fromkeys(ids[place:], error))
                return
            except ReadlistError as error:
                yield Batch(problems={identifier: error})
            except UNREADABLE:
                yield Batch(problems={identifier: UnreadableError(self.name, str(identifier))})

    @abc.abstractmethod
    def find(self, identifier: Identifier) -> ProviderRecord:
        """Fetch one work. Raises NotFoundError, NetworkError, InputError."""

    def ask(self, identifier: Identifier, path: str, *, home: str = "", **params: str) -> Answer:
        """Get ``path`` below the provider's URL (or ``home``). Raises NotFoundError for an unknown work."""
        answer = self.http.get(f"{home or self.url}{path}", params=params or None)
        if answer.status in (400, 404, 410):
            raise self.unknown(identifier)
        if answer.status != 200:
            name = display_name(self.name)
            raise NetworkError(f"{name} did not answer as expected for {identifier} (HTTP {answer.status})")
        return answer

    def unknown(self, identifier: Identifier) -> NotFoundError:
        """Return the error for a work that this provider does not have."""
        return NotFoundError(
            f"{display_name(self.name)} has no record of {identifier.value}", hint="Check the ID."
        )
