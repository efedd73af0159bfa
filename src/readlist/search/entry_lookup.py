"""Find the one entry that a person names.

    hu2021lora                      its key, that of an entry that was merged into it, or another one that its file states
    pushing-mixtur…ts2023           its key as a table shortens it
    17, #17                         its number
    2106.09685v2, 10.1145/…, URL    one of its ids or links
    low-rank adaptation             a part of its title or of another of its names, if no other entry has it

The forms are tried in this order, and the first that fits any entry decides. If it fits several, the error lists them,
because a command must not change the wrong entry.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from readlist.errors import AmbiguousError, NotFoundError, UsageError
from readlist.model.identifiers import parse_identifier
from readlist.search.address import address_forms, complete_address
from readlist.util.encoding import is_utf8

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from readlist.model.entry import Entry
    from readlist.storage.database import Store

_MOST = 50
"""Entries considered for one part of a title: more than a person would read through."""
_SHOWN = "AND kind <> 'gone'"
"""Not the entries that the person has removed."""


def find_entry(store: Store, wanted: str) -> int:
    """Return the id of the entry that ``wanted`` names.

    Raises UsageError when ``wanted`` is blank, NotFoundError when nothing fits, AmbiguousError when several do.
    """
    text = wanted.strip()
    if not text:
        raise UsageError("an entry is named by its key, number, id, URL or a part of its title")
    if not is_utf8(text):
        raise UsageError(f"'{text}' is not text in UTF-8")
    ways: tuple[Callable[[Store, str], list[int]], ...] = (
        _by_key,
        _by_former_key,
        _by_stated_key,
        _by_shortened_key,
        _by_number,
        _by_identifier,
        _by_url,
        _by_title,
    )
    for find in ways:
        if found := find(store, text):
            return _only(store, text, found)
    raise NotFoundError(f"no entry matches '{text}'", hint=_advice(store, text))


def load_existing(store: Store, entry_ids: Sequence[int]) -> list[Entry]:
    """Return the entries with these ids, in this order; NotFoundError when one of them no longer exists."""
    entries = list(store.load_entries(entry_ids))
    if len(entries) != len(entry_ids):
        raise NotFoundError("an entry was removed by another process meanwhile", hint="Try again.")
    return entries


def _only(store: Store, wanted: str, found: Sequence[int]) -> int:
    if len(found) == 1:
        return found[0]
    marks = ",".join("?" * len(found))
    rows = store.query(f"SELECT key, title FROM entry WHERE id IN ({marks}) ORDER BY key", found)
    raise AmbiguousError(wanted, [(key, title) for key, title in rows])


def _advice(store: Store, wanted: str) -> str:
    if parse_identifier(wanted):
        return f"Add it with: readlist add {wanted}"
    from readlist.search.nearest import find_nearest_keys  # noqa: PLC0415

    if near := find_nearest_keys(store, wanted):
        return f"Did you mean: {', '.join(near)}?"
    return f"Look for it with: readlist search {wanted}"


def _ids(rows: list[tuple[Any, ...]]) -> list[int]:
    return [row[0] for row in rows]


def _by_key(store: Store, text: str) -> list[int]:
    return _ids(
        store.query(f"SELECT id FROM entry WHERE key IN (?, ?) {_SHOWN} LIMIT 1", (text, text.lower()))
    )


def _by_former_key(store: Store, text: str) -> list[int]:
    from readlist.storage.facts import find_entry_by_former_key  # noqa: PLC0415

    found = find_entry_by_former_key(store.connection, text)
    return [] if found is None else _ids(store.query(f"SELECT id FROM entry WHERE id = ? {_SHOWN}", (found,)))


def _by_stated_key(store: Store, text: str) -> list[int]:
    from readlist.storage.entries import find_stated_keys  # noqa: PLC0415

    return [] if " " in text else find_stated_keys(store.connection, [text]).get(text, [])


def _by_shortened_key(store: Store, text: str) -> list[int]:
    """Return the entries whose keys begin and end like a key in which an ellipsis stands for the middle."""
    start, ellipsis, end = text.partition("…")
    if not (start and ellipsis and end) or "…" in end:
        return []
    return _ids(
        store.query(
            "SELECT id FROM entry WHERE substr(key, 1, ?) = ? AND substr(key, -?) = ? AND length(key) > ?"
            f" {_SHOWN} ORDER BY id LIMIT {_MOST}",
            (len(start), start, len(end), end, len(start) + len(end)),
        )
    )


def _by_number(store: Store, text: str) -> list[int]:
    digits = text.removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):  # SQLite's integers have 63 bits
        return []
    return _ids(store.query(f"SELECT id FROM entry WHERE id = ? {_SHOWN}", (int(digits),)))


def _by_identifier(store: Store, text: str) -> list[int]:
    identifier = parse_identifier(complete_address(text) or text)
    if identifier is None:
        return []
    return _ids(
        store.query(
            "SELECT DISTINCT entry_id FROM identifier WHERE value = ? AND scheme = ?",
            (identifier.value, identifier.scheme),
        )
    )


def _by_url(store: Store, text: str) -> list[int]:
    forms = [text, text.rstrip("/"), f"{text}/"] if "://" in text else []
    forms += address_forms(text)
    sql = "SELECT DISTINCT entry_id FROM link WHERE url IN (SELECT value FROM json_each(?))"
    return _ids(store.query(sql, (json.dumps(forms),))) if forms else []


def _by_title(store: Store, text: str) -> list[int]:
    """Return the entries with ``text`` in a name; prefer those whose whole name it is, then works to prose."""
    from readlist.text.folding import title_key  # noqa: PLC0415  (its tables take a millisecond to load)

    wanted = title_key(text)
    if not wanted:
        return []
    named = [
        (entry_id, kind, [title_key(name) for name in (title, *json.loads(aliases))])
        for entry_id, kind, title, aliases in _candidates(store, text)
    ]
    whole = [row for row in named if wanted in row[2]]
    fitting = whole or [row for row in named if any(wanted in name for name in row[2])]
    works = [row for row in fitting if row[1] != "note"]
    return [row[0] for row in works or fitting]


def _candidates(store: Store, text: str) -> list[tuple[Any, ...]]:
    """Read the entries whose title may contain ``text``: as written, and as the search index folds it."""
    from readlist.search.engine import search  # noqa: PLC0415

    pattern = "%" + text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    literal = _ids(
        store.query(
            r"SELECT id FROM entry WHERE (title LIKE ? ESCAPE '\' OR aliases LIKE ? ESCAPE '\') AND kind <> 'gone'"
            " ORDER BY id LIMIT ?",
            (pattern, pattern, _MOST),
        )
    )
    indexed = [hit.entry_id for hit in search(store.connection, text, limit=_MOST).hits]
    ids = list(dict.fromkeys(literal + indexed))
    marks = ",".join("?" * len(ids))
    return store.query(f"SELECT id, kind, title, aliases FROM entry WHERE id IN ({marks}) ORDER BY id", ids)
