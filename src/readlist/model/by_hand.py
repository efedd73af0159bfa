"""Records by hand: their tags have the number of the operation that gave them, and two records can be united."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    Given = dict[str, tuple[str, int]]
    """Folded tag to its spelling and the number of the operation that gave it."""

_FIELDS = tuple(name for name in Record._fields if name not in ("kind", "tags", "stamps", "topics"))


class Tagging(NamedTuple):
    """One spelling of a tag in the records of an entry.

    ``times``: how many of its mentions and providers' records give it. ``given``: the number of the operation in which
    the person gave it; None if they did not.
    """

    spelling: str
    times: int = 0
    given: int | None = None


def read_given(record: Record) -> Given:
    """Return the tags of a hand record; one without a number counts as given before all operations."""
    pairs = zip(record.tags, chain(record.stamps, repeat(0)), strict=False)
    return {tag.casefold(): (tag, number) for tag, number in pairs}


def unite_tags(first: Record, second: Record) -> Record:
    """Return the first record with the tags of both; one that both have, as it was given last."""
    given = read_given(first)
    for folded, (tag, number) in read_given(second).items():
        if folded not in given or number > given[folded][1]:
            given[folded] = (tag, number)
    return with_given(first, given)


def take_off(record: Record, tags: Iterable[str]) -> Record:
    """Return the record without these tags, in whatever case."""
    gone = {tag.casefold() for tag in tags}
    return with_given(record, {f: given for f, given in read_given(record).items() if f not in gone})


def with_given(record: Record, given: Given) -> Record:
    numbers = tuple(number for _, number in given.values())
    return record._replace(
        tags=tuple(tag for tag, _ in given.values()), stamps=numbers if any(numbers) else ()
    )


def unite(first: Record, second: Record) -> Record:
    """One record's values, filled up with another's; tags and topics of both."""
    filled = second._replace(**{name: value for name in _FIELDS if (value := getattr(first, name))})
    tagged = unite_tags(first, second)
    topics = tuple(dict.fromkeys((*first.topics, *second.topics)))
    return filled._replace(kind=first.kind, tags=tagged.tags, stamps=tagged.stamps, topics=topics)
