"""Write a file atomically: whole, or not at all.

    a file            through a temporary one beside it, ``.NAME.HOST-PID.tmp``, which replaces it when it is complete
    a device, a pipe  through, as it comes: it cannot be replaced

A process that is killed leaves its temporary file; the next one that writes to the folder from this machine removes it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

_STREAMS = ("/dev/", "/proc/")
"""Folders whose files stand for what a process has open (https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html)."""
_SHARED_MEMORY = "/dev/shm/"  # noqa: S108 - a name to compare with
"""Ordinary files in memory (https://man7.org/linux/man-pages/man7/shm_overview.7.html)."""
_OURS = re.compile(r"\..+\.(?P<host>[\w-]*)-(?P<pid>\d+)\.tmp")


def write_atomically(path: Path | str, chunks: Iterable[str | bytes]) -> None:
    """Write chunks to ``path``, text as UTF-8 and bytes as they are.

    Readers see the old file or the whole new one. An existing file keeps its permissions; through a symbolic link, its
    target is replaced. What is no file, such as a pipe, is written to. Raises InputError when the file cannot be written.
    After any error, including one raised by ``chunks``, the old file is unchanged.
    """
    encoded = (chunk if isinstance(chunk, bytes) else chunk.encode("utf-8", "replace") for chunk in chunks)
    try:
        if _is_stream(Path(path)):
            with Path(path).open("wb", buffering=0) as stream:
                stream.writelines(encoded)
        else:
            _replace(Path(os.path.realpath(path)), encoded)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"cannot be written: {_reason(error)}", file=str(path)) from error


def _is_stream(path: Path) -> bool:
    name = path.absolute().as_posix()
    if name.startswith(_STREAMS) and not name.startswith(_SHARED_MEMORY):
        return True
    with contextlib.suppress(OSError):
        mode = path.stat().st_mode
        return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
    return False


def _replace(target: Path, chunks: Iterable[bytes]) -> None:
    _remove_leftovers(target.parent)
    part = target.with_name(f".{target.name}.{_host()}-{os.getpid()}.tmp")
    try:
        with part.open("xb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(_mode(target))
        part.replace(target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()


def _remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of processes of this machine that no longer run."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            found = _OURS.fullmatch(path.name)
            if found and found["host"] == _host() and not _runs(int(found["pid"])):
                path.unlink(missing_ok=True)


def _runs(pid: int) -> bool:
    if pid == os.getpid():
        return False  # its own of an earlier process with this number: nothing is being written yet
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _host() -> str:
    return re.sub(r"[^\w-]", "-", platform.node())


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; nothing was written"
    return error.strerror or str(error)


def _mode(target: Path) -> int:
    """Return the permissions of the existing file, or those that a new file gets."""
    with contextlib.suppress(FileNotFoundError):
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
