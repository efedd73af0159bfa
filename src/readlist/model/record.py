"""Records: the data of a work according to one origin (a note, a bibliography, a provider, a person).

    origin ── Record ── matching ── linkage.fusion ──> Entry, one per work (``model.entry``)

Records are immutable, and are stored as JSON.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from readlist.model.details import EMPTY, Details
from readlist.model.identifiers import Identifier

KINDS = ("paper", "repo", "article", "resource", "note")
STATUSES = ("todo", "reading", "read", "dropped")
ROLES = ("paper", "pdf", "code", "project", "blog", "slides", "data", "video", "note", "other")


class Link(NamedTuple):
    """A link of an entry: the repaired URL and its role, one of ``ROLES``."""

    url: str
    role: str = "other"


class Record(NamedTuple):
    """The data of one work according to one origin. An empty value means that the origin does not state it."""

    kind: str = "paper"
    title: str | None = None
    label: str | None = None
    authors: tuple[str, ...] = ()
    org: str | None = None
    abstract: str | None = None
    year: int | None = None
    month: int | None = None
    venue: str | None = None
    ids: tuple[Identifier, ...] = ()
    categories: tuple[str, ...] = ()
    url: str | None = None
    links: tuple[Link, ...] = ()
    tags: tuple[str, ...] = ()
    status: str | None = None
    topics: tuple[tuple[str, ...], ...] = ()
    """Topic paths set by the person, outermost topic first; those from notes are kept with the mentions."""
    key: str | None = None
    """The citation key in the origin; used for the entry if it is free."""
    stamps: tuple[int, ...] = ()
    """In a record by hand: for each of ``tags``, when it was given (``stamps.number_of``)."""
    details: Details = EMPTY
    """Type, container, volume, names in parts and the like, where the origin states them."""
    rating: int | None = None
    priority: int | None = None
    stated: tuple[str, ...] = ()
    """In a record by hand: the fields that the person has stated; one without a value has none, whatever others say."""

    def to_json(self) -> str:
        """Serialise the record as compact JSON without empty values."""
        values: dict[str, Any] = {
            name: value
            for name, value in zip(self._fields, self, strict=True)
            if value is not None and value != ()
        }
        if self.ids:
            values["ids"] = [[i.scheme, i.value, *([i.version] if i.version else [])] for i in self.ids]
        if self.links:
            values["links"] = [[link.url, link.role] for link in self.links]
        del values["details"]
        written = _COMPACT.encode(values)
        if details := self.details.to_json():
            return f'{written[:-1]},"details":{details}}}'
        return written

    @classmethod
    def from_json(cls, text: str) -> Record:
        """Deserialise the output of ``to_json``."""
        values = json.loads(text)
        values["ids"] = tuple(Identifier(*parts) for parts in values.get("ids", ()))
        values["links"] = tuple(Link(*parts) for parts in values.get("links", ()))
        for name in ("authors", "categories", "tags", "stamps", "stated"):
            values[name] = tuple(values.get(name, ()))
        values["topics"] = tuple(map(tuple, values.get("topics", ())))
        values["details"] = Details.from_dict(values.get("details"))
        return cls(**values)


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
