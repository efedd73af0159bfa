"""Writing a file whole or not at all."""

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
    """Write text as UTF-8, and bytes as they are, to ``path``: beside it first, then in its place, so that no one ever reads half of it.

    An existing file keeps its permissions, and a link what it leads to. Raises InputError when the place cannot be
    written; then, and on any error while the text is made, the old file stays as it was.
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
    """The permissions of the file that is there, or those of a new one."""
    with contextlib.suppress(FileNotFoundError):
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
