"""JSON lines: an object a line, of our own export or of any reference format in JSON.

    {"schema": 1, "key": "hu2021lora", "kind": "paper", "title": …}
    {"type": "book", "title": …}

A line that cannot be read is told and kept as prose; the others are read.
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

_MOST_LINES = 100
"""Lines that are tried for a cut."""


def read(text: str, name: str) -> ParsedDocument:
    """Read a file of JSON lines: a part a mention of each object, all on its line.

    Raises InputError when no line holds a reference.
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
            "holds no references",
            file=name,
            hint="readlist reads its own export, or CSL-JSON, an object a line.",
        )
    return lay_out(text, name, found, problems)


def _problems(readings: list[Reading], error: str) -> list[str]:
    told = list(chain.from_iterable(reading.problems for reading in readings))
    told += ["this line is no reference" for reading in readings if not reading.known]
    if error:
        told.append(f"this line is no JSON and is kept as prose: {error}")
    return told


def cut(text: str, size: int) -> list[str]:
    """Cut a file into pieces of about ``size`` characters, each of which begins and ends with a line that is read.

    What is no reference is prose, with the lines around it: no piece begins or ends among those.
    """
    text = normalize_lines(text)
    pieces = []
    start = 0
    while place := _find_cut(text, start + size):
        pieces.append(text[start:place])
        start = place
    return [*pieces, text[start:]]


def _find_cut(text: str, offset: int) -> int:
    """Where the next line begins that is read, after one that is; 0 where there is none, or only after many others."""
    place = text.find("\n", offset) + 1
    was_read = False
    for _ in range(_MOST_LINES if place else 0):
        end = text.find("\n", place)
        is_read = any(reading.claims for reading in _readings(text[place : end if end >= 0 else None])[0])
        if was_read and is_read:
            return place
        if end < 0:
            break
        was_read, place = is_read, end + 1
    return 0


def _readings(line: str) -> tuple[list[Reading], str]:
    """What was read of one line, and why not all of it."""
    if not line.strip():
        return [], ""
    scanned = scan(line)
    return [read_object(item.value) for item in scanned.items], scanned.error
