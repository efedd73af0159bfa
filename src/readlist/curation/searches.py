"""Searches saved under a name: facts about the library itself, not about an entry, so that undo takes them back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.errors import NotFoundError, UsageError
from readlist.model.library_facts import LIBRARY, SEARCH
from readlist.model.saved_search import SavedSearch
from readlist.storage.facts import FactRow, read_facts_of, write, write_facts
from readlist.text.nearest import find_nearest

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from readlist.storage.transaction import Transaction

_NAME = re.compile(r"[\w.-]{1,60}")


def check_name(name: str) -> None:
    """Raise UsageError unless a search can have this name: letters of any script, digits, ``-``, ``_`` and ``.``."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"'{name}' is not a name for a search", hint="Use letters, digits, - and _.")


def read_searches(connection: sqlite3.Connection) -> tuple[SavedSearch, ...]:
    """Return the saved searches, by name."""
    facts = read_facts_of(connection, LIBRARY, SEARCH)
    return tuple(
        SavedSearch(fact.element, str(fact.value["query"]), dict(fact.value["filters"]))
        for fact in facts
        if isinstance(fact.value, dict)
    )


def find_search(searches: Sequence[SavedSearch], name: str) -> SavedSearch:
    """Return the search with a name; NotFoundError, with the nearest names, if there is none."""
    found = next((one for one in searches if one.name == name), None)
    if found is None:
        names = [one.name for one in searches]
        near = find_nearest(name, names) or names[:9]
        hint = (
            f"There are: {', '.join(near)}." if near else "Save one with: readlist search WORDS --save NAME"
        )
        raise NotFoundError(f"no search is saved as '{name}'", hint=hint)
    return found


def save(tx: Transaction, search: SavedSearch) -> SavedSearch | None:
    """Save a search, and return the other one that had its name; nothing is written if it is saved already."""
    earlier = next((one for one in read_searches(tx.connection) if one.name == search.name), None)
    if search == earlier:
        return None
    _state(tx, search.name, {"query": search.query, "filters": search.filters})
    return earlier


def forget(tx: Transaction, name: str) -> None:
    """Forget a saved search."""
    _state(tx, name, None)


def _state(tx: Transaction, name: str, value: Any) -> None:
    write_facts(tx, [FactRow(LIBRARY, SEARCH, name, write(value), tx.stamp, tx.stamp)])
