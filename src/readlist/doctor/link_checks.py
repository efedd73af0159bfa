"""Findings about links and ids: those that cannot be, those that several works share, works that have none.

id-malformed    an arXiv link or id that has lost or gained digits           error
id-impossible   an arXiv id of a month that does not exist or is to come     error
link-shared     one link to code, a project or notes with several works      warning where it looks copied, else info
link-missing    a work that leads nowhere                                    info
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from readlist.doctor.finding import Finding, Place
from readlist.doctor.source_lines import Lines, LocatedMention, quoted, read_located_mentions
from readlist.linkage.features import url_key
from readlist.model.identifiers import find_malformed_arxiv, parse_url
from readlist.model.urls import host_of, is_local, is_web
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.storage.database import Store

# -- ids that cannot be ------------------------------------------------------------------------------------------

_ARXIV_LINKS = "SELECT url, entry_id FROM link WHERE url LIKE '%arxiv.org/%' ORDER BY url, entry_id"
_ARXIV_PATH = re.compile(r"/(?:abs|pdf|html|ps|format|e-print)/(?:arxiv:)?(?P<id>[^/]*\d.*)", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<year>\d\d)(?P<month>\d\d)\.(?P<number>\d+)", re.ASCII)
_FIRST, _FIVE_DIGITS = 704, 1501
"""April 2007, January 2015: https://info.arxiv.org/help/arxiv_identifier.html"""


def find_malformed(store: Store, lines: Lines) -> Iterator[Finding]:
    """Find arXiv links whose id is none."""
    by_url: dict[str, list[int]] = defaultdict(list)
    for url, entry_id in store.connection.execute(_ARXIV_LINKS):
        if malformed_id(url):
            by_url[url].append(entry_id)
    for url, entry_ids in by_url.items():
        standings = [s for found in read_located_mentions(store, entry_ids).values() for s in found]
        holding = [s for s in standings if any(link.url == url for link in s.record.links)]
        places = [(s, lines.place_of(s, url)) for s in holding]
        spoken = tuple(place for s, place in places if place.line not in lines.code(s.source_id))
        if spoken or not holding:  # an example in a block of code says nothing
            yield malformed_finding(malformed_id(url) or "", spoken, (url,))


def malformed_id(url: str) -> str | None:
    """The text in the place of the id in a link to arXiv's page of a paper, where it is no id; else None."""
    if bad := find_malformed_arxiv(url):
        return bad
    if host_of(url).removeprefix("export.") != "arxiv.org" or parse_url(url):
        return None
    match = _ARXIV_PATH.fullmatch(unquote(urlsplit(url).path))
    return match["id"].removesuffix(".pdf").rstrip("/") if match else None


def malformed_finding(text: str, places: tuple[Place, ...], evidence: tuple[str, ...] = ()) -> Finding:
    """Build the finding about a text that stands for an arXiv id and is none."""
    reason, is_impossible = explain_malformed(text)
    return Finding(
        "id-impossible" if is_impossible else "id-malformed",
        "error",
        f"'{text}' is no arXiv id: {reason}",
        places,
        evidence,
        "Look the paper up at https://arxiv.org and correct the id.",
    )


def explain_malformed(text: str) -> tuple[str, bool]:
    """Why a text is no arXiv id, and whether that is because of its date."""
    match = _NUMBER.match(text)
    if not match:
        return "it has neither form of one (2106.09685, hep-th/9901001)", False
    month, date, digits = int(match["month"]), int(match["year"] + match["month"]), len(match["number"])
    if not 1 <= month <= 12:
        return f"there is no month {match['month']}", True
    if date < _FIRST:
        return "ids of this form begin in April 2007", True
    wanted, since = (5, "since 2015") if date >= _FIVE_DIGITS else (4, "before 2015")
    return f"{wanted} digits follow the point {since}, not {digits}", False


def find_future(store: Store, lines: Lines, today: datetime | None = None) -> Iterator[Finding]:
    """Find arXiv ids that are well formed, and name a month that is to come or in which there was no such id."""
    day = (today or datetime.now(UTC)) + timedelta(days=1)  # it may be tomorrow where the paper was announced
    sql = "SELECT value, entry_id FROM identifier WHERE scheme = 'arxiv' AND ((value GLOB '[0-9]*' AND substr(value, 1, 4) > ?) OR value LIKE '%/%') ORDER BY value, entry_id"
    for value, entry_id in store.query(sql, (day.strftime("%y%m"),)):
        reason = _impossible_date(value)
        if not reason:
            continue
        standings = [
            s
            for s in read_located_mentions(store, [entry_id])[entry_id]
            if any((i.scheme, i.value) == ("arxiv", value) for i in s.record.ids)
        ]
        yield Finding(
            "id-impossible",
            "error",
            f"'{value}' can be no arXiv id: {reason}",
            tuple(lines.place_of(s, value) for s in standings),
            advice="Look the paper up at https://arxiv.org and correct the id.",
        )


def _impossible_date(value: str) -> str:
    archive, slash, number = value.rpartition("/")
    year, month = int(number[:2]), int(number[2:4])
    if not slash:
        return f"{2000 + year}-{month:02} is yet to come"
    if 703 < year * 100 + month < 9107:
        return f"{archive} ids of this form end in March 2007, and begin in July 1991"
    return ""


# -- links of several works --------------------------------------------------------------------------------------

