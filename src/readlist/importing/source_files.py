"""Find the source in the library that a file belongs to.

file ── Source ──> the source with this path, else the one with this content whose file no longer exists (renamed),
                   else that of another device's copy of the file, else a new one

Two devices that import their copies of one file before either knows of the other's make two sources. They become one when a
copy whose source has the greater uid is imported again and has what the other one has.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from readlist.storage.sources import (
    SourceValues,
    find_source_by_name,
    find_source_by_path,
    find_sources_by_hash,
    find_sources_called,
    read_content,
    save_source,
)

if TYPE_CHECKING:
    from readlist.storage.sources import SourceRow
    from readlist.storage.transaction import Transaction

STDIN = "stdin"
"""The name of a source that was read from the standard input, if it has no other."""
_STDIN_FOLDER = "-"
"""The folder of such sources; no file is in it, because paths of files are stored absolute."""


def name_stdin(content: bytes, name: str | None) -> str:
    """Return the name of what was read from the standard input: the one given, else one made from the content.

    So another text is another source, and the same text is known again.
    """
    return name or f"{STDIN}-{content_hash(content)[:8]}"


def stored_path(path: Path | None, stdin_name: str = STDIN) -> str:
    """Return a path as stored: absolute, ``.`` and ``..`` resolved, symbolic links not; for standard input ``-/NAME``."""
    return os.path.abspath(path) if path else f"{_STDIN_FOLDER}/{stdin_name}"  # noqa: PTH100  (Path.resolve would follow links)


def is_stdin(path: str) -> bool:
    """Whether a stored path is that of a text that was read from the standard input."""
    return path == _STDIN_FOLDER or path.startswith(f"{_STDIN_FOLDER}/")


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


def choose_name(tx: Transaction, path: Path | None, row: SourceRow | None, stdin_name: str = STDIN) -> str:
    """Return the name of the source for a file: that of its row if it fits, else one that no other source has.

    A name is that of the file, with as many folders in front as needed to distinguish it.
    """
    parts = Path(stored_path(path, stdin_name)).parts if path else ("-", stdin_name)
    names = ["/".join(parts[-count:]) for count in range(1, len(parts) + 1)]
    if row and row.plain_name in names:
        return row.name

    def is_free(name: str) -> bool:
        other = find_source_by_name(tx.connection, name)
        return other is None or (row is not None and other.id == row.id)

    return next((name for name in names if is_free(name)), names[-1])


def _names_of(path: Path) -> list[str]:
    """Return the names that the source of a file may have, the shortest first."""
    parts = Path(stored_path(path)).parts
    return ["/".join(parts[-count:]) for count in range(1, len(parts) + 1)]


_KEPT_SHARE = 0.8
"""The share of a text that a new version of it contains at least, in bytes of its lines: a file that has less of it may be
another one, which only has its headings in common, and would take the place of the rest."""


def _is_version(text: bytes, before: bytes) -> bool:
    """Return whether a text is a later version of another one."""
    ours, theirs = ({line.strip() for line in one.splitlines()} for one in (text, before))
    return sum(map(len, ours & theirs)) >= _KEPT_SHARE * sum(map(len, theirs))


class Source:
    """A file and its row in the library, existing or to be inserted by ``save``.

    ``former_name``: its name in the library until now, None if it is new. ``replaced``: the source that the file had until
    now, whose mentions another one takes over; the caller removes it before ``save``.
    """

    def __init__(self, tx: Transaction, path: Path | None, content: bytes, stdin_name: str = STDIN) -> None:
        self._tx = tx
        self._stored_path = stored_path(path, stdin_name)
        self._content = content
        self._digest = content_hash(content)
        row = find_source_by_path(tx.connection, self._stored_path) or self._find_renamed()
        twin = self._find_elsewhere(path, row)
        self.replaced = row if twin else None
        row = twin or row
        self._row_id = row.id if row else None
        self.is_known = row is not None
        self.former_name = row.name if row else None
        self.name = choose_name(tx, path, row, stdin_name)

    @property
    def id(self) -> int:
        """The ID of its row; call ``save`` first."""
        assert self._row_id is not None, "the source has been saved"
        return self._row_id

    def _find_renamed(self) -> SourceRow | None:
        """Find the source with the same content whose file no longer exists."""
        rows = find_sources_by_hash(self._tx.connection, self._digest)
        if is_stdin(self._stored_path):  # once all such texts had one path
            return next((row for row in rows if row.path == _STDIN_FOLDER), None)
        return next(
            (r for r in rows if not is_stdin(r.path) and (r.is_elsewhere or not Path(r.path).exists())),
            None,
        )

    def _find_elsewhere(self, path: Path | None, own: SourceRow | None) -> SourceRow | None:
        """Find the source that another device imported from its copy of the file: of this name, and an earlier version.

        If the file has a source of its own, only one with a smaller uid is taken: so two devices never take each other's.
        """
        names = [own.plain_name] if own else _names_of(path) if path else []
        rows = (row for name in reversed(names) for row in find_sources_called(self._tx.connection, name))
        elsewhere = (row for row in rows if row.is_elsewhere and (own is None or row.uid < own.uid))
        return next((row for row in elsewhere if self._is_version_of(row)), None)

    def _is_version_of(self, row: SourceRow) -> bool:
        return _is_version(self._content, read_content(self._tx.connection, row.id))

    def save(self, *, encoding: str, title: str | None, at: str) -> None:
        """Insert or update the row; ``at``: the time of its last change."""
        values = SourceValues(self.name, self._stored_path, self._digest, encoding, self._content, title, at)
        self._row_id = save_source(self._tx, self._row_id, values)
