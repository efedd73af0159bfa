"""The person's editor: a text is written to a draft, edited, read again, and never lost.

    Draft.create ──> LIBRARY.drafts/edit-….toml ── edit: $VISUAL, $EDITOR ──> text ── discard
                                                       └── the editor failed: the draft stays, and the error names it

A draft that a killed run has left stays in the folder, and the next run names it, with the command that stores it.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from readlist.errors import InputError, ReadlistError, SheetError, UsageError
from readlist.util.bounded_read import read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from readlist.cli.session import Session

Result = TypeVar("Result")

_PREFIX = "edit-"
"""Begins the name of a draft; what else is in the folder is the editor's."""
_FALLBACKS = ("sensible-editor", "editor", "nano", "vim", "vi")


def find_editor() -> list[str]:
    """Return the command of the person's editor: VISUAL, EDITOR, or the first that is installed; else UsageError."""
    for variable in ("VISUAL", "EDITOR"):
        if command := os.environ.get(variable, "").strip():
            try:
                return shlex.split(command)
            except ValueError as error:
                raise UsageError(f"{variable} is not a command: {error}") from error
    found = next((name for name in _FALLBACKS if shutil.which(name)), None)
    if found is None:
        raise UsageError("there is no editor", hint="Name one in VISUAL or EDITOR: export EDITOR=nano")
    return [found]


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8; InputError if it has none or cannot be read."""
    try:
        return read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", file=str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from error


def _or_store(command: str, path: Path) -> str:
    return f", or store it with: {command} {shlex.quote(str(path))}" if command else ""


class Draft:
    """A text in a file of its own, until it is stored in the library or discarded."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.stored_with = ""
        """The command that stores the text once it is whole again, but for its path."""
        self._first = text

    @classmethod
    def create(
        cls,
        session: Session,
        text: str,
        *,
        suffix: str,
        beside: Path | None = None,
        command_of: Callable[[str], str] = lambda _: "",
    ) -> Self:
        """Write a text to a new draft in a folder ``beside`` a file (the library), and name the older drafts there.

        ``command_of`` returns the command that stores the text of a draft, but for its path; an empty one if unknown.
        """
        near = beside or session.settings.db
        folder = near.with_name(f"{near.stem}.drafts")
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            for left in sorted(folder.glob(f"{_PREFIX}*{suffix}")):
                command = command_of(left.read_bytes().decode("utf-8", "replace"))
                session.say(f"not stored yet: {left}; delete it{_or_store(command, left)}")
            descriptor, name = tempfile.mkstemp(prefix=_PREFIX, suffix=suffix, dir=folder)
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", file=str(folder)) from error
        draft = cls(Path(name), text)
        draft.stored_with = command_of(text)
        return draft

    def edit(self) -> str:
        """Open the editor and return the text that it leaves. Raises ReadlistError, naming the draft, when it fails."""
        try:
            command = [*find_editor(), str(self.path)]
            process = subprocess.Popen(command)  # noqa: S603 - the person's own command
        except UsageError as error:
            raise self.kept(error) from error.__cause__
        except OSError as error:
            raise self.kept(
                UsageError(f"cannot run {command[0]}: {error.strerror}", hint="Set VISUAL or EDITOR.")
            ) from error
        with _interrupts_left_to_editor():
            code = process.wait()
        if code:
            ended = f"was ended by signal {-code}" if code < 0 else f"ended with status {code}"
            raise self.kept(ReadlistError(f"the editor {ended}; nothing was changed"))
        return self.read()

    def read(self) -> str:
        """Return the text as it is now."""
        return read_text(self.path)

    def write(self, text: str) -> None:
        """Replace the text."""
        self.path.write_text(text, encoding="utf-8", newline="\n")

    def kept(self, error: ReadlistError) -> ReadlistError:
        """Return the error with the place of the text in its hint; a text without a change is discarded."""
        with contextlib.suppress(OSError):
            if self.path.read_bytes() == self._first.encode():
                self.discard()
                return error
        how = f"; store it with: {self.stored_with} {shlex.quote(str(self.path))}"
        where = how if self.stored_with else f" in {self.path}"
        error.hint = f"{error.hint} Your text is kept{where}".strip()
        return error

    @contextlib.contextmanager
    def kept_on_error(self) -> Iterator[None]:
        """Have any error in the block name the place of the text."""
        try:
            yield
        except ReadlistError as error:
            self.kept(error)
            raise

    def discard(self) -> None:
        """Delete the draft, and its folder when it is empty."""
        with contextlib.suppress(OSError):
            self.path.unlink()
            self.path.parent.rmdir()


_MOST_ATTEMPTS = 20
"""Times that the editor opens on one text: it may be a program that never mends it."""


def edit_until_valid(session: Session, draft: Draft, store: Callable[[str], Result]) -> Result:
    """Open the editor until ``store`` takes its text, or the text comes back with the same mistakes; return the result.

    ``store`` raises SheetError for a text with mistakes. The draft is discarded when the text is stored, else kept.
    """
    failed = None
    for attempt in count(1):
        text = draft.edit()
        with draft.kept_on_error():
            try:
                result = store(text)
            except SheetError as error:
                if error.plain == failed or attempt == _MOST_ATTEMPTS:
                    raise
                failed = error.plain
                draft.write(error.text)
                session.say(f"{error.message.rstrip('.')}; opening the editor again")
                continue
        draft.discard()
        return result
    raise AssertionError("the loop ends by itself")


@contextlib.contextmanager
def _interrupts_left_to_editor() -> Iterator[None]:
    """Leave Ctrl-C to the editor: the terminal sends it to both."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
