"""The claims of an item of Zotero: one per collection, and one per note.

    collections  [["Reading", "Ponds"], …]      a topic each; the first has the item's own text
    notes        ["<p>HTML", {"note": "<p>"}]   mentions whose text is the note
    note         "<p>HTML", in an item "note"   prose, if it belongs to no work

Paths of collections are what ``formats.libraries.zotero_database`` writes; exports of Zotero name collections by keys, which
say nothing outside of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readlist.formats.readers.html_text import html_to_text
from readlist.formats.readers.line_spans import Claim, claims_under
from readlist.formats.readers.reference import clean, storable
from readlist.model import url_finder, urls
from readlist.model.record import Link, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_TITLE = 80
"""Characters of the first line of a note that are its title."""


def claims_of(item: dict[str, Any], record: Record) -> tuple[Claim, ...]:
    """Return the claims of an item whose data are ``record``."""
    paths = _paths(item)
    notes = [text for one in _list(item.get("notes")) if (text := _note_text(one))]
    return (
        *claims_under(record, paths),
        *(Claim(record, paths[0] if paths else (), text) for text in dict.fromkeys(notes)),
    )


def claims_of_note(item: dict[str, Any]) -> tuple[Claim, ...]:
    """Return the claims of a note that belongs to no work; none if it is empty or belongs to one."""
    text = _note_text(item)
    if not text or item.get("parentItem"):
        return ()
    found = (Link(url.url, urls.link_role(url.url)) for url in url_finder.find_urls(text))
    record = Record(kind="note", title=_title(text), links=tuple(dict.fromkeys(found)))
    return tuple(Claim(record, path, text) for path in _paths(item) or [()])


def _title(text: str) -> str:
    line = clean(re.sub(r"^[#>*\-\s]+|\*\*", "", text.split("\n", 1)[0])) or "Note"
    return line if len(line) <= _MOST_TITLE else line[:_MOST_TITLE].rsplit(" ", 1)[0]


def _note_text(value: Any) -> str:
    text = value.get("note") if isinstance(value, dict) else value
    return storable(html_to_text(text)) if isinstance(text, str) else ""


def _paths(item: dict[str, Any]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(_read_paths(item)))


def _read_paths(item: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for path in _list(item.get("collections")):
        if isinstance(path, list) and (
            names := tuple(name for one in path if isinstance(one, str) and (name := clean(one)))
        ):
            yield names


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
