"""The carrier for git: any remote that git can push to, a branch per device.

    push      own operations ──> one more file on dev/<own device>, pushed; nobody else writes there
    pull      fetch dev/* ──> for each branch: the operations that its new state has over the state in the cursor
    notice    a branch that went back, or vanished ──> pushed again from here
              an own branch that went on without us ──> a twin

The cursor is a JSON object: device to the commit that was read, or ``[from, to, files]`` when it was read in part.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError, NetworkError
from readlist.sync.carriers.address import find_folder, hide_password
from readlist.sync.carriers.base import (
    Batch,
    Kind,
    Notice,
    Operation,
    PushReport,
    Snapshot,
    check_operations,
    device_of,
)
from readlist.sync.carriers.git_branches import DEVICES, Branches
from readlist.sync.carriers.git_files import LIBRARY, Difference
from readlist.sync.carriers.git_repository import Commit, Repository
from readlist.util.file_lock import locked
from readlist.util.private_files import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_SNAPSHOT = "snapshot"
_CURSOR = "cursor"
_BATCH, _BATCH_BYTES = 1000, 8 * 2**20
"""Operations, and bytes of these, after which a batch ends, with the file that has them."""
_TIDY = 32
"""Pushes after which the cache is looked after, and once in each process."""
_PART = 8 * 2**20
"""Bytes of a file of a snapshot."""
_WAIT = 300.0
"""Seconds to wait for another process that exchanges operations of this library."""
_POLL_FOLDER, _POLL_SERVER = 0.2, 20.0
"""Seconds between two looks at the remote."""
_COMMIT = re.compile(r"[0-9a-f]{40}")

Mark = str | list[Any]
"""How far a branch was read: up to a commit, or on the way from one to another, up to the file with a path.

