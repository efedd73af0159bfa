"""Write CSV for spreadsheets: a header, then one row per entry (RFC 4180, UTF-8, lines end with a line feed).

Several values in a field are joined with ``; ``; a ``;`` within a value becomes a comma. Links are written as
``role: URL``, topics as ``outer / inner``, mentions as ``file:line``. A value that a spreadsheet would run as a formula
is prefixed with an apostrophe (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from readlist.model.details import Details
from readlist.util.printable import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from readlist.model.entry import Entry

COLUMNS = (
    "key", "kind", "title", "aliases", "authors", "org", "year", "month", "venue", "arxiv_id", "arxiv_version", "doi",
    "acl_id", "openreview_id", "categories", "url", "links", "topics", "tags", "status", "priority", "rating",
    "abstract", "notes", "mentions", "added", "updated",
    "type", "container", "volume", "issue", "pages", "publisher", "publisher_place", "editor", "edition", "series", "isbn",
    "issn", "language", "issued", "due",
)  # fmt: skip
"""The columns: the fields of the export contract, new ones last."""
_PARTS: dict[str, Callable[[Any], str]] = {
    "links": "{0.role}: {0.url}".format,
    "topics": " / ".join,
    "mentions": "{0.source}:{0.line}".format,
    "notes": "{0.body}".format,
}
"""Formatters of the elements of fields with several structured values."""
_FORMULA = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")


def write(entries: Iterable[Entry], *, title: str | None = None) -> Iterator[str]:  # noqa: ARG001 - the interface
    """Yield the header and one row per entry, in the given order; the format has no ``title``."""
    yield _row(COLUMNS)
    for entry in entries:
        yield _row([_cell(entry, column) for column in COLUMNS])


def _row(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def _cell(entry: Entry, column: str) -> str:
    if column == "key" and entry.kind == "note":
        return ""  # its number is that of this library alone
    value = getattr(entry.details if column in Details._fields else entry, column)
    if isinstance(value, tuple):
        return _joined(map(_PARTS.get(column, str), value))
    return _inert("" if value is None else str(value))


def _joined(values: Iterable[str]) -> str:
    return _inert("; ".join(value.replace(";", ",") for value in values))


def _inert(text: str) -> str:
    # A single carriage return, which the writer does not quote, would end the row.
    # What is left out anyway must not hide the sign of a formula behind it.
    text = safe(text.replace("\r\n", "\n").replace("\r", "\n"))
    return f"'{text}" if text.startswith(_FORMULA) else text
