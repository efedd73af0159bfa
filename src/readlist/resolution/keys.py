"""Citation keys among the entries of several libraries: who wanted a key first has it, the others get a letter more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.model.citation_keys import suffixes
from readlist.model.number_keys import is_number_key
from readlist.storage.entry_keys import find_claimants, read_wanted, write_given

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from readlist.storage.entry_keys import WantedKey
    from readlist.storage.transaction import Transaction


def settle_keys(tx: Transaction, entry_ids: Collection[int], keys: Iterable[str] = ()) -> None:
    """Give these entries, and those that want the same keys or ``keys``, the keys that they have in every library."""
    waiting = {*keys, *(one.wanted for one in read_wanted(tx.connection, entry_ids))}
    given: dict[WantedKey, str] = {}
    others: set[WantedKey] = set()
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        seen.add(key)
        if is_number_key(key):
            continue
        wanting, holding = find_claimants(tx.connection, key)
        if wanting:
            given[wanting[0]] = key
        others.update(wanting[1:])
        waiting |= {one.wanted for one in holding} - seen
    for one in sorted(others):
        if one.entry_id:
            given[one] = _with_letter(tx, one, set(given.values()))
    write_given(tx, given)


def _with_letter(tx: Transaction, one: WantedKey, taken: Collection[str]) -> str:
    """Return the first key with letters after the wanted one that nobody wants and nobody else is given."""
    keys = (f"{one.wanted}{letters}" for letters in suffixes(None))
    return next(key for key in keys if key not in taken and not find_claimants(tx.connection, key)[0])
