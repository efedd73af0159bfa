"""Remove an imported file from the library, or tell the library where the file is now.

remove_source ── as if the file were empty by now ──> entries the person has worked on stay ──> the source is deleted
move_source ───> name and path ──> entries say where their fields are from by the new name
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.errors import NotFoundError, UsageError
from readlist.importing.source_files import choose_name, stored_path
from readlist.importing.source_sync import SourceSync
from readlist.resolution import materialize
from readlist.storage.sources import (
    find_entries_of_sources,
    find_source_by_name,
    find_source_by_path,
    rename_source,
)

if TYPE_CHECKING:
    from pathlib import Path

    from readlist.storage.transaction import Transaction


def remove_source(tx: Transaction, name: str) -> int:
    """Remove a source and its mentions; return how many entries went with them. NotFoundError if there is no such source.

    Entries that other sources or providers know, or that the person has worked on, stay.
    """
    row = find_source_by_name(tx.connection, name)
    if row is None:
        raise NotFoundError(f"no source is called '{name}'", hint="List them with: readlist source list")
    sync = SourceSync(tx, tx.at)
    sync.remove_source(row)
    sync.finish()
    return len(sync.removed)


def move_source(tx: Transaction, name: str, path: Path) -> str:
    """State that the file of a source is at ``path`` now; return the name that it has by that.

    Raises NotFoundError if there is no such source, UsageError if another one has that path.
    """
    row = find_source_by_name(tx.connection, name)
    if row is None:
        raise NotFoundError(f"no source is called '{name}'", hint="List them with: readlist source list")
    other = find_source_by_path(tx.connection, stored_path(path))
    if other and other.id != row.id:
        raise UsageError(
            f"{path} is imported already, as '{other.name}'",
            hint=f"Remove that first: readlist source rm {other.name}",
        )
    if not path.name or path.is_dir():
        raise UsageError(f"'{path}' is not a file", hint="Name the file as it is called now.")
    moved = choose_name(tx, path, row)
    rename_source(tx, row.id, moved, stored_path(path))
    materialize.refresh(tx, find_entries_of_sources(tx.connection, [row.id]))
    return moved
