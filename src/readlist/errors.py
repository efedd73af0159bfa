"""The errors that are reported to people, each with its exit code.

    ReadlistError            exit code
    ├── NotFoundError        1   what was asked for does not exist
    │   └── AmbiguousError   1   what was asked for fits several entries
    ├── UsageError           2   the command line or the query is wrong
    ├── InputError           3   a file or a value is bad; the message names file and line
    │   └── SheetError       3   a text that a person edited is bad
    ├── NetworkError         4   a provider could not be reached, or refused
    └── LibraryError         5   the library cannot be opened, is locked, or is too new

A subclass takes data and builds the message; the command line prints it and exits with its code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class ReadlistError(Exception):
    """Base class of all errors that are reported to people; ``hint`` says what to do next, or is empty."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NotFoundError(ReadlistError):
    """What was asked for does not exist."""

    exit_code = 1


class AmbiguousError(NotFoundError):
    """What was asked for fits several entries; ``candidates`` are their (key, title) pairs."""

    def __init__(self, wanted: str, candidates: list[tuple[str, str]]) -> None:
        super().__init__(f"'{wanted}' matches {len(candidates)} entries", hint="Name one of them by its key.")
        self.candidates = candidates


class UsageError(ReadlistError):
    """The command line or a query is wrong."""

    exit_code = 2


class InputError(ReadlistError):
    """A file or a value is bad, and nothing of it was used; ``file`` and ``line`` are where, if known."""

    exit_code = 3

    def __init__(self, message: str, *, file: str = "", line: int | None = None, hint: str = "") -> None:
        place = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(f"{place}{message}", hint=hint)
        self.file = file
        self.line = line


class SheetError(InputError):
    """A text that was edited has problems; ``text`` has each of them above its line, ``plain`` has none of these lines."""

    def __init__(self, problems: Sequence[tuple[int, str]], *, text: str, plain: str) -> None:
        line, first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"line {line}: {first}{more}", hint="Nothing was changed.")
        self.text = text
        self.plain = plain


class NetworkError(ReadlistError):
    """A provider could not be reached, refused, or sent an invalid answer."""

    exit_code = 4


class LibraryError(ReadlistError):
    """The library file cannot be opened, is locked, or was written by a newer version."""

    exit_code = 5
