"""JSON files with an array of references: CSL-JSON, Zotero's and Better BibTeX's, our own; told apart by content.

    [{"id": "hu2021lora", "type": "paper-conference", "title": …, "author": [{"family": …, "given": …}]}, …]

Fields of CSL are those of https://github.com/citation-style-language/schema (csl-data.json, 1.0.2). A JSON file may be
anything, so one that holds no reference at all is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.readers.json_references import read_object
from readlist.formats.readers.json_scanner import scan
from readlist.formats.readers.line_spans import Found, Lines, lay_out, normalize_lines
from readlist.model.parsed_document import Diagnostic

if TYPE_CHECKING:
    from readlist.model.parsed_document import ParsedDocument


def read(text: str, name: str) -> ParsedDocument:
    """Read a JSON file: a part an item, and what is wrong with the others.

    Raises InputError when it is no JSON from its start, or none of its values is a reference.
    """
    text = normalize_lines(text)
    scanned = scan(text)
    lines = Lines(text)
    error = scanned.error if text.strip() else ""
    if error and not scanned.items:
        raise InputError(f"is no JSON: {error}", file=name, line=lines.at(scanned.offset))
    readings = [read_object(item.value) for item in scanned.items]
    if readings and not any(reading.known for reading in readings):  # an empty file or array is an empty list
        raise InputError(
            "holds no references",
            file=name,
            hint="readlist reads CSL-JSON, Zotero's JSON and its own export.",
        )
    found = []
    problems = []
    for item, reading in zip(scanned.items, readings, strict=True):
        messages = reading.problems if reading.known else (*reading.problems, "this value is no reference")
        problems += [Diagnostic(lines.at(item.start), message) for message in messages]
        if reading.claims:
            found.append(Found(item.start, item.end, reading.claims))
    if error:
        problems.append(Diagnostic(lines.at(scanned.offset), f"{error}; what follows is kept as prose"))
    return lay_out(text, name, found, problems, glue="[]{},")
