"""What in an export is the person's own, and entries without it.

    Entry ── publish ──> Entry without notes, tags, status, rating, priority and due date, also where its mentions repeat them
    entries ── OwnTally.count ──> the same entries, counted by what of this the format writes

Remarks from imported notes stay: they are what a list is about. Tags go whether they were given by hand or by the notes,
since nobody remembers which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError
from readlist.formats.markdown.field_labels import label_field, parse_label
from readlist.formats.markdown.status_marks import find_status, parse_status
from readlist.model.entry import Entry, Note

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from readlist.formats.writers import Writer

_LABELS = frozenset(("tags", "status"))
_OWN_NAMES = frozenset(("rating", "priority", "stars", "评分", "評分", "优先级", "優先級"))
# Fields of BibTeX, and tags of RIS, for keywords and what reference managers add of a person's own.
_FIELD = re.compile(
    r"^\s*(?:(?:keywords?|groups|readstatus|ranking|priority|rating)\s*=|KW  ?- )", re.IGNORECASE
)
_INLINE_FIELD = re.compile(
    r"\b(?:keywords?|groups|readstatus|ranking|priority|rating)\s*=\s*(?:\{[^{}]*\}|\"[^\"]*\")\s*,?\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^[\s>]*(?:(?:[-*+]|\d{1,3}[.)])\s+)?")
_BOX = re.compile(r"^(?P<lead>[\s>]*(?:[-*+]|\d{1,3}[.)])\s+)\[[ xX/-]\]\s+")
_MARK = re.compile(r"[ \t]*(?:==\s*[^=\n]{1,20}?\s*==|(?<!\w)TODO(?!\w)|[✅☑✔]\ufe0f?)")


def publish(entry: Entry) -> Entry:
    """Return an entry without the person's own notes, tags, status, rating, priority and due date."""
    tags = {tag.casefold() for tag in entry.tags}
    mentions = tuple(replace(one, text=_public_text(one.text, tags)) for one in entry.mentions)
    return replace(
        entry,
        notes=(),
        tags=(),
        private_tags=(),
        status=None,
        rating=None,
        priority=None,
        due=None,
        mentions=mentions,
    )


def _public_text(text: str, tags: set[str]) -> str:
    """Return the text of a mention without the lines, table cells and marks that state tags or a status."""
    kept: list[str] = []
    private: int | None = None
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        if private is not None and line.strip() and (indent > private or _is_listed(line, indent, private)):
            continue
        private = indent if _is_private(line) else None
        if private is None:
            kept.append(_public_line(line, tags))
    return "\n".join(kept) + ("\n" if text.endswith("\n") else "")


def _is_listed(line: str, indent: int, private: int) -> bool:
    """Whether a line is an element of the list that a property of front matter has as its value (``- rag``)."""
    return indent == private == 0 and line.startswith("- ") and len(line.split()) <= 3


def _is_private(line: str) -> bool:
    if _FIELD.match(line):
        return True
    bare = _LEAD.sub("", line)
    labelled = parse_label(bare)
    if labelled and labelled.field in _LABELS:
        return True
    name = re.split(r"[:：]", bare, maxsplit=1)[0].strip(" *_`").casefold()
    return name in _OWN_NAMES and bool(re.search(r"[:：]", bare))


def _public_line(line: str, tags: set[str]) -> str:
    if line.lstrip().startswith("|"):
        cells = ("" if _is_private_cell(cell, tags) else cell for cell in line.split("|"))
        return "|".join(cells)
    if line.startswith("#"):
        return line
    if "=" in line:
        line = _INLINE_FIELD.sub("", line)
    line = _BOX.sub(r"\g<lead>", line)
    line = _MARK.sub(lambda mark: "" if find_status(mark[0]) else mark[0], line)
    return re.sub(
        r"[ \t]*(?<![\w#/&])#(?P<tag>[^\s#,，。;；]+)",
        lambda found: "" if found["tag"].casefold() in tags else found[0],
        line,
    )


def _is_private_cell(cell: str, tags: set[str]) -> bool:
    parts = [part.strip().casefold() for part in re.split(r"[,，、;；/]", cell)]
    return (
        bool(parse_status(cell.strip()))
        or label_field(cell) in _LABELS
        or (any(parts) and set(parts) <= tags)
    )


@dataclass(slots=True)
class OwnTally:
    """How many of the entries in an export have the person's own notes, tags, or a status or rating in it.

    ``private``: how many of those with notes have a private one. ``bare``: the keys of those that are cited with nothing but
    a title, in a format for references.
    """

    notes: int = 0
    private: int = 0
    tags: int = 0
    status: int = 0
    bare: list[str] = field(default_factory=list)

    def count(self, entries: Iterable[Entry], written: Collection[str]) -> Iterator[Entry]:
        """Yield the entries, and count those with one of the fields ``written`` (as ``find_own_fields`` returns them)."""
        for entry in entries:
            if "bare" in written and is_bare(entry):
                self.bare.append(entry.key)
            self.notes += bool(entry.notes) and "notes" in written
            self.private += any(note.private for note in entry.notes) and "notes" in written
            self.tags += bool(entry.tags) and "tags" in written
            self.status += (entry.status is not None and "status" in written) or (
                entry.rating is not None and "rating" in written
            )
            yield entry

    def describe_bare(self, most: int = 5) -> str:
        """Return the first keys of the entries that have nothing but a title, and how many more there are."""
        shown = ", ".join(self.bare[:most])
        return f"{shown} and {len(self.bare) - most} more" if len(self.bare) > most else shown

    def describe(self) -> str:
        """Return what was counted, such as ``notes (3), tags (12)``; an empty string for nothing."""
        notes = f"{self.notes}, {self.private} of them private" if self.private else self.notes
        counts = (("notes", notes), ("tags", self.tags), ("status", self.status))
        return ", ".join(f"{name} ({count})" for name, count in counts if count)


def is_bare(entry: Entry) -> bool:
    """Whether an entry that can be cited has nothing but a title: nobody could find the work by it."""
    stated = (
        entry.authors,
        entry.org,
        entry.year,
        entry.venue,
        entry.url,
        entry.doi,
        entry.arxiv_id,
        entry.acl_id,
        entry.links,
    )
    return entry.kind != "note" and not any(stated) and not entry.details.container


_REFERENCES = ("bibtex", "biblatex", "csl-json", "ris")
"""The formats for reference managers."""
_PLAIN = Entry(id=1, key="plain", kind="paper", title="Plain")
_OWN: dict[str, Any] = {
    "notes": (Note("a note", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),),
    "tags": ("tag",),
    "status": "read",
    "rating": 5,
}


OWN_FIELDS = frozenset(_OWN)
"""The names of all fields that are the person's own."""


def find_own_fields(writer: Writer) -> frozenset[str]:
    """Return which of ``notes``, ``tags``, ``status`` and ``rating`` a format writes, by writing an entry with each.

    All of them, if it cannot write such an entry: a template may need fields that it has not.
    """
    try:
        plain = "".join(writer.write([_PLAIN]))
        return frozenset(
            name
            for name, value in _OWN.items()
            if "".join(writer.write([replace(_PLAIN, **{name: value})])) != plain
        )
    except InputError:
        return OWN_FIELDS


def find_tallied(writer: Writer) -> frozenset[str]:
    """Return what ``OwnTally`` counts in a format: its own fields, and ``bare`` in one for references."""
    return find_own_fields(writer) | ({"bare"} if writer.name in _REFERENCES else frozenset())
