"""File names made from keys, which may come from other people's bibliographies.

    key ── characters, dots, length, reserved names ──> a name within the folder, on any system
    name ── free_path ──> KEY.pdf, or KEY-2.pdf where a file of that name is not ours

A key that has to be changed gets a digest of itself, so that two keys do not become one name.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_MAX_BYTES = 180
"""Maximum length of a name without its ending: file systems allow 255 bytes, and unfinished files get longer endings."""
# Separators, wildcards and control characters of all systems, and characters that look like nothing.
_UNSAFE = re.compile(
    r"[/\\:*?\"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE
)
_MAX_COPIES = 1000


def file_name(key: str, ending: str) -> str:
    """Return a file name for a key, such as ``hu2021lora.pdf``; ``ending`` has its dot."""
    name = _UNSAFE.sub("_", key).strip(". ")
    name = name.encode("utf-8", "ignore")[:_MAX_BYTES].decode("utf-8", "ignore").strip(". ")
    if not name or _RESERVED.fullmatch(name) or name.startswith(("-", "~")):
        name = f"_{name}"
    if name != key:
        digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        name = f"{name}-{digest}"
    return f"{name}{ending}"


def free_path(folder: Path, key: str, ending: str, *, ours: Collection[Path] = ()) -> Path:
    """Return the path for a key's file: one that is free, or one of ``ours``, which may be replaced.

    A name that differs from another one only in case or in the form of its accents is not free: some systems take the
    two for one, and the folder may be copied there.
    """
    name = file_name(key, ending)
    taken = {_folded(one.name) for one in folder.iterdir()} if folder.is_dir() else set()
    for number in range(1, _MAX_COPIES):
        path = folder / (name if number == 1 else f"{name.removesuffix(ending)}-{number}{ending}")
        if path.absolute() in ours or _folded(path.name) not in taken:
            return path
    raise FileExistsError(f"there are too many files named {name}")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
