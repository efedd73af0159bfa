"""Subjects of claims: each origin has one claim per subject on an entry (``storage.claims``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.model.provenance import FORMER, HAND, REMOVED
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from readlist.model.record import Record


def subject_of(origin: str, record: Record) -> str:
    """Return the subject of a claim: the key by which an origin has only one claim on an entry."""
    if origin in (HAND, REMOVED):
        return ""
    if origin == FORMER:
        import hashlib  # noqa: PLC0415  (would cost each reading command a millisecond)

        return hashlib.blake2b(record.to_json().encode(), digest_size=16).hexdigest()
    return names_of(record)[0]


def names_of(record: Record) -> tuple[str, ...]:
    """Return the IDs of a record, the main one first; if it has none, its URL or its folded title."""
    ids = dict.fromkeys(f"{identifier.scheme}:{identifier.value}" for identifier in record.ids)
    return tuple(ids) or (record.url or f"title:{title_key(record.title or '')}",)
