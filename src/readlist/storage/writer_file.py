"""Who is writing: a small file beside the library, so that those who wait can be told for whom.

    readlist.db-writer      {"pid": 4711, "command": "import notes", "since": "14:03:12"}

The lock itself is SQLite's; the file only describes who holds it. One that a crash has left is overwritten by the next
writer.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST = 60
"""Characters of a command that are shown."""


@contextlib.contextmanager
def announced(path: Path, command: str) -> Iterator[None]:
    """Leave word who writes to the library at ``path`` while the block runs."""
    file = _file(path)
    word = {"pid": os.getpid(), "command": command[:_LONGEST], "since": time.strftime("%H:%M:%S")}
    with contextlib.suppress(OSError):
        file.write_text(json.dumps(word), encoding="utf-8")
    try:
        yield
    finally:
        if _read(file).get("pid") == os.getpid():  # else the next writer has the lock already
            with contextlib.suppress(OSError):
                file.unlink()


def describe(path: Path) -> str:
    """Describe the process that writes to the library at ``path``, for a person."""
    word = _read(_file(path))
    if not word:
        return "another process"
    return f'"readlist {word["command"]}" (process {word["pid"]}, since {word["since"]})'


def _read(file: Path) -> dict[str, Any]:
    """Return what the file says; an empty dict if there is none, or it is not whole."""
    try:
        word = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return word if isinstance(word, dict) and {"pid", "command", "since"} <= word.keys() else {}


def _file(path: Path) -> Path:
    return path.with_name(f"{path.name}-writer")
