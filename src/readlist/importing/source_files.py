"""Files of notes and their rows: which files a path names, and which source of the library a file is.

paths ── find_files ──> files ── Source.find ──> the source with this path, else the one with this content
                                                 whose file is gone (renamed), else a new one
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError
from readlist.formats.readers import FOLDER_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from readlist.storage.transaction import Transaction

STDIN = "stdin"
"""The name of what is read from the standard input; its path is ``-``."""


def find_files(paths: Sequence[Path | str]) -> list[Path]:
    """The files that these paths name: files as they are, folders with all notes below them, sorted, each once.

    Raises InputError for a path that is not there and for a folder without notes.
    """
    out: dict[str, Path] = {}
    for given in paths:
        for path in _files_at(Path(given)):
            out.setdefault(stored_path(path), path)
    return list(out.values())


def _files_at(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(_notes_below(path))
        if not found:
            raise InputError(
                "holds no notes", file=str(path), hint=f"Notes end in {', '.join(FOLDER_SUFFIXES)}."
            )
        return found
    if not path.exists():
        raise InputError("no such file or folder", file=str(path))
    return [path]


def _notes_below(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if name.lower().endswith(FOLDER_SUFFIXES) and not name.startswith("."):
                yield Path(root) / name


def stored_path(path: Path | None) -> str:
    """The path as it is stored: absolute, ``.`` and ``..`` resolved, links not; ``-`` for the standard input."""
    return os.path.abspath(path) if path else "-"  # noqa: PTH100  (Path.resolve would follow links)


def content_hash(content: bytes) -> str:
    """The hash by which content is known again."""
    return hashlib.sha256(content).hexdigest()


class Source:
    """The row of one file."""

    def __init__(self, tx: Transaction, path: Path | None, content: bytes) -> None:
        self.tx = tx
        self.path = path
        self.content = content
        self.digest = content_hash(content)
        row = self._find_path() or self._find_renamed()
        self.is_known = row is not None
        self.id: int = row[0] if row else 0
        self.former_name: str | None = row[1] if row else None
        self.name = row[1] if row and self._fits(row[1]) else self._free_name()

    def _find_path(self) -> Any:
        sql = "SELECT id, name FROM source WHERE path = ?"
        return self.tx.connection.execute(sql, (stored_path(self.path),)).fetchone()

    def _find_renamed(self) -> Any:
        sql = "SELECT id, name, path FROM source WHERE hash = ? AND path <> '-' ORDER BY id"
        rows = self.tx.connection.execute(sql, (self.digest,)).fetchall()
        return next((row[:2] for row in rows if not Path(row[2]).exists()), None)

    def _parts(self) -> tuple[str, ...]:
        return Path(stored_path(self.path)).parts if self.path else (STDIN,)

    def _fits(self, name: str) -> bool:
        """Whether a name is that of this file, with any number of its folders in front."""
        parts = self._parts()
        return any(name == "/".join(parts[-count:]) for count in range(1, len(parts) + 1))

    def _free_name(self) -> str:
        """The file's name, with as many folders in front as make it differ from other sources'."""
        parts = self._parts()
        names = ["/".join(parts[-count:]) for count in range(1, len(parts) + 1)]
        return next((name for name in names if self._is_free(name)), names[-1])

    def _is_free(self, name: str) -> bool:
        row = self.tx.connection.execute("SELECT id FROM source WHERE name = ?", (name,)).fetchone()
        return row is None or row[0] == self.id

    def save(self, *, encoding: str, title: str | None, at: str) -> None:
        """Write the row; ``at`` is the time of its last change."""
        from readlist.storage import tables  # noqa: PLC0415

        values = {
            "name": self.name,
            "path": stored_path(self.path),
            "hash": self.digest,
            "encoding": encoding,
            "content": self.content,
            "title": title,
            "imported": at,
        }
        if self.id:
            self.tx.update(tables.Source, {self.id: values})
        else:
            self.id = self.tx.insert(tables.Source, [values])[0]
