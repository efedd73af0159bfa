"""Files to what the importer takes, read here or, of much, by other processes meanwhile.

files ── cut, where a format can be ── pieces ─┬─────────────── read_piece ───┬── FileRead, in the order of files
                                               └── groups ───── read_group ───┘
                                                                with what follows from each part alone, by other
                                                                processes, a few groups ahead
"""

from __future__ import annotations

import pickle
from collections import deque
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from readlist.errors import ReadlistError
from readlist.formats import readers
from readlist.importing.precompute import prepare
from readlist.importing.source_files import STDIN
from readlist.util.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from readlist.importing.precompute import PreparedDocument
    from readlist.util.process_pool import Map

_PIECE = 500_000
"""Characters of the pieces that a file is cut into: some 400 entries with abstracts."""
_GROUP = range(500_000, 3_000_000)
"""Bytes that a process reads without a pause, at least and at most."""
_GROWTH = 4
"""How many times as much as a group of these has was given out before it, while groups grow."""
_GROUPS = 16
"""Groups that keep several processes busy to the end."""


class File(NamedTuple):
    """A file that is to be read, or the standard input, whose content is given."""

    path: Path | None
    stdin: bytes | None = None
    is_new: bool = False
    """Whether the library has nothing of it and is to be given it: then entries are drafted with the reading."""

    @property
    def name(self) -> str:
        """What a person knows it by."""
        return str(self.path or STDIN)

    def size(self) -> int:
        """Tell how many bytes it has; none where that is not possible."""
        try:
            return self.path.stat().st_size if self.path else len(self.stdin or b"")
        except OSError:
            return 0

    def content(self) -> bytes:
        """Read it; OSError where that is not possible."""
        return self.path.read_bytes() if self.path else self.stdin or b""


class FileRead(NamedTuple):
    """What was read of a file, or of a piece of one; ``error`` where it could not be, or is not of its name's format.

    The first piece has the content of the whole file.
    """

    content: bytes
    encoding: str = ""
    document: PreparedDocument | None = None
    error: str | None = None


class _Piece(NamedTuple):
    """What is read at a time: a whole file, or some of one's text, after so many lines."""

    file: File
    text: str | None = None
    lines_before: int = 0


def describe_unreadable(file: File, error: OSError) -> str:
    """Say why a file cannot be read."""
    return f"{file.name}: {error.strerror or error}"


def read_files(files: Sequence[File], map_: Map, size: int) -> Iterator[Iterator[FileRead]]:
    """Read files of ``size`` bytes one after the other, each in one piece or more; what cannot be read is told.

    Where a file is cut is a matter of its content alone. The pieces of one are to be taken before the next file is.
    Other processes begin at once.
    """
    plans: deque[tuple[FileRead | None, int]] = deque()

    def draw() -> Iterator[_Piece]:
        for file in files:
            whole, texts = _cut(file)
            plans.append((whole, len(texts)))
            before = 0
            for text in texts:
                yield _Piece(file, text, before)
                before += text.count("\n") if text else 0

    if map_ is map:
        found: Iterator[FileRead] = map(read_piece, draw())
    else:
        most = min(max(size // _GROUPS, _GROUP[0]), _GROUP[-1])
        groups = map_(read_group, _group(draw(), most))
        found = (pickle.loads(read) for reads in groups for read in reads)  # noqa: S301
    return _by_file(found, plans)


def _by_file(
    found: Iterator[FileRead], plans: deque[tuple[FileRead | None, int]]
) -> Iterator[Iterator[FileRead]]:
    """Give what was found file by file; ``plans``: of each in turn, its content where it was cut, and its pieces."""
    for first in found:
        whole, count = plans.popleft()
        if whole and not first.error:
            first = first._replace(content=whole.content, encoding=whole.encoding)  # noqa: PLW2901
        rest = islice(found, count - 1)
        yield chain([first], rest)
        deque(rest, maxlen=0)


def _group(pieces: Iterable[_Piece], most: int) -> Iterator[list[_Piece]]:
    """Group pieces that one process reads one after the other, of about ``most`` bytes; the first fewer, for all wait."""
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
    """Cut a file into one piece or more; one that is None where its format does not allow it, and who reads it reads all."""
    if readers.can_cut(file.name):
        try:
            content = file.content()
            text, encoding = decode(content, file.name)
            return FileRead(content, encoding), readers.cut(text, file.name, _PIECE)
        except (OSError, ReadlistError):  # told by who reads it
            pass
    return None, [None]


def read_group(pieces: Sequence[_Piece]) -> list[bytes]:
    """Read pieces, with all that follows from their parts alone; each is packed at once, so that memory is used again."""
    return [
        pickle.dumps(read_piece(piece, with_drafts=piece.file.is_new), pickle.HIGHEST_PROTOCOL)
        for piece in pieces
    ]


def read_piece(piece: _Piece, *, with_drafts: bool = False) -> FileRead:
    """Read a file, or a piece of one, and prepare its items; ``with_drafts``: also the entries they would make."""
    file = piece.file
    try:
        content = b"" if piece.text is not None else file.content()
        text, encoding = (piece.text, "") if piece.text is not None else decode(content, file.name)
        document = prepare(readers.read(text, file.name), with_drafts=with_drafts)
    except OSError as error:
        return FileRead(b"", error=describe_unreadable(file, error))
    except ReadlistError as error:
        return FileRead(b"", error=error.message)
    return FileRead(content, encoding, document.moved(piece.lines_before) if piece.lines_before else document)
