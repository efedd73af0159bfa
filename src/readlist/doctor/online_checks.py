"""Checks of links that ask the network, for maintainers of lists.

link-dead       the page, or the repository, does not exist any more        error
link-moved      the repository has another name now                          warning, can be fixed
link-old        the host does not exist any more, or the form is old         warning, can be fixed, not asked
link-archived   the repository is read-only                                  info
link-unsure     the site did not answer, or refuses programs                 info

Texts are sources of the library, or files; code is left out.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.doctor.finding import SEVERITIES, Finding, Place, one_of
from readlist.doctor.fixes import fix_line, read_text
from readlist.formats.markdown.code_lines import find_code_lines
from readlist.importing.folders import find_files
from readlist.model.url_finder import find_urls
from readlist.model.urls import is_web
from readlist.providers.link_checker import (
    ARCHIVED,
    DEAD,
    MOVED,
    UNSURE,
    LinkStatus,
    check_links,
    is_repository,
)
from readlist.storage.sources import decode_source, read_source_names

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from readlist.providers.settings import Settings

_WHAT = {
    DEAD: ("link-dead", "error", "this link is dead: {detail}", "Replace the link, or remove it."),
    MOVED: (
        "link-moved",
        "warning",
        "this repository is now {detail}",
        "readlist doctor --online --fix FILE",
    ),
    ARCHIVED: ("link-archived", "info", "this repository is archived: nobody maintains it", ""),
    UNSURE: ("link-unsure", "info", "this link could not be checked: {detail}", "Open it in a browser."),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text to check, by the name of its source or its path."""

    name: str
    content: str


def read_sources(connection: sqlite3.Connection) -> Iterator[Text]:
    """Yield the texts of the sources of a library."""
    for source_id, name in read_source_names(connection):
        yield Text(name, decode_source(connection, source_id))


def read_files(paths: Sequence[Path | str]) -> Iterator[Text]:
    """Yield the texts of files, and of the notes in folders. Raises InputError when one is not text."""
    for path in find_files(paths).files:
        yield Text(str(path), read_text(path))


def find_online(
    texts: Iterable[Text],
    settings: Settings,
    least: str = "info",
    *,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> tuple[Finding, ...]:
    """Check the links of texts and return what is wrong with them, the worst first.

    ``on_progress`` gets a link, the links done and their number.
    """
    places: dict[str, list[Place]] = defaultdict(list)
    old: list[Finding] = []
    for text in texts:
        for place, url, is_old in _links(text):
            if is_old:
                old.append(_old(place, url))
            else:
                places[url].append(place)
    out = list(old)
    with contextlib.closing(check_links(places, settings)) as states:
        for done, status in enumerate(states, start=1):
            out += _findings(status, places[status.url])
            if on_progress:
                on_progress(status.url, done, len(places))
    kept = [one for one in out if one_of(one.severity, least)]
    return tuple(
        sorted(kept, key=lambda one: (SEVERITIES.index(one.severity), one.places[0].file, one.places[0].line))
    )


def find_moved(texts: Iterable[Text], settings: Settings) -> tuple[dict[str, str], tuple[LinkStatus, ...]]:
    """Find the links that lead to a repository with another name now; no other site is asked.

    Returns these links with their new addresses, and the links that could not be checked.
    """
    urls = [url for text in texts for _, url, is_old in _links(text) if not is_old and is_repository(url)]
    states = list(check_links(urls, settings))
    moved = {one.url: one.detail for one in states if one.state == MOVED}
    return moved, tuple(one for one in states if one.state == UNSURE)


def _links(text: Text) -> Iterator[tuple[Place, str, bool]]:
    """Yield the links outside code, each with its place and whether its form is old."""
    code = find_code_lines(text.content)
    for number, line in enumerate(text.content.splitlines(), start=1):
        if number in code or "/" not in line:
            continue
        for found in find_urls(line):
            if is_web(found.url):
                written = line[found.start : found.end]
                yield Place(text.name, number, written), found.url, "link-old" in fix_line(written)[1]


def _old(place: Place, url: str) -> Finding:
    now = fix_line(url)[0]
    return Finding(
        "link-old", "warning", f"this address is old; now it is {now}", (place,), fixable=True,
        advice="readlist doctor --fix FILE",
    )  # fmt: skip


def _findings(status: LinkStatus, places: Sequence[Place]) -> Iterator[Finding]:
    if status.state in _WHAT:
        code, severity, message, advice = _WHAT[status.state]
        yield Finding(
            code, severity, message.format(detail=status.detail), tuple(places), advice=advice,
            fixable=status.state == MOVED,
        )  # fmt: skip
