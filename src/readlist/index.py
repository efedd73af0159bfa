# ruff: noqa: S608  (the statements are put together of names that stand in this module)
"""The search index: which tables it has, and how they are kept current with the entries.

    search_names   FTS5: what names an entry (title, labels, authors, topics, tags, venue, ids); small, asked first
    search_text    FTS5: all of that again as one column, abstract, notes (own and of mentions), other (org, links)
    search_doc     the tokens of each entry as they were indexed, packed
    search_term    every word, and in how many entries it stands
    search_typo    each word with up to two letters left out, by hash: finds the words near a misspelt one
    search_meta    version of the tokens

The full-text tables hold no text of their own (``content=''``), which makes them less than half as large. SQLite then
asks for the very tokens of a row to take it out again: ``search_doc`` keeps them, so that a row can always go, whatever
has become of the entry, and so that word counts can be taken back.

Tokens are made by ``readlist.text.tokens``; SQLite only cuts them at spaces and takes off English endings (``porter ascii``).
Values of a list are kept apart by a token of their own, so that no phrase reaches from one author to the next.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from readlist.loading import group_rows
from readlist.text.tokens import APART, VERSION, Tokens, is_cjk, mark, title_key, tokenize_columns

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Sequence

NAMES = ("title", "labels", "authors", "topics", "tags", "venue", "ids", "parts", "marks")
TEXT = ("names", "abstract", "notes", "other", "parts")

_BATCH = 5_000
"""Entries indexed at a time: some 50 MB of tokens and counts."""
_SMALL = 200_000
"""Words of a vocabulary up to which each is corrected to; in a larger one, new words must stand in two entries."""
_BULK = 5_000
"""Entries from which on more memory is worth while."""
_BULK_CACHE = -65_536
"""Page cache for those, in KiB as https://www.sqlite.org/pragma.html#pragma_cache_size writes it: 64 MiB."""
_HASH_BYTES = 8 * 1024 * 1024
_PREFIX = 7
"""Letters of a word of which some are left out: as SymSpell (https://github.com/wolfgarbe/SymSpell) has it."""
_TYPO_WORDS = 10_000
_CORRECTABLE = range(3, 25)
_TWO_EDITS = 5

