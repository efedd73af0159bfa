"""arXiv on one's own disk: the public metadata snapshot in a SQLite file, for look-ups without the network.

    snapshot ──> load: read, check, fold ──> paper, title index, full text
    id ──> find          title ──> find_title          words ──> search          all without the network

The file (see ``snapshot``) is read in one pass, a few thousand lines a transaction; with each goes the place that was
reached, so that a load which was stopped goes on from there, and loading a newer snapshot changes only what changed.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from readlist.errors import InputError, LibraryError, NotFoundError
from readlist.model.identifiers import Identifier, parse_doi
from readlist.model.provider_record import ProviderFacts, ProviderRecord
from readlist.model.record import Link, Record
from readlist.providers.arxiv_snapshot import fingerprint, hash_title, open_lines, read_ahead
from readlist.providers.base import is_withdrawn
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from readlist.providers.arxiv_snapshot import Batch, Row

APPLICATION_ID = 0x726C6D72
"""Marks a SQLite file as a mirror (``rlmr``)."""
_VERSION = 1
_COLUMNS = "id, title, authors, abstract, categories, year, month, version, comment, journal, doi"
_TABLES = f"""
CREATE TABLE paper (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, authors TEXT NOT NULL,
    abstract TEXT NOT NULL, categories TEXT NOT NULL, year INTEGER, month INTEGER, version INTEGER, comment TEXT,
    journal TEXT, doi TEXT, title_hash INTEGER NOT NULL);
