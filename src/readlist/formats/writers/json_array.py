"""The export contract as one JSON array, for programs that read a whole file.

[
{"schema": 1, …},
{"schema": 1, …}
]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.util.json_array import write_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:  # noqa: ARG001 - the interface
    """Yield the array, an entry a chunk, in the order given; the format has no place for ``title``."""
    yield from write_array(entry.to_json() for entry in entries)
