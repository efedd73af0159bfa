"""An entry put together of its records: by hand before provider, provider before note, earlier note before later.

    mentions, claims ── build ──> Assembled: columns, identifiers, links, tags, match keys ── refresh ──> tables

Nothing but this module sets a column of ``entry`` or fills the tables that are worked out of records.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readlist.identifiers import Identifier
from readlist.links import url_title
from readlist.matching import record_keys
from readlist.records import Link, Record
from readlist.store import now
from readlist.text import title_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from readlist.store import Transaction

HAND = "hand"
REMOVED = "hand:removed"
FORMER = "former"
"""What a mention said that is gone, kept while the person's tags, notes or merges hang on it."""
_PROVIDERS = ("acl", "crossref", "openreview", "arxiv", "datacite", "semanticscholar", "github")
"""Providers in the order of trust: who publishes a work knows best how it was published."""
_BATCH = 500
_SINGLE = ("title", "org", "abstract", "venue", "url")
_STATUS_ORDER = ("reading", "read", "dropped", "todo")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record comes from: ``name`` is ``hand``, a provider's name, or ``notes.md:12``."""

    name: str
    is_note: bool = False

    @property
    def rank(self) -> int:
        """Smaller goes first."""
        if self.is_note:
            return 100
        if self.name == HAND:
            return 0
        if self.name == FORMER:
            return 200
        return 1 + (_PROVIDERS.index(self.name) if self.name in _PROVIDERS else 50)


@dataclass(slots=True)
class Assembled:
    """What the tables hold of one entry, but for its key and times."""

    columns: dict[str, Any]
    identifiers: list[Identifier]
    links: list[Link]
    tags: list[str]
    keys: list[str]


def build(records: Iterable[tuple[Origin, Record]]) -> Assembled:
    """Put an entry together; among records of one rank the order given decides."""
    given = list(records)
    removed = {tag.casefold() for origin, record in given if origin.name == REMOVED for tag in record.tags}
    known = sorted(((o, r) for o, r in given if o.name != REMOVED), key=lambda pair: pair[0].rank)
    ranked = _without_former(known)
    origins: dict[str, str] = {}
    columns: dict[str, Any] = {"kind": _kind(ranked)}
    for name in _SINGLE:
        columns[name] = _first(name, ranked, origins)
    columns["title"] = _title(ranked, origins) or columns["url"] or "untitled"
    columns["authors"] = json.dumps(_first("authors", ranked, origins) or [], ensure_ascii=False)
    columns["categories"] = json.dumps(_first("categories", ranked, origins) or [], ensure_ascii=False)
    columns["year"], columns["month"] = _date(ranked, origins)
    columns["status"] = _status(ranked, origins)
    columns["aliases"] = json.dumps(_aliases(ranked, columns["title"]), ensure_ascii=False)
    columns["origins"] = json.dumps(origins, ensure_ascii=False)
    tags = {
        tag.casefold(): tag
        for _, record in reversed(ranked)
        for tag in record.tags
        if tag.casefold() not in removed
    }
    return Assembled(
        columns=columns,
        identifiers=_identifiers(ranked),
        links=_links(ranked),
        tags=sorted(tags.values()),
        keys=sorted({key for _, record in known for key in record_keys(record)}),
    )


def _without_former(ranked: list[tuple[Origin, Record]]) -> list[tuple[Origin, Record]]:
    """Leave out what notes said once, where there is more than that and the person's word."""
    if all(origin.name in (HAND, FORMER) for origin, _ in ranked):
        return ranked
    return [(origin, record) for origin, record in ranked if origin.name != FORMER]


def _first(name: str, ranked: list[tuple[Origin, Record]], origins: dict[str, str]) -> Any:
    for origin, record in ranked:
        if value := getattr(record, name):
            origins[name] = origin.name
            return value
    return None


def _kind(ranked: list[tuple[Origin, Record]]) -> str:
    return next(
        (record.kind for origin, record in ranked if origin.is_note or record.kind != "paper"), "paper"
    )


def _title(ranked: list[tuple[Origin, Record]], origins: dict[str, str]) -> str | None:
    """The first title, one that was made of a URL only where there is no other."""
    titled = [(origin, record) for origin, record in ranked if record.title]
    spoken = [pair for pair in titled if not (pair[1].url and pair[1].title == url_title(pair[1].url))]
    for origin, record in spoken or titled:
        origins["title"] = origin.name
        return record.title
    return None


def _date(ranked: list[tuple[Origin, Record]], origins: dict[str, str]) -> tuple[int | None, int | None]:
    """The first stated year, with the first month that is stated with this very year."""
    year = _first("year", ranked, origins)
    for origin, record in ranked:
        if year and record.month and record.year == year:
            origins["month"] = origin.name
            return year, record.month
    return year, None


def _status(ranked: list[tuple[Origin, Record]], origins: dict[str, str]) -> str | None:
    stated = [(origin, record.status) for origin, record in ranked if record.status]
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
    """All other names, each spelling once."""
    out = {title_key(title): ""}
    for _, record in ranked:
        for name in (record.title, record.label):
            if name and not (record.url and name == url_title(record.url)):
                out.setdefault(title_key(name), name)
    return [name for name in out.values() if name]


