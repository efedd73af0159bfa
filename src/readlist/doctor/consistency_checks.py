"""Checks for mentions of one work that contradict each other."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import combinations, groupby
from typing import TYPE_CHECKING

from readlist.doctor.finding import Finding
from readlist.doctor.source_lines import Lines, LocatedMention, iter_located_mentions, quoted
from readlist.linkage.verification import YEARS_APART
from readlist.model.person_name import author_words, share_author
from readlist.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.record import Record
    from readlist.storage.database import Store

# https://aclanthology.org/info/ids/: year, venue, volume. Only venues that never met as one are told apart.
_ACL_ID = re.compile(r"(?P<year>\d{4})\.(?:findings-)?(?P<name>acl|emnlp|naacl|eacl)(?:-[a-z0-9]+)?\.\d+")
_ACL_VENUES = ("acl", "emnlp", "naacl", "eacl")
_WITH_ACL_ID = """mention.record LIKE '%["acl","2%' AND mention.record LIKE '%"venue":%'"""


def find_other_venues(store: Store, lines: Lines) -> Iterator[Finding]:
    """Find mentions whose ACL Anthology id is of another conference than the one they name."""
    for standing in iter_located_mentions(store, _WITH_ACL_ID):
        stated = _venue(standing.record.venue)
        for identifier in standing.record.ids if stated and stated[0] in _ACL_VENUES else ():
            match = _ACL_ID.fullmatch(identifier.value) if identifier.scheme == "acl" else None
            if match and stated and _is_other_venue(stated, (match["name"], int(match["year"]))):
                own = f"{match['name'].upper()} {match['year']}"
                yield Finding(
                    "venue-differs",
                    "warning",
                    f"ACL Anthology id {identifier.value} is of {own}, and the note says {standing.record.venue}",
                    (lines.place_of(standing, identifier.value),),
                    advice=f"Correct the venue or the id; the id's page is {identifier.url}",
                )


_REPEATED = """mention.entry_id IN (SELECT entry_id FROM mention GROUP BY entry_id HAVING count(*) > 1)
    AND mention.entry_id IN (SELECT id FROM entry WHERE kind <> 'note')"""
_VENUE = re.compile(r"(?P<name>[a-z][a-z&-]{1,9})\s?(?P<year>(?:19|20)\d\d)?")
_SAME_VENUE = {"nips": "neurips", "sigkdd": "kdd", "thewebconf": "www", "webconf": "www"}
"""Short names of one venue: those of one venue that changed its name."""
_NO_VENUE = frozenset(
    ("arxiv", "biorxiv", "medrxiv", "corr", "ssrn", "github", "openreview", "preprint", "techreport")
)


def find_repeated(store: Store, _lines: Lines) -> Iterator[Finding]:
    """Find what several mentions of one work say: data that differ, several topics, the same topic twice."""
    for _, group in groupby(iter_located_mentions(store, _REPEATED), key=lambda s: s.entry_id):
        standings = list(group)
        if all(s.record.kind == "paper" for s in standings):
            yield from _differing(standings)
        yield from _again(standings)
        yield from _topics(standings)


def _differing(standings: list[LocatedMention]) -> Iterator[Finding]:
    years = {s.record.year: s for s in reversed(standings) if s.record.year}
    if len(years) > 1:
        is_far = max(years) - min(years) > YEARS_APART
        yield _differ(years.values(), "years", "year", "warning" if is_far else "info")
    venues = [(_venue(s.record.venue), s) for s in standings if s.record.venue]
    for (ours, one), (theirs, other) in combinations(venues, 2):
        if ours and theirs and _is_other_venue(ours, theirs):
            yield _differ((one, other), "venues", "venue", "warning")
            break
    for one, other in combinations([s for s in standings if s.record.authors], 2):
        if share_author(author_words(one.record.authors), author_words(other.record.authors)) is False:
            yield _differ((one, other), "authors", "authors", "warning")
            break


def _differ(standings: Iterable[LocatedMention], what: str, field: str, severity: str) -> Finding:
    ordered = sorted(standings, key=lambda s: (s.source, s.line))
    advice = "Correct the note that is wrong and import it again."
    if severity == "info":
        advice = (
            "A preprint and its publication may lie in two years; otherwise correct the note that is wrong."
        )
    return Finding(
        "data-differs",
        severity,
        f"mentions of {quoted(ordered[0].record.title)} give different {what}",
        tuple(replace(s.place, text=f"{field}: {_value(s.record, field)}") for s in ordered),
        advice=advice,
    )


def _value(record: Record, field: str) -> str:
    value = getattr(record, field)
    if isinstance(value, tuple):
        return "; ".join(value[:4]) + ("; …" if len(value) > 4 else "")
    return str(value)


def _venue(venue: str | None) -> tuple[str, int | None] | None:
    """Short name and year of a venue; None for a long name, which may be that of any short one, and for preprints."""
    match = _VENUE.fullmatch(
        re.sub(r"\b(?:oral|spotlight|poster|findings|main)\b", "", fold(venue or "")).strip()
    )
    if not match or match["name"] in _NO_VENUE:
        return None
    return _SAME_VENUE.get(match["name"], match["name"]), int(match["year"]) if match["year"] else None


def _is_other_venue(ours: tuple[str, int | None], theirs: tuple[str, int | None]) -> bool:
    return ours[0] != theirs[0] or bool(ours[1] and theirs[1] and ours[1] != theirs[1])


def _again(standings: list[LocatedMention]) -> Iterator[Finding]:
    under: dict[tuple[str, tuple[str, ...]], dict[int, LocatedMention]] = defaultdict(dict)
    for standing in standings:
        under[standing.source, standing.topics].setdefault(standing.line, standing)
    for found in under.values():
        if len(found) > 1:
            times = "twice" if len(found) == 2 else f"{len(found)} times"
            title = quoted(next(iter(found.values())).record.title)
            yield Finding(
                "listed-again",
                "info",
                f"{title} is listed {times} under one heading",
                tuple(s.place for s in found.values()),
                advice="One of them can go; the library keeps one entry.",
            )


def _topics(standings: list[LocatedMention]) -> Iterator[Finding]:
    topics = {s.topics: s for s in reversed(standings) if s.topics}
    if len(topics) > 1:
        places = sorted(topics.values(), key=lambda s: (s.source, s.line))
        yield Finding(
            "several-topics",
            "info",
            f"{quoted(places[0].record.title)} stands under {len(topics)} topics",
            tuple(replace(s.place, text=" / ".join(s.topics)) for s in places),
            advice="Nothing is wrong where it belongs to all of them.",
        )
