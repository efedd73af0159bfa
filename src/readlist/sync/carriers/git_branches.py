"""The branches of a library: the own one, written here, and all others, kept as far as they were ever seen.

    remote            kept here          what it means                         what is done
    ahead             behind             the device pushed                     kept
    elsewhere, whole  elsewhere          the device packed its files           kept
    behind, or gone   ahead              a backup was restored, or worse       pushed again from here
    elsewhere, short  elsewhere          as before, and the device went on     own branch: what is missing is added
                                                                               others: reported
    own, ahead        behind             a copy of the library has our device  kept, and reported
    own, ahead, short behind             somebody removed files from it        what is missing is added

Commit messages end with the number of operations of the branch and the last of them, so that the usual push, of
operations that are later than all others, need not read any file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.errors import NetworkError
from readlist.sync.carriers.base import Kind, Notice, PushReport
from readlist.sync.carriers.git_files import LIBRARY, Difference, draw_up, is_packed, seconds_of
from readlist.sync.carriers.git_repository import KEPT, Commit, Repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from readlist.sync.carriers.base import Operation

DEVICES = "dev/"

_LOST = "refs/lost/"
_DEVICE = re.compile(r"dev/[0-9a-f]{16}")
_TRAILERS = re.compile(r"^Operations: (?P<count>\d{1,18})\nLast: (?P<last>[0-9a-f.]{32,39})$", re.MULTILINE)
_ATTEMPTS = 5


class Branches:
    """The branches of devices in a repository; ``device`` is the own one, ``library`` the library's uid if known."""

    def __init__(self, repository: Repository, device: str, library: str | None) -> None:
        self._repository = repository
        self._library = library
        self._own = f"{DEVICES}{device}"
        self._sends_packed = False

    # -- the own branch ----------------------------------------------------------------------------------------------

    def add(self, operations: Sequence[Operation]) -> PushReport:
        """Commit the operations that the own branch lacks, on top of what the remote has if nothing is known here yet."""
        if not operations:
            return PushReport(0)
        own = self._repository.branches().kept.get(self._own)
        notices: tuple[Notice, ...] = ()
        if own is None:
            notices = self.fetch()
            own = self._repository.branches().kept.get(self._own)
        fresh = self._lacking(own, operations)
        if fresh:
            self._commit(own, fresh)
        return PushReport(len(fresh), notices)

    def find_later(self, operations: Sequence[Operation]) -> list[Operation]:
        """Return those operations that are later than all of the own branch, as far as it is kept here. Reads no file."""
        own = self._repository.branches().kept.get(self._own)
        last = self._tally(own)[1] if own else ""
        return [one for one in operations if one.id > last]

    def _lacking(self, own: str | None, operations: Sequence[Operation]) -> list[Operation]:
        """Return those operations that the own branch lacks, in order."""
        device = self._own.removeprefix(DEVICES)
        asked = {one.id: one for one in operations}
        if own and min(asked) <= self._tally(own)[1]:
            for part in Difference(self._repository, device, {}, self._repository.files(own)).parts():
                for one in part.operations:
                    asked.pop(one.id, None)
        return [asked[name] for name in sorted(asked)]

    def _tally(self, commit: str) -> tuple[int, str]:
        """Return how many operations a branch has, and the last of them, as its commit says; a last one if it does not."""
        found = _TRAILERS.search(self._repository.message(commit))
        return (int(found["count"]), found["last"]) if found else (0, "f" * 32)

    def _commit(self, base: str | None, operations: Sequence[Operation]) -> str:
        count, last = self._tally(base) if base else (0, "")
        last = max([last, *(one.id for one in operations[-1:])])
        message = _message(len(operations), count + len(operations), last)
        is_named = base is not None and LIBRARY in self._repository.files(base)
        files = list(self._files(operations, is_first=not is_named))
        self._sends_packed |= is_packed(files)
        return self._repository.commit(
            Commit(self._own, base, seconds_of(last), message, files, is_packed=is_packed(files))
        )

    def _files(self, operations: Iterable[Operation], *, is_first: bool) -> Iterator[tuple[str, bytes]]:
        if is_first and self._library:
            yield LIBRARY, f"{self._library}\n".encode()
        yield from draw_up(operations)

    def send(self) -> tuple[Notice, ...]:
        """Push the own branch if the remote lacks some of it. Raises NetworkError."""
        notices: tuple[Notice, ...] = ()
        reason: str | None = None
        for _ in range(_ATTEMPTS):
            kept, remote = self._repository.branches()
            own = kept.get(self._own)
            if own is None or own == remote.get(self._own):
                return notices
            reason = self._repository.push(self._own, own, is_packed=self._sends_packed)
            if reason is None:
                return notices
            notices = (*notices, *self.fetch())
        raise NetworkError(
            f"git: the remote does not accept the branch {self._own}: {reason}",
            hint="Two copies of this library may be writing with one device, or the remote has a branch named dev.",
        )

    def compact(self) -> bool:
        """Pack the files of the own branch, and leave its history behind; return whether that was worth it.

        A remote that forbids this gets the packed files on top of the history.
        """
        own = self._repository.branches().kept.get(self._own)
        files = self._repository.files(own) if own else {}
        device = self._own.removeprefix(DEVICES)
        parts = Difference(self._repository, device, {}, files).parts()
        operations = sorted(one for part in parts for one in part.operations)
        packed = list(self._files(operations, is_first=LIBRARY in files))
        if not own or len(packed) >= len(files):
            return False
        last = operations[-1].id
        message = _message(len(operations), len(operations), last)
        bare = Commit(self._own, None, seconds_of(last), message, packed, is_packed=is_packed(packed))
        made = self._repository.commit(bare)
        if self._repository.push(self._own, made, instead_of=own, is_packed=bare.is_packed) is None:
            return True
        self._repository.commit(bare._replace(base=own, removed=tuple(files)))
        self.send()
        return True

    # -- all branches ------------------------------------------------------------------------------------------------

    def fetch(self) -> tuple[Notice, ...]:
        """Fetch all branches, and push again what the remote has lost; return what was noticed. Raises NetworkError."""
        _, before = self._repository.branches()
        self._repository.fetch(f"{DEVICES}*")
        kept, after = self._repository.branches()
        found: list[Notice] = []
        for name in sorted(name for name in {*before, *after, *kept} if name.startswith(DEVICES)):
            if not _DEVICE.fullmatch(name):
                found.append(Notice(Kind.REFUSED, f"refused: {name[:80]!r} is not the branch of a device"))
            elif after.get(name) != kept.get(name):
                found += self._follow(name, before.get(name), after.get(name), kept.get(name))
        return tuple(found)

    def _follow(self, name: str, before: str | None, after: str | None, kept: str | None) -> Iterator[Notice]:
        """Bring the kept state of a branch and the state at the remote together, which differ."""
        if kept is None:
            assert after
            self._keep(name, after)
        elif after is None or self._repository.is_ancestor(after, kept):
            if (
                name != self._own or before != after
            ):  # else the own branch is ahead because it was not pushed yet
                yield self._send_again(name, kept)
        elif self._repository.is_ancestor(kept, after):
            missing = self._difference(name, kept, after).missing() if name == self._own else ()
            if name == self._own:
                yield from self._find_twin(kept, after)
            self._keep(name, after)
            if name == self._own:
                self._complete(after, missing)
        else:
            yield from self._reconcile(name, before, after, kept)

    def _send_again(self, name: str, kept: str) -> Notice:
        try:
            reason = self._repository.push(name, kept)
        except NetworkError as error:  # a remote where each may only write to the own branch
            reason = error.message
        done = f"could not be sent again: {reason}" if reason else "sent again"
        return self._restored(name, f"the remote had lost operations of device {{}}: {done}")

    def _reconcile(self, name: str, before: str | None, after: str, kept: str) -> Iterator[Notice]:
        """Follow a branch that is elsewhere now; what it lacks is added if it is the own one, else reported."""
        missing = self._difference(name, kept, after).missing()
        if missing:
            self._repository.set_branch(f"{_LOST}{name}/{kept}", kept)
        if name == self._own:
            yield from self._find_twin(kept, after)
        self._keep(name, after)
        if name == self._own:
            self._complete(after, missing)
        elif missing and before is not None:
            yield self._restored(
                name, f"the remote has lost {len(missing)} operations of device {{}}, which must sync"
            )

    def _complete(self, commit: str, missing: Sequence[Operation]) -> None:
        """Add what the own branch has lost: operations, and the name of its library, by which others join."""
        lacks_name = self._library is not None and LIBRARY not in self._repository.files(commit)
        if missing or lacks_name:
            self._commit(commit, missing)

    def _find_twin(self, kept: str, after: str) -> Iterator[Notice]:
        if any(part.operations for part in self._difference(self._own, kept, after).parts()):
            device = self._own.removeprefix(DEVICES)
            yield Notice(Kind.TWIN, f"another copy of this library writes as device {device}", device)

    def _difference(self, name: str, older: str, newer: str) -> Difference:
        files = self._repository.files
        return Difference(self._repository, name.removeprefix(DEVICES), files(older), files(newer))

    def _keep(self, name: str, commit: str) -> None:
        self._repository.set_branch(f"{KEPT}{name}", commit)

    def _restored(self, name: str, text: str) -> Notice:
        device = name.removeprefix(DEVICES)
        return Notice(Kind.RESTORED, text.format(device), device)

    def known(self) -> dict[str, str]:
        """Return each device with the newest state of its branch that is known here."""
        kept = self._repository.branches().kept
        return {
            name.removeprefix(DEVICES): commit for name, commit in kept.items() if _DEVICE.fullmatch(name)
        }

    def counts(self) -> dict[str, int]:
        """Return each device with its number of operations, as its last commit states it."""
        return {device: self._tally(commit)[0] for device, commit in self.known().items()}


def _message(added: int, count: int, last: str) -> str:
    return f"Add {added} operations\n\nOperations: {count}\nLast: {last}\n"
