"""Uids: ids that two libraries which meet the same thing give it without knowing of each other.

    entry     named by its first identifier, else by its first mention, else by its kind and title
    source    named by the name that it was imported under and by its first text: files of one name may be different ones
    mention   named by its source, what it says, and its number among those that say the same there; it keeps its uid when
              the passage is edited or moves to another file

If a name is taken, the next number is appended to it.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from readlist.model.identifiers import Identifier

_BYTES = 12
"""Of a mention or source: among a million of them, two are equal by chance once in 10^17 libraries."""


def entry_uid(name: str) -> str:
    """Return the uid of an entry that is named by an identifier or a record: 32 hexadecimal digits."""
    return _blake2b(name, digest_size=16, person=b"readlist entry").hex()


def entry_name(identifiers: Sequence[Identifier], kind: str, title: str, mention: bytes | None = None) -> str:
    """Return what an entry is named by; ``mention`` is the uid of its first mention, if it has one."""
    if first := next(iter(identifiers), None):
        return f"{first.scheme}:{first.value}"
    return mention.hex() if mention else f"{kind}:{title}"


def free_uid(name: str, taken: Container[str]) -> str:
    """Return the first uid of a name that is not taken."""
    return next(uid for uid in iter_uids(name) if uid not in taken)


def iter_uids(name: str) -> Iterator[str]:
    """Yield the uids that an entry of this name may have, in the order in which they are given."""
    yield entry_uid(name)
    for number in count(2):
        yield entry_uid(f"{name} {number}")


def source_uid(name: str, digest: str) -> bytes:
    """Return the uid of a source that is imported under a name; ``digest`` is the hash of its text."""
    return _blake2b(f"{name}\0{digest}", digest_size=_BYTES, person=b"readlist source")


def mention_uid(source: bytes, record: str, topics: Sequence[str], number: int = 1) -> bytes:
    """Return the uid of a mention: of its source (a uid), its record (JSON), its topics, and its number among equal ones."""
    said = "\0".join((str(number), record, *topics))
    return _blake2b(said, digest_size=_BYTES, key=source, person=b"readlist mention")


def _blake2b(text: str, **parameters: Any) -> bytes:
    import hashlib  # noqa: PLC0415  (would cost each command two milliseconds)

    return hashlib.blake2b(text.encode(), **parameters).digest()
