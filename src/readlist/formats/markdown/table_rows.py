"""Rows of tables: which cell has the title, and what the others say by the names of their columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.markdown import dates_venues, field_labels, title_text
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.item_draft import ItemDraft
from readlist.formats.markdown.line_reader import read_lines
from readlist.formats.markdown.span_predicates import clean, names_work
from readlist.formats.markdown.title_text import HINTED
from readlist.model import urls
from readlist.model.identifiers import find_identifiers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line, Piece

    Cell = tuple[str, list[Line]]  # the field that its column names, and what it holds

_NAME_COLUMN = re.compile(r"(?i)\W*(?:name|model|method|模型|方法|名称|名稱|简称)s?\W*")


def read_rows(rows: list[Block]) -> Iterator[tuple[Block, ItemDraft]]:
    """Read the rows of a table that are works; the first row may name the columns."""
    if not rows:
        return
    names = [_column(_text(cell.lines)) for cell in rows[0].children]
    linked = any(
        piece.href and urls.is_web(piece.href)
        for cell in rows[0].children
        for line in cell.lines
        for piece in line
    )
    has_names = any(names) and not linked
    for row in rows[1:] if has_names else rows:
        columns = names if has_names else []
        head = _read_row(
            [(columns[i] if i < len(columns) else "", cell.lines) for i, cell in enumerate(row.children)]
        )
        if head.title and (head.web_links or "title" in columns):
            yield row, head


def _read_row(cells: list[Cell]) -> ItemDraft:
    head = ItemDraft()
    at = _title_cell(cells)
    if at is not None:
        _read_title(head, *cells[at])
    for name, lines in (cell for i, cell in enumerate(cells) if i != at and cell[1]):
        pieces = [piece for line in lines for piece in line if not piece.image or piece.href]
        if name and name not in ("title", "notes"):
            head.read_field(name, _text(lines), pieces)
        else:
            head.read_rest(pieces)
    return head


def _read_title(head: ItemDraft, name: str, lines: list[Line]) -> None:
    read_lines(lines, head)
    text = clean(_text(lines))
    if (not head.title or head.how == "url") and not urls.is_generic(text):
        head.title, head.how, head.line = text, "field", lines[0][0].line
    elif name in ("title", "paper") and head.how in ("plain", "link"):
        head.how = "field" if name == "paper" or head.how == "plain" else "link"
        head.seen.add(name)


def _title_cell(cells: list[Cell]) -> int | None:
    """Which cell of a row has the title.

    A column called so; else the first with a link that names a work; else the text most like a title; else a name.
    """
    for wanted in ("title", "paper"):
        for i, (name, lines) in enumerate(cells):
            if (
                name == wanted
                and lines
                and not urls.is_generic(_text(lines))
                and not find_identifiers(f"[{_text(lines)}]")
            ):
                return i
    for i, (name, lines) in enumerate(cells):
        if name in ("", "title", "label", "project", "code") and any(
            _names_web(p) for line in lines for p in line
        ):
            return i
    scored = [
        (title_text.title_score(_text(lines)), -i)
        for i, (name, lines) in enumerate(cells)
        if name in ("", "label")
    ]
    score, at = max(scored, default=(0.0, 0))
    if score >= HINTED:
        return -at
    for wanted in ("label", ""):
        for i, (name, lines) in enumerate(cells):
            if (
                name == wanted
                and re.search(r"[^\W\d]", _text(lines))
                and not dates_venues.parse_date(_text(lines))
            ):
                return i
    return None


def _names_web(piece: Piece) -> bool:
    return bool(piece.href) and urls.is_web(piece.href) and names_work(piece)


def _column(name: str) -> str:
    """The field of a table's column; a column of names or models gives the short name, not the title."""
    return "label" if _NAME_COLUMN.fullmatch(name) else field_labels.label_field(name) or ""


def _text(lines: list[Line]) -> str:
    return " ".join(plain(line) for line in lines)
