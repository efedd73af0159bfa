"""The claims of an item of Zotero: one per collection, and one per note.

    collections  [["Reading", "Ponds"], …]      a topic each; the first has the item's own text
    notes        ["<p>HTML", {"note": "<p>"}]   mentions whose text is the note
    note         "<p>HTML", in an item "note"   prose, if it belongs to no work

Paths of collections are what ``formats.libraries.zotero_database`` writes. Better BibTeX's export describes its collections
beside the items; other exports of Zotero name them by keys, which say nothing outside of it.
"""

from __future__ import annotations

import json
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


def collection_paths(text: str) -> dict[Any, list[list[str]]]:
    """Return the paths of the collections of each item, by its number, in an export of Better BibTeX; else nothing."""
    if '"collections"' not in text or '"items"' not in text or not text.lstrip().startswith("{"):
        return {}
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    found = whole.get("collections") if isinstance(whole, dict) else None
    known = (
        {key: one for key, one in found.items() if isinstance(one, dict)} if isinstance(found, dict) else {}
    )
    out: dict[Any, list[list[str]]] = {}
    for key, one in known.items():
        for item in _list(one.get("items")):
            if isinstance(item, (int, str)):
                out.setdefault(item, []).append(_path_of(key, known))
    return out


def with_collections(value: Any, paths: dict[Any, list[list[str]]]) -> Any:
    """Return an item with the paths of its collections, if there are any."""
    number = value.get("itemID") if paths and isinstance(value, dict) else None
    found = paths.get(number) if isinstance(number, (int, str)) else None
    return {**value, "collections": found} if found else value


def _path_of(key: str, known: dict[str, dict[str, Any]]) -> list[str]:
    path: list[str] = []
    seen: set[str] = set()
    while key in known and key not in seen:
        seen.add(key)
        path.insert(0, str(known[key].get("name") or ""))
        parent = known[key].get("parent")
        key = parent if isinstance(parent, str) else ""
    return path


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
