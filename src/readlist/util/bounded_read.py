"""Read what may never end, such as a device or a pipe, up to a limit."""

from __future__ import annotations

from pathlib import Path
from typing import IO, AnyStr

from readlist.errors import InputError

LARGEST = 128 * 1024**2
"""Bytes, or characters, that are read: about a million entries."""


def read_stream(stream: IO[AnyStr], name: str) -> AnyStr:
    """Return all that a stream has. Raises InputError if that is more than ``LARGEST``; ``name`` is what it calls the stream."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise InputError(f"is larger than {LARGEST // 1024**2} MiB", file=name)
    return content


def read_file(path: Path | str) -> bytes:
    """Return the content of a file. Raises OSError if it cannot be read, InputError if it is larger than ``LARGEST``."""
    with Path(path).open("rb") as file:
        return read_stream(file, str(path))
