"""Read JSON lines: one object per line, of our own export or of any reference format in JSON.

    {"schema": 1, "key": "hu2021lora", "kind": "paper", "title": …}
    {"type": "book", "title": …}

A line that cannot be read is reported and kept as prose; the others are read.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from readlist.errors import InputError
from readlist.formats.readers.json_references import Reading, read_object
from readlist.formats.readers.json_scanner import scan
from readlist.formats.readers.line_spans import Found, lay_out, normalize_lines
from readlist.model.parsed_document import Diagnostic

if TYPE_CHECKING:
    from readlist.model.parsed_document import ParsedDocument

_MAX_TRIED_LINES = 100
"""Maximum number of lines tried to find a cut."""


def read(text: str, name: str) -> ParsedDocument:
    """Read a file of JSON lines: one item per claim of each object, all with the object's line.

    Raises InputError if no line has a reference.
    """
    text = normalize_lines(text)
    found: list[Found] = []
    problems: list[Diagnostic] = []
    offset = 0
    known = not text.strip()
    for number, line in enumerate(text.split("\n"), 1):
        readings, error = _readings(line)
        known = known or any(reading.known for reading in readings)
        problems += [Diagnostic(number, message) for message in _problems(readings, error)]
        if claims := tuple(chain.from_iterable(reading.claims for reading in readings)):
            found.append(Found(offset, offset + len(line), claims))
        offset += len(line) + 1
    if not known:
        raise InputError(
            "contains no references",
            file=name,
            hint="readlist reads its own export or CSL-JSON, one object per line.",
        )
    return lay_out(text, name, found, problems)


def _problems(readings: list[Reading], error: str) -> list[str]:
    messages = list(chain.from_iterable(reading.problems for reading in readings))
    messages += ["this line is not a reference" for reading in readings if not reading.known]
    if error:
        messages.append(f"this line is not valid JSON and is kept as prose: {error}")
    return messages


def cut(text: str, size: int) -> list[str]:
    """Cut a file into pieces of about ``size`` characters, each of which starts and ends with a readable line.

    Consecutive other lines form one prose item, so a piece never starts or ends among them.
    """
    text = normalize_lines(text)
    pieces = []
    start = 0
    while place := _find_cut(text, start + size):
        pieces.append(text[start:place])
        start = place
    return [*pieces, text[start:]]


def _find_cut(text: str, offset: int) -> int:
    """Return where the next readable line after a readable line starts; 0 if there is none nearby."""
    place = text.find("\n", offset) + 1
    was_read = False
    for _ in range(_MAX_TRIED_LINES if place else 0):
        end = text.find("\n", place)
        is_read = any(reading.claims for reading in _readings(text[place : end if end >= 0 else None])[0])
        if was_read and is_read:
            return place
        if end < 0:
            break
        was_read, place = is_read, end + 1
    return 0


def _readings(line: str) -> tuple[list[Reading], str]:
    """Return the readings of one line, and the error if it could not be read to the end."""
    if not line.strip():
        return [], ""
    scanned = scan(line)
    return [read_object(item.value) for item in scanned.items], scanned.error
