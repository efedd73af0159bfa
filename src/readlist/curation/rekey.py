"""Give entries the citation keys of a pattern; the earlier keys stay valid for look-up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from readlist.linkage.fusion import fuse, generate_key
from readlist.model.citation_keys import unique_keys
from readlist.model.facts import GONE
from readlist.model.key_pattern import parse_pattern
from readlist.model.number_keys import is_number_key, number_key
from readlist.resolution import materialize
from readlist.storage.entries import find_taken_keys, read_entry_ids, read_named, write_keys
from readlist.storage.evidence import load_records
from readlist.storage.facts import state_keys

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from readlist.storage.transaction import Transaction

_BATCH = 500
"""Entries whose records are read at a time, to limit memory use."""


def rekey(tx: Transaction, entry_ids: Collection[int] | None, pattern: str) -> tuple[tuple[str, str], ...]:
    """Give entries (None: all works) keys of a pattern; return the earlier and the new key of those that change.

    Of entries that get the same key, the oldest gets it without a letter. Raises UsageError for what is not a pattern.
    """
    parse_pattern(pattern)
    known = read_named(tx.connection, read_entry_ids(tx.connection) if entry_ids is None else entry_ids)
    _hide_keys_of_prose(tx, {i: key for i, (_, key, kind) in known.items() if kind == "note"})
    works = {i: key for i, (_, key, kind) in known.items() if kind not in ("note", GONE)}
    wanted = _generate(tx, list(works), pattern)
    own = {known[i][0] for i in works}
    free = unique_keys(wanted, partial(find_taken_keys, tx.connection, but_for=own))
    changes = {i: (old, new) for (i, old), new in zip(works.items(), free, strict=True) if old != new}
    if changes:
        state_keys(tx, changes)
        materialize.refresh(tx, changes)
    return tuple(changes.values())


def _generate(tx: Transaction, entry_ids: Sequence[int], pattern: str) -> list[str]:
    keys = []
    for start in range(0, len(entry_ids), _BATCH):
        batch = entry_ids[start : start + _BATCH]
        records = load_records(tx.connection, batch)
        keys += [generate_key(fuse(records[i], keys=()), pattern) for i in batch]
    return keys


def _hide_keys_of_prose(tx: Transaction, keys: dict[int, str]) -> None:
    """Prose has no key; a library that is older than this rule may have some."""
    write_keys(tx, {i: number_key(i) for i, key in keys.items() if not is_number_key(key)})
