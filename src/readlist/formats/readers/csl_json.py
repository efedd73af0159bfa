"""Read JSON files with an array of references: CSL-JSON, Zotero's and Better BibTeX's JSON, our own export.

    [{"id": "hu2021lora", "type": "paper-conference", "title": …, "author": [{"family": …, "given": …}]}, …]

CSL fields are those of https://github.com/citation-style-language/schema (csl-data.json, 1.0.2). A JSON file can be
anything, so one without any reference is rejected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.readers.json_references import read_object
from readlist.formats.readers.json_scanner import scan
from readlist.formats.readers.line_spans import Found, Lines, lay_out, normalize_lines
from readlist.formats.readers.zotero_claims import collection_paths, with_collections
from readlist.model.parsed_document import Diagnostic

if TYPE_CHECKING:
    from readlist.model.parsed_document import ParsedDocument


def read(text: str, name: str) -> ParsedDocument:
    """Read a JSON file: one item per claim of each reference, and diagnostics about the other values.

    Raises InputError if not even its start is JSON, or if none of its values is a reference.
    """
    text = normalize_lines(text)
    scanned = scan(text)
    lines = Lines(text)
    error = scanned.error if text.strip() else ""
    if error and not scanned.items:
        raise InputError(f"not valid JSON: {error}", file=name, line=lines.at(scanned.offset))
    paths = collection_paths(text)
    readings = [read_object(with_collections(item.value, paths)) for item in scanned.items]
    if readings and not any(reading.known for reading in readings):  # an empty file or array is allowed
        raise InputError(
            "contains no references",
            file=name,
            hint="readlist reads CSL-JSON, Zotero's JSON and its own export.",
        )
    found = []
    problems = []
    for item, reading in zip(scanned.items, readings, strict=True):
        messages = reading.problems if reading.known else (*reading.problems, "this value is not a reference")
        problems += [Diagnostic(lines.at(item.start), message) for message in messages]
        if reading.claims:
            found.append(Found(item.start, item.end, reading.claims))
    if error:
        problems.append(
            Diagnostic(lines.at(scanned.offset), f"{error}; the rest of the file is kept as prose")
        )
    return lay_out(text, name, found, problems, glue="[]{},")
