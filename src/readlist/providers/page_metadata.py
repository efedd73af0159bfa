"""The metadata in the head of a web page: ``<title>``, ``<meta>``, and the ``citation_*`` names for papers.

    HTML ──> PageMetadata ─┬─ title, og:title
                           └─ citation_title, citation_author…, citation_date ──> read_paper

The names: https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
"""

from __future__ import annotations

import contextlib
import re
from html.parser import HTMLParser

from readlist.model.dates import find_date
from readlist.model.person_name import parse_name_parts
from readlist.model.record import Record
from readlist.text.display import one_line

_MAX_VALUE = 20_000


class PageMetadata(HTMLParser):
    """The values of a page by name, in lower case; names may have several values."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.values: dict[str, list[str]] = {}
        self._title: list[str] | None = None

    def first(self, *names: str) -> str:
        """Return the first value of the first of these names that has one; else an empty text."""
        return next((self.values[name][0] for name in names if name in self.values), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Start collecting a ``title`` element, or keep the content of a ``meta`` element."""
        if tag == "title" and "title" not in self.values:
            self._title = []
        elif tag == "meta":
            found = dict(attrs)
            self._keep((found.get("property") or found.get("name") or "").lower(), found.get("content"))

    def handle_data(self, data: str) -> None:
        """Collect the text of a ``title`` element."""
        if self._title is not None:
            self._title.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Keep the collected title."""
        if tag == "title" and self._title is not None:
            self._keep("title", "".join(self._title))
            self._title = None

    def _keep(self, name: str, text: str | None) -> None:
        if value := one_line(text)[:_MAX_VALUE]:
            self.values.setdefault(name, []).append(value)


def read_metadata(body: bytes, content_type: str) -> PageMetadata:
    """Read the metadata of a page."""
    page = PageMetadata()
    with contextlib.suppress(AssertionError):  # html.parser gives up on some broken declarations
        page.feed(_decode(body, content_type))
    return page


def read_paper(page: PageMetadata) -> Record | None:
    """Return what a page says of its paper: title, authors, abstract, date, venue; None if it names no paper."""
    title = page.first("citation_title")
    if not title:
        return None
    year, month = find_date(
        page.first("citation_date", "citation_publication_date", "citation_online_date").replace("/", "-")
    )
    names = page.values.get("citation_author", ())
    return Record(
        kind="paper",
        title=title,
        authors=tuple(str(parse_name_parts(name.split(","))) for name in names),
        abstract=page.first("citation_abstract") or None,
        year=year,
        month=month,
        venue=page.first("citation_conference_title", "citation_journal_title") or None,
    )


def _decode(body: bytes, content_type: str) -> str:
    """Decode by the charset in the header, else in the page, else as UTF-8, else by detection."""
    declared = re.search(r"charset=\"?([\w-]+)", content_type, re.IGNORECASE)
    meta = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", body[:4096], re.IGNORECASE)
    for name in (declared and declared[1], meta and meta[1].decode("ascii", "replace")):
        if name:
            with contextlib.suppress(LookupError, UnicodeError):
                return body.decode(name, errors="replace")
    with contextlib.suppress(UnicodeDecodeError):
        return body.decode("utf-8")
    import charset_normalizer  # noqa: PLC0415

    return str(charset_normalizer.from_bytes(body[:65536]).best() or "")
