"""Fusion: merge the records of one work into its entry.

    records with origins ──┬── fuse ─────────> FusedEntry: columns, identifiers, links, tags, topics, blocking keys
                           └── draft_entry ──> EntryDraft: a FusedEntry for insertion, with a proposed citation key

Each field comes from the first record that has it: by hand before provider, provider before note, earlier note before
later. Pure functions; ``resolution`` writes the result to the tables.
"""

from __future__ import annotations

import json
from itertools import chain, repeat
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.config import KEY_PATTERN
from readlist.linkage.detail_fusion import fuse_details
from readlist.linkage.features import features_of, hash_key
from readlist.model.by_hand import Tagging
from readlist.model.citation_keys import base_key
from readlist.model.details import Details
from readlist.model.facts import EDITED_IDS
from readlist.model.identifiers import parse_url
from readlist.model.provenance import FORMER, HAND, REMOVED, Origin
from readlist.model.record import Link, Record
from readlist.model.urls import is_url_title
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.model.identifiers import Identifier

_SINGLE = ("title", "org", "abstract", "venue", "url")
_STATUS_ORDER = ("reading", "read", "dropped", "todo")


class FusedEntry(NamedTuple):
    """The data of one entry except its citation key and times.

    ``columns``: the values of its row; lists are JSON. ``origins``: field to the name of the origin it comes from.
    ``keys``: hashed blocking keys.
    """

    columns: dict[str, Any]
    origins: dict[str, str]
    identifiers: list[Identifier]
    links: list[Link]
    tags: list[Tagging]
    topics: list[tuple[str, ...]]
    keys: list[int]

    def row(self, **more: str) -> dict[str, Any]:
        """Return the columns of its row; ``more`` adds its key and times."""
        return {**self.columns, "origins": _write_origins(self.origins), **more}


class EntryDraft(NamedTuple):
    """An entry to insert, with the citation key it gets unless another entry has that key.

    ``is_stated``: a record says the key; else it has the default pattern.
    """

    entry: FusedEntry
    key: str
    is_stated: bool = False

    def with_origin(self, origin: Origin) -> EntryDraft:
        """Return the draft of a single record with ``origin`` as the origin of all its fields."""
        return self._replace(
            entry=self.entry._replace(origins=dict.fromkeys(self.entry.origins, origin.name))
        )

    def key_of(self, pattern: str) -> str:
        """Return the key that the entry gets under a pattern of keys."""
        return self.key if self.is_stated or pattern == KEY_PATTERN else generate_key(self.entry, pattern)


def draft_entry(records: Sequence[tuple[Origin, Record]], *, keys: Iterable[str] | None = None) -> EntryDraft:
    """Fuse records into a new entry, with the citation key of the first record that has one, else a generated one."""
    entry = fuse(records, keys=keys)
    key = next((record.key for _, record in records if record.key), None)
    return EntryDraft(entry, key or generate_key(entry, KEY_PATTERN), is_stated=bool(key))


def generate_key(entry: FusedEntry, pattern: str) -> str:
    """Return the key of an entry under a pattern, which another entry may have."""
    columns = entry.columns
    authors = Details.from_json(columns["details"]).author or json.loads(columns["authors"])
    return base_key(columns["title"], authors, columns["year"], ids=entry.identifiers, pattern=pattern)


def fuse(records: Iterable[tuple[Origin, Record]], *, keys: Iterable[str] | None = None) -> FusedEntry:
    """Fuse the records of one work into its entry; among origins of equal rank, the earlier record wins.

    ``keys``: the blocking keys of the records, if already computed.
    """
    given = list(records)
    removed = {tag.casefold() for origin, record in given if origin.name == REMOVED for tag in record.tags}
    known = [pair for pair in given if pair[0].name != REMOVED]
    known.sort(key=lambda pair: pair[0].rank)
    ranked = _without_former(known) if len(known) > 1 else known
    origins: dict[str, str] = {}
    columns: dict[str, Any] = {"kind": _kind(ranked)}
    for name in _SINGLE:
        columns[name] = _first(name, ranked, origins)
    columns["title"] = _title(ranked, origins) or columns["url"] or "untitled"
    authors = _first("authors", ranked, origins) or ()
    columns["authors"] = _write(authors)
    columns["categories"] = _write(_first("categories", ranked, origins) or [])
    columns["year"], columns["month"] = _date(ranked, origins)
    columns["status"] = _status(ranked, origins)
    columns["rating"] = _first("rating", ranked, origins)
    columns["priority"] = _first("priority", ranked, origins)
    columns["aliases"] = _write(_aliases(ranked, columns["title"]))
    columns["details"] = fuse_details(ranked, origins, authors, columns["year"], columns["month"]).to_json()
    identifiers = _identifiers(ranked)
    for origin, record in ranked:
        if record.stated:
            origins |= dict.fromkeys(record.stated, origin.name)
            columns["url"] = _corrected_url(columns["url"], record, identifiers)
    return FusedEntry(
        columns=columns,
        origins=origins,
        identifiers=identifiers,
        links=_links(ranked),
        tags=[one for one in _tags(ranked) if one.spelling.casefold() not in removed],
        topics=list(dict.fromkeys(path for _, record in ranked for path in record.topics)),
        keys=sorted({hash_key(key) for key in (_blocking_keys(known) if keys is None else keys)}),
    )


