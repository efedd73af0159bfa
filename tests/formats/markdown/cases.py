"""Read the case files: a name, the markdown, and the expected items, one per line.

    Name of the case
    .
    - [Title](https://arxiv.org/abs/1706.03762)
    .
    1 paper Title | arxiv:1706.03762 | url https://arxiv.org/abs/1706.03762
    .

An item is written as its line number, kind and title, followed by the values it has: ``label``, IDs, the date,
``venue``, ``authors``, ``org``, ``tags``, ``status``, ``abstract``, ``topics``, ``url`` (the main link), and each other
link after its role.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.parsed_document import Item

FOLDER = Path(__file__).parent / "cases"


class Case(NamedTuple):
    file: str
    line: int
    name: str
    markdown: str
    expected: str

    @property
    def id(self) -> str:
        return f"{self.file}:{self.line} {self.name}"


def read_cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        dots = [number for number, line in enumerate(lines) if line == "."]
        for first, second, third in zip(dots[::3], dots[1::3], dots[2::3], strict=True):
            name = lines[first - 1]
            yield Case(
                path.name,
                first,
                name,
                "\n".join(lines[first + 1 : second]),
                "\n".join(lines[second + 1 : third]),
            )


def summary(part: Item) -> str:
    """Return everything read of an item, on one line."""
    record = part.record
    date = f"{record.year}-{record.month:02}" if record.month else str(record.year or "")
    fields = [
        ("label", record.label),
        ("", ", ".join(map(str, record.ids))),
        ("", date),
        ("venue", record.venue),
        ("authors", "; ".join(record.authors)),
        ("org", record.org),
        ("tags", ", ".join(record.tags)),
        ("status", record.status),
        ("abstract", record.abstract),
        ("topics", " / ".join(part.topics)),
        ("url", record.url),
        *((link.role, link.url) for link in record.links if link.url != record.url),
    ]
    values = [f"{name} {value}".strip() for name, value in fields if value]
    return " | ".join([f"{part.line} {record.kind} {record.title}", *values])
