"""Entries, as shown by the library and exported.

Entry   one work, fused from its records: the export contract
        ├── Mention   a place where a source lists it
        ├── Link      each of its links, once
        └── Note      a note written by the person
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import Any

from readlist.model.details import EMPTY, Details, extra_to_dict, name_to_dict
from readlist.model.name_parts import PersonName
from readlist.model.record import Link

SCHEMA = 1
"""Schema version of exported entries."""
ID_FIELDS = {"arxiv": "arxiv_id", "doi": "doi", "acl": "acl_id", "openreview": "openreview_id"}
"""For each identifier scheme, its field in the export contract."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a source lists an entry: its first and last line, counted from 1, and the text as written."""

    source: str
    line: int
    end_line: int
    topics: tuple[str, ...]
    label: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note written by the person, in markdown; times are ISO 8601 in UTC. ``private``: not meant for others."""

    body: str
    created: str
    updated: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One work of the library, with the fields of the export contract; ``to_json`` returns the exported object."""

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
    private_tags: tuple[str, ...] = ()
    """Those of the tags that the person has given for themselves alone."""
    status: str | None = None
    priority: int | None = None
    rating: int | None = None
    due: str | None = None
    """The date by which the person wants to have read it, ISO 8601."""
    details: Details = EMPTY
    """Exported member by member: ``type``, ``container``, ``author`` and so on."""
    mentions: tuple[Mention, ...] = ()
    notes: tuple[Note, ...] = ()
    former_keys: tuple[str, ...] = ()
    """Citation keys by which it was known, and those of entries that were merged into it; by name."""
    added: str = ""
    updated: str = ""
    origins: dict[str, str] = field(default_factory=dict)
    """For each field, the origin of its value: ``notes.md:12``, ``arxiv``, ``hand``. Not part of the contract."""

    def to_dict(self) -> dict[str, Any]:
        """Return the exported object: all fields of the contract in order, with null or ``[]`` for absent values."""
        out: dict[str, Any] = {"schema": SCHEMA}
        for spec in fields(self):
            if spec.name == "details":
                out |= {name: _plain(value) for name, value in self.details._asdict().items()}
                out["extra"] = extra_to_dict(self.details.extra) or None
            elif spec.name == "key":
                out["key"] = None if self.kind == "note" else self.key  # that of prose is its number
            elif spec.name not in ("id", "origins"):
                out[spec.name] = _plain(getattr(self, spec.name))
        return out

    def to_json(self) -> str:
        """Return the exported object as one line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, PersonName):
        return name_to_dict(value)
    if isinstance(value, Link):
        return value._asdict()
    if isinstance(value, (Mention, Note)):
        return {spec.name: _plain(getattr(value, spec.name)) for spec in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
