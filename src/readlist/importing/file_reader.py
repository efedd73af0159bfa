"""Read files for the importer, in this process or, if there is much to read, in worker processes.

files ── cut, if the format allows it ── pieces ─┬─────────────── read_piece ───┬── FileRead, in the order of files
                                                 └── groups ───── read_group ───┘
                                                      in worker processes, a few groups ahead of the importer
"""

from __future__ import annotations

import errno
import io
import pickle
import stat
from collections import deque
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from readlist.errors import InputError, ReadlistError
from readlist.formats import readers
from readlist.formats.libraries import find_library, read_library
from readlist.importing.precompute import prepare
from readlist.importing.source_files import STDIN, stored_path
from readlist.util.bounded_read import LARGEST
from readlist.util.encoding import decode, is_utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from readlist.importing.precompute import PreparedDocument
    from readlist.util.process_pool import Map

_PIECE = 500_000
"""Characters per piece of a file: about 400 entries with abstracts."""
_PART = 500
"""Items that the importer has loaded at a time, where other processes read them."""
_GROUP = range(500_000, 750_000)
"""Minimum and maximum bytes per group."""
_GROWTH = 4
"""A group has at most a fourth of the bytes before it: small ones come first, so that the importer can start early."""
_GROUPS = 16
"""Groups per import, within the limits of their size: enough to keep all workers busy to the end."""


class File(NamedTuple):
    """A file to read, a library of another program, or the standard input, which has a content and no path.

    ``given``: the content if it is known already: what was read from the standard input, or the text of a library.
    """

    path: Path | None
    given: bytes | None = None
    is_new: bool = False
    """Whether the file is not in the library and the import is not a dry run: then the reader drafts its entries."""
    stdin_name: str = STDIN
    """The name of the source that the standard input is."""

    @property
    def name(self) -> str:
        """The name to show to a person, which also says the format."""
        return str(self.path or self.stdin_name)

    @property
    def stored_path(self) -> str:
        """The path by which the library knows the file."""
        return stored_path(self.path, self.stdin_name)

    def size(self) -> int:
        """Return its size in bytes; 0 if it cannot be read."""
        try:
            return len(self.given) if self.given is not None else self.path.stat().st_size if self.path else 0
        except OSError:
            return 0

    def with_library(self) -> File:
        """Return the file with its text, if it is a library of another program.

        Raises OSError or InputError if the library cannot be read.
        """
        if self.path is None or self.given is not None or not (library := find_library(self.path)):
            return self
        text = read_library(library, self.path)
        if not text.strip():
            raise InputError("contains no items", file=self.name)
        return self._replace(given=text.encode())

    def open(self) -> BinaryIO:
        """Open the file, or what is given, for reading. Raises OSError if it cannot be opened."""
        if self.given is not None or not self.path:
            return io.BytesIO(self.given or b"")
        if not self.path.is_file():  # a pipe might never end
            raise OSError(errno.EINVAL, "is not a file")
        return self.path.open("rb")

    def content(self) -> bytes:
        """Return its content. Raises OSError if it cannot be read or stored, is no file, or is larger than notes can be."""
        if not is_utf8(self.stored_path):
            raise OSError(errno.EILSEQ, "has a name that is not UTF-8; rename it")
        if self.given is not None or not self.path:
            return self.given or b""
        found = self.path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe might never end
            raise OSError(errno.EINVAL, f"is {_kind(found.st_mode)}, not a file")
        if found.st_size > LARGEST:
            raise OSError(errno.EFBIG, f"is larger than {LARGEST // 1024**2} MiB")
        return self.path.read_bytes()


def _kind(mode: int) -> str:
    kinds = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISDIR, "a folder"))
    return next((name for is_of, name in kinds if is_of(mode)), "a device")


class FileRead(NamedTuple):
    """The result of reading a file, or a piece of one: a document, or an ``error`` if it cannot be read or parsed.

    The first piece has the content of the whole file, in bytes, and its encoding.
    """

    content: bytes
    encoding: str = ""
    document: PreparedDocument | None = None
    error: str | None = None
    more: tuple[bytes, ...] = ()
    """The rest of the document, pickled in parts that are loaded one by one: loaded, an entry takes some 25 KB."""

    def documents(self) -> Iterator[PreparedDocument]:
        """Yield the document in parts, or nothing if there is none."""
        if self.document:
            yield self.document
        for part in self.more:
            yield pickle.loads(part)  # noqa: S301  (made by our own worker)


