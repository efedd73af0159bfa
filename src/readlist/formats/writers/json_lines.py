"""The export contract: one JSON object a line, for scripts.

{"schema": 1, "key": "hu2021lora", "kind": "paper", …}   a line for each entry, as Entry.to_json gives it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:  # noqa: ARG001 - the interface
    """Yield one line an entry, in the order given; the format has no place for ``title``."""
    for entry in entries:
        yield entry.to_json() + "\n"
