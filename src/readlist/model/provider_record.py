"""A work as a provider describes it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from readlist.model.record import Record


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """What a provider knows of a work that is no field of an entry.

    ``version`` is arXiv's latest (or the one asked for); ``comment`` the authors' remark; ``citations`` and
    ``stars`` are counts at the time of asking; ``archived`` tells of a repository that is read-only now.
    """

    version: int | None = None
    withdrawn: bool = False
    comment: str | None = None
    citations: int | None = None
    stars: int | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class ProviderRecord:
    """One work as a provider describes it; ``origin`` is the provider's name."""

    origin: str
    record: Record
    facts: ProviderFacts = ProviderFacts()

    def to_json(self) -> str:
        """Write the finding for the cache."""
        return json.dumps(
            {"origin": self.origin, "record": self.record.to_json(), "facts": asdict(self.facts)}
        )

    @classmethod
    def from_json(cls, text: str) -> ProviderRecord:
        """Read what ``to_json`` wrote."""
        values: dict[str, Any] = json.loads(text)
        return cls(values["origin"], Record.from_json(values["record"]), ProviderFacts(**values["facts"]))
