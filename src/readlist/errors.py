"""Everything that can go wrong and be told to a person, with the exit code it means.

    ReadlistError            exit code
    ├── NotFoundError        1   the thing asked for does not exist, or fits several
    ├── UsageError           2   the command line or the query is wrong
    ├── InputError           3   a file or a value given is bad; names file and line
    ├── NetworkError         4   a provider could not be reached or refused
    └── LibraryError         5   the library cannot be opened, is locked, or is too new

A subclass takes data and builds the sentence; the command line prints it and exits with its code.
"""

from __future__ import annotations

from typing import ClassVar


class ReadlistError(Exception):
    """Base of all errors that a person is told about.

    ``hint`` says what to do next, or is empty.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NotFoundError(ReadlistError):
    """What was asked for is not in the library."""

    exit_code = 1


class AmbiguousError(NotFoundError):
    """A fragment fits several entries; ``candidates`` are (key, title) pairs."""

    def __init__(self, wanted: str, candidates: list[tuple[str, str]]) -> None:
        super().__init__(f"'{wanted}' fits {len(candidates)} entries", hint="Name one of them by its key.")
        self.candidates = candidates


class UsageError(ReadlistError):
    """The command line or a query does not make sense."""

    exit_code = 2


class InputError(ReadlistError):
    """A file or a value given is bad; nothing of it was used."""

    exit_code = 3

    def __init__(self, message: str, *, file: str = "", line: int | None = None, hint: str = "") -> None:
        place = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(f"{place}{message}", hint=hint)
        self.file = file
        self.line = line


class NetworkError(ReadlistError):
    """A provider could not be reached, refused, or answered nonsense."""

    exit_code = 4


class LibraryError(ReadlistError):
    """The library file cannot be opened, is locked, or was made by a newer version."""

    exit_code = 5
