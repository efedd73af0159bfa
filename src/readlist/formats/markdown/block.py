"""A block of a document: what stands between ``tree``, which makes it, and those that read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.formats.markdown.inline import Line


@dataclass(slots=True)
class Block:
    """A block of the document with the lines it spans, blank lines at its end left out."""

    kind: str
    line: int
    end: int
    level: int = 0
    lines: list[Line] = field(default_factory=list)
    children: list[Block] = field(default_factory=list)
    ordered: bool = False
    closes: bool = False
    """Of an HTML block: it ends a ``<details>`` group."""
