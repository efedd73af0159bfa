"""The body of an answer, unpacked a piece at a time, so that a small answer cannot fill the memory.

    raw bytes ──> at most one content encoding (gzip, deflate) ──> pieces of 64 KB ──> stop at ``most`` unpacked bytes

httpx would unpack encodings in a row, and each chunk as a whole: some kilobytes, packed twice, become gigabytes before
anyone can count them.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

_PIECE = 65536
_PACKED = frozenset(("gzip", "x-gzip", "deflate"))


class TooLargeError(Exception):
    """The body is larger than the limit."""


class UnpackError(Exception):
    """The body cannot be unpacked: unknown or several encodings, or damaged data."""


def read_body(response: httpx.Response, *, most: int, cut: bool = False) -> bytes:
    """Read at most ``most`` unpacked bytes; a larger body raises TooLargeError or, with ``cut``, is truncated.

    Raises UnpackError for a body that cannot be unpacked, and httpx's errors.
    """
    body = bytearray()
    for piece in iter_body(response):
        body += piece
        if len(body) > most:
            if cut:
                break
            raise TooLargeError(f"more than {most / 2**20:.0f} MB")
    return bytes(body)


def iter_body(response: httpx.Response) -> Iterator[bytes]:
    """Yield the unpacked body in pieces. Raises UnpackError and httpx's errors."""
    named = response.headers.get("content-encoding", "").lower().split(",")
    encodings = [name for part in named if (name := part.strip()) not in ("", "identity")]
    if len(encodings) > 1:
        raise UnpackError(f"it is packed {len(encodings)} times")
    if not encodings:
        yield from response.iter_raw()
    elif encodings[0] in _PACKED:
        yield from _unpack(response.iter_raw())
    else:
        raise UnpackError(f"we did not ask for the encoding {encodings[0]!r}")


def _unpack(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack gzip (RFC 1952, also of several members) or deflate, with or without its header (RFC 1950, 1951)."""
    unpacker = None
    for chunk in chunks:
        data = chunk
        while data.strip(b"\0") or unpacker:
            unpacker = unpacker or zlib.decompressobj(47 if _has_header(data) else -15)
            try:
                piece = unpacker.decompress(data, _PIECE)
            except zlib.error as error:
                raise UnpackError(str(error)) from error
            if piece:
                yield piece
            data = unpacker.unconsumed_tail
            if unpacker.eof:
                data, unpacker = unpacker.unused_data, None
            elif not data and len(piece) < _PIECE:
                break
    if unpacker is not None:
        raise UnpackError("its packed data end too early")


def _has_header(data: bytes) -> bool:
    """Return whether packed data start with the header of gzip or zlib."""
    return data[:1] == b"\x1f" or (
        data[0] & 15 == 8 and (len(data) < 2 or (data[0] * 256 + data[1]) % 31 == 0)
    )
