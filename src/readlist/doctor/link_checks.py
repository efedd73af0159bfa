"""Checks for links that several works share, and for works without a link.

link-shared     several works have one link to code, a project or notes      warning where it looks copied; else info
link-missing    a work has no link into the web                              info
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import combinations, groupby, permutations
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from readlist.doctor.finding import Finding
from readlist.doctor.source_lines import Lines, quoted, title_place
from readlist.linkage.features import url_key
from readlist.model.identifiers import parse_url
from readlist.model.urls import host_of, is_local, is_web
from readlist.storage.links import iter_shared_links
from readlist.storage.mentions import LocatedMention, iter_unlinked_mentions, read_mentions_of_entries
from readlist.text.folding import title_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    Works = dict[int, list[LocatedMention]]
    """Mentions by entry."""

# -- links of several works --------------------------------------------------------------------------------------

_MANY = 4
"""A link of this many works was not copied by mistake: it leads to a collection."""
_NEAR = 3
"""Lines from the end of an item to the next, including blank ones."""
_ROLE_NAMES = {"code": "code", "project": "project", "note": "notes"}


def find_shared_links(connection: sqlite3.Connection, lines: Lines) -> Iterator[Finding]:
    """Find links to code, projects and notes that several papers have."""
    by_key: dict[str, dict[int, str]] = defaultdict(dict)
    roles: dict[str, str] = {}
    for link in iter_shared_links(connection):
        if _is_particular(link.url):
            by_key[_key(link.url)].setdefault(link.entry_id, link.url)
            roles.setdefault(_key(link.url), link.role)
    for key, urls in by_key.items():
        if len(urls) > 1:
            yield from _shared_link(connection, lines, roles[key], urls)


def _key(url: str) -> str:
    return url_key(url) if is_web(url) else url


def _is_particular(url: str) -> bool:
    """Whether a link leads to a page of its own: not to a site's home page, nor to all repositories of an owner."""
    if not is_web(url):
        return is_local(url)
    path = urlsplit(url).path.strip("/")
    if host_of(url) == "github.com":
        return parse_url(url) is not None
    return bool(path) or host_of(url).endswith((".github.io", ".gitlab.io"))


def _shared_link(
    connection: sqlite3.Connection, lines: Lines, role: str, urls: dict[int, str]
) -> Iterator[Finding]:
    """Yield the findings about one link; ``urls`` is the link as each entry has it."""
    works: Works = {}
    for entry_id, found in read_mentions_of_entries(connection, urls).items():
        wanted = _key(urls[entry_id])
        if mentions := [m for m in found if any(_key(link.url) == wanted for link in m.record.links)]:
            works[entry_id] = mentions
    for group in _by_source(works) if role == "note" else [works]:
        if len(group) > 1:
            yield _shared_link_finding(lines, role, urls, group)


def _by_source(works: Works) -> list[Works]:
    """The same by source: a relative link is sure to lead to one place only within one file."""
    out: dict[int, Works] = defaultdict(lambda: defaultdict(list))
    for entry_id, found in works.items():
        for mention in found:
            out[mention.source_id][entry_id].append(mention)
    return [dict(group) for group in out.values()]


def _shared_link_finding(lines: Lines, role: str, urls: dict[int, str], works: Works) -> Finding:
    url = urls[next(iter(works))]
    people = _same_authors(works)
    return Finding(
        "link-shared",
        "warning" if _looks_copied(works, url, same_authors=bool(people)) else "info",
        f"{len(works)} different works have the same {_ROLE_NAMES[role]} link: {url}",
        tuple(lines.place_of(m, urls[i]) for i, found in works.items() for m in found),
        (f"the authors are the same too: {people}",) if people else (),
        "If it was copied from another item, give each work its own link; if it belongs to all of them, nothing is wrong.",
    )


def _same_authors(works: Works) -> str:
    """The first author list of several names that two of these works have in common; empty where there is none."""
    lists = [{m.record.authors for m in found if len(m.record.authors) > 1} for found in works.values()]
    common = next((a & b for a, b in combinations(lists, 2) if a & b), set())
    return ", ".join(next(iter(common))[:5]) if common else ""


def _looks_copied(works: Works, url: str, *, same_authors: bool) -> bool:
    """Whether a link seems to have been copied with its item: from the item above, or together with the authors."""
    if len(works) >= _MANY or _is_series(works, url):
        return False
    return same_authors or any(
        _is_next(first, second)
        for one, other in permutations(works.values(), 2)
        for first in one
        for second in other
    )


def _is_series(works: Works, url: str) -> bool:
    """Whether all titles contain the name of the repository or page."""
    name = title_key(urlsplit(url).path.rstrip("/").rpartition("/")[2].removesuffix(".git"))
    records = [found[0].record for found in works.values()]
    return len(name) >= 3 and all(name in title_key(f"{r.title} {r.label or ''}") for r in records)


def _is_next(first: LocatedMention, second: LocatedMention) -> bool:
    return first.source_id == second.source_id and 0 < second.line - first.end_line <= _NEAR


# -- works without links -----------------------------------------------------------------------------------------


def find_unlinked(connection: sqlite3.Connection, _lines: Lines) -> Iterator[Finding]:
    """Find the works that have neither a link into the web nor an identifier."""
    for _, group in groupby(iter_unlinked_mentions(connection), key=lambda m: m.entry_id):
        mentions = list(group)
        yield Finding(
            "link-missing",
            "info",
            f"{quoted(mentions[0].record.title)} has no link",
            tuple(replace(title_place(m), text="") for m in mentions),
            advice="Add its URL or ID, or let readlist fetch search for it by title.",
        )