def _identifiers(ranked: list[tuple[Origin, Record]]) -> list[Identifier]:
    """All ids; of one that is given with several versions, the newest."""
    out: dict[tuple[str, str], Identifier] = {}
    for _, record in ranked:
        for identifier in record.ids:
            known = out.get((identifier.scheme, identifier.value))
            if known is None or (identifier.version or 0) > (known.version or 0):
                out[identifier.scheme, identifier.value] = identifier
    return list(out.values())


def _links(ranked: list[tuple[Origin, Record]]) -> list[Link]:
    out: dict[str, Link] = {}
    for _, record in ranked:
        if record.url and not any(link.url == record.url for link in record.links):
            out.setdefault(record.url, Link(record.url, "paper" if record.kind == "paper" else "other"))
        for link in record.links:
            out.setdefault(link.url, link)
    return list(out.values())


# -- tables ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """A record of an entry and its row: a claim's with ``is_claim``, else a mention's.

    Sorted by ``order``, records are as an entry is put together of them: claims as they came, mentions by source and
    line. ``prose`` tells which prose of a source stands under one heading.
    """

    row_id: int
    entry_id: int
    origin: Origin
    record: Record
    order: tuple[int, str, int, int]
    is_claim: bool = False
    is_pinned: bool = False
    prose: tuple[object, ...] | None = None


def read_standing(tx: Transaction, entry_ids: Collection[int]) -> list[Standing]:
    """Read all records of these entries, in order."""
    wanted = (json.dumps(sorted(entry_ids)),)
    out = [
        Standing(
            row_id, entry_id, Origin(origin), Record.from_json(record), (0, "", 0, row_id), is_claim=True
        )
        for row_id, entry_id, origin, record in tx.connection.execute(
            "SELECT id, entry_id, origin, record FROM claim WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY id",
            wanted,
        )
    ]
    for row_id, entry_id, source_id, name, line, path, text, is_pinned in tx.connection.execute(
        """SELECT mention.id, entry_id, source_id, source.name, line, topic.path, record, pinned
           FROM mention JOIN source ON source.id = source_id LEFT JOIN topic ON topic.id = topic_id
           WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY source.name, line, mention.id""",
        wanted,
    ):
        record = Record.from_json(text)
        prose = prose_key(source_id, tuple(json.loads(path or "[]")), record)
        origin = Origin(f"{name}:{line}", is_note=True)
        order = (1, name, line, row_id)
        out.append(Standing(row_id, entry_id, origin, record, order, is_pinned=bool(is_pinned), prose=prose))
    return out


def prose_key(source_id: int, topics: tuple[str, ...], record: Record) -> tuple[object, ...] | None:
    """What is equal for the prose under one heading of a source; None for what is no prose."""
    return (source_id, topics, record.title) if record.kind == "note" else None


def load_records(tx: Transaction, entry_ids: Collection[int]) -> dict[int, list[tuple[Origin, Record]]]:
    """Read all records of these entries, by entry; notes in the order of source and line."""
    out: dict[int, list[tuple[Origin, Record]]] = {entry_id: [] for entry_id in entry_ids}
    for one in read_standing(tx, entry_ids):
        out[one.entry_id].append((one.origin, one.record))
    return out


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Ids of the entries that changed in more than the lines where they are mentioned, and of those that went."""

    changed: frozenset[int]
    removed: frozenset[int]


def refresh(tx: Transaction, entry_ids: Collection[int], *, at: str | None = None) -> Refreshed:
    """Work the entries out anew from their records; one that nothing speaks of any more is deleted.

    An entry stays while it has a mention, a claim, or something of the person's. ``at`` is the time of the change.
    """
    at = at or now()
    changed: set[int] = set()
    removed: set[int] = set()
    for batch in _batches(sorted(set(entry_ids))):
        records = load_records(tx, batch)
        kept = {i for i, found in records.items() if any(o.name not in (FORMER, REMOVED) for o, _ in found)}
        gone = sorted(records.keys() - kept - find_prized(tx, records.keys() - kept))
        delete_entries(tx, gone)
        removed.update(gone)
        changed |= _write(
            tx, {i: build(found) for i, found in records.items() if found and i not in gone}, at
        )
    return Refreshed(frozenset(changed), frozenset(removed))


def find_prized(tx: Transaction, entry_ids: Collection[int]) -> set[int]:
    """Find those of these entries to which the person has added something: a tag, a status, a note, a rating."""
    sql = """SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?)) AND (
             priority IS NOT NULL OR rating IS NOT NULL OR EXISTS (SELECT 1 FROM note WHERE entry_id = entry.id)
             OR EXISTS (SELECT 1 FROM claim WHERE entry_id = entry.id AND origin = ?))"""
    return {row[0] for row in tx.connection.execute(sql, (json.dumps(sorted(entry_ids)), HAND))}


