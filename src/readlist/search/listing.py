"""Listing entries: which ones pass filters, in which order, and how many there are."""

from __future__ import annotations

import json
from itertools import starmap
from typing import TYPE_CHECKING, Any

from readlist.search.filter_conditions import filter_condition
from readlist.search.filters import PROSE
from readlist.search.outlines import OUTLINE, make_outline
from readlist.search.sort_order import order_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from readlist.model.entry import Entry
    from readlist.search.filters import Filters
    from readlist.storage.database import Store

_MOST_COUNTED = 1_000
_ALL = 1_000_000_000


def list_ids(store: Store, filters: Filters | None, *, notes: bool, sort: str, limit: int) -> Iterator[int]:
    """Return the ids of the entries that pass ``filters``, by ``sort``, at most ``limit`` of them (negative: all).

    Without ``notes``, entries of kind ``note`` are left out unless ``filters`` ask for that kind. Raises UsageError
    for an unknown order or filter value.
    """
    where, parameters = _condition(filters, notes=notes)
    order = order_sql(sort, prose=_shows_prose(filters, notes=notes))
    sql = f"SELECT id FROM entry WHERE {where} ORDER BY {order} LIMIT ?"
    return (entry_id for (entry_id,) in store.connection.execute(sql, (*parameters, limit)))


def list_outlines(
    store: Store, filters: Filters | None, *, notes: bool, sort: str, limit: int
) -> Iterator[Entry]:
    """Yield the outlines (``read_outlines``) of the entries that ``list_ids`` returns, in the same order."""
    where, parameters = _condition(filters, notes=notes)
    order = order_sql(sort, prose=_shows_prose(filters, notes=notes))
    sql = f"SELECT {OUTLINE} FROM entry WHERE {where} ORDER BY {order} LIMIT ?"
    return starmap(make_outline, store.connection.execute(sql, (*parameters, limit)))


def count_entries(store: Store, filters: Filters | None, *, notes: bool) -> int:
    """Count the entries that ``list_ids`` would return without a limit."""
    where, parameters = _condition(filters, notes=notes)
    count: int = store.query(f"SELECT count(*) FROM entry WHERE {where}", parameters)[0][0]
    return count


def count_undated(store: Store, filters: Filters, query: str) -> int:
    """Count the entries without a year that pass all ``filters`` but ``years``, and have the words of ``query``.

    With a query, at most 1,000 are counted.
    """
    from dataclasses import replace  # noqa: PLC0415

    undated = replace(filters, years=None, years_or_none=None, missing=(*filters.missing, "year"))
    if not query:
        return count_entries(store, undated, notes=False)
    from readlist.search.engine import search  # noqa: PLC0415

    works = undated if filters.asks_for_prose() else replace(undated, kinds=(*undated.kinds, f"!{PROSE}"))
    hits = search(store.connection, query, filters=works, limit=_MOST_COUNTED, exact=True).hits
    return sum(hit.match == "all" for hit in hits)


def select_keys(store: Store, query: str, filters: Filters | None) -> tuple[str, ...]:
    """Return the keys of the entries that pass ``filters`` and have all words of ``query`` in the form given, in order.

    Nothing similar is searched for instead. Entries of kind ``note`` are left out unless query or filters ask for them.
    """
    where, parameters = _condition(filters, notes=asks_for_prose(query))
    if query.strip():
        from readlist.search.engine import search  # noqa: PLC0415
        from readlist.search.filters import Filters  # noqa: PLC0415

        found = search(store.connection, query, filters=filters or Filters(), limit=_ALL, exact=True)
        where += " AND entry.id IN (SELECT value FROM json_each(?))"
        parameters = [*parameters, json.dumps([hit.entry_id for hit in found.hits if hit.match != "some"])]
    return tuple(
        key for (key,) in store.query(f"SELECT key FROM entry WHERE {where} ORDER BY key", parameters)
    )


def asks_for_prose(query: str) -> bool:
    """Return whether a query asks for a kind: then it says itself whether prose is wanted."""
    return "kind:" in query.replace("：", ":").lower()


def select_entries(
    store: Store, filters: Filters | None, query: str, *, concepts: Path | None = None
) -> Iterable[Entry]:
    """Return the entries that pass ``filters`` and, unless it is empty, match ``query``, in the order of their keys.

    Entries that lack words of the query are left out.
    """
    if not query:
        return store.load_entries(list_ids(store, filters, notes=True, sort="key", limit=-1))
    from readlist.search.answer import answer_query  # noqa: PLC0415

    answer = answer_query(store, query, filters=filters, limit=-1, concepts=concepts)
    return sorted(
        (one.entry for one in answer.found if one.hit.match != "some"),
        key=lambda one: (one.kind == "note", "" if one.kind == "note" else one.key, one.id),
    )


def _condition(filters: Filters | None, *, notes: bool) -> tuple[str, list[Any]]:
    where, parameters = filter_condition(filters) if filters else ("1", [])
    kinds = "('gone')" if _shows_prose(filters, notes=notes) else "('note', 'gone')"
    return f"{where} AND entry.kind NOT IN {kinds}", parameters


def _shows_prose(filters: Filters | None, *, notes: bool) -> bool:
    return notes or bool(filters and filters.asks_for_prose())
