"""Checks for works that share an identifier, and for entries that may be one work.

id-shared    one identifier, and titles of different works              error; titles that may be one work's: info
maybe-same   two entries whose titles differ at most in spelling        info
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, groupby, product
from typing import TYPE_CHECKING

from readlist.doctor.finding import Finding
from readlist.doctor.records import SCHEME_NAMES, has_id, have_common_author
from readlist.doctor.source_lines import Lines, quoted, title_place
from readlist.linkage.comparison import compare
from readlist.linkage.features import WORK_SCHEMES
from readlist.linkage.spelling import is_respelt
from readlist.model.record import Record
from readlist.storage.entries import EntrySummary, read_entry_summaries, read_paper_titles
from readlist.storage.identifiers import SharedIdentifier, iter_shared_identifiers, read_identifiers
from readlist.storage.mentions import LocatedMention, read_mentions_of_entries
from readlist.text.folding import fold, title_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

    from readlist.model.identifiers import Identifier

# -- one identifier, several works -------------------------------------------------------------------------------


def find_shared_ids(connection: sqlite3.Connection, lines: Lines) -> Iterator[Finding]:
    """Find the identifiers that notes give to titles of different works."""
    shared = iter_shared_identifiers(connection, WORK_SCHEMES)
    for identifier, group in groupby(shared, key=lambda one: one.identifier):
        entries = {one.entry_id: one for one in group}
        mentions = _claiming_mentions(connection, identifier, entries)
        if conflicts := _conflicts([_records(one, mentions[i]) for i, one in entries.items()]):
            may_be_one = all(_may_be_one(*pair) for pair in conflicts)
            yield _shared_id(identifier, entries, mentions, lines, may_be_one=may_be_one)


def _claiming_mentions(
    connection: sqlite3.Connection, identifier: Identifier, entry_ids: Collection[int]
) -> dict[int, list[LocatedMention]]:
    """The mentions of each of these entries that claim the identifier."""
    found = read_mentions_of_entries(connection, entry_ids)
    return {i: [m for m in mentions if has_id(m.record, identifier)] for i, mentions in found.items()}


def _records(entry: SharedIdentifier, mentions: list[LocatedMention]) -> list[Record]:
    """What the mentions claim; where there are none, what the entry says itself."""
    return [m.record for m in mentions] or [Record(title=entry.title, ids=(entry.identifier,))]


def _conflicts(works: list[list[Record]]) -> list[tuple[Record, Record]]:
    """The pairs of records, each of another entry, that have an identifier in common and are not one work."""
    pairs = (pair for ours, theirs in combinations(works, 2) for pair in product(ours, theirs))
    return [pair for pair in pairs if compare(*pair).conflict]


def _shared_id(
    identifier: Identifier,
    entries: dict[int, SharedIdentifier],
    mentions: dict[int, list[LocatedMention]],
    lines: Lines,
    *,
    may_be_one: bool,
) -> Finding:
    names = {i: f"{quoted(one.title)} ({one.key})" for i, one in entries.items()}
    merge = f"readlist merge {' '.join(one.key for one in entries.values())}"
    return Finding(
        "id-shared",
        "info" if may_be_one else "error",
        f"{SCHEME_NAMES[identifier.scheme]} ID {identifier.value} is used for {len(entries)} different titles"
        + (", which may be names of one work" if may_be_one else ""),
        tuple(
            replace(lines.place_of(m, identifier.value), text=f"{quoted(m.record.title)} ({entries[i].key})")
            for i, found in mentions.items()
            for m in found
        ),
        tuple(f"{names[i]}, not in any note" for i in entries if not mentions[i]),
        f"See {identifier.url} and give every other title its own ID; if all are one work: {merge}",
    )


_NEARLY = 70
"""Minimum similarity in percent, word order aside, of two titles of which one may be an earlier version."""


def _may_be_one(first: Record, second: Record) -> bool:
    """Whether two titles with one identifier may be a work and its nickname, or its earlier or cut-off title."""
    common = have_common_author(first, second)
    if common is False:
        return False
    if min(len(_words(first)), len(_words(second))) <= 2 or common:
        return True
    short, long = sorted((title_key(first.title or ""), title_key(second.title or "")), key=len)
    if long.startswith(short):
        return True
    from rapidfuzz import fuzz  # noqa: PLC0415

    ours, theirs = " ".join(_words(first)), " ".join(_words(second))
    is_numbered_alike = re.findall(r"\d+", ours) == re.findall(r"\d+", theirs)
    return is_numbered_alike and fuzz.token_sort_ratio(ours, theirs) >= _NEARLY


def _words(record: Record) -> list[str]:
    """The words of a title; four Chinese characters count as a word."""
    return re.findall(r"[a-z0-9]+|[^\W_a-z0-9]{1,4}", fold(record.title or ""))


# -- one work, two entries ---------------------------------------------------------------------------------------

_SHORTEST_KEY = 20
"""Letters and digits of the shortest title that is long enough to be compared by spelling."""
_NEIGHBOURS = 3
_SMALL_WORDS = frozenset("a an the of for in on to and with by via from at as".split())


def find_maybe_same(connection: sqlite3.Connection, _lines: Lines) -> Iterator[Finding]:
    """Find pairs of papers whose titles differ at most in spelling.

    Titles are sorted, once by their beginnings and once by their ends, and each is compared with the next few: never
    all with all.
    """
    titles = read_paper_titles(connection)
    keys = [(key, i) for i, title in titles.items() if len(key := title_key(title)) >= _SHORTEST_KEY]
    pairs = {*_neighbours(sorted(keys)), *_neighbours(sorted((key[::-1], i) for key, i in keys))}
    for first, second in sorted(pairs):
        if _is_respelt(titles[first], titles[second]):
            yield from _maybe_same(connection, first, second)


def _neighbours(keys: list[tuple[str, int]]) -> Iterator[tuple[int, int]]:
    for place, (key, entry_id) in enumerate(keys):
        for other, other_id in keys[place + 1 : place + 1 + _NEIGHBOURS]:
            if other[:8] == key[:8]:
                yield min(entry_id, other_id), max(entry_id, other_id)


def _is_respelt(first: str, second: str) -> bool:
    """Whether two titles differ only in case, punctuation, small words, and a letter in one or two longer words."""
    return title_key(first) == title_key(second) or is_respelt(_main_words(first), _main_words(second))


def _main_words(title: str) -> list[str]:
    return [word for word in re.findall(r"\w+", fold(title)) if word not in _SMALL_WORDS]


def _maybe_same(connection: sqlite3.Connection, first: int, second: int) -> Iterator[Finding]:
    """Yield the finding about two entries, unless something speaks against their being one work."""
    entries = read_entry_summaries(connection, (first, second))
    mentions = read_mentions_of_entries(connection, (first, second))
    one, other = (_record(connection, entry) for entry in entries)
    different = _different_ids(one, other)
    if _is_split_by_hand(mentions.values()) or _is_other_work(one, other, has_other_ids=bool(different)):
        return
    places = tuple(
        replace(title_place(m), text=f"{quoted(entry.title)} ({entry.key})")
        for entry in entries
        for m in mentions[entry.entry_id]
    )
    if places:
        message = (
            "one title with two IDs" if different else "two entries whose titles differ at most in spelling"
        )
        merge = f"If they are one work: readlist merge {entries[0].key} {entries[1].key}"
        yield Finding("maybe-same", "info", message, places, different, merge)


def _is_other_work(first: Record, second: Record, *, has_other_ids: bool) -> bool:
    """Whether two records with nearly the same title are surely two works; other ids prove it only for other titles."""
    if compare(first, second).conflict or have_common_author(first, second) is False:
        return True
    return has_other_ids and title_key(first.title or "") != title_key(second.title or "")


def _record(connection: sqlite3.Connection, entry: EntrySummary) -> Record:
    """What an entry says, as a record that can be compared."""
    ids = read_identifiers(connection, entry.entry_id)
    return Record(title=entry.title, authors=entry.authors, year=entry.year, ids=ids)


def _is_split_by_hand(mentions: Collection[list[LocatedMention]]) -> bool:
    return all(any(m.pinned for m in found) for found in mentions)


def _different_ids(first: Record, second: Record) -> tuple[str, ...]:
    """The identifiers of the schemes in which both have some, and none in common."""
    out: list[str] = []
    for scheme in WORK_SCHEMES:
        ours, theirs = (sorted({i.value for i in r.ids if i.scheme == scheme}) for r in (first, second))
        if ours and theirs and not set(ours) & set(theirs):
            out.append(f"{SCHEME_NAMES[scheme]} IDs {', '.join(ours)} and {', '.join(theirs)}")
    return tuple(out)
