"""Read Zotero's database: one line of JSON per item, with the members of Zotero's own export.

    items, itemData, creators   {"itemType": "journalArticle", "title": …, "creators": […], …
    itemTags, collections         "tags": [{"tag": …}], "collections": [["Reading", "Ponds"]],
    itemNotes                     "notes": ["<p>…"], "attachments": [{"url": …}]}
    better-bibtex.sqlite          "citationKey", if the item has none of its own

The database is read from a copy, because Zotero locks it while it runs; a change that was being written is rolled back
there. Items in the bin, feeds and annotations are left out. Source: Zotero's resource/schema/userdata.sql (version 107 to
125, Zotero 5 to 8).
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TABLES = frozenset(("items", "itemData", "itemDataValues", "itemCreators", "creators", "collections"))
_BESIDE = ("-journal", "-wal")
"""Endings of the files in which SQLite keeps a change that is being written."""
_TRIES = 3
_BETTER_BIBTEX = "better-bibtex.sqlite"
_NO_ITEMS = ("attachment", "annotation")
_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d) (?P<text>.*)", re.DOTALL)
"""A date as Zotero stores it: as it understands it, then as the person typed it."""


def is_library(path: Path) -> bool:
    """Whether an SQLite file has Zotero's tables."""
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as database:
            return _tables(database) >= _TABLES
    except sqlite3.Error:
        return False


def read_text(path: Path) -> str:
    """Return the items as JSON, one per line, in the order in which they were added.

    Raises InputError if the database cannot be read, OSError if it cannot be copied.
    """
    keys = _better_bibtex_keys(path.parent / _BETTER_BIBTEX)
    try:
        with _copied(path) as database:
            items = _Reader(database, keys).items()
            return "".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in items)
    except sqlite3.Error as error:
        raise InputError(
            f"cannot be read as Zotero's database: {error}",
            file=str(path),
            hint="Close Zotero, and try again.",
        ) from error


