"""The tables of the search index, and their version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.index.document import NAMES, TEXT
from readlist.text.tokenizer import VERSION

if TYPE_CHECKING:
    import sqlite3


_TABLES_VERSION = 7
"""Version of the tables; an index of another version, of the tables or of the tokens, is rebuilt."""
_HASH_BYTES = 8 * 1024 * 1024
"""Bytes that a full-text table collects before it writes them to the file; they take twice the memory, and four times as many are no faster."""
_TABLES = f"""
CREATE VIRTUAL TABLE search_names USING fts5({", ".join(NAMES)}, content='', tokenize='porter ascii');
CREATE VIRTUAL TABLE search_text USING fts5({", ".join(TEXT)}, content='', tokenize='porter ascii');
CREATE TABLE search_doc (entry_id INTEGER PRIMARY KEY, names TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE search_term (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, docs INTEGER NOT NULL,
    spelt INTEGER NOT NULL DEFAULT 0);
CREATE INDEX ix_search_term_spelt ON search_term (docs) WHERE spelt = 0;
CREATE TABLE search_typo (id INTEGER PRIMARY KEY, slots BLOB NOT NULL);
CREATE TABLE search_typo_few (slot INTEGER PRIMARY KEY);
CREATE TABLE search_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_FULL_TEXT = ("search_names", "search_text")
TABLE_NAMES = (
    *_FULL_TEXT,
    "search_doc",
    "search_term",
    "search_typo",
    "search_typo_few",
    "search_meta",
)


def create(connection: sqlite3.Connection) -> None:
    """Create the empty tables of the index."""
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)
    for table in _FULL_TEXT:
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', {_HASH_BYTES})")
    connection.execute("INSERT INTO search_meta VALUES ('version', ?)", (_version(),))


def optimize(connection: sqlite3.Connection) -> None:
    """Merge the full-text tables, so that their files hold nothing of rows that were deleted.

    https://www.sqlite.org/fts5.html#the_optimize_command
    """
    for table in _FULL_TEXT:
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def _version() -> str:
    return f"{VERSION}.{_TABLES_VERSION}"


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the index has the token and table versions of this program."""
    sql = "SELECT 1 FROM search_meta WHERE name = 'version' AND value = ?"
    return bool(connection.execute(sql, (_version(),)).fetchone())
