"""A local mirror of arXiv: the public metadata snapshot in a SQLite file, for lookups without the network.

    snapshot ──> load: parse, compare, insert ──> paper, title index, full-text index
    ID ──> find          title ──> find_title          words ──> search

The snapshot (``arxiv_snapshot``) is read in one pass, one transaction per batch of lines. Each transaction stores the
position reached, so that an interrupted load resumes there. Loading a newer snapshot writes only the differences.
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
from readlist.util.private_files import make_private_file, make_private_folder

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
_MAX_WORDS = 24
_MAX_LEFT_OUT = 8
_MAX_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The result of a load: lines read, papers added and changed, and lines ``refused`` because they are not papers.

    ``resumed_at``: the position, in uncompressed bytes, at which an interrupted load was resumed.
    """

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
        """Open a mirror for reading. Raises NotFoundError if it does not exist, LibraryError if it is not a mirror."""
        if not path.is_file():
            raise NotFoundError(
                f"there is no mirror of arXiv at {path}", hint="Create one with: readlist arxiv load FILE"
            )
        return cls(_connect(path, f"{path.absolute().as_uri()}?mode=ro"), path)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Open a mirror for loading; create it if it does not exist."""
        try:
            make_private_folder(path.parent)
            make_private_file(path)
        except OSError as error:
            raise LibraryError(f"cannot create the folder {path.parent}: {error.strerror}") from error
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
        """Return the papers with these arXiv IDs (without versions), by ID; unknown IDs are left out."""
        wanted = list(ids)
        out: dict[str, ProviderRecord] = {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            rows = self.connection.execute(
                f"SELECT {_COLUMNS} FROM paper WHERE id IN ({','.join('?' * len(part))})",  # noqa: S608  (placeholders)
                part,
            )
            out.update((row[0], _to_record(row)) for row in rows)
        return out

    def find_title(self, title: str, *, limit: int = 10) -> list[ProviderRecord]:
        """Return the papers with this title, whatever its spelling, else those with similar titles, best first."""
        exact = self._papers("title_hash = ?", (hash_title(title),), limit)
        if exact:
            return exact
        words = self._known_words(_words(title)[:_MAX_WORDS])
        for left_out in (None, *words[:_MAX_LEFT_OUT]):  # a misspelt word may occur in other titles
            query = " AND ".join(f'"{word}"' for word in words if word != left_out)
            if query and (found := self._matching(query, title, limit)):
                return found
        return []

    def search(self, words: str, *, limit: int = 20) -> list[ProviderRecord]:
        """Return the papers that have all these words in title, authors or abstract, matches in the title first."""
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
                 ORDER BY score LIMIT ?) ON hit = number ORDER BY score""",  # noqa: S608  (constant columns)
            (query, limit),
        )
        return {row[0]: _to_record(row[1:]) for row in rows}

    def _matching(self, query: str, title: str, limit: int) -> list[ProviderRecord]:
        from rapidfuzz import fuzz  # noqa: PLC0415

        rows = self.connection.execute(
            f"""SELECT {_COLUMNS} FROM paper WHERE number IN
                (SELECT rowid FROM title_word WHERE title_word MATCH ? LIMIT ?)""",  # noqa: S608
            (query, _MAX_CANDIDATES),
        ).fetchall()
        key = title_key(title)
        rows.sort(key=lambda row: -fuzz.ratio(key, title_key(row[1])))
        return [_to_record(row) for row in rows[:limit]]

    def _known_words(self, words: Sequence[str]) -> list[str]:
        """Return the words that occur in some title, longest first: most selective and most often misspelt."""
        sql = "SELECT 1 FROM title_word WHERE title_word MATCH ? LIMIT 1"
        distinct = dict.fromkeys(word.lower() for word in words)
        known = [word for word in distinct if self.connection.execute(sql, (f'"{word}"',)).fetchone()]
        return sorted(known, key=len, reverse=True)

    def _papers(self, where: str, parameters: tuple[Any, ...], limit: int) -> list[ProviderRecord]:
        sql = f"SELECT {_COLUMNS} FROM paper WHERE {where} LIMIT ?"  # noqa: S608  (constant conditions)
        return [_to_record(row) for row in self.connection.execute(sql, (*parameters, limit))]

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, path: Path, *, on_progress: Callable[[int, int, int], None] | None = None) -> LoadReport:
        """Load a snapshot into the mirror; resume where an earlier load of the same file was interrupted.

        ``on_progress`` is called with the lines read so far, the bytes read, and the size of the file. Lines that are
        not papers are counted and skipped. Raises InputError if the file cannot be read or has no paper.
        """
        try:
            with path.open("rb") as file:
                return self._load(file, os.fstat(file.fileno()).st_size, on_progress)
        except (OSError, EOFError) as error:
            raise InputError(
                f"cannot be read: {error}", file=str(path), hint="Papers loaded so far are kept."
            ) from error
        except sqlite3.Error as error:
            raise LibraryError(f"cannot write to the mirror {self.path}: {error}") from error

    def _load(
        self, file: BinaryIO, size: int, on_progress: Callable[[int, int, int], None] | None
    ) -> LoadReport:
        name = fingerprint(file, size)
        report = LoadReport(resumed_at=self._resume_position(name))
        with open_lines(file) as lines:
            lines.seek(report.resumed_at)
            for batch in read_ahead(lines, file):
                report = self._store(name, batch, report)
                if on_progress:
                    on_progress(report.read, batch.file_position, size)
        if report.read and report.read == report.refused and not report.resumed_at:
            raise InputError("contains no arXiv metadata", file=str(getattr(file, "name", "")))
        with _transaction(self.connection):
            self.connection.execute("UPDATE load SET done = 1 WHERE file = ?", (name,))
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return report

    def _resume_position(self, name: str) -> int:
        """Return the position, in uncompressed bytes, at which to resume this file; 0 if it is new or was completed."""
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
            self.connection.execute("REPLACE INTO load VALUES (?, ?, 0)", (name, batch.position))
        return LoadReport(
            report.read + batch.read,
            report.added + len(fresh),
            report.changed + len(changed),
            report.refused + batch.read - len(rows),
            report.resumed_at,
        )

    def _known(self, ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        """Return the rows that already exist, by ID, with their number first."""
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
    """Open the file and check that it is a mirror; an empty file is initialised."""
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
            f"{path} is not an arXiv mirror that this version of readlist can read",
            hint="Load the snapshot again into a new file.",
        )
    connection.execute("PRAGMA cache_size = -65536")
    # In WAL mode NORMAL loses at most the last transactions on a power failure, and those are loaded again.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 50000")
    if not tables:
        connection.execute("PRAGMA journal_mode = WAL")
        with _transaction(connection):
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            # buffers more words in memory before writing them; https://www.sqlite.org/fts5.html#the_hashsize
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
    """Tokenise as SQLite's unicode61 does: letters and digits of Unicode 6.1; newer characters are separators there.

    A word that SQLite splits in two would be a phrase query, which these indexes do not support.
    """
    known = "".join(c if unicodedata.ucd_3_2_0.category(c) != "Cn" else " " for c in text)
    return re.findall(r"[^\W_]+", known)


def _to_record(row: Sequence[Any]) -> ProviderRecord:
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
