"""Entries and providers' records as fields and rows of text, for ``output``, ``tables`` and the finder."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from readlist.cli.sanitize import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.entry import Entry, Mention, Note
    from readlist.model.provider_record import ProviderRecord

_ORIGINS = {"hand": "by hand", "typed": "by hand", "former": "an earlier version of the notes"}
"""Origins of fields, as stored, to what a person reads; any other origin is a place in a note or a provider."""
_NONE = "(none)"
"""What a field shows that the person has emptied, whatever notes and providers say."""


def kind_name(kind: str) -> str:
    """The name of a kind for people: entries of kind ``note`` are prose, while "note" is what a person wrote."""
    return "prose" if kind == "note" else kind


def count_of_kind(count: int, kind: str) -> str:
    """So many of a kind: ``2 papers``, ``1 repo``; of prose, passages."""
    name, plural = ("passage of prose", "passages of prose") if kind == "note" else (kind, f"{kind}s")
    return f"{count} {name if count == 1 else plural}"


def local_time(at: str) -> str:
    """Return a stored time, which is in UTC, as the person's clock shows it, to the minute."""
    from datetime import datetime  # noqa: PLC0415

    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def entry_row(entry: Entry) -> tuple[Any, ...]:
    """An entry on one line: key, kind, year, status, title, URL."""
    return entry.key, kind_name(entry.kind), entry.year, entry.status, entry.title, entry.url


def entry_fields(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Yield every field of an entry that has a value, or none by hand: name, value on one line, and where that came from."""
    if entry.kind == "note":
        yield "number", str(entry.id), ""
    else:
        yield "key", entry.key, f"number {entry.id}"
    for name, value in _values(entry):
        origin = entry.origins.get(name, "")
        none = [_NONE] if origin == "hand" else []
        for line in _field_lines(name, value) if value else none:
            yield name, line, _ORIGINS.get(origin, origin)


def _values(entry: Entry) -> Iterator[tuple[str, Any]]:
    """Yield the fields of an entry in the order of the contract, without its mentions and notes."""
    for spec in dataclasses.fields(entry):
        if spec.name == "details":  # the authors are a field of their own
            yield from ((n, value) for n, value in entry.details._asdict().items() if n != "author")
        elif spec.name not in ("id", "key", "mentions", "notes", "origins"):
            yield spec.name, getattr(entry, spec.name)


def _field_lines(name: str, value: Any) -> list[str]:
    if name == "kind":
        return [kind_name(value)]
    if name == "topics":
        return [" / ".join(path) for path in value]
    if name == "links":
        return [f"{link.url} ({link.role})" for link in value]
    if name == "extra":
        return [f"{form}: {field} = {text}" for form, field, text in value]
    if name == "editor":
        return ["; ".join(map(str, value))]
    if name == "arxiv_version":
        return [f"v{value}"]
    return (
        ["; ".join(value) if name in ("aliases", "authors") else ", ".join(value)]
        if isinstance(value, tuple)
        else [str(value)]
    )


def mention_place(mention: Mention) -> str:
    """Where a mention is: ``notes.md:12-14``, or ``notes.md:12`` for one line."""
    last = f"-{mention.end_line}" if mention.end_line > mention.line else ""
    return f"{mention.source}:{mention.line}{last}"


def note_texts(entry: Entry) -> list[str]:
    """The person's notes on an entry as text, each under its number and the time it was written."""
    return [f"{note_heading(number, note)}\n{note.body}\n" for number, note in enumerate(entry.notes, 1)]


def note_heading(number: int, note: Note) -> str:
    """The line above a note."""
    return f"note {number}, {local_time(note.created)}{' (private)' if note.private else ''}"


def mention_text(mention: Mention) -> str:
    """A mention as text: its place and topics, then its markdown, indented."""
    topics = f"  {' / '.join(mention.topics)}" if mention.topics else ""
    body = "".join(f"    {line}\n" for line in mention.text.splitlines())
    return f"{one_line(mention_place(mention) + topics)}\n{body}"


def provider_fields(found: ProviderRecord) -> dict[str, Any]:
    """A provider's record as a JSON object."""
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


def paper_fields(paper: ProviderRecord) -> list[tuple[str, Any]]:
    """The fields of a paper of the arXiv mirror, each with its name."""
    record = paper.record
    return [
        ("title", record.title),
        ("authors", "; ".join(record.authors)),
        ("year", record.year),
        ("url", record.url),
        ("venue", record.venue),
        ("comment", paper.facts.comment),
        ("abstract", record.abstract),
    ]
