"""What the providers share that are asked for one work at a time."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, ClassVar

from readlist.errors import NetworkError, NotFoundError, ReadlistError
from readlist.providers.base import Batch
from readlist.providers.http import Http, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from readlist.model.identifiers import Identifier
    from readlist.model.provider_record import ProviderRecord
    from readlist.providers.http import Answer
    from readlist.providers.settings import Settings


class Single(abc.ABC):
    """A provider with one address for each work; a subclass says where, and reads the answer.

    ``home``: the address of its API, unless the settings name another. ``interval``: seconds between requests.
    """

    name: ClassVar[str]
    schemes: ClassVar[tuple[str, ...]]
    home: ClassVar[str]
    interval: ClassVar[float]

    def __init__(self, settings: Settings) -> None:
        self.url = settings.urls.get(self.name, self.home)
        interval = settings.delays.get(self.name, self.interval)
        self.http = Http(settings, self.name, interval=interval, headers=self.headers(settings))

    def headers(self, settings: Settings) -> Mapping[str, str]:  # noqa: ARG002
        """Return what each request bears besides the name of the program."""
        return {}

    def close(self) -> None:
        """Let go of the connection."""
        self.http.close()

    def fetch(self, ids: Sequence[Identifier]) -> Iterator[Batch]:
        """Ask for each of ``ids``; a provider that cannot be reached is not asked again for the rest."""
        for place, identifier in enumerate(ids):
            try:
                yield Batch({identifier: self.find(identifier)})
            except TransientError as error:
                yield Batch(problems=dict.fromkeys(ids[place:], error))
                return
            except ReadlistError as error:
                yield Batch(problems={identifier: error})

    @abc.abstractmethod
    def find(self, identifier: Identifier) -> ProviderRecord:
        """Ask for one work. Raises NotFoundError, NetworkError, InputError."""

    def ask(self, identifier: Identifier, path: str, *, home: str = "", **params: str) -> Answer:
        """Get ``path`` below the provider's address (or ``home``); NotFoundError where there is nothing."""
        answer = self.http.get(f"{home or self.url}{path}", params=params or None)
        if answer.status in (400, 404, 410):
            raise self.unknown(identifier)
        if answer.status != 200:
            raise NetworkError(f"{self.name} gave no answer for {identifier} (HTTP {answer.status})")
        return answer

    def unknown(self, identifier: Identifier) -> NotFoundError:
        """Make the error for a work that this provider does not have."""
        return NotFoundError(f"{self.name} does not know {identifier.value}", hint="Check the id.")
