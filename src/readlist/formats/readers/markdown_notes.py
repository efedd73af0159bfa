"""Read markdown notes; ``readlist.formats.markdown`` is the parser."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from readlist.formats.markdown.note_reader import parse_document

if TYPE_CHECKING:
    from readlist.model.parsed_document import ParsedDocument


def read(text: str, name: str) -> ParsedDocument:
    """Read a note; the stem of the file ``name`` is the title of prose before the first heading."""
    return parse_document(text, PurePath(name).stem)
