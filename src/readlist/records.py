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
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from readlist.identifiers import Identifier

SCHEMA = 1
"""Version of the shape of an exported entry."""

KINDS = ("paper", "repo", "article", "resource", "note")
STATUSES = ("todo", "reading", "read", "dropped")
ROLES = ("paper", "pdf", "code", "project", "blog", "slides", "data", "video", "note", "other")

ID_FIELDS = {"arxiv": "arxiv_id", "doi": "doi", "acl": "acl_id", "openreview": "openreview_id"}
"""Identifier scheme to the field of the export contract that shows it."""


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


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a source lists an entry; lines count from 1, ``end_line`` is the last of them."""

    source: str
    line: int
    end_line: int
    topics: tuple[str, ...]
    label: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the person's own, in markdown; times are ISO 8601 in UTC."""

    body: str
    created: str
    updated: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One work of the library, in the shape of the export contract (``to_json`` gives just that)."""

    id: int
    key: str
    kind: str
    title: str
    aliases: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    org: str | None = None
    abstract: str | None = None
    year: int | None = None
    month: int | None = None
    venue: str | None = None
    arxiv_id: str | None = None
    arxiv_version: int | None = None
    doi: str | None = None
    acl_id: str | None = None
    openreview_id: str | None = None
    categories: tuple[str, ...] = ()
    url: str | None = None
    links: tuple[Link, ...] = ()
    topics: tuple[tuple[str, ...], ...] = ()
    tags: tuple[str, ...] = ()
    status: str | None = None
    priority: int | None = None
    rating: int | None = None
    mentions: tuple[Mention, ...] = ()
    notes: tuple[Note, ...] = ()
    added: str = ""
    updated: str = ""
    origins: dict[str, str] = field(default_factory=dict)
    """Field name to where its value came from: ``notes.md:12``, ``arxiv``, ``hand``. Not part of the contract."""

    def to_dict(self) -> dict[str, Any]:
        """Build the exported object: every field of the contract in its order, absent values null or empty."""
        out: dict[str, Any] = {"schema": SCHEMA}
        for spec in fields(self):
            if spec.name not in ("id", "origins"):
                out[spec.name] = _plain(getattr(self, spec.name))
        return out

    def to_json(self) -> str:
        """Write the exported object as one line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Link):
        return value._asdict()
    if isinstance(value, (Mention, Note)):
        return {spec.name: _plain(getattr(value, spec.name)) for spec in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