Earlier versions counted the files, in another order: from such a mark the way is gone again.
"""


class GitCarrier:
    """Carries operations by a git remote; ``cache`` is the folder of the repository beside the library."""

    def __init__(
        self, address: str, *, device: str, cache: Path, library: str | None = None, poll: float | None = None
    ) -> None:
        self._address = address
        self._device = device
        self._library = library
        self._cache = cache
        self._folder = find_folder(address)
        self._pushes = 0
        self._poll = poll or (_POLL_FOLDER if self._folder else _POLL_SERVER)
        self._repository = Repository(cache, address, author=device)
        self._branches = Branches(self._repository, device, library)

    def create_remote(self) -> bool:
        """Create the remote if it is a folder that does not exist, or is empty; return whether it was. NetworkError."""
        if self._folder is None or (self._folder.exists() and any(self._folder.iterdir())):
            return False
        self._repository.git.create(self._folder)
        return True

    @property
    def address(self) -> str:
        """The address without password."""
        return hide_password(self._address)

    def push(self, operations: Sequence[Operation], *, relayed: bool = False) -> PushReport:
        """Add the operations that the branches of their devices lack; see ``Carrier.push``.

        Of relayed ones only those after the last of a branch are looked at: ``pull`` pushes the branches again that the
        remote has lost.
        """
        check_operations(operations)
        stored, notices = 0, list[Notice]()
        with self._alone():
            for device in sorted({self._device, *(device_of(one.id) for one in operations)}):
                branches = Branches(self._repository, device, self._library)
                own = [one for one in operations if device_of(one.id) == device]
                added = branches.add(branches.find_later(own) if relayed else own)
                notices += [*added.notices, *branches.send()]
                stored += added.stored
            if self._pushes % _TIDY == 0:
                self._repository.tidy()
            self._pushes += 1
        return PushReport(stored, tuple(notices))

    def pull(self, cursor: str) -> Iterator[Batch]:
        """Return what the branches have over the cursor; see ``Carrier.pull``."""
        marks = _parse_cursor(cursor)
        with self._alone():
            notices = self._branches.fetch()
        if notices:
            yield Batch(_write_cursor(marks), (), notices)
        for device, commit in sorted(self._branches.known().items()):
            mark = marks.get(device, "")
            if mark == commit:
                continue
            for reached, operations, found in self._read(device, mark, commit):
                marks[device] = reached
                yield Batch(_write_cursor(marks), operations, found)

    def _read(
        self, device: str, mark: Mark, commit: str
    ) -> Iterator[tuple[Mark, tuple[Operation, ...], tuple[Notice, ...]]]:
        """Return what a branch has over a mark, up to a commit, with the mark after each batch."""
        if isinstance(mark, list) and self._repository.has(mark[1]):
            start, goal, path = mark
            yield from self._read_to(device, start, goal, path if isinstance(path, str) else "")
            if goal == commit:
                return
            mark = goal
        start = mark[0] if isinstance(mark, list) else mark
        if start and not self._repository.has(start):
            text = (
                f"operations of device {device} that were read before are no longer in the log as they were"
            )
            yield mark, (), (Notice(Kind.RESTORED, text, device),)
            start = ""
        yield from self._read_to(device, start, commit, "")

    def _read_to(
        self, device: str, start: str, goal: str, after: str
    ) -> Iterator[tuple[Mark, tuple[Operation, ...], tuple[Notice, ...]]]:
        older = self._repository.files(start) if start else {}
        newer = self._repository.files(goal)
        if foreign := self._find_other_library(device, newer):
            yield goal, (), (foreign,)
            return
        operations: list[Operation] = []
        notices: list[Notice] = []
        size = 0
        for part in Difference(self._repository, device, older, newer).parts(after):
            operations += part.operations
            notices += part.notices
            size += sum(len(one.body) for one in part.operations)
            if len(operations) >= _BATCH or size >= _BATCH_BYTES:
                yield [start, goal, part.path], tuple(operations), tuple(notices)
                operations, notices, size = [], [], 0
        yield goal, tuple(operations), tuple(notices)

    def _find_other_library(self, device: str, files: dict[str, tuple[str, str]]) -> Notice | None:
        """Return what is wrong with a branch that says to be of another library."""
        found = self._library_of(files)
        if self._library and found and found != self._library:
            text = f"refused: the branch of device {device} belongs to another library ({found})"
            return Notice(Kind.REFUSED, text, device)
        return None

    def _library_of(self, files: dict[str, tuple[str, str]]) -> str | None:
        if LIBRARY not in files:
            return None
        with self._repository.contents() as contents:
            text = contents.read(files[LIBRARY][1]) or b""
        return text[:80].decode("utf-8", "replace").strip()

    # -- snapshots ---------------------------------------------------------------------------------------------------

    def write_snapshot(self, snapshot: Snapshot) -> None:
        """Put a snapshot in the place of the one that is there, whoever wrote it."""
        files = _number_parts(snapshot)
        with self._alone():
            there = self._repository.list_remote(_SNAPSHOT).get(_SNAPSHOT)
            made = self._repository.commit(
                Commit(_SNAPSHOT, None, 0, "Add a snapshot\n", files, is_packed=True)
            )
            reason = self._repository.push(_SNAPSHOT, made, instead_of=there, is_packed=True)
            self._repository.drop_branch(_SNAPSHOT)
        if reason:
            raise NetworkError(
                f"git: {self.address}: the snapshot was refused: {reason}",
                hint="Another device may have written one just now; the server must let it be replaced.",
            )

    def read_snapshot(self) -> Snapshot | None:
        """Return the snapshot, if there is one."""
        with self._alone():
            commit = self._repository.list_remote(_SNAPSHOT).get(_SNAPSHOT)
            if commit is None:
                return None
            there = self._repository.borrowing(commit)
            if there is self._repository:
                there.fetch(_SNAPSHOT)
                commit = there.branches().remote[_SNAPSHOT]
        files = there.files(commit)
        with there.contents() as contents:
            cursor = (contents.read(files.pop(_CURSOR)[1]) or b"").decode() if _CURSOR in files else ""
        return Snapshot(cursor, self._read_parts(there, files))

    def _read_parts(self, there: Repository, files: dict[str, tuple[str, str]]) -> Iterator[bytes]:
        with there.contents() as contents:
            for path in sorted(files):
                yield contents.read(files[path][1]) or b""
        if there is self._repository:
            with self._alone():
                there.drop_branch(_SNAPSHOT)  # git may forget it: it is as large as the library

    def compact(self) -> PushReport:
        """Pack the files of the own branch into few, without their history, and tidy up the cache."""
        with self._alone():
            notices = self._branches.send()
            self._branches.compact()
            self._repository.tidy(thoroughly=True)
        return PushReport(0, notices)

    # -- the rest ----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def watch(self, wake: Callable[[], None]) -> Iterator[None]:
        """Look at the remote from time to time, and call ``wake`` when a branch may have changed.

        Of a folder, the times of the files that hold the branches are enough.
        """
        ended = threading.Event()

        def look() -> None:
            seen: object = None
            while not ended.wait(self._poll):
                with contextlib.suppress(NetworkError):
                    found = (
                        _times(self._folder) if self._folder else self._repository.list_remote(f"{DEVICES}*")
                    )
                    if found != seen:
                        wake()
                    seen = found

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()

    def find_person(self) -> str:
        """Return nobody: the devices of a remote are one person's."""
        return ""

    def find_library(self) -> str | None:
        """Return the library of the branches. Raises InputError if they are of several libraries."""
        with self._alone():
            self._branches.fetch()
        found = {self._library_of(self._repository.files(one)) for one in self._branches.known().values()} - {
            None
        }
        if len(found) > 1:
            raise InputError(f"{self.address} holds the branches of several libraries")
        return found.pop() if found else None

    def status(self) -> dict[str, int]:
        """Return the number of operations by device as far as it is known here; the remote is not asked."""
        return self._branches.counts()

    def close(self) -> None:
        """Do nothing: git runs only while it is needed."""

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes away from the cache while the block runs."""
        try:
            make_private_folder(self._cache.parent)
            with locked(self._cache.with_name(f"{self._cache.name}-lock"), seconds=_WAIT) as is_free:
                if not is_free:
                    raise NetworkError("another process exchanges operations of this library")
                yield
        except OSError as error:
            raise NetworkError(f"cannot write to {self._cache.parent}: {error.strerror}") from error


def _times(remote: Path) -> list[int]:
    """Return when the files of a repository that say where its branches are were changed (gitrepository-layout)."""
    found = []
    for git_folder in (remote, remote / ".git"):
        for name in ("refs/heads/dev", "packed-refs", "reftable/tables.list"):
            with contextlib.suppress(OSError):
                found.append((git_folder / name).stat().st_mtime_ns)
    return found


def _number_parts(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """Return the files of a snapshot."""
    yield _CURSOR, snapshot.cursor.encode()
    buffer, number = b"", 0
    for chunk in snapshot.chunks:
        buffer += chunk
        while len(buffer) >= _PART:
            yield f"part-{number:06}", buffer[:_PART]
            buffer, number = buffer[_PART:], number + 1
    if buffer:
        yield f"part-{number:06}", buffer


def _parse_cursor(cursor: str) -> dict[str, Mark]:
    """Return how far each branch was read. Raises InputError for a cursor that this carrier did not write."""
    try:
        marks = json.loads(cursor) if cursor else {}
    except ValueError:
        marks = None
    if not isinstance(marks, dict) or not all(map(_is_mark, marks.values())):
        raise InputError(
            "the cursor is not one of git's", hint="Begin again with an empty one: nothing comes twice."
        )
    return marks


def _is_mark(mark: object) -> bool:
    if isinstance(mark, list):
        return (
            len(mark) == 3
            and isinstance(mark[2], (int, str))
            and _is_mark(mark[1])
            and (mark[0] == "" or _is_mark(mark[0]))
        )
    return isinstance(mark, str) and _COMMIT.fullmatch(mark) is not None


def _write_cursor(marks: dict[str, Mark]) -> str:
    return json.dumps(marks, sort_keys=True, separators=(",", ":"))