_SHARED = """
SELECT link.url, role, entry_id FROM link JOIN entry ON entry.id = entry_id
WHERE kind = 'paper' AND role IN ('code', 'project', 'note') AND lower(rtrim(replace(link.url, 'http://', 'https://'), '/')) IN (
    SELECT lower(rtrim(replace(link.url, 'http://', 'https://'), '/')) FROM link JOIN entry ON entry.id = entry_id
    WHERE kind = 'paper' AND role IN ('code', 'project', 'note') GROUP BY 1 HAVING count(DISTINCT entry_id) > 1)
ORDER BY link.id"""
_MANY = 4
"""So many works with one link are no slip of copying: the link is of a collection."""
_NEAR = 3
"""Lines between an item and the next, blank ones among them."""


def find_shared_links(store: Store, lines: Lines) -> Iterator[Finding]:
    """Find links to code, projects and notes that stand with several papers."""
    by_key: dict[str, dict[int, str]] = defaultdict(dict)
    roles: dict[str, str] = {}
    for url, role, entry_id in store.query(_SHARED):
        if _is_particular(url):
            by_key[_key(url)].setdefault(entry_id, url)
            roles.setdefault(_key(url), role)
    for key, entries in by_key.items():
        if len(entries) > 1:
            yield from _shared_link(store, lines, roles[key], entries)


def _key(url: str) -> str:
    return url_key(url) if is_web(url) else url


def _is_particular(url: str) -> bool:
    """Whether a link leads to something of its own: not to a site's front page, nor to a file's owner alone."""
    if not is_web(url):
        return is_local(url)
    path = urlsplit(url).path.strip("/")
    if host_of(url) == "github.com":
        return parse_url(url) is not None
    return bool(path) or host_of(url).endswith((".github.io", ".gitlab.io"))


def _shared_link(store: Store, lines: Lines, role: str, entries: dict[int, str]) -> Iterator[Finding]:
    standings: dict[int, list[LocatedMention]] = {}
    for entry_id, found in read_located_mentions(store, list(entries)).items():
        wanted = _key(entries[entry_id])
        if holding := [s for s in found if any(_key(link.url) == wanted for link in s.record.links)]:
            standings[entry_id] = holding
    for group in _by_folder(standings) if role == "note" else [standings]:
        if len(group) < 2:
            continue
        url = entries[next(iter(group))]
        same_people = _same_authors(group)
        yield Finding(
            "link-shared",
            "warning" if _looks_copied(group, url, same_people) else "info",
            f"one {_ROLE_NAMES[role]} link stands with {len(group)} different works: {url}",
            tuple(lines.place_of(s, entries[i]) for i, found in group.items() for s in found),
            (f"the same authors are named too: {same_people}",) if same_people else (),
            "If it was copied along with an item, give each work its own; if it belongs to all of them, nothing is wrong.",
        )


_ROLE_NAMES = {"code": "code", "project": "project", "note": "notes"}


def _by_folder(standings: dict[int, list[LocatedMention]]) -> list[dict[int, list[LocatedMention]]]:
    """A relative link leads to one place only within one file, as far as can be told."""
    out: dict[int, dict[int, list[LocatedMention]]] = defaultdict(lambda: defaultdict(list))
    for entry_id, found in standings.items():
        for standing in found:
            out[standing.source_id][entry_id].append(standing)
    return [dict(group) for group in out.values()]


def _same_authors(group: dict[int, list[LocatedMention]]) -> str:
    """The names that two of these works have in common to the last, where there are several."""
    lists = [{s.record.authors for s in found if len(s.record.authors) > 1} for found in group.values()]
    common = next((a & b for a, b in combinations(lists, 2) if a & b), set())
    return ", ".join(next(iter(common))[:5]) if common else ""


def _looks_copied(group: dict[int, list[LocatedMention]], url: str, same_people: str) -> bool:
    """Whether a link seems to have come along with a copied item: same people, or the item just above."""
    if len(group) >= _MANY:
        return False
    name = title_key(urlsplit(url).path.rstrip("/").rpartition("/")[2].removesuffix(".git"))
    works = [found[0] for found in group.values()]
    if len(name) >= 3 and all(name in title_key(f"{s.record.title} {s.record.label or ''}") for s in works):
        return False  # a series of works, of one name
    return bool(same_people) or any(
        a.source_id == b.source_id and 0 < b.line - a.end_line <= _NEAR
        for one, other in combinations(group.values(), 2)
        for a, b in [*((x, y) for x in one for y in other), *((y, x) for x in one for y in other)]
    )


# -- works without links -----------------------------------------------------------------------------------------

_UNLINKED = """
SELECT id FROM entry WHERE kind <> 'note' AND url IS NULL
AND EXISTS (SELECT 1 FROM mention WHERE mention.entry_id = entry.id)
AND NOT EXISTS (SELECT 1 FROM identifier WHERE identifier.entry_id = entry.id)
AND NOT EXISTS (SELECT 1 FROM link WHERE link.entry_id = entry.id AND (url LIKE 'http%' OR url LIKE 'ftp%'))"""
_BATCH = 500


def find_unlinked(store: Store, _lines: Lines) -> Iterator[Finding]:
    """Find the works that have no link into the web, nor an id that stands for one."""
    ids = [row[0] for row in store.query(_UNLINKED)]
    for start in range(0, len(ids), _BATCH):
        for found in read_located_mentions(store, ids[start : start + _BATCH]).values():
            yield Finding(
                "link-missing",
                "info",
                f"{quoted(found[0].record.title)} has no link",
                tuple(replace(s.place, text="") for s in found),
                advice="Add its address or id; readlist fetch looks for it by the title.",
            )
