"""Rows of ``fact``: what the person says about entries (``model.facts`` lists the fields).

    state ──> a row with the stamp of the operation; no row is changed or deleted
    read_facts ──> of each statement the newest, also those about entries that were merged into the entry

The facts of an entry that was merged into another stay its own; ``into`` leads from one to the other. Where both say
something of one field, the entry's own fact counts; of one tag or topic, the later one. What was said of the entry since the
merge replaces both. Removing an entry is said of that one alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from readlist.model.facts import GONE, INTO, KEY, NAMING, NOTE, PERSONAL, WHOLE, Fact
from readlist.model.stamps import device_of
from readlist.storage import columns
from readlist.storage.clashes import with_seen
from readlist.storage.persons import Persons

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from readlist.model.facts import Statement
    from readlist.storage.transaction import Transaction

IS_NEWEST = """NOT EXISTS (SELECT 1 FROM fact AS later WHERE later.entity = fact.entity AND later.field = fact.field
    AND later.element = fact.element AND later.stamp > fact.stamp)"""
_MERGED = f"""WITH RECURSIVE merged(entry_id, entity, parent, since) AS (
    SELECT id, uid, '', '' FROM entry WHERE id IN (SELECT value FROM json_each(:ids)) AND NOT EXISTS (SELECT 1 FROM fact
        WHERE fact.entity = entry.uid AND field = '{INTO}' AND value IS NOT NULL AND {IS_NEWEST})
    UNION SELECT entry_id, fact.entity, merged.entity, fact.said FROM merged JOIN fact ON fact.field = '{INTO}'
        AND fact.value = json_quote(merged.entity) AND {IS_NEWEST})"""
_TREE = f"{_MERGED} SELECT entry_id, entity, parent, since FROM merged ORDER BY entry_id, since, entity"
_FACTS = f"""SELECT entity, field, element, value, said, id, max(stamp) FROM fact
    WHERE entity IN (SELECT value FROM json_each(?)) AND field NOT IN ('{INTO}', '{KEY}')
    GROUP BY entity, field, element ORDER BY entity, said, id"""
_NEWEST = f"""SELECT entity, field, element, value, said FROM fact
    WHERE entity IN (SELECT value FROM json_each(?)) AND {IS_NEWEST} ORDER BY said, id"""
_TARGET = f"""WITH RECURSIVE chain(entity) AS (SELECT ? UNION SELECT json_extract(fact.value, '$') FROM chain JOIN fact
    ON fact.entity = chain.entity AND fact.field = '{INTO}' AND fact.value IS NOT NULL AND {IS_NEWEST})
    SELECT id FROM entry WHERE uid IN (SELECT entity FROM chain)"""
_BY_FORMER_KEY = f"SELECT entity FROM fact WHERE field = '{KEY}' AND value = json_quote(?) AND {IS_NEWEST}"
_FORMER_KEYS = f"""{_MERGED} SELECT entry_id, json_extract(fact.value, '$') AS former FROM merged
    JOIN fact ON fact.entity = merged.entity AND field = '{KEY}' AND value IS NOT NULL AND {IS_NEWEST}
    GROUP BY entry_id, former ORDER BY entry_id, min(fact.said), former"""
_STATED_KEYS = f"""SELECT entity, json_extract(value, '$') FROM fact WHERE entity IN (SELECT value FROM json_each(?))
    AND field = '{KEY}' AND element = '{WHOLE}' AND value IS NOT NULL AND {IS_NEWEST}"""
IDENTIFYING = NAMING | {KEY}
"""Fields that say which works there are, and what they are called; the others are about one entry alone."""
_INITIAL = "0"
"""The stamp of the key that an entry had before it was given another: older than all."""


_Facts = dict[tuple[str, str], Fact]
_Key = TypeVar("_Key", int, str)


class FactRow(NamedTuple):
    """A row of the table; ``value`` is JSON."""

    entity: str
    field: str
    element: str
    value: str | None
    stamp: str
    said: str


# -- reading ---------------------------------------------------------------------------------------------------------


def read_facts(connection: sqlite3.Connection, entry_ids: Collection[int]) -> dict[int, list[Fact]]:
    """Return what counts of each entry, by its number; one that nothing is said of is missing.

    What other persons say for themselves has their names as elements (``storage.persons``).
    """
    if not connection.execute("SELECT EXISTS (SELECT 1 FROM fact)").fetchone()[0]:
        return {}
    roots: dict[int, str] = {}
    children: dict[str, list[tuple[str, str]]] = {}
    for entry_id, entity, parent, since in connection.execute(_TREE, {"ids": json.dumps(sorted(entry_ids))}):
        if parent:
            children.setdefault(parent, []).append((entity, since))
        else:
            roots[entry_id] = entity
    return _read_tree(connection, roots, children)


def read_facts_of_uids(
    connection: sqlite3.Connection, uids: Iterable[str], children: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, list[Fact]]:
    """Return what counts of each uid; ``children``: the uids merged into each uid, with the stamps of the merges."""
    roots = {uid: uid for uid in uids}
    reached: dict[str, Sequence[tuple[str, str]]] = {}
    waiting = list(roots)
    while waiting:
        uid = waiting.pop()
        if uid in children and uid not in reached:
            reached[uid] = children[uid]
            waiting += [child for child, _ in children[uid]]
    return _read_tree(connection, roots, reached)


def _read_tree(
    connection: sqlite3.Connection,
    roots: Mapping[_Key, str],
    children: Mapping[str, Sequence[tuple[str, str]]],
) -> dict[_Key, list[Fact]]:
    wanted = {*roots.values(), *(entity for found in children.values() for entity, _ in found)}
    own: dict[str, _Facts] = {entity: {} for entity in wanted}
    seen = Persons.of(connection)
    for entity, field, element, value, said, _, stamp in connection.execute(
        _FACTS, (json.dumps(sorted(wanted)),)
    ):
        one = seen.named(field, element)
        own[entity][field, one] = Fact(field, one, _read(value), stamp, said)
    counting = {i: _combine(entity, own, children, frozenset()) for i, entity in roots.items()}
    stated = {i: [one for one in facts.values() if one.value is not None] for i, facts in counting.items()}
    return {i: facts for i, facts in stated.items() if facts}


def _combine(
    entity: str,
    own: Mapping[str, _Facts],
    children: Mapping[str, Sequence[tuple[str, str]]],
    above: frozenset[str],
) -> _Facts:
    """Return what counts of an entity, with what counted of those that were merged into it."""
    out = dict(own[entity])
    for child, since in children.get(entity, ()):
        if child not in above:  # a circle of merges ends here
            for key, fact in _combine(child, own, children, above | {entity}).items():
                if key[0] == GONE:
                    continue  # it is said of that entry alone
                if key not in out or not _outweighs(out[key], fact, since):
                    out[key] = fact
    return dict(sorted(out.items(), key=lambda pair: pair[1].said))


def _outweighs(own: Fact, other: Fact, since: str) -> bool:
    """Return whether a fact counts more than the same one of an entry that was merged into its entry at this stamp.

    Without a stamp the two were found to be one work, and nobody said so: then a value counts more than none that is older.
    """
    if (since and own.said > since) or other.value is None or (not since and own.said > other.said):
        return True
    is_single = own.element == WHOLE or own.field in PERSONAL
    return own.value is not None and (is_single or own.said > other.said)


def read_merged(connection: sqlite3.Connection, entry_ids: Collection[int]) -> dict[int, set[str]]:
    """Return the uid of each of these entries with those of the entries that were merged into it."""
    out: dict[int, set[str]] = {}
    for entry_id, entity, _, _ in connection.execute(_TREE, {"ids": json.dumps(sorted(entry_ids))}):
        out.setdefault(entry_id, set()).add(entity)
    return out


def read_field(connection: sqlite3.Connection, entry_ids: Collection[int], field: str) -> dict[int, Any]:
    """Return what counts of one field that entries have one value of, by their numbers."""
    found = read_facts(connection, entry_ids)
    return {i: one.value for i, facts in found.items() for one in facts if one[:2] == (field, WHOLE)}


def read_facts_of(connection: sqlite3.Connection, entity: str, field: str) -> list[Fact]:
    """Return what counts of a field of something that is not an entry, by element."""
    sql = f"""SELECT field, element, value, stamp, said FROM fact WHERE entity = ? AND field = ? AND value IS NOT NULL
        AND {IS_NEWEST} ORDER BY element"""
    rows = connection.execute(sql, (entity, field))
    return [Fact(name, element, _read(value), stamp, said) for name, element, value, stamp, said in rows]


def read_newest_facts(
    connection: sqlite3.Connection,
    entry_ids: Collection[int],
    *,
    entities: Mapping[int, Sequence[str]] | None = None,
) -> dict[int, list[list[Any]]]:
    """Return the newest fact of each statement about entries and those merged into them, as lists, by the number of the entry.

    A list has entity, field, element, value and the stamp of who said so; the value is None if nothing is said any more.
    What this library's person says for themselves has no name: whoever restores it says it. ``entities``: whose facts to
    return instead, by number.
    """
    seen = Persons.of(connection)
    found: dict[int, list[str]] = {i: list(of) for i, of in (entities or {}).items()}
    if not connection.execute("SELECT EXISTS (SELECT 1 FROM fact)").fetchone()[0]:
        return {}
    for entry_id, entity, _, _ in connection.execute(_TREE, {"ids": json.dumps(sorted(entry_ids))}):
        found.setdefault(entry_id, []).append(entity)
    out: dict[int, list[list[Any]]] = {}
    for entry_id, of in found.items():
        rows = connection.execute(_NEWEST, (json.dumps(of),)).fetchall()
        if rows:
            out[entry_id] = [
                [entity, field, seen.named(field, element), _read(value), said]
                for entity, field, element, value, said in rows
            ]
    return out


def restore_facts(tx: Transaction, facts: Sequence[FactRow]) -> set[str]:
    """Write facts of another library that say something later than what is said here; return whose were written.

    They get the stamp of the operation, so that an undo takes them back, and keep when it was said first.
    """
    seen = Persons.of(tx.connection)
    stored = [one._replace(element=seen.stored(one.field, one.element)) for one in facts]
    wanted = list({(one.entity, one.field, one.element): one for one in stored}.values())
    known = {
        (entity, field, element): (said, value)
        for entity, field, element, value, said in tx.connection.execute(
            _NEWEST, (json.dumps(sorted({one.entity for one in wanted})),)
        )
    }
    fresh = [one for one in wanted if _is_later(one, known.get((one.entity, one.field, one.element)))]
    write_facts(tx, fresh)
    return {one.entity for one in fresh}


def _is_later(fact: FactRow, known: tuple[str, str | None] | None) -> bool:
    if known is None:
        return True
    said, value = known
    return fact.said > said and fact.value != value


def find_entry_of(connection: sqlite3.Connection, uid: str) -> int | None:
    """Return the entry with a uid, or the one that it was merged into; None if there is none."""
    row = connection.execute(_TARGET, (uid,)).fetchone()
    return row[0] if row else None


def find_entry_by_former_key(connection: sqlite3.Connection, key: str) -> int | None:
    """Return the entry that one with this citation key was merged into."""
    for (uid,) in connection.execute(_BY_FORMER_KEY, (key,)).fetchall():
        if (entry_id := find_entry_of(connection, uid)) is not None:
            return entry_id
    return None


def read_former_keys(connection: sqlite3.Connection, entry_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the citation keys that entries, and those that were merged into them, had or have; the oldest first."""
    found: dict[int, list[str]] = {}
    if says_keys(connection):
        for entry_id, key in connection.execute(_FORMER_KEYS, {"ids": json.dumps(sorted(entry_ids))}):
            found.setdefault(entry_id, []).append(key)
    return found


