"""Findings about what works are: ids that stand for several, mentions that contradict each other.

id-shared        one id under titles that are not those of one work         error
data-differs     mentions of one work differ in year, venue or authors      warning; years next to each other: info
venue-differs    the venue beside an ACL Anthology id is not the id's own    warning
maybe-same       titles that differ in spelling only, and yet two entries   info
listed-again     a work twice under one heading of one file                 info
several-topics   a work under several headings                              info
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations, groupby, product
from typing import TYPE_CHECKING

from readlist.doctor.finding import Finding
from readlist.doctor.source_lines import Lines, quoted, read_located_mentions
from readlist.linkage.comparison import compare
from readlist.linkage.spelling import is_respelt
from readlist.model.identifiers import SCHEMES, Identifier
from readlist.model.person_name import author_words, share_author
from readlist.model.record import Record
from readlist.text.folding import fold, title_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.storage.database import Store

_WORK_IDS = tuple(scheme for scheme in SCHEMES if scheme != "github")
_MARKS = ",".join("?" * len(_WORK_IDS))
SCHEME_NAMES = {"arxiv": "arXiv", "doi": "DOI", "acl": "ACL Anthology", "openreview": "OpenReview"}

# -- one id, several works ---------------------------------------------------------------------------------------

_SHARED = f"""
SELECT scheme, value, entry_id, key, title, authors, year FROM identifier JOIN entry ON entry.id = entry_id
WHERE kind = 'paper' AND (value, scheme) IN (
    SELECT value, scheme FROM identifier WHERE scheme IN ({_MARKS}) GROUP BY value, scheme HAVING count(DISTINCT entry_id) > 1)
