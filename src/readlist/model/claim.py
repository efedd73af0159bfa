"""What a claim is about, and how two claims about one subject become one; ``storage.claims`` keeps them.

An origin makes one claim about each subject of an entry.
"""

from __future__ import annotations

from readlist.model.given_tags import unite_tags
from readlist.model.provenance import FORMER, HAND, REMOVED
from readlist.model.record import Record
from readlist.text.folding import title_key

_FIELDS = tuple(name for name in Record._fields if name not in ("kind", "tags", "stamps", "topics"))


def subject_of(origin: str, record: Record) -> str:
    """What a claim is about: an origin has one claim about it on an entry."""
    if origin in (HAND, REMOVED):
        return ""
    if origin == FORMER:
        import hashlib  # noqa: PLC0415  (costs a reading command a millisecond)

        return hashlib.blake2b(record.to_json().encode(), digest_size=16).hexdigest()
    return names_of(record)[0]


def names_of(record: Record) -> tuple[str, ...]:
    """All ids of a record, the main one first; where it has none, its page or its folded title."""
    ids = dict.fromkeys(f"{identifier.scheme}:{identifier.value}" for identifier in record.ids)
    return tuple(ids) or (record.url or f"title:{title_key(record.title or '')}",)


def unite(first: Record, second: Record) -> Record:
    """One record's values, filled up with another's; tags and topics of both."""
    filled = second._replace(**{name: value for name in _FIELDS if (value := getattr(first, name))})
    tagged = unite_tags(first, second)
    topics = tuple(dict.fromkeys((*first.topics, *second.topics)))
    return filled._replace(kind=first.kind, tags=tagged.tags, stamps=tagged.stamps, topics=topics)
