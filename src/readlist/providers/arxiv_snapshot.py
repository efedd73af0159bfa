"""arXiv's public metadata snapshot, read to rows: pure, but for the file.

    file (JSON lines, .gz too) ── open_lines ── read_ahead ──> Batch: rows by id, and how far the file is read

The snapshot (https://www.kaggle.com/datasets/Cornell-University/arxiv) has one object a line: id, title, authors,
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
from readlist.model.person_name import join_name
from readlist.text.display import one_line
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BATCH = 10_000
"""Lines a transaction: some 20 MB of memory, and a second's work to be done again after a kill."""
_LONGEST_LINE = 4 * 2**20


class Row(NamedTuple):
    """A paper, as the mirror holds it; authors a line each, ``title_hash`` that of the folded title."""

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
    """Some lines of the snapshot, read: ``place`` is where the next begins, ``packed_place`` how far the file is read."""

    rows: dict[str, Row]
    read: int
    place: int
    packed_place: int


def fingerprint(file: BinaryIO, size: int) -> str:
    """Know a file again by its size and its start, wherever it lies."""
    start = hashlib.sha256(file.read(65536)).hexdigest()
    file.seek(0)
    return f"{size}:{start}"


def open_lines(file: BinaryIO) -> BinaryIO:
    """Read packed files as what is in them; places count unpacked bytes."""
    is_packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return gzip.GzipFile(fileobj=file) if is_packed else _Unclosed(file)  # type: ignore[return-value]


class _Unclosed:
    """A file as a context manager that leaves closing to who opened it."""

    def __init__(self, file: BinaryIO) -> None:
        self.seek, self.tell, self.readline = file.seek, file.tell, file.readline

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        pass


def read_ahead(lines: BinaryIO, file: BinaryIO) -> Iterator[Batch]:
    """Read a batch while the one before is written: SQLite lets Python go on meanwhile."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with ThreadPoolExecutor(1) as reader:
        batch = reader.submit(_read_batch, lines, file).result()
        while batch.read or batch.rows:
            ahead = reader.submit(_read_batch, lines, file)
            yield batch
            batch = ahead.result()


def _read_batch(lines: BinaryIO, file: BinaryIO) -> Batch:
    rows: dict[str, Row] = {}
    read = 0
    while read < _BATCH and (line := lines.readline(_LONGEST_LINE)):
        if line.strip():
            read += 1
            if row := _parse(line):
                rows[row.id] = row
    return Batch(rows, read, lines.tell(), file.tell())


def _parse(line: bytes) -> Row | None:
    """Read one line of the snapshot; None when it is no paper."""
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
            str(item.get("categories") or ""),
            year,
            month,
            len(versions) or None,
            one_line(item.get("comments")) or None,
            one_line(item.get("journal-ref")) or None,
            str(item["doi"]).split()[0] if (item.get("doi") or "").strip() else None,
            hash_title(title),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _authors(item: dict[str, Any]) -> Iterator[str]:
    """Write the authors in reading order; ``authors_parsed`` has them as family name, given name, suffix."""
    parsed = item.get("authors_parsed")
    if not parsed:
        yield from filter(None, map(one_line, re.split(r",| and ", str(item.get("authors") or ""))))
        return
    for family, given, suffix, *_ in parsed:
        if name := one_line(join_name(given, family, suffix)):
            yield name


def _date(versions: Sequence[dict[str, Any]]) -> tuple[int | None, int | None]:
    """Year and month of the first version: 'Mon, 2 Apr 2007 19:18:42 GMT'."""
    parts = str(versions[0].get("created", "")).split() if versions else []
    if len(parts) < 4 or not parts[3].isdigit():
        return None, None
    return int(parts[3]), month_number(parts[2])


def hash_title(title: str) -> int:
    """Make a number of a title, whatever its spelling: an index of numbers is a fifth of one of texts."""
    return int.from_bytes(
        hashlib.blake2b(title_key(title).encode(), digest_size=8).digest(), "big", signed=True
    )
