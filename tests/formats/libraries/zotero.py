"""A small Zotero database: the tables and columns of Zotero 5 to 8 that the reader uses, filled by a few calls."""

from __future__ import annotations

import sqlite3

TYPES = {1: "note", 2: "book", 4: "journalArticle", 14: "attachment", 33: "conferencePaper", 38: "preprint"}
FIELDS = {
    1: "url", 4: "volume", 5: "issue", 8: "publisher", 10: "pages", 12: "publicationTitle", 14: "date", 22: "extra",
    26: "DOI", 90: "abstractNote", 110: "title", 114: "proceedingsTitle", 900: "citationKey",
}  # fmt: skip
CREATORS = {1: "author", 2: "contributor", 3: "editor"}
TABLES = """
CREATE TABLE itemTypes (itemTypeID INTEGER PRIMARY KEY, typeName TEXT, templateItemTypeID INT, display INT);
CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT, fieldFormatID INT);
CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT);
CREATE TABLE items (itemID INTEGER PRIMARY KEY, itemTypeID INT, dateAdded TIMESTAMP, libraryID INT, key TEXT);
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID, PRIMARY KEY (itemID, fieldID));
CREATE TABLE itemNotes (itemID INTEGER PRIMARY KEY, parentItemID INT, note TEXT, title TEXT);
CREATE TABLE itemAttachments (itemID INTEGER PRIMARY KEY, parentItemID INT, linkMode INT, contentType TEXT, path TEXT);
CREATE TABLE tags (tagID INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE itemTags (itemID INT, tagID INT, type INT, PRIMARY KEY (itemID, tagID));
CREATE TABLE creators (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
CREATE TABLE itemCreators (itemID INT, creatorID INT, creatorTypeID INT, orderIndex INT);
CREATE TABLE collections (collectionID INTEGER PRIMARY KEY, collectionName TEXT, parentCollectionID INT, libraryID INT, key TEXT);
CREATE TABLE collectionItems (collectionID INT, itemID INT, orderIndex INT);
CREATE TABLE deletedItems (itemID INTEGER PRIMARY KEY, dateDeleted);
CREATE TABLE deletedCollections (collectionID INTEGER PRIMARY KEY, dateDeleted);
CREATE TABLE groups (groupID INTEGER PRIMARY KEY, libraryID INT, name TEXT);
CREATE TABLE feedItems (itemID INTEGER PRIMARY KEY, guid TEXT);
"""


class Zotero:
    def __init__(self, path):
        self.path = path
        self.database = sqlite3.connect(path)
        self.database.executescript(TABLES)
        for table, values in (("itemTypes", TYPES), ("fields", FIELDS), ("creatorTypes", CREATORS)):
            columns = 4 if table == "itemTypes" else 3 if table == "fields" else 2
            marks = ", ".join("?" * columns)
            self.database.executemany(
                f"INSERT INTO {table} VALUES ({marks})",
                [(number, name, *[None] * (columns - 2)) for number, name in values.items()],
            )
        self.database.commit()

    def _insert(self, table, *values):
        marks = ", ".join("?" * len(values))
        return self.database.execute(f"INSERT INTO {table} VALUES ({marks})", values).lastrowid

    def item(self, kind, *, library=1, creators=(), tags=(), collections=(), deleted=False, **fields):
        """Add an item; ``creators``: (first, last, mode, kind). Return its ID."""
        type_id = next(number for number, name in TYPES.items() if name == kind)
        key = f"KEY{self._insert('items', None, type_id, '2026-01-02 03:04:05', library, None):05}"
        item = int(key[3:])
        self.database.execute("UPDATE items SET key = ? WHERE itemID = ?", (key, item))
        for name, value in fields.items():
            field = next(number for number, one in FIELDS.items() if one == name)
            self.database.execute("INSERT OR IGNORE INTO itemDataValues (value) VALUES (?)", (value,))
            (value_id,) = self.database.execute(
                "SELECT valueID FROM itemDataValues WHERE value = ?", (value,)
            ).fetchone()
            self._insert("itemData", item, field, value_id)
        for order, (first, last, mode, creator) in enumerate(creators):
            creator_type = next(number for number, one in CREATORS.items() if one == creator)
            self._insert(
                "itemCreators", item, self._insert("creators", None, first, last, mode), creator_type, order
            )
        for tag in tags:
            self.database.execute("INSERT OR IGNORE INTO tags (name) VALUES (?)", (tag,))
            self.database.execute(
                "INSERT INTO itemTags SELECT ?, tagID, 0 FROM tags WHERE name = ?", (item, tag)
            )
        for order, collection in enumerate(collections):
            self._insert("collectionItems", collection, item, order)
        if deleted:
            self._insert("deletedItems", item, "2026-01-02")
        self.database.commit()
        return item

    def collection(self, name, parent=None, *, library=1, deleted=False):
        number = self._insert("collections", None, name, parent, library, name[:8])
        if deleted:
            self._insert("deletedCollections", number, "2026-01-02")
        self.database.commit()
        return number

    def note(self, text, parent=None, *, deleted=False):
        item = self.item("note", deleted=deleted)
        self._insert("itemNotes", item, parent, text, "title")
        self.database.commit()
        return item

    def attachment(self, parent, **fields):
        item = self.item("attachment", **fields)
        self._insert("itemAttachments", item, parent, 1, "application/pdf", "storage:a.pdf")
        self.database.commit()
        return item

    def group(self, library, name):
        self._insert("groups", None, library, name)
        self.database.commit()
