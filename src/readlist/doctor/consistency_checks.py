"""Checks for mentions of one work that contradict each other or repeat each other.

data-differs     mentions give different years, venues or authors           warning; years next to each other: info
venue-differs    the stated venue is not that of the ACL Anthology id       warning
listed-again     a work is listed twice under one heading of one file       info
several-topics   a work is listed under several headings                    info
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import combinations, groupby
from typing import TYPE_CHECKING, NamedTuple

from readlist.doctor.finding import Finding
from readlist.doctor.records import have_common_author
from readlist.doctor.source_lines import Lines, quoted, title_place
from readlist.linkage.verification import YEARS_APART
from readlist.storage.mentions import (
    LocatedMention,
    iter_acl_mentions_with_venue,
    iter_repeated_mentions,
)
from readlist.text.folding import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from readlist.model.record import Record

# -- venues ------------------------------------------------------------------------------------------------------

# https://aclanthology.org/info/ids/: year, venue, volume. Only venues that have never been held jointly are compared.
_ACL_ID = re.compile(r"(?P<year>\d{4})\.(?:findings-)?(?P<name>acl|emnlp|naacl|eacl)(?:-[a-z0-9]+)?\.\d+")
_ACL_VENUES = ("acl", "emnlp", "naacl", "eacl")
_VENUE = re.compile(r"(?P<name>[a-z][a-z&-]{1,9})\s?(?P<year>(?:19|20)\d\d)?")
_TRACK = re.compile(r"\b(?:oral|spotlight|poster|findings|main)\b")
_SAME_VENUE = {"nips": "neurips", "sigkdd": "kdd", "thewebconf": "www", "webconf": "www"}
"""Other short names of a venue, such as those it had before."""
_NO_VENUE = frozenset(
    ("arxiv", "biorxiv", "medrxiv", "corr", "ssrn", "github", "openreview", "preprint", "techreport")
)


class ShortVenue(NamedTuple):
    """A venue's short name, folded, and the year where it is stated."""

    name: str
    year: int | None

    def is_other_than(self, other: ShortVenue) -> bool:
        """Return whether the names differ, or the years where both are stated."""
        return self.name != other.name or bool(self.year and other.year and self.year != other.year)


def parse_short_venue(text: str | None) -> ShortVenue | None:
    """Return the venue that a text names; None for preprints, and for long names, whose short name is not known."""
    match = _VENUE.fullmatch(_TRACK.sub("", fold(text or "")).strip())
    if not match or match["name"] in _NO_VENUE:
        return None
    return ShortVenue(
        _SAME_VENUE.get(match["name"], match["name"]), int(match["year"]) if match["year"] else None
    )


def find_other_venues(connection: sqlite3.Connection, lines: Lines) -> Iterator[Finding]:
    """Find mentions whose ACL Anthology id belongs to another conference than the one they name."""
    for mention in iter_acl_mentions_with_venue(connection):
        stated = parse_short_venue(mention.record.venue)
        if not stated or stated.name not in _ACL_VENUES:
            continue
        for identifier in mention.record.ids:
            match = _ACL_ID.fullmatch(identifier.value) if identifier.scheme == "acl" else None
            if match and stated.is_other_than(ShortVenue(match["name"], int(match["year"]))):
                own = f"{match['name'].upper()} {match['year']}"
                yield Finding(
                    "venue-differs",
                    "warning",
                    f"ACL Anthology ID {identifier.value} belongs to {own}, but the note says {mention.record.venue}",
                    (lines.place_of(mention, identifier.value),),
                    advice=f"Correct the venue or the ID; the ID's page is {identifier.url}",
                )


# -- mentions of one work ----------------------------------------------------------------------------------------


def find_repeated(connection: sqlite3.Connection, _lines: Lines) -> Iterator[Finding]:
    """Find works whose mentions give different data, or that are listed twice or under several topics."""
    for _, group in groupby(iter_repeated_mentions(connection), key=lambda m: m.entry_id):
        mentions = list(group)
        if all(m.record.kind == "paper" for m in mentions):
            yield from _years(mentions)
            yield from _venues(mentions)
            yield from _authors(mentions)
        yield from _again(mentions)
        yield from _topics(mentions)


def _years(mentions: list[LocatedMention]) -> Iterator[Finding]:
    years = {m.record.year: m for m in reversed(mentions) if m.record.year}
    if len(years) > 1:
        is_far = max(years) - min(years) > YEARS_APART
        yield _differ(years.values(), "years", "year", "warning" if is_far else "info")


def _venues(mentions: list[LocatedMention]) -> Iterator[Finding]:
    venues = [(venue, m) for m in mentions if (venue := parse_short_venue(m.record.venue))]
    for (ours, one), (theirs, other) in combinations(venues, 2):
        if ours.is_other_than(theirs):
            yield _differ((one, other), "venues", "venue", "warning")
            return


def _authors(mentions: list[LocatedMention]) -> Iterator[Finding]:
    for one, other in combinations([m for m in mentions if m.record.authors], 2):
        if have_common_author(one.record, other.record) is False:
            yield _differ((one, other), "authors", "authors", "warning")
            return


def _differ(mentions: Iterable[LocatedMention], what: str, field: str, severity: str) -> Finding:
    ordered = sorted(mentions, key=lambda m: (m.source, m.line))
    advice = "Correct the note that is wrong and import it again."
    if severity == "info":
        advice = "A preprint and its publication may have different years; otherwise correct the note that is wrong."
    return Finding(
        "data-differs",
        severity,
        f"mentions of {quoted(ordered[0].record.title)} give different {what}",
        tuple(replace(title_place(m), text=f"{field}: {_value(m.record, field)}") for m in ordered),
        advice=advice,
    )


def _value(record: Record, field: str) -> str:
    value = getattr(record, field)
    if isinstance(value, tuple):
        return "; ".join(value[:4]) + ("; …" if len(value) > 4 else "")
    return str(value)


def _again(mentions: list[LocatedMention]) -> Iterator[Finding]:
    under: dict[tuple[str, tuple[str, ...]], dict[int, LocatedMention]] = defaultdict(dict)
    for mention in mentions:
        under[mention.source, mention.topics].setdefault(mention.line, mention)
    for found in under.values():
        if len(found) > 1:
            times = "twice" if len(found) == 2 else f"{len(found)} times"
            title = quoted(next(iter(found.values())).record.title)
            yield Finding(
                "listed-again",
                "info",
                f"{title} is listed {times} under one heading",
                tuple(map(title_place, found.values())),
                advice="Remove one of them if you like; the library has one entry either way.",
            )


def _topics(mentions: list[LocatedMention]) -> Iterator[Finding]:
    topics = {m.topics: m for m in reversed(mentions) if m.topics}
    if len(topics) > 1:
        ordered = sorted(topics.values(), key=lambda m: (m.source, m.line))
        yield Finding(
            "several-topics",
            "info",
            f"{quoted(ordered[0].record.title)} is listed under {len(topics)} topics",
            tuple(replace(title_place(m), text=" / ".join(m.topics)) for m in ordered),
            advice="Nothing is wrong if it belongs to all of them.",
        )
