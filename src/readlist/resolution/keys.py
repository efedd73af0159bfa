"""Citation keys among the entries of several libraries: who wanted a key first has it, the others get a letter more."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from readlist.model.citation_keys import suffixes
from readlist.model.number_keys import is_number_key
from readlist.storage.entry_keys import find_claimants, read_wanted, write_given

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from readlist.storage.entry_keys import WantedKey
    from readlist.storage.transaction import Transaction


_AT_ONCE = 8
"""Keys that are looked up at once: most works that want one key are two."""
_MOST_LETTERS = 2
"""Letters after a key that are looked for when it becomes free: those of the first 702 works that want one key."""


def find_keys(tx: Transaction, entry_ids: Collection[int]) -> set[str]:
    """Return the keys that these entries have and want: to be settled if one of them changes, or goes."""
    return {key for one in read_wanted(tx.connection, entry_ids) for key in (one.key, one.wanted)}


def settle_keys(tx: Transaction, entry_ids: Collection[int], keys: Iterable[str] = ()) -> None:
    """Give these entries, and those that want their keys or ``keys``, the keys that they have in every library."""
    waiting = {*keys, *find_keys(tx, entry_ids)}
    given: dict[WantedKey, str] = {}
    others: set[WantedKey] = set()
    seen: set[str] = set()
    while waiting := {key for key in waiting - seen if not is_number_key(key)}:
        seen |= waiting
        found = find_claimants(tx.connection, waiting)
        waiting = set()
        for key, (wanting, holding) in found.items():
            if wanting:
                given[wanting[0]] = key
            others.update(wanting[1:])
            waiting |= {one.wanted for one in holding}
            waiting.update(() if wanting else _stems(key))
    given |= _with_letters(tx, sorted(one for one in others if one.entry_id), set(given.values()))
    write_given(tx, given)


def _stems(key: str) -> Iterator[str]:
    """Yield the keys to which letters may have been added to make this one."""
    for count in range(1, _MOST_LETTERS + 1):
        if len(key) > count and key[-count:].isascii() and key[-count:].islower():
            yield key[:-count]


def _with_letters(tx: Transaction, others: Iterable[WantedKey], taken: set[str]) -> dict[WantedKey, str]:
    """Give each of these the first key with letters after the wanted one that nobody wants and nobody else is given."""
    free: dict[str, Iterator[str]] = {}
    given: dict[WantedKey, str] = {}
    for one in others:
        keys = free.setdefault(one.wanted, _free_keys(tx, one.wanted))
        given[one] = next(key for key in keys if key not in taken)
        taken.add(given[one])
    return given


def _free_keys(tx: Transaction, wanted: str) -> Iterator[str]:
    """Yield the keys with letters after the wanted one that nobody wants."""
    letters = suffixes(None)
    while True:
        found = find_claimants(tx.connection, [f"{wanted}{more}" for more in islice(letters, _AT_ONCE)])
        yield from (key for key, (wanting, _) in found.items() if not wanting)