_TABLES = f"""
CREATE VIRTUAL TABLE search_names USING fts5({", ".join(NAMES)}, content='', tokenize='porter ascii');
CREATE VIRTUAL TABLE search_text USING fts5({", ".join(TEXT)}, content='', tokenize='porter ascii');
CREATE TABLE search_doc (entry_id INTEGER PRIMARY KEY, tokens BLOB NOT NULL);
CREATE TABLE search_term (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, docs INTEGER NOT NULL,
    spelt INTEGER NOT NULL DEFAULT 0);
CREATE INDEX ix_search_term_spelt ON search_term (docs) WHERE spelt = 0;
CREATE TABLE search_typo (hash INTEGER NOT NULL, term_id INTEGER NOT NULL, PRIMARY KEY (hash, term_id)) WITHOUT ROWID;
CREATE TABLE search_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_TABLE_NAMES = ("search_names", "search_text", "search_doc", "search_term", "search_typo", "search_meta")

_URL = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_URL_WASTE = re.compile(r"^\w+://|\bwww\.|[?#].*$|\.(?:com|org|net|html?|pdf|md|io|cn|edu)\b", re.IGNORECASE)
_URL_WORD = re.compile(r"[^\W_]+")
_URL_COMMON = frozenset("abs pdf arxiv blob tree main master index http https forum papers doi s p".split())
_MARKDOWN = re.compile(r"<[^<>]{0,300}>|&\w{1,8};|!\[[^\]]*\]\([^)]*\)")


class Doc(NamedTuple):
    """The tokens of one entry, as they go into the columns of both tables."""

    names: tuple[str, ...]
    text: tuple[str, ...]

    def pack(self) -> bytes:
        """Pack for ``search_doc``, names first."""
        return zlib.compress("\n".join((*self.names, *self.text[1:])).encode(), 1)

    def vocabulary(self) -> set[str]:
        """Give all words, and compounds as one word; no parts of words, no marks."""
        *_, names_parts, _ = self.names
        names, *columns, parts = self.text
        joined = (names_parts.partition(APART)[0], parts.partition(APART)[0])
        return set(" ".join((names, *columns, *joined)).split()) - {APART}


def unpack(tokens: bytes) -> Doc:
    """Read what ``Doc.pack`` packed."""
    columns = tuple(zlib.decompress(tokens).decode().split("\n"))
    names = columns[: len(NAMES)]
    return Doc(names, (_all_names(names), *columns[len(NAMES) :]))


def unpack_names(tokens: bytes) -> list[str]:
    """Read the columns of the names only."""
    return zlib.decompress(tokens).decode().split("\n", len(NAMES))[: len(NAMES)]


def _all_names(names: Sequence[str]) -> str:
    return f" {APART} ".join(filter(None, names[:-2]))


# -- keeping it current -------------------------------------------------------------------------------------------


def create(connection: sqlite3.Connection) -> None:
    """Create the tables of the index, empty."""
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)
    for table in (
        "search_names",
        "search_text",
    ):  # how much is gathered in memory before it is merged into the file
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', {_HASH_BYTES})")
    connection.execute("INSERT INTO search_meta VALUES ('version', ?)", (str(VERSION),))


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the index was made with the tokens that this program makes."""
    return bool(
        connection.execute(
            "SELECT 1 FROM search_meta WHERE name = 'version' AND value = ?", (str(VERSION),)
        ).fetchone()
    )


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the whole index anew; the caller holds the transaction."""
    for name in _TABLE_NAMES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    create(connection)
    refresh(connection, [row[0] for row in connection.execute("SELECT id FROM entry")])


def refresh(connection: sqlite3.Connection, entry_ids: Collection[int]) -> None:
    """Make the index rows of these entries anew, or take them out where the entry is gone.

    The caller holds the transaction. An index of another version is made anew as a whole.
    """
    if not entry_ids:
        return
    if not is_current(connection):
        rebuild(connection)
        return
    ids = sorted(entry_ids)
    with _more_memory(connection) if len(ids) >= _BULK else nullcontext():
        for start in range(0, len(ids), _BATCH):
            _replace(connection, ids[start : start + _BATCH])
        _spell(connection)


@contextmanager
def _more_memory(connection: sqlite3.Connection) -> Iterator[None]:
    usual = connection.execute("PRAGMA cache_size").fetchone()[0]
    connection.execute(f"PRAGMA cache_size = {_BULK_CACHE}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size = {usual}")


def _replace(connection: sqlite3.Connection, ids: list[int]) -> None:
    wanted = (json.dumps(ids),)
    sql = "SELECT entry_id, tokens FROM search_doc WHERE entry_id IN (SELECT value FROM json_each(?))"
    old = dict(connection.execute(sql, wanted))
    new = {entry_id: (doc, doc.pack()) for entry_id, doc in read_docs(connection, ids)}
    gone = {i: unpack(tokens) for i, tokens in old.items() if i not in new or new[i][1] != tokens}
    come = {i: doc for i, (doc, tokens) in new.items() if old.get(i) != tokens}
    _write_rows(connection, gone, "(search_{0}, rowid, {1}) VALUES ('delete', ?, {2})")
    _write_rows(connection, come, "(rowid, {1}) VALUES (?, {2})")
    connection.executemany("DELETE FROM search_doc WHERE entry_id = ?", [(i,) for i in gone])
    connection.executemany("INSERT INTO search_doc VALUES (?, ?)", [(i, new[i][1]) for i in come])
    _count(connection, gone.values(), come.values())


def _write_rows(connection: sqlite3.Connection, docs: dict[int, Doc], form: str) -> None:
    for table, columns in (("names", NAMES), ("text", TEXT)):
        values = form.format(table, ", ".join(columns), ", ".join("?" * len(columns)))
        rows = ((i, *(doc.names if table == "names" else doc.text)) for i, doc in docs.items())
        connection.executemany(f"INSERT INTO search_{table}{values}", rows)


def _count(connection: sqlite3.Connection, gone: Iterable[Doc], come: Iterable[Doc]) -> None:
    """Bring the word counts up to date, and forget words that no entry has any more."""
    docs: Counter[str] = Counter()
    for doc in come:
        docs.update(doc.vocabulary())
    for doc in gone:
        docs.subtract(doc.vocabulary())
    changed = sorted((word, count) for word, count in docs.items() if count)
    connection.executemany(
        "INSERT INTO search_term (word, docs) VALUES (?, ?)"
        " ON CONFLICT (word) DO UPDATE SET docs = docs + excluded.docs",
        changed,
    )
    for word in [word for word, count in changed if count < 0]:
        sql = "DELETE FROM search_term WHERE word = ? AND docs = 0 RETURNING id"
        if forgotten := connection.execute(sql, (word,)).fetchone():
            rows = _typo_rows([(*forgotten, word)])
            connection.executemany("DELETE FROM search_typo WHERE hash = ? AND term_id = ?", rows)


def _spell(connection: sqlite3.Connection) -> None:
    """Write the deletes of the words that may be corrected to and have none yet."""
    total = connection.execute("SELECT max(id) FROM search_term").fetchone()[0] or 0
    often = 1 if total <= _SMALL else 2
    sql = "SELECT id, word FROM search_term WHERE spelt = 0 AND docs >= ? ORDER BY docs LIMIT ?"
    while words := connection.execute(sql, (often, _TYPO_WORDS)).fetchall():
        connection.executemany("INSERT OR IGNORE INTO search_typo VALUES (?, ?)", _typo_rows(words))
        connection.executemany(
            "UPDATE search_term SET spelt = 1 WHERE id = ?", [(term_id,) for term_id, _ in words]
        )


def _typo_rows(words: Iterable[tuple[int, str]]) -> list[tuple[int, int]]:
    """The rows of ``search_typo`` for words with their ids, in the order of the table."""
    return sorted(
        (key, term_id)
        for term_id, word in words
        if _is_correctable(word)
        for key in typo_keys(word, edits_of(word))
    )


def _is_correctable(word: str) -> bool:
    return len(word) in _CORRECTABLE and not word.isdigit() and not is_cjk(word)


def edits_of(word: str) -> int:
    """How many letters are left out of a word of the vocabulary."""
    return 2 if len(word) >= _TWO_EDITS else 1


def typo_keys(word: str, edits: int) -> set[int]:
    """Hash the word's first letters with up to ``edits`` of them left out, in every way."""
    start = word[:_PREFIX]
    kept = level = {start}
    for _ in range(edits):
        level = {text[:place] + text[place + 1 :] for text in level for place in range(len(text))}
        kept = kept | level
    return {zlib.crc32(letters.encode()) for letters in kept}


