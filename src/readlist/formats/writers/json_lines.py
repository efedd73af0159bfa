"""Write the export contract as one JSON object per line, for scripts.

{"schema": 1, "key": "hu2021lora", "kind": "paper", …}   one line per entry (``Entry.to_json``)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:  # noqa: ARG001 - the interface
    """Yield one line per entry, in the given order; the format has no ``title``."""
    for entry in entries:
        yield entry.to_json() + "\n"