def read_stated_keys(connection: sqlite3.Connection, uids: Collection[str]) -> dict[str, str]:
    """Return the keys that the person gave entries, by uid."""
    if not says_keys(connection):
        return {}
    return dict(connection.execute(_STATED_KEYS, (json.dumps(list(uids)),)))


def read_merged_keys(connection: sqlite3.Connection, uids: Collection[str]) -> dict[str, str]:
    """Return the keys that entries had when they were merged into others, by uid."""
    sql = f"""SELECT entity, element FROM fact WHERE entity IN (SELECT value FROM json_each(?)) AND field = '{KEY}'
        AND element <> '{WHOLE}' AND value IS NOT NULL AND {IS_NEWEST} ORDER BY said"""
    return dict(connection.execute(sql, (json.dumps(list(uids)),)))


def read_stated_keys_with_stamps(
    connection: sqlite3.Connection, uids: Collection[str]
) -> dict[str, tuple[str, str]]:
    """Return the keys that the person gave entries, each with the stamp of the operation, by uid."""
    if not says_keys(connection):
        return {}
    sql = _STATED_KEYS.replace("json_extract(value, '$')", "json_extract(value, '$'), said", 1)
    return {uid: (key, said) for uid, key, said in connection.execute(sql, (json.dumps(list(uids)),))}


