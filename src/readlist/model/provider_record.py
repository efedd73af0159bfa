"""A work as a provider describes it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from readlist.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """What a provider knows of a work beyond the fields of an entry.

    ``version`` is arXiv's latest (or the one asked for), ``withdrawn`` is also true of a retracted article, and
    ``comment`` is the authors' remark.
    """

    version: int | None = None
    withdrawn: bool = False
    comment: str | None = None

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ProviderFacts:
        """Build facts from their JSON object; what only an earlier version kept is ignored."""
        return cls(**{name: values[name] for name in cls.__slots__ if name in values})


@dataclass(frozen=True, slots=True)
class ProviderRecord:
    """One work as a provider describes it; ``origin`` is the provider's name."""

    origin: str
    record: Record
    facts: ProviderFacts = ProviderFacts()

    def to_json(self) -> str:
        """Serialise the record and its facts for the cache."""
        return json.dumps(
            {"origin": self.origin, "record": self.record.to_json(), "facts": asdict(self.facts)}
        )

    @classmethod
    def from_json(cls, text: str) -> ProviderRecord:
        """Read what ``to_json`` wrote."""
        values: dict[str, Any] = json.loads(text)
        return cls(
            values["origin"], Record.from_json(values["record"]), ProviderFacts.from_dict(values["facts"])
        )