class _Piece(NamedTuple):
    """The unit of reading: a whole file or, with ``text``, a part of one, after ``lines_before`` lines."""

    file: File
    text: str | None = None
    lines_before: int = 0


def describe_unreadable(file: File, error: OSError) -> str:
    """Return a message that says why a file cannot be read."""
    return f"{file.name}: {error.strerror or error}"


def read_files(files: Sequence[File], map_: Map, size: int) -> Iterator[Iterator[FileRead]]:
    """Read files of ``size`` bytes in total and yield the pieces of each, at least one per file.

    Where a file is cut depends only on its content. The caller must consume all pieces of a file before the next file.
    Workers, if ``map_`` has them, start at once.
    """
    plans: deque[tuple[FileRead | None, int]] = deque()

    def cut_files() -> Iterator[_Piece]:
        for file in files:
            whole, texts = _cut(file)
            plans.append((whole, len(texts)))
            before = 0
            for text in texts:
                yield _Piece(file, text, before)
                before += text.count("\n") if text else 0

    if map_ is map:
        found: Iterator[FileRead] = map(read_piece, cut_files())
    else:
        most = min(max(size // _GROUPS, _GROUP[0]), _GROUP[-1])
        groups = map_(read_group, _group(cut_files(), most))
        found = map(pickle.loads, chain.from_iterable(map(_take_out, groups)))
    return _by_file(found, plans)


def _take_out(reads: list[bytes]) -> Iterator[bytes]:
    """Yield the items of a list, which it then no longer holds."""
    reads.reverse()
    while reads:
        yield reads.pop()


def _by_file(
    found: Iterator[FileRead], plans: deque[tuple[FileRead | None, int]]
) -> Iterator[Iterator[FileRead]]:
    """Yield the pieces of each file; ``plans``: for each file its content, if it was cut, and the number of pieces."""
    for first in found:
        whole, count = plans.popleft()
        if whole and not first.error:
            first = first._replace(content=whole.content, encoding=whole.encoding)  # noqa: PLW2901
        rest = islice(found, count - 1)
        yield chain([first], rest)
        deque(rest, maxlen=0)


def _group(pieces: Iterable[_Piece], most: int) -> Iterator[list[_Piece]]:
    """Group pieces for one worker each, up to about ``most`` bytes; the first groups are smaller."""
    group: list[_Piece] = []
    size = before = 0
    for piece in pieces:
        group.append(piece)
        size += len(piece.text) if piece.text is not None else piece.file.size()
        if size >= min(most, max(before // _GROWTH, _GROUP[0])):
            yield group
            group, size, before = [], 0, before + size
    if group:
        yield group


def _cut(file: File) -> tuple[FileRead | None, Sequence[str | None]]:
    """Cut a file; return its content and the text of each piece, or one None if it is to be read as a whole."""
    if readers.can_cut(file.name):
        try:
            content = file.content()
            text, encoding = decode(content, file.name)
            if len(texts := readers.cut(text, file.name, _PIECE)) > 1:
                return FileRead(content, encoding), texts
        except (OSError, ReadlistError):  # reported by read_piece
            pass
    return None, [None]


def read_group(pieces: Sequence[_Piece]) -> list[bytes]:
    """Read pieces in a worker process. Each result is pickled at once, so that its memory can be reused."""
    return [_pickle(_in_parts(read_piece(piece, with_drafts=piece.file.is_new))) for piece in pieces]


def _in_parts(read: FileRead) -> FileRead:
    """Return a result whose document is cut into parts of a bounded number of items."""
    if not read.document or len(read.document.items) <= _PART:
        return read
    first, *rest = read.document.parts(_PART)
    return read._replace(document=first, more=tuple(map(_pickle, rest)))


def _pickle(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def read_piece(piece: _Piece, *, with_drafts: bool = False) -> FileRead:
    """Read a file, or a piece of one, and prepare its items; ``with_drafts``: draft an entry for each item."""
    file = piece.file
    try:
        content = b"" if piece.text is not None else file.content()
        text, encoding = (piece.text, "") if piece.text is not None else decode(content, file.name)
        parsed = readers.read(text, file.name)
        if piece.text is None:
            readers.check_read(parsed, text, file.name)
        document = prepare(parsed, with_drafts=with_drafts)
    except OSError as error:
        return FileRead(b"", error=describe_unreadable(file, error))
    except ReadlistError as error:
        return FileRead(b"", error=error.message)
    return FileRead(content, encoding, document.moved(piece.lines_before) if piece.lines_before else document)