def find_promised_keys(connection: sqlite3.Connection, keys: Collection[str]) -> dict[str, set[str]]:
    """Return those of these keys by which an entry of the library was known, each with the uids of these entries."""
    found: dict[str, set[str]] = {}
    if says_keys(connection):
        sql = f"""SELECT json_extract(value, '$'), entity FROM fact WHERE field = '{KEY}' AND {IS_NEWEST}
            AND value IN (SELECT json_quote(value) FROM json_each(?)) AND entity IN (SELECT uid FROM entry)"""
        for key, uid in connection.execute(sql, (json.dumps(list(keys)),)):
            found.setdefault(key, set()).add(uid)
    return found


def says_keys(connection: sqlite3.Connection) -> bool:
    """Return whether anything is said about citation keys."""
    return bool(connection.execute(f"SELECT EXISTS (SELECT 1 FROM fact WHERE field = '{KEY}')").fetchone()[0])


def read_uids(connection: sqlite3.Connection, entry_ids: Collection[int]) -> dict[int, str]:
    """Return the uids of entries, by their numbers."""
    sql = "SELECT id, uid FROM entry WHERE id IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(sql, (json.dumps(sorted(entry_ids)),)))


def find_merged_uids(connection: sqlite3.Connection, uids: Collection[str]) -> set[str]:
    """Find out which of these uids are those of entries that were merged into another."""
    sql = f"""SELECT entity FROM fact WHERE entity IN (SELECT value FROM json_each(?)) AND field = '{INTO}'
        AND value IS NOT NULL AND {IS_NEWEST}"""
    return {uid for (uid,) in connection.execute(sql, (json.dumps(sorted(uids)),))}


