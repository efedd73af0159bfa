"""Find the files of a path, and the source in the library that a file belongs to.

A folder is read with those below it. Links to folders are not followed, so that no circle is walked; a link to a file is
read like a file, under its own name.

paths ── find_files ──> files ── Source ──> the source with this path, else the one with this content whose file
                                            no longer exists (renamed), else a new one
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from readlist.errors import InputError
from readlist.formats.readers import FOLDER_SUFFIXES
from readlist.storage.sources import (
    SourceValues,
    find_source_by_name,
    find_source_by_path,
    find_sources_by_hash,
    save_source,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from readlist.storage.sources import SourceRow
    from readlist.storage.transaction import Transaction

STDIN = "stdin"
"""The name of the source read from the standard input."""
_STDIN_PATH = "-"
"""The path of that source; no file has it, because paths of files are stored absolute."""


def find_files(paths: Sequence[Path | str]) -> list[Path]:
    """Return the files of these paths: files themselves, and all notes below folders, sorted, without duplicates.

    Raises InputError for a path that does not exist and for a folder without notes.
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
                "contains no notes", file=str(path), hint=f"Notes end in {', '.join(FOLDER_SUFFIXES)}."
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
    """Return a path as stored: absolute, ``.`` and ``..`` resolved, symbolic links not; ``-`` for standard input."""
    return os.path.abspath(path) if path else _STDIN_PATH  # noqa: PTH100  (Path.resolve would follow links)


def content_hash(content: bytes) -> str:
    """Return the SHA-256 by which content is recognised, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class AnySource(Protocol):
    """A source in the library: its row's id, its name, and its name until now, None if it is new."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def former_name(self) -> str | None: ...


def choose_name(tx: Transaction, path: Path | None, row: SourceRow | None) -> str:
    """Return the name of the source for a file: that of its row if it fits, else one that no other source has.

    A name is that of the file, with as many folders in front as needed to distinguish it.
    """
    parts = Path(stored_path(path)).parts if path else (STDIN,)
    names = ["/".join(parts[-count:]) for count in range(1, len(parts) + 1)]
    if row and row.name in names:
        return row.name

    def is_free(name: str) -> bool:
        other = find_source_by_name(tx.connection, name)
        return other is None or (row is not None and other.id == row.id)

    return next((name for name in names if is_free(name)), names[-1])


class Source:
    """A file and its row in the library, existing or to be inserted by ``save``.

    ``former_name``: its name in the library until now, None if it is new.
    """

    def __init__(self, tx: Transaction, path: Path | None, content: bytes) -> None:
        self._tx = tx
        self._path = path
        self._content = content
        self._digest = content_hash(content)
        row = find_source_by_path(tx.connection, stored_path(path)) or self._find_renamed()
        self._row_id = row.id if row else None
        self.is_known = row is not None
        self.former_name = row.name if row else None
        self.name = choose_name(tx, path, row)

    @property
    def id(self) -> int:
        """The ID of its row; call ``save`` first."""
        assert self._row_id is not None, "the source has been saved"
        return self._row_id

    def _find_renamed(self) -> SourceRow | None:
        """Find the source with the same content whose file no longer exists."""
        rows = find_sources_by_hash(self._tx.connection, self._digest)
        return next((row for row in rows if row.path != _STDIN_PATH and not Path(row.path).exists()), None)

    def save(self, *, encoding: str, title: str | None, at: str) -> None:
        """Insert or update the row; ``at``: the time of its last change."""
        path = stored_path(self._path)
        values = SourceValues(self.name, path, self._digest, encoding, self._content, title, at)
        self._row_id = save_source(self._tx, self._row_id, values)
