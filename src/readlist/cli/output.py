"""Values, as a program or a person reads them.

    JSON      one array; an element a line                       --json
    lines     one value a line, columns parted by tabs           stdout is no terminal
    tables    fitted to the terminal, wide characters included   stdout is a terminal   (``tables``, which loads rich)

Text from the library goes through ``clean`` on its way out.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from typing import TYPE_CHECKING, Any

from readlist.cli.sanitize import one_line, safe, safe_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.model.entry import Entry, Mention, Note
    from readlist.model.provider_record import ProviderRecord


def write_json(objects: Iterable[Any]) -> None:
    """Print an array; ``objects`` are dictionaries, dataclasses, or JSON text. It streams."""
    write = sys.stdout.write
    before = "[\n"
    for item in objects:
        write(before + safe_json(item if isinstance(item, str) else _dump(item)))
        before = ",\n"
    write("[]\n" if before == "[\n" else "\n]\n")


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
    """Print each row on a line, its columns parted by tabs; None is an empty column."""
    for row in rows:
        sys.stdout.write("\t".join("" if cell is None else one_line(str(cell)) for cell in row) + "\n")


def write_text(chunks: Iterable[str]) -> None:
    """Print text of several lines."""
    for chunk in chunks:
        sys.stdout.write(safe(chunk))


def found_fields(found: ProviderRecord) -> dict[str, Any]:
    """What a provider found, as JSON shows it."""
    record = found.record
    return {
        "origin": found.origin,
        "title": record.title,
        "authors": list(record.authors),
        "year": record.year,
        "ids": [str(identifier) for identifier in record.ids],
        "url": record.url,
        "abstract": record.abstract,
    }


def entry_row(entry: Entry) -> tuple[Any, ...]:
    """An entry on one line: key, kind, year, status, title, URL."""
    return entry.key, entry.kind, entry.year, entry.status, entry.title, entry.url


def entry_fields(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Every field of an entry that has a value: its name, its value on one line, and where that came from."""
    yield "key", entry.key, f"number {entry.id}"
    for spec in dataclasses.fields(entry):
        if spec.name in ("id", "key", "mentions", "notes", "origins") or not (
            value := getattr(entry, spec.name)
        ):
            continue
        for line in _field_lines(spec.name, value):
            yield spec.name, line, entry.origins.get(spec.name, "")


def _field_lines(name: str, value: Any) -> list[str]:
    if name == "topics":
        return [" / ".join(path) for path in value]
    if name == "links":
        return [f"{link.url} ({link.role})" for link in value]
    if name == "arxiv_version":
        return [f"v{value}"]
    return (
        ["; ".join(value) if name in ("aliases", "authors") else ", ".join(value)]
        if isinstance(value, tuple)
        else [str(value)]
    )


def mention_place(mention: Mention) -> str:
    """Where a mention stands: ``notes.md:12-14``, or ``notes.md:12`` for one line."""
    last = f"-{mention.end_line}" if mention.end_line > mention.line else ""
    return f"{mention.source}:{mention.line}{last}"


def note_text(note: Note) -> str:
    """A note of the person's own as text, under the time it was written."""
    return f"note, {note.created}\n{note.body}\n"


def mention_text(mention: Mention) -> str:
    """A mention as text: its place and topics, then what is written there, indented."""
    topics = f"  {' / '.join(mention.topics)}" if mention.topics else ""
    body = "".join(f"    {line}\n" for line in mention.text.splitlines())
    return f"{one_line(mention_place(mention) + topics)}\n{body}"
