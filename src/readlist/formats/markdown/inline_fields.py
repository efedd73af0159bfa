"""Fields written within a line: ``[year:: 2013]``, ``(venue:: OSDI)``, as in the Dataview plugin of Obsidian.

https://blacksmithgu.github.io/obsidian-dataview/annotation/add-metadata/
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from readlist.formats.markdown import field_labels

if TYPE_CHECKING:
    from readlist.formats.markdown.inline import Line, Piece

_OPEN = re.compile(r"[\[(]\s*(?P<key>[^\W\d][\w -]{0,29}?)::\s*")
_CLOSERS = {"[": "]", "(": ")"}


class InlineField(NamedTuple):
    """A field within a line: its canonical name and the pieces of its value."""

    field: str
    pieces: Line


def has_inline_fields(line: Line) -> bool:
    """Whether a line has fields within it."""
    return any(_find_open(piece.text) is not None for piece in line if "::" in piece.text and not piece.href)


def _find_open(text: str) -> re.Match[str] | None:
    """Find the start of the first field with a known name."""
    return next((found for found in _OPEN.finditer(text) if field_labels.label_field(found["key"])), None)


def split_inline_fields(line: Line) -> tuple[Line, list[InlineField]]:
    """Return a line without the fields within it, and the fields."""
    rest: Line = []
    found: list[InlineField] = []
    value: Line | None = None
    closer = ""
    for piece in line:
        if piece.href or piece.style == "code":
            (rest if value is None else value).append(piece)
            continue
        text = piece.text
        while text:
            if value is None:
                opened = _find_open(text)
                field = field_labels.label_field(opened["key"]) if opened else None
                if not opened or not field:
                    rest.append(_with_text(piece, text))
                    break
                if opened.start():
                    rest.append(_with_text(piece, text[: opened.start()]))
                value, closer, text = [], _CLOSERS[text[opened.start()]], text[opened.end() :]
                found.append(InlineField(field, value))
            else:
                inside, closed, text = text.partition(closer)
                if inside.strip():
                    value.append(_with_text(piece, inside))
                if closed:
                    value = None
    return [piece for piece in rest if piece.href or piece.text.strip()], found


def _with_text(piece: Piece, text: str) -> Piece:
    return replace(piece, text=text)
