"""A JSON array written element by element, so that it streams and two outputs compare line by line.

[
{"key": "hu2021lora", …},
{"key": "lewis2020retrieval", …}
]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def write_array(elements: Iterable[str]) -> Iterator[str]:
    """Yield a JSON array of ``elements``, each of them JSON on one line already, one chunk per element."""
    before = "[\n"
    for text in elements:
        yield before + text
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
