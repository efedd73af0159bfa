"""A repository without a work tree: its branches, their files, and its exchange with a remote.

    refs/kept/NAME     the newest state of each branch that is known here; of the own one, what is to be pushed
    refs/remote/NAME   the state of each branch at the remote, when it was last asked

Commits are made by git fast-import: one process writes files, trees, commit and branch, all or nothing.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from readlist.errors import NetworkError
from readlist.sync.carriers.address import find_folder, hide_password
from readlist.sync.carriers.git_program import ALREADY_PACKED, REMOTE, Git, receive_pack, upload_pack
from readlist.util.private_files import make_private_folder

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable, Iterator
    from pathlib import Path

KEPT, REMOTE_STATE = "refs/kept/", "refs/remote/"
BIGGEST_FILE = 66 * 2**20
"""Bytes of the largest file that is read: no writer makes one, and it is read as a whole."""

_REFUSED = re.compile(r"^!.*\[(?P<by>rejected|remote rejected)\] \((?P<reason>.*)\)$", re.MULTILINE)
_RACE = re.compile(
    r"non-fast-forward|fetch first|stale info|cannot lock ref|failed to update ref|already exists"
)
"""Reasons of the remote that go away when its branch is read again."""
_AUTHOR = "readlist <{name}@readlist.invalid>"
"""The domain is reserved and never exists (RFC 2606, section 2)."""


class Commit(NamedTuple):
    """A commit to make: on which branch, on top of which commit (None: of nothing), when (seconds since 1970), its files.

    The files of the commit below remain, but for those named in ``removed``. ``is_packed``: the large ones are compressed.
    """

    branch: str
    base: str | None
    at: int
    message: str
    files: Iterable[tuple[str, bytes]]
    removed: tuple[str, ...] = ()
    is_packed: bool = False


class States(NamedTuple):
    """The commits of branches, by their names: those that are kept here, and those that the remote had when last asked."""

    kept: dict[str, str]
    remote: dict[str, str]


class Repository:
    """The repository at ``folder``, a cache of the remote at ``address``; it is created when it is first used.

    ``objects``: a folder of further objects that can be read.
    """

    def __init__(self, folder: Path, address: str, *, author: str = "", objects: Path | None = None) -> None:
        self._folder = folder
        self._address = address
        self._author = _AUTHOR.format(name=author)
        self._git = Git(folder, address, objects=objects)
        self._is_ready = False

    @property
    def git(self) -> Git:
        """Git for this repository, which exists then. Raises NetworkError."""
        if not self._is_ready:
            if not (self._folder / "HEAD").exists():
                self._create()
            self._is_ready = True
        return self._git

    def borrowing(self, commit: str) -> Repository:
        """Return this repository for reading a commit of a remote that is a folder, which need not be fetched.

        Only files there are read, none of its settings. It is this repository as it is if the commit is not there.
        """
        folder = find_folder(self._address)
        for objects in (folder / "objects", folder / ".git" / "objects") if folder else ():
            if objects.is_dir():
                other = Repository(self._folder, self._address, objects=objects.resolve())
                if other.has(commit):
                    return other
        return self

    def _create(self) -> None:
        """Create the repository, in the place of what a crash may have left there."""
        made = self._folder.with_name(f"{self._folder.name}-new")
        try:
            for leftover in (made, self._folder):
                if leftover.exists():
                    shutil.rmtree(leftover)
            make_private_folder(made)
            self._git.create(made)
            made.rename(self._folder)
        except OSError as error:
            raise NetworkError(f"cannot write to {self._folder}: {error.strerror}") from error

    # -- branches ----------------------------------------------------------------------------------------------------

    def branches(self) -> States:
        """Return the branches that are known. A repository that git cannot read is made anew: it is a cache."""
        listing = ("for-each-ref", "--format=%(objectname) %(refname)", KEPT, REMOTE_STATE)
        answer = self.git.ask(*listing)
        if answer.status:
            self._create()
            return States({}, {})
        found = [line.split(" ", 1) for line in answer.output.decode().splitlines()]
        kept, remote = (
            {name.removeprefix(prefix): commit for commit, name in found if name.startswith(prefix)}
            for prefix in (KEPT, REMOTE_STATE)
        )
        return States(kept, remote)

    def set_branch(self, name: str, commit: str) -> None:
        """Let a branch, with all of ``refs/…``, be at a commit."""
        self.git.run("update-ref", name, commit)

    def drop_branch(self, branch: str) -> None:
        """Forget a branch: what was made of it here, and what the remote has."""
        for prefix in (KEPT, REMOTE_STATE):
            self.git.run("update-ref", "-d", f"{prefix}{branch}")

    def has(self, commit: str) -> bool:
        """Return whether a commit is here."""
        return self.git.ask("cat-file", "-e", f"{commit}^{{tree}}").status == 0

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Return whether a commit is the other, or below it."""
        return older == newer or self.git.ask("merge-base", "--is-ancestor", older, newer).status == 0

    def message(self, commit: str) -> str:
        """Return the message of a commit."""
        return self.git.run("log", "-1", "--format=%B", "--no-show-signature", commit).decode(
            "utf-8", "replace"
        )

    # -- files -------------------------------------------------------------------------------------------------------

    def files(self, commit: str) -> dict[str, tuple[str, str]]:
        """Return the files of a commit, in order: path, to mode (``100644`` for a plain file) and the id of its content."""
        listing = self.git.run("ls-tree", "-r", "-z", "--full-tree", commit).decode(
            "utf-8", "surrogateescape"
        )
        found = {}
        for line in listing.split("\0")[:-1]:
            facts, _, path = line.partition("\t")
            mode, _, content = facts.split(" ")
            found[path] = mode, content
        return found

    @contextlib.contextmanager
    def contents(self) -> Iterator[Contents]:
        """Read contents of files while the block runs."""
        with self.git.started("cat-file", "--batch") as process:
            yield Contents(process)

    def commit(self, made: Commit) -> str:
        """Make a commit, let its branch below ``refs/kept/`` be at it, and return its id. Raises NetworkError."""
        settings = ALREADY_PACKED if made.is_packed else ()
        git = self.git
        with tempfile.TemporaryFile(dir=self._folder) as given:  # a snapshot may be larger than the memory
            given.writelines(self._stream(made))
            given.seek(0)
            return (
                git.run(*settings, "fast-import", "--quiet", "--done", "--force", given=given)
                .decode()
                .strip()
            )

    def _stream(self, made: Commit) -> Iterator[bytes]:
        """Draw up the input of fast-import (git-fast-import, "Input Format")."""
        message = made.message.encode()
        yield f"feature done\ncommit {KEPT}{made.branch}\nmark :1\n".encode()
        yield f"author {self._author} {made.at} +0000\ncommitter {self._author} {made.at} +0000\n".encode()
        yield b"data %d\n%b\n" % (len(message), message)
        yield f"from {made.base}\n".encode() if made.base else b"deleteall\n"
        for path in made.removed:
            yield f"D {path}\n".encode()
        for path, content in made.files:
            yield b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(content), content)
        yield b"\nget-mark :1\ndone\n"

    # -- the remote --------------------------------------------------------------------------------------------------

    def fetch(self, pattern: str) -> None:
        """Bring ``refs/remote/`` and its commits up to the remote's branches of a pattern (``dev/*``). NetworkError."""
        refspec = f"+refs/heads/{pattern}:{REMOTE_STATE}{pattern}"
        options = ("--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--prune", "--progress")
        self.git.run("fetch", *options, *upload_pack(self._address), REMOTE, refspec)

    def list_remote(self, pattern: str = "*") -> dict[str, str]:
        """Return the remote's branches of a pattern, each with its commit. Raises NetworkError."""
        lines = self.git.run("ls-remote", REMOTE, f"refs/heads/{pattern}").decode().splitlines()
        found = (line.split("\t", 1) for line in lines)
        return {name.removeprefix("refs/heads/"): commit for commit, name in found}

    def push(
        self, branch: str, commit: str, *, instead_of: str | None = None, is_packed: bool = False
    ) -> str | None:
        """Let the remote's branch be at a commit; return None, or why it was refused: the branch is elsewhere now.

        It is refused if it lacks commits that the remote has, unless the remote is at ``instead_of``. Raises NetworkError
        for all other reasons.
        """
        forced = (f"--force-with-lease=refs/heads/{branch}:{instead_of}",) if instead_of else ()
        options = ("--porcelain", "--progress", "--no-verify", *forced)
        options += receive_pack(self._address, is_packed=is_packed)
        answer = self.git.ask(
            *(ALREADY_PACKED if is_packed else ()), "push", *options, REMOTE, f"{commit}:refs/heads/{branch}"
        )
        if not answer.status:
            return None
        found = _REFUSED.search(answer.output.decode("utf-8", "replace"))
        if not found:
            raise self.git.failure(answer)
        if found["by"] == "rejected" or forced or _RACE.search(found["reason"]):
            return found["reason"]
        raise NetworkError(
            f"git: {hide_password(self._address)}: the push was refused: {found['reason']}",
            hint="The server has rules for its branches; it must let each device write to its own, dev/DEVICE.",
        )

    def tidy(self, *, thoroughly: bool = False) -> None:
        """Store the repository in less space, if that is worth the time; all of it, and at once, if ``thoroughly``."""
        options = ("--prune=1.hour.ago",) if thoroughly else ("--auto",)
        self.git.ask("gc", "--quiet", *options)

    @property
    def size(self) -> int:
        """Bytes that the repository takes."""
        return sum(
            os.stat(os.path.join(folder, name)).st_size  # noqa: PTH116, PTH118 - walked by os
            for folder, _, names in os.walk(self._folder)
            for name in names
        )


class Contents:
    """A running ``git cat-file --batch``, which returns contents by their ids."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def read(self, content: str) -> bytes | None:
        """Return a content; None if it is larger than any that is read. Raises NetworkError if it is missing."""
        ask, answer = self._process.stdin, self._process.stdout
        assert ask is not None
        assert answer is not None
        try:
            ask.write(f"{content}\n".encode())
            ask.flush()
            header = answer.readline().split()
            size = int(header[2]) if len(header) == 3 else None
            if size is None:
                raise NetworkError(f"the copy of the remote is damaged: {content} is missing")
            if size <= BIGGEST_FILE:
                return answer.read(size + 1)[:size]
            left = size + 1
            while left:
                left -= len(answer.read(min(left, 1 << 20)))
        except OSError as error:
            raise NetworkError(f"git stopped: {error}") from error
        return None
