"""Values as text on stdout, for a program or a person.

    JSON      an array with one element per line                 --json
    lines     one value per line, columns separated by tabs      stdout is not a terminal
    tables    fitted to the terminal, wide characters included   stdout is a terminal   (``tables``, which loads rich)

All text from the library goes through ``sanitize`` before it is printed.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from typing import TYPE_CHECKING, Any

from readlist.cli.fields import provider_fields
from readlist.cli.sanitize import one_line, safe, safe_json
from readlist.cli.terminal import at_terminal
from readlist.util.json_array import write_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from readlist.model.provider_record import ProviderRecord


def write_json(objects: Iterable[Any]) -> None:
    """Print an array, element by element; ``objects`` are dictionaries, dataclasses, or JSON text."""
    elements = (safe_json(item if isinstance(item, str) else _dump(item)) for item in objects)
    for chunk in write_array(elements):
        sys.stdout.write(chunk)


def write_json_object(value: Any) -> None:
    """Print one object, indented."""
    sys.stdout.write(safe_json(json.dumps(_plain(value), ensure_ascii=False, indent=2)) + "\n")


def _dump(value: Any) -> str:
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    return (
        dataclasses.asdict(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type)
        else value
    )


def write_lines(rows: Iterable[Sequence[Any]]) -> None:
    """Print one row per line, its columns separated by tabs; None is an empty column."""
    for row in rows:
        sys.stdout.write("\t".join("" if cell is None else one_line(str(cell)) for cell in row) + "\n")


def write_text(chunks: Iterable[str]) -> None:
    """Print text of several lines."""
    for chunk in chunks:
        sys.stdout.write(safe(chunk))


def write_rows(
    headings: Sequence[str], rows: Iterable[Sequence[Any]], *, color: bool, optional: Sequence[str] = ()
) -> None:
    """Print rows: as a table under ``headings`` at a terminal, else as lines.

    The table lacks those ``optional`` columns in which all rows say the same.
    """
    if not at_terminal():
        write_lines(rows)
        return
    from readlist.cli import tables  # noqa: PLC0415

    tables.print_table(tables.make_console(color=color), headings, rows, optional=optional)


# -- papers of the arXiv mirror ------------------------------------------------------------------------------------


def write_papers(papers: Iterable[ProviderRecord], *, as_json: bool) -> None:
    """Print papers of the arXiv mirror: ID, year and title."""
    if as_json:
        write_json(map(provider_fields, papers))
    else:
        write_lines((one.record.ids[0].value, one.record.year, one.record.title) for one in papers)


def next_step(papers: Sequence[ProviderRecord]) -> str:
    """The hint below papers of the arXiv mirror."""
    if not papers:
        return "nothing found in the mirror"
    return f"add one with: readlist add {papers[0].record.ids[0].value}"
