"""Read the case files: a name, a text, and the expected items; the case file's name is the format.

    Name of the case
    .
    @article{a, title = {Title}, doi = {10.1/2}}
    .
    1-1 paper Title | doi:10.1/2 | url https://doi.org/10.1/2 | key a
    .

An item is written as its first and last line, its summary as in ``tests/formats/markdown/cases.py``, and its citation
key. Prose is ``2-3 note``, a diagnostic is ``! 3 message``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from formats.markdown.cases import summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.parsed_document import Item, ParsedDocument

FOLDER = Path(__file__).parent / "cases"
SUFFIXES = {
    "bibtex": ".bib",
    "ris": ".ris",
    "csl": ".json",
    "zotero": ".json",
    "jsonl": ".jsonl",
    "org": ".org",
    "bookmarks": ".html",
    "coins": ".html",
}


class Case(NamedTuple):
    file: str
    line: int
    name: str
    text: str
    expected: str

    @property
    def id(self) -> str:
        return f"{self.file}:{self.line} {self.name}"

    @property
    def source(self) -> str:
        return f"refs{SUFFIXES[self.file.removesuffix('.txt')]}"


def read_cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        dots = [number for number, line in enumerate(lines) if line == "."]
        for first, second, third in zip(dots[::3], dots[1::3], dots[2::3], strict=True):
            given, expected = lines[first + 1 : second], lines[second + 1 : third]
            yield Case(path.name, first, lines[first - 1], "\n".join(given), "\n".join(expected))


def describe(document: ParsedDocument) -> str:
    """Return the items and diagnostics of a document, one per line."""
    items = [_describe(part) for part in document.items]
    return "\n".join([*items, *(f"! {problem.line} {problem.message}" for problem in document.diagnostics)])


def _describe(part: Item) -> str:
    if part.record.kind == "note" and part.record.title == "refs":
        return f"{part.line}-{part.end_line} note"
    text = f"{part.line}-{part.end_line} {summary(part).partition(' ')[2]}"
    categories = "".join(f" | in {name}" for name in part.record.categories)
    return text + categories + (f" | key {part.record.key}" if part.record.key else "")
