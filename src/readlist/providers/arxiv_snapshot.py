"""Parse arXiv's public metadata snapshot into rows of the mirror.

    file (JSON lines, or gzipped) ── open_lines ── read_ahead ──> Batch: rows by ID, and the positions in the file

The snapshot (https://www.kaggle.com/datasets/Cornell-University/arxiv) has one object per line: id, title, authors,
authors_parsed, abstract, categories, versions, doi, journal-ref, comments.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Self

from readlist.model.dates import month_number
from readlist.model.identifiers import parse_arxiv
from readlist.model.name_parts import join_name
from readlist.text.display import one_line
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BATCH = 10_000
"""Lines per transaction: about 20 MB of memory, and one second of work to repeat after an interruption."""
_BATCH_BYTES = 32 * 2**20
"""Bytes of lines per transaction, at most one line more: lines of the snapshot have 2 KB, but a file may have others."""
_MAX_LINE = 2**20
"""Bytes of a line that are read; the longest of the snapshot has 70 KB. A longer line is not a paper."""


_YEAR = re.compile(r"[12]\d{3}", re.ASCII)


class Row(NamedTuple):
    """A paper as the mirror stores it; ``authors``: one per line, ``title_hash``: the hash of the folded title."""

    id: str
    title: str
    authors: str
    abstract: str
    categories: str
    year: int | None
    month: int | None
    version: int | None
    comment: str | None
    journal: str | None
    doi: str | None
    title_hash: int


class Batch(NamedTuple):
    """A parsed part of the snapshot.

    ``read``: lines read. ``position``: where the next batch starts, in uncompressed bytes. ``file_position``: the same
    in bytes of the file.
    """

    rows: dict[str, Row]
    read: int
    position: int
    file_position: int


def fingerprint(file: BinaryIO, size: int) -> str:
    """Return a string that identifies a file by its size and first 64 KB, independent of its path."""
    start = hashlib.sha256(file.read(65536)).hexdigest()
    file.seek(0)
    return f"{size}:{start}"


def open_lines(file: BinaryIO) -> BinaryIO:
    """Open a file for reading lines, decompressing gzip; positions count uncompressed bytes."""
    is_packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return gzip.GzipFile(fileobj=file) if is_packed else _Unclosed(file)  # type: ignore[return-value]


class _Unclosed:
    """A context manager around a file that leaves closing it to the caller."""

    def __init__(self, file: BinaryIO) -> None:
        self.seek, self.tell, self.readline = file.seek, file.tell, file.readline

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        pass


def read_ahead(lines: BinaryIO, file: BinaryIO) -> Iterator[Batch]:
    """Yield batches, reading the next one while the caller writes this one: SQLite releases the GIL."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with ThreadPoolExecutor(1) as reader:
        batch = reader.submit(_read_batch, lines, file).result()
        while batch.read or batch.rows:
            ahead = reader.submit(_read_batch, lines, file)
            yield batch
            batch = ahead.result()


def _read_batch(lines: BinaryIO, file: BinaryIO) -> Batch:
    rows: dict[str, Row] = {}
    read = size = 0
    while read < _BATCH and size < _BATCH_BYTES and (line := lines.readline(_MAX_LINE)):
        size += len(line)
        if is_whole := line.endswith(b"\n") or len(line) < _MAX_LINE:
            read += bool(line.strip())
        else:
            read += 1
            _skip_line(lines)
        if is_whole and (row := _parse(line)):
            rows[row.id] = row
    return Batch(rows, read, lines.tell(), file.tell())


def _skip_line(lines: BinaryIO) -> None:
    """Read on to the end of the line."""
    while (rest := lines.readline(_MAX_LINE)) and not rest.endswith(b"\n"):
        pass


def _parse(line: bytes) -> Row | None:
    """Parse one line of the snapshot; None if it is not a paper."""
    try:
        item = json.loads(line)
        identifier = parse_arxiv(str(item["id"]))
        title = one_line(item["title"])
        if identifier is None or not title:
            return None
        versions = item.get("versions") or []
        year, month = _date(versions)
        return Row(
            identifier.value,
            title,
            "\n".join(_authors(item)),
            one_line(item.get("abstract")),
            one_line(item.get("categories")),
            year,
            month,
            len(versions) or None,
            one_line(item.get("comments")) or None,
            one_line(item.get("journal-ref")) or None,
            one_line(item.get("doi")).partition(" ")[0] or None,
            hash_title(title),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _authors(item: dict[str, Any]) -> Iterator[str]:
    """Yield the authors' names in reading order; ``authors_parsed`` has family name, given name, suffix."""
    parsed = item.get("authors_parsed")
    if not parsed:
        yield from filter(None, map(one_line, re.split(r",| and ", str(item.get("authors") or ""))))
        return
    for family, given, suffix, *_ in parsed:
        if name := one_line(join_name(given, family, suffix)):
            yield name


def _date(versions: Sequence[dict[str, Any]]) -> tuple[int | None, int | None]:
    """Return year and month of the first version: 'Mon, 2 Apr 2007 19:18:42 GMT'."""
    parts = str(versions[0].get("created", "")).split() if versions else []
    if len(parts) < 4 or not _YEAR.fullmatch(parts[3]):
        return None, None
    return int(parts[3]), month_number(parts[2])


def hash_title(title: str) -> int:
    """Return a 64-bit hash of a folded title: an index of numbers is a fifth the size of one of texts."""
    return int.from_bytes(
        hashlib.blake2b(title_key(title).encode(), digest_size=8).digest(), "big", signed=True
    )
