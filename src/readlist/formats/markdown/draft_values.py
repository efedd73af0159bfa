"""The values of the draft of an item: title, links, names, venue, date. The first value of a field is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readlist.formats.markdown import dates_venues, title_text
from readlist.formats.markdown.title_parts import split_title
from readlist.model import urls
from readlist.model.identifiers import Identifier, parse_url

if TYPE_CHECKING:
    from readlist.formats.markdown.inline import Piece

_MAY_NAME = re.compile(r"[A-ZÀ-Ž][\w'’-]*[a-zà-ž](?:\s(?:[A-Z]\.|[A-ZÀ-Ž][\w'’-]*[a-zà-ž])){0,3}")
"""A text that may be a single name: capitalised words."""
_CITED = re.compile(rf"(?P<name>[A-ZÀ-Ž][\w'’-]*[a-zà-ž]) et al\.?,? [(\[](?P<year>{dates_venues.YEAR})[)\]]")
"""A citation in the place of a title: ``Quill et al. (2002)``."""
_SHORT_YEAR = re.compile(r"['’‘]\d\d$")
_VAGUE_ROLES = ("other", "blog", "project", "data")
"""Roles derived from the address that a label next to the link overrides."""
_SCHEME = re.compile(r"(?!https?|ftp)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link of an item, with its role, line and text."""

    url: str
    role: str
    line: int
    text: str = ""


@dataclass(slots=True)
class DraftValues:
    """The values of the draft of an item.

    ``title_form`` is the form in which the title was written: ``field``, ``link``, ``local`` (a link to the writer's own
    notes), ``quoted`` (in code marks or quotes), ``strong``, ``citation``, ``plain``, ``url``; empty without a title.
    ``before`` is the text before a title that is a link, ``more_titles`` are further links that name works,
    ``asides`` the addresses in a remark, which may be about other works. ``name`` is a text after the title that may be a
    single name or a remark.
    """

    title: str = ""
    title_form: str = ""
    line: int = 0
    title_url: str = ""
    label: str | None = None
    badges: list[str] = field(default_factory=list)
    links: list[FoundLink] = field(default_factory=list)
    more_titles: list[Piece] = field(default_factory=list)
    ids: list[Identifier] = field(default_factory=list)
    authors: tuple[str, ...] = ()
    org: str | None = None
    venue: str | None = None
    venue_year: int | None = None
    date: dates_venues.Date | None = None
    tags: list[str] = field(default_factory=list)
    status: str | None = None
    abstract: str | None = None
    seen_fields: set[str] = field(default_factory=set)
    prose: list[str] = field(default_factory=list)
    before: str = ""
    asides: set[str] = field(default_factory=set)
    name: str = ""

    @property
    def has_link_or_id(self) -> bool:
        """Whether the item has a web link or an ID."""
        return bool(self.ids) or any(link.role != "note" for link in self.links)

    @property
    def web_links(self) -> list[FoundLink]:
        """The links to the web, not to the writer's own notes."""
        return [link for link in self.links if link.role != "note"]

    def offer_authors(self, names: tuple[str, ...]) -> None:
        """Set the authors unless they are already set."""
        self.authors = self.authors or names

    def offer_date(self, date: dates_venues.Date | None) -> None:
        """Set the date unless it is already set."""
        self.date = self.date or date

    def offer_label(self, text: str) -> None:
        """Set the label unless it is already set; numbers alone, such as an ORCID, are none."""
        if any(map(str.isalpha, text)):
            self.label = self.label or text

    def offer_org(self, text: str) -> None:
        """Set the organisation unless it is already set."""
        self.org = self.org or text

    def offer_name(self, text: str) -> None:
        """Note a text after the title that may be a single name, unless people are known."""
        if not self.authors and not self.name and _MAY_NAME.fullmatch(text):
            self.name = text

    def offer_status(self, status: str | None) -> None:
        """Set the status unless it is already set."""
        self.status = self.status or status

    def set_venue(self, venue: dates_venues.Venue | None, raw: str = "") -> None:
        """Set the venue unless it is already set; ``raw`` is the text used if no venue was recognised."""
        if self._gives_way_to(venue):
            self.venue, self.date = None, None if venue and venue.year else self.date
        if self.venue:
            return
        if venue:
            date, name = dates_venues.strip_closing_date(venue.name)
            is_dated = date is not None and date.month is not None
            self.venue, self.venue_year = name if is_dated else venue.name, venue.year
            self.offer_date(date if is_dated else None)
        elif (
            raw
            and len(raw) <= 120
            and _SHORT_YEAR.search(raw)
            and (named := dates_venues.parse_unlisted_venue(raw))
        ):
            self.venue, self.venue_year = named.name, named.year
        elif raw and len(raw) <= 120:
            _, name = dates_venues.strip_closing_date(raw)
            date = dates_venues.find_date(raw)
            self.venue = name if title_text.is_mostly_cjk(raw) else raw
            self.venue_year = date.year if date else None
        self.venue = dates_venues.bare_venue(self.venue) if self.venue else None

    def _gives_way_to(self, venue: dates_venues.Venue | None) -> bool:
        """Whether the present venue is a preprint server and another is where the work was published."""
        return (
            venue is not None
            and dates_venues.is_preprint(self.venue or "")
            and bool(venue.year)
            and not dates_venues.is_preprint(venue.name)
        )

    def set_title(self, title: str, title_form: str, line: int) -> None:
        """Set the title; if it comes from a labelled field, a different earlier title becomes the label."""
        title, name, date, venue, authors = split_title(title)
        if cited := _CITED.fullmatch(title):
            self.offer_authors((cited["name"],))
            self.offer_date(dates_venues.Date(int(cited["year"])))
        self.offer_date(date)
        self.set_venue(venue)
        self.offer_authors(authors)
        if name:
            self.offer_label(name)
        if not title:
            return
        is_other = self.title not in ("", title) and self.title_form in ("local", "link", "strong", "plain")
        if title_form == "field" and is_other:
            self.offer_label(self.title)
        self.title, self.title_form, self.line = title, title_form, line

    def take_closing_name(self) -> None:
        """Take the nickname in brackets at the end of the title as the label."""
        if split := title_text.split_closing_name(self.title):
            self.title, name = split
            self.offer_label(name)

    def add_link(self, piece: Piece, hint: str, default: str = "") -> None:
        """Add a link once; its role comes from its address and from ``hint``, its text or label.

        ``default`` replaces a vague role.
        """
        url = piece.href
        if not url or urls.is_page_anchor(url) or _SCHEME.match(url):
            return
        role = urls.link_role(url, hint)
        if default and role in _VAGUE_ROLES and urls.is_web(url) and parse_url(url) is None:
            role = default
        if all(link.url != url for link in self.links):
            self.links.append(FoundLink(url, role, piece.line, piece.text))
