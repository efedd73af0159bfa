"""The entries of which one person of a group says something, with the status, rating and priority that are theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from readlist.errors import NotFoundError
from readlist.search.filters import NO_STATUS, Filters, split_value
from readlist.search.listing import list_ids
from readlist.storage.personal_facts import find_entries_of, find_persons, read_personal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.model.entry import Entry
    from readlist.storage.database import Store


def list_by(store: Store, person: str, filters: Filters | None, *, notes: bool, sort: str) -> list[Entry]:
    """Return the entries that a person has given anything (a status, a tag, a note, a field), as they see them.

    The statuses among ``filters`` are the person's. Raises NotFoundError if nobody of that name has said anything.
    """
    connection = store.connection
    chosen = find_entries_of(connection, person)
    if not chosen:
        names = ", ".join(find_persons(connection)) or "nobody has given an entry anything yet"
        raise NotFoundError(f"nothing is said by '{person}'", hint=f"Those who say something: {names}.")
    filters = filters or Filters()
    list(list_ids(store, filters, notes=notes, sort=sort, limit=0))  # checks the statuses, too
    others = replace(filters, statuses=())
    wanted = [i for i in list_ids(store, others, notes=notes, sort=sort, limit=-1) if i in chosen]
    personal = read_personal(connection, wanted)
    entries = []
    for entry in store.load_entries(wanted):
        theirs = {one.field: one.value for one in personal.get(entry.id, ()) if one.person in (person, "")}
        status = theirs.get("status")
        seen = replace(
            entry,
            status=None if status == NO_STATUS else status,
            rating=theirs.get("rating"),
            priority=theirs.get("priority"),
        )
        if _passes(seen.status or NO_STATUS, filters.statuses):
            entries.append(seen)
    return entries


def _passes(status: str, values: Sequence[str]) -> bool:
    """Whether a status is among the wanted ones, if any is, and not among the excluded ones."""
    split = [split_value("statuses", value) for value in values]
    wanted = {name for some, _ in split for name in some}
    excluded = {name for _, some in split for name in some}
    return status not in excluded and (not wanted or status in wanted)
