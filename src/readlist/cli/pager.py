"""Long output on a terminal is shown by a pager: READLIST_PAGER, PAGER, or less; "cat" or nothing turns it off.

The pager starts only when the output is longer than the screen, so that short output costs nothing.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LEFT = 2
"""Lines of the screen that are left for the prompt."""


@contextlib.contextmanager
def paged() -> Iterator[None]:
    """Show what the block prints by a pager, if a person reads it and it is long; leaving the pager ends the block."""
    command = _find_pager()
    if not command:
        yield
        return
    import shutil  # noqa: PLC0415

    stream = _Paged(sys.stdout, command, max(shutil.get_terminal_size().lines - _LEFT, 1))
    sys.stdout = stream
    try:
        yield
    except BrokenPipeError:
        if not stream.has_started:
            raise
    finally:
        sys.stdout = stream.terminal
        stream.end()


def _find_pager() -> Sequence[str]:
    """Return the command of the pager; nothing if there is none, or nobody to read it."""
    if not (sys.stdout.isatty() and sys.stdin.isatty()) or os.environ.get("TERM") == "dumb":
        return ()
    import shlex  # noqa: PLC0415
    import shutil  # noqa: PLC0415

    text = os.environ.get("READLIST_PAGER", os.environ.get("PAGER", "less"))
    try:
        command = shlex.split(text)
    except ValueError:
        return ()
    return command if command and command[0] != "cat" and shutil.which(command[0]) else ()


class _Paged(io.TextIOBase):
    """Standard output, kept until it is longer than the screen, and then written to the pager."""

    def __init__(self, terminal: TextIO, command: Sequence[str], height: int) -> None:
        super().__init__()
        self.terminal = terminal
        self._command = command
        self._height = height
        self._waiting: list[str] = []
        self._lines = 0
        self._process: Any = None

    @property
    def has_started(self) -> bool:
        """Whether the output was long enough for the pager."""
        return self._process is not None

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """That of the terminal, which the pager writes to."""
        return self.terminal.encoding or "utf-8"

    def isatty(self) -> bool:
        """Return True: a person reads it."""
        return True

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Keep the text, or write it to the pager; BrokenPipeError once the person has left the pager."""
        if self._process is None:
            self._waiting.append(text)
            self._lines += text.count("\n")
            if self._lines > self._height:
                self._start()
        else:
            self._process.stdin.write(text)
        return len(text)

    def flush(self) -> None:
        """Do nothing: the pager gets its text in time."""

    def _start(self) -> None:
        import subprocess  # noqa: PLC0415

        env = os.environ | {"LESS": os.environ.get("LESS", "RX")}
        self._process = subprocess.Popen(  # noqa: S603 - the person's own pager
            self._command, stdin=subprocess.PIPE, env=env, encoding=self.encoding, errors="replace"
        )
        self._process.stdin.write("".join(self._waiting))
        self._waiting = []

    def end(self) -> None:
        """Print what was kept, or wait until the person leaves the pager."""
        if self._process is None:
            self.terminal.write("".join(self._waiting))
            return
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        while True:
            try:
                self._process.wait()
            except KeyboardInterrupt:  # the pager has it, too, and goes on
                continue
            return
