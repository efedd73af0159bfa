"""Write the export contract as one JSON array, for programs that read whole files.

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
    """Yield the array, one chunk per entry, in the given order; the format has no ``title``."""
    yield from write_array(entry.to_json() for entry in entries)
