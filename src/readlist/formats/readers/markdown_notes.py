"""Markdown notes, as one of the formats that come in; ``readlist.formats.markdown`` does the reading."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from readlist.formats.markdown.note_reader import parse_document

if TYPE_CHECKING:
    from readlist.model.parsed_document import ParsedDocument


def read(text: str, name: str) -> ParsedDocument:
    """Read a note; the stem of its file's ``name`` titles the prose that stands before any heading."""
    return parse_document(text, PurePath(name).stem)
