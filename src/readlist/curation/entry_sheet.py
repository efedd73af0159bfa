"""Entries as a sheet of TOML for a person's editor, and the changes in an edited sheet.

entries ── write_sheet ──> [hu2021lora]
                           title = "LoRA: …"        a changed value is stated
                           year = ""                none, whatever notes and providers say
                                                    a line that is deleted takes back what was stated
                           tags = ["PEFT"]
        read_sheet <── the edited text ──> changes by key, or SheetError with each problem above its line
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from readlist.curation.annotate import parse_tags
from readlist.curation.corrections import parse_field
from readlist.errors import SheetError, UsageError
from readlist.model.correctable import FIELDS, parse_name
from readlist.model.provenance import HAND
from readlist.util.toml_lines import write_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from readlist.model.entry import Entry

TAGS = "tags"
_ERROR = "# ERROR: "
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEADER = """\
# Save and close the editor to apply your changes. Without a change, nothing happens.
#   field = ""          the entry has none, whatever notes and providers say
#   a deleted line      the value from notes and providers is used again
# What is marked "by hand" was set before. No import changes what you set.
"""
_UNIMPORTANT = frozenset(
    "genre issue series edition publisher publisher_place isbn issn language openreview_id acl_id".split()
)
"""Fields that are left out of a sheet while they are empty; they can be added."""


@dataclass(slots=True)
class EntryChange:
    """The changes of an entry: fields to state (None: to take back), tags to add and to remove."""

    fields: dict[str, Any] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def write_sheet(entries: Sequence[Entry]) -> str:
    """Return the sheet of entries: one table of TOML for each, named by its key."""
    return "\n".join([_HEADER, *("\n".join(_write_entry(entry)) + "\n" for entry in entries)])


def _write_entry(entry: Entry) -> Iterator[str]:
    yield f"[{entry.key if _BARE.fullmatch(entry.key) else write_value(entry.key)}]"
    for name, value in _values(entry).items():
        is_set = entry.origins.get(name) == HAND and name != TAGS
        if value not in ("", []) or is_set or name not in _UNIMPORTANT:
            yield f"{name} = {_write_value(value)}{'  # by hand' if is_set and not _is_long(value) else ''}"


def _values(entry: Entry) -> dict[str, Any]:
    """Return the editable values of an entry as TOML has them; ``""`` or ``[]`` if there is none."""
    shown = {name: _value(entry, name) for name in FIELDS}
    return {**shown, TAGS: list(entry.tags)}


def _value(entry: Entry, name: str) -> Any:
    if name == "kind":
        return "prose" if entry.kind == "note" else entry.kind
    if name == "arxiv_id" and entry.arxiv_id and entry.arxiv_version:
        return f"{entry.arxiv_id}v{entry.arxiv_version}"
    value = getattr(entry, name) if hasattr(entry, name) else getattr(entry.details, name)
    return list(value) if isinstance(value, tuple) else "" if value is None else value


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and "\n" in value


def _write_value(value: Any) -> str:
    if _is_long(value):
        lines = (write_value(line)[1:-1] for line in value.split("\n"))
        return '"""\n' + "\n".join(lines) + '"""'
    return write_value(value)


# -- reading ---------------------------------------------------------------------------------------------------------


def read_sheet(text: str, entries: Sequence[Entry]) -> dict[str, EntryChange]:
    """Return the changes in an edited sheet of these entries, by key; entries without changes are left out.

    Raises SheetError if the text is not TOML or has fields or values that an entry cannot have.
    """
    clean = _without_errors(text)
    problems: list[tuple[int, str]] = []
    tables: dict[str, Any] = {}
    try:
        tables = tomllib.loads(clean)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        last = clean.count("\n") + 1
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        problems.append((int(found[1]) if found else last, f"this is not TOML: {what}"))
    known = {entry.key: entry for entry in entries}
    out: dict[str, EntryChange] = {}
    for key, table in tables.items():
        if key not in known or not isinstance(table, dict):
            what = (
                "is not one of the entries that are edited"
                if isinstance(table, dict)
                else "belongs below an entry"
            )
            problems.append((_find_line(clean, key, None), f"'{key}' {what}"))
            continue
        change = _read_entry(table, known[key], lambda name, key=key: _find_line(clean, key, name), problems)
        if change != EntryChange():
            out[key] = change
    if problems:
        raise SheetError(sorted(problems), text=_mark(clean, problems), plain=clean)
    return out


def _read_entry(
    table: dict[str, Any], entry: Entry, line_of: Any, problems: list[tuple[int, str]]
) -> EntryChange:
    before = _values(entry)
    change = EntryChange()
    seen = set()
    for given, value in table.items():
        try:
            name = given if given == TAGS else parse_name(given)
            seen.add(name)
            if value == before[name]:
                continue
            if name == TAGS:
                change.added, change.removed = _compare_tags(before[TAGS], value)
            else:
                change.fields[name] = parse_field(name, value)
        except UsageError as error:
            problems.append((line_of(given), f"{error.message}. {error.hint}".strip()))
    set_before = (name for name in FIELDS if entry.origins.get(name) == HAND and name not in seen)
    change.fields |= dict.fromkeys(set_before)
    return change


def _compare_tags(before: list[str], value: Any) -> tuple[list[str], list[str]]:
    if value != "" and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        raise UsageError("tags is a list of texts")
    wanted = list(parse_tags(value)) if value else []
    folded = {tag.casefold() for tag in wanted}
    return [tag for tag in wanted if tag not in before], [
        tag for tag in before if tag.casefold() not in folded
    ]


def _find_line(text: str, key: str, name: str | None) -> int:
    """Return the line of a table or, with ``name``, of a key in it, counted from 1."""
    lines = text.split("\n")
    heads = (f"[{key}]", f"[{write_value(key)}]", f"['{key}']")
    start = next((n for n, line in enumerate(lines) if line.split("#")[0].strip() in heads), None)
    if name is None or start is None:
        own = (
            n
            for n, line in enumerate(lines)
            if re.match(rf"\s*[\"']?{re.escape(name or key)}[\"']?\s*[=.\]]", line)
        )
        return 1 + (start if start is not None else next(own, 0))
    pattern = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=.]")
    return 1 + next((n for n in range(start, len(lines)) if pattern.match(lines[n])), start)


def _mark(text: str, problems: Sequence[tuple[int, str]]) -> str:
    lines = text.split("\n")
    for line, message in sorted(problems, reverse=True):
        lines.insert(min(line, len(lines)) - 1, _ERROR + " ".join(message.split()))
    return "\n".join(lines)


def _without_errors(text: str) -> str:
    """Return a sheet without the lines that report problems."""
    return "\n".join(line for line in text.replace("\r\n", "\n").split("\n") if not line.startswith(_ERROR))
