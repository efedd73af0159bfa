"""Write the export contract as one JSON object per line, for scripts.

{"schema": 1, "kind": "source", "name": …, "text": …}    first the sources, if asked for
{"schema": 1, "key": "hu2021lora", "kind": "paper", …, "restore": {…}}   one line per entry (``Entry.to_dict``)

``restore`` is what an import needs to bring back the same library (``storage.backup_rows``); it is left out for others.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from readlist.model.entry import Entry


_BATCH = 500
"""Entries whose rows are read at a time."""


def write(
    entries: Iterable[Entry],
    *,
    title: str | None = None,  # noqa: ARG001 - the interface
    sources: Iterable[Mapping[str, Any]] = (),
    restorable: Callable[[Sequence[Entry]], Mapping[int, Mapping[str, Any]]] | None = None,
) -> Iterator[str]:
    """Yield one line per source and entry, in the given order; the format has no ``title``.

    ``restorable`` returns what entries need to be restored, by their number; without it they have no such member.
    """
    for source in sources:
        yield json.dumps(source, ensure_ascii=False) + "\n"
    waiting = iter(entries)
    while batch := list(islice(waiting, _BATCH)):
        rows = restorable(batch) if restorable else {}
        for entry in batch:
            more = {"restore": rows[entry.id]} if entry.id in rows else {}
            yield json.dumps(entry.to_dict() | more, ensure_ascii=False) + "\n"
