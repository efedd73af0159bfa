"""Records by hand: tags with the number of the operation that added them, and merging two records."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    Given = dict[str, tuple[str, int]]
    """For each folded tag, its spelling and the number of the operation that added it."""

_FIELDS = tuple(name for name in Record._fields if name not in ("kind", "tags", "stamps", "topics"))


class Tagging(NamedTuple):
    """One spelling of a tag in the records of an entry.

    ``times``: the number of mentions and provider records with it. ``given``: the number of the operation in which the
    person added it, or None.
    """

    spelling: str
    times: int = 0
    given: int | None = None


def read_given(record: Record) -> Given:
    """Return the tags of a record by hand; those without a number count as added before all operations."""
    pairs = zip(record.tags, chain(record.stamps, repeat(0)), strict=False)
    return {tag.casefold(): (tag, number) for tag, number in pairs}


def unite_tags(first: Record, second: Record) -> Record:
    """Return the first record with the tags of both; a tag in both has the spelling that was added last."""
    given = read_given(first)
    for folded, (tag, number) in read_given(second).items():
        if folded not in given or number > given[folded][1]:
            given[folded] = (tag, number)
    return with_given(first, given)


def without_tags(record: Record, tags: Iterable[str]) -> Record:
    """Return the record without these tags, ignoring case."""
    removed = {tag.casefold() for tag in tags}
    return with_given(record, {f: given for f, given in read_given(record).items() if f not in removed})


def with_given(record: Record, given: Given) -> Record:
    """Return the record with these tags instead of its own."""
    numbers = tuple(number for _, number in given.values())
    return record._replace(
        tags=tuple(tag for tag, _ in given.values()), stamps=numbers if any(numbers) else ()
    )


def unite(first: Record, second: Record) -> Record:
    """Merge two records: values of the first, else of the second; tags and topics of both."""
    filled = second._replace(**{name: value for name in _FIELDS if (value := getattr(first, name))})
    tagged = unite_tags(first, second)
    topics = tuple(dict.fromkeys((*first.topics, *second.topics)))
    return filled._replace(kind=first.kind, tags=tagged.tags, stamps=tagged.stamps, topics=topics)
