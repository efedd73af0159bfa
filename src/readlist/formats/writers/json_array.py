"""The export contract as one JSON array, for programs that read a whole file.

    [
    {"schema": 1, …},
    {"schema": 1, …}
    ]

One entry stands on a line, so that the file streams out, and two exports compare line by line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:  # noqa: ARG001 - the interface
    """Yield the array, an entry a chunk, in the order given; the format has no place for ``title``."""
    yield from write_array(entry.to_json() for entry in entries)


def write_array(objects: Iterable[str]) -> Iterator[str]:
    """Yield a JSON array of ``objects``, each already JSON, one a line."""
    before = "[\n"
    for text in objects:
        yield before + text
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
