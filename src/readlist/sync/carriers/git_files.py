"""The operations of a branch: the files that hold them, and what one state of a branch has over another.

    library                     the uid of the library
    2026-11/<first id>.jsonl    operations, a line each; the folder is the month of the first
    2026-11/<first id>.jsonl.zst    the same, packed (Zstandard), if it is large: git takes ten times as long for that

A branch holds operations of one device only. A line with another device in its stamp is refused, whoever wrote it, so
that no member can speak for another.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from readlist.sync.carriers.base import LONGEST, Kind, Notice, Operation, device_of, read_id
from readlist.sync.carriers.git_repository import BIGGEST_FILE
from readlist.util.zstandard import PackedError, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from readlist.sync.carriers.git_repository import Contents, Repository

LIBRARY = "library"
FULL = 2**20
"""Bytes of a file after which the next begins, so that a file is a fair batch for a reader."""

PACKED = ".zst"
_LARGE = 2**16
"""Bytes from which on a file is packed."""
_PATH = re.compile(
    rf"\d{{4}}-\d{{2}}/(?P<id>[0-9a-f]{{32}})(?:\.(?P<part>\d{{1,6}}))?\.jsonl(?:{re.escape(PACKED)})?"
)
_PLAIN = ("100644", "100755")
_LAST_YEAR = 9999
_MOST_NOTICES = 10
"""Notices about the lines of one file: a hostile one could have a million."""

Files = dict[str, tuple[str, str]]


class Part(NamedTuple):
    """What one file has over the older state: its path, its operations, and what was refused."""

    path: str
    operations: tuple[Operation, ...]
    notices: tuple[Notice, ...]


def draw_up(operations: Iterable[Operation]) -> Iterator[tuple[str, bytes]]:
    """Return the files for operations in order: path and content."""
    first, size = "", 0
    lines: list[bytes] = []
    for name, body, *_ in operations:
        if lines and size + len(body) > FULL:
            yield _file(first, b"".join(lines))
            lines, size = [], 0
        first = first if lines else name
        lines.append(body + b"\n")
        size += len(body) + 1
    if lines:
        yield _file(first, b"".join(lines))


def _file(first: str, content: bytes) -> tuple[str, bytes]:
    if len(content) < _LARGE:
        return path_of(first), content
    return path_of(first) + PACKED, pack(content)


def is_packed(files: Iterable[tuple[str, bytes]]) -> bool:
    """Return whether one of these files (path and content) is packed."""
    return any(path.endswith(PACKED) for path, _ in files)


def path_of(first: str) -> str:
    """Return the path of a file by the id of its first operation."""
    seconds = int(first[:12], 16) // 1000
    try:
        month = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m")
    except (ValueError, OverflowError, OSError):  # a clock beyond the calendar
        month = f"{_LAST_YEAR}-12"
    return f"{month}/{first}.jsonl"


def seconds_of(operation_id: str) -> int:
    """Return the time of an operation in seconds since 1970, as a commit has it."""
    return min(int(operation_id[:12], 16) // 1000, 2**31 - 1)


def _place(path: str) -> tuple[str, int, str]:
    """Return the place of a file among others: by the id of its first operation, of which the parts are counted."""
    found = _PATH.fullmatch(path)
    return (f"{path[:7]}{found['id']}", int(found["part"] or 0), path) if found else (path, 0, path)


class Difference:
    """What the newer state of a branch (its files) has over the older one, file by file.

    A file that was packed into another one brings nothing new: its operations are known from the older state.
    """

    def __init__(self, repository: Repository, device: str, older: Files, newer: Files) -> None:
        self._repository = repository
        self._device = device
        changed = (path for path in newer if newer[path] != older.get(path) and path != LIBRARY)
        self._changed = sorted(changed, key=_place)
        self._newer = newer
        self._dropped = {
            path: file for path, file in older.items() if file != newer.get(path) and path != LIBRARY
        }

    def parts(self, after: str = "") -> Iterator[Part]:
        """Return what is new, a part for each changed file, oldest first, of those after a path; ``""``: of all."""
        start = self._changed.index(after) + 1 if after in self._changed else 0
        if start >= len(self._changed):
            return
        with self._repository.contents() as contents:
            known = self._ids(contents, self._dropped)
            for number, path in enumerate(self._changed):
                if number < start:  # read all the same if its operations might come again
                    known |= self._ids(contents, {path: self._newer[path]}) if self._dropped else set()
                    continue
                operations, notices = self._read(contents, path, self._newer[path])
                fresh = tuple({one.id: one for one in operations if one.id not in known}.values())
                known.update(one.id for one in fresh)
                yield Part(path, fresh, notices)

    def missing(self) -> tuple[Operation, ...]:
        """Return the operations that only the older state has, in order."""
        if not self._dropped:
            return ()
        with self._repository.contents() as contents:
            here = self._ids(contents, {path: self._newer[path] for path in self._changed})
            found = {
                one.id: one
                for path, file in self._dropped.items()
                for one in self._read(contents, path, file)[0]
                if one.id not in here
            }
        return tuple(found[name] for name in sorted(found))

    def _ids(self, contents: Contents, files: Mapping[str, tuple[str, str]]) -> set[str]:
        return {one.id for path, file in files.items() for one in self._read(contents, path, file)[0]}

    def _read(
        self, contents: Contents, path: str, file: tuple[str, str]
    ) -> tuple[list[Operation], tuple[Notice, ...]]:
        mode, content = file
        if mode not in _PLAIN or not _PATH.fullmatch(path):
            return [], (self._refuse(f"{path[:80]!r} is not a file of operations"),)
        text = contents.read(content)
        if text is None:
            return [], (self._refuse(f"{path} is too large"),)
        if path.endswith(PACKED):
            try:
                text = unpack(text, BIGGEST_FILE)
            except PackedError as error:
                return [], (self._refuse(f"{path} cannot be unpacked: {error}"),)
        operations: list[Operation] = []
        notices: list[Notice] = []
        for number, line in enumerate(text.split(b"\n"), start=1):
            if not line:
                continue
            name = read_id(line)
            if name and device_of(name) == self._device:
                operations.append(Operation(name, line))
            elif len(notices) < _MOST_NOTICES:
                notices.append(self._refuse(f"{path}:{number} {_describe(name, line)}"))
        return operations, tuple(notices)

    def _refuse(self, what: str) -> Notice:
        return Notice(
            Kind.REFUSED, f"refused, from the branch of device {self._device}: {what}", self._device
        )


def _describe(name: str | None, line: bytes) -> str:
    if name:
        return f"is signed as device {device_of(name)}"
    return "is too long" if len(line) > LONGEST else "is not an operation"
