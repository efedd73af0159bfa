"""Uids of entries: ids that two libraries which meet the same work give it without knowing of each other.

An entry is named by its first identifier, else by its kind and title; if that name is taken, by the next free number.
"""

from __future__ import annotations

import hashlib
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from readlist.model.identifiers import Identifier


def entry_uid(name: str) -> str:
    """Return the uid of an entry that is named by an identifier or a record: 32 hexadecimal digits."""
    return hashlib.blake2b(name.encode(), digest_size=16, person=b"readlist entry").hexdigest()


def entry_name(identifiers: Sequence[Identifier], kind: str, title: str) -> str:
    """Return what an entry is named by."""
    first = next(iter(identifiers), None)
    return f"{first.scheme}:{first.value}" if first else f"{kind}:{title}"


def free_uid(name: str, taken: Container[str]) -> str:
    """Return the first uid of a name that is not taken."""
    return next(uid for uid in iter_uids(name) if uid not in taken)


def iter_uids(name: str) -> Iterator[str]:
    """Yield the uids that an entry of this name may have, in the order in which they are given."""
    yield entry_uid(name)
    for number in count(2):
        yield entry_uid(f"{name} {number}")