# -- what an entry is found by ------------------------------------------------------------------------------------

_ENTRIES = """SELECT id, key, kind, title, aliases, authors, org, abstract, year, venue, url FROM entry
    WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""
_MENTIONS = """SELECT entry_id, label, topic.path, text FROM mention LEFT JOIN topic ON topic.id = topic_id
    WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY mention.id"""
_TAGS = """SELECT entry_id, name FROM entry_tag JOIN tag ON tag.id = tag_id
    WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY name"""
_TOPICS = """SELECT entry_id, path FROM entry_topic JOIN topic ON topic.id = topic_id
    WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY entry_topic.id"""
_IDS = """SELECT entry_id, value FROM identifier
    WHERE entry_id IN (SELECT value FROM json_each(?)) AND scheme <> 'github' ORDER BY id"""
_LINKS = "SELECT entry_id, url FROM link WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY id"
_NOTES = "SELECT entry_id, body FROM note WHERE entry_id IN (SELECT value FROM json_each(?)) ORDER BY id"


def read_docs(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[int, Doc]]:
    """Read these entries, as far as they are there, and yield their tokens."""
    wanted = (json.dumps(list(ids)),)
    mentions, tags, chosen, known, links, notes = (
        group_rows(connection.execute(sql, wanted))
        for sql in (_MENTIONS, _TAGS, _TOPICS, _IDS, _LINKS, _NOTES)
    )
    for entry_id, key, kind, title, aliases, authors, org, abstract, year, venue, url in connection.execute(
        _ENTRIES, wanted
    ):
        own = mentions.get(entry_id, [])
        bare = [name for (name,) in tags.get(entry_id, ())]
        labels = list(dict.fromkeys([*_values(aliases), *(label for label, _, _ in own if label)]))
        paths = dict.fromkeys(path for _, path, _ in own if path)
        paths |= dict.fromkeys(path for (path,) in chosen.get(entry_id, ()))
        names, found = tokenize_columns(
            (
                [title],
                labels,
                _values(authors),
                (" / ".join(_values(path)) for path in paths),
                bare,
                [venue, str(year) if year else None],
                [*(value for (value,) in known.get(entry_id, ())), key],
            )
        )
        urls = dict.fromkeys([*(link for (link,) in links.get(entry_id, ())), *([url] if url else [])])
        more, also = tokenize_columns(
            (
                [abstract],
                [
                    *(body for (body,) in notes.get(entry_id, ())),
                    *(_strip_markup(text) for _, _, text in own),
                ],
                [org, " ".join(find_url_words(urls))],
            )
        )
        marks = [mark("tag", tag) for tag in bare]
        if kind != "note":  # a heading is no title to be found by
            marks += [whole_mark(name) for name in (title, *labels)]
        columns = (*names, _parts(found), " ".join(dict.fromkeys(marks)))
        yield entry_id, Doc(columns, (_all_names(columns), *more, _parts(found, also)))


def _values(text: str) -> list[str]:
    """Read a column that holds a JSON list; most hold an empty one."""
    return [] if text == "[]" else json.loads(text)


def _parts(*found: Tokens) -> str:
    """Write the joined forms of compounds, then their parts."""
    joined = dict.fromkeys(word for tokens in found for word in tokens.joined)
    parts = dict.fromkeys(word for tokens in found for word in tokens.parts)
    return " ".join([*joined, *([APART, *parts] if parts else [])])


def whole_mark(name: str) -> str:
    """Make the token by which an entry with just this title or label is found."""
    return mark("is", f"{zlib.crc32(title_key(name).encode()):08x}")


def find_url_words(urls: Iterable[str]) -> Iterator[str]:
    """Yield what a person may remember of URLs: site, owner, name, words of a slug; no numbers made by machines."""
    for url in urls:
        for word in _URL_WORD.findall(_URL_WASTE.sub(" ", unquote(url))):
            if word.casefold() not in _URL_COMMON and (word.isalpha() or len(word) <= 10) and len(word) <= 30:
                yield word


def _strip_markup(text: str) -> str:
    return _MARKDOWN.sub(" ", _URL.sub(" ", text))
