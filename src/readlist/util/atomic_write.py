"""Write a file atomically: whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable


def write_atomically(path: Path | str, chunks: Iterable[str | bytes]) -> None:
    """Write chunks to ``path``, text as UTF-8 and bytes as they are, through a temporary file in the same folder.

    Readers see the old file or the whole new one. An existing file keeps its permissions; through a symbolic link, its
    target is replaced. Raises InputError when the file cannot be written. After any error, including one raised by
    ``chunks``, the old file is unchanged.
    """
    target = Path(os.path.realpath(path))
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=str(path)) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(c if isinstance(c, bytes) else c.encode("utf-8", "replace") for c in chunks)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode(target))
        Path(name).replace(target)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=str(path)) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()


def _mode(target: Path) -> int:
    """Return the permissions of the existing file, or those that a new file gets."""
    with contextlib.suppress(FileNotFoundError):
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
