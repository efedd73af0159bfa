"""Checks for arXiv ids that cannot exist.

id-malformed    a link's id, or one written as arXiv:2305.1636, is not of the right form   error
id-impossible   its year and month do not exist or are in the future                       error
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from readlist.doctor.finding import Finding, Place
from readlist.doctor.records import has_id
from readlist.model.identifiers import Identifier, find_malformed_arxiv, parse_url
from readlist.model.urls import host_of
from readlist.storage.identifiers import iter_old_and_future_arxiv_ids
from readlist.storage.links import iter_arxiv_links
from readlist.storage.mentions import LocatedMention, read_mentions_of_entries

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from readlist.doctor.source_lines import Lines

_PATH = re.compile(r"/(?:abs|pdf|html|ps|format|e-print)/(?:arxiv:)?(?P<id>[^/]*\d.*)", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<year>\d\d)(?P<month>\d\d)\.(?P<number>\d+)", re.ASCII)
# https://info.arxiv.org/help/arxiv_identifier.html
_FIRST, _FIVE_DIGITS = 704, 1501
"""April 2007: ids have the form YYMM.NNNN; January 2015: YYMM.NNNNN."""
_OLD_FIRST, _OLD_LAST = 9107, 703
"""July 1991 to March 2007: ids have the form archive/YYMMNNN."""
_ADVICE = "Look up the paper on https://arxiv.org and correct the ID."


def find_malformed(connection: sqlite3.Connection, lines: Lines) -> Iterator[Finding]:
    """Find links to arXiv papers whose id is not a valid one."""
    by_url: dict[str, list[int]] = defaultdict(list)
    for url, entry_id in iter_arxiv_links(connection):
        if malformed_id(url):
            by_url[url].append(entry_id)
    for url, entry_ids in by_url.items():
        yield from _malformed_link(connection, lines, url, entry_ids)


def _malformed_link(
    connection: sqlite3.Connection, lines: Lines, url: str, entry_ids: list[int]
) -> Iterator[Finding]:
    mentions = _mentions_with_link(connection, url, entry_ids)
    places = [(m.source_id, lines.place_of(m, url)) for m in mentions]
    outside = tuple(place for source_id, place in places if place.line not in lines.code(source_id))
    if outside or not mentions:  # an id in a code block is an example
        yield malformed_finding(malformed_id(url) or "", outside, (url,))


def _mentions_with_link(
    connection: sqlite3.Connection, url: str, entry_ids: list[int]
) -> list[LocatedMention]:
    found = read_mentions_of_entries(connection, entry_ids)
    mentions = (mention for of_entry in found.values() for mention in of_entry)
    return [mention for mention in mentions if any(link.url == url for link in mention.record.links)]


def malformed_id(url: str) -> str | None:
    """Return the text in the place of the id in a link to an arXiv paper, where it is not a valid id; else None."""
    if bad := find_malformed_arxiv(url):
        return bad
    if host_of(url).removeprefix("export.") != "arxiv.org" or parse_url(url):
        return None
    match = _PATH.fullmatch(unquote(urlsplit(url).path))
    return match["id"].removesuffix(".pdf").rstrip("/") if match else None


def malformed_finding(text: str, places: tuple[Place, ...], evidence: tuple[str, ...] = ()) -> Finding:
    """Build the finding about a text that is in the place of an arXiv id and is not a valid one."""
    reason, is_impossible = explain_malformed(text)
    return Finding(
        "id-impossible" if is_impossible else "id-malformed",
        "error",
        f"'{text}' is not a valid arXiv ID: {reason}",
        places,
        evidence,
        _ADVICE,
    )


def explain_malformed(text: str) -> tuple[str, bool]:
    """Return why a text is not a valid arXiv id, and whether its date is the reason."""
    match = _NUMBER.match(text)
    if not match:
        return "IDs look like 2106.09685 or hep-th/9901001", False
    month, date, digits = int(match["month"]), int(match["year"] + match["month"]), len(match["number"])
    if not 1 <= month <= 12:
        return f"there is no month {match['month']}", True
    if date < _FIRST:
        return "IDs of this form start in April 2007", True
    wanted, since = (5, "since 2015") if date >= _FIVE_DIGITS else (4, "before 2015")
    return f"IDs {since} have {wanted} digits after the point, not {digits}", False


def find_future(
    connection: sqlite3.Connection, lines: Lines, today: datetime | None = None
) -> Iterator[Finding]:
    """Find arXiv ids of the right form whose month is in the future, or in which there were no ids of that form."""
    # Where papers are announced, the next day may have begun already.
    day = (today or datetime.now(UTC)) + timedelta(days=1)
    for value, entry_id in iter_old_and_future_arxiv_ids(connection, day.strftime("%y%m")):
        if reason := _impossible_date(value):
            mentions = read_mentions_of_entries(connection, [entry_id])[entry_id]
            yield Finding(
                "id-impossible",
                "error",
                f"'{value}' cannot be an arXiv ID: {reason}",
                tuple(
                    lines.place_of(m, value) for m in mentions if has_id(m.record, Identifier("arxiv", value))
                ),
                advice=_ADVICE,
            )


def _impossible_date(value: str) -> str:
    """Why the month of an id of the old form, or of one later than today, is impossible; empty where it is not."""
    archive, slash, number = value.rpartition("/")
    year, month = int(number[:2]), int(number[2:4])
    if not slash:
        return f"{2000 + year}-{month:02} is in the future"
    if _OLD_LAST < year * 100 + month < _OLD_FIRST:
        return f"{archive} IDs of this form run from July 1991 to March 2007"
    return ""