def _blocking_keys(records: Iterable[tuple[Origin, Record]]) -> Iterator[str]:
    return (key for _, record in records if (own := features_of(record)) for key in own.keys)


def _write(values: Iterable[str]) -> str:
    """Write strings as a JSON array, as ``json.dumps`` would, whose overhead is large for such short lists."""
    return f"[{', '.join(map(encode_basestring, values))}]"


def _write_origins(origins: dict[str, str]) -> str:
    written = {origin: encode_basestring(origin) for origin in set(origins.values())}
    pairs = [f'"{name}": {written[origin]}' for name, origin in origins.items()]
    return f"{{{', '.join(pairs)}}}"


def _without_former(ranked: list[tuple[Origin, Record]]) -> list[tuple[Origin, Record]]:
    """Drop the records of earlier versions of notes, unless there are only those and edits by hand."""
    if all(origin.name in (HAND, FORMER) for origin, _ in ranked):
        return ranked
    return [(origin, record) for origin, record in ranked if origin.name != FORMER]


def _first(name: str, ranked: list[tuple[Origin, Record]], origins: dict[str, str]) -> Any:
    for origin, record in ranked:
        if value := getattr(record, name):
            origins[name] = origin.name
            return value
        if record.stated and name in record.stated:
            return None
    return None


def _kind(ranked: list[tuple[Origin, Record]]) -> str:
    return next(
        (
            record.kind
            for origin, record in ranked
            if origin.is_note or record.kind != "paper" or "kind" in record.stated
        ),
        "paper",
    )


def _title(ranked: list[tuple[Origin, Record]], origins: dict[str, str]) -> str | None:
    """Return the first title; one derived from a URL only if there is no other."""
    titled = [(origin, record) for origin, record in ranked if record.title]
    written = [pair for pair in titled if not is_url_title(pair[1].title, pair[1].url)]
    for origin, record in written or titled:
        origins["title"] = origin.name
        return record.title
    return None


def _date(ranked: list[tuple[Origin, Record]], origins: dict[str, str]) -> tuple[int | None, int | None]:
    """Return the first stated year, and the first month that is stated together with that year."""
    year = _first("year", ranked, origins)
    for origin, record in ranked:
        if "month" in record.stated:
            return year, record.month
        if year and record.month and record.year == year:
            origins["month"] = origin.name
            return year, record.month
    return year, None


def _status(ranked: list[tuple[Origin, Record]], origins: dict[str, str]) -> str | None:
    stated = [(origin, record.status) for origin, record in ranked if record.status]
    if not stated:
        return None
    by_hand = [pair for pair in stated if pair[0].name == HAND]
    if by_hand:
        origins["status"] = HAND
        return None if by_hand[0][1] == "none" else by_hand[0][1]
    for status in _STATUS_ORDER:
        for origin, value in stated:
            if value == status:
                origins["status"] = origin.name
                return status
    return None


def _aliases(ranked: list[tuple[Origin, Record]], title: str) -> list[str]:
    """Return all other titles and labels; of those that differ only in spelling, the first."""
    out = {title_key(title): ""}
    for _, record in ranked:
        for name in (record.title, record.label):
            if name and not is_url_title(name, record.url):
                out.setdefault(title_key(name), name)
    return [name for name in out.values() if name]


def _identifiers(ranked: list[tuple[Origin, Record]]) -> list[Identifier]:
    """Return all IDs; of an ID with several versions, the newest; of a scheme that the person corrected, theirs only."""
    out: dict[tuple[str, str], Identifier] = {}
    corrected = {EDITED_IDS[name] for _, one in ranked for name in one.stated if name in EDITED_IDS}
    for _, record in ranked:
        for identifier in record.ids:
            if identifier.scheme in corrected and not record.stated:
                continue
            known = out.get((identifier.scheme, identifier.value))
            if known is None or (identifier.version or 0) > (known.version or 0):
                out[identifier.scheme, identifier.value] = identifier
    return list(out.values())


def _corrected_url(url: str | None, by_hand: Record, identifiers: Sequence[Identifier]) -> str | None:
    """Return the URL of the corrected identifier in place of that of another one of its scheme."""
    found = parse_url(url) if url and "url" not in by_hand.stated else None
    if found is None or found.scheme not in {EDITED_IDS.get(name) for name in by_hand.stated}:
        return url
    known = [one for one in identifiers if one.scheme == found.scheme]
    return url if any(one.value == found.value for one in known) else known[0].url if known else None


def _tags(ranked: list[tuple[Origin, Record]]) -> list[Tagging]:
    """Return all spellings of all tags in code point order, with their number of uses and the time they were added."""
    times: dict[str, int] = {}
    given: dict[str, int] = {}
    for origin, record in ranked:
        if origin.name == HAND:
            given |= zip(record.tags, chain(record.stamps, repeat(0)), strict=False)
        else:
            for tag in set(record.tags):
                times[tag] = times.get(tag, 0) + 1
    return [Tagging(tag, times.get(tag, 0), given.get(tag)) for tag in sorted(times.keys() | given)]


def _links(ranked: list[tuple[Origin, Record]]) -> list[Link]:
    out: dict[str, Link] = {}
    for _, record in ranked:
        if record.url and not any(link.url == record.url for link in record.links):
            out.setdefault(record.url, Link(record.url, "paper" if record.kind == "paper" else "other"))
        for link in record.links:
            out.setdefault(link.url, link)
    return list(out.values())