def delete_entries(tx: Transaction, entry_ids: Collection[int]) -> None:
    """Delete entries with all that hangs on them."""
    from readlist import models  # noqa: PLC0415

    for model in (
        models.Identifier,
        models.Link,
        models.EntryTag,
        models.MatchKey,
        models.Note,
        models.Claim,
        models.Finding,
        models.Attachment,
        models.Mention,
    ):
        tx.delete(model, _child_ids(tx, str(model.__tablename__), entry_ids))
    tx.delete(models.Entry, entry_ids)


def _child_ids(tx: Transaction, table: str, entry_ids: Collection[int]) -> list[int]:
    out: list[int] = []
    for batch in _batches(entry_ids):
        marks = ",".join("?" * len(batch))
        out += [
            row[0]
            for row in tx.connection.execute(f"SELECT id FROM {table} WHERE entry_id IN ({marks})", batch)
        ]
    return out


def _write(tx: Transaction, built: dict[int, Assembled], at: str) -> set[int]:
    from readlist import models  # noqa: PLC0415

    columns = {entry_id: found.columns for entry_id, found in built.items()}
    changed = _changed(tx, columns)
    tx.update(models.Entry, {i: c | ({"updated": at} if i in changed else {}) for i, c in columns.items()})
    return changed | write_children(tx, built)


def _changed(tx: Transaction, columns: dict[int, dict[str, Any]]) -> set[int]:
    """The entries of which more changes than the lines where their values stand."""
    if not columns:
        return set()
    names = [name for name in next(iter(columns.values())) if name != "origins"]
    out = set()
    for batch in _batches(columns):
        marks = ",".join("?" * len(batch))
        for row in tx.connection.execute(
            f"SELECT id, {', '.join(names)} FROM entry WHERE id IN ({marks})", batch
        ):
            if any(columns[row[0]][name] != value for name, value in zip(names, row[1:], strict=True)):
                out.add(row[0])
    return out


def write_children(tx: Transaction, built: dict[int, Assembled]) -> set[int]:
    """Bring identifiers, links, tags and match keys of entries to what was worked out; return the entries that changed."""
    from readlist import models  # noqa: PLC0415

    tag_ids = _tag_ids(tx, {tag for found in built.values() for tag in found.tags})
    wanted: dict[Any, dict[int, list[tuple[Any, ...]]]] = {
        models.Identifier: {
            i: [(x.scheme, x.value, x.version) for x in found.identifiers] for i, found in built.items()
        },
        models.Link: {i: [(x.url, x.role) for x in found.links] for i, found in built.items()},
        models.EntryTag: {i: [(tag_ids[tag],) for tag in found.tags] for i, found in built.items()},
        models.MatchKey: {i: [(key,) for key in found.keys] for i, found in built.items()},
    }
    names = {
        models.Identifier: ("scheme", "value", "version"),
        models.Link: ("url", "role"),
        models.EntryTag: ("tag_id",),
        models.MatchKey: ("key",),
    }
    changed: set[int] = set()
    for model, rows in wanted.items():
        changed |= _sync(tx, model, names[model], rows)
    return changed


def _sync(
    tx: Transaction, model: Any, names: tuple[str, ...], rows: dict[int, list[tuple[Any, ...]]]
) -> set[int]:
    """Replace the child rows of those entries whose rows differ, and return these entries."""
    known: dict[int, list[tuple[int, tuple[Any, ...]]]] = {}
    for batch in _batches(rows):
        marks = ",".join("?" * len(batch))
        for row in tx.connection.execute(
            f"SELECT id, entry_id, {', '.join(names)} FROM {model.__tablename__} WHERE entry_id IN ({marks}) ORDER BY id",
            batch,
        ):
            known.setdefault(row[1], []).append((row[0], tuple(row[2:])))
    stale: list[int] = []
    fresh: list[dict[str, Any]] = []
    different: set[int] = set()
    for entry_id, values in rows.items():
        old = known.get(entry_id, [])
        if [value for _, value in old] != values:
            different.add(entry_id)
            stale += [row_id for row_id, _ in old]
            fresh += [{"entry_id": entry_id, **dict(zip(names, value, strict=True))} for value in values]
    tx.delete(model, stale)
    tx.insert(model, fresh)
    return different


def _tag_ids(tx: Transaction, names: set[str]) -> dict[str, int]:
    """Ids of tags by name, made where they are missing; case does not count."""
    from readlist import models  # noqa: PLC0415

    if not names:
        return {}
    known = {name.casefold(): tag_id for tag_id, name in tx.connection.execute("SELECT id, name FROM tag")}
    missing = sorted(
        {name.casefold(): name for name in sorted(names) if name.casefold() not in known}.values()
    )
    for tag_id, name in zip(
        tx.insert(models.Tag, [{"name": name} for name in missing]), missing, strict=True
    ):
        known[name.casefold()] = tag_id
    return {name: known[name.casefold()] for name in names}


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    wanted = list(ids)
    for start in range(0, len(wanted), _BATCH):
        yield wanted[start : start + _BATCH]
