"""An entry as the library shows it, and the object it is exported as."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import Any

from readlist.model.record import Link

SCHEMA = 1
"""Version of the shape of an exported entry."""
ID_FIELDS = {"arxiv": "arxiv_id", "doi": "doi", "acl": "acl_id", "openreview": "openreview_id"}
"""Identifier scheme to the field of the export contract that shows it."""


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
