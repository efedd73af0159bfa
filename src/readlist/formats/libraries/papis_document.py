"""Read a document of papis with its notes: ``info.yaml``, then the text of the file that its ``notes`` names.

Source: https://papis.readthedocs.io/en/latest/info-file.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.readers.yaml_values import NOTE_MARK
from readlist.util.encoding import decode

if TYPE_CHECKING:
    from pathlib import Path

_NOTES = re.compile(r"^notes:[ \t]*['\"]?(?P<name>[^'\"\n/\\]+?)['\"]?[ \t]*$", re.MULTILINE)


def is_library(path: Path) -> bool:
    """Whether the document has a file of notes."""
    return notes_of(path) is not None


def notes_of(path: Path) -> Path | None:
    """Return the file of notes of the document with this ``info.yaml``, if there is one."""
    if not path.is_file():
        return None
    match = _NOTES.search(path.read_text(encoding="utf-8", errors="replace"))
    notes = path.parent / match["name"].strip() if match else None
    return notes if notes and notes.is_file() else None


def read_text(path: Path) -> str:
    """Return the data of a document and its notes as one text."""
    text = _decode(path)
    notes = notes_of(path)
    return f"{text.rstrip()}\n{NOTE_MARK}{_decode(notes)}" if notes else text


def _decode(path: Path) -> str:
    return decode(path.read_bytes(), str(path))[0]