# -- writing ---------------------------------------------------------------------------------------------------------


def state(tx: Transaction, statements: Sequence[Statement]) -> None:
    """Write facts about entries, those of a person as those of this library's; the caller then refreshes the entries."""
    uids = read_uids(tx.connection, {one.entry_id for one in statements})
    seen = Persons.of(tx.connection)
    write_facts(
        tx,
        [
            FactRow(uids[i], field, seen.stored(field, element), write(value), tx.stamp, tx.stamp)
            for i, field, element, value in statements
        ],
    )


def write_facts(tx: Transaction, facts: Iterable[FactRow]) -> None:
    """Write facts with the stamp of the operation; one that it wrote before is replaced."""
    rows = [fact._replace(stamp=tx.stamp)._asdict() for fact in facts]
    sql = "DELETE FROM fact WHERE entity = ? AND field = ? AND element = ? AND stamp = ?"
    tx.connection.executemany(sql, [(r["entity"], r["field"], r["element"], r["stamp"]) for r in rows])
    tx.insert(columns.FACT, with_seen(tx.connection, rows) if tx.is_shared else rows)


def read_seen(tx: Transaction, entry_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Return by device the latest stamp that is known of each of these entries and those merged into it, by entry.

    Of the device that writes, it is that of the operation.
    """
    sql = """SELECT max(said) FROM fact WHERE entity IN (SELECT value FROM json_each(?)) AND length(said) = 32
        GROUP BY substr(said, 17)"""
    out = {}
    for entry_id, uids in read_merged(tx.connection, entry_ids).items():
        known = tx.connection.execute(sql, (json.dumps(sorted(uids)),))
        out[entry_id] = {device_of(said): said for said in (*(one for (one,) in known), tx.stamp)}
    return out


def new_note_uid(tx: Transaction) -> str:
    """Return the id of a new note: it begins with the stamp of the operation, and so with the time of writing."""
    sql = f"SELECT count(*) FROM fact WHERE field = '{NOTE}' AND stamp = ?"
    (count,) = tx.connection.execute(sql, (tx.stamp,)).fetchone()
    return f"{tx.stamp}.{count}"


def part_from(tx: Transaction, uid: str) -> None:
    """State that the entry with a uid, which was merged into another one, is a work of its own again."""
    key = read_merged_keys(tx.connection, [uid]).get(uid)
    said = [(INTO, WHOLE), *([(KEY, key)] if key else [])]
    write_facts(tx, [FactRow(uid, field, of, None, tx.stamp, tx.stamp) for field, of in said])


def merge_into(tx: Transaction, entry_id: int, into: int) -> None:
    """State that an entry is the same work as another, and by which citation key it was known."""
    uids = read_uids(tx.connection, [entry_id, into])
    (key,) = tx.connection.execute("SELECT key FROM entry WHERE id = ?", (entry_id,)).fetchone()
    said = ((INTO, WHOLE, uids[into]), (KEY, key, key))
    write_facts(
        tx,
        [FactRow(uids[entry_id], field, of, write(value), tx.stamp, tx.stamp) for field, of, value in said],
    )


def state_keys(tx: Transaction, keys: Mapping[int, tuple[str, str]]) -> None:
    """State new citation keys of entries, by number, each with the present one; this stays valid for look-up.

    The first time, the present key is stated as well, as that before all: an undo goes back to it. The caller refreshes
    the entries.
    """
    uids = read_uids(tx.connection, keys)
    known = read_stated_keys(tx.connection, list(uids.values()))
    first = [
        FactRow(uids[i], KEY, WHOLE, write(old), _INITIAL, _INITIAL)._asdict()
        for i, (old, _) in keys.items()
        if uids[i] not in known
    ]
    tx.insert(columns.FACT, first)
    write_facts(
        tx,
        [
            FactRow(uids[i], KEY, element, write(value), tx.stamp, tx.stamp)
            for i, (old, new) in keys.items()
            for element, value in ((old, old), (WHOLE, new), (new, None))
        ],
    )


def _read(value: str | None) -> Any:
    return None if value is None else json.loads(value)


def write(value: Any) -> str | None:
    """Return a value as it is stored."""
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