ORDER BY scheme, value, entry_id"""  # noqa: S608  (only marks)


def find_shared_ids(store: Store, lines: Lines) -> Iterator[Finding]:
    """Find the ids that stand with titles of different works."""
    for (scheme, value), rows in groupby(store.query(_SHARED, _WORK_IDS), key=lambda row: row[:2]):
        identifier = Identifier(scheme, value)
        entries = {row[2]: row for row in rows}
        standings = read_located_mentions(store, entries)
        claimed = {i: [s for s in found if has_id(s.record, identifier)] for i, found in standings.items()}
        records = {
            i: [s.record for s in found] or [Record(title=entries[i][4], ids=(identifier,))]
            for i, found in claimed.items()
        }
        at_odds = [
            pair
            for a, b in combinations(records, 2)
            for pair in product(records[a], records[b])
            if compare(*pair).conflict
        ]
        if not at_odds:
            continue
        is_unsure = all(_may_be_one(*pair) for pair in at_odds)
        merge = f"readlist merge {' '.join(row[3] for row in entries.values())}"
        yield Finding(
            "id-shared",
            "info" if is_unsure else "error",
            f"{SCHEME_NAMES[scheme]} id {value} stands with {len(entries)} different titles"
            + (", which may be names of one work" if is_unsure else ""),
            tuple(
                replace(lines.place_of(s, value), text=f"{quoted(s.record.title)} ({entries[i][3]})")
                for i, found in claimed.items()
                for s in found
            ),
            tuple(
                f"{quoted(entries[i][4])} ({entries[i][3]}), not from a note"
                for i in entries
                if not claimed[i]
            ),
            f"Look at {identifier.url} and give every other title its own id; if all are one work: {merge}",
        )


def _may_be_one(first: Record, second: Record) -> bool:
    """Whether two titles under one id may be a work and its nickname, the beginning of its title, or a former title."""
    common = share_author(author_words(first.authors), author_words(second.authors))
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


_NEARLY = 70
"""Percent of likeness, words in any order, from which a title may be what another one was before."""


def _words(record: Record) -> list[str]:
    """The words of a title; four Chinese characters say as much as a word."""
    return re.findall(r"[a-z0-9]+|[^\W_a-z0-9]{1,4}", fold(record.title or ""))


def has_id(record: Record, identifier: Identifier) -> bool:
    """Whether a record claims this id, in whatever version."""
    return any((i.scheme, i.value) == (identifier.scheme, identifier.value) for i in record.ids)


# -- venues against ids ------------------------------------------------------------------------------------------


# -- one work, two entries ---------------------------------------------------------------------------------------

_SHORTEST_KEY = 20
"""Letters and digits of the shortest title that says enough to be compared by spelling."""
_NEIGHBOURS = 3
_SMALL_WORDS = frozenset("a an the of for in on to and with by via from at as".split())


def find_maybe_same(store: Store, _lines: Lines) -> Iterator[Finding]:
    """Find papers whose titles differ in spelling only and that are two entries.

    Titles are sorted, from the front and from the back, and each is compared with the next few: never all with all.
    """
    rows = store.query("SELECT id, title FROM entry WHERE kind = 'paper'")
    keys = [(key, entry_id) for entry_id, title in rows if len(key := title_key(title)) >= _SHORTEST_KEY]
    titles = dict(rows)
    pairs = {
        *_neighbours(sorted(keys)),
        *_neighbours(sorted((key[::-1], entry_id) for key, entry_id in keys)),
    }
    for first, second in sorted(pairs):
        if _is_respelt(titles[first], titles[second]):
            yield from _maybe_same(store, first, second)


def _neighbours(keys: list[tuple[str, int]]) -> Iterator[tuple[int, int]]:
    for place, (key, entry_id) in enumerate(keys):
        for other, other_id in keys[place + 1 : place + 1 + _NEIGHBOURS]:
            if other[:8] == key[:8]:
                yield min(entry_id, other_id), max(entry_id, other_id)


def _is_respelt(first: str, second: str) -> bool:
    """Whether two titles are equal but for case, punctuation, small words, and a letter in one or two longer words."""
    return title_key(first) == title_key(second) or is_respelt(_telling_words(first), _telling_words(second))


def _telling_words(title: str) -> list[str]:
    return [word for word in re.findall(r"\w+", fold(title)) if word not in _SMALL_WORDS]


def _maybe_same(store: Store, first: int, second: int) -> Iterator[Finding]:
    sql = "SELECT id, key, title, authors, year FROM entry WHERE id IN (?, ?) ORDER BY id"
    entries = store.query(sql, (first, second))
    standings = read_located_mentions(store, (first, second))
    one, other = (
        Record(title=title, authors=tuple(json.loads(authors)), year=year, ids=_ids(store, entry_id))
        for entry_id, _, title, authors, year in entries
    )
    is_parted = all(any(s.pinned for s in found) for found in standings.values())  # by the person's own hand
    if is_parted or compare(one, other).conflict:
        return
    if share_author(author_words(one.authors), author_words(other.authors)) is False:
        return
    different = _different_ids(one, other)
    if different and title_key(one.title or "") != title_key(other.title or ""):
        return
    places = tuple(
        replace(s.place, text=f"{quoted(title)} ({key})")
        for i, key, title, *_ in entries
        for s in standings[i]
    )
    if places:
        message = "one title, two ids" if different else "two entries whose titles differ in spelling at most"
        merge = f"If they are one work: readlist merge {entries[0][1]} {entries[1][1]}"
        yield Finding("maybe-same", "info", message, places, different, merge)


def _ids(store: Store, entry_id: int) -> tuple[Identifier, ...]:
    rows = store.query("SELECT scheme, value FROM identifier WHERE entry_id = ? ORDER BY id", (entry_id,))
    return tuple(Identifier(*row) for row in rows)


def _different_ids(first: Record, second: Record) -> tuple[str, ...]:
    """The ids of those schemes in which the two have no id in common."""
    out: list[str] = []
    for scheme in _WORK_IDS:
        ours, theirs = ({i.value for i in record.ids if i.scheme == scheme} for record in (first, second))
        if ours and theirs and not ours & theirs:
            out.append(
                f"{SCHEME_NAMES[scheme]} ids {', '.join(sorted(ours))} and {', '.join(sorted(theirs))}"
            )
    return tuple(out)
