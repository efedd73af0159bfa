"""Files to what the importer takes, read here or, of much, by other processes meanwhile.

files ── drawn a few ahead ── cut, where a format can be ── pieces ── read_piece ── FileRead, in the order of files
                                                            └── with what follows from each record alone, where
                                                                another process can spare this one the time
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from readlist import readers
from readlist.decode import decode
from readlist.document import Document
from readlist.errors import ReadlistError
from readlist.matching import work_out_traits
from readlist.sources import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from readlist.matching import Traits
    from readlist.workers import Map

_PIECE = 1_000_000
"""Characters of the pieces that a file is cut into: a quarter of a second's work."""


class File(NamedTuple):
    """A file that is to be read, or the standard input, whose content is given."""

    path: Path | None
    stdin: bytes | None = None

    @property
    def name(self) -> str:
        """What a person knows it by."""
        return str(self.path or STDIN)

    def content(self) -> bytes:
        """Read it; OSError where that is not possible."""
        return self.path.read_bytes() if self.path else self.stdin or b""


class FileRead(NamedTuple):
    """What was read of a file; ``error`` where it could not be, or is not of the format that its name tells."""

    content: bytes
    encoding: str = ""
    document: Document | None = None
    traits: Sequence[Traits | None] = ()
    """What counts of each part's record for telling works apart, where that was worked out with the reading."""
    error: str | None = None


class _Piece(NamedTuple):
    """What is read at a time: a whole file, or some of one's text, after so many lines."""

    file: File
    text: str | None = None
    lines_before: int = 0
    is_ahead: bool = True
    """Whether to do what follows from the records alone: where another process does it."""


def tell_unreadable(file: File, error: OSError) -> str:
    """Say why a file cannot be read."""
    return f"{file.name}: {error.strerror or error}"


def read_files(files: Sequence[File], map_: Map) -> Iterator[FileRead]:
    """Read files one after the other; what cannot be read is told in its place."""
    is_ahead = map_ is not map
    plans: deque[tuple[FileRead, int] | None] = deque()

    def draw() -> Iterator[_Piece]:
        for file in files:
            cut = _cut(file) if is_ahead else None
            plans.append(cut and (cut[0], len(cut[1])))
            if cut is None:
                yield _Piece(file, is_ahead=is_ahead)
                continue
            before = 0
            for text in cut[1]:
                yield _Piece(file, text, before)
                before += text.count("\n")

    found = map_(read_piece, draw())
    for first in found:
        if plan := plans.popleft():
            whole, count = plan
            yield _join(whole, [first, *(next(found) for _ in range(count - 1))])
        else:
            yield first


def _cut(file: File) -> tuple[FileRead, list[str]] | None:
    """Cut a file into one piece or more; None where its format does not allow it, and who reads it reads all."""
    if not readers.can_cut(file.name):
        return None
    try:
        content = file.content()
        text, encoding = decode(content, file.name)
        return FileRead(content, encoding), readers.cut(text, file.name, _PIECE)
    except (OSError, ReadlistError):  # told by who reads it
        return None


def read_piece(piece: _Piece) -> FileRead:
    """Read a file, or a piece of one."""
    file = piece.file
    try:
        content = b"" if piece.text is not None else file.content()
        text, encoding = (piece.text, "") if piece.text is not None else decode(content, file.name)
        document = readers.read(text, file.name)
    except OSError as error:
        return FileRead(b"", error=tell_unreadable(file, error))
    except ReadlistError as error:
        return FileRead(b"", error=error.message)
    read = FileRead(content, encoding, document)
    return _go_ahead(read, document, piece.lines_before) if piece.is_ahead else read


def _go_ahead(read: FileRead, document: Document, lines_before: int) -> FileRead:
    """Do what follows from the records alone, and count the lines from the start of the file."""
    parts = tuple(
        replace(p, line=p.line + lines_before, end_line=p.end_line + lines_before, claim=p.record_text)
        for p in document.parts
    )
    problems = tuple(replace(one, line=one.line + lines_before) for one in document.problems)
    return read._replace(
        document=Document(document.title, parts, problems),
        traits=[work_out_traits(part.record) for part in parts],
    )


def _join(whole: FileRead, pieces: Sequence[FileRead]) -> FileRead:
    """Put what was read of the pieces of one file together."""
    documents = [piece.document for piece in pieces if piece.document]
    error = next((piece.error for piece in pieces if piece.error), None)
    if error:
        return FileRead(b"", error=error)
    document = Document(
        documents[0].title,
        tuple(part for one in documents for part in one.parts),
        tuple(problem for one in documents for problem in one.problems),
    )
    return whole._replace(document=document, traits=[traits for piece in pieces for traits in piece.traits])
