"""Zstandard, of the standard library from Python 3.14 on and of its backport before (PEP 784).

It is several times as fast as zlib, in both directions, and packs as well.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

_FAST = 1
"""A level for what is as large as a library: a higher one takes twice as long, and saves a tenth."""
_CHUNK = 2**20


class PackedError(ValueError):
    """What was to be unpacked is not whole, or nothing that was packed here."""


def pack(data: bytes) -> bytes:
    """Return data packed; a check sum is in it."""
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


def unpack(data: bytes, most: int) -> bytes:
    """Return data unpacked. Raises PackedError if they are damaged, or longer than ``most`` bytes."""
    unpacker = zstd.ZstdDecompressor()
    try:
        found = unpacker.decompress(data, most)
    except zstd.ZstdError as error:
        raise PackedError(str(error)) from error
    if not unpacker.eof or unpacker.unused_data:
        raise PackedError("it is cut off, or too long")
    return found


def pack_stream(stream: BinaryIO) -> Iterator[bytes]:
    """Return what a stream holds, packed, in chunks."""
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: _FAST,
        zstd.CompressionParameter.checksum_flag: 1,
    }
    packer = zstd.ZstdCompressor(options=options)
    while chunk := stream.read(_CHUNK):
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()


def unpack_chunks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Return what packed chunks hold, in pieces of bounded size. Raises PackedError if it is not whole."""
    unpacker = zstd.ZstdDecompressor()
    try:
        for chunk in chunks:
            given = chunk
            while given or not (unpacker.needs_input or unpacker.eof):
                yield unpacker.decompress(given, _CHUNK)
                given = b""
    except (zstd.ZstdError, EOFError) as error:
        raise PackedError(str(error)) from error
    if not unpacker.eof or unpacker.unused_data:
        raise PackedError("it is not whole")
