"""A block of a document: the data structure that ``block_parser`` builds and the other modules read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import is_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.formats.markdown.inline import Line


RUN_IN = 7
"""Level of a heading that runs into its text, below those of all others, and of a paragraph that names such a group."""


@dataclass(slots=True)
class Block:
    """A block of the document and the lines it spans, without trailing blank lines."""

    kind: str
    line: int
    end: int
    level: int = 0
    lines: list[Line] = field(default_factory=list)
    children: list[Block] = field(default_factory=list)
    ordered: bool = False
    closes: bool = False
    """Whether this is an HTML block that ends a ``<details>`` group."""

    def with_children(self, children: list[Block]) -> Block:
        """Return the block with these children: itself, if they are its own."""
        is_same = len(children) == len(self.children) and all(map(is_, children, self.children))
        return self if is_same else replace(self, children=children)
