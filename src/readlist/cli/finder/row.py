"""A row of the finder's list, and the keys for its status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.model.entry import Entry
    from readlist.search.hit import Hit

STATUS_KEYS = {"t": "todo", "i": "reading", "r": "read", "d": "dropped", "n": "none"}
"""Key, pressed after the one for setting a status, to the status it sets."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the list, and how the search found it; ``hit`` is None without a query."""

    entry: Entry
    hit: Hit | None = None
