"""The data of a work according to a provider."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from readlist.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """Data from a provider that are not fields of an entry.

    ``version`` is the latest version on arXiv (or the requested one), ``withdrawn`` is also true for retracted articles,
    and ``comment`` is the authors' comment on arXiv.
    """

    version: int | None = None
    withdrawn: bool = False
    comment: str | None = None

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ProviderFacts:
        """Build facts from their JSON object; members written by earlier versions only are ignored."""
        return cls(**{name: values[name] for name in cls.__slots__ if name in values})


@dataclass(frozen=True, slots=True)
class ProviderRecord:
    """The record and facts of one work; ``origin`` is the name of the provider."""

    origin: str
    record: Record
    facts: ProviderFacts = ProviderFacts()

    def __post_init__(self) -> None:
        """Raise ValueError for numbers that no work has: a year of 30 digits cannot even be stored."""
        numbers = ((self.record.year, 9999), (self.record.month, 12), (self.facts.version, 9999))
        if any(
            type(number) is not int or not 0 < number <= most
            for number, most in numbers
            if number is not None
        ):
            raise ValueError("a year, month or version that cannot be")

    def to_json(self) -> str:
        """Serialise the record and its facts for the cache."""
        return json.dumps(
            {"origin": self.origin, "record": self.record.to_json(), "facts": asdict(self.facts)}
        )

    @classmethod
    def from_json(cls, text: str) -> ProviderRecord:
        """Deserialise the output of ``to_json``."""
        values: dict[str, Any] = json.loads(text)
        return cls(
            values["origin"], Record.from_json(values["record"]), ProviderFacts.from_dict(values["facts"])
        )