CREATE INDEX paper_title ON paper (title_hash);
CREATE VIRTUAL TABLE word USING fts5(title, authors, abstract, content='paper', content_rowid='number',
    detail='column', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE title_word USING fts5(title, content='paper', content_rowid='number', detail='none',
    tokenize="unicode61 remove_diacritics 2");
CREATE TABLE load (file TEXT PRIMARY KEY, place INTEGER NOT NULL, done INTEGER NOT NULL);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {_VERSION};
"""
_MOST_WORDS = 24
_MOST_LEFT_OUT = 8
_MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: lines read in this run, papers added and changed, and lines that were no paper."""

    read: int = 0
    added: int = 0
    changed: int = 0
    refused: int = 0
    resumed_at: int = 0


class Mirror:
    """An open mirror."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a mirror for reading. Raises NotFoundError when there is none, LibraryError when it is no mirror."""
        if not path.is_file():
            raise NotFoundError(
                f"there is no mirror of arXiv at {path}", hint="Make one with: readlist arxiv load FILE"
            )
        return cls(_connect(path, f"{path.absolute().as_uri()}?mode=ro"), path)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Open a mirror for loading, and make it where there is none."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"cannot make the folder {path.parent}: {error.strerror}") from error
        return cls(_connect(path, f"{path.absolute().as_uri()}?mode=rwc"), path)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # -- reading ----------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """Count the papers."""
        return int(self.connection.execute("SELECT count(*) FROM paper").fetchone()[0])

    def find(self, ids: Iterable[str]) -> dict[str, ProviderRecord]:
        """Return the papers with these arXiv ids (without versions), by id; those that are not there are left out."""
        wanted = list(ids)
        out: dict[str, ProviderRecord] = {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            rows = self.connection.execute(
                f"SELECT {_COLUMNS} FROM paper WHERE id IN ({','.join('?' * len(part))})",  # noqa: S608  (only marks)
                part,
            )
            out.update((row[0], _found(row)) for row in rows)
        return out

    def find_title(self, title: str, *, limit: int = 10) -> list[ProviderRecord]:
        """Return papers whose title is, or may be meant by, ``title``: those that have it first, then alike ones."""
        exact = self._papers("title_hash = ?", (hash_title(title),), limit)
        if exact:
            return exact
        words = self._known_words(_words(title)[:_MOST_WORDS])
        for left_out in (None, *words[:_MOST_LEFT_OUT]):  # a wrong word may be a word of other titles
            query = " AND ".join(f'"{word}"' for word in words if word != left_out)
            if query and (found := self._matching(query, title, limit)):
                return found
        return []

    def search(self, words: str, *, limit: int = 20) -> list[ProviderRecord]:
        """Return the papers that have all these words in title, authors or abstract, best first."""
        query = " ".join(f'"{word}"' for word in _words(words))
        if not query:
            return []
        titled = self._ranked(f"title: ({query})", limit)
        if len(titled) >= limit:
            return list(titled.values())
        return list((titled | self._ranked(query, limit)).values())[:limit]

    def _ranked(self, query: str, limit: int) -> dict[int, ProviderRecord]:
        rows = self.connection.execute(
            f"""SELECT number, {_COLUMNS} FROM paper JOIN
                (SELECT rowid AS hit, bm25(word, 10.0, 5.0, 1.0) AS score FROM word WHERE word MATCH ?
                 ORDER BY score LIMIT ?) ON hit = number ORDER BY score""",  # noqa: S608  (columns are named above)
            (query, limit),
        )
        return {row[0]: _found(row[1:]) for row in rows}

    def _matching(self, query: str, title: str, limit: int) -> list[ProviderRecord]:
        from rapidfuzz import fuzz  # noqa: PLC0415

        rows = self.connection.execute(
            f"""SELECT {_COLUMNS} FROM paper WHERE number IN
                (SELECT rowid FROM title_word WHERE title_word MATCH ? LIMIT ?)""",  # noqa: S608
            (query, _MOST_CANDIDATES),
        ).fetchall()
        key = title_key(title)
        rows.sort(key=lambda row: -fuzz.ratio(key, title_key(row[1])))
        return [_found(row) for row in rows[:limit]]

    def _known_words(self, words: Sequence[str]) -> list[str]:
        """Return the words that some title has, the longest first: they tell most, and are misspelt most."""
        sql = "SELECT 1 FROM title_word WHERE title_word MATCH ? LIMIT 1"
        distinct = dict.fromkeys(word.lower() for word in words)
        known = [word for word in distinct if self.connection.execute(sql, (f'"{word}"',)).fetchone()]
        return sorted(known, key=len, reverse=True)

    def _papers(self, where: str, parameters: tuple[Any, ...], limit: int) -> list[ProviderRecord]:
        sql = f"SELECT {_COLUMNS} FROM paper WHERE {where} LIMIT ?"  # noqa: S608  (conditions are written above)
        return [_found(row) for row in self.connection.execute(sql, (*parameters, limit))]

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, path: Path, *, on_progress: Callable[[int, int, int], None] | None = None) -> LoadReport:
        """Read a snapshot into the mirror, going on where an earlier load of the same file was stopped.

        ``on_progress`` is told the lines read so far, and how many of how many bytes of the file. Lines that are no
        paper are counted and left out. Raises InputError when the file cannot be read or none of it is a paper.
        """
        try:
            with path.open("rb") as file:
                return self._load(file, os.fstat(file.fileno()).st_size, on_progress)
        except (OSError, EOFError) as error:
            raise InputError(
                f"cannot be read: {error}", file=str(path), hint="What was read before is kept."
            ) from error
        except sqlite3.Error as error:
            raise LibraryError(f"cannot write to the mirror {self.path}: {error}") from error

    def _load(
        self, file: BinaryIO, size: int, on_progress: Callable[[int, int, int], None] | None
    ) -> LoadReport:
        name = fingerprint(file, size)
        report = LoadReport(resumed_at=self._place(name))
        with open_lines(file) as lines:
            lines.seek(report.resumed_at)
            for batch in read_ahead(lines, file):
                report = self._store(name, batch, report)
                if on_progress:
                    on_progress(report.read, batch.packed_place, size)
        if report.read and report.read == report.refused and not report.resumed_at:
            raise InputError("holds no arXiv metadata", file=str(getattr(file, "name", "")))
        with _transaction(self.connection):
            self.connection.execute("UPDATE load SET done = 1 WHERE file = ?", (name,))
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return report

    def _place(self, name: str) -> int:
        """The place, in unpacked bytes, up to which this file was read; all of it again when it was read to its end."""
        row = self.connection.execute(
            "SELECT place FROM load WHERE file = ? AND NOT done", (name,)
        ).fetchone()
        return int(row[0]) if row else 0

    def _store(self, name: str, batch: Batch, report: LoadReport) -> LoadReport:
        rows = batch.rows
        known = self._known(list(rows))
        fresh = [row for row in rows.values() if row.id not in known]
        changed = [row for row in rows.values() if row.id in known and known[row.id][1:] != row]
        with _transaction(self.connection):
            self._insert(fresh)
            self._replace(changed, known)
            self.connection.execute("REPLACE INTO load VALUES (?, ?, 0)", (name, batch.place))
        return LoadReport(
            report.read + batch.read,
            report.added + len(fresh),
            report.changed + len(changed),
            report.refused + batch.read - len(rows),
            report.resumed_at,
        )

    def _known(self, ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        """The rows that are there already, with their number first."""
        out: dict[str, tuple[Any, ...]] = {}
        if not self.connection.execute("SELECT 1 FROM paper LIMIT 1").fetchone():
            return out
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            sql = (
                f"SELECT number, {_COLUMNS}, title_hash FROM paper WHERE id IN ({','.join('?' * len(part))})"  # noqa: S608
            )
            out.update((row[1], row) for row in self.connection.execute(sql, part))
        return out

    def _insert(self, rows: Sequence[Row]) -> None:
        first = (self.connection.execute("SELECT max(number) FROM paper").fetchone()[0] or 0) + 1
        self.connection.executemany(
            f"INSERT INTO paper (number, {_COLUMNS}, title_hash) VALUES ({','.join('?' * 13)})",  # noqa: S608
            ((number, *row) for number, row in enumerate(rows, start=first)),
        )
        self.connection.executemany(
            "INSERT INTO word (rowid, title, authors, abstract) VALUES (?, ?, ?, ?)",
            ((number, row.title, row.authors, row.abstract) for number, row in enumerate(rows, start=first)),
        )
        self.connection.executemany(
            "INSERT INTO title_word (rowid, title) VALUES (?, ?)",
            ((number, row.title) for number, row in enumerate(rows, start=first)),
        )

    def _replace(self, rows: Sequence[Row], known: dict[str, tuple[Any, ...]]) -> None:
        old = (known[row.id] for row in rows)
        self.connection.executemany(
            "INSERT INTO word (word, rowid, title, authors, abstract) VALUES ('delete', ?, ?, ?, ?)",
            ((row[0], row[2], row[3], row[4]) for row in old),
        )
        self.connection.executemany(
            "INSERT INTO title_word (title_word, rowid, title) VALUES ('delete', ?, ?)",
            ((known[row.id][0], known[row.id][2]) for row in rows),
        )
        self.connection.executemany("DELETE FROM paper WHERE id = ?", ((row.id,) for row in rows))
        self._insert(rows)


def _connect(path: Path, uri: str) -> sqlite3.Connection:
    """Open the file and see that it is a mirror; an empty one becomes one."""
    try:
        connection = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise LibraryError(f"cannot open the mirror {path}: {error}") from error
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    application, version, tables = connection.execute(
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)"
        " FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if tables and (application, version) != (APPLICATION_ID, _VERSION):
        raise LibraryError(
            f"{path} is no mirror of arXiv that this readlist knows", hint="Load it again into a new file."
        )
    connection.execute("PRAGMA cache_size = -65536")
    # In WAL mode NORMAL loses at most the last transactions when the power fails, and those are read again.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 50000")
    if not tables:
        connection.execute("PRAGMA journal_mode = WAL")
        with _transaction(connection):
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            # gathers more words in memory before they are written out; https://www.sqlite.org/fts5.html#the_hashsize
            connection.execute("INSERT INTO word (word, rank) VALUES ('hashsize', 33554432)")
            connection.execute("INSERT INTO title_word (title_word, rank) VALUES ('hashsize', 33554432)")


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _words(text: str) -> list[str]:
    """Cut text as SQLite's tokeniser does: letters and digits that Unicode 6.1 knew (newer ones part words there).

    A word that SQLite would cut in two were a phrase, which these indexes cannot look up.
    """
    known = "".join(c if unicodedata.ucd_3_2_0.category(c) != "Cn" else " " for c in text)
    return re.findall(r"[^\W_]+", known)


def _found(row: Sequence[Any]) -> ProviderRecord:
    value, title, authors, abstract, categories, year, month, version, comment, journal, doi = row
    identifier = Identifier("arxiv", value, version)
    other = parse_doi(doi) if doi else None
    record = Record(
        kind="paper",
        title=title,
        authors=tuple(authors.split("\n")) if authors else (),
        abstract=abstract or None,
        year=year,
        month=month,
        venue=journal,
        ids=(identifier, other) if other else (identifier,),
        categories=tuple(categories.split()),
        url=identifier.url,
        links=(Link(f"https://arxiv.org/pdf/{value}", "pdf"),),
    )
    return ProviderRecord("arxiv", record, ProviderFacts(version, is_withdrawn(comment, abstract), comment))