@contextmanager
def _copied(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy of a database that another program may be writing to."""
    with tempfile.TemporaryDirectory(prefix="readlist-") as folder:
        copy = Path(folder) / "copy.sqlite"
        for _ in range(_TRIES):
            before = path.stat()
            shutil.copyfile(path, copy)
            for ending in _BESIDE:
                beside = path.with_name(path.name + ending)
                if beside.exists():
                    shutil.copyfile(beside, copy.with_name(copy.name + ending))
            after = path.stat()
            if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size):
                break
        with closing(sqlite3.connect(copy)) as database:
            yield database


def _tables(database: sqlite3.Connection) -> set[str]:
    return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _better_bibtex_keys(path: Path) -> dict[tuple[int, str], str]:
    """Return the citation keys that Better BibTeX gave, by library and key of the item."""
    if not path.is_file():
        return {}
    try:
        with _copied(path) as database:
            rows = database.execute("SELECT libraryID, itemKey, citationKey FROM citationkey").fetchall()
            return {(library, key): citation_key for library, key, citation_key in rows}
    except (sqlite3.Error, OSError):  # another version of it, or none: the keys of the items are enough
        return {}


class _Reader:
    """Reads the items of an open database."""

    def __init__(self, database: sqlite3.Connection, keys: dict[tuple[int, str], str]) -> None:
        self._database = database
        self._tables = _tables(database)
        self._keys = keys
        self._types = dict(self._rows("SELECT itemTypeID, typeName FROM itemTypes"))
        self._fields = dict(self._rows("SELECT fieldID, fieldName FROM fields"))
        self._fields |= self._optional("fieldsCombined", "SELECT fieldID, fieldName FROM fieldsCombined")

    def _rows(self, sql: str) -> list[Any]:
        return self._database.execute(sql).fetchall()

    def _optional(self, table: str, sql: str) -> list[Any]:
        """Return the rows of a table that not all versions have."""
        return self._rows(sql) if table in self._tables else []

    def items(self) -> Iterator[dict[str, Any]]:
        """Yield the items that are not in the bin, and notes that belong to none."""
        data = self._data()
        creators = self._creators()
        tags = self._tags()
        collections = self._collections()
        notes, loose = self._notes()
        attachments = self._attachments(data)
        deleted = {item for (item,) in self._optional("deletedItems", "SELECT itemID FROM deletedItems")}
        deleted |= {item for (item,) in self._optional("feedItems", "SELECT itemID FROM feedItems")}
        sql = "SELECT itemID, itemTypeID, libraryID, key, dateAdded FROM items ORDER BY libraryID, itemID"
        for item, type_id, library, key, added in self._rows(sql):
            kind = self._types.get(type_id, "document")
            if item in deleted or kind in _NO_ITEMS or (kind == "note" and item not in loose):
                continue
            values = data.get(item, {})
            if "citationKey" not in values and (found := self._keys.get((library, key))):
                values = {**values, "citationKey": found}
            out = {
                "key": key,
                "itemType": kind,
                **values,
                "creators": creators.get(item),
                "tags": tags.get(item),
                "collections": collections.get(item),
                "note": loose.get(item),
                "notes": [text for note, text in notes.get(item, ()) if note not in deleted],
                "attachments": [{"url": url} for one, url in attachments.get(item, ()) if one not in deleted],
                "dateAdded": added,
            }
            yield {name: value for name, value in out.items() if value}

    def _data(self) -> dict[int, dict[str, str]]:
        out: dict[int, dict[str, str]] = defaultdict(dict)
        sql = "SELECT itemID, fieldID, value FROM itemData JOIN itemDataValues USING (valueID) ORDER BY itemID, fieldID"
        for item, field, value in self._rows(sql):
            name = self._fields.get(field)
            if name and value is not None:
                out[item][name] = _date(str(value)) if name == "date" else str(value)
        return out

    def _creators(self) -> dict[int, list[dict[str, str]]]:
        out: dict[int, list[dict[str, str]]] = defaultdict(list)
        sql = (
            "SELECT itemID, firstName, lastName, fieldMode, creatorType FROM itemCreators JOIN creators USING (creatorID) "
            "JOIN creatorTypes USING (creatorTypeID) ORDER BY itemID, orderIndex"
        )
        for item, first, last, mode, kind in self._rows(sql):
            # In mode 1 the name has one field, because it is that of an organisation, or cannot be divided.
            name = {"name": last} if mode == 1 else {"firstName": first or "", "lastName": last or ""}
            out[item].append({"creatorType": kind, **name})
        return out

    def _tags(self) -> dict[int, list[dict[str, str]]]:
        out: dict[int, list[dict[str, str]]] = defaultdict(list)
        for item, tag in self._rows(
            "SELECT itemID, name FROM itemTags JOIN tags USING (tagID) ORDER BY itemID, name"
        ):
            out[item].append({"tag": tag})
        return out

    def _collections(self) -> dict[int, list[list[str]]]:
        """Return the paths of the collections of each item; those of a group start with its name."""
        deleted = {
            i for (i,) in self._optional("deletedCollections", "SELECT collectionID FROM deletedCollections")
        }
        groups = dict(self._optional("groups", "SELECT libraryID, name FROM groups"))
        sql = "SELECT collectionID, collectionName, parentCollectionID, libraryID FROM collections"
        rows = {row[0]: row[1:] for row in self._rows(sql)}
        paths = {number: path for number in rows if (path := _path(number, rows, deleted, groups))}
        out: dict[int, list[list[str]]] = defaultdict(list)
        for collection, item in self._rows(
            "SELECT collectionID, itemID FROM collectionItems ORDER BY itemID, collectionID"
        ):
            if collection in paths:
                out[item].append(paths[collection])
        return {item: sorted(found) for item, found in out.items()}

    def _notes(self) -> tuple[dict[int, list[tuple[int, str]]], dict[int, str]]:
        """Return the notes of items, in HTML, by item, and the notes that belong to none, by their own ID."""
        of_items: dict[int, list[tuple[int, str]]] = defaultdict(list)
        loose = {}
        for note, parent, text in self._rows(
            "SELECT itemID, parentItemID, note FROM itemNotes ORDER BY itemID"
        ):
            if text and parent:
                of_items[parent].append((note, text))
            elif text:
                loose[note] = text
        return of_items, loose

    def _attachments(self, data: dict[int, dict[str, str]]) -> dict[int, list[tuple[int, str]]]:
        """Return the addresses of the attachments of items: what was downloaded from where, and links."""
        out: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for one, parent in self._rows("SELECT itemID, parentItemID FROM itemAttachments ORDER BY itemID"):
            if parent and (url := data.get(one, {}).get("url")):
                out[parent].append((one, url))
        return out


def _path(number: int, rows: dict[int, Any], deleted: Iterable[int], groups: dict[int, str]) -> list[str]:
    """Return the path of a collection, the outermost first; empty if it, or one around it, is in the bin."""
    path: list[str] = []
    seen: set[int] = set()
    at: int | None = number
    library = rows[number][2]
    while at is not None and at in rows and at not in seen:
        if at in deleted:
            return []
        seen.add(at)
        name, at, _ = rows[at]
        path.insert(0, str(name))
    return [groups[library], *path] if library in groups else path


def _date(stored: str) -> str:
    """Return a date as Zotero understands it, or as it was typed if that says more, such as a season."""
    match = _DATE.match(stored)
    if not match:
        return stored
    year, month, day, text = match.group("year", "month", "day", "text")
    if year == "0000" or month == "00":
        return text or year
    return f"{year}-{month}" if day == "00" else f"{year}-{month}-{day}"
