"""The values that travel through the program: what is claimed about a work, and an entry as it is shown.

    Record   what a note, a provider or a person claims of one work, before it is matched
    Entry    one work of the library, put together of its records: the export contract
             ├── Mention   where a source lists it
             ├── Link      each of its links, once
             └── Note      what the person wrote about it

All are frozen; none knows the database, the network or the terminal.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from readlist.model.identifiers import Identifier

KINDS = ("paper", "repo", "article", "resource", "note")
STATUSES = ("todo", "reading", "read", "dropped")
ROLES = ("paper", "pdf", "code", "project", "blog", "slides", "data", "video", "note", "other")


class Link(NamedTuple):
    """A link of an entry: the repaired URL and its role, one of ``ROLES``."""

    url: str
    role: str = "other"


class Record(NamedTuple):
    """What one origin claims about one work. An empty value claims nothing."""

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
    """Topics that the person put the work under, each outermost first; those of notes stand with the mentions."""
    key: str | None = None
    """The citation key that the origin gives the work: what its entry would like to have, where it is free."""
    stamps: tuple[int, ...] = ()
    """In a hand record: for each of ``tags``, the number of the operation that gave it."""

    def to_json(self) -> str:
        """Write the record as compact JSON, leaving out what it does not claim."""
        values: dict[str, Any] = {
            name: value
            for name, value in zip(self._fields, self, strict=True)
            if value is not None and value != ()
        }
        if self.ids:
            values["ids"] = [[i.scheme, i.value, *([i.version] if i.version else [])] for i in self.ids]
        if self.links:
            values["links"] = [[link.url, link.role] for link in self.links]
        return _COMPACT.encode(values)

    @classmethod
    def from_json(cls, text: str) -> Record:
        """Read what ``to_json`` wrote."""
        values = json.loads(text)
        values["ids"] = tuple(Identifier(*parts) for parts in values.get("ids", ()))
        values["links"] = tuple(Link(*parts) for parts in values.get("links", ()))
        for name in ("authors", "categories", "tags", "stamps"):
            values[name] = tuple(values.get(name, ()))
        values["topics"] = tuple(map(tuple, values.get("topics", ())))
        return cls(**values)


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
