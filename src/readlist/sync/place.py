"""Where a library keeps what belongs to its exchange with others: a folder beside it, for the owner alone.

library.db-sync/address    the address of the carrier, which may hold a password
library.db-sync/git        git's repository, a cache
library.db-sync/lock       held while operations are exchanged
"""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

from readlist.errors import LibraryError, NetworkError
from readlist.util.atomic_write import write_atomically
from readlist.util.file_lock import locked
from readlist.util.private_files import make_private_file, make_private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WAIT = 600.0
"""Seconds to wait for another process that exchanges operations of the library."""


class Place:
    """The folder of the exchange beside the library at ``library``."""

    def __init__(self, library: Path) -> None:
        self.folder = library.with_name(f"{library.name}-sync")

    @property
    def cache(self) -> Path:
        """The folder of git's repository."""
        return self.folder / "git"

    def read_address(self) -> str | None:
        """Return the address of the carrier; None if the library is not exchanged."""
        try:
            return (self.folder / "address").read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise LibraryError(f"{self.folder / 'address'} cannot be read: {error}") from error

    def write_address(self, address: str) -> None:
        """Keep the address. Raises LibraryError."""
        file = self.folder / "address"
        try:
            make_private_folder(self.folder)
            make_private_file(file)
        except OSError as error:
            raise LibraryError(f"{self.folder} cannot be made: {error.strerror}") from error
        write_atomically(file, [f"{address}\n"])

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self.folder)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes from exchanging operations of the library while the block runs. Raises NetworkError."""
        make_private_folder(self.folder)
        with locked(self.folder / "lock", seconds=_WAIT) as is_free:
            if not is_free:
                raise NetworkError(
                    "another process is syncing this library", hint="Wait until it has finished."
                )
            yield
